// SPDX-License-Identifier: Apache-2.0
#include "situations.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag::situations {

namespace {

StageResult passed(double ms) { return {StageStatus::ok, "", ms}; }

template <typename T> void pass(T& stage, double ms) { static_cast<StageResult&>(stage) = passed(ms); }

EndpointTrace endpoint(const std::string& role, const std::string& scheme, const std::string& host, int port,
                       bool with_port = true) {
  EndpointTrace trace;
  trace.role = role;
  trace.scheme = scheme;
  trace.host = host;
  trace.port = port;
  trace.endpoint = fmt::format("{}://{}{}", scheme, host, with_port ? fmt::format(":{}", port) : "");
  trace.path = "/";
  trace.connections_opened = 1;
  pass(trace.dns, 0);
  return trace;
}

Attempt connected(const std::string& address, double ms) {
  Attempt attempt;
  attempt.address = address;
  attempt.family = 4;
  pass(attempt.tcp, ms);
  attempt.tcp.address = address;
  attempt.tcp.family = 4;
  attempt.tcp.rtt_ms = ms;
  attempt.tcp.retransmits = 0;
  attempt.tls.because = "the scheme is http";
  return attempt;
}

void answered(EndpointTrace& trace, Attempt& attempt, int status, const std::string& reason, double first_byte_ms) {
  HttpTrace& http = attempt.http;
  pass(http, first_byte_ms + 0.2);
  http.request.host = trace.host;
  http.request_sent = true;
  http.response.has_head = true;
  http.response.version = "1.1";
  http.response.status = status;
  http.response.reason = reason;
  http.response.headers = {{"Server", "nginx/1.22.1"}, {"Content-Type", "text/html"}, {"Content-Length", "150"}};
  http.response.header_count = 3;
  http.response.head_bytes = 162;
  http.response.longest_line = 23;
  http.response.framing = Framing::content_length;
  http.response.content_length = 150;
  http.response.body_bytes = 150;
  http.response.total_bytes = 312;
  http.response.body_hash = "0123456789abcdef";
  pass(attempt.timing, first_byte_ms + 0.2);
  attempt.timing.first_byte_ms = first_byte_ms;
  attempt.timing.total_ms = first_byte_ms + 1.1;
  trace.requests_sent = 1;
}

Attempt refused(const std::string& address) {
  Attempt attempt;
  attempt.address = address;
  attempt.family = 4;
  attempt.tcp = {{StageStatus::failed, "connection refused", 0.3}, address, 4, "refused", 111, {}, {}};
  attempt.tls.because = attempt.http.because = attempt.timing.because = "not connected";
  return attempt;
}

Certificate certificate() {
  return {"CN=shop.example.com", "CN=Example CA",  {"shop.example.com"}, "2026-08-01T00:00:00Z", "2026-11-01T00:00:00Z",
          "EC prime256v1",       256,              "ecdsa-with-SHA256",  false,
          "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"};
}

void secured(Attempt& attempt, double ms) {
  pass(attempt.tls, ms);
  attempt.tls.because.clear();
  attempt.scheme = "https";
  attempt.tls.version = "TLSv1.3";
  attempt.tls.cipher = "TLS_AES_256_GCM_SHA384";
  attempt.tls.alpn = "http/1.1";
  attempt.tls.alpn_offered = {"http/1.1"};
  attempt.tls.sni = "shop.example.com";
  attempt.tls.hello_answered = true;
  attempt.tls.chain = {certificate()};
}

EndpointTrace nginx(int status) {
  EndpointTrace proxy = endpoint("proxy", "https", "shop.example.com", 443, false);
  proxy.dns.name = "shop.example.com";
  pass(proxy.dns, 1.2);
  proxy.dns.addresses = {"192.0.2.10"};
  proxy.dns.sources = {{"system", "A", "ok", {"192.0.2.10"}, {}}};
  proxy.layers = {{"nginx", "1.22.1", status >= 500, status >= 500 ? "its own error page" : "the Server field"}};
  proxy.attempts = {connected("192.0.2.10:443", 0.4)};
  secured(proxy.attempts[0], 8.1);
  answered(proxy, proxy.attempts[0], status, status == 502 ? "Bad Gateway" : "OK", 3.1);
  return proxy;
}

Evidence evidence(EndpointTrace proxy) {
  Evidence seen;
  seen.started_at = "2026-11-23T03:12:00Z";
  seen.elapsed_ms = 41.7;
  seen.has_proxy = true;
  seen.proxy = std::move(proxy);
  return seen;
}

Cause cause(const std::string& id, const std::string& endpoint_text, Certainty certainty, double confidence) {
  Cause made;
  made.id = id;
  made.endpoint = endpoint_text;
  made.upstream = 0;
  made.certainty = certainty;
  made.confidence = confidence;
  made.heals = "maybe";
  return made;
}

Cause refusal(const std::string& authority, int index) {
  Cause made = cause("connection-refused", "http://" + authority, Certainty::likely, 0.9);
  made.upstream = index;
  made.summary = authority + " refuses connections";
  made.checklist = "upstream-down";
  made.rfc9209 = "connection_refused";
  made.title = "The upstream refuses connections";
  made.explanation = "Nothing listens on the address and port that the proxy sends to, or a firewall rejects the "
                     "connection. The usual reason is an application that has stopped.";
  made.details = {{"address", authority, {}}, {"errno", "", 111.0}};
  made.evidence = {
      {"tcp", authority + " refused in 0.3 ms: a closed port, or a firewall that rejects",
       fmt::format("/upstreams/{}/stages/tcp/error", index), true},
      {"http", "nginx's own error page after 3.1 ms: what nginx does at once when a connection is refused",
       "/proxy/stages/http/http_status", true},
      {"dns", "the address is a literal: no name can be stale", fmt::format("/upstreams/{}/stages/dns/nothing", index),
       false}};
  made.fixes = {{"Verify that the upstream application server is running", "ss -ltnp 'sport = :8080'", 1},
                {"Check the proxy's configuration for the correct upstream address and port",
                 "nginx -T | grep -n " + authority, 2},
                {"Review the upstream's logs for crash or error messages", "", 3},
                {"Restart the upstream application server", "", 5}};
  made.verify = "gwdiag check https://shop.example.com http://" + authority + " --wait 60";
  return made;
}

std::vector<NotChecked> usual_gaps() {
  return {{"nginx's error log", "no log was given", "--log"},
          {"its configuration", "no configuration was given", "--config"},
          {"the upstream's machine", "not asked for", "--host-evidence"}};
}

} // namespace

