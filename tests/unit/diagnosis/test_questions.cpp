// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/questions.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/limits.hpp"
#include "wire/proxy_header.hpp"

using namespace gwdiag;

namespace {

// Upstreams that take the connection and never answer.
Evidence silent_pool(std::size_t members) {
  Evidence evidence;
  for (std::size_t i = 0; i < members; ++i) {
    EndpointTrace& trace = evidence.upstreams.emplace_back();
    trace.scheme = "http";
    Attempt& attempt = trace.attempts.emplace_back();
    attempt.role = "main";
    attempt.tcp.status = StageStatus::ok;
    attempt.http.status = StageStatus::failed;
    attempt.http.error = "timeout";
  }
  return evidence;
}

std::size_t asked(const Evidence& evidence) {
  return next_questions(evidence, QuestionRules{}, 0).size();
}

Attempt answer(const char* role, int status) {
  Attempt attempt;
  attempt.role = role;
  attempt.tcp.status = attempt.http.status = StageStatus::ok;
  attempt.http.request.method = "GET";
  attempt.http.response.has_head = true;
  attempt.http.response.status = status;
  return attempt;
}

// A proxy that answered so, one time after the other, in front of an upstream that is well.
Evidence failing_proxy(const std::vector<std::pair<const char*, int>>& answers) {
  Evidence evidence;
  evidence.has_proxy = true;
  evidence.proxy.scheme = "http";
  for (const auto& [role, status] : answers) {
    evidence.proxy.attempts.push_back(answer(role, status));
  }
  EndpointTrace& upstream = evidence.upstreams.emplace_back();
  upstream.scheme = "http";
  upstream.attempts.push_back(answer("main", 200));
  return evidence;
}

std::vector<std::string> asked_of(const Evidence& evidence, std::size_t target) {
  std::vector<std::string> roles;
  for (const Question& question : next_questions(evidence, QuestionRules{}, 1)) {
    if (question.target == target) {
      roles.push_back(question.role);
    }
  }
  return roles;
}

std::vector<std::string> asked_of_the_proxy(const Evidence& evidence) {
  return asked_of(evidence, 0);
}

Attempt closing(const char* role) {
  Attempt attempt = answer(role, 0);
  attempt.http.status = StageStatus::failed;
  attempt.http.error = "closed";
  attempt.http.response.has_head = false;
  return attempt;
}

// An upstream alone, to which these attempts were made.
Evidence upstream_with(std::vector<Attempt> attempts) {
  Evidence evidence;
  EndpointTrace& upstream = evidence.upstreams.emplace_back();
  upstream.scheme = "http";
  upstream.attempts = std::move(attempts);
  return evidence;
}

bool is_asked(const Evidence& evidence, const std::string& role) {
  const std::vector<std::string> roles = asked_of(evidence, 0);
  return std::ranges::find(roles, role) != roles.end();
}

} // namespace

TEST_CASE("a failure of the proxy's that nothing explains is asked for until a turn is well") {
  using Roles = std::vector<std::string>;
  CHECK(asked_of_the_proxy(failing_proxy({{"main", 502}})) == Roles{"again"});
  CHECK(asked_of_the_proxy(failing_proxy({{"main", 502}, {"again", 502}})) ==
        Roles{"again-2", "again-3"});
  CHECK(asked_of_the_proxy(failing_proxy({{"main", 502}, {"again", 200}})) == Roles{});
}

TEST_CASE("each silent upstream of a small pool is asked what it waits for") {
  CHECK(asked(silent_pool(limits::questioned_pool)) == limits::questioned_pool);
}

TEST_CASE("a silent upstream of a large pool costs the run no second wait") {
  CHECK(asked(silent_pool(limits::questioned_pool + 1)) == 0);
}

TEST_CASE("a large pool does not keep an upstream that closes from being asked") {
  Evidence evidence = silent_pool(limits::questioned_pool + 1);
  evidence.upstreams.front().attempts.front().http.error = "closed";
  CHECK(asked(evidence) > 0);
}

