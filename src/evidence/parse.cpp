// SPDX-License-Identifier: Apache-2.0
#include "evidence/parse.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "evidence/fields.hpp"
#include "evidence/host_fields.hpp"
#include "evidence/logged.hpp"
#include "evidence/redact.hpp"

namespace gwdiag {

namespace {

using archive::Reader;
using archive::Reading;
using nlohmann::json;

constexpr std::size_t deepest = 32; // an evidence file nests 9 deep
constexpr std::size_t most_values =
    2'000'000; // some 300 values an endpoint; bounds memory to a few hundred MB

// What a look at the brackets alone tells, before a parser builds anything. Empty: within bounds.
std::string out_of_bounds(std::string_view text) {
  std::size_t depth = 0;
  std::size_t values = 1;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      ++values;
      if (++depth > deepest) {
        return fmt::format("nests deeper than {} levels at byte {}", deepest, i);
      }
    } else if (c == ']' || c == '}') {
      depth -= depth == 0 ? 0 : 1;
    } else if (c == ',' && ++values > most_values) {
      return fmt::format("holds more than {} values", most_values);
    }
  }
  return {};
}

// Reads dns and identify, and the connection's stages when the file has no attempts of its own.
void read_stages(Reader& endpoint, EndpointTrace& trace) {
  const json* stages = endpoint.find("stages");
  if (stages == nullptr) {
    return;
  }
  Reader reader(*stages, endpoint.at() + "/stages", endpoint.state());
  reader.object("dns", trace.dns);
  reader.object("identify", trace.identify);
  if (endpoint.find("attempts") == nullptr && reader.find("tcp") != nullptr) {
    Attempt& attempt = trace.attempts.emplace_back();
    archive::connection_fields(reader, attempt);
    attempt.address = attempt.tcp.address;
    attempt.family = attempt.tcp.family;
    attempt.scheme = trace.scheme;
  }
}

void read_endpoint(Reader& reader, EndpointTrace& trace) {
  archive::endpoint_fields(reader, trace);
  if (trace.endpoint.empty()) {
    reader.wrong("endpoint", "is missing");
  }
  // They stand in the commands that a verdict offers; no host name begins so (RFC 952).
  for (const auto& [key, text] : {std::pair{"endpoint", &trace.endpoint}, {"host", &trace.host}}) {
    if (text->starts_with('-')) {
      reader.wrong(key, "begins with '-'; a command would take it for an option");
    }
  }
  if (trace.port < 0 || trace.port > 65535) {
    reader.wrong("port", "is out of range");
  }
  reader.list("attempts", trace.attempts, 4096);
  reader.number("counts", trace.counts);
  read_stages(reader, trace);
  if (trace.counts != 0 && trace.counts >= trace.attempts.size()) {
    reader.wrong("counts", "is no index of attempts");
  }
}

// Reads array `key`; each endpoint's role decides where it belongs, `role` where none is given.
void read_endpoints(Reader& document, const char* key, std::string_view role, Evidence& evidence) {
  const json* array = document.find(key);
  if (array == nullptr) {
    return;
  }
  if (!array->is_array()) {
    document.wrong(key, "an array is expected");
    return;
  }
  if (array->size() > archive::many_upstreams) {
    document.wrong(key, fmt::format("has more than {} items", archive::many_upstreams));
    return;
  }
  for (std::size_t i = 0; i < array->size() && document.state().error.empty(); ++i) {
    Reader reader((*array)[i], fmt::format("/{}/{}", key, i), document.state());
    EndpointTrace trace;
    trace.role = role;
    if (document.state().error.empty()) {
      read_endpoint(reader, trace);
    }
    if (trace.role == "proxy") {
      if (evidence.has_proxy) {
        reader.wrong("role", "is the proxy's a second time; one endpoint is the proxy's, or none");
      }
      evidence.has_proxy = true;
      evidence.proxy = std::move(trace);
    } else if (trace.role == "upstream") {
      evidence.upstreams.push_back(std::move(trace));
    } else {
      reader.wrong("role", "is neither proxy nor upstream");
    }
  }
}

