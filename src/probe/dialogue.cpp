// SPDX-License-Identifier: Apache-2.0
#include "probe/dialogue.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "wire/ajp_reader.hpp"
#include "wire/cgi_reader.hpp"
#include "wire/fastcgi_reader.hpp"
#include "wire/http1.hpp"
#include "wire/http2_reader.hpp"
#include "wire/uwsgi.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t shown_script = 1024;

Http1Request asked_by(const AttemptPlan& plan) {
  Http1Request request;
  request.method = plan.request.method;
  return request;
}

Dialogue http1(const AttemptPlan& plan) {
  Http1Request request = asked_by(plan);
  request.upgrade = contains_ignoring_case(plan.head, "\r\nupgrade:");
  return {plan.head, plan.gateway.body, std::make_unique<Http1Reader>(std::move(request))};
}

Dialogue fastcgi(const AttemptPlan& plan) {
  std::string script = escape_peer(plan.gateway.script, shown_script);
  return {fastcgi_request(plan.gateway),
          {},
          std::make_unique<FastcgiReader>(asked_by(plan), std::move(script))};
}

Dialogue uwsgi(const AttemptPlan& plan) {
  return {uwsgi_request(plan.gateway), {}, std::make_unique<CgiReader>(asked_by(plan), "uwsgi")};
}

Dialogue scgi(const AttemptPlan& plan) {
  return {scgi_request(plan.gateway), {}, std::make_unique<CgiReader>(asked_by(plan), "scgi")};
}

Dialogue ajp(const AttemptPlan& plan) {
  return {ajp_request(plan.gateway),
          {},
          std::make_unique<AjpReader>(asked_by(plan), plan.gateway.body)};
}

// The body goes as the peer's windows allow: the reader sends it.
Dialogue http2(const AttemptPlan& plan, Http2Kind kind) {
  auto reader = std::make_unique<Http2Reader>(
      plan.gateway, plan.tls ? "https" : "http", kind, plan.gateway.body);
  std::string head = reader->take_reply();
  return {std::move(head), {}, std::move(reader)};
}

Dialogue plain_http2(const AttemptPlan& plan) {
  return http2(plan, Http2Kind::plain);
}

Dialogue grpc(const AttemptPlan& plan) {
  return http2(plan, Http2Kind::grpc);
}

struct Row {
  std::string_view scheme;
  Dialogue (*open)(const AttemptPlan& plan);
};

constexpr std::array rows{
    Row{"h2c", plain_http2},
    Row{"grpc", grpc},
    Row{"grpcs", grpc},
    Row{"fcgi", fastcgi},
    Row{"uwsgi", uwsgi},
    Row{"scgi", scgi},
    Row{"ajp", ajp},
};

} // namespace

Dialogue open_dialogue(const AttemptPlan& plan) {
  if (plan.http2) {
    return plain_http2(plan);
  }
  const auto* row = std::ranges::find(rows, std::string_view(plan.scheme), &Row::scheme);
  return row == rows.end() ? http1(plan) : row->open(plan);
}

} // namespace gwdiag
