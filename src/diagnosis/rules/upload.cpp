// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

// Closed while the request was on its way: a reset follows, and it may destroy the answer.
void closed_meanwhile(const Seen& seen, Finding& finding) {
  const HttpTrace& http = seen.attempt().http;
  finding.weight = Finding::Weight::soft;
  finding.facts.push_back(make_fact(
      "http",
      fmt::format("it answered {} and closed when {} of the request's {} bytes had gone out",
                  http.response.status,
                  http.sent_bytes.value_or(0),
                  http.request_bytes.value_or(0)),
      seen.at("http", "sent_bytes")));
  finding.details.push_back(
      number_detail("sent_bytes", static_cast<double>(http.sent_bytes.value_or(0))));
}

// All of the request had gone out, but not all of it was read: a close in order sends no reset.
void reset_behind(const Seen& seen, Finding& finding) {
  finding.weight = Finding::Weight::note;
  finding.at_most = Certainty::possible;
  finding.facts.push_back(make_fact("http",
                                    "its answer is followed by a reset, as from a server that "
                                    "closes with a part of the request unread",
                                    seen.at("http", "reset_behind")));
}

// It came before the request had gone out; what the peer did then was not waited for.
void not_waited_for(const Seen& seen, Finding& finding) {
  const HttpTrace& http = seen.attempt().http;
  finding.weight = Finding::Weight::note;
  finding.at_most = Certainty::possible;
  finding.summary = fmt::format("{} answers {} before it has read the request, and may close then",
                                seen.where(),
                                http.response.status);
  finding.facts.push_back(make_fact("http",
                                    fmt::format("its answer was there when {} of the request's {} "
                                                "bytes had gone out",
                                                http.sent_bytes.value_or(0),
                                                http.request_bytes.value_or(0)),
                                    seen.at("http", "sent_bytes")));
}

} // namespace

// An answer to a request with a body, from a peer that closes before it has read that body. A peer
// that answers early and goes on reading, or stays open, does no harm.
void upload(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  const bool meanwhile = http.close_during_send && !http.request_sent;
  const bool behind = http.sent_bytes && *http.sent_bytes < http.request_bytes.value_or(0);
  const bool early = (!http.request_sent || behind) && answered(seen.attempt());
  if (!http.response.has_head || !http.request_bytes ||
      (!meanwhile && !http.reset_behind && !early)) {
    return;
  }
  Finding finding =
      make_finding(seen,
                   "early-response",
                   fmt::format("{} answers {} and closes before it has read the request",
                               seen.where(),
                               http.response.status));
  finding.fault = Fault::early_response;
  finding.details.push_back(
      number_detail("http_status", static_cast<double>(http.response.status)));
  finding.details.push_back(
      number_detail("request_bytes", static_cast<double>(*http.request_bytes)));
  meanwhile           ? closed_meanwhile(seen, finding)
  : http.reset_behind ? reset_behind(seen, finding)
                      : not_waited_for(seen, finding);
  out.push_back(std::move(finding));
}

} // namespace gwdiag::rules
