// SPDX-License-Identifier: Apache-2.0
#include "logs/quiet.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace gwdiag {

namespace {

constexpr std::size_t none = std::string_view::npos;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Three digits from 200 to 499 at `at`.
bool is_calm_status(std::string_view line, std::size_t at) {
  return at + 3 <= line.size() && line[at] >= '2' && line[at] <= '4' && is_digit(line[at + 1]) &&
         is_digit(line[at + 2]);
}

bool starts_with_method(std::string_view text) {
  return text.starts_with("GET ") || text.starts_with("POST ") || text.starts_with("HEAD ") ||
         text.starts_with("PUT ") || text.starts_with("DELETE ") || text.starts_with("PATCH ") ||
         text.starts_with("OPTIONS ");
}

// `… [06/May/2024:07:08:09 +0000] "GET / HTTP/1.1" 200 512 …`, and Envoy's `… "GET / HTTP/1.1" 200
// - via_upstream …`. A size or a dash behind the status: flags stand there in Envoy's formats.
bool is_calm_access_line(std::string_view line) {
  const std::size_t open = line.find('"');
  if (open == none || open < 2 || open + 6 > line.size() || line[open - 2] != ']' ||
      !starts_with_method(line.substr(open + 1, 8))) {
    return false;
  }
  const std::size_t close = line.find('"', open + 1);
  if (close == none || close + 7 > line.size() || line[close + 1] != ' ' ||
      !is_calm_status(line, close + 2) || line[close + 5] != ' ') {
    return false;
  }
  const char after = line[close + 6];
  return is_digit(after) ||
         (after == '-' && line[close + 7 < line.size() ? close + 7 : close] == ' ');
}

// Where ` - - ---- ` stands: searched for by a dash, as a line has many spaces.
std::size_t calm_state(std::string_view line) {
  constexpr std::string_view calm = "- - ---- ";
  for (std::size_t at = line.find('-', 1); at != none; at = line.find('-', at + 1)) {
    if (line[at - 1] == ' ' && line.substr(at).starts_with(calm)) {
      return at - 1;
    }
  }
  return none;
}

// `… be_web/web1 0/0/1/12/13 200 512 - - ---- 1/1/0/0/0 0/0 …`
bool is_calm_haproxy_line(std::string_view line) {
  const std::size_t state = calm_state(line);
  if (state == none) {
    return false;
  }
  const std::size_t bytes = line.rfind(' ', state - (state == 0 ? 0 : 1));
  if (bytes == none || bytes < 5 || line[bytes - 4] != ' ' || !is_calm_status(line, bytes - 3)) {
    return false;
  }
  const std::size_t timers = line.rfind(' ', bytes - 5);
  return timers != none && is_digit(line[bytes - 5]) &&
         line.substr(timers, bytes - timers).find('/') != none;
}

// `https TIME app/NAME CLIENT:PORT TARGET:PORT 0.001 0.012 0.000 200 200 …`
bool is_calm_balancer_line(std::string_view line) {
  if (!line.starts_with("http ") && !line.starts_with("https ") && !line.starts_with("h2 ")) {
    return false;
  }
  std::size_t at = 0;
  for (int field = 0; field < 8; ++field) {
    at = line.find(' ', at);
    if (at == none) {
      return false;
    }
    ++at;
  }
  const std::string_view status = line.substr(at, 3);
  const std::string_view rest = line.substr(at + status.size());
  const bool targets = is_calm_status(rest, 1) || rest.starts_with(" - ");
  return is_calm_status(status, 0) && status != "464" && rest.starts_with(' ') && targets &&
         line.substr(0, at).find(" app/") != none;
}

// Keys of requests' records whose values are of the client, or numbers and names that tell no
// fault.
// clang-format off
constexpr auto harmless_keys = std::to_array<std::string_view>({
    "@timestamp", "args", "authority", "body_bytes_sent", "bytes", "bytes_out", "bytes_read",
    "bytes_received", "bytes_sent", "cache", "client", "client_ip", "clientip", "content_type",
    "date", "duration", "geoip", "host", "hostname", "http_host", "http_method", "http_referer",
    "http_referrer", "http_user_agent", "http_version", "http_x_forwarded_for", "id", "ip",
    "latency", "method", "msec", "namespace", "path", "pid", "pod", "port", "proto", "protocol",
    "query", "query_string", "referer", "referrer", "remote_addr", "remote_ip", "remote_port",
    "remote_user", "request", "request_id", "request_length", "request_method", "request_time",
    "request_uri", "requestid", "rt", "scheme", "server", "server_name", "server_port",
    "server_protocol", "size", "ssl_cipher", "ssl_protocol", "stream", "time", "time_iso8601",
    "time_local", "timestamp", "trace_id", "ts", "uri", "url", "user_agent"});
// clang-format on

constexpr std::array<std::string_view, 6> upstream_keys{"upstream",
                                                        "upstream_addr",
                                                        "upstream_address",
                                                        "upstream_bytes_received",
                                                        "upstream_host",
                                                        "upstream_response_length"};
constexpr std::array<std::string_view, 5> request_keys{
    "path", "request", "request_uri", "uri", "url"};
constexpr std::array<std::string_view, 3> status_keys{"status", "status_code", "statuscode"};

enum class Key : std::uint8_t { unknown, harmless, request, status };

// The keys by their size and three of their letters: one comparison tells nearly all of them.
class KeyTable {
public:
  constexpr KeyTable() {
    add(request_keys, Key::request); // before harmless_keys, which has them too
    add(status_keys, Key::status);
    add(harmless_keys, Key::harmless);
    add(upstream_keys, Key::harmless);
  }

