// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "checklist/advice.hpp"
#include "checklist/checklist.hpp"
#include "diagnosis/finding.hpp"
#include "evidence_samples.hpp"

using namespace gwdiag;
using namespace gwdiag::test;

namespace {

bool has_text(const Cause& cause, std::string_view part) {
  return std::ranges::any_of(
      cause.fixes, [&](const Fix& fix) { return fix.text.find(part) != std::string::npos; });
}

} // namespace

TEST_CASE("commands of other programs get in with what the run was given") {
  EndpointTrace upstream = http_endpoint("10.0.0.5", 8443, "https");
  upstream.attempts[0].tls.status = StageStatus::failed;
  const Evidence evidence = pair_of("nginx", upstream);
  Rerun rerun(check_line);
  rerun.upstream = {.cacert = "/etc/ca of us.pem",
                    .capath = "",
                    .cert = "/etc/client.pem",
                    .key = "/etc/client.key",
                    .user = true,
                    .header = true,
                    .method = "",
                    .data_file = "",
                    .headers = {}};
  const auto commands = [&](const Rerun& how, const char* id) {
    Verdict verdict = verdict_of(id);
    advise(verdict, evidence, how);
    return printed(verdict.causes.front().fixes);
  };
  const std::string files =
      "-CAfile '/etc/ca of us.pem' -cert /etc/client.pem -key /etc/client.key";
  CHECK(commands(rerun, "tls-handshake-failure").find(files) != std::string::npos);
  CHECK(commands(check_line, "tls-handshake-failure").find("openssl s_client") !=
        std::string::npos);
  CHECK(commands(check_line, "tls-handshake-failure").find("-CAfile") == std::string::npos);
  CHECK(commands(rerun, "upstream-error-status").find("-u USER -H @FILE --cert") !=
        std::string::npos);
  CHECK(commands(check_line, "upstream-error-status").find("USER") == std::string::npos);
}

TEST_CASE("the upstream is asked by hand for what the run asked it") {
  const Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 8080));
  const auto asked = [&](auto change) {
    Rerun rerun(check_line);
    change(rerun.upstream);
    Verdict verdict = verdict_of("upstream-error-status");
    advise(verdict, evidence, rerun);
    const std::string text = printed(verdict.causes.front().fixes);
    const std::size_t at = text.find("curl -sv");
    return at == std::string::npos ? text : text.substr(at, text.find('\n', at) - at);
  };
  const std::string start = "curl -sv -o /dev/null --max-time 30 ";
  CHECK(asked([](auto&) {}) == start + "http://10.0.0.5:8080");
  CHECK(asked([](auto& access) { access.method = "HEAD"; }) == start + "-I http://10.0.0.5:8080");
  CHECK(asked([](auto& access) {
          access.method = "PUT";
          access.data_file = "a b";
          access.headers = {"Content-Type: text/plain", "X-None: "};
        }) == start + "-X PUT --data-binary '@a b' -H 'Content-Type: text/plain' -H 'X-None;' "
                      "http://10.0.0.5:8080");
}

TEST_CASE("what holds for the way that it came about stands first") {
  const Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 8080));
  const auto first = [&](const char* id, std::vector<Detail> details) {
    Verdict verdict = verdict_of(id);
    verdict.causes.front().details = std::move(details);
    advise(verdict, evidence, check_line);
    const Fix& fix = verdict.causes.front().fixes.front();
    return fix.text + "|" + fix.command;
  };
  CHECK(first("upstream-error-status", {text_detail("gateway", "HAProxy")}) ==
        "HAProxy is a gateway itself: look up in its configuration what stands behind it, and "
        "check that pair, HAProxy as PROXY|");
  CHECK(first("slow-response", {text_detail("buffered", "true")}).find("proxy_buffering off") !=
        std::string::npos);
  CHECK(first("connection-limit",
              {text_detail("resource", "file descriptors"), number_detail("process", 41)})
            .find("ls -l /proc/41/fd") != std::string::npos);
  CHECK(first("connection-limit", {}).find("/proc/") == std::string::npos);
}

