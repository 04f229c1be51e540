// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "diagnosis/finding.hpp"
#include "diagnosis/judge.hpp"

namespace gwdiag::rules {

namespace {

// What a page that is short or that a whole product writes says of who wrote it: little.
bool telling(const Http1Response& response) {
  constexpr std::uint64_t long_enough = 32;
  return response.body_bytes >= long_enough && !standard_page(response);
}

// How the refusal of a header looks to a proxy.
Fault fault_of_refusal(const Attempt& behind) {
  const std::string& error = behind.http.error;
  return behind.tls.status == StageStatus::failed ? Fault::tls_failure
         : error == "reset"                       ? Fault::reset
         : error == "timeout"                     ? Fault::answer_timeout
         : error == "invalid"                     ? Fault::garbage // a page without a head
                                                  : Fault::closed;
}

} // namespace

// A header in front of the same request made the difference, and no other bytes do.
bool expects_proxy_header(const Seen& seen, Findings& out) {
  const std::size_t again = find_role(seen.trace, "again");
  if (again < seen.trace.attempts.size() && answered(seen.trace.attempts[again]) &&
      !answered(seen.attempt())) {
    return false; // it answers without one by now
  }
  const std::size_t spoilt = find_role(seen.trace, "spoilt-header");
  if (spoilt < seen.trace.attempts.size() &&
      better_answered(seen.trace.attempts[spoilt], seen.attempt())) {
    return false;
  }
  for (const char* role : {"proxy-v1", "proxy-v2"}) {
    const std::size_t index = find_role(seen.trace, role);
    if (index >= seen.trace.attempts.size() ||
        !better_answered(seen.trace.attempts[index], seen.attempt())) {
      continue;
    }
    Finding finding =
        make_finding(seen,
                     "proxy-protocol-expected",
                     fmt::format("{} waits for a PROXY protocol header", seen.where()));
    const Attempt& attempt = seen.attempt();
    const std::string& error =
        attempt.tls.status == StageStatus::failed ? attempt.tls.error : attempt.http.error;
    finding.fault = error == "reset"     ? Fault::reset
                    : error == "timeout" ? Fault::answer_timeout
                                         : Fault::closed;
    if (attempt.tls.status == StageStatus::failed) {
      finding.fault = Fault::tls_failure;
    }
    if (answered(attempt)) {
      finding.fault.reset();
    }
    const char* stage = attempt.tls.status == StageStatus::failed ? "tls" : "http";
    const bool refused = answered(attempt);
    finding.facts.push_back(make_fact(
        stage,
        refused ? fmt::format("without the header: status {}", attempt.http.response.status)
                : "without the header: " +
                      (stage[0] == 't' ? attempt.tls.because : attempt.http.because),
        seen.at(stage, refused ? "http_status" : "error")));
    finding.facts.push_back(make_fact(
        "http",
        fmt::format("with a PROXY header of version {} the same request is answered with {}",
                    role[7],
                    seen.trace.attempts[index].http.response.status),
        seen.at_attempt(index, "http", "http_status")));
    finding.details.push_back(number_detail("version", role[7] - '0'));
    out.push_back(std::move(finding));
    return true;
  }
  return false;
}

bool refuses_given_header(const Seen& seen, Findings& out) {
  const std::size_t index = find_role(seen.trace, "no-proxy-header");
  if (index >= seen.trace.attempts.size() || !answered(seen.trace.attempts[index]) ||
      status_class(seen.trace.attempts[index]) >= status_class(seen.attempt())) {
    return false;
  }
  const Attempt& behind = seen.attempt();
  Finding finding = make_finding(
      seen,
      "proxy-protocol-unexpected",
      fmt::format("{} takes no PROXY protocol header, and is asked with one", seen.where()));
  const bool tls = behind.tls.status == StageStatus::failed;
  const bool refused = answered(behind);
  if (refused) {
    finding.page = behind.http.response.body_hash;
    finding.details.push_back(number_detail("http_status", behind.http.response.status));
  } else {
    finding.fault = fault_of_refusal(behind);
  }
  finding.facts.push_back(make_fact(
      "http",
      fmt::format("without the header: status {}", seen.trace.attempts[index].http.response.status),
      seen.at_attempt(index, "http", "http_status")));
  finding.facts.push_back(
      make_fact(tls ? "tls" : "http",
                refused ? fmt::format("with it: status {}", behind.http.response.status)
                        : "with it: " + (tls ? behind.tls.because : behind.http.because),
                seen.at(tls ? "tls" : "http", refused ? "http_status" : "error")));
  out.push_back(std::move(finding));
  return true;
}

// Well when asked plainly, refused behind a PROXY header: as any server that was not told to expect
// one. It matters only in front of a proxy that shows the same refusal (fit_by_kind.cpp).
void refuses_proxy_header(const Seen& seen, Findings& out) {
  const std::size_t second = find_role(seen.trace, "proxy-v2");
  const std::size_t index =
      second < seen.trace.attempts.size() ? second : find_role(seen.trace, "proxy-v1");
  if (index >= seen.trace.attempts.size() || status_class(seen.attempt()) > 2) {
    return;
  }
  const Attempt& behind = seen.trace.attempts[index];
  const bool tls = behind.tls.status == StageStatus::failed;
  const std::string& error = tls ? behind.tls.error : behind.http.error;
  const bool refused = answered(behind);
  if (refused ? behind.http.response.status != 400
              : error != "closed" && error != "reset" && error != "invalid" && !tls) {
    return;
  }
  Finding finding =
      make_finding(seen,
                   "proxy-protocol-unexpected",
                   fmt::format("the proxy {} a PROXY protocol header before its requests, and {} "
                               "takes none",
                               refused ? "seems to put" : "may put",
                               seen.where()));
  finding.weight = Finding::Weight::soft;
  finding.facts.push_back(
      make_fact("http",
                fmt::format("without the header: status {}", seen.attempt().http.response.status),
                seen.at("http", "http_status")));
  const char* stage = tls ? "tls" : "http";
  finding.facts.push_back(make_fact(
      stage,
      refused ? fmt::format("with a PROXY header of version {} the same request is answered "
                            "with 400, by this page",
                            behind.role.back())
              : fmt::format("with a PROXY header of version {}: {}",
                            behind.role.back(),
                            tls ? behind.tls.because : behind.http.because),
      seen.at_attempt(index, stage, refused ? "http_status" : "error")));
  if (refused) {
    finding.page = behind.http.response.body_hash;
    finding.details.push_back(number_detail("http_status", behind.http.response.status));
    finding.at_most = telling(behind.http.response) ? Certainty::likely : Certainty::possible;
  } else {
    finding.fault = fault_of_refusal(behind);
    finding.at_most = Certainty::possible;
  }
  out.push_back(std::move(finding));
}

} // namespace gwdiag::rules
