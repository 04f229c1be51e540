// SPDX-License-Identifier: Apache-2.0
#include "probe/plan.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "base/limits.hpp"
#include "base/request.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "endpoint/percent.hpp"

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

bool is_grpc(std::string_view scheme) {
  return scheme == "grpc" || scheme == "grpcs";
}

// Every field but Host.
Variables
request_fields(const RequestTrace& request, const SideSettings& side, const Endpoint& endpoint) {
  Variables fields;
  const std::array defaults{
      std::pair<std::string, std::string>{"User-Agent", fmt::format("gwdiag/{}", version)},
      std::pair<std::string, std::string>{"Accept", "*/*"},
      std::pair<std::string, std::string>{"Connection", request.connection}};
  for (const auto& [name, value] : defaults) {
    if (!value.empty() && !has_header(side, name)) {
      fields.emplace_back(name, value);
    }
  }
  if (!endpoint.userinfo.empty() && !has_header(side, "Authorization")) {
    fields.emplace_back("Authorization", "Basic " + base64(endpoint.userinfo));
  }
  for (const auto& [name, value] : side.headers) {
    if (!equals_ignoring_case(name, "Host")) {
      fields.emplace_back(name, value);
    }
  }
  if (!side.body.empty() && !has_header(side, "Content-Length")) {
    fields.emplace_back("Content-Length", std::to_string(side.body.size()));
  }
  return fields;
}

std::string request_head(const RequestTrace& request, const Variables& fields) {
  std::string head = fmt::format("{} {} HTTP/{}\r\nHost: {}\r\n",
                                 request.method,
                                 request.target,
                                 request.version,
                                 request.host);
  for (const auto& [name, value] : fields) {
    head += fmt::format("{}: {}\r\n", name, value);
  }
  return head + "\r\n";
}

// What php-fpm answers by itself where its pool names it (ping.path).
constexpr std::string_view own_page = "/ping";

// FastCGI runs a file: its name comes from the endpoint, the request's target from the proxy's.
void name_script(const Endpoint& endpoint,
                 const SideSettings& side,
                 const Question* question,
                 AttemptPlan& plan) {
  if (question != nullptr && question->path) {
    plan.gateway.script = *question->path;
    return;
  }
  if (!endpoint.path_given) {
    plan.gateway.script = own_page;
    plan.request.target = own_page;
    return;
  }
  const std::size_t mark = endpoint.path.find('?');
  const std::string file = endpoint.path.substr(0, mark);
  plan.gateway.script = percent_decode(file).value_or(file);
  plan.request.target =
      side.path.value_or(!endpoint.request_target.empty()
                             ? endpoint.request_target
                             : file.substr(file.rfind('/')) +
                                   (mark == std::string::npos ? "" : endpoint.path.substr(mark)));
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
  request.method = method_of(endpoint, side);
  if (question != nullptr && question->scheme && !is_grpc(*question->scheme)) {
    request.method = side.method;
  }
  request.target = side.path.value_or(endpoint.path);
  request.host = side.host.value_or(endpoint.host_header());
  request.conditional = false;
  for (const auto& [name, value] : side.headers) {
    if (equals_ignoring_case(name, "Host")) {
      request.host = value;
    }
    request.conditional = *request.conditional ||
                          equals_ignoring_case(name.substr(0, 3), "If-"); // RFC 9110 section 13.1
  }
  request.credentials = carries_credentials(endpoint, side);
  request.version = side.http_version;
  request.connection = side.connection;
  if (question != nullptr) {
    request.host = question->host.value_or(request.host);
    request.version = question->http_version.value_or(request.version);
    request.target = question->path.value_or(request.target);
    request.connection = question->connection.value_or(request.connection);
  }
  return request;
}

// HTTP/2 has neither a version in its requests nor a Connection field.
void ask_in_http2(RequestTrace& request) {
  request.version = "2";
  request.connection.clear();
}

} // namespace

bool carries_credentials(const Endpoint& endpoint, const SideSettings& side) {
  return !endpoint.userinfo.empty() || std::ranges::any_of(side.headers, [](const auto& header) {
    return is_credential(header.first);
  });
}

std::string method_of(const Endpoint& endpoint, const SideSettings& side) {
  return is_grpc(to_string(endpoint.scheme)) ? "POST" : side.method;
}

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
    plan.spoilt_header = question->spoilt_header;
    plan.max_segment = question->small_segments ? limits::small_segment : 0;
  }
  if (plan.proxy_protocol == 0 && (question == nullptr || !question->no_proxy_header)) {
    plan.proxy_protocol = side.proxy_protocol;
  }
  plan.tls = plan.scheme == "https" || plan.scheme == "tls" || plan.scheme == "grpcs";
  plan.ask_http = plan.scheme != "tcp" && plan.scheme != "tls";
  if (question != nullptr && question->no_request) {
    plan.ask_http = false;
  }
  plan.tls_context = std::move(tls);
  plan.tls_wish.sni = default_sni(endpoint, side);
  if (question != nullptr && question->sni) {
    plan.tls_wish.sni = *question->sni == "none" ? "" : *question->sni;
  }
  plan.tls_wish.default_policy = question != nullptr && question->default_tls;
  plan.tls_wish.tls12_at_most = question != nullptr && question->tls12_at_most;
  plan.tls_wish.ciphers = question != nullptr ? question->ciphers : "";
  plan.http2 = side.http_version == "2" &&
               (question == nullptr || !question->scheme || question->role == "other-scheme") &&
               (plan.scheme == "http" || plan.scheme == "https");
  const bool http2 = plan.http2 || plan.scheme == "h2c" || is_grpc(plan.scheme);
  plan.tls_wish.alpn = {http2 ? "h2" : "http/1.1"};
  if (question != nullptr && question->offer_http2) {
    plan.tls_wish.alpn.insert(plan.tls_wish.alpn.begin(), "h2");
  }
  plan.verify_name =
      plan.tls_wish.sni.empty() || side.no_sni_by_default ? endpoint.host : plan.tls_wish.sni;
  plan.request = make_request(endpoint, side, question);
  if (http2) {
    ask_in_http2(plan.request);
  } else if (plan.request.version == "2") { // the plain question of an HTTP/2 upstream
    plan.request.version = "1.1";
  }
  if (plan.scheme == "fcgi") {
    name_script(endpoint, side, question, plan);
  }
  plan.gateway.headers = request_fields(plan.request, side, endpoint);
  plan.head = request_head(plan.request, plan.gateway.headers);
  plan.gateway.method = plan.request.method;
  plan.gateway.target = plan.request.target;
  plan.gateway.host = plan.request.host;
  plan.gateway.body = side.body;
  plan.insecure = side.insecure;
  return plan;
}

} // namespace gwdiag
