// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/host_view.hpp"

namespace gwdiag::rules {

namespace {

// The kernel lets in one more than the backlog (include/net/sock.h, sk_acceptq_is_full;
// net/unix/af_unix.c, unix_recvq_full).
bool full(std::uint64_t queue, std::uint64_t backlog) {
  return queue > backlog;
}

bool full_before(const HostSocket& socket) {
  return socket.queue_before && socket.backlog && full(*socket.queue_before, *socket.backlog);
}

bool full_now(const HostSocket& socket) {
  return socket.queue && socket.backlog && full(*socket.queue, *socket.backlog);
}

std::string length(const HostSocket& socket, std::uint64_t queue) {
  return socket.backlog
             ? fmt::format("{} connections wait, and its backlog is {}", queue, *socket.backlog)
             : fmt::format("{} connections wait", queue);
}

void say_full(const HostView& view, std::size_t index, Finding& finding) {
  const HostSocket& socket = view.endpoint.listeners[index];
  const bool before = full_before(socket);
  const std::uint64_t queue = before ? *socket.queue_before : *socket.queue;
  finding.id = "accept-queue-full";
  finding.summary = fmt::format(
      "the accept queue of {} is full: {} does not take connections", socket.address, who(socket));
  finding.details.push_back(number_detail("queue", static_cast<double>(queue)));
  finding.details.push_back(number_detail("backlog", static_cast<double>(*socket.backlog)));
  finding.facts.push_back(
      make_fact("host",
                fmt::format("{}: {}", socket.address, length(socket, queue)),
                view.at(fmt::format("listeners/{}/{}", index, before ? "queue_before" : "queue"))));
  if (view.host.listen_overflows.value_or(0) > 0) {
    finding.facts.push_back(
        make_fact("host",
                  fmt::format("the kernel counted {} overflows of accept queues meanwhile",
                              *view.host.listen_overflows),
                  view.at_machine("listen_overflows")));
  }
}

void say_waiting(const HostView& view, std::size_t index, Finding& finding) {
  const HostSocket& socket = view.endpoint.listeners[index];
  finding.facts.push_back(make_fact("host",
                                    fmt::format("{} holds {} and does not take what waits: {}",
                                                who(socket),
                                                socket.address,
                                                length(socket, *socket.queue)),
                                    view.at(fmt::format("listeners/{}/queue", index))));
}

} // namespace

// A connect that gets no answer, and an answer that does not come because nobody took the
// connection. The second only where the queue was full before we came: what we send stays in it
// too.
void accept_queue(const Seen& /*seen*/, const HostView& view, Findings& found) {
  for (Finding& finding : found) {
    if (finding.id == "packet-loss" && view.host.listen_overflows.value_or(0) > 0) {
      finding.at_most = Certainty::possible; // an overflow is sent again as well
    }
  }
  for (Finding& finding : found) {
    const bool connect = finding.id == "connect-timeout" || finding.id == "accept-queue-full";
    const bool silent = finding.id == "response-timeout" || finding.id == "tls-handshake-timeout";
    for (std::size_t i = 0; (connect || silent) && i < view.endpoint.listeners.size(); ++i) {
      const HostSocket& socket = view.endpoint.listeners[i];
      if ((connect && full_now(socket)) || full_before(socket)) {
        say_full(view, i, finding);
        return;
      }
      if (socket.queue.value_or(0) > 0) {
        say_waiting(view, i, finding);
        return;
      }
    }
  }
}

} // namespace gwdiag::rules
