// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

struct Row {
  std::string_view error;
  const char* id;
  Fault fault;
  const char* says;
};

constexpr std::array rows{
    Row{"closed",
        "closed-before-response",
        Fault::closed,
        "takes the request and closes without one byte of an answer"},
    Row{"reset",
        "reset-before-response",
        Fault::reset,
        "takes the connection and resets it without one byte of an answer"},
    Row{"timeout",
        "response-timeout",
        Fault::answer_timeout,
        "takes the request and does not answer"},
    Row{"send-timeout", "request-send-timeout", Fault::send_timeout, "does not read the request"},
};

void no_answer(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  for (const Row& row : rows) {
    if (row.error != http.error) {
      continue;
    }
    Finding finding = make_finding(seen, row.id, fmt::format("{} {}", seen.where(), row.says));
    finding.fault = row.fault;
    finding.facts.push_back(make_fact("http", http.because, seen.at("http", "error")));
    if (row.fault == Fault::closed || row.fault == Fault::reset) {
      finding.details.push_back(text_detail("how", row.fault == Fault::closed ? "FIN" : "RST"));
    }
    if (http.elapsed_ms) {
      finding.details.push_back(number_detail("after_ms", *http.elapsed_ms));
    }
    out.push_back(std::move(finding));
  }
}

// Answered at first, silent when asked the same again: it comes and goes.
void now_and_then(const Seen& seen, Findings& out) {
  for (const char* role : {"again", "again-2"}) {
    const std::size_t index = find_role(seen.trace, role);
    if (index >= seen.trace.attempts.size() || !answered(seen.attempt()) || index == seen.index) {
      continue;
    }
    const Seen other{seen.trace, seen.expected, seen.upstream, index};
    Findings found;
    no_answer(other, found);
    for (Finding& finding : found) {
      finding.weight = Finding::Weight::soft;
      finding.summary += " now and then";
      finding.details.push_back(text_detail("intermittent", "true"));
      finding.facts.push_back(make_fact(
          "http",
          fmt::format("asked before, it answered {}", seen.attempt().http.response.status),
          seen.at("http", "http_status")));
      out.push_back(std::move(finding));
      return;
    }
  }
}

} // namespace

void silence(const Seen& seen, Findings& out) {
  now_and_then(seen, out);
  no_answer(seen, out);
}

} // namespace gwdiag::rules
