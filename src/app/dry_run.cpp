// SPDX-License-Identifier: Apache-2.0
#include "app/dry_run.hpp"

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "evidence/redact.hpp"

namespace gwdiag {

namespace {

bool asks(const Endpoint& endpoint) {
  return endpoint.scheme != Scheme::tcp && endpoint.scheme != Scheme::tls;
}

std::string request_line(const Endpoint& endpoint, const SideSettings& side) {
  if (endpoint.scheme == Scheme::fcgi && !endpoint.path_given) {
    return "  FastCGI: /ping of php-fpm, and /status where that is not there\n";
  }
  if (endpoint.scheme == Scheme::fcgi) {
    return fmt::format("  FastCGI: {} SCRIPT_FILENAME={}, HTTP_HOST={}\n",
                       side.method,
                       endpoint.path.substr(0, endpoint.path.find('?')),
                       side.host.value_or(endpoint.host_header()));
  }
  if (endpoint.scheme == Scheme::grpc || endpoint.scheme == Scheme::grpcs) {
    return fmt::format("  gRPC: POST {}, an empty message, once; Host: {}\n",
                       side.path.value_or(endpoint.path),
                       side.host.value_or(endpoint.host_header()));
  }
  const bool application = endpoint.scheme == Scheme::uwsgi || endpoint.scheme == Scheme::scgi ||
                           endpoint.scheme == Scheme::ajp;
  return fmt::format("  {} {} {}, Host: {}\n",
                     side.method,
                     side.path.value_or(endpoint.path),
                     application ? fmt::format("in {}", to_string(endpoint.scheme))
                     : endpoint.scheme == Scheme::h2c ? "HTTP/2"
                                                      : "HTTP/" + side.http_version,
                     side.host.value_or(endpoint.host_header()));
}

std::string describe_request(const Endpoint& endpoint, const SideSettings& side) {
  std::string out = request_line(endpoint, side);
  for (const auto& [name, value] : side.headers) {
    out += fmt::format("  {}: {}\n", name, escape_peer(redact_header(name, value)));
  }
  if (!side.body.empty()) {
    out += fmt::format("  a body of {} bytes, once\n", side.body.size());
  }
  return out;
}

} // namespace

std::string describe_plan(const std::vector<ProbeTarget>& targets, const ProbeSettings& settings) {
  std::string out;
  for (const ProbeTarget& target : targets) {
    const bool proxy = target.role == EndpointRole::proxy;
    const SideSettings& side = proxy ? settings.proxy : settings.upstream;
    const Endpoint& endpoint = target.endpoint;
    out += fmt::format("{} {}\n", proxy ? "proxy   " : "upstream", endpoint.text());
    const bool literal = endpoint.is_ip_literal || endpoint.is_unix() || endpoint.local_shorthand;
    out += literal ? "  no look-up: an address\n" : fmt::format("  look-up of {}\n", endpoint.host);
    const std::string what = asks(endpoint) ? "one connection and one request"
                             : endpoint.scheme == Scheme::tls
                                 ? "one connection with a handshake and without a request"
                                 : "one connection without a request";
    out += proxy ? fmt::format("  {}\n", what)
                 : fmt::format("  {} for each of at most {} addresses\n", what, limits::addresses);
    out += asks(endpoint) ? describe_request(endpoint, side) : "";
    if (!proxy && settings.keepalive.count() > 0) {
      out += fmt::format("  at last one more request and two connections that are left idle, each "
                         "for at most {} s\n",
                         static_cast<double>(settings.keepalive.count()) / 1000);
    }
    if (settings.load > 0 && asks(endpoint)) {
      out += fmt::format("  then rising load, at most {} requests at once\n", settings.load);
    }
    out += fmt::format("  after a failure at most {} further questions, and {} connections to see "
                       "what the port speaks\n",
                       limits::questions,
                       limits::identify_questions + 1);
  }
  return out + "nothing was sent\n";
}

} // namespace gwdiag