Situation refused_behind_nginx() {
  Evidence seen = evidence(nginx(502));
  EndpointTrace upstream = endpoint("upstream", "http", "10.0.0.5", 8080);
  upstream.attempts = {refused("10.0.0.5:8080")};
  seen.upstreams = {upstream};
  Verdict verdict;
  verdict.status = Status::unhealthy;
  verdict.exit_code = 1;
  verdict.summary = "10.0.0.5:8080 refuses connections";
  verdict.first_divergence = "tcp";
  verdict.causes = {refusal("10.0.0.5:8080", 0)};
  verdict.ruled_out = {{"dns-nxdomain", "shop.example.com has an address", "/proxy/stages/dns/addresses"}};
  verdict.not_checked = usual_gaps();
  verdict.comparison = {{"http_status", "502", "", "the upstream was never asked", 0}};
  return {"refused", seen, verdict};
}

Situation healthy_pair() {
  Evidence seen = evidence(nginx(200));
  EndpointTrace upstream = endpoint("upstream", "http", "10.0.0.5", 8080);
  upstream.attempts = {connected("10.0.0.5:8080", 0.2)};
  answered(upstream, upstream.attempts[0], 200, "OK", 1.14159);
  seen.upstreams = {upstream};
  Verdict verdict;
  verdict.status = Status::healthy;
  verdict.exit_code = 0;
  verdict.summary = "https://shop.example.com answers 200, as its upstream does";
  verdict.comparison = {{"http_status", "200", "200", "the same", 0},
                        {"first_byte_ms", "3.1", "1.142", "the proxy adds 2.0 ms", 0}};
  return {"healthy", seen, verdict};
}

