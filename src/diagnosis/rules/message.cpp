// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

struct Row {
  Anomaly anomaly;
  Fault fault; // as a proxy that reads no further meets it
};

// Without these the rest of the message cannot be read: any client fails on them.
constexpr std::array hard{
    Row{Anomaly::not_http, Fault::garbage},
    Row{Anomaly::no_status_line, Fault::garbage},
    Row{Anomaly::bad_version, Fault::garbage},
    Row{Anomaly::status_not_three_digits, Fault::garbage},
    Row{Anomaly::status_line_junk, Fault::garbage},
    Row{Anomaly::bad_chunk_size, Fault::garbage},
    Row{Anomaly::bad_chunk_end, Fault::garbage},
    Row{Anomaly::truncated_head, Fault::truncated_head},
    Row{Anomaly::truncated_body, Fault::truncated_body},
    Row{Anomaly::stalled_head, Fault::stalled_head},
    Row{Anomaly::stalled_body, Fault::stalled_body},
};

// Nobody minds but a proxy that is known to.
constexpr std::array notes{
    Anomaly::status_without_space, Anomaly::later_minor_version, Anomaly::loose_chunk_line};

bool first_line_broken(const Http1Response& response) {
  return std::ranges::any_of(response.anomalies, [](const FoundAnomaly& found) {
    return info(found.anomaly).cause == "malformed-status-line";
  });
}

bool has(const Http1Response& response, Anomaly anomaly) {
  return std::ranges::find(response.anomalies, anomaly, &FoundAnomaly::anomaly) !=
         response.anomalies.end();
}

// RFC 9112 section 6.3: nobody can tell where such a body ends, and who waits for its end waits for
// nothing.
bool length_unreadable(Anomaly anomaly) {
  return anomaly == Anomaly::bad_content_length ||
         anomaly == Anomaly::duplicate_content_length_different;
}

// What is wrong is a thing that the answer holds, or, in words of their own, what became of it.
std::string summary(const Seen& seen, const AnomalyInfo& row) {
  const std::string_view joined = row.what.starts_with("the ") ? ", and" : " with";
  return fmt::format("{} answers{} {}", seen.where(), joined, row.what);
}

// RFC 9112 section 2.2 has a recipient reject the message or skip such a line: curl and Node.js do
// the one, wget, Python and Perl the other.
bool folds_the_first_line(const Http1Response& response) {
  static constexpr std::string_view end = "\\x0a"; // escaped
  const std::size_t at = response.first_bytes.find(end);
  const std::string_view rest =
      at == std::string::npos ? "" : std::string_view(response.first_bytes).substr(at + end.size());
  return rest.starts_with(' ') || rest.starts_with("\\x09");
}

// Bytes came to the end: they are few, and did not stop.
bool still_coming(const Attempt& attempt) {
  constexpr double silence_ms = 1500;
  return std::max(attempt.timing.stalled_ms.value_or(silence_ms),
                  attempt.timing.longest_pause_ms.value_or(0)) < silence_ms;
}

// Interim answers that were not asked for: fine by RFC 9110 section 15.2, and too much for some
// proxies.
void interim(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  const bool named =
      std::ranges::any_of(out, [](const Finding& f) { return f.id == "unexpected-upgrade"; });
  if (http.response.interim.empty() || named) {
    return;
  }
  Finding finding = make_finding(seen,
                                 "unexpected-upgrade",
                                 fmt::format("{} sends an interim {} before its answer",
                                             seen.where(),
                                             http.response.interim.front()));
  finding.weight = Finding::Weight::note;
  finding.anomaly = Anomaly::unexpected_interim;
  finding.details.push_back(number_detail("interim", http.response.interim.front()));
  finding.facts.push_back(
      make_fact("http",
                fmt::format("an interim response, status {}", http.response.interim.front()),
                seen.at("http", "interim")));
  out.push_back(std::move(finding));
}

