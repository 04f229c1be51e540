// SPDX-License-Identifier: Apache-2.0
#include "command_line.hpp"

#include <sys/stat.h>
#include <unistd.h>

using namespace gwdiag;
using namespace gwdiag::test;

namespace {

struct Row {
  std::vector<std::string> words;
  std::string_view message;
};

void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    std::string line;
    for (const std::string& word : row.words) {
      line += " " + word;
    }
    CAPTURE(line);
    CHECK(error_of(row.words) == row.message);
  }
}

// `check p` and one option with a value.
void check_values(std::string_view option,
                  const std::vector<std::pair<std::string, std::string>>& rows) {
  for (const auto& [value, message] : rows) {
    CAPTURE(value);
    CHECK(error_of({"check", "p", std::string(option), value}) ==
          std::string(option) + ": " + message);
  }
}

} // namespace

TEST_CASE("a bad command is named with the remedy") {
  check({
      {{}, "a command is missing; write gwdiag check PROXY UPSTREAM, see gwdiag --help"},
      {{"chek"}, "chek: unknown command; did you mean check?"},
      {{"frobnicate"}, "frobnicate: unknown command; see gwdiag --help"},
      {{""}, "a command comes first; write gwdiag check PROXY UPSTREAM, see gwdiag --help"},
      {{"http://ann:s3cret@app"},
       "a command comes first; write gwdiag check PROXY UPSTREAM, see gwdiag --help"},
      {{"-o", "json", "check"},
       "-o: options follow the command; write gwdiag COMMAND OPTIONS, see gwdiag --help"},
      {{"help", "chek"}, "chek: unknown command; did you mean check?"},
      {{"check"},
       "check: name a PROXY, as in `gwdiag check https://shop.example http://10.0.0.5:8080`, or "
       "give "
       "--config FILE"},
      {{"probe"}, "probe: name an ENDPOINT, as in `gwdiag probe http://10.0.0.5:8080`"},
      {{"diagnose"}, "diagnose: name a file that `gwdiag probe -o json` or a report has written"},
      {{"upstreams"}, "upstreams: name a configuration file"},
      {{"watch"}, "watch: name a PROXY, as in `gwdiag watch https://shop.example`"},
      {{"demo", "a", "b"}, "demo: takes 1 argument at most, 2 are given; see gwdiag demo --help"},
  });
}

TEST_CASE("an unknown option is named with what was meant") {
  check({
      {{"check", "p", "--timeot", "3"}, "--timeot: unknown option; did you mean --timeout?"},
      {{"check", "p", "--timeot=s3cret"}, "--timeot: unknown option; did you mean --timeout?"},
      {{"check", "p", "--upstream-hots", "a"},
       "--upstream-hots: unknown option; did you mean --upstream-host?"},
      {{"check", "p", "--frobnicate"}, "--frobnicate: unknown option; see gwdiag check --help"},
      {{"check", "p", "-z"}, "-z: unknown option; see gwdiag check --help"},
      {{"check", "p", "-k"}, "-k: unknown option; here it is --insecure"},
      {{"check", "p", "-HAuthorization: s3cret"}, "-H: unknown option; here it is --header"},
      {{"check", "p", "-uann:s3cret"}, "-u: unknown option; here it is http://USER:PASSWORD@HOST"},
      {{"check", "p", "-bs3cret"}, "-b: unknown option; see gwdiag check --help"},
      {{"check", "p", "-timeout", "3"}, "-timeout: unknown option; did you mean --timeout?"},
      {{"check", "p", "--max-time", "3"}, "--max-time: unknown option; here it is --deadline"},
      {{"explain", "--timeout", "3"},
       "--timeout: not an option of explain; see gwdiag explain --help"},
      {{"probe", "p", "--upstream-path", "/"},
       "--upstream-path: not an option of probe; see gwdiag probe --help"},
      {{"check", "p", "--\x1b[2J"}, "--\\x1b[2J: unknown option; see gwdiag check --help"},
  });
}

