// SPDX-License-Identifier: Apache-2.0
#include "app/logged.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.hpp"
#include "diagnosis/judge.hpp"
#include "evidence/logged.hpp"

namespace gwdiag {

namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds longest_wait{
    1500}; // a logger behind a socket or a pipe; a buffered log is not waited for
constexpr milliseconds between_looks{50};
constexpr std::size_t shortest_id = 8;

// Fields by which a request is named in the logs of gateways and applications.
constexpr std::array<std::string_view, 12> id_headers{"x-request-id",
                                                      "request-id",
                                                      "x-correlation-id",
                                                      "x-trace-id",
                                                      "x-b3-traceid",
                                                      "traceparent",
                                                      "cf-ray",
                                                      "x-amz-cf-id",
                                                      "x-amzn-trace-id",
                                                      "x-amzn-requestid",
                                                      "x-kong-request-id",
                                                      "x-azure-ref"};

void add_id(std::string_view name, std::string_view value, std::vector<std::string>& ids) {
  const bool names_request = std::ranges::any_of(
      id_headers, [&](std::string_view known) { return equals_ignoring_case(known, name); });
  if (names_request && trim(value).size() >= shortest_id) {
    ids.emplace_back(trim(value));
  }
}

void add_attempts(const EndpointTrace& trace, RunMarks& marks) {
  for (const Attempt& attempt : trace.attempts) {
    if (!attempt.tcp.local.empty()) {
      marks.clients.push_back(attempt.tcp.local);
    }
    for (const Header& header : attempt.http.response.headers) {
      add_id(header.name, header.value, marks.request_ids);
    }
  }
}

RunMarks marks_of(const Evidence& evidence, RunMarks marks) {
  if (!evidence.has_proxy) {
    for (const EndpointTrace& upstream : evidence.upstreams) {
      add_attempts(upstream, marks);
    }
    return marks;
  }
  add_attempts(evidence.proxy, marks);
  if (const Attempt* attempt = evidence.proxy.main();
      attempt != nullptr && attempt->http.request_sent) {
    marks.method = attempt->http.request.method;
    marks.target = attempt->http.request.target;
    marks.host = attempt->http.request.host;
  }
  return marks;
}

bool explains_something(const std::vector<LogTrace>& logs) {
  return std::ranges::any_of(logs, [](const LogTrace& log) {
    return std::ranges::any_of(log.entries, [](const LoggedLine& line) {
      return !line.ids.empty() && !line.consequence && line.tie != "before" &&
             line.product != "access-log";
    });
  });
}

} // namespace

std::int64_t now_ms() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::vector<LogTrace> read_logs(const LogFollower& logs,
                                Prober& prober,
                                const Evidence& evidence,
                                const ProbeSettings& settings,
                                std::int64_t start_ms) {
  RunMarks marks;
  marks.start_ms = start_ms;
  marks.end_ms = now_ms();
  for (const auto& [name, value] : settings.proxy.headers) {
    add_id(name, value, marks.request_ids);
  }
  marks = marks_of(evidence, std::move(marks));
  std::vector<LogTrace> found = logs.read(marks);
  const bool worth_waiting =
      !found.empty() && evidence.has_proxy && !evidence.interrupted && view_proxy(evidence).fails;
  const auto until = SteadyClock::now() + longest_wait;
  while (worth_waiting && !explains_something(found) && SteadyClock::now() < until &&
         prober.pause(between_looks)) {
    found = logs.read(marks);
  }
  return found;
}

Result<void> add_finished_logs(const Options& options, Evidence& evidence) {
  const RunMarks marks = marks_of(evidence, run_times(evidence));
  for (const std::string& path : options.logs) {
    auto trace = read_finished_log(path, marks);
    if (!trace) {
      return std::unexpected(trace.error());
    }
    evidence.logs.push_back(std::move(*trace));
  }
  return {};
}

} // namespace gwdiag