Situation pool_with_one_odd_member() {
  Evidence seen = evidence(nginx(200));
  for (int i = 0; i < 12; ++i) {
    const std::string host = fmt::format("10.0.0.{}", i + 1);
    EndpointTrace upstream = endpoint("upstream", "http", host, 8080);
    if (i == 6) {
      upstream.attempts = {refused(host + ":8080")};
    } else {
      upstream.attempts = {connected(host + ":8080", 0.2)};
      answered(upstream, upstream.attempts[0], 200, "OK", 1.1 + i);
    }
    seen.upstreams.push_back(upstream);
  }
  Verdict verdict;
  verdict.status = Status::degraded;
  verdict.exit_code = 0;
  verdict.summary = "1 of 12 upstreams fails: 10.0.0.7:8080 refuses connections";
  verdict.first_divergence = "tcp";
  verdict.causes = {refusal("10.0.0.7:8080", 6)};
  verdict.causes[0].id = "some-upstreams-failing";
  verdict.causes[0].certainty = Certainty::confirmed;
  return {"pool", seen, verdict};
}

Situation sampled_pool(int members) {
  Evidence seen = evidence(nginx(200));
  for (int i = 0; i < members; ++i) {
    const std::string host = fmt::format("app{}.internal.example.com", i + 1);
    EndpointTrace upstream = endpoint("upstream", "http", host, 8080);
    upstream.attempts = {i == 0 ? refused("10.0.0.1:8080") : connected(fmt::format("10.0.0.{}:8080", i + 1), 0.2)};
    if (i > 0) {
      answered(upstream, upstream.attempts[0], 200, "OK", 1.1 + i);
    }
    seen.upstreams.push_back(upstream);
  }
  Verdict verdict;
  verdict.status = Status::unhealthy;
  verdict.exit_code = 1;
  verdict.summary = fmt::format("1 of {} upstreams fails: http://app1.internal.example.com:8080", members);
  verdict.first_divergence = "tcp";
  verdict.causes = {refusal("app1.internal.example.com:8080", 0)};
  verdict.causes[0].id = "some-upstreams-failing";
  verdict.causes[0].certainty = Certainty::likely;
  Comparison odd{"pool_version", "", "app/1.9", "", members - 1, "app/2.1", "", {}};
  odd.says = fmt::format("app{}.internal.example.com:8080 is app/1.9, the {} others app/2.1", members, members - 2);
  constexpr int answers = 21;
  const int failed = std::max(1, answers / members);
  Comparison share{"failing_share", fmt::format("{:.3f}", 1.0 * failed / answers), fmt::format("{:.3f}", 1.0 / members),
                   "", -1, "", "", {}};
  share.says = fmt::format("1 of {} members fails, {:.0f} % of the requests if all are asked alike; {} of 21 answers through "
                           "the proxy {}, and {:.0f} % are to be expected: that fits",
                           members, 100.0 / members, failed, failed == 1 ? "fails" : "fail", 100.0 / members);
  Comparison groups{"answers_by", "", "", "", -1, "", "", {}};
  groups.groups = {{"Server: nginx, X-Served-By: app2", "200", "", static_cast<std::size_t>(answers - failed)},
                   {"Server: nginx", "502", "5cf1a3c9d2e4b607", static_cast<std::size_t>(failed)}};
  groups.says = fmt::format("{} × 200 from Server: nginx, X-Served-By: app2; {} × 502 from Server: nginx, body 5cf1a3",
                            answers - failed, failed);
  if (members > 2) {
    verdict.comparison.push_back(odd);
  }
  verdict.comparison.push_back(share);
  verdict.comparison.push_back(groups);
  return {"sampled-pool", seen, verdict};
}

