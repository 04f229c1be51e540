// SPDX-License-Identifier: Apache-2.0
#include "checklist/asked.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/request.hpp"
#include "base/text.hpp"
#include "endpoint/endpoint.hpp"
#include "endpoint/host.hpp"

namespace gwdiag {

namespace {

// Asked in HTTP, where path and Host are the request's; a script's name stands in the endpoint.
bool in_http(const EndpointTrace& trace) {
  static constexpr std::array<std::string_view, 3> schemes{"http", "https", "h2c"};
  return std::ranges::find(schemes, std::string_view(trace.scheme)) != schemes.end();
}

class Asked {
public:
  Asked(std::string_view prefix, const std::string& given) : prefix_(prefix), given_(given) {}

  void add(std::string_view option, std::string_view value) {
    const bool safe = !value.empty() && value.front() != '-' && is_printable(value);
    const std::string name = fmt::format(" {}{} ", prefix_, option);
    if (safe && given_.find(name) == std::string::npos) {
      text_ += name + shell_quote(value);
    }
  }

  std::string text() && { return std::move(text_); }

private:
  std::string_view prefix_;
  const std::string& given_;
  std::string text_;
};

// The server name that goes out for a Host, or to an endpoint, when nobody says another.
std::string usual_sni(std::string host) {
  if (host.ends_with('.')) {
    host.pop_back(); // RFC 6066 section 3
  }
  return is_address(host) ? "" : host;
}

} // namespace

std::string asked_options(const EndpointTrace& trace,
                          std::string_view prefix,
                          const std::string& given,
                          const EndpointTrace* like) {
  const Attempt* const main = trace.main();
  const auto endpoint = parse_endpoint(trace.endpoint, EndpointRole::upstream);
  if (main == nullptr || !endpoint || !in_http(trace) || main->http.request.host.empty()) {
    return {}; // or it never came to a request
  }
  const RequestTrace& request = main->http.request;
  const Attempt* const other = like == nullptr ? nullptr : like->main();
  Asked asked(prefix, given);
  if (request.method != (other == nullptr ? "GET" : other->http.request.method)) {
    asked.add("method", request.method);
  }
  const bool same_path = other != nullptr && other->http.request.target == request.target;
  if (request.target != endpoint->path && !same_path) {
    asked.add("path", request.target);
  }
  const std::string usual = endpoint->host_header();
  const bool as_usual = request.host == usual;
  if (!as_usual) {
    asked.add("host", request.host);
  }
  // A Host names the site to TLS as well.
  const std::string own = endpoint->is_unix() ? "" : endpoint->host;
  const std::string name = usual_sni(as_usual ? own : host_of(request.host));
  if (main->tls.status != StageStatus::skipped && main->tls.sni != name) {
    asked.add("sni", main->tls.sni.empty() ? "none" : main->tls.sni);
  }
  return std::move(asked).text();
}

} // namespace gwdiag
