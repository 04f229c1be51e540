// SPDX-License-Identifier: Apache-2.0
#include "logs/net_error.hpp"

#include "logs/parts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace gwdiag {

namespace {

struct Words {
  std::string_view text;
  NetError error;
};

constexpr std::array words{
    Words{"connection refused", NetError::refused},
    Words{"econnrefused", NetError::refused},
    Words{"actively refused", NetError::refused},
    Words{"refused the network connection", NetError::refused},
    Words{"refused the connection", NetError::refused},
    Words{"connectrefused", NetError::refused},
    // Windows in other languages: WSAECONNREFUSED
    Words{"积极拒绝", NetError::refused},
    Words{"対象のコンピューターによって拒否された", NetError::refused},
    Words{"zielcomputer die verbindung verweigerte", NetError::refused},
    Words{"l'ordinateur cible l'a expressément refusée", NetError::refused},
    Words{"equipo de destino denegó expresamente", NetError::refused},
    Words{"конечный компьютер отверг запрос", NetError::refused},
    Words{"resource temporarily unavailable", NetError::try_again},
    Words{"eagain", NetError::try_again},
    Words{"no route to host", NetError::host_unreachable},
    Words{"host is unreachable", NetError::host_unreachable},
    Words{"host unreachable", NetError::host_unreachable},
    Words{"unreachable host", NetError::host_unreachable},
    Words{"host is down", NetError::host_unreachable},
    Words{"ehostunreach", NetError::host_unreachable},
    Words{"ehostdown", NetError::host_unreachable},
    Words{"network is unreachable", NetError::network_unreachable},
    Words{"network unreachable", NetError::network_unreachable},
    Words{"unreachable network", NetError::network_unreachable},
    Words{"network is down", NetError::network_unreachable},
    Words{"enetunreach", NetError::network_unreachable},
    Words{"no such file or directory", NetError::no_such_file},
    Words{"enoent", NetError::no_such_file},
    Words{"permission denied", NetError::permission_denied},
    Words{"eacces", NetError::permission_denied},
    Words{"forbidden by its access permissions", NetError::permission_denied},
    Words{"operation not permitted", NetError::not_permitted},
    Words{"eperm", NetError::not_permitted},
    Words{"assign requested address", NetError::no_local_address},
    Words{"address not available", NetError::no_local_address},
    Words{"requested address is not valid in its context", NetError::no_local_address},
    Words{"eaddrnotavail", NetError::no_local_address},
    Words{"address already in use", NetError::address_in_use},
    Words{"eaddrinuse", NetError::address_in_use},
    Words{"too many open files", NetError::too_many_files},
    Words{"no file descriptors available", NetError::too_many_files},
    Words{"emfile", NetError::too_many_files},
    Words{"enfile", NetError::too_many_files},
    Words{"no buffer space", NetError::no_buffers},
    Words{"enobufs", NetError::no_buffers},
    Words{"cannot allocate memory", NetError::no_buffers},
    Words{"enomem", NetError::no_buffers},
    Words{"address family not supported", NetError::family_unsupported},
    Words{"eafnosupport", NetError::family_unsupported},
    Words{"connection reset", NetError::reset},
    Words{"econnreset", NetError::reset},
    Words{"forcibly closed by the remote host", NetError::reset},
    // Windows in other languages: WSAECONNRESET
    Words{"远程主机强迫关闭", NetError::reset},
    Words{"リモート ホストに強制的に切断", NetError::reset},
    Words{"verbindung wurde vom remotehost geschlossen", NetError::reset},
    Words{"fermée par l'hôte distant", NetError::reset},
    Words{"interrupción de una conexión existente por el host remoto", NetError::reset},
    Words{"удаленный хост принудительно разорвал", NetError::reset},
    Words{"broken pipe", NetError::broken_pipe},
    Words{"epipe", NetError::broken_pipe},
    Words{"connection abort", NetError::aborted},
    Words{"connection was aborted", NetError::aborted},
    Words{"econnaborted", NetError::aborted},
    Words{"timed out", NetError::timed_out},
    Words{"timedout", NetError::timed_out},
    Words{"timed-out", NetError::timed_out},
    Words{"i/o timeout", NetError::timed_out},
    Words{"timeout exceeded", NetError::timed_out},
    Words{"timeout error", NetError::timed_out},
    Words{"timeout expired", NetError::timed_out},
    Words{"timeout while", NetError::timed_out},
    Words{"timeout during", NetError::timed_out},
    Words{"did not properly respond after a period", NetError::timed_out},
    // Windows in other languages: WSAETIMEDOUT
    Words{"连接方在一段时间后没有正确答复", NetError::timed_out},
    Words{"接続済みの呼び出し先が一定の時間を過ぎても", NetError::timed_out},
    Words{"nach einer bestimmten zeitspanne nicht richtig reagiert", NetError::timed_out},
    Words{"deadline exceeded", NetError::timed_out},
    Words{"end of file", NetError::end_of_file},
    Words{"unexpected eof", NetError::end_of_file},
    Words{": eof", NetError::end_of_file},
    Words{"\"eof\"", NetError::end_of_file},
    Words{"invalid argument", NetError::invalid_argument},
    Words{"einval", NetError::invalid_argument},
};

// How a number is marked as an errno.
constexpr std::array<std::string_view, 14> marks{"(os ",
                                                 "winerror ",
                                                 "errno=",
                                                 "errno ",
                                                 "errno: ",
                                                 "errno:",
                                                 "os error ",
                                                 "unknown error ", // a C library without the name
                                                 "error: ",
                                                 "connect_result=",
                                                 "err=",
                                                 "error=",
                                                 "(",
                                                 "-1 "};

NetError by_number(int number) {
  switch (number) {
  case 111:
  case 61:
  case 146:
  case 10061:
    return NetError::refused;
  case 110:
  case 60:
  case 145:
  case 10060:
  case 70007: // APR_TIMEUP
    return NetError::timed_out;
  case 104:
  case 54:
  case 131:
  case 10054:
    return NetError::reset;
  case 32:
    return NetError::broken_pipe;
  case 113:
  case 65:
  case 112:
  case 148:
  case 10064:
  case 10065:
    return NetError::host_unreachable;
  case 101:
  case 51:
  case 128:
  case 10051:
    return NetError::network_unreachable;
  case 13:
  case 10013:
    return NetError::permission_denied;
  case 2:
    return NetError::no_such_file;
  case 1:
    return NetError::not_permitted;
  case 11:
  case 35:
    return NetError::try_again;
  case 99:
  case 49:
  case 125:
  case 10049:
    return NetError::no_local_address;
  case 98:
  case 48:
  case 10048:
    return NetError::address_in_use;
  case 23:
  case 24:
  case 10024:
    return NetError::too_many_files;
  case 12:
  case 55:
  case 105:
  case 10055:
    return NetError::no_buffers;
  case 97:
  case 47:
  case 10047:
    return NetError::family_unsupported;
  case 103:
  case 53:
  case 10053:
    return NetError::aborted;
  case 22:
  case 10022:
    return NetError::invalid_argument;
  case 70014: // APR_EOF
    return NetError::end_of_file;
  default:
    return NetError::none;
  }
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}

// True if `word` stands in `text`; a symbol such as `eperm` only as a word of its own
// ("supermarket" names no error).
bool stands_in(std::string_view text, std::string_view word) {
  const bool symbol = word.front() == 'e' && word.find(' ') == std::string_view::npos;
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if (!symbol ||
        ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end])))) {
      return true;
    }
  }
  return false;
}

