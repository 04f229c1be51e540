// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>

#include "checklist/advice.hpp"
#include "diagnosis/verdict.hpp"
#include "evidence/evidence.hpp"

// Small pieces of evidence for the tests of the advice.
namespace gwdiag::test {

inline EndpointTrace
http_endpoint(const std::string& host, int port, const std::string& scheme = "http") {
  EndpointTrace trace;
  const std::string bracketed = host.find(':') == std::string::npos ? host : "[" + host + "]";
  trace.endpoint = scheme + "://" + bracketed + ":" + std::to_string(port);
  trace.scheme = scheme;
  trace.host = host;
  trace.path = "/";
  trace.port = port;
  trace.attempts.resize(1);
  return trace;
}

inline EndpointTrace unix_endpoint(const std::string& socket) {
  EndpointTrace trace;
  trace.endpoint = "http://unix:" + socket;
  trace.host = "localhost";
  trace.path = "/";
  trace.socket_path = socket;
  trace.attempts.resize(1);
  return trace;
}

// A proxy at shop.example.com whose answer `product` wrote, and one upstream.
inline Evidence pair_of(const std::string& product, EndpointTrace upstream) {
  Evidence evidence;
  evidence.has_proxy = true;
  evidence.proxy = http_endpoint("shop.example.com", 443, "https");
  evidence.proxy.endpoint = "https://shop.example.com";
  evidence.proxy.dns.name = "shop.example.com";
  if (!product.empty()) {
    evidence.proxy.layers.push_back(
        {.product = product, .version = "", .wrote_answer = true, .because = ""});
  }
  evidence.upstreams.push_back(std::move(upstream));
  return evidence;
}

inline Verdict
verdict_of(const std::string& id, Subject subject = Subject::upstream, int upstream = 0) {
  Verdict verdict;
  Cause cause;
  cause.id = id;
  cause.subject = subject;
  cause.upstream = upstream;
  verdict.causes.push_back(std::move(cause));
  return verdict;
}

inline std::string printed(const std::vector<Fix>& fixes) {
  std::string text;
  for (const Fix& fix : fixes) {
    text += std::to_string(fix.checklist_step) + " " + fix.text + "\n";
    if (!fix.command.empty()) {
      text += "  " + fix.command + "\n";
    }
  }
  return text;
}

inline const std::string check_line = "gwdiag check https://shop.example.com http://10.0.0.5:8080";

inline Cause
advised(const std::string& id, const Evidence& evidence, Subject subject = Subject::upstream) {
  Verdict verdict = verdict_of(id, subject, subject == Subject::proxy ? -1 : 0);
  advise(verdict, evidence, check_line);
  return verdict.causes.front();
}

inline const Fix* step(const Cause& cause, int number) {
  const auto fix = std::ranges::find(cause.fixes, number, &Fix::checklist_step);
  return fix == cause.fixes.end() ? nullptr : &*fix;
}

inline bool has_command(const Cause& cause, std::string_view command) {
  return std::ranges::any_of(cause.fixes, [&](const Fix& fix) { return fix.command == command; });
}

} // namespace gwdiag::test
