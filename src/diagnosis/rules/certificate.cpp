// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

// In the order in which a client would complain, the most telling first.
constexpr std::array<std::string_view, 9> order{
    "tls-cert-revoked",
    "tls-cert-expired",
    "tls-cert-not-yet-valid",
    "tls-cert-self-signed",
    "tls-cert-incomplete-chain",
    "tls-cert-untrusted",
    "tls-cert-name-mismatch",
    "tls-cert-weak",
    "tls-cert-unsupported",
};

std::size_t rank(const std::string& id) {
  return static_cast<std::size_t>(std::ranges::find(order, std::string_view(id)) - order.begin());
}

// "the certificate of A expired on …", "the certificate of A: its issuer …"
std::string sentence(const std::string& where, const CertificateProblem& problem) {
  const bool goes_on = problem.what.starts_with("expired") || problem.what.starts_with("is ") ||
                       problem.what.starts_with("was ");
  return fmt::format("the certificate of {}{}{} {}",
                     where,
                     problem.depth > 0 ? " (its chain)" : "",
                     goes_on ? "" : ":",
                     problem.what);
}

// RFC 9525 section 2: the common name is no name of a server. OpenSSL takes it where there is no
// other; Go does not.
void common_name(const Seen& seen, Findings& out) {
  const TlsTrace& tls = seen.attempt().tls;
  const bool mismatch = std::ranges::any_of(
      tls.problems, [](const CertificateProblem& p) { return p.id == "tls-cert-name-mismatch"; });
  if (seen.upstream < 0 || mismatch || tls.chain.empty() || tls.verified_name.empty() ||
      !tls.chain.front().names.empty()) {
    return;
  }
  Finding finding = make_finding(
      seen,
      "tls-cert-name-mismatch",
      fmt::format("the certificate of {} has no alternative names, only the common name {}",
                  seen.where(),
                  tls.chain.front().subject));
  finding.weight = Finding::Weight::note;
  finding.fault = Fault::tls_unverified;
  finding.details = {text_detail("name", tls.verified_name),
                     text_detail("common_name", tls.chain.front().subject)};
  finding.facts.push_back(make_fact("tls",
                                    "there is no subjectAltName; newer clients look nowhere else",
                                    seen.at("tls", "chain/0")));
  out.push_back(std::move(finding));
}

} // namespace

void certificate(const Seen& seen, Findings& out) {
  const TlsTrace& tls = seen.attempt().tls;
  common_name(seen, out);
  if (tls.status == StageStatus::ok) {
    return; // --insecure: what does not verify is no fault
  }
  std::vector<CertificateProblem> problems = tls.problems;
  std::ranges::stable_sort(problems, {}, [](const CertificateProblem& p) { return rank(p.id); });
  for (const CertificateProblem& problem : problems) {
    const bool known =
        std::ranges::any_of(out, [&](const Finding& f) { return f.id == problem.id; });
    if (known) {
      continue;
    }
    Finding finding = make_finding(seen, problem.id, sentence(seen.where(), problem));
    finding.weight = seen.upstream < 0 ? Finding::Weight::hard : Finding::Weight::note;
    finding.fault = Fault::tls_unverified;
    const auto place = std::ranges::find_if(tls.problems, [&](const CertificateProblem& p) {
      return p.id == problem.id && p.depth == problem.depth;
    });
    finding.facts.push_back(
        make_fact("tls",
                  problem.what,
                  seen.at("tls", fmt::format("problems/{}", place - tls.problems.begin()))));
    if (!tls.chain.empty()) {
      const Certificate& leaf = tls.chain.front();
      finding.facts.push_back(make_fact("tls",
                                        fmt::format("served: {}, issued by {}, valid {} to {}",
                                                    leaf.subject,
                                                    leaf.issuer,
                                                    leaf.not_before.substr(0, 10),
                                                    leaf.not_after.substr(0, 10)),
                                        seen.at("tls", "chain/0")));
      finding.details.push_back(text_detail("subject", leaf.subject));
      finding.details.push_back(text_detail("not_after", leaf.not_after));
    }
    if (problem.id == "tls-cert-name-mismatch") {
      finding.details.push_back(text_detail("name", tls.verified_name));
    }
    out.push_back(std::move(finding));
  }
}

} // namespace gwdiag::rules
