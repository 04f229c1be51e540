// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/inquiry.hpp"
#include "endpoint/host.hpp"

namespace gwdiag {

bool is_name(const std::string& host) {
  return !host.empty() && !is_address(host) && host != "localhost";
}

namespace {

// "shop.example.com" of "shop.example.com:8080"; an address in brackets keeps them.
std::string host_alone(const std::string& host) {
  return host.substr(0, host.find(']') == std::string::npos ? host.find(':') : std::string::npos);
}

// The same Host, or one name with and without a port.
bool same_name(const std::string& one, const std::string& other) {
  return one == other || (is_name(host_alone(one)) && host_alone(one) == host_alone(other));
}

bool keeps_the_host(const ProxyView& proxy) {
  return proxy.profile != nullptr && proxy.profile->asking != nullptr &&
         proxy.profile->asking(proxy.version).host == HostRule::client_host;
}

// What a proxy sends that puts the upstream's own name in the place of the Host it got, as nginx
// does without proxy_set_header.
std::string name_of_upstream(const EndpointTrace& trace) {
  const bool usual = trace.port == 0 || trace.port == (trace.scheme == "https" ? 443 : 80);
  const bool brackets = trace.host.find(':') != std::string::npos && !trace.host.starts_with('[');
  const std::string name = !trace.socket_path.empty() ? "localhost"
                           : brackets                 ? "[" + trace.host + "]"
                                                      : trace.host;
  return usual || name.empty() ? name : name + ":" + std::to_string(trace.port);
}

} // namespace

// The Host that the proxy got; where both sides were asked with that one, the name that a proxy
// sends which keeps none.
void ask_other_host(Inquiry& inquiry) {
  const Attempt* proxy = inquiry.proxy.attempt;
  if (proxy == nullptr || proxy->http.request.host.empty()) {
    return;
  }
  const std::string& ours = inquiry.attempt().http.request.host;
  Question question = named("other-host");
  const std::string& theirs = proxy->http.request.host;
  question.host = !same_name(theirs, ours)        ? theirs
                  : keeps_the_host(inquiry.proxy) ? ""
                                                  : name_of_upstream(inquiry.trace);
  if (!question.host->empty() && question.host != ours) {
    inquiry.add(std::move(question));
  }
}

bool refused_alike(const Inquiry& inquiry) {
  const Attempt* proxy = inquiry.proxy.attempt;
  const Http1Response& ours = inquiry.attempt().http.response;
  return proxy != nullptr && inquiry.proxy.status == ours.status &&
         (ours.status == 400 || ours.status == 421 ||
          (ours.status > 400 && ours.status < 500 &&
           !expected_status(ours.status, inquiry.evidence.expectations))) &&
         proxy->http.response.body_hash == ours.body_hash &&
         is_name(host_alone(proxy->http.request.host)) &&
         !same_name(proxy->http.request.host, inquiry.attempt().http.request.host);
}

} // namespace gwdiag
