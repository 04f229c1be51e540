// SPDX-License-Identifier: Apache-2.0
#include "command_line.hpp"

using namespace gwdiag;
using namespace gwdiag::test;
using namespace std::chrono_literals;

TEST_CASE("without options the contract's defaults hold") {
  const Options options = parsed({"check", "https://shop.example", "http://10.0.0.5:8080"});
  CHECK(options.command == Command::check);
  CHECK(options.arguments ==
        std::vector<std::string>{"https://shop.example", "http://10.0.0.5:8080"});
  CHECK_FALSE(options.timeout);
  CHECK_FALSE(options.answer_timeout);
  CHECK_FALSE(options.deadline);
  CHECK(options.slow == 3s);
  CHECK(options.samples == 1);
  CHECK(options.concurrency == 1024);
  CHECK(options.load == 0);
  CHECK(options.expect_status.empty());
  CHECK(options.identify == IdentifyHow::safe);
  CHECK(options.output == "text");
  CHECK(options.colour == Options::Colour::automatic);
  CHECK_FALSE(options.fail_on_degraded);
  CHECK_FALSE(options.request.insecure);
}

TEST_CASE("every option of check is read") {
  const Folder folder;
  const std::string pem = folder.file("a.pem", "x");
  const std::string body = folder.file("body", "x");
  const Options o = parsed({"check",
                            "--timeout",
                            "5s",
                            "--answer-timeout=500ms",
                            "--deadline",
                            "1.5",
                            "--path",
                            "/a?b",
                            "--method",
                            "PUT",
                            "--header",
                            "A: 1",
                            "--header",
                            "B:2",
                            "--host",
                            "Shop.example:8080",
                            "--sni",
                            "none",
                            "--data",
                            "@" + body,
                            "--resolve",
                            "a:80:192.0.2.1",
                            "--resolve",
                            "b:443:[2001:db8::1],192.0.2.2",
                            "--resolver",
                            "192.0.2.53:5353",
                            "-4",
                            "--cacert",
                            pem,
                            "--capath",
                            folder.path(),
                            "--cert",
                            pem,
                            "--key",
                            pem,
                            "--insecure",
                            "--as",
                            "Nginx/1.22.1",
                            "--http1",
                            "--proxy-protocol",
                            "2",
                            "--samples",
                            "1",
                            "--slow",
                            "2m",
                            "--expect-status",
                            "2xx,404",
                            "--concurrency",
                            "8",
                            "--identify",
                            "off",
                            "--config",
                            pem,
                            "--log",
                            pem,
                            "--log",
                            body,
                            "--host-evidence",
                            "--via",
                            "ssh gw",
                            "--fail-on",
                            "degraded",
                            "--ignore",
                            "slow-response",
                            "-ojson",
                            "--report",
                            "junit=a.xml",
                            "--repro",
                            "--dry-run",
                            "-q",
                            "--color",
                            "never",
                            "--no-progress",
                            "--show-secrets",
                            "p",
                            "u"});
  CHECK(o.timeout == 5000ms);
  CHECK(o.answer_timeout == 500ms);
  CHECK(o.deadline == 1500ms);
  CHECK(o.request.path == "/a?b");
  CHECK(o.request.method == "PUT");
  CHECK(o.request.headers ==
        std::vector<std::pair<std::string, std::string>>{{"A", "1"}, {"B", "2"}});
  CHECK(o.request.host == "Shop.example:8080");
  CHECK(o.request.sni == "none");
  CHECK(o.request.data_file == body);
  REQUIRE(o.resolve.size() == 3);
  CHECK(o.resolve[0].host == "a");
  CHECK(o.resolve[0].port == 80);
  CHECK(o.resolve[0].address == "192.0.2.1");
  CHECK(o.resolve[1].address == "2001:db8::1");
  CHECK(o.resolve[2].host == "b");
  CHECK(o.resolver == "192.0.2.53:5353");
  CHECK(o.only_ipv4);
  CHECK_FALSE(o.only_ipv6);
  CHECK(o.request.cacert == pem);
  CHECK(o.request.capath == folder.path());
  CHECK(o.request.cert == pem);
  CHECK(o.request.key == pem);
  CHECK(o.request.insecure == true);
  CHECK(o.as_product == "nginx");
  CHECK(o.as_version == "1.22.1");
  CHECK(o.http1);
  CHECK_FALSE(o.http2);
  CHECK(o.proxy_protocol == 2);
  CHECK(o.slow == 2min);
  CHECK(o.expect_status.size() == 101);
  CHECK(o.expect_status.back() == 404);
  CHECK(o.concurrency == 8);
  CHECK(o.identify == IdentifyHow::off);
  CHECK(o.configs == std::vector{pem});
  CHECK(o.logs == std::vector{pem, body});
  CHECK(o.host_evidence);
  CHECK(o.via == "ssh gw");
  CHECK(o.fail_on_degraded);
  CHECK(o.ignored == std::vector<std::string>{"slow-response"});
  CHECK(o.output == "json");
  CHECK(o.reports == std::vector<std::pair<std::string, std::string>>{{"junit", "a.xml"}});
  CHECK(o.repro);
  CHECK(o.dry_run);
  CHECK(o.quiet);
  CHECK(o.colour == Options::Colour::never);
  CHECK(o.no_progress);
  CHECK(o.show_secrets);
  CHECK(o.arguments == std::vector<std::string>{"p", "u"});
}

