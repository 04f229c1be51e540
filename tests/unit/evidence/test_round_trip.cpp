// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <utility>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "evidence/evidence.hpp"
#include "evidence/parse.hpp"
#include "generated.hpp"
#include "wire/http1.hpp"

using namespace gwdiag;
using nlohmann::json;

namespace {

template <typename T> constexpr bool is_optional = false;
template <typename T> constexpr bool is_optional<std::optional<T>> = true;

struct Anything {
  template <typename T>
    requires(!is_optional<T>)
  operator T() const; // never called: only its type is used
};

// How many fields an aggregate has, its base counting as one.
template <typename T, typename... Fields> constexpr std::size_t field_count() {
  if constexpr (requires { T{Fields{}..., Anything{}}; }) {
    return field_count<T, Fields..., Anything>();
  } else {
    return sizeof...(Fields);
  }
}

// How many names fields.hpp gives to the fields of a T.
template <typename T> std::size_t names_of() {
  std::mt19937 random(1);
  archive::Filler filler(random);
  T value{};
  fields(filler, value);
  return filler.names();
}

constexpr std::size_t stage = 3 - 1; // a stage's base is one field of the aggregate and three names

} // namespace

// A field that trace.hpp gains has to get its line in fields.hpp.
TEST_CASE("every field of the traces has its name in the JSON form") {
  CHECK(field_count<StageResult>() == 3);
  CHECK(names_of<DnsSource>() == field_count<DnsSource>());
  CHECK(names_of<DnsTrace>() == field_count<DnsTrace>() + stage);
  CHECK(names_of<TcpTrace>() == field_count<TcpTrace>() + stage);
  CHECK(names_of<Certificate>() == field_count<Certificate>());
  CHECK(names_of<TlsAlert>() == field_count<TlsAlert>());
  CHECK(names_of<CertificateProblem>() == field_count<CertificateProblem>());
  CHECK(names_of<TlsTrace>() == field_count<TlsTrace>() + stage);
  CHECK(names_of<RequestTrace>() == field_count<RequestTrace>());
  CHECK(names_of<Header>() == field_count<Header>());
  CHECK(field_count<FoundAnomaly>() == 3); // written by hand
  // The response stands in its stage without an object of its own.
  CHECK(names_of<HttpTrace>() == field_count<HttpTrace>() + stage - 1 + field_count<Http1Response>());
  CHECK(names_of<TimingTrace::Sample>() == field_count<TimingTrace::Sample>());
  CHECK(names_of<TimingTrace>() == field_count<TimingTrace>() + stage);
  CHECK(names_of<Attempt>() == field_count<Attempt>());
  CHECK(names_of<IdentifyTrace>() == field_count<IdentifyTrace>() + stage);
  CHECK(names_of<Layer>() == field_count<Layer>());
  CHECK(names_of<Expectations>() == field_count<Expectations>());
  std::mt19937 random(1);
  archive::Filler endpoint(random);
  EndpointTrace trace;
  archive::endpoint_fields(endpoint, trace);
  CHECK(endpoint.names() == field_count<EndpointTrace>() - 4); // dns, identify, attempts, counts
  archive::Filler run(random);
  Evidence evidence;
  archive::run_fields(run, evidence);
  CHECK(run.names() == field_count<Evidence>() - 4); // has_proxy, proxy, upstreams, host
  CHECK(names_of<HostProcess>() == field_count<HostProcess>());
  CHECK(names_of<HostSocket>() == field_count<HostSocket>());
  CHECK(names_of<HostMemory>() == field_count<HostMemory>());
  CHECK(names_of<HostAccess>() == field_count<HostAccess>());
  CHECK(names_of<HostKill>() == field_count<HostKill>());
  CHECK(names_of<HostUnit>() == field_count<HostUnit>());
  CHECK(names_of<HostDenial>() == field_count<HostDenial>());
  CHECK(names_of<HostEndpoint>() == field_count<HostEndpoint>());
  CHECK(names_of<HostUnread>() == field_count<HostUnread>());
  CHECK(names_of<HostTrace>() == field_count<HostTrace>());
}

