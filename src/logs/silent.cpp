// SPDX-License-Identifier: Apache-2.0
#include "logs/silent.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/text.hpp"
#include "logs/blocks.hpp"
#include "logs/net_error.hpp"
#include "logs/parts.hpp"
#include "logs/pattern.hpp"
#include "logs/recognise.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t none = std::string_view::npos;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Keys by which a reader knows a record, or takes a line out of its field, as LogField has them.
constexpr auto telling_keys = std::to_array<std::string_view>({"codedetails",
                                                               "details",
                                                               "downstreamstatus",
                                                               "envoyresponseflags",
                                                               "fetcherror",
                                                               "flags",
                                                               "httpstatus",
                                                               "rcd",
                                                               "respflags",
                                                               "responsecodedetails",
                                                               "responseflags",
                                                               "responseflagslong",
                                                               "responsestatus",
                                                               "respstatus",
                                                               "rf",
                                                               "sessionstate",
                                                               "state",
                                                               "status",
                                                               "statuscode",
                                                               "terminationstate",
                                                               "termstate",
                                                               "ts",
                                                               "tsc"});
static_assert(std::ranges::is_sorted(telling_keys));
constexpr std::size_t longest_key = 19;
static_assert(std::ranges::max(telling_keys, {}, &std::string_view::size).size() == longest_key);

// The sizes of telling keys by their first letter: nearly all others are told apart by that.
constexpr std::array<std::uint32_t, 256> telling_sizes = [] {
  std::array<std::uint32_t, 256> table{};
  for (const std::string_view key : telling_keys) {
    table.at(static_cast<unsigned char>(key.front())) |= 1U << key.size();
  }
  return table;
}();

bool is_telling_key(std::string_view key) {
  std::array<char, longest_key> plain{};
  std::size_t size = 0;
  for (char c : key) {
    if (c == '_' || c == '-' || c == '.') {
      continue;
    }
    if (size == plain.size()) {
      return false;
    }
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    plain.at(size++) = c;
  }
  return size > 0 && (telling_sizes[static_cast<unsigned char>(plain[0])] >> size & 1U) != 0 &&
         std::ranges::binary_search(telling_keys, std::string_view(plain.data(), size));
}

// What a byte asks for.
enum class Look : std::uint8_t { nothing, key, quote, apostrophe, elsewhere };

constexpr std::array<Look, 256> looks = [] {
  std::array<Look, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table.at(i) = i < 0x20 || i > 0x7e ? Look::elsewhere : Look::nothing;
  }
  table['='] = table[':'] = Look::key;
  table['"'] = Look::quote;
  table['\''] = Look::apostrophe;
  table['\\'] = table['#'] = table['&'] = Look::elsewhere; // escapes, colours, entities
  return table;
}();

// The key that ends before the `=` or `:` at `at`; empty if there is none.
std::string_view key_before(std::string_view text, std::size_t at) {
  std::size_t end = at;
  if (text[at] == '=') {
    const auto in_key = [](char c) {
      return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
             c == '%' || c == '$';
    };
    while (end > 0 && in_key(text[end - 1])) {
      --end;
    }
    return text.substr(end, at - end);
  }
  while (end > 0 && text[end - 1] == ' ') {
    --end;
  }
  if (end < 2 || text[end - 1] != '"') {
    return {};
  }
  const std::size_t open = text.rfind('"', end - 2);
  return open == none ? std::string_view{} : text.substr(open + 1, end - open - 2);
}

// A request of an access log, or what marks a record of a CSV file.
bool tells_by_quote(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 9> methods{
      "GET ", "POST ", "PUT ", "HEAD ", "PATCH ", "DELETE ", "OPTIONS ", "CONNECT ", "PROPFIND "};
  const std::string_view rest = text.substr(at + 1);
  if (at == 0 ||
      (text[at - 1] == '"' && ((at > 1 && text[at - 2] == '{') || rest.starts_with(":\"\"")))) {
    return true;
  }
  return !rest.empty() && rest.front() >= 'A' && rest.front() <= 'Z' &&
         std::ranges::any_of(methods, [rest](std::string_view m) { return rest.starts_with(m); });
}

// True if the line is nothing but its text, without wrapping, and has no telling key or request.
bool is_bare(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    switch (looks[static_cast<unsigned char>(text[at])]) {
    case Look::nothing:
      break;
    case Look::key:
      if (is_telling_key(key_before(text, at))) {
        return false;
      }
      break;
    case Look::quote:
      if (tells_by_quote(text, at)) {
        return false;
      }
      break;
    case Look::apostrophe: // in a word: others may be quotes
      if (at == 0 || !is_letter(text[at - 1])) {
        return false;
      }
      break;
    case Look::elsewhere:
      return false;
    }
  }
  return true;
}

// Looks at a line's tokens for what the records of read_envoy(), read_haproxy(), read_elb() and
// read_squid() have.
class TokenWatch {
public:
  bool tells(std::string_view token) {
    const auto slashes = std::ranges::count(token, '/');
    const bool time = token == "-1" || (token.find('.') != none && number_in(token).has_value());
    times_ = time ? times_ + 1 : 0;
    const bool found = times_ == 3 || (slashes >= 2 && last_has_slash_) ||
                       (token.size() == 4 && token.ends_with("--") && token != "----") ||
                       (slashes == 1 && is_result(token)) ||
                       (last_is_status_ && (token == "-" ? !last_is_dash_ : is_envoy_flags(token)));
    last_is_dash_ = token == "-";
    last_is_status_ =
        last_is_dash_ || token == "0" || (token.size() == 3 && token[0] >= '1' && token[0] <= '5');
    last_has_slash_ = slashes > 0;
    return found;
  }

private:
  static bool is_result(std::string_view token) {
    constexpr std::array<std::string_view, 5> begins{"TCP_", "UDP_", "NONE", "TAG_", "ERR_"};
    return std::ranges::any_of(begins,
                               [token](std::string_view word) { return token.starts_with(word); });
  }

  int times_ = 0; // one behind the other
  bool last_has_slash_ = false;
  bool last_is_status_ = false;
  bool last_is_dash_ = false;
};

bool has_telling_token(std::string_view text) {
  TokenWatch watch;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view token = bare_token(text.substr(0, end));
    if (!token.empty() && watch.tells(token)) {
      return true;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

// Where HAProxy speaks, any state is one; what is behind nginx's context is no message; Nginx Proxy
// Manager's access log has its own form.
constexpr std::array<SoughtWord, 4> telling_words{"haproxy", "<nosrv>", ", client: ", "] [length "};

} // namespace

bool is_silent_line(std::string_view line) {
  line = line.substr(0, longest_log_line);
  if (!is_bare(line) || has_telling_token(line)) {
    return false;
  }
  const std::string lower = lower_ascii(trim(line));
  const TextParts parts(lower);
  return !any_of(lower, parts, telling_words) && !names_cause(lower, parts) && !may_be_cut(lower) &&
         (!speaks_of_gateway(lower, parts) || named_net_error(lower) == NetError::none);
}

} // namespace gwdiag
