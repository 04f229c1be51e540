// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/socket.hpp"
#include "net/tls.hpp"
#include "probe/settings.hpp"
#include "probe/trace.hpp"
#include "wire/cgi.hpp"

namespace gwdiag {

// One connection and what is asked on it.
struct AttemptPlan {
  SocketAddress address;
  std::string role = "main";
  std::string scheme = "http";
  bool connect_only = false;
  bool tls = false;
  bool ask_http = true;
  bool http2 = false; // instead of HTTP/1, where `scheme` is http or https
  TlsWish tls_wish;
  std::string verify_name; // what the certificate should be for
  std::shared_ptr<TlsContext> tls_context;
  int proxy_protocol = 0;
  bool spoilt_header = false;
  int max_segment = 0; // bytes; 0: no limit of ours
  RequestTrace request;
  std::string head;       // HTTP/1: the request's bytes up to and with the empty line
  GatewayRequest gateway; // the same request for every other protocol, and the body for all
  bool insecure = false;
};

struct Waits {
  std::chrono::milliseconds timeout{0};
  std::chrono::milliseconds answer_timeout{0};
};

// A connection under way: the socket and, after the handshake, TLS over it.
struct Channel {
  Socket socket;
  std::optional<TlsSession> tls;

  Task<IoResult> read(char* buffer, std::size_t size, TimePoint until);
  // As Socket's; under TLS bytes that were taken may still be unsent().
  Task<IoResult> write_some(std::string_view data, bool listen, TimePoint until);

  bool unsent() const { return tls && tls->unsent(); }
};

// The stages of one attempt, each in a file of its own; each fills its trace and says whether the
// next can follow.
Task<bool> tcp_stage(Channel& channel, const AttemptPlan& plan, Waits waits, TcpTrace& trace);
Task<bool> tls_stage(Channel& channel, const AttemptPlan& plan, Waits waits, TlsTrace& trace);
Task<void> http_stage(Channel& channel, const AttemptPlan& plan, Waits waits, Attempt& attempt);

// Watches a connection on which nothing is under way until it is closed or idle.limit_ms have
// passed.
Task<void> idle_stage(Channel& channel, IdleTrace& idle);

// All of them; the last where there is an `idle` and the connection is fit to be used again.
// `plan`, `attempt` and `idle` must outlive the task.
Task<void> run_attempt(
    Loop loop, const AttemptPlan& plan, Waits waits, Attempt& attempt, IdleTrace* idle = nullptr);

// What an alert that came in place of an answer turns the attempt into: the tls stage failed after
// the handshake.
void note_late_alert(const TlsFacts& facts, TlsTrace& trace);

// "refused", "timeout", … for an errno of connect(2) (TcpTrace::error).
std::string connect_error(int error_number, int family);

} // namespace gwdiag