// RFC 9112 section 9.8: over TLS a body that lasts to the close is complete only with a
// close_notify.
void silent_end(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  if (!answered(seen.attempt()) || !tls_came(seen.attempt()) ||
      http.response.framing != Framing::to_close || http.ended != Ended::fin) {
    return;
  }
  Finding finding = make_finding(
      seen,
      "truncated-body",
      fmt::format("{} ends its answer by closing, without TLS's close_notify", seen.where()));
  finding.weight = Finding::Weight::note;
  finding.fault = Fault::truncated_body;
  finding.facts.push_back(make_fact("http",
                                    "no length, no chunks, and a close that may as well be a cut "
                                    "(RFC 9112 section 9.8)",
                                    seen.at("http", "ended")));
  out.push_back(std::move(finding));
}

bool is_size(Anomaly anomaly) {
  return anomaly == Anomaly::large_head || anomaly == Anomaly::large_line ||
         anomaly == Anomaly::many_headers;
}

// What comes of another fault of the same message, and is none of its own.
bool follows(Anomaly anomaly, const Http1Response& response) {
  // A head that was never begun well does not end well.
  return (anomaly == Anomaly::truncated_head && first_line_broken(response)) ||
         (anomaly == Anomaly::stalled_body &&
          std::ranges::any_of(response.anomalies, length_unreadable, &FoundAnomaly::anomaly));
}

void weigh(Anomaly anomaly, const Http1Response& response, Finding& finding) {
  const bool note = std::ranges::find(notes, anomaly) != notes.end();
  finding.anomaly = anomaly;
  finding.weight = note ? Finding::Weight::note : Finding::Weight::soft;
  const auto breaking = std::ranges::find(hard, anomaly, &Row::anomaly);
  if (breaking != hard.end()) {
    finding.weight = Finding::Weight::hard;
    finding.fault = breaking->fault;
  } else if (length_unreadable(anomaly) && has(response, Anomaly::stalled_body)) {
    finding.weight = Finding::Weight::hard;
    finding.fault = Fault::stalled_body;
  }
}

} // namespace

void message(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  for (std::size_t i = 0; i < http.response.anomalies.size(); ++i) {
    const FoundAnomaly& found = http.response.anomalies[i];
    const AnomalyInfo& row = info(found.anomaly);
    if (is_size(found.anomaly)) {
      continue; // the size family weighs these against the proxy's own limits
    }
    if (follows(found.anomaly, http.response) || spoke_unasked(seen)) {
      continue;
    }
    Finding finding = make_finding(seen, std::string(row.cause), summary(seen, row));
    if (found.anomaly == Anomaly::stalled_head && still_coming(seen.attempt())) {
      finding.summary = fmt::format("the head of {} comes so slowly that it was not complete "
                                    "after {}, {} bytes",
                                    seen.where(),
                                    seconds(http.elapsed_ms.value_or(0)),
                                    http.response.total_bytes);
      finding.facts.push_back(
          make_fact("http",
                    fmt::format("{} bytes, and no end of the head", http.response.total_bytes),
                    seen.at("http", fmt::format("anomalies/{}", i))));
    }
    weigh(found.anomaly, http.response, finding);
    finding.details.push_back(text_detail("anomaly", std::string(row.id)));
    finding.details.push_back(number_detail("offset", static_cast<double>(found.offset)));
    std::string fact = fmt::format("{} at byte {}", row.what, found.offset);
    if (!found.detail.empty()) {
      fact += ": " + found.detail;
    }
    if (finding.facts.empty()) {
      finding.facts.push_back(make_fact("http",
                                        fmt::format("{} ({})", fact, row.rule),
                                        seen.at("http", fmt::format("anomalies/{}", i))));
    }
    if (found.anomaly == Anomaly::obs_fold && folds_the_first_line(http.response)) {
      finding.facts.push_back(make_fact("http",
                                        "it stands right behind the status line: curl and Node.js "
                                        "take no such answer, others skip the line",
                                        seen.at("http", "first_bytes")));
    }
    out.push_back(std::move(finding));
  }
  interim(seen, out);
  silent_end(seen, out);
  if (http.error == "invalid" && http.response.anomalies.empty() && !spoke_unasked(seen)) {
    Finding finding =
        make_finding(seen,
                     "not-http",
                     fmt::format("{} answers with bytes that are no HTTP response", seen.where()));
    finding.fault = Fault::garbage;
    finding.facts.push_back(
        make_fact("http", "first bytes: " + http.response.first_bytes, seen.at("http", "error")));
    out.push_back(std::move(finding));
  }
}

} // namespace gwdiag::rules