TEST_CASE("missing, surplus and repeated values are named") {
  check({
      {{"check", "p", "--timeout"}, "--timeout: the value is missing; write --timeout D"},
      {{"check", "--timeout=", "p"}, "--timeout: the value is missing; write --timeout D"},
      {{"check", "p", "--upstream-host="},
       "--upstream-host: the value is missing; write --upstream-host NAME"},
      {{"check", "p", "-o"}, "--output: the value is missing; write --output FORMAT"},
      {{"check", "p", "--host", "--quiet"},
       "--host: the value is missing, --quiet follows; write --host NAME"},
      {{"check", "p", "--timeout", "1", "--timeout", "2"},
       "--timeout: given 2 times; give it once"},
      {{"check", "p", "--insecure=no"},
       "--insecure: takes no value; leave out what follows the equals sign"},
  });
}

TEST_CASE("bad durations, numbers and words are named with the remedy") {
  const std::string duration =
      " is no duration; write one as in 500ms, 10s, 2m, or a number of seconds";
  check_values(
      "--timeout",
      {{"", "''" + duration},
       {"abc", "'abc'" + duration},
       {"s", "'s'" + duration},
       {"-5", "'-5'" + duration},
       {"1e3", "'1e3'" + duration},
       {"inf", "'inf'" + duration},
       {"0x10", "'0x10'" + duration},
       {"5 s", "'5 s'" + duration},
       {"5h", "'5h'" + duration},
       {"5S", "'5S'" + duration},
       {".5", "'.5'" + duration},
       {"0", "'0' is too short; at least 1ms"},
       {"0.0004", "'0.0004' is too short; at least 1ms"},
       {"1441m", "'1441m' is too long; at most 1440m"},
       {"99999999999999999999999", "'99999999999999999999999' is too long; at most 1440m"}});
  check_values("--samples",
               {{"0", "'0' is not a whole number from 1 to 10000; write one"},
                {"1.5", "'1.5' is not a whole number from 1 to 10000; write one"},
                {"x", "'x' is not a whole number from 1 to 10000; write one"}});
  check_values("--load", {{"33", "'33' is not a whole number from 1 to 32; write one"}});
  check_values("--concurrency", {{"-1", "'-1' is not a whole number from 1 to 65535; write one"}});
  check_values("--proxy-protocol", {{"3", "'3' is not a whole number from 1 to 2; write one"}});
  check_values("--identify",
               {{"saef", "'saef' is unknown; did you mean safe?"},
                {"none", "'none' is unknown; write one of off, passive, safe, full"}});
  check_values("--fail-on", {{"degrade", "'degrade' is unknown; did you mean degraded?"}});
  check_values("--color", {{"yes", "'yes' is unknown; write one of auto, always, never"}});
  check_values("--output",
               {{"jsno", "'jsno' is unknown; did you mean json?"},
                {"JSON", "'JSON' is unknown; did you mean json?"},
                {"pdf",
                 "'pdf' is unknown; write one of text, json, jsonl, junit, tap, github, markdown, "
                 "html, prometheus, nagios"}});
  check_values("--via", {{"", "the value is empty; write one, or leave the option out"}});
}

TEST_CASE("bad status lists are named with the remedy") {
  const std::string remedy = " is no status, range or class; write them as in 200,301-308,4xx";
  for (const std::string part : {"", "99", "1000", "308-301", "abc", "2x", "0xx", "-200", "200-"}) {
    CAPTURE(part);
    CHECK(error_of({"check", "p", "--expect-status", "200," + part}) ==
          "--expect-status: '" + part + "'" + remedy);
  }
  CHECK(parsed({"check", "p", "--expect-status", "404, 200-201,2XX"}).expect_status.size() == 101);
}