  constexpr Key find(std::string_view key) const {
    if (key.empty()) {
      return Key::unknown;
    }
    std::size_t at = slot(key);
    while (!rows_.at(at).key.empty() && rows_.at(at).key != key) {
      at = (at + 1) % rows_.size();
    }
    return rows_.at(at).kind;
  }

private:
  struct Row {
    std::string_view key;
    Key kind = Key::unknown;
  };

  static constexpr std::size_t slot(std::string_view key) {
    const auto byte = [key](std::size_t at) {
      return static_cast<std::size_t>(static_cast<unsigned char>(key[at]));
    };
    return (key.size() * 37 + byte(0) * 5 + byte(key.size() / 2) * 67 + byte(key.size() - 1) * 11) %
           size;
  }

  constexpr void add(std::span<const std::string_view> keys, Key kind) {
    for (const std::string_view key : keys) {
      std::size_t at = slot(key);
      while (!rows_.at(at).key.empty() && rows_.at(at).key != key) {
        at = (at + 1) % rows_.size();
      }
      if (rows_.at(at).key.empty()) {
        rows_.at(at) = {key, kind};
      }
    }
  }

  static constexpr std::size_t size = 512;
  std::array<Row, size> rows_{};
};

constexpr KeyTable known_keys;

// A value that can tell no fault: a number, a short word without a space, nothing.
bool is_plain_value(std::string_view value) {
  return value.size() <= 40 && value.find(' ') == none &&
         (value.empty() || is_digit(value.front()) || value.front() == '-');
}

// Where a comma or a closing brace ends what begins at `at`.
std::size_t number_end(std::string_view line, std::size_t at) {
  while (at < line.size() && line[at] != ',' && line[at] != '}') {
    ++at;
  }
  return at < line.size() ? at : none;
}

// One level of `"key":"value"` and `"key":number`; `at` goes to behind the value. False for
// anything else.
bool next_pair(std::string_view line,
               std::size_t& at,
               std::string_view& key,
               std::string_view& value) {
  const auto skip = [&](char mark) {
    while (at < line.size() && (line[at] == ' ' || line[at] == mark)) {
      ++at;
    }
  };
  skip(',');
  if (at >= line.size() || line[at] != '"') {
    return false;
  }
  const std::size_t end = line.find('"', at + 1);
  if (end == none) {
    return false;
  }
  key = line.substr(at + 1, end - at - 1);
  at = end + 1;
  skip(':');
  if (at >= line.size()) {
    return false;
  }
  const bool quoted = line[at] == '"';
  const std::size_t start = quoted ? at + 1 : at;
  const std::size_t stop = quoted ? line.find('"', start) : number_end(line, start);
  if (stop == none || (!quoted && (line[start] == '{' || line[start] == '['))) {
    return false;
  }
  value = line.substr(start, stop - start);
  at = quoted ? stop + 1 : stop;
  return true;
}

// A flat JSON object of one request.
bool is_calm_json_line(std::string_view line) {
  if (!line.starts_with('{') || line.find('\\') != none) {
    return false;
  }
  bool calm = false;
  bool request = false;
  std::size_t at = 1;
  std::string_view key;
  std::string_view value;
  while (at < line.size() && line[at] != '}') {
    if (!next_pair(line, at, key, value)) {
      return false;
    }
    const Key kind = known_keys.find(key);
    if (kind == Key::status) {
      calm = value.size() == 3 && is_calm_status(value, 0);
      if (!calm) {
        return false;
      }
    } else if (kind == Key::unknown && !is_plain_value(value)) {
      return false;
    }
    request = request || kind == Key::request;
  }
  return calm && request && at < line.size();
}

} // namespace

bool is_quiet_line(std::string_view line) {
  if (line.empty()) {
    return true;
  }
  switch (line.front()) {
  case '{':
    return is_calm_json_line(line);
  case 'h':
    return is_calm_balancer_line(line);
  default:
    return line.find('\\') == none && (is_calm_access_line(line) || is_calm_haproxy_line(line));
  }
}

} // namespace gwdiag