TEST_CASE("the prefix --upstream- sets the upstream's side only") {
  const Folder folder;
  const std::string pem = folder.file("a.pem", "x");
  const Options o = parsed({"check",       "p",
                            "u",           "--upstream-path",
                            "/b",          "--upstream-method",
                            "HEAD",        "--upstream-header",
                            "C: 3",        "--upstream-host",
                            "b.example",   "--upstream-sni",
                            "B.example.",  "--upstream-cacert",
                            pem,           "--upstream-capath",
                            folder.path(), "--upstream-cert",
                            pem,           "--upstream-key",
                            pem,           "--upstream-insecure",
                            "--path",      "/a"});
  CHECK(o.request.path == "/a");
  CHECK_FALSE(o.request.method);
  CHECK(o.request.headers.empty());
  CHECK_FALSE(o.request.insecure);
  CHECK_FALSE(o.request.cert);
  CHECK(o.upstream_request.path == "/b");
  CHECK(o.upstream_request.method == "HEAD");
  CHECK(o.upstream_request.headers == std::vector<std::pair<std::string, std::string>>{{"C", "3"}});
  CHECK(o.upstream_request.host == "b.example");
  CHECK(o.upstream_request.sni == "b.example");
  CHECK(o.upstream_request.cacert == pem);
  CHECK(o.upstream_request.capath == folder.path());
  CHECK(o.upstream_request.cert == pem);
  CHECK(o.upstream_request.key == pem);
  CHECK(o.upstream_request.insecure == true);
  CHECK(parsed({"check", "p", "--upstream-data", "@" + pem}).upstream_request.data_file == pem);
}

TEST_CASE("no option takes the arguments behind its value") {
  const Folder folder;
  const std::string file = folder.file("f", "A: 1");
  const std::vector<std::vector<std::string>> repeatable = {
      {"check", "--header", "A: 1"},
      {"check", "--upstream-header", "A: 1"},
      {"check", "--resolve", "a:1:192.0.2.1"},
      {"check", "--config", file},
      {"check", "--log", file},
      {"check", "--ignore", "slow-response"},
      {"check", "--report", "json=r"},
      {"probe", "--header", "A: 1"},
      {"probe", "--log", file},
      {"diagnose", "--config", file},
      {"diagnose", "--log", file},
      {"diagnose", "--ignore", "slow-response"},
      {"watch", "--header", "A: 1"},
      {"probe", "--resolve", "a:1:192.0.2.1"},
      {"probe", "--report", "json=r"},
      {"diagnose", "--report", "json=r"},
  };
  for (std::vector<std::string> words : repeatable) {
    CAPTURE(words[0] + " " + words[1]);
    words.insert(words.end(), {"http://a", "http://b"});
    CHECK(parsed(words).arguments == std::vector<std::string>{"http://a", "http://b"});
  }
}

