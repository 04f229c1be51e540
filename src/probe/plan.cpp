// SPDX-License-Identifier: Apache-2.0
#include "probe/plan.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/request.hpp"
#include "base/text.hpp"
#include "base/version.hpp"

namespace gwdiag {

namespace {

std::string base64(const std::string& text) {
  std::string out((text.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

bool has_header(const SideSettings& side, std::string_view name) {
  return std::ranges::any_of(side.headers,
                             [&](const auto& h) { return equals_ignoring_case(h.first, name); });
}

std::string
request_head(const RequestTrace& request, const SideSettings& side, const Endpoint& endpoint) {
  std::string head = fmt::format("{} {} HTTP/{}\r\nHost: {}\r\n",
                                 request.method,
                                 request.target,
                                 request.version,
                                 request.host);
  const std::array defaults{
      std::pair<std::string, std::string>{"User-Agent", fmt::format("gwdiag/{}", version)},
      std::pair<std::string, std::string>{"Accept", "*/*"},
      std::pair<std::string, std::string>{"Connection", request.connection}};
  for (const auto& [name, value] : defaults) {
    if (!value.empty() && !has_header(side, name)) {
      head += fmt::format("{}: {}\r\n", name, value);
    }
  }
  if (!endpoint.userinfo.empty() && !has_header(side, "Authorization")) {
    head += fmt::format("Authorization: Basic {}\r\n", base64(endpoint.userinfo));
  }
  for (const auto& [name, value] : side.headers) {
    if (!equals_ignoring_case(name, "Host")) {
      head += fmt::format("{}: {}\r\n", name, value);
    }
  }
  if (!side.body.empty() && !has_header(side, "Content-Length")) {
    head += fmt::format("Content-Length: {}\r\n", side.body.size());
  }
  return head + "\r\n";
}

// A name is the SNI, an address never (RFC 6066 section 3).
std::string default_sni(const Endpoint& endpoint, const SideSettings& side) {
  if (side.sni) {
    return *side.sni == "none" ? "" : *side.sni;
  }
  if (side.no_sni_by_default) {
    return "";
  }
  if (side.host && side.host_names_tls) {
    const std::string name = host_of(*side.host);
    return literal_address(name, "", 0) ? "" : name;
  }
  std::string name = endpoint.is_ip_literal || endpoint.is_unix() ? "" : endpoint.host;
  if (name.ends_with('.')) {
    name.pop_back(); // RFC 6066 section 3: without the trailing dot
  }
  return name;
}

RequestTrace
make_request(const Endpoint& endpoint, const SideSettings& side, const Question* question) {
  RequestTrace request;
  request.method = side.method;
  request.target = side.path.value_or(endpoint.path);
  request.host = side.host.value_or(endpoint.host_header());
  for (const auto& [name, value] : side.headers) {
    if (equals_ignoring_case(name, "Host")) {
      request.host = value;
    }
  }
  request.version = side.http_version;
  request.connection = side.connection;
  if (question != nullptr) {
    request.host = question->host.value_or(request.host);
    request.version = question->http_version.value_or(request.version);
    request.target = question->path.value_or(request.target);
  }
  return request;
}

} // namespace

AttemptPlan make_plan(const Endpoint& endpoint,
                      const SideSettings& side,
                      std::shared_ptr<TlsContext> tls,
                      const SocketAddress& address,
                      const Question* question) {
  AttemptPlan plan;
  plan.address = address;
  plan.scheme = std::string(to_string(endpoint.scheme));
  if (question != nullptr) {
    plan.role = question->role;
    plan.scheme = question->scheme.value_or(plan.scheme);
    plan.proxy_protocol = question->proxy_protocol;
  }
  if (plan.proxy_protocol == 0) {
    plan.proxy_protocol = side.proxy_protocol;
  }
  plan.tls = plan.scheme == "https" || plan.scheme == "tls" || plan.scheme == "grpcs";
  plan.ask_http = plan.scheme == "http" || plan.scheme == "https";
  plan.tls_context = std::move(tls);
  plan.tls_wish.sni = default_sni(endpoint, side);
  if (question != nullptr && question->sni) {
    plan.tls_wish.sni = *question->sni == "none" ? "" : *question->sni;
  }
  plan.tls_wish.default_policy = question != nullptr && question->default_tls;
  plan.tls_wish.tls12_at_most = question != nullptr && question->tls12_at_most;
  plan.tls_wish.alpn = {"http/1.1"};
  if (question != nullptr && question->offer_http2) {
    plan.tls_wish.alpn.insert(plan.tls_wish.alpn.begin(), "h2");
  }
  plan.verify_name =
      plan.tls_wish.sni.empty() || side.no_sni_by_default ? endpoint.host : plan.tls_wish.sni;
  plan.request = make_request(endpoint, side, question);
  plan.head = request_head(plan.request, side, endpoint);
  plan.body = side.body;
  plan.insecure = side.insecure;
  return plan;
}

} // namespace gwdiag
