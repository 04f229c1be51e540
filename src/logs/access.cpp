// SPDX-License-Identifier: Apache-2.0
// Access logs with the status of the client's answer: common log format, nginx with upstream
// fields, ingress-nginx, Traefik, Caddy and whatever logs the same as JSON or key=value.
#include <algorithm>
#include <array>
#include <span>

#include "base/text.hpp"
#include "logs/recognise.hpp"

namespace gwdiag {

namespace {

struct Record {
  int status = 0;
  std::string upstream;          // address or name; empty: none or not logged
  std::string upstream_status;   // of each try, as logged
  std::optional<double> bytes;   // from the upstream
  std::optional<double> seconds; // until the upstream's answer, all tries
  std::string_view connect_time; // as logged, "-" for never connected; empty: not logged
  bool names_upstream = false;   // the format has an upstream field at all
  bool of_application = false;   // an application server's own log: the answer is its own
  std::string_view product = "access-log";
};

constexpr std::array<std::string_view, 9> methods{
    "GET ", "POST ", "PUT ", "HEAD ", "PATCH ", "DELETE ", "OPTIONS ", "CONNECT ", "PROPFIND "};

// The offset behind `"GET / HTTP/1.1"` and the space, npos if the line has no quoted request.
std::size_t after_request(std::string_view text) {
  for (std::size_t quote = text.find('"'); quote != std::string_view::npos;
       quote = text.find('"', quote + 1)) {
    const std::string_view rest = text.substr(quote + 1, 10);
    if (std::none_of(methods.begin(), methods.end(), [rest](std::string_view m) {
          return rest.starts_with(m);
        })) {
      continue;
    }
    const std::size_t end = text.find('"', quote + 1);
    if (end == std::string_view::npos || end + 2 > text.size()) {
      return std::string_view::npos;
    }
    return text[end + 1] == ' ' ? end + 2 : std::string_view::npos;
  }
  return std::string_view::npos;
}

bool is_address(std::string_view token) {
  if (token.find('=') != std::string_view::npos) {
    return false; // key=value: add_fields() reads it
  }
  if (token.starts_with("http://") || token.starts_with("https://") || token.starts_with("unix:")) {
    return true;
  }
  const std::size_t colon = token.rfind(':');
  return colon != std::string_view::npos && colon > 0 && token.find('.') < colon &&
         token.find_first_not_of("0123456789,", colon + 1) == std::string_view::npos &&
         colon + 1 < token.size();
}

// The name of an upstream group: nginx writes it where it could pick no member.
bool is_group(std::string_view token) {
  return token.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos &&
         token.find_first_of(":/@=%?;(") == std::string_view::npos;
}

// `"GET / HTTP/1.1" 503 Service Unavailable` and nothing behind it: Uvicorn's own log.
bool ends_in_reason(std::span<const std::string_view> behind_status) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return !behind_status.empty() && behind_status.size() <= 3 &&
         std::ranges::all_of(behind_status, [](std::string_view word) {
           return word.size() > 2 && word.find_first_not_of(letters) == std::string_view::npos;
         });
}

int status_of(std::string_view token) {
  if (token.size() != 3 || token[0] < '1' || token[0] > '5') {
    return 0;
  }
  return static_cast<int>(number_in(token).value_or(0));
}

std::optional<Record> from_text(const LogLine& line) {
  const std::size_t at = after_request(line.text);
  if (at == std::string_view::npos || line.lower.find("x_cf_routererror") != std::string::npos) {
    return std::nullopt; // none, or gorouter, whose own field says more
  }
  const auto tokens = tokens_of(std::string_view(line.text).substr(at));
  Record record;
  record.status = tokens.empty() ? 0 : status_of(tokens[0]);
  if (record.status == 0) {
    return std::nullopt;
  }
  record.of_application = ends_in_reason(std::span(tokens).subspan(1));
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    // ingress-nginx: [namespace-service-port] [alternative] address length time status request-id
    const bool address =
        is_address(tokens[i]) && (i < 3 || !tokens[i].starts_with("http") ||
                                  tokens[i - 1].find('@') != std::string_view::npos);
    // Only between the fields of that format: a size, a time with decimals, a status.
    const bool group = i > 3 && i + 3 < tokens.size() && is_group(tokens[i]) &&
                       number_in(tokens[i + 1]) == 0.0 &&
                       tokens[i + 2].find('.') != std::string_view::npos &&
                       number_in(tokens[i + 2]) == 0.0 && status_of(tokens[i + 3]) == record.status;
    if (record.upstream.empty() && (address || group) && i > 2) {
      record.upstream = std::string(tokens[i]);
      record.names_upstream = true;
      if (i + 3 < tokens.size() && status_of(tokens[i + 3]) != 0) {
        record.bytes = number_in(tokens[i + 1]);
        record.seconds = number_in(tokens[i + 2]);
        record.upstream_status = std::string(tokens[i + 3]);
      }
    }
  }
  return record;
}