TEST_CASE("bad parts of the request are named with the remedy, secrets are not") {
  check_values(
      "--header",
      {{"NoColon s3cret", "no colon in it; write it as 'Name: value'"},
       {"Na me: v", "'Na me' is no field name (RFC 9110, 5.1); write it as 'Name: value'"},
       {": v", "'' is no field name (RFC 9110, 5.1); write it as 'Name: value'"},
       {"A: b\r\nC: d", "the value of A has a line end or another control character; remove it"},
       {"Host: a", "Host is written by the program; use --host NAME"},
       {"content-LENGTH: 3",
        "content-LENGTH is written by the program; leave it out, it follows from --data"},
       {"@/no/such", "/no/such: No such file or directory; name a file that can be read"},
       {"@", "the name is empty; name a file that can be read"}});
  check_values("--method",
               {{"GE T", "'GE T' is no method; write one as in GET, HEAD or POST"},
                {"", "'' is no method; write one as in GET, HEAD or POST"},
                {"get", "methods are case-sensitive (RFC 9110, 9.1); write 'get' in capitals"},
                {"CONNECT",
                 "CONNECT asks for a tunnel and no answer comes to compare; use another method"}});
  check_values(
      "--path",
      {{"health", "'health' does not begin with a slash; write it as in /health"},
       {"", "'' does not begin with a slash; write it as in /health"},
       {"/a b", "spaces and control characters cannot stand in a path; write a space as %20"},
       {"/a\rb", "spaces and control characters cannot stand in a path; write a space as %20"},
       {"/a#b", "a fragment is not sent; leave it out, or write # as %23"}});
  const std::string host = " is no HOST[:PORT]; write it as in shop.example or shop.example:8080";
  check_values("--host",
               {{"", "''" + host},
                {"a b", "'a b'" + host},
                {"a/b", "'a/b'" + host},
                {"u@a", "'u@a'" + host},
                {"a\r\nB: c", "'a\\x0d\\x0aB: c'" + host},
                {"a:0", "'a:0'" + host}});
  check_values(
      "--sni",
      {{"127.0.0.1",
        "'127.0.0.1' is an address, and SNI carries names (RFC 6066, 3); write a name or "
        "none"},
       {"a..b",
        "'a..b': the host has an empty label (two dots, or a dot in front); remove the dot"}});
  check_values(
      "--data",
      {{"text", "the request body comes from a file; write @FILE"},
       {"@/no/such", "/no/such: No such file or directory; name a file that can be read"}});
}

TEST_CASE("bad addresses are named with the remedy") {
  check_values(
      "--resolve",
      {{"a:80", "'a:80' is no HOST:PORT:ADDR; write it as in shop.example:443:192.0.2.1"},
       {"a", "'a' is no HOST:PORT:ADDR; write it as in shop.example:443:192.0.2.1"},
       {"a:80:", "'' is no IP address; write one as in 192.0.2.1 or 2001:db8::1"},
       {"a:80:b", "'b' is no IP address; write one as in 192.0.2.1 or 2001:db8::1"},
       {"a:80:192.0.2.1,", "'' is no IP address; write one as in 192.0.2.1 or 2001:db8::1"},
       {"a:0:192.0.2.1", "'0' is not a whole number from 1 to 65535; write one"},
       {":80:192.0.2.1", "':80:192.0.2.1': the host is empty; write a name or an address"}});
  check_values(
      "--resolver",
      {{"ns.example", "'ns.example' is no IP address; write one as in 192.0.2.1 or 2001:db8::1"},
       {"192.0.2.1:0", "'0' is not a whole number from 1 to 65535; write one"},
       {":53", "'' is no IP address; write one as in 192.0.2.1 or 2001:db8::1"},
       {"", "'' is no IP address; write one as in 192.0.2.1 or 2001:db8::1"}});
  for (const std::string good :
       {"192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:53"}) {
    CHECK(parsed({"check", "p", "--resolver", good}).resolver == good);
  }
}

TEST_CASE("files that cannot be read are named before anything is probed") {
  const Folder folder;
  const std::string dir = folder.path();
  const std::string file = folder.file("f", "");
  const std::string missing = dir + "/none";
  for (const std::string option : {"--cacert",
                                   "--cert",
                                   "--key",
                                   "--log",
                                   "--config",
                                   "--upstream-cacert",
                                   "--upstream-cert",
                                   "--upstream-key"}) {
    CAPTURE(option);
    CHECK(error_of({"check", "p", option, missing}) ==
          option + ": " + missing + ": No such file or directory; name a file that can be read");
    CHECK(error_of({"check", "p", option, dir}) ==
          option + ": " + dir + ": Is a directory; name a file that can be read");
  }
  check_values(
      "--capath",
      {{file, file + ": Not a directory; name a directory that can be read"},
       {missing, missing + ": No such file or directory; name a directory that can be read"}});
  if (geteuid() != 0) { // root may read everything
    REQUIRE(chmod(file.c_str(), 0) == 0);
    CHECK(error_of({"check", "p", "--cacert", file}) ==
          "--cacert: " + file + ": Permission denied; name a file that can be read");
  }
  CHECK(error_of({"diagnose", file, "--proxy", missing}).starts_with("--proxy: " + missing));
}

