// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <ranges>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag {

namespace {

bool hard(const Finding& finding) {
  return finding.weight == Finding::Weight::hard;
}

// The families in the order of the stages; a stage that failed ends the attempt.
Findings examine_attempt(const Seen& seen, const std::string& our_clock) {
  Findings found;
  rules::connect(seen, found);
  if (!found.empty() || seen.attempt().role == "connect-only") {
    return found;
  }
  if (rules::lost_segments(seen, found)) {
    return found;
  }
  rules::handshake(seen, found);
  if (std::ranges::any_of(found, hard)) {
    return found;
  }
  if (tls_came(seen.attempt())) {
    rules::certificate(seen, found);
    rules::clock(seen, our_clock, found);
  }
  const std::size_t before = found.size();
  const std::string& protocol = seen.attempt().http.protocol.name;
  const bool framed = protocol == "http2" || protocol == "grpc";
  const bool application = !protocol.empty() && !framed;
  framed        ? rules::http2(seen, found)
  : application ? rules::application(seen, found)
                : rules::protocol(seen, found);
  const auto told = [&](const Finding& f) { return f.weight != Finding::Weight::note; };
  if (!std::any_of(found.begin() + static_cast<std::ptrdiff_t>(before), found.end(), told)) {
    const std::size_t whole = found.size();
    rules::upload(seen, found);
    if (found.size() == whole) { // the reset of an early close cuts the answer as well
      rules::silence(seen, found);
      rules::limit_of_time(seen, found);
      rules::message(seen, found);
    }
    rules::size(seen, found);
    rules::status(seen, found);
    if (application) {
      rules::application_words(seen, found);
    }
  }
  rules::pace(seen, found);
  rules::refuses_proxy_header(seen, found);
  rules::keepalive(seen, found);
  rules::load(seen, found);
  return found;
}

struct Address {
  std::size_t index = 0;
  Findings findings;
  bool bad = false;
};

bool base_attempt(const EndpointTrace& trace, std::size_t index) {
  // The first try of a scheme that was only guessed is no address of its own, nor what was made up
  // for alone.
  const std::string& counted = trace.attempts[trace.counts].role;
  if (index != trace.counts && (counted == "other-scheme" || counted == "alone") &&
      trace.attempts[index].address == trace.attempts[trace.counts].address) {
    return false;
  }
  const std::string& role = trace.attempts[index].role;
  return role == "main" || role == "address" || role == "connect-only" || index == trace.counts;
}

// True when one family fails at the connect throughout and the other is well throughout.
bool by_family(const std::vector<Address>& all, const EndpointTrace& trace, int& broken) {
  for (const int family : {4, 6}) {
    const bool parts = std::ranges::all_of(all, [&](const Address& a) {
      const Attempt& attempt = trace.attempts[a.index];
      const bool this_one = attempt.family == family;
      return a.bad == this_one && (!this_one || attempt.tcp.status == StageStatus::failed);
    });
    if (parts) {
      broken = family;
      return true;
    }
  }
  return false;
}

// Some addresses of one name fail, others are well.
Finding divided(const Seen& seen, const std::vector<Address>& all) {
  int family = 0;
  const bool families = by_family(all, seen.trace, family);
  const auto bad = std::ranges::find_if(all, &Address::bad);
  const auto count = std::ranges::count_if(all, &Address::bad);
  const Seen failing{seen.trace, seen.expected, seen.upstream, bad->index};
  Finding finding = make_finding(
      seen,
      families ? "address-family-broken" : "some-upstreams-failing",
      families ? fmt::format("{} fails over IPv{} and works over IPv{}",
                             seen.trace.host,
                             family,
                             family == 4 ? 6 : 4)
               : fmt::format("{} of {} addresses of {} fail", count, all.size(), seen.trace.host));
  finding.weight = Finding::Weight::soft;
  finding.fault = bad->findings.front().fault;
  finding.anomaly = bad->findings.front().anomaly;
  finding.details.push_back(text_detail("failing_address", failing.where()));
  finding.details.push_back(text_detail("fails_with", bad->findings.front().id));
  for (const Address& address : all) {
    const Seen one{seen.trace, seen.expected, seen.upstream, address.index};
    if (address.bad && finding.facts.size() < 4) {
      std::ranges::copy(address.findings.front().facts | std::views::take(1),
                        std::back_inserter(finding.facts));
    } else if (!address.bad) {
      finding.facts.push_back(make_fact("tcp", one.where() + " is well", one.at("tcp", "status")));
    }
  }
  return finding;
}

Findings weigh_addresses(const Seen& counted, std::vector<Address> all) {
  const auto bad = static_cast<std::size_t>(std::ranges::count_if(all, &Address::bad));
  Findings result;
  if (bad > 0 && bad < all.size()) {
    result.push_back(divided(counted, all));
  }
  for (Address& address : all) {
    if (address.index == counted.index) {
      std::ranges::copy(address.findings, std::back_inserter(result));
    }
  }
  if (bad == all.size()) { // all fail, perhaps each in its own way
    for (const Address& address : all) {
      for (const Finding& finding : address.findings) {
        const bool known =
            std::ranges::any_of(result, [&](const Finding& f) { return f.id == finding.id; });
        if (!known && hard(finding)) {
          result.push_back(finding);
        }
      }
    }
  }
  return result;
}

} // namespace

std::vector<std::size_t> address_attempts(const EndpointTrace& trace) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < trace.attempts.size(); ++i) {
    if (base_attempt(trace, i)) {
      out.push_back(i);
    }
  }
  const bool has_ipv4 =
      std::ranges::any_of(out, [&](std::size_t i) { return trace.attempts[i].family == 4; });
  std::erase_if(out, [&](std::size_t i) { // no IPv6 on this machine is nobody's fault
    const Attempt& attempt = trace.attempts[i];
    return has_ipv4 && attempt.family == 6 &&
           (attempt.tcp.error == "network-unreachable" || attempt.tcp.error == "no-ipv6");
  });
  return out;
}

Findings examine(const EndpointTrace& trace,
                 int upstream,
                 const Expectations& expected,
                 const std::string& our_clock) {
  const Seen counted{trace, expected, upstream, trace.counts};
  Findings found;
  rules::dns(counted, found);
  if (!found.empty() || trace.attempts.empty()) {
    return found;
  }
  std::vector<Address> all;
  for (const std::size_t i : address_attempts(trace)) {
    Address address{i, examine_attempt({trace, expected, upstream, i}, our_clock), false};
    address.bad = std::ranges::any_of(address.findings, hard);
    std::ranges::stable_partition(address.findings, hard);
    all.push_back(std::move(address));
  }
  // localhost is on both families by default, and most proxies listen on one.
  if (upstream < 0 && trace.host == "localhost") {
    std::erase_if(all, [&](const Address& a) { return a.index != trace.counts; });
  }
  Findings weighed = weigh_addresses(counted, std::move(all));
  rules::dns_sources(counted, weighed);
  rules::packet_loss(counted, weighed);
  rules::restarting(counted, weighed);
  return weighed;
}

} // namespace gwdiag
