// SPDX-License-Identifier: Apache-2.0
// Access logs of AWS application and classic load balancers: client, target, three times, two
// statuses.
#include "base/text.hpp"
#include "logs/recognise.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gwdiag {

namespace {

struct Record {
  std::string_view target;
  double request_time = -1; // seconds; -1: the request could not be handed to the target
  double target_time = -1;
  int status = 0;
  int target_status = 0; // 0: the target gave none
};

bool is_time(std::string_view token) {
  return token == "-1" ||
         (token.find('.') != std::string_view::npos && number_in(token).has_value());
}

bool is_status(std::string_view token) {
  return token == "-" || token == "0" || (token.size() == 3 && number_in(token).has_value());
}

std::optional<Record> record_of(const Tokens& tokens) {
  for (std::size_t i = 2; i + 4 < tokens.size(); ++i) {
    const bool times = is_time(tokens[i]) && is_time(tokens[i + 1]) && is_time(tokens[i + 2]);
    const bool ends = tokens[i - 2].find(':') != std::string_view::npos &&
                      (tokens[i - 1] == "-" || tokens[i - 1].find(':') != std::string_view::npos);
    if (times && ends && is_status(tokens[i + 3]) && is_status(tokens[i + 4])) {
      return Record{tokens[i - 1],
                    number_in(tokens[i]).value_or(-1),
                    number_in(tokens[i + 1]).value_or(-1),
                    static_cast<int>(number_in(tokens[i + 3]).value_or(0)),
                    static_cast<int>(number_in(tokens[i + 4]).value_or(0))};
    }
  }
  return std::nullopt;
}

// The field error_reason of a request to a function, which has no target's address.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> function_errors{{
    {"LambdaInvalidResponse", "malformed-header application-protocol-error"},
    {"LambdaResponseTooLarge", "response-refused-by-proxy"},
    {"LambdaConnectionTimeout", "connect-timeout"},
    {"LambdaConnectionError", "connection-refused reset-before-response"},
    {"LambdaThrottling", "connection-limit"},
    {"LambdaResourceNotFound", "no-upstream-configured"},
    {"LambdaAccessDenied", "no-upstream-configured"},
    {"LambdaUnhandled", "upstream-error-status"},
    {"LambdaServiceException", "upstream-error-status"},
    {"LambdaInvalidRuntimeException", "upstream-error-status"},
}};

std::string_view function_error(const Tokens& tokens) {
  for (const auto& [code, ids] : function_errors) {
    if (std::ranges::find(tokens, code) != tokens.end()) {
      return ids;
    }
  }
  return {};
}

} // namespace

std::optional<Findings> read_elb(const LogLine& /*line*/, const Tokens& tokens) {
  const auto record = record_of(tokens);
  if (!record) {
    return std::nullopt;
  }
  const bool targeted = record->target != "-";
  const std::string upstream = targeted ? escape_peer(record->target, 255) : std::string{};
  const auto found = [&](std::string_view ids, std::string_view meaning) {
    return make_findings(ids, "aws-elb", meaning, upstream);
  };
  if (record->status < 500) {
    return record->status == 464
               ? found("protocol-mismatch",
                       "The protocol versions of request and target group do not fit.")
               : Findings{};
  }
  if (!targeted) {
    if (const std::string_view ids = function_error(tokens); !ids.empty()) {
      return found(ids, "The function behind the balancer could not be called, or failed.");
    }
  }
  if (record->target_status >= 500) {
    return found("upstream-error-status", "The target itself answered with the error.");
  }
  switch (record->status) {
  case 502:
    return record->request_time < 0
               ? found("connection-refused closed-before-response reset-before-response "
                       "tls-handshake-failure",
                       "The balancer could not hand the request to the target.")
               : found(
                     "closed-before-response reset-before-response keepalive-race malformed-header",
                     "The target closed the connection or answered with something invalid.");
  case 503:
    return found("no-live-upstream no-upstream-configured",
                 "The target group has no target that can be used.");
  case 504:
    return record->request_time < 0
               ? found("connect-timeout response-timeout", "The target was not reached in time.")
               : found("response-timeout connect-timeout", "The target did not answer in time.");
  default:
    return Findings{};
  }
}

} // namespace gwdiag
