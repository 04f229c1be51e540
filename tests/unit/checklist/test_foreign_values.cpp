// SPDX-License-Identifier: Apache-2.0
// What comes from peers, saved evidence and configurations in the commands that are advised.
#include <string>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "checklist/checklist.hpp"
#include "evidence_samples.hpp"

using namespace gwdiag;
using namespace gwdiag::test;

namespace {

// A {word} that stayed: no shell construct of ours looks like it, and "%{word}" is curl's.
bool has_open_placeholder(std::string_view text) {
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", at + 1);
    if (end != std::string_view::npos && end > at + 1 && text[end] == '}' &&
        (at == 0 || text[at - 1] != '%')) {
      return true;
    }
  }
  return false;
}

} // namespace

TEST_CASE("hostile values stay one quoted word of a command") {
  const std::string host = "a'; touch /tmp/x; '";
  const Evidence evidence = pair_of("nginx", http_endpoint(host, 8080));
  for (const CauseWords& words : cause_words()) {
    for (Fix fix : advised(std::string(words.id), evidence).fixes) {
      CAPTURE(fix.command);
      for (const std::string& value : {host,
                                       "http://" + host + ":8080",
                                       host + ":8080",
                                       "::" + host + ":8080",
                                       "http://" + host + ":8080/"}) {
        for (std::size_t at = fix.command.find(shell_quote(value)); at != std::string::npos;
             at = fix.command.find(shell_quote(value))) {
          fix.command.erase(at, shell_quote(value).size());
        }
      }
      CHECK(fix.command.find("touch") == std::string::npos);
    }
  }
}

TEST_CASE("a value that a program would take for an option is left out with its command") {
  const Cause cause =
      advised("connect-timeout", pair_of("nginx", http_endpoint("-oProxyCommand=id", 8080)));
  for (const Fix& fix : cause.fixes) {
    CHECK(fix.command.find(" -oProxy") == std::string::npos);
    CHECK(fix.command.find("'-oProxy") == std::string::npos);
  }
  REQUIRE(step(cause, 2) != nullptr);
  CHECK(step(cause, 2)->command.empty());
  CHECK(step(cause, 2)->text == step_text(2));
}

TEST_CASE("control characters never reach a command") {
  const Cause cause =
      advised("unix-socket-missing", pair_of("nginx", unix_endpoint("/run/\x1b[31mx\n.sock")));
  for (const Fix& fix : cause.fixes) {
    CHECK(is_printable(fix.command));
  }
}

TEST_CASE("IPv6 addresses are bracketed and quoted") {
  const Cause cause = advised("tls-handshake-failure",
                              pair_of("nginx", http_endpoint("2001:db8::5", 8443, "https")));
  CHECK(has_command(cause,
                    "openssl s_client -connect '[2001:db8::5]:8443' -noservername </dev/null"));
}

TEST_CASE("no placeholder stays in any report, whatever is known") {
  std::vector<Evidence> situations;
  for (const char* product :
       {"", "nginx", "haproxy", "apache", "caddy", "envoy", "traefik", "varnish", "unheard-of"}) {
    situations.push_back(pair_of(product, http_endpoint("10.0.0.5", 8080)));
    situations.push_back(pair_of(product, http_endpoint("10.0.0.5", 8443, "https")));
    situations.push_back(pair_of(product, unix_endpoint("/run/app.sock")));
    situations.push_back(pair_of(product, unix_endpoint("@abstract")));
    situations.push_back(pair_of(product, EndpointTrace{}));
  }
  situations.emplace_back();
  for (const Evidence& evidence : situations) {
    for (const Subject subject : {Subject::upstream, Subject::proxy}) {
      for (const CauseWords& words : cause_words()) {
        const Cause cause = advised(std::string(words.id), evidence, subject);
        CAPTURE(cause.id);
        CHECK_FALSE(cause.title.empty());
        CHECK_FALSE(cause.fixes.empty());
        CHECK_FALSE(has_open_placeholder(cause.explanation));
        for (const Fix& fix : cause.fixes) {
          CHECK_FALSE_MESSAGE(has_open_placeholder(fix.text), fix.text);
          CHECK_FALSE_MESSAGE(has_open_placeholder(fix.command), fix.command);
          CHECK_FALSE(fix.text.empty());
        }
      }
    }
  }
}