std::optional<Record> from_fields(const LogLine& line) {
  const LogFields& fields = line.fields;
  const std::string_view status = fields.get(
      {"status", "statuscode", "downstreamstatus", "responsestatus", "httpstatus", "respstatus"});
  const bool request = fields.has({"request",
                                   "requesturi",
                                   "requestpath",
                                   "uri",
                                   "path",
                                   "method",
                                   "requestmethod",
                                   "httpmethod",
                                   "url"});
  if (status_of(status) == 0 || !request) {
    return std::nullopt;
  }
  Record record;
  record.status = status_of(status);
  return record;
}

void add_fields(const LogLine& line, Record& record) {
  const LogFields& fields = line.fields;
  const std::string_view address = fields.get({"upstreamaddr",
                                               "upstreamaddress",
                                               "upstreamhost",
                                               "serviceaddr",
                                               "serviceurl",
                                               "upstream",
                                               "ua",
                                               "uaddr",
                                               "backend"});
  if (!address.empty() && record.upstream.empty()) {
    record.upstream = std::string(address);
    record.names_upstream = true;
  }
  const std::string_view status =
      fields.get({"upstreamstatus", "originstatus", "us", "upsstatus", "ustatus"});
  if (!status.empty()) {
    record.upstream_status = std::string(status);
    record.names_upstream = true;
  }
  const std::string_view time =
      fields.get({"upstreamresponsetime", "urt", "upstreamtime", "upsresptime"});
  if (!time.empty()) {
    record.seconds = number_in(time);
    record.names_upstream = true;
  }
  record.connect_time = fields.get({"upstreamconnecttime", "uct", "upsconntime"});
  const std::string_view header = fields.get({"upstreamheadertime", "uht"});
  if (header == "-" && record.connect_time.empty()) {
    record.connect_time = "?";
  }
  const std::string_view bytes =
      fields.get({"upstreamresponselength", "upstreambytesreceived", "url", "origincontentsize"});
  if (!bytes.empty() && !record.bytes) {
    record.bytes = number_in(bytes);
  }
}

// Several tries of exactly nginx's five seconds each (ingress-nginx's proxy_connect_timeout).
bool five_second_tries(std::string_view text) {
  return text.find("5.00") != std::string_view::npos &&
         text.find(", 5.00") != std::string_view::npos;
}

Findings judge_502(const Record& record, const std::string& upstream) {
  const auto found = [&](std::string_view ids, std::string_view meaning) {
    return make_findings(ids, record.product, meaning, upstream);
  };
  if (record.names_upstream && !upstream.empty() && !is_address(upstream) &&
      upstream.find(':') == std::string::npos && record.seconds.value_or(0) <= 0) {
    return found("no-live-upstream",
                 "The proxy asked no member of the upstream group: all are marked as failed.");
  }
  if (record.connect_time == "-") {
    return found("connection-refused connect-timeout",
                 "The proxy got no connection to the upstream.");
  }
  if (record.bytes && *record.bytes > 0 && record.names_upstream) {
    return found("upstream-error-status", "The upstream itself answered with the error.");
  }
  if (!record.names_upstream && record.upstream_status.empty() && record.connect_time.empty()) {
    // The client's status alone: the line of the failure itself, where there is one, counts.
    return make_findings("unexplained closed-before-response connection-refused "
                         "reset-before-response keepalive-race",
                         record.product,
                         "The proxy got no valid answer from the upstream; the line does not say "
                         "why, its error log does.",
                         upstream,
                         true);
  }
  return found("closed-before-response connection-refused reset-before-response keepalive-race",
               "The proxy got no valid answer from the upstream; the line does not say why.");
}

Findings judge(const LogLine& line, const Record& record) {
  const std::string upstream =
      record.upstream == "-" ? std::string{} : escape_peer(record.upstream, 255);
  const auto found = [&](std::string_view ids, std::string_view meaning) {
    return make_findings(ids, record.product, meaning, upstream);
  };
  const bool upstream_says =
      record.upstream_status.find(std::to_string(record.status)) != std::string::npos;
  if (record.of_application && record.status > 500) {
    return found("upstream-error-status", "The application itself answered with the error.");
  }
  switch (record.status) {
  case 500:
    return upstream_says
               ? found("upstream-error-status", "The upstream itself answered with the error.")
               : Findings{};
  case 502:
    return judge_502(record, upstream);
  case 503:
    return upstream_says && !upstream.empty()
               ? found("upstream-error-status", "The upstream itself answered with the error.")
               : found("no-live-upstream no-upstream-configured upstream-error-status",
                       "No upstream could take the request.");
  case 504:
    return record.connect_time == "-" || five_second_tries(line.text) ||
                   line.text.find("@docker\"") != std::string::npos ||
                   line.text.find("@kubernetes") != std::string::npos ||
                   line.text.find("@file\"") != std::string::npos
               ? found("connect-timeout",
                       "The connection to the upstream was not established in time.")
               : found("response-timeout connect-timeout", "The upstream did not answer in time.");
  default:
    return Findings{};
  }
}

} // namespace

std::optional<Findings> read_access(const LogLine& line) {
  std::optional<Record> record = from_text(line);
  if (!record) {
    return std::nullopt;
  }
  add_fields(line, *record);
  return judge(line, *record);
}

std::optional<Findings> read_access_fields(const LogLine& line) {
  std::optional<Record> record = from_fields(line);
  if (!record) {
    return std::nullopt;
  }
  add_fields(line, *record);
  return judge(line, *record);
}

} // namespace gwdiag