Situation expired_certificate() {
  Evidence seen = evidence(nginx(502));
  EndpointTrace upstream = endpoint("upstream", "https", "app.internal.example.com", 8443);
  upstream.dns.name = "app.internal.example.com";
  upstream.dns.addresses = {"10.0.0.5"};
  pass(upstream.dns, 14.2);
  upstream.attempts = {connected("10.0.0.5:8443", 0.2)};
  secured(upstream.attempts[0], 6.3);
  TlsTrace& tls = upstream.attempts[0].tls;
  tls.status = StageStatus::warning;
  tls.problems = {{"tls-cert-expired", "expired on 2026-11-01, 22 days ago", 0}};
  tls.verified_name = "app.internal.example.com";
  answered(upstream, upstream.attempts[0], 200, "OK", 4321.0);
  seen.upstreams = {upstream};
  seen.notes = {"http_proxy is set and not obeyed"};
  Verdict verdict;
  verdict.status = Status::unhealthy;
  verdict.exit_code = 1;
  verdict.partial = true;
  seen.interrupted = true;
  seen.interrupted_by = "SIGINT";
  verdict.summary = "the certificate of app.internal.example.com:8443 expired on 2026-11-01, 22 days ago, "
                    "and nginx verifies it";
  verdict.first_divergence = "tls";
  Cause made = cause("tls-cert-expired", upstream.endpoint, Certainty::confirmed, 0.97);
  made.summary = verdict.summary;
  made.evidence = {{"tls", "the leaf is valid until 2026-11-01T00:00:00Z", "/upstreams/0/stages/tls/problems/0", true},
                   {"config", "proxy_ssl_verify is on", "", true}};
  made.fixes = {{"Check the proxy's configuration for the correct upstream address and port",
                 "openssl s_client -connect app.internal.example.com:8443 -servername app.internal.example.com "
                 "</dev/null | openssl x509 -noout -dates",
                 2},
                {"Renew the certificate", "", 0}};
  made.verify = "gwdiag check https://shop.example.com https://app.internal.example.com:8443";
  verdict.causes = {made};
  return {"tls-expired", seen, verdict};
}

Situation hostile_peer() {
  const std::string raw = "\x1b]0;owned\x07\x1b[2J<script>alert(1)</script>\r\n::error::pwn|`x`\xff\xe2\x80\xae";
  const std::string text = escape_peer(raw);
  Evidence seen = evidence(nginx(502));
  seen.proxy.attempts[0].http.response.reason = text;
  seen.proxy.attempts[0].http.response.body = text;
  seen.proxy.attempts[0].http.response.headers = {
      {"Set-Cookie", "sid=topsecret; Path=/; HttpOnly"},
      {"Location", "https://user:topsecret@shop.example.com/cb?token=topsecret&page=2"},
      {"X-Api-Key", "topsecret"},
      {"X-Evil", text}};
  EndpointTrace upstream = endpoint("upstream", "http", "10.0.0.5", 8080);
  upstream.attempts = {connected("10.0.0.5:8080", 0.2)};
  HttpTrace& http = upstream.attempts[0].http;
  static_cast<StageResult&>(http) = {StageStatus::failed, "no HTTP response", 1.5};
  http.request_sent = true;
  http.request.target = "/?token=topsecret";
  http.error = "invalid";
  http.ended = Ended::fin;
  http.response.first_bytes = text;
  http.response.total_bytes = raw.size();
  http.response.anomalies = {{Anomaly::no_status_line, 0, text}, {Anomaly::no_colon, 17, "Set-Cookie : sid=topsecret"}};
  http.speaks = text;
  seen.upstreams = {upstream};
  seen.notes = {text};
  Verdict verdict;
  verdict.status = Status::unhealthy;
  verdict.exit_code = 1;
  verdict.summary = "10.0.0.5:8080 answers " + text;
  verdict.first_divergence = "http";
  Cause made = cause("not-http", upstream.endpoint, Certainty::likely, 0.9);
  made.summary = verdict.summary;
  made.details = {{"speaks", text, {}}};
  made.evidence = {{"http", "the first bytes are " + text, "/upstreams/0/stages/http/first_bytes", true}};
  made.fixes = {{"Look at it: " + text, "curl " + shell_quote("http://10.0.0.5:8080/?token=topsecret"), 2}};
  made.verify = "gwdiag check http://user:topsecret@10.0.0.5:8080";
  verdict.causes = {made};
  verdict.not_checked = {{text, text, ""}};
  verdict.decide_by = {{{"not-http", text}, text, text}};
  verdict.ruled_out = {{"http09-response", text, ""}};
  verdict.comparison = {{"http_status", "502", text, text, 0}};
  return {"hostile", seen, verdict};
}

