// SPDX-License-Identifier: Apache-2.0
#include "logs/classify.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "logs/accepted.hpp"
#include "logs/bytes.hpp"
#include "logs/net_error.hpp"
#include "logs/other_services.hpp"
#include "logs/parts.hpp"
#include "logs/pattern.hpp"
#include "logs/recognise.hpp"
#include "logs/refusal.hpp"
#include "logs/shape.hpp"

namespace gwdiag {

namespace {

// Formats that name their causes in fields; a line of one of these is read by nothing else.
constexpr std::array<Reader, 5> first_readers{
    read_envoy, read_haproxy, read_elb, read_squid, read_proxy_manager};

// Caddy's logger of failed requests.
constexpr const char* caddy_errors = "http.log.error";

// A gateway's own words for its upstream, whatever that is.
constexpr std::array<SoughtWord, 3> gateway_speaks{
    caddy_errors, "http: proxy error: ", "[hpm] error"};

// True if `text` names a socket file: `app.sock`, `php.socket-3`; java.net.SocketException and
// System.Net.Sockets are none.
bool has_socket_file(std::string_view text) {
  constexpr std::string_view ending = ".sock";
  for (std::size_t at = text.find(ending); at != std::string_view::npos;
       at = text.find(ending, at + 1)) {
    std::string_view rest = text.substr(at + ending.size());
    rest.remove_prefix(rest.starts_with("et") ? 2 : 0);
    if (rest.empty() || rest.front() < 'a' || rest.front() > 'z') {
      return true;
    }
  }
  return false;
}

bool behind_unix_socket(const LogLine& line) {
  constexpr std::array<SoughtWord, 4> words{
      "unix:", "dial unix", "unix domain socket", "httpd-uds"};
  return any_of(line.lower, line.parts, words) ||
         (line.parts.may_have(".sock") && has_socket_file(line.lower));
}

bool is_error_record(const LogLine& line) {
  return line.lower.find(caddy_errors) != std::string::npos ||
         lower_ascii(line.fields.get({"level", "severity", "lvl"})).starts_with("err") ||
         line.fields.has({"error", "err", "errtrace", "errid"});
}

Findings from_row(const LogLine& line, const LogMatch& match) {
  const LogPattern& row = *match.row;
  if (row.ids.empty() && row.phase == FaultPhase::none) {
    return {};
  }
  if (const auto spoken = spoken_instead(line)) {
    return make_findings(spoken->ids, match.product, spoken->meaning, upstream_in(line));
  }
  if (row.phase != FaultPhase::none) {
    const FaultPhase phase = row.phase == FaultPhase::named ? phase_of(line.message()) : row.phase;
    if (const auto error = error_meaning(line.message(), phase, behind_unix_socket(line))) {
      return make_findings(
          error->ids, match.product, error->meaning, upstream_in(line), row.consequence);
    }
  }
  return make_findings(row.ids, match.product, row.meaning, upstream_in(line), row.consequence);
}

// Errors that mean the same whatever was going on; "timeout" and the like do not.
bool says_alone(NetError error) {
  return error == NetError::refused || error == NetError::reset || error == NetError::end_of_file ||
         error == NetError::host_unreachable || error == NetError::network_unreachable;
}

// The last resort: an errno or TLS text of anything that speaks of an upstream.
Findings from_error_text(const LogLine& line) {
  const auto certificate = may_speak_of_tls(line.parts) ? tls_meaning(line.lower) : std::nullopt;
  const bool of_tls_client = certificate && (certificate->ids.starts_with("tls-cert-") ||
                                             certificate->ids.starts_with("tls-to-"));
  if (!of_tls_client && !speaks_of_gateway(line.lower, line.parts)) {
    return {};
  }
  const FaultPhase phase = phase_of(line.lower);
  if (phase == FaultPhase::none && !certificate && !says_alone(named_net_error(line.lower))) {
    return {};
  }
  const auto error = error_meaning(line.lower, phase, behind_unix_socket(line), ErrorWords::named);
  return error ? make_findings(error->ids, "", error->meaning, upstream_in(line)) : Findings{};
}

// Where in a line, behind its beginning, a record of nginx's error log begins: `[error] 29#29: `.
std::size_t error_record_in(std::string_view text) {
  constexpr std::string_view digits = "0123456789";
  for (std::size_t hash = text.find('#'); hash != std::string_view::npos;
       hash = text.find('#', hash + 1)) {
    const std::size_t before = text.find_last_not_of(digits, hash == 0 ? 0 : hash - 1);
    const std::size_t after = text.find_first_not_of(digits, hash + 1);
    if (before == std::string_view::npos || after == std::string_view::npos || before == 0 ||
        text.substr(before - 1, 2) != "] " || text.substr(after, 2) != ": ") {
      continue;
    }
    const std::size_t level = text.rfind('[', before);
    return level == std::string_view::npos ? 0 : level;
  }
  return 0;
}

bool is_chatter_of_nginx(const LogLine& line) {
  const std::size_t record = error_record_in(line.text);
  return record > 0 && is_nginx_chatter(std::string_view(line.text).substr(record));
}

// What a line says that holds another within: an access line with an error record run on to it, a
// field that is a message of Varnish (`%{VSL:FetchError}x` under a name of that kind).
Findings from_inner(const LogLine& line, Findings (*classify)(std::string_view)) {
  if (const std::string_view error = line.fields.get({"fetcherror"}); error.size() > 1) {
    if (Findings findings = classify("FetchError " + std::string(error)); !findings.empty()) {
      return findings;
    }
  }
  const std::size_t record = error_record_in(line.text);
  return record == 0 || !read_access(line) ? Findings{}
                                           : classify(std::string_view(line.text).substr(record));
}

// A line of a table, known by its first words: the line is cut in the middle of the telling ones.
Findings from_cut_line(const LogLine& line) {
  if (find_cut_pattern(client_side_logs(), line.message()).row != nullptr) {
    return {};
  }
  LogMatch match = find_cut_pattern(product_logs(), line.message());
  if (match.row == nullptr && !speaks_of_other_service(line)) {
    match = find_cut_pattern(library_logs(), line.message());
  }
  return match.row == nullptr ? Findings{} : from_row(line, match);
}

Findings classify_record(const LogLine& line) {
  const Tokens tokens = tokens_of(line.text);
  for (const Reader read : first_readers) {
    if (auto findings = read(line, tokens)) {
      return *findings;
    }
  }
  if (auto findings = read_access(line)) {
    return *findings;
  }
  if (is_chatter_of_nginx(line) ||
      find_pattern(client_side_logs(), line.message(), line.parts).row != nullptr ||
      is_accepted_connection(line)) {
    return {};
  }
  if (const LogMatch match = find_pattern(product_logs(), line.message(), line.parts);
      match.row != nullptr) {
    return from_row(line, match);
  }
  if (!any_of(line.lower, line.parts, gateway_speaks) && speaks_of_other_service(line)) {
    return {};
  }
  if ((calls_out(line) && !has_gateway_word(line.lower, line.parts)) || asks_out(line)) {
    return {};
  }
  if (const LogMatch match = find_pattern(library_logs(), line.message(), line.parts);
      match.row != nullptr) {
    return from_row(line, match);
  }
  if (is_error_record(line)) {
    if (auto findings = from_error_text(line); !findings.empty()) {
      return findings;
    }
  }
  if (auto findings = read_access_fields(line)) {
    return *findings;
  }
  if (auto findings = from_error_text(line); !findings.empty()) {
    return findings;
  }
  return from_cut_line(line);
}

bool is_record_of_request(const LogLine& line) {
  const Tokens tokens = tokens_of(line.text);
  return read_access(line).has_value() || std::ranges::any_of(first_readers, [&](Reader read) {
           return read(line, tokens).has_value();
         });
}

} // namespace

std::string_view harmless_meaning(std::string_view raw) {
  const LogLine line = unwrap_line(raw);
  if (is_record_of_request(line) || !classify_line(raw).empty()) {
    return {};
  }
  if (const Refusal* refusal = refusal_in(raw)) {
    return refusal->meaning;
  }
  for (const LogTables tables : {client_side_logs(), product_logs(), library_logs()}) {
    if (const LogMatch match = find_pattern(tables, line.message(), line.parts);
        match.row != nullptr) {
      return match.row->ids.empty() ? match.row->meaning : std::string_view{};
    }
  }
  return {};
}

std::vector<LogFinding> classify_line(std::string_view raw) {
  const LogLine line = unwrap_line(raw);
  Findings inner =
      from_inner(line, [](std::string_view text) { return classify_record(unwrap_line(text)); });
  return inner.empty() ? classify_record(line) : inner;
}

} // namespace gwdiag