// A number behind `mark`, closed by something that ends an errno: `:` `)` `,` a space or the end.
NetError numbered(std::string_view text, std::string_view mark) {
  std::size_t at = text.find(mark);
  for (int tries = 0; at != std::string_view::npos && tries < 64; ++tries) {
    const std::string_view rest = text.substr(at + mark.size(), 6);
    int number = 0;
    const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    const auto length = static_cast<std::size_t>(end - rest.data());
    const bool closed = length == rest.size() ||
                        std::string_view(":), }]\"").find(rest[length]) != std::string_view::npos;
    const bool bare_bracket =
        mark == "(" && length < rest.size() && rest[length] != ':' && rest[length] != ')';
    if (failure == std::errc{} && closed && !bare_bracket) {
      if (const NetError error = by_number(number); error != NetError::none) {
        return error;
      }
    }
    at = text.find(mark, at + mark.size());
  }
  return NetError::none;
}

// The one error whose words the text ends in the middle of.
NetError cut_net_error(std::string_view text, const TextParts& parts) {
  constexpr std::size_t shortest = 6;
  constexpr std::size_t longest = 60;
  const std::size_t last = text.find_last_not_of(" .>\"'"); // a mark of the cut
  text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
  text.remove_prefix(text.size() - std::min(text.size(), longest));
  NetError found = NetError::none;
  for (const Words& row : words) {
    if (!parts.may_have(row.text.substr(0, shortest))) {
      continue;
    }
    const std::size_t space = row.text.find(' ');
    const std::size_t at = text.rfind(row.text.substr(0, shortest));
    if (space == std::string_view::npos || at == std::string_view::npos ||
        text.size() - at < space + 2 || text.size() - at == row.text.size() ||
        !row.text.starts_with(text.substr(at)) || row.text[text.size() - at] == ' ') {
      continue; // too little tells in a word alone, and a line may end behind a word
    }
    if (found != NetError::none && found != row.error) {
      return NetError::none;
    }
    found = row.error;
  }
  return found;
}

} // namespace

NetError named_net_error(std::string_view text) {
  const TextParts parts(text);
  for (const Words& row : words) {
    if (parts.may_have(row.text) && stands_in(text, row.text)) {
      return row.error;
    }
  }
  return cut_net_error(text, parts);
}

NetError net_error(std::string_view text) {
  if (const NetError error = named_net_error(text); error != NetError::none) {
    return error;
  }
  for (const std::string_view mark : marks) {
    if (const NetError error = numbered(text, mark); error != NetError::none) {
      return error;
    }
  }
  return text.find("timeout") == std::string_view::npos ? NetError::none : NetError::timed_out;
}

} // namespace gwdiag