TEST_CASE("a server name that nobody knows stands in capitals") {
  EndpointTrace upstream = http_endpoint("10.0.0.5", 8443, "https");
  upstream.attempts[0].tls.status = StageStatus::failed;
  Evidence evidence = pair_of("nginx", upstream);
  evidence.proxy.dns.name.clear();
  Verdict verdict = verdict_of("sni-required");
  Rerun rerun(check_line);
  rerun.upstream.cacert = "/etc/ca.pem";
  advise(verdict, evidence, rerun);
  const Cause& cause = verdict.causes.front();
  CHECK(has_text(cause, "proxy_ssl_name NAME;"));
  CHECK(has_command(
      cause,
      "openssl s_client -connect 10.0.0.5:8443 -servername NAME -CAfile /etc/ca.pem </dev/null"));
  CHECK(has_command(
      cause,
      "openssl s_client -connect 10.0.0.5:8443 -noservername -CAfile /etc/ca.pem </dev/null"));
}

TEST_CASE("a refused connection behind nginx gets the documented steps with this run's values") {
  const Cause cause =
      advised("connection-refused", pair_of("nginx", http_endpoint("10.0.0.5", 8080)));
  CHECK(cause.checklist == "upstream-down");
  CHECK(cause.rfc9209 == "connection_refused");
  CHECK(cause.title == "The upstream refuses connections");
  CHECK(cause.heals == "maybe");
  CHECK(cause.verify == check_line + " --wait 60");
  CHECK(printed(cause.fixes) == R"(1 Verify that the upstream application server is running
  ss -ltnp 'sport = :8080'
0 See what does listen on 10.0.0.5: another port, or loopback only, explains the refusal
  ss -ltnp
2 Check the proxy's configuration for the correct upstream address and port
  nginx -T | grep -n 10.0.0.5
3 Review the upstream's logs for crash or error messages
  journalctl --since=-30min -p warning
5 Restart the upstream application server
)");
}

TEST_CASE("a Unix socket gets commands for sockets, and php-fpm's own unit") {
  const Cause cause =
      advised("unix-socket-refused", pair_of("nginx", unix_endpoint("/run/php/php8.2-fpm.sock")));
  CHECK(printed(cause.fixes) == R"(1 Verify that the upstream application server is running
  ss -xlp | grep -F -e /run/php/php8.2-fpm.sock
0 See who made the file and when
  ls -l /run/php/php8.2-fpm.sock
3 Review the upstream's logs for crash or error messages
  journalctl --since=-1h -u php8.2-fpm
5 Restart the upstream application server
  systemctl restart php8.2-fpm
)");
}

TEST_CASE("a unit is named for no other path than php-fpm's own") {
  for (const char* path : {"/run/php/x.sock",
                           "/run/app/php8.2-fpm.sock",
                           "/run/php/php;id-fpm.sock",
                           "/run/php/.sock"}) {
    const Cause cause = advised("unix-socket-refused", pair_of("nginx", unix_endpoint(path)));
    REQUIRE(step(cause, 5) != nullptr);
    CHECK(step(cause, 5)->command.empty());
  }
}

TEST_CASE("each product is told in its own words") {
  Evidence evidence = pair_of("haproxy", http_endpoint("10.0.0.5", 8080));
  evidence.upstreams.front().attempts.front().http.response.head_bytes = 20000;
  CHECK(has_text(advised("header-buffer-exceeded", evidence), "tune.bufsize"));
  evidence.proxy.layers.front().product = "nginx";
  CHECK(has_text(advised("header-buffer-exceeded", evidence), "\"proxy_buffer_size 32k;\""));
  CHECK_FALSE(has_text(advised("header-buffer-exceeded", evidence), "tune.bufsize"));
  evidence.proxy.layers.clear();
  CHECK_FALSE(has_text(advised("header-buffer-exceeded", evidence), "proxy_buffer_size"));
}

TEST_CASE("the product that the user names outranks the one that wrote the answer") {
  Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 8080));
  evidence.expectations.as_product = "httpd";
  const Cause cause = advised("response-timeout", evidence);
  CHECK(has_text(cause, "ProxyTimeout"));
  CHECK_FALSE(has_text(cause, "proxy_read_timeout"));
}

TEST_CASE("without a known product the configuration is searched where the common ones have it") {
  const Cause cause =
      advised("wrong-upstream-address", pair_of("", http_endpoint("10.0.0.5", 8080)));
  REQUIRE(step(cause, 2) != nullptr);
  CHECK(step(cause, 2)->command ==
        "grep -rnsiF -e 10.0.0.5 /etc/nginx /etc/haproxy /etc/apache2 /etc/caddy");
}

TEST_CASE("a product without a profile gets no command that belongs to another") {
  const Cause cause =
      advised("wrong-upstream-address", pair_of("some-cdn", http_endpoint("10.0.0.5", 8080)));
  REQUIRE(step(cause, 2) != nullptr);
  CHECK(step(cause, 2)->command.empty());
}