TEST_CASE("what was written is read back, field by field") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    const Evidence evidence = archive::generated(seed);
    json document = to_json(evidence, true);
    document["schema"] = "gwdiag.report/1";
    const Result<Evidence> read = evidence_from_json(document);
    REQUIRE_MESSAGE(read.has_value(), read.error().message);
    REQUIRE(archive::listed(*read) == archive::listed(evidence));
    const Result<Evidence> again = parse_evidence(document.dump());
    REQUIRE(again.has_value());
    REQUIRE(archive::listed(*again) == archive::listed(evidence));
  }
}

TEST_CASE("written evidence holds no null, and only numbers of three decimals") {
  const auto walk = [](const auto& self, const json& value) -> void {
    CHECK_FALSE(value.is_null());
    if (value.is_number_float()) {
      CHECK(value.dump().size() - value.dump().find('.') <= 4);
    }
    if (value.is_structured()) {
      for (const json& item : value) {
        self(self, item);
      }
    }
  };
  Evidence evidence = archive::generated(7);
  evidence.has_proxy = true;
  evidence.elapsed_ms = 1.0 / 3;
  evidence.proxy.attempts.resize(1);
  evidence.proxy.counts = 0;
  evidence.proxy.attempts[0].tcp.rtt_ms = std::numeric_limits<double>::quiet_NaN();
  evidence.proxy.attempts[0].tcp.elapsed_ms = 0.123456;
  const json document = to_json(evidence);
  walk(walk, document);
  CHECK(document["elapsed_ms"] == 0.333);
  CHECK(document["proxy"]["stages"]["tcp"]["elapsed_ms"] == 0.123);
  CHECK_FALSE(document["proxy"]["stages"]["tcp"].contains("rtt_ms"));
}

TEST_CASE("what was not measured is absent, what measured nothing is zero") {
  EndpointTrace trace;
  trace.endpoint = "http://h:1";
  trace.attempts.resize(2);
  trace.counts = 1;
  trace.attempts[1].tcp.status = StageStatus::ok;
  trace.attempts[1].tcp.retransmits = 0;
  const json object = to_json(trace);
  CHECK(object["stages"]["tcp"]["retransmits"] == 0);
  CHECK_FALSE(object["stages"]["tcp"].contains("rtt_ms"));
  CHECK_FALSE(object["stages"]["tcp"].contains("error"));
  CHECK(object["stages"]["http"] == json{{"status", "skipped"}});
  CHECK(object["stages"]["tcp"] == object["attempts"][1]["tcp"]);
  CHECK(object["attempts"].size() == 2);
}

TEST_CASE("without an attempt the stages say that nothing was reached") {
  EndpointTrace trace;
  trace.dns.status = StageStatus::failed;
  trace.dns.error = "nxdomain";
  const json object = to_json(trace);
  CHECK(object["attempts"] == json::array());
  for (const char* stage : {"tcp", "tls", "http", "timing"}) {
    CHECK(object["stages"][stage] == json{{"status", "skipped"}, {"because", "no address to connect to"}});
  }
  CHECK(object["stages"]["dns"]["error"] == "nxdomain");
}

TEST_CASE("the words of the JSON form are those of the message reader") {
  for (const auto& [name, value] : archive::endings) {
    CHECK(to_string(value) == name);
  }
  for (const auto& [name, value] : archive::framings) {
    CHECK(to_string(value) == name);
  }
}

TEST_CASE("a run's requests and connections are the sums over its endpoints") {
  Evidence evidence;
  evidence.has_proxy = true;
  evidence.proxy.requests_sent = 1;
  evidence.proxy.connections_opened = 2;
  evidence.upstreams.resize(2);
  evidence.upstreams[1].requests_sent = 3;
  evidence.upstreams[1].connections_opened = 4;
  const json document = to_json(evidence);
  CHECK(document["requests_sent"] == 4);
  CHECK(document["connections_opened"] == 6);
  CHECK(document["upstreams"].size() == 2);
}
