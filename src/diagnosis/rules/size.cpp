// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "base/text.hpp"
#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

constexpr std::size_t smallest_buffer = 4000; // below nginx's 4 KiB page no proxy minds a head
constexpr std::size_t any_proxy = 65536;      // above: larger than most take at all
constexpr std::size_t fewest_lines = 50;      // no product takes fewer: Varnish 54, the others 100

bool has(const HttpTrace& http, Anomaly anomaly, std::size_t& place) {
  for (std::size_t i = 0; i < http.response.anomalies.size(); ++i) {
    if (http.response.anomalies[i].anomaly == anomaly) {
      place = i;
      return true;
    }
  }
  return false;
}

// Of the interim heads: what is neither the final head nor its body. Chunks leave that unknown.
std::size_t interim_bytes(const HttpTrace& http) {
  const Http1Response& response = http.response;
  std::size_t place = 0;
  if (response.interim.empty() || !response.has_head || !http.protocol.name.empty() ||
      response.framing == Framing::chunked || has(http, Anomaly::excess_body, place) ||
      has(http, Anomaly::body_not_allowed, place)) {
    return 0;
  }
  const std::uint64_t answer = response.head_bytes + response.body_bytes;
  return static_cast<std::size_t>(response.total_bytes - std::min(answer, response.total_bytes));
}

// Of their lines the longest that was noted: "20007 bytes".
double longest_interim_line(const HttpTrace& http, std::size_t interim) {
  double longest = 0;
  for (const FoundAnomaly& found : http.response.anomalies) {
    if (found.anomaly == Anomaly::large_line && found.offset < interim) {
      const long long bytes = parse_number(found.detail.substr(0, found.detail.find(' ')));
      longest = std::max(longest, static_cast<double>(bytes));
    }
  }
  return longest;
}

// Proxies read an interim head into the buffer of the final one, and by the same limits.
void interim_size(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  const std::size_t interim = interim_bytes(http);
  if (interim <= std::max(smallest_buffer, http.response.head_bytes)) {
    return;
  }
  Finding finding = make_finding(
      seen,
      "header-buffer-exceeded",
      fmt::format("{} sends {} bytes of interim responses before its answer", seen.where(), interim));
  finding.weight = Finding::Weight::note;
  finding.fault = Fault::head_too_big;
  finding.details.push_back(number_detail("head_bytes", static_cast<double>(interim)));
  finding.details.push_back(number_detail("longest_line", longest_interim_line(http, interim)));
  finding.facts.push_back(
      make_fact("http",
                fmt::format("{} bytes came as interim responses", interim),
                seen.at("http", "interim")));
  out.push_back(std::move(finding));
}

} // namespace

// Whether a size is a fault depends on the proxy in front: these are notes until its limits are
// known (judge.cpp).
void size(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  const std::size_t head = http.response.head_bytes;
  interim_size(seen, out);
  if (http.response.has_head && head > smallest_buffer) {
    const bool huge = head > any_proxy;
    Finding finding =
        make_finding(seen,
                     huge ? "header-too-large" : "header-buffer-exceeded",
                     fmt::format("the response head of {} is {} bytes", seen.where(), head));
    finding.weight = Finding::Weight::note;
    finding.fault = Fault::head_too_big;
    finding.details.push_back(number_detail("head_bytes", static_cast<double>(head)));
    finding.details.push_back(
        number_detail("longest_line", static_cast<double>(http.response.longest_line)));
    finding.facts.push_back(
        make_fact("http",
                  fmt::format("the head of the response is {} bytes, its longest line {}",
                              head,
                              http.response.longest_line),
                  seen.at("http", "head_bytes")));
    out.push_back(std::move(finding));
  }
  std::size_t place = 0;
  if (!http.response.has_head && has(http, Anomaly::large_head, place)) {
    Finding finding =
        make_finding(seen,
                     "header-too-large",
                     fmt::format("the response head of {} does not end within {} bytes",
                                 seen.where(),
                                 http.response.total_bytes));
    finding.fault = Fault::head_too_big;
    finding.details.push_back(number_detail(
        "head_bytes", static_cast<double>(std::max(head, http.response.total_bytes))));
    finding.facts.push_back(
        make_fact("http", finding.summary, seen.at("http", fmt::format("anomalies/{}", place))));
    out.push_back(std::move(finding));
  }
  if (http.response.header_count > fewest_lines) {
    Finding finding = make_finding(
        seen,
        "too-many-headers",
        fmt::format("{} answers with {} header lines", seen.where(), http.response.header_count));
    finding.weight = Finding::Weight::note;
    finding.fault = Fault::too_many_headers;
    if (has(http, Anomaly::many_headers, place)) {
      finding.anomaly = Anomaly::many_headers;
    }
    finding.details.push_back(
        number_detail("header_count", static_cast<double>(http.response.header_count)));
    finding.facts.push_back(
        make_fact("http",
                  fmt::format("{} header lines in the response", http.response.header_count),
                  seen.at("http", "header_count")));
    out.push_back(std::move(finding));
  }
}

} // namespace gwdiag::rules
