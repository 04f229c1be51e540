// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <optional>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

struct Row {
  std::string_view error;
  const char* tcp_id;
  const char* unix_id;
  Fault fault;
  const char* says; // after the address
};

constexpr std::array rows{
    Row{"refused",
        "connection-refused",
        "unix-socket-refused",
        Fault::connect_refused,
        "refuses connections"},
    Row{"missing",
        "connection-refused",
        "unix-socket-missing",
        Fault::connect_refused,
        "does not exist"},
    Row{"not-socket",
        "connection-refused",
        "unix-socket-refused",
        Fault::connect_refused,
        "is no socket that takes streams"},
    Row{"timeout",
        "connect-timeout",
        "accept-queue-full",
        Fault::connect_timeout,
        "does not answer to connects"},
    Row{"queue-full",
        "accept-queue-full",
        "accept-queue-full",
        Fault::connect_refused,
        "has a full accept queue"},
    Row{"host-unreachable",
        "host-unreachable",
        "host-unreachable",
        Fault::unreachable,
        "cannot be reached, says the network"},
    Row{"network-unreachable",
        "network-unreachable",
        "network-unreachable",
        Fault::unreachable,
        "lies behind no route"},
    Row{"permission",
        "connect-not-permitted",
        "unix-socket-permission",
        Fault::unreachable,
        "may not be connected to from here"},
    Row{"reset",
        "reset-before-response",
        "reset-before-response",
        Fault::reset,
        "resets connections at once"},
};

} // namespace

void connect(const Seen& seen, Findings& out) {
  const TcpTrace& trace = seen.attempt().tcp;
  if (trace.status != StageStatus::failed) {
    return;
  }
  const bool is_unix = trace.family == 1;
  for (const Row& row : rows) {
    if (row.error != trace.error) {
      continue;
    }
    Finding finding = make_finding(
        seen, is_unix ? row.unix_id : row.tcp_id, fmt::format("{} {}", seen.where(), row.says));
    finding.fault = row.fault;
    const std::string after = trace.elapsed_ms ? " after " + seconds(*trace.elapsed_ms) : "";
    finding.facts.push_back(make_fact("tcp",
                                      fmt::format("{}: {}{}", seen.where(), trace.because, after),
                                      seen.at("tcp", "error")));
    if (row.error == "refused" && !is_unix) {
      finding.details.push_back(text_detail("how", "a closed port, or a firewall that rejects"));
    }
    if (row.error == "timeout" && !is_unix) {
      finding.details.push_back(
          text_detail("how", "a firewall that drops, a dead host, or a full accept queue"));
    }
    if (trace.elapsed_ms) {
      finding.details.push_back(number_detail("after_ms", *trace.elapsed_ms));
    }
    out.push_back(std::move(finding));
  }
}

} // namespace gwdiag::rules