TEST_CASE("the protocol that the port speaks chooses the directive") {
  Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 9000));
  Verdict verdict = verdict_of("protocol-mismatch");
  verdict.causes.front().details.push_back({.key = "speaks", .text = "fastcgi", .number = {}});
  advise(verdict, evidence, check_line);
  CHECK(has_text(verdict.causes.front(), "fastcgi_pass 10.0.0.5:9000;"));
  CHECK_FALSE(has_text(verdict.causes.front(), "uwsgi_pass"));
  verdict.causes.front().details.front().text = "mysql";
  advise(verdict, evidence, check_line);
  CHECK_FALSE(has_text(verdict.causes.front(), "_pass"));
}

TEST_CASE("nginx's directives are those of the module that speaks to the upstream") {
  const auto advice = [](const char* id, const char* scheme) {
    return advised(id, pair_of("nginx", http_endpoint("10.0.0.5", 9000, scheme)));
  };
  CHECK(has_text(advice("slow-response", "fcgi"), "fastcgi_read_timeout 120s;"));
  CHECK(has_text(advice("slow-response", "uwsgi"), "uwsgi_read_timeout 120s;"));
  CHECK(has_text(advice("slow-response", "grpcs"), "grpc_read_timeout 120s;"));
  CHECK(has_text(advice("slow-response", "https"), "proxy_read_timeout 120s;"));
  CHECK_FALSE(has_text(advice("slow-response", "fcgi"), "proxy_read_timeout"));
  CHECK(has_text(advice("header-buffer-exceeded", "fcgi"), "\"fastcgi_buffers 8 16k;\""));
  CHECK_FALSE(has_text(advice("header-buffer-exceeded", "grpc"), "grpc_buffers"));
}

TEST_CASE("a timeout is advised from what was measured, within bounds") {
  Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 8080));
  auto& timing = evidence.upstreams.front().attempts.front().timing;
  CHECK(has_text(advised("slow-response", evidence), "proxy_read_timeout 120s;"));
  timing.first_byte_ms = 4000;
  CHECK(has_text(advised("slow-response", evidence), "proxy_read_timeout 120s;")); // 60s by default
  timing.first_byte_ms = 91000;
  CHECK(has_text(advised("slow-response", evidence), "proxy_read_timeout 190s;"));
  timing.first_byte_ms = 1e12;
  CHECK(has_text(advised("slow-response", evidence), "proxy_read_timeout 3600s;"));
}

TEST_CASE("a timeout is advised above the one at which the proxy gave up") {
  Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 8080));
  evidence.upstreams.front().attempts.front().timing.first_byte_ms = 3100;
  Attempt& proxy = evidence.proxy.attempts.emplace_back();
  proxy.http.response.status = 504;
  proxy.timing.first_byte_ms = 2200;
  evidence.proxy.counts = evidence.proxy.attempts.size() - 1;
  CHECK(has_text(advised("slow-response", evidence), "proxy_read_timeout 10s;"));
  proxy.timing.first_byte_ms = 60010;
  CHECK(has_text(advised("slow-response", evidence), "proxy_read_timeout 130s;"));
}

TEST_CASE(
    "where the two sides differ the first step says what to ask instead, and is what verifies") {
  struct Row {
    const char* kind;
    const char* command;
  };

  for (const Row& row : {Row{"credentials", " --header @FILE"},
                         Row{"path", " --upstream-path /PATH"},
                         Row{"refused", " --expect-status 403"},
                         Row{"forwarded", " --upstream-header 'X-Forwarded-Proto: https'"},
                         Row{"client-certificate", " --upstream-cert FILE --upstream-key FILE"},
                         Row{"admitted", " --upstream-header @FILE"}}) {
    const Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 8080));
    Verdict verdict = verdict_of("unexplained");
    verdict.causes.front().details.push_back({.key = "difference", .text = row.kind, .number = {}});
    advise(verdict, evidence, check_line);
    const Cause& cause = verdict.causes.front();
    CHECK(cause.fixes.front().command == check_line + row.command);
    CHECK(cause.verify == cause.fixes.front().command);
  }
}

