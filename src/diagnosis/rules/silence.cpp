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
    Row{"closed", "closed-before-response", Fault::closed, "takes the request and closes without one byte of an answer"},
    Row{"reset", "reset-before-response", Fault::reset, "takes the connection and resets it without one byte of an answer"},
    Row{"timeout", "response-timeout", Fault::answer_timeout, "takes the request and does not answer"},
    Row{"send-timeout", "request-send-timeout", Fault::answer_timeout, "does not read the request"},
};

} // namespace

void silence(const Seen& seen, Findings& out) {
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

} // namespace gwdiag::rules
