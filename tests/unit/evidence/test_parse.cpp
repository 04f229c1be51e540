// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "evidence/parse.hpp"

using namespace gwdiag;
using nlohmann::json;

namespace {

json minimal() {
  return json::parse(R"({"schema": "gwdiag.evidence/1", "version": "0.1.0", "endpoints": [
    {"role": "upstream", "endpoint": "http://10.0.0.5:8080", "host": "10.0.0.5", "port": 8080, "stages": {
      "dns": {"status": "ok"},
      "tcp": {"status": "failed", "error": "refused", "address": "10.0.0.5:8080", "family": 4},
      "tls": {"status": "skipped"}, "http": {"status": "skipped"}}}]})");
}

std::string error_of(const json& document) {
  const Result<Evidence> read = evidence_from_json(document);
  if (read) {
    return "read";
  }
  CHECK(read.error().kind == ErrorKind::input);
  CHECK(is_printable(read.error().message));
  return read.error().message;
}

std::string error_with(const char* pointer, const json& value) {
  json document = minimal();
  document[json::json_pointer(pointer)] = value;
  return error_of(document);
}

} // namespace

TEST_CASE("a file with stages alone has one attempt, the main one") {
  const Result<Evidence> read = evidence_from_json(minimal());
  REQUIRE(read.has_value());
  REQUIRE(read->upstreams.size() == 1);
  REQUIRE(read->upstreams[0].main() != nullptr);
  CHECK(read->upstreams[0].main()->role == "main");
  CHECK(read->upstreams[0].main()->address == "10.0.0.5:8080");
  CHECK(read->upstreams[0].main()->family == 4);
  CHECK(read->upstreams[0].main()->tcp.error == "refused");
  CHECK_FALSE(read->has_proxy);
}

TEST_CASE("unknown fields and anomalies of a later version are accepted") {
  json document = minimal();
  document["later"] = {{"deep", {1, 2, nullptr}}};
  document["endpoints"][0]["stages"]["tcp"]["quality"] = "good";
  document["endpoints"][0]["stages"]["http"]["anomalies"] = {
      {{"id", "of-a-later-version"}, {"offset", 3}}, {{"id", "no-colon"}, {"offset", 4}}};
  const Result<Evidence> read = evidence_from_json(document);
  REQUIRE(read.has_value());
  const auto& anomalies = read->upstreams[0].main()->http.response.anomalies;
  REQUIRE(anomalies.size() == 1);
  CHECK(anomalies[0].offset == 4);
  REQUIRE(read->notes.size() == 1);
  CHECK(read->notes[0].find("of-a-later-version") != std::string::npos);
}

TEST_CASE("a wrong type is an error that points at the place") {
  CHECK(error_with("/endpoints/0/port", "80") == "/endpoints/0/port: a whole number is expected");
  CHECK(error_with("/endpoints/0/port", 80.5) == "/endpoints/0/port: a whole number is expected");
  CHECK(error_with("/endpoints/0/port", 70000) == "/endpoints/0/port: is out of range");
  CHECK(error_with("/endpoints/0/port", 1e30) == "/endpoints/0/port: a whole number is expected");
  CHECK(error_with("/endpoints/0/port", 18446744073709551615ULL) ==
        "/endpoints/0/port: is out of range");
  CHECK(error_with("/endpoints/0/requests_sent", -1) ==
        "/endpoints/0/requests_sent: is out of range");
  CHECK(error_with("/endpoints/0/endpoint", nullptr) ==
        "/endpoints/0/endpoint: a string is expected");
  CHECK(error_with("/endpoints/0/stages/tcp", json::array()) ==
        "/endpoints/0/stages/tcp: an object is expected");
  CHECK(error_with("/endpoints/0/stages/tcp/rtt_ms", "1") ==
        "/endpoints/0/stages/tcp/rtt_ms: a number is expected");
  CHECK(error_with("/endpoints/0/stages/tcp/status", "fine")
            .starts_with("/endpoints/0/stages/tcp/status: "));
  CHECK(error_with("/endpoints/0/stages/dns/addresses", "::1") ==
        "/endpoints/0/stages/dns/addresses: an array is expected");
  CHECK(error_with("/endpoints/0/stages/dns/addresses", {"::1", 4}) ==
        "/endpoints/0/stages/dns/addresses/1: a string is expected");
  CHECK(error_with("/endpoints/0/role", "friend").starts_with("/endpoints/0/role: "));
  CHECK(error_with("/endpoints/0/counts", 3) == "/endpoints/0/counts: is no index of attempts");
  CHECK(error_with("/endpoints/0/interrupted", 1) ==
        "/endpoints/0/interrupted: true or false is expected");
  CHECK(error_with("/endpoints", json::object()) == "/endpoints: an array is expected");
  CHECK(error_with("/endpoints", json::array()) == "/endpoints: holds no endpoint");
  CHECK(error_with("/endpoints/0", 5) == "/endpoints/0: an object is expected");
  CHECK(error_with("/endpoints/0/endpoint", "") == "/endpoints/0/endpoint: is missing");
  CHECK(error_with("/endpoints/0/endpoint", "-oout")
            .starts_with("/endpoints/0/endpoint: begins with '-'"));
  CHECK(error_with("/endpoints/0/host", "-f").starts_with("/endpoints/0/host: begins with '-'"));
  CHECK(error_with("/endpoints/0/stages/http/interim", {1e9})
            .starts_with("/endpoints/0/stages/http/interim/0: "));
}