TEST_CASE("a redirect is followed by asking the proxy there") {
  const auto verify = [](const char* location, const std::string& path = "") {
    Verdict verdict = verdict_of("unexplained");
    auto& details = verdict.causes.front().details;
    details.push_back({.key = "difference", .text = "redirect", .number = {}});
    details.push_back({.key = "location", .text = location, .number = {}});
    Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 8080));
    evidence.proxy.endpoint = "http://shop.example.com/old";
    advise(verdict, evidence, "gwdiag check http://shop.example.com/old :8080" + path + " -4");
    return verdict.causes.front().verify;
  };
  CHECK(verify("https://shop.example.com/") == "gwdiag check https://shop.example.com/ :8080 -4");
  CHECK(verify("/new/") == "gwdiag check http://shop.example.com/new/ :8080 -4");
  CHECK(verify("/it's") == "gwdiag check 'http://shop.example.com/it'\\''s' :8080 -4");
  CHECK(verify("/new", " --path /old") == "gwdiag check http://shop.example.com/new :8080 -4");
  CHECK(verify("/new", " --path '/o l'\\''d'") ==
        "gwdiag check http://shop.example.com/new :8080 -4");
  CHECK(verify("/new", " --upstream-path /a") ==
        "gwdiag check http://shop.example.com/new :8080 --upstream-path /a -4");
  CHECK(verify("new").starts_with("gwdiag check http://shop.example.com/old :8080 -4"));
}

TEST_CASE("a proxy that is down is told about itself") {
  const Cause cause =
      advised("connection-refused", pair_of("", http_endpoint("10.0.0.5", 8080)), Subject::proxy);
  CHECK(cause.title == "The proxy refuses connections");
  CHECK(cause.explanation.find("none was asked") != std::string::npos);
  REQUIRE(step(cause, 1) != nullptr);
  CHECK(step(cause, 1)->text == "Verify that the proxy itself is running");
  CHECK(step(cause, 1)->command == "ss -ltnp 'sport = :443'");
  CHECK_FALSE(has_text(cause, "upstream application server"));
}

TEST_CASE("the proxy's own certificate is read at the proxy") {
  const Cause cause = advised(
      "tls-cert-expired", pair_of("nginx", http_endpoint("10.0.0.5", 8080)), Subject::proxy);
  CHECK(cause.title == "The proxy's certificate has expired");
  CHECK(has_command(
      cause,
      "openssl s_client -connect shop.example.com:443 -servername shop.example.com </dev/null | "
      "openssl x509 -noout -subject -issuer -dates -ext subjectAltName"));
}

TEST_CASE("a cause about the proxy's configuration keeps its words whoever the subject is") {
  const Cause cause = advised(
      "no-live-upstream", pair_of("nginx", http_endpoint("10.0.0.5", 8080)), Subject::proxy);
  CHECK(cause.title == "The proxy has taken every upstream out of rotation");
  CHECK(has_command(cause, "ss -ltnp 'sport = :8080'"));
}

TEST_CASE("routes are asked for the address that was used, not for the name") {
  Evidence evidence = pair_of("nginx", http_endpoint("app.internal", 8080));
  evidence.upstreams.front().dns.name = "app.internal";
  evidence.upstreams.front().dns.addresses = {"10.0.0.7", "10.0.0.8"};
  CHECK(has_command(advised("connect-timeout", evidence), "ip route get 10.0.0.7"));
  evidence.upstreams.front().attempts.front().tcp.address = "10.0.0.8:8080";
  CHECK(has_command(advised("connect-timeout", evidence), "ip route get 10.0.0.8"));
  evidence.upstreams.front().attempts.front().tcp.address = "[2001:db8::5]:8080";
  CHECK(has_command(advised("connect-timeout", evidence), "ip route get 2001:db8::5"));
}

TEST_CASE("the server name that succeeded is advised, the one that was sent is tried again") {
  Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 8443, "https"));
  auto& attempts = evidence.upstreams.front().attempts;
  attempts.front().tls.status = StageStatus::failed;
  CHECK(has_text(advised("sni-required", evidence), "proxy_ssl_name shop.example.com;"));
  attempts.push_back({.role = "other-sni"});
  attempts.back().tls.status = StageStatus::ok;
  attempts.back().tls.sni = "app.internal";
  const Cause cause = advised("sni-required", evidence);
  CHECK(has_text(cause, "proxy_ssl_name app.internal;"));
  CHECK(has_command(cause,
                    "openssl s_client -connect 10.0.0.5:8443 -servername app.internal </dev/null"));
  CHECK(has_command(advised("tls-handshake-failure", evidence),
                    "openssl s_client -connect 10.0.0.5:8443 -noservername </dev/null"));
}

