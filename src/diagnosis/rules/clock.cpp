// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <ctime>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

constexpr double off_by_s =
    600; // clocks that are kept differ by seconds, neglected ones by minutes

std::optional<std::time_t> instant(const std::string& text, const char* form) {
  std::tm parts{};
  const char* end = strptime(text.c_str(), form, &parts);
  return end == nullptr ? std::nullopt : std::optional(timegm(&parts));
}

std::optional<std::time_t> utc(const std::string& text) {
  return instant(text, "%Y-%m-%dT%H:%M:%SZ");
}

// The peer's clock: the Date field of its answer (RFC 9110 section 6.6.1).
std::optional<std::time_t> peer_clock(const Attempt& attempt) {
  if (attempt.http.response.header("Age") || attempt.http.response.header("X-Cache")) {
    return std::nullopt; // a cache keeps the origin's Date (RFC 9111 section 4.2.3)
  }
  const auto date = attempt.http.response.header("Date");
  return date ? instant(std::string(*date), "%a, %d %b %Y %H:%M:%S GMT") : std::nullopt;
}

bool dates(const Finding& finding) {
  return finding.id == "tls-cert-expired" || finding.id == "tls-cert-not-yet-valid";
}

} // namespace

// A certificate that is invalid by our clock and valid by the peer's: our clock is said before the
// certificate, and which of the two it is stays open.
void clock(const Seen& seen, const std::string& our_clock, Findings& out) {
  const auto ours = utc(our_clock);
  const auto theirs = peer_clock(seen.attempt());
  const auto& chain = seen.attempt().tls.chain;
  if (!ours || !theirs || chain.empty() || std::abs(std::difftime(*ours, *theirs)) < off_by_s) {
    return;
  }
  for (const Certificate& certificate : chain) {
    const auto from = utc(certificate.not_before);
    const auto to = utc(certificate.not_after);
    if (!from || !to || *theirs < *from || *theirs > *to) {
      return;
    }
  }
  const auto dated = std::ranges::find_if(out, dates);
  if (dated == out.end()) {
    return;
  }
  for (Finding& finding : out) {
    finding.at_most = dates(finding) ? Certainty::possible : finding.at_most;
  }
  Finding finding = *dated;
  finding.id = "clock-wrong";
  finding.at_most = Certainty::possible; // an application can write any Date
  finding.subject = Subject::host;
  finding.summary = fmt::format("our own clock says {}, that of {} {:.0f} minutes {}: by the "
                                "other clock the certificate is valid",
                                our_clock,
                                seen.where(),
                                std::abs(std::difftime(*ours, *theirs)) / 60,
                                *ours > *theirs ? "less" : "more");
  finding.details = {number_detail("difference_s", std::difftime(*ours, *theirs))};
  finding.facts.push_back(
      make_fact("http", "the Date field of its answer", seen.at("http", "headers")));
  out.insert(dated, std::move(finding));
}

} // namespace gwdiag::rules
