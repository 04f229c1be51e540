// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

// RFC 6298 section 2.1: the first SYN is sent again after a second.
constexpr double syn_again_ms = 900;

// What the kernel had to send again, over all connections to one address (TCP_INFO).
struct Loss {
  std::size_t connections = 0;
  std::size_t answered = 0;
  std::vector<std::size_t> lossy; // attempts
  std::size_t silent = 0;         // connects that nobody answered
  std::size_t late = 0;           // connected only by a SYN that was sent again
  std::size_t data = 0;           // connected at once, and had to send again later
  unsigned segments = 0;
};

Loss loss_at(const Seen& seen) {
  Loss loss;
  for (std::size_t i = 0; i < seen.trace.attempts.size(); ++i) {
    const Attempt& attempt = seen.trace.attempts[i];
    const TcpTrace& tcp = attempt.tcp;
    if (attempt.address != seen.attempt().address || tcp.family == 1) {
      continue;
    }
    loss.silent += tcp.error == "timeout" ? 1U : 0U;
    if (tcp.status != StageStatus::ok || !tcp.retransmits) {
      continue;
    }
    ++loss.connections;
    loss.answered += answered(attempt) ? 1U : 0U;
    if (*tcp.retransmits > 0) {
      const bool late = tcp.elapsed_ms.value_or(0) >= syn_again_ms;
      loss.lossy.push_back(i);
      loss.segments += *tcp.retransmits;
      loss.late += late ? 1U : 0U;
      loss.data += late ? 0U : 1U;
    }
  }
  return loss;
}

// One segment that is sent again is everyday; a tenth of all connections is not.
bool several(const Loss& loss) {
  return loss.answered > 0 && loss.lossy.size() > 1 && loss.lossy.size() * 10 >= loss.connections;
}

// An accept queue that is full drops SYNs, and now and then what follows them (net/ipv4/tcp_ipv4.c,
// tcp_v4_syn_recv_sock): then late connects are by far the most.
bool not_the_queue(const Loss& loss) {
  return loss.data > 1 && loss.data * 3 >= loss.lossy.size();
}

// A silence that this loss accounts for: the same fault, seen at another moment.
bool of_the_same_fault(const Finding& finding) {
  static constexpr std::array<std::string_view, 6> ids{"connect-timeout",
                                                       "tls-handshake-timeout",
                                                       "response-timeout",
                                                       "slow-response",
                                                       "stalled-response",
                                                       "mtu-black-hole"};
  return std::ranges::find(ids, std::string_view(finding.id)) != ids.end();
}

void add_facts(const Seen& seen, const Loss& loss, Finding& finding) {
  constexpr std::size_t enough = 4;
  for (std::size_t i = 0; i < loss.lossy.size() && i < enough; ++i) {
    const Attempt& attempt = seen.trace.attempts[loss.lossy[i]];
    const unsigned again = *attempt.tcp.retransmits;
    finding.facts.push_back(make_fact("tcp",
                                      fmt::format("{} {} sent again, connected after {}",
                                                  again,
                                                  again == 1 ? "segment was" : "segments were",
                                                  seconds(attempt.tcp.elapsed_ms.value_or(0))),
                                      seen.at_attempt(loss.lossy[i], "tcp", "retransmits")));
  }
}

} // namespace

void packet_loss(const Seen& seen, Findings& found) {
  if (on_loopback(seen.attempt())) {
    return; // no wire to lose them on: what is sent again there was answered late by a busy machine
  }
  const Loss loss = loss_at(seen);
  if (loss.lossy.empty() || loss.answered == 0) {
    return;
  }
  Finding finding =
      make_finding(seen,
                   "packet-loss",
                   fmt::format("packets to {} get lost: {} of {} connections had to send again",
                               seen.where(),
                               loss.lossy.size() + loss.silent,
                               loss.connections + loss.silent));
  const bool enough = several(loss);
  finding.weight = enough ? Finding::Weight::soft : Finding::Weight::note;
  finding.fault = loss.late + loss.silent > 0 ? Fault::connect_timeout : Fault::answer_timeout;
  const bool sure = enough && not_the_queue(loss);
  finding.at_most = sure ? Certainty::likely : Certainty::possible;
  finding.details = {number_detail("connections", static_cast<double>(loss.connections)),
                     number_detail("with_loss", static_cast<double>(loss.lossy.size())),
                     number_detail("segments", loss.segments)};
  if (loss.data == 0) {
    finding.details.push_back(text_detail("how", "SYNs alone: a full accept queue drops them too"));
  }
  add_facts(seen, loss, finding);
  const auto silence = std::ranges::find_if(found, of_the_same_fault);
  const bool counted = std::ranges::find(loss.lossy, seen.index) != loss.lossy.end() ||
                       seen.attempt().tcp.error == "timeout";
  if (sure && counted && silence != found.end()) {
    finding.weight = silence->weight;
    finding.fault = silence->fault;
    finding.details.push_back(text_detail("symptom", silence->id));
    finding.facts.insert(finding.facts.end(), silence->facts.begin(), silence->facts.end());
    std::erase_if(found, of_the_same_fault);
    found.insert(found.begin(), std::move(finding));
  } else {
    found.push_back(std::move(finding));
  }
}

} // namespace gwdiag::rules
