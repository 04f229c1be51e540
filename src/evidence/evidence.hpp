// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"
#include "host/facts.hpp"
#include "logs/trace.hpp"
#include "probe/trace.hpp"

namespace gwdiag {

// What the user asked for that a judgement depends on.
struct Expectations {
  double slow_ms = 3000;                 // --slow
  double answer_timeout_ms = 20000;      // --answer-timeout, how long the probe waited for a first byte
  double timeout_ms = 10000;             // --timeout
  std::vector<int> expect_status;        // --expect-status; empty: below 500
  std::string as_product, as_version;    // --as
  std::vector<std::string> ignored;      // --ignore: "ID" or "ID=ENDPOINT"
  bool fail_on_degraded = false;         // --fail-on degraded
};

// Everything that one run saw. Plain data with a JSON form; rules read nothing else.
struct Evidence {
  std::string started_at;                // RFC 3339, UTC
  double elapsed_ms = 0;
  std::string vantage = "local";
  bool has_proxy = false;
  EndpointTrace proxy;
  std::vector<EndpointTrace> upstreams;
  std::vector<HostTrace> host;           // --host-evidence: one for each machine that was looked at
  std::vector<LogTrace> logs;            // --log, and summaries of logs
  Expectations expectations;
  std::vector<std::string> notes;        // "http_proxy is set and not obeyed"
  bool interrupted = false;              // the deadline or a signal came first
  std::string interrupted_by;            // "deadline", "SIGINT", …
};

// The evidence's part of a report: "vantage", "requests_sent", "connections_opened", "proxy", "upstreams", … Secrets
// (Authorization, Cookie, Set-Cookie values, userinfo) are redacted unless `show_secrets`.
nlohmann::json to_json(const Evidence& evidence, bool show_secrets = false);
nlohmann::json to_json(const EndpointTrace& trace, bool show_secrets = false);

// Reads back what to_json wrote: a saved evidence file or report. Errors (input) name the JSON pointer.
Result<Evidence> evidence_from_json(const nlohmann::json& document);

} // namespace gwdiag