TEST_CASE("arguments stay as they are given") {
  CHECK(parsed({"check", "[::1]:80", "[::2]"}).arguments ==
        std::vector<std::string>{"[::1]:80", "[::2]"});
  CHECK(parsed({"check", "[a,b]"}).arguments == std::vector<std::string>{"[a,b]"});
  CHECK(parsed({"explain", "-"}).arguments == std::vector<std::string>{"-"});
  CHECK(parsed({"explain", "--", "--SH", "-"}).arguments == std::vector<std::string>{"--SH", "-"});
  CHECK(parsed({"explain", "SH--"}).arguments == std::vector<std::string>{"SH--"});
  CHECK(parsed({"check", "a", "-o", "json", "b"}).arguments == std::vector<std::string>{"a", "b"});
  CHECK(parsed({"explain", "--line", "[error] connect() failed"}).line ==
        "[error] connect() failed");
  CHECK(parsed({"explain", "--line", "[warn]"}).line == "[warn]");
  CHECK(parsed({"check", "p", "--header", "A: [x,\ty]"}).request.headers.at(0).second == "[x,\ty]");
  CHECK(parsed({"check", "p", ""}).arguments == std::vector<std::string>{"p", ""});
}

TEST_CASE("each command has its own options") {
  const Folder folder;
  const std::string file = folder.file("e.json", "{}");
  CHECK(parsed({"probe", "--as-proxy", "http://a"}).as_proxy);
  CHECK(parsed({"diagnose", file, "--proxy", file}).proxy_file == file);
  CHECK(parsed({"upstreams", "--url", "http://a/b", file}).url == "http://a/b");
  const Options logs = parsed(
      {"logs", "--since", "10m", "--until", "now", "--upstream", "app", "--timezone", "UTC"});
  CHECK(logs.since == "10m");
  CHECK(logs.until == "now");
  CHECK(logs.log_upstream == "app");
  CHECK(logs.timezone == "UTC");
  CHECK(logs.arguments.empty());
  CHECK(parsed({"explain", "--list"}).list);
  CHECK(parsed({"demo", "--list"}).list);
  CHECK(parsed({"demo", "slow"}).arguments == std::vector<std::string>{"slow"});
  CHECK(parsed({"check", "--config", "-"}).configs == std::vector<std::string>{"-"});
  CHECK(parsed({"check", "-6", "--verbose", "-v", "--http2", "a", "b"}).http2);
}

TEST_CASE("ids of --ignore are checked when they are known") {
  const std::vector<std::string> ids = {"connection-refused", "slow-response"};
  CHECK(parsed({"check", "a", "--ignore", "slow-response=http://b:1"}, ids).ignored ==
        std::vector<std::string>{"slow-response=http://b:1"});
  CHECK(error_of({"check", "a", "--ignore", "conection-refused"}, ids) ==
        "--ignore: conection-refused is no cause id; did you mean connection-refused?");
  CHECK(error_of({"check", "a", "--ignore", "zzz"}, ids) ==
        "--ignore: zzz is no cause id; `gwdiag explain --list` lists them");
  CHECK(parsed({"check", "a", "--ignore", "anything"}).ignored.size() == 1);
}

TEST_CASE("header fields come from a file, one a line") {
  const Folder folder;
  const std::string file = folder.file("h", "A: 1\r\n\n  \nB:  two words \n");
  CHECK(parsed({"check", "p", "--header", "@" + file}).request.headers ==
        std::vector<std::pair<std::string, std::string>>{{"A", "1"}, {"B", "two words"}});
  const std::string bad = folder.file("bad", "A: 1\nno colon\n");
  CHECK(error_of({"check", "p", "--header", "@" + bad}) ==
        "--header: " + bad + ":2: no colon in it; write it as 'Name: value'");
}

TEST_CASE("the longest and the shortest duration are taken") {
  CHECK(parsed({"check", "p", "u", "--keepalive", "70"}).keepalive == 70s);
  CHECK(parsed({"check", "p", "--wait", "1440m"}).wait == 24h);
  CHECK(parsed({"check", "p", "--wait", "0.0005"}).wait == 1ms);
  CHECK(parsed({"check", "p", "--wait", "1ms"}).wait == 1ms);
}

TEST_CASE("a body is sent with POST unless a method is named") {
  const Folder folder;
  const std::string body = "@" + folder.file("body", "x");
  CHECK(parsed({"check", "p", "--data", body}).request.method == "POST");
  CHECK(parsed({"check", "p", "--data", body, "--method", "PUT"}).request.method == "PUT");
  const Options behind = parsed({"check", "p", "--upstream-data", body});
  CHECK_FALSE(behind.request.method);
  CHECK(behind.upstream_request.method == "POST");
  CHECK_FALSE(
      parsed({"check", "p", "--upstream-data", body, "--method", "PUT"}).upstream_request.method);
}
