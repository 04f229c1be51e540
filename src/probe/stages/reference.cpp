// SPDX-License-Identifier: Apache-2.0
#include "probe/stages/reference.hpp"

#include <asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "net/reference_client.hpp"

namespace gwdiag {

namespace {

// The lines of a request head behind the first one.
std::vector<std::string> fields_of(const std::string& head) {
  std::vector<std::string> fields;
  for (std::size_t begin = head.find("\r\n") + 2; begin + 2 < head.size();) {
    const std::size_t end = head.find("\r\n", begin);
    fields.push_back(head.substr(begin, end - begin));
    begin = end + 2;
  }
  return fields;
}

ReferenceRequest as_asked(const Side& side, const AttemptPlan& plan) {
  ReferenceRequest request;
  const std::string address = plan.address.host_text();
  const bool literal = plan.tls && plan.tls_wish.sni.empty();
  request.host = plan.tls ? plan.tls_wish.sni : side.endpoint.host;
  if (literal) {
    request.host = address.find(':') == std::string::npos ? address : "[" + address + "]";
  }
  request.port = side.endpoint.port;
  request.address = address;
  request.method = plan.request.method;
  request.fields = fields_of(plan.head);
  request.http10 = plan.request.version == "1.0";
  request.cacert = side.side().tls.cacert;
  request.insecure = plan.insecure || literal; // without a name there is none to verify
  request.timeout = side.settings->timeout;
  request.url =
      fmt::format("{}://{}:{}{}", plan.scheme, request.host, request.port, plan.request.target);
  return request;
}

} // namespace

Task<void> reference_stage(Side& side, const AttemptPlan& plan) {
  if (!plan.gateway.body.empty()) {
    co_return;
  }
  const ReferenceAnswer answer = co_await ask_reference_client(side.loop, as_asked(side, plan));
  if (!answer.asked) {
    side.trace.notes.push_back("no second opinion: libcurl is not on this machine");
    co_return;
  }
  ++side.trace.connections_opened;
  if (answer.late && (side.loop->interrupted || SteadyClock::now() >= side.loop->hard_end)) {
    co_return;
  }
  Attempt& kept = side.attempts.emplace_back();
  kept.role = "reference";
  kept.address = plan.address.text();
  kept.family = plan.address.short_family();
  kept.scheme = plan.scheme;
  kept.started_ms = milliseconds_between(side.run_start, SteadyClock::now());
  kept.http.request = plan.request;
  kept.http.request_sent = answer.sent || answer.late;
  kept.http.status = answer.error.empty() ? StageStatus::ok : StageStatus::failed;
  kept.http.error = answer.error.empty() ? "" : "invalid";
  kept.http.because =
      answer.client + (answer.error.empty() ? " took the answer" : ": " + answer.error);
  kept.http.response.has_head = answer.status > 0;
  kept.http.response.status = answer.status;
  side.trace.requests_sent += kept.http.request_sent ? 1U : 0U;
}

} // namespace gwdiag