void read_proxy(Reader& document, Evidence& evidence) {
  const json* found = document.find("proxy");
  if (found == nullptr) {
    return;
  }
  Reader reader(*found, "/proxy", document.state());
  if (document.state().error.empty()) {
    read_endpoint(reader, evidence.proxy);
    evidence.proxy.role = "proxy";
    evidence.has_proxy = true;
  }
}

// Empty when this program reads the document's schema.
std::string schema_problem(const json& document) {
  if (!document.is_object()) {
    return "the document: an object is expected, as probe -o json or check -o json writes it";
  }
  const auto found = document.find("schema");
  if (found == document.end() || !found->is_string()) {
    return "/schema: is missing; a file of probe -o json or check -o json has it";
  }
  const std::string schema = escape_peer(found->get<std::string>(), 80);
  const std::size_t slash = schema.find('/');
  const std::string_view kind = std::string_view(schema).substr(0, slash);
  if (kind != "gwdiag.evidence" && kind != "gwdiag.report") {
    return fmt::format("/schema: {} is neither evidence nor a report or log summary of gwdiag",
                       schema);
  }
  const long long major =
      slash == std::string::npos ? -1 : parse_number(std::string_view(schema).substr(slash + 1));
  if (major > 1) {
    return fmt::format("/schema: {} is newer than this program, which reads /1; use a newer gwdiag",
                       schema);
  }
  return major == 1 ? ""
                    : fmt::format("/schema: {} has no version that this program knows", schema);
}

void note_differences(Reader& document, Evidence& evidence) {
  std::string saved_by;
  document.text("version", saved_by);
  if (!saved_by.empty() && saved_by != version) {
    evidence.notes.push_back(fmt::format("saved by gwdiag {}, read by {}", saved_by, version));
  }
  if (!document.state().unknown.empty()) {
    evidence.notes.push_back(
        fmt::format("left out: anomalies this version does not know, such as {}",
                    document.state().unknown.front()));
  }
}

} // namespace

Result<Evidence> evidence_from_json(const json& document) {
  if (std::string problem = schema_problem(document); !problem.empty()) {
    return fail(ErrorKind::input, std::move(problem));
  }
  Reading state;
  Reader reader(document, "", state);
  Evidence evidence;
  archive::run_fields(reader, evidence);
  read_proxy(reader, evidence);
  read_endpoints(reader, "upstreams", "upstream", evidence);
  read_endpoints(reader, "endpoints", "upstream", evidence);
  reader.list("host", evidence.host, archive::many);
  note_differences(reader, evidence);
  if (!state.error.empty()) {
    return fail(ErrorKind::input, std::move(state.error));
  }
  if (!evidence.has_proxy && evidence.upstreams.empty()) {
    return fail(ErrorKind::input, "/endpoints: holds no endpoint");
  }
  return evidence;
}

namespace {

// A log summary is evidence without an endpoint.
Result<Evidence> summary_evidence(const json& document) {
  const auto summary = parse_log_summary(document.dump());
  if (!summary) {
    return std::unexpected(summary.error());
  }
  Evidence evidence;
  evidence.logs.push_back(summary_as_log(*summary));
  return evidence;
}

bool is_summary(const json& document) {
  const auto schema = document.is_object() ? document.find("schema") : document.end();
  return document.is_object() && schema != document.end() && *schema == "gwdiag.logs/1";
}

} // namespace

Result<Evidence> parse_evidence(std::string_view text) {
  if (text.size() > limits::evidence_file_bytes) {
    return fail(ErrorKind::input,
                fmt::format("is larger than {} MiB", limits::evidence_file_bytes >> 20U));
  }
  if (std::string problem = out_of_bounds(text); !problem.empty()) {
    return fail(ErrorKind::input, std::move(problem));
  }
  try {
    const json document = json::parse(text);
    return is_summary(document) ? summary_evidence(document) : evidence_from_json(document);
  } catch (const json::parse_error& error) {
    return fail(ErrorKind::input,
                fmt::format("is no JSON: at byte {} of {}", error.byte, text.size()));
  } catch (const json::exception& error) { // a number out of range
    return fail(ErrorKind::input, "is no JSON: " + escape_peer(error.what(), 200));
  }
}

} // namespace gwdiag
