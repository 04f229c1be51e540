// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

struct Row {
  std::string_view error;
  const char* id;
  const char* says; // after the name
};

constexpr std::array rows{
    Row{"nxdomain", "dns-nxdomain", "does not exist"},
    Row{"no-address", "dns-no-address", "exists, but has no address of the kind asked for"},
    Row{"servfail", "dns-servfail", "cannot be resolved: the name servers fail"},
    Row{"refused", "dns-servfail", "cannot be resolved: the name servers refuse to answer"},
    Row{"failure", "dns-servfail", "cannot be resolved"},
    Row{"differs",
        "dns-sources-differ",
        "is unknown to the system resolver, and a name server or the hosts file has an address of "
        "it"},
    Row{"timeout", "dns-timeout", "cannot be resolved: the name servers do not answer"},
};

} // namespace

// The hosts file leads elsewhere than the name servers: who asks which goes another way.
void dns_sources(const Seen& seen, Findings& out) {
  std::vector<std::string> hosts;
  std::vector<std::string> servers;
  for (const DnsSource& source : seen.trace.dns.sources) {
    auto& list = source.source == "hosts" ? hosts : servers;
    list.insert(list.end(), source.addresses.begin(), source.addresses.end());
  }
  const bool shared = std::ranges::any_of(
      hosts, [&](const std::string& a) { return std::ranges::find(servers, a) != servers.end(); });
  if (hosts.empty() || servers.empty() || shared) {
    return;
  }
  Finding finding =
      make_finding(seen,
                   "dns-sources-differ",
                   fmt::format("the hosts file says {} is {}, the name servers say {}",
                               seen.trace.dns.name,
                               hosts.front(),
                               servers.front()));
  finding.weight = Finding::Weight::note;
  finding.subject = Subject::path;
  finding.details = {text_detail("name", seen.trace.dns.name),
                     text_detail("hosts", hosts.front()),
                     text_detail("name_server", servers.front())};
  for (std::size_t i = 0; i < seen.trace.dns.sources.size() && i < 4; ++i) {
    const DnsSource& source = seen.trace.dns.sources[i];
    if (!source.addresses.empty()) {
      finding.facts.push_back(
          make_fact("dns",
                    fmt::format("{} gives {}", source.source, source.addresses.front()),
                    seen.at("dns", fmt::format("sources/{}", i))));
    }
  }
  out.push_back(std::move(finding));
}

namespace {

// EAI_AGAIN and nothing of any name server's: they fail, or are silent, which takes longer.
std::vector<std::string> errors_of(const DnsTrace& trace) {
  constexpr double patience_ms = 1000; // no resolver in use gives a server less
  if (trace.error != "servfail" || !trace.sources.empty()) {
    return {trace.error};
  }
  return trace.elapsed_ms.value_or(0) > patience_ms
             ? std::vector<std::string>{"timeout", "servfail"}
             : std::vector<std::string>{"servfail", "timeout"};
}

Finding unresolved(const Seen& seen, const Row& row) {
  const DnsTrace& trace = seen.trace.dns;
  Finding finding = make_finding(seen, row.id, fmt::format("the name {} {}", trace.name, row.says));
  finding.fault = Fault::name_unresolved;
  finding.details.push_back(text_detail("name", trace.name));
  if (row.error == "differs") {
    finding.at_most = Certainty::possible; // which of them the proxy asks is not seen
  }
  if (row.error == "refused" || (row.error == "servfail" && !trace.sources.empty())) {
    finding.details.push_back(
        text_detail("rcode", row.error == "refused" ? "REFUSED" : "SERVFAIL"));
  }
  finding.facts.push_back(
      make_fact("dns",
                fmt::format("{}: {}", trace.name, trace.because.empty() ? row.says : trace.because),
                seen.at("dns", "error")));
  for (std::size_t i = 0; i < trace.sources.size() && i < 4; ++i) {
    const DnsSource& source = trace.sources[i];
    finding.facts.push_back(
        make_fact("dns",
                  fmt::format("{} answers {} for {}", source.source, source.result, source.family),
                  seen.at("dns", fmt::format("sources/{}", i))));
  }
  return finding;
}

} // namespace

void dns(const Seen& seen, Findings& out) {
  if (seen.trace.dns.status != StageStatus::failed) {
    return;
  }
  const std::vector<std::string> errors = errors_of(seen.trace.dns);
  for (const std::string& error : errors) {
    const auto* const row = std::ranges::find(rows, error, &Row::error);
    if (row == rows.end()) {
      continue;
    }
    Finding finding = unresolved(seen, *row);
    if (errors.size() > 1) {
      finding.at_most = Certainty::possible;
    }
    out.push_back(std::move(finding));
  }
}

} // namespace gwdiag::rules