Situation undecided() {
  Situation made = healthy_pair();
  made.name = "undecided";
  made.evidence.proxy = nginx(502);
  made.verdict.status = Status::unhealthy;
  made.verdict.exit_code = 1;
  made.verdict.summary = "nginx answers 502 at once, and 10.0.0.5:8080 is well from here";
  made.verdict.first_divergence = "http";
  Cause wrong = cause("wrong-upstream-address", "http://10.0.0.5:8080", Certainty::possible, 0.5);
  wrong.subject = Subject::proxy;
  wrong.summary = "nginx may talk to another address or port than 10.0.0.5:8080";
  wrong.evidence = {{"http", "502 after 3.1 ms: an error at once speaks for a refused connection",
                     "/proxy/stages/timing/first_byte_ms", true},
                    {"tcp", "10.0.0.5:8080 accepts connections from here", "/upstreams/0/stages/tcp", false}};
  wrong.fixes = {{"Check the proxy's configuration for the correct upstream address and port",
                  "nginx -T | grep -n proxy_pass", 2}};
  wrong.verify = "gwdiag check https://shop.example.com http://10.0.0.5:8080";
  Cause blocked = cause("path-blocked", "http://10.0.0.5:8080", Certainty::possible, 0.4);
  blocked.subject = Subject::path;
  blocked.summary = "10.0.0.5:8080 may be out of reach from where nginx runs";
  Cause ignored = cause("stale-address", "http://10.0.0.5:8080", Certainty::possible, 0.3);
  ignored.title = "The proxy holds an address that the name no longer has";
  ignored.ignored = true;
  made.verdict.causes = {wrong, blocked, ignored};
  made.verdict.decide_by = {{{"wrong-upstream-address", "path-blocked"},
                             "probe the upstream from the machine where nginx runs",
                             "gwdiag probe http://10.0.0.5:8080 -o json > e.json"}};
  made.verdict.not_checked = usual_gaps();
  return made;
}

Situation one_family_broken() {
  Evidence seen = evidence(nginx(502));
  EndpointTrace upstream = endpoint("upstream", "http", "localhost", 8080);
  upstream.dns.name = "localhost";
  upstream.dns.addresses = {"::1", "127.0.0.1"};
  pass(upstream.dns, 0.04);
  Attempt six = refused("[::1]:8080");
  six.family = six.tcp.family = 6;
  six.role = "address";
  Attempt four = connected("127.0.0.1:8080", 0.03);
  answered(upstream, four, 200, "OK", 1.1);
  Attempt again = four;
  again.role = "again";
  upstream.attempts = {six, four, again};
  upstream.counts = 1;
  seen.upstreams = {upstream};
  Verdict verdict;
  verdict.status = Status::unhealthy;
  verdict.exit_code = 1;
  verdict.summary = "localhost:8080 answers on 127.0.0.1 and refuses on ::1";
  verdict.first_divergence = "tcp";
  verdict.causes = {cause("address-family-broken", upstream.endpoint, Certainty::likely, 0.8)};
  verdict.causes[0].evidence = {{"tcp", "[::1]:8080 refused", "/upstreams/0/attempts/0/tcp/error", true}};
  return {"family", seen, verdict};
}

std::vector<Situation> all() {
  return {refused_behind_nginx(), healthy_pair(), pool_with_one_odd_member(), expired_certificate(), hostile_peer(),
          undecided(), one_family_broken()};
}

} // namespace gwdiag::situations
