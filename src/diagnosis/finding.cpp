// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/finding.hpp"

#include <fmt/format.h>

#include "endpoint/host.hpp"

namespace gwdiag {

std::string Seen::base() const {
  return upstream < 0 ? "/proxy" : fmt::format("/upstreams/{}", upstream);
}

std::string Seen::at(std::string_view stage, std::string_view field) const {
  return at_attempt(index, stage, field);
}

std::string
Seen::at_attempt(std::size_t other, std::string_view stage, std::string_view field) const {
  const bool counts = other == trace.counts || stage == "dns" || stage == "identify";
  const std::string place = counts ? "stages" : fmt::format("attempts/{}", other);
  return fmt::format("{}/{}/{}{}{}", base(), place, stage, field.empty() ? "" : "/", field);
}

std::string Seen::where() const {
  if (!trace.socket_path.empty()) {
    return "unix:" + trace.socket_path;
  }
  if (index < trace.attempts.size() && !attempt().address.empty()) {
    return attempt().address;
  }
  return fmt::format("{}:{}", trace.host, trace.port);
}

std::size_t find_role(const EndpointTrace& trace, std::string_view role) {
  for (std::size_t i = trace.attempts.size(); i-- > 0;) {
    if (trace.attempts[i].role == role) {
      return i;
    }
  }
  return trace.attempts.size();
}

int status_class(const Attempt& attempt) {
  const int status = answered(attempt) ? attempt.http.response.status : 600;
  return status < 400 ? 2 : status / 100;
}

bool better_answered(const Attempt& behind, const Attempt& plain) {
  return answered(behind) && behind.http.response.status != 400 &&
         status_class(behind) < status_class(plain);
}

bool on_loopback(const Attempt& attempt) {
  std::string_view host = std::string_view(attempt.address).substr(0, attempt.address.rfind(':'));
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  return is_loopback(host);
}

bool on_loopback(const EndpointTrace& trace) {
  const Attempt* const main = trace.main();
  return main == nullptr || main->address.empty() ? is_loopback(trace.host) : on_loopback(*main);
}

bool closed_for_a_certificate(const Attempt& attempt) {
  return attempt.tls.client_certificate_requested && attempt.tls.version == "TLSv1.3" &&
         tls_came(attempt) && broke_off(attempt);
}

Finding make_finding(const Seen& seen, std::string id, std::string summary) {
  Finding finding;
  finding.id = std::move(id);
  finding.subject = seen.subject();
  finding.upstream = seen.upstream;
  finding.summary = std::move(summary);
  return finding;
}

Fact make_fact(std::string stage, std::string fact, std::string at, bool supports) {
  return {std::move(stage), std::move(fact), std::move(at), supports};
}

Detail text_detail(std::string key, std::string value) {
  return {std::move(key), std::move(value), std::nullopt};
}

Detail number_detail(std::string key, double value) {
  return {std::move(key), "", value};
}

std::string seconds(double milliseconds) {
  if (milliseconds < 10) {
    return fmt::format("{:.1f} ms", milliseconds);
  }
  return milliseconds < 1000 ? fmt::format("{:.0f} ms", milliseconds)
                             : fmt::format("{:.1f} s", milliseconds / 1000);
}

} // namespace gwdiag
