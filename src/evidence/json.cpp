// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "evidence/evidence.hpp"
#include "evidence/fields.hpp"
#include "evidence/host_fields.hpp"
#include "evidence/redact.hpp"

namespace gwdiag {

namespace {

using nlohmann::json;

template <typename T> json written(const T& value) {
  json object = json::object();
  archive::Writer writer(object);
  fields(writer, value);
  return object;
}

// The stages of the attempt that counts; without an attempt the later ones say that nothing was reached.
json stages_of(const EndpointTrace& trace) {
  json stages = json::object();
  if (const Attempt* attempt = trace.main()) {
    archive::Writer writer(stages);
    archive::connection_fields(writer, *attempt);
  } else {
    const char* because = trace.dns.status == StageStatus::failed ? "no address to connect to" : "not reached";
    for (const char* stage : {"tcp", "tls", "http", "timing"}) {
      stages[stage] = {{"status", "skipped"}, {"because", because}};
    }
  }
  stages["dns"] = written(trace.dns);
  stages["identify"] = written(trace.identify);
  return stages;
}

json endpoint_json(const EndpointTrace& trace) {
  json object = json::object();
  archive::Writer writer(object);
  archive::endpoint_fields(writer, trace);
  object["stages"] = stages_of(trace);
  if (!trace.attempts.empty()) {
    writer.number_always("counts", trace.counts);
  }
  writer.list_always("attempts", trace.attempts);
  return object;
}

json evidence_json(const Evidence& evidence) {
  json document = json::object();
  archive::Writer writer(document);
  archive::run_fields(writer, evidence);
  std::uint64_t requests = 0;
  std::uint64_t connections = 0;
  const auto count = [&](const EndpointTrace& trace) {
    requests += trace.requests_sent;
    connections += trace.connections_opened;
  };
  if (evidence.has_proxy) {
    count(evidence.proxy);
    document["proxy"] = endpoint_json(evidence.proxy);
  }
  json upstreams = json::array();
  for (const EndpointTrace& upstream : evidence.upstreams) {
    count(upstream);
    upstreams.push_back(endpoint_json(upstream));
  }
  document["upstreams"] = std::move(upstreams);
  writer.list("host", evidence.host, archive::many);
  document["requests_sent"] = requests;
  document["connections_opened"] = connections;
  return document;
}

} // namespace

json to_json(const EndpointTrace& trace, bool show_secrets) {
  if (show_secrets) {
    return endpoint_json(trace);
  }
  EndpointTrace shown = trace;
  redact(shown);
  return endpoint_json(shown);
}

json to_json(const Evidence& evidence, bool show_secrets) {
  if (show_secrets) {
    return evidence_json(evidence);
  }
  Evidence shown = evidence;
  redact(shown);
  return evidence_json(shown);
}

} // namespace gwdiag