TEST_CASE("a refusal behind a PROXY header explains nothing for sure: the proxy is asked on") {
  Evidence evidence = failing_proxy({{"main", 502}, {"again", 502}});
  evidence.upstreams.front().attempts.push_back(closing("proxy-v1"));
  CHECK(asked_of_the_proxy(evidence) == std::vector<std::string>{"again-2", "again-3"});
}

TEST_CASE(
    "a 503 of the proxy's own that says when to come back is no limit on how often it is asked") {
  Evidence evidence = failing_proxy({{"main", 503}, {"again", 503}});
  for (Attempt& attempt : evidence.proxy.attempts) {
    attempt.http.response.headers.push_back({"Retry-After", "5"});
  }
  CHECK(asked_of_the_proxy(evidence).empty());
  evidence.proxy.layers.push_back({.product = "varnish", .wrote_answer = true});
  CHECK(asked_of_the_proxy(evidence) == std::vector<std::string>{"again-2", "again-3"});
}

TEST_CASE("an answer behind a PROXY header is held against one behind what only looks like it") {
  CHECK(is_asked(upstream_with({closing("main"), closing("again"), answer("proxy-v1", 200)}),
                 "spoilt-header"));
  CHECK(!is_asked(upstream_with({closing("main"), closing("again"), answer("proxy-v1", 400)}),
                  "spoilt-header"));
  for (const int version : {1, 2}) {
    const std::string header = proxy_header(version);
    const std::string spoilt = no_proxy_header(version);
    CHECK(header.size() == spoilt.size());
    CHECK(header != spoilt);
  }
}

TEST_CASE("a port that closes on HTTP and shows no protocol is asked in uwsgi, then in SCGI") {
  std::vector<Attempt> attempts{
      closing("main"), closing("again"), closing("proxy-v1"), closing("proxy-v2")};
  for (Attempt& attempt : attempts) {
    attempt.scheme = "http";
  }
  Evidence evidence = upstream_with(attempts);
  CHECK(!is_asked(evidence, "as-uwsgi")); // before anything else was tried
  evidence.upstreams.front().identify.asked = {"listen", "tls", "fastcgi", "http2", "ajp"};
  CHECK(is_asked(evidence, "as-uwsgi"));
  CHECK(!is_asked(evidence, "as-scgi"));
  evidence.upstreams.front().attempts.push_back(closing("as-uwsgi"));
  CHECK(is_asked(evidence, "as-scgi"));
  evidence.upstreams.front().identify.speaks = "fastcgi";
  CHECK(!is_asked(evidence, "as-scgi"));
}

TEST_CASE("what answers in uwsgi is asked in HTTP once more: it may have come back") {
  std::vector<Attempt> attempts{closing("main"),
                                closing("again"),
                                closing("proxy-v1"),
                                closing("proxy-v2"),
                                answer("as-uwsgi", 200)};
  Evidence evidence = upstream_with(attempts);
  evidence.upstreams.front().identify.asked = {"listen"};
  CHECK(is_asked(evidence, "again-2"));
  CHECK(!is_asked(evidence, "as-scgi"));
}

TEST_CASE("a TLS 1.3 server that asked for a certificate and closes is asked in TLS 1.2") {
  Attempt main = closing("main");
  main.tls.status = StageStatus::ok;
  main.tls.version = "TLSv1.3";
  CHECK(!is_asked(upstream_with({main}), "old-handshake"));
  main.tls.client_certificate_requested = true;
  CHECK(is_asked(upstream_with({main}), "old-handshake"));
}

TEST_CASE("a certificate is blamed after the proxy was asked once more, and no more often") {
  Evidence evidence = failing_proxy({{"main", 502}});
  evidence.proxy.layers.push_back({.product = "h2o", .wrote_answer = true});
  Attempt& upstream = evidence.upstreams.front().attempts.front();
  upstream.tls.status = StageStatus::warning;
  upstream.tls.version = "TLSv1.3";
  upstream.tls.problems.push_back({.id = "tls-cert-expired", .what = "expired"});
  CHECK(asked_of_the_proxy(evidence) == std::vector<std::string>{"again"});
  evidence.proxy.attempts.push_back(answer("again", 502));
  CHECK(asked_of_the_proxy(evidence).empty());
}