TEST_CASE("a newer major schema, another document and none at all are told apart") {
  CHECK(error_with("/schema", "gwdiag.evidence/2").find("newer than this program") !=
        std::string::npos);
  CHECK(error_with("/schema", "gwdiag.evidence/0").find("no version that this program knows") !=
        std::string::npos);
  CHECK(error_with("/schema", "gwdiag.evidence").find("no version that this program knows") !=
        std::string::npos);
  CHECK(error_with("/schema", "gwdiag.explain/1").find("neither evidence nor a report") !=
        std::string::npos);
  CHECK(error_with("/schema", "\x1b[2J").find("\\x1b[2J") != std::string::npos);
  CHECK(error_with("/schema", 1).starts_with("/schema: is missing"));
  CHECK(error_of(json::array()).starts_with("the document: an object is expected"));
}

TEST_CASE("another program version is a note, the same one is not") {
  json document = minimal();
  CHECK(evidence_from_json(document)->notes.empty());
  document["version"] = "9.9.9";
  CHECK(evidence_from_json(document)->notes.at(0).starts_with("saved by gwdiag 9.9.9"));
}

TEST_CASE(
    "escape sequences and control characters in a saved file are escaped again, backslashes stay") {
  json document = minimal();
  document["endpoints"][0]["stages"]["tcp"]["because"] =
      "\x1b[31mred\x07 \\x1b kept \xe2\x80\xae over\n";
  const Result<Evidence> read = evidence_from_json(document);
  REQUIRE(read.has_value());
  CHECK(read->upstreams[0].main()->tcp.because ==
        "\\x1b[31mred\\x07 \\x1b kept \\xe2\\x80\\xae over\\x0a");
}

TEST_CASE("a file that is too much is refused before it is built") {
  CHECK(parse_evidence("{").error().message == "is no JSON: at byte 2 of 1");
  CHECK(parse_evidence("").error().message.starts_with("is no JSON"));
  CHECK(parse_evidence("{\"a\":1e999}").error().message.starts_with("is no JSON"));
  CHECK(parse_evidence("\"\xff\"").error().message.starts_with("is no JSON"));
  CHECK(parse_evidence(std::string(1'000'000, '['))
            .error()
            .message.starts_with("nests deeper than 32 levels at byte 32"));
  CHECK(parse_evidence("[\"" + std::string(100, '[') + "\\\"[[\"]")
            .error()
            .message.starts_with("the document: "));
  std::string many = "[";
  many.append(5'000'000, ',');
  CHECK(parse_evidence(many).error().message == "holds more than 2000000 values");
  CHECK(parse_evidence(std::string((std::size_t{64} << 20) + 1, ' ')).error().message ==
        "is larger than 64 MiB");
  json document = minimal();
  document["endpoints"][0]["stages"]["http"]["headers"] = json::array();
  for (int i = 0; i < 201; ++i) {
    document["endpoints"][0]["stages"]["http"]["headers"].push_back(
        {{"name", "a"}, {"value", "b"}});
  }
  CHECK(error_of(document) == "/endpoints/0/stages/http/headers: has more than 200 items");
  CHECK(error_with("/endpoints/0/host", std::string(16385, 'a')) ==
        "/endpoints/0/host: is longer than 16384 bytes");
}

TEST_CASE("any text at all is read or refused, never more") {
  const std::string whole = minimal().dump();
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    CHECK_FALSE(parse_evidence(whole.substr(0, cut)).has_value());
    std::string changed = whole;
    changed[cut] = static_cast<char>(changed[cut] ^ 0x15);
    if (const Result<Evidence> read = parse_evidence(changed); !read) {
      CHECK(is_printable(read.error().message));
    }
  }
}

TEST_CASE("two proxies in one file are an error") {
  json document = minimal();
  document["endpoints"].push_back(document["endpoints"][0]);
  document["endpoints"][0]["role"] = "proxy";
  CHECK(evidence_from_json(document)->has_proxy);
  document["endpoints"][1]["role"] = "proxy";
  CHECK(error_of(document).starts_with("/endpoints/1/role: is the proxy's a second time"));
}