TEST_CASE("the upstream is asked for the path and the Host that the run asked for") {
  Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 8080));
  auto& http = evidence.upstreams.front().attempts.front().http;
  http.request.target = "/cart?id=1";
  http.request.host = "shop.example.com";
  http.request_sent = true;
  CHECK(has_command(advised("closed-before-response", evidence),
                    "curl -sv -o /dev/null --max-time 30 -H 'Host: shop.example.com' "
                    "'http://10.0.0.5:8080/cart?id=1'"));
  http.request.host = "10.0.0.5:8080";
  http.request.target = "/";
  CHECK(has_command(advised("closed-before-response", evidence),
                    "curl -sv -o /dev/null --max-time 30 http://10.0.0.5:8080"));
}

TEST_CASE("a Host that was answered well is the one to send") {
  Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 8080));
  auto& attempts = evidence.upstreams.front().attempts;
  attempts.front().http.request.host = "10.0.0.5:8080";
  attempts.front().http.response.status = 421;
  attempts.push_back({.role = "other-host"});
  attempts.back().http.request.host = "www.example.org";
  attempts.back().http.response.status = 200;
  CHECK(
      has_command(advised("host-rejected", evidence),
                  "curl -s -o /dev/null -w '%{http_code}\\n' --max-time 10 -H Host:www.example.org "
                  "http://10.0.0.5:8080"));
}

TEST_CASE("the documented steps stand in their order, each once, restarting last of them") {
  for (const char* product : {"", "nginx", "haproxy", "apache", "caddy"}) {
    const Evidence evidence = pair_of(product, http_endpoint("10.0.0.5", 8080));
    for (const CauseWords& words : cause_words()) {
      int before = 0;
      std::string steps;
      for (const Fix& fix : advised(std::string(words.id), evidence).fixes) {
        if (fix.checklist_step != 0) {
          CHECK(fix.checklist_step > before);
          CHECK(fix.text == step_text(fix.checklist_step));
          before = fix.checklist_step;
          steps += (steps.empty() ? "" : " ") + std::to_string(before);
        }
      }
      CHECK_MESSAGE(steps == words.steps, words.id);
    }
  }
}

TEST_CASE("the verifying command is a check that waits, even when saved evidence was judged") {
  Verdict verdict = verdict_of("connection-refused");
  const Evidence evidence = pair_of("nginx", http_endpoint("10.0.0.5", 8080));
  advise(verdict, evidence, Rerun("gwdiag diagnose evidence.json proxy.json"));
  CHECK(verdict.causes.front().verify ==
        "gwdiag check https://shop.example.com http://10.0.0.5:8080 --wait 60");
  advise(verdict, evidence, check_line + " --wait 5");
  CHECK(verdict.causes.front().verify == check_line + " --wait 5");
}

TEST_CASE("an id of a later version keeps what its evidence says") {
  Verdict verdict = verdict_of("some-new-cause");
  verdict.causes.front().summary = "something new";
  advise(verdict, Evidence{}, check_line);
  CHECK(verdict.causes.front().title == "something new");
  CHECK(verdict.causes.front().fixes.empty());
}

TEST_CASE("an interim answer is no switch of protocols") {
  const Evidence evidence = pair_of("varnish", http_endpoint("10.0.0.5", 8080, "http"));
  const auto words = [&](std::vector<Detail> details) {
    Verdict verdict = verdict_of("unexpected-upgrade", Subject::upstream, 0);
    verdict.causes.front().details = std::move(details);
    advise(verdict, evidence, check_line);
    return verdict.causes.front().title + " " + verdict.causes.front().explanation;
  };
  for (const std::string& text : {words({number_detail("interim", 102)}),
                                  words({text_detail("anomaly", "too-many-interim")})}) {
    CAPTURE(text);
    CHECK(text.find("WebSocket") == std::string::npos);
    CHECK(text.find("switches protocols") == std::string::npos);
    CHECK(text.find("1xx") != std::string::npos);
  }
  CHECK(words({text_detail("anomaly", "unexpected-101")}).find("WebSocket") != std::string::npos);
}

TEST_CASE("a proxy that hands on another protocol does not fail as one whose target is not there") {
  const Evidence evidence = pair_of("apache", http_endpoint("10.0.0.5", 8080, "http"));
  Verdict verdict = verdict_of("wrong-upstream-address", Subject::path, 0);
  verdict.causes.front().details = {text_detail("speaks", "ssh")};
  advise(verdict, evidence, check_line);
  const Cause& cause = verdict.causes.front();
  CHECK(cause.explanation.find("HTTP/0.9") != std::string::npos);
  CHECK(cause.explanation.find("fails all the same") == std::string::npos);
  CHECK(cause.title == find_words("wrong-upstream-address")->title);
}
