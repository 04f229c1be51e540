// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "base/beginning.hpp"
#include "diagnosis/judge.hpp"
#include "proxies/proxy_status.hpp"

namespace gwdiag::rules {

namespace {

// An error that a gateway wrote: what fails is behind it. A 503 may be its own limit, maintenance,
// or what it was told to say; HAProxy's says that no server takes the request.
void note_gateway(const Seen& seen, Finding& finding) {
  const int status = seen.attempt().http.response.status;
  const auto writer = std::ranges::find_if(seen.trace.layers, &Layer::wrote_answer);
  const Profile* const gateway =
      writer == seen.trace.layers.end() ? nullptr : find_profile(writer->product);
  const bool own_reasons = status == 503 && gateway != nullptr && gateway->name != "haproxy";
  if (gateway == nullptr || status < 502 || status > 504 || own_reasons) {
    return;
  }
  finding.summary += fmt::format(" on a page of {}'s own: what fails is behind it", gateway->title);
  finding.details.push_back(text_detail("gateway", gateway->title));
}

// RFC 9110 section 15.4: to https, to the name with a slash, to a page where one logs in.
void note_redirect(const Http1Response& response, Finding& finding) {
  const auto location = response.header("Location");
  if (response.status / 100 == 3 && location) {
    const std::string there(beginning(*location, 200));
    finding.summary += " and sends to " + there;
    finding.details.push_back(text_detail("location", there));
  }
}

// RFC 9110 section 15.4.5: 304 answers a condition, and none was asked. Most hand it on.
void unasked_304(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  if (seen.upstream < 0 || !answered(seen.attempt()) || http.response.status != 304 ||
      http.request.conditional.value_or(true) || !http.protocol.name.empty()) {
    return;
  }
  Finding finding =
      make_finding(seen,
                   "response-refused-by-proxy",
                   fmt::format("{} answers 304 to a request that has no condition", seen.where()));
  finding.weight = Finding::Weight::note;
  finding.details.push_back(number_detail("http_status", http.response.status));
  finding.facts.push_back(make_fact("http",
                                    "asked directly, without If-None-Match or If-Modified-Since, "
                                    "it answers 304 Not Modified, which has no page",
                                    seen.at("http", "http_status")));
  out.push_back(std::move(finding));
}

} // namespace

void status(const Seen& seen, Findings& out) {
  unasked_304(seen, out);
  const Http1Response& response = seen.attempt().http.response;
  if (!answered(seen.attempt()) || response.status < 200 || response.status > 599 ||
      seen.upstream < 0 || expected_status(response.status, seen.expected)) {
    return;
  }
  Finding finding =
      make_finding(seen,
                   refuses_size(response.status) ? "request-too-large" : "upstream-error-status",
                   fmt::format("{} itself answers {}{}{}",
                               seen.where(),
                               response.status,
                               response.reason.empty() ? "" : " ",
                               response.reason));
  finding.weight = Finding::Weight::soft;
  finding.details.push_back(number_detail("http_status", response.status));
  finding.facts.push_back(make_fact("http",
                                    fmt::format("asked directly, it answers {}", response.status),
                                    seen.at("http", "http_status")));
  finding.page = response.body_hash;
  note_redirect(response, finding);
  note_gateway(seen, finding);
  for (const GatewayWord& word : gateway_words(response)) { // a gateway itself, that says why
    if (word.error != nullptr && !word.error->says.empty()) {
      finding.facts.push_back(
          make_fact("http",
                    fmt::format("{} says in Proxy-Status that {}", word.name, word.error->says),
                    seen.at("http", "headers")));
    }
  }
  out.push_back(std::move(finding));
}

} // namespace gwdiag::rules