TEST_CASE("bad products, reports and ignored ids are named with the remedy") {
  for (const std::string product : {"", "/1", "nginx/", "nginx/x", "ng inx", "nginx/1 2"}) {
    CAPTURE(product);
    CHECK(error_of({"check", "p", "--as", product}) ==
          "--as: '" + product +
              "' is no PRODUCT[/VERSION]; write it as in nginx or haproxy/2.6.12");
  }
  check_values("--report",
               {{"json", "'json' is no FORMAT=FILE; write it as in json=report.json"},
                {"jsn=a", "'jsn' is unknown; did you mean json?"},
                {"json=", "the file after json= is missing; write it as in json=report.out"},
                {"json=-", "standard output is not for a second report; use -o json"}});
  CHECK(error_of({"check", "p", "--report", "json=a", "--report", "html=a"}) ==
        "--report: a is written twice; name another file");
  check_values("--ignore",
               {{"", "'' is no cause id; `gwdiag explain --list` lists them"},
                {"Slow", "'Slow' is no cause id; `gwdiag explain --list` lists them"},
                {"a=http://", "http://: the host is empty; write a name or an address"}});
}

TEST_CASE("contradicting options are both named") {
  const Folder folder;
  const std::string file = folder.file("f", "");
  check({
      {{"check", "p", "-4", "-6"},
       "-4 and -6: they contradict each other; give one, or neither for both families"},
      {{"check", "p", "-q", "-v"}, "--quiet and --verbose: they contradict each other; give one"},
      {{"check", "p", "--http1", "--http2"},
       "--http1 and --http2: they contradict each other; give one"},
      {{"check", "p", "--dry-run", "--wait", "3"},
       "--dry-run and --wait: they contradict each other; nothing is sent that could be tried "
       "again; leave one out"},
      {{"check", "p", "--key", file}, "--key: needs --cert; name the certificate of the key"},
      {{"check", "p", "--cert", file, "--upstream-key", file},
       "--upstream-key: needs --upstream-cert; credentials for the upstream's side have the prefix "
       "both"},
      {{"check", "p", "--data", "@" + file, "--method", "HEAD"},
       "--data and --method HEAD: HEAD carries no body; leave one out"},
      {{"check", "p", "--upstream-data", "@" + file, "--upstream-method", "TRACE"},
       "--upstream-data and --upstream-method TRACE: TRACE carries no body; leave one out"},
      {{"check", "p", "--method", "POST", "--samples", "3"},
       "--samples and --method: a method other than GET, HEAD or OPTIONS is sent once a side; "
       "leave one out"},
      {{"check", "p", "--data", "@" + file, "--load", "3"},
       "--load and --data: a method other than GET, HEAD or OPTIONS is sent once a side; leave one "
       "out"},
      {{"check", "p", "u", "--method", "POST", "--keepalive", "3"},
       "--keepalive and --method: a method other than GET, HEAD or OPTIONS is sent once a side; "
       "leave one out"},
      {{"check", "p", "--keepalive", "3"},
       "--keepalive: idle connections are measured at an upstream; name one"},
      {{"probe", "--as-proxy", "p", "--keepalive", "3"},
       "--keepalive: idle connections are measured at an upstream; name one"},
      {{"check", "p", "--upstream-method", "DELETE", "--wait", "3"},
       "--wait and --method: a method other than GET, HEAD or OPTIONS is sent once a side; leave "
       "one out"},
      {{"check", "--config", "-", "--config", "-"},
       "-: standard input can be read once only; name files for the others"},
      {{"explain", "--list", "UC"}, "--list and an argument: they contradict each other; give one"},
      {{"demo", "--list", "slow"}, "--list and an argument: they contradict each other; give one"},
      {{"explain", "--line", "a b", "UC"},
       "--line and an argument: they contradict each other; give one"},
      {{"explain", "--line", "a b", "--list"},
       "--list and --line: they contradict each other; give one"},
  });
  CHECK(parsed({"check", "p", "--method", "POST", "--samples", "1"}).samples == 1);
  CHECK(parsed({"check", "p", "--method", "OPTIONS", "--samples", "2"}).samples == 2);
}
