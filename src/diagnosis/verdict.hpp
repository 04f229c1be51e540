// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace gwdiag {

enum class Status { healthy, degraded, unhealthy, inconclusive };
enum class Certainty { possible, likely, confirmed };
enum class Subject { proxy, upstream, path, host };

// One observation that speaks for or against a cause. `at` is a JSON Pointer into the report.
struct Fact {
  std::string stage; // "dns", "tcp", "tls", "http", "timing", "identify", "config", "log", "host"
  std::string fact;  // one sentence, safe to print
  std::string at;
  bool supports = true;
};

// One value of what belongs to a cause: {"speaks", "ssh"}, {"offset", 17}.
struct Detail {
  std::string key;
  std::string text; // when it is no number
  std::optional<double> number;
};

struct Fix {
  std::string text;
  std::string command;    // empty: none fits
  int checklist_step = 0; // 1 to 5; 0: a step of our own
};

struct Cause {
  std::string id;
  Subject subject = Subject::upstream;
  std::string endpoint; // text of the endpoint
  int upstream = -1;    // index in the evidence; -1: the proxy
  Certainty certainty = Certainty::possible;
  double confidence = 0;
  std::string summary; // "10.0.0.5:8080 refuses connections": the sentence for this case
  std::vector<Detail> details;
  std::vector<Fact> evidence;
  bool ignored = false;
  // Filled by the checklist (checklist/advice.hpp):
  std::string checklist, rfc9209, title, explanation, heals, verify, verify_note;
  std::vector<Fix> fixes;
};

struct RuledOut {
  std::string id, because, at;
};

struct NotChecked {
  std::string what, because, option;
};

struct DecideBy {
  std::vector<std::string> between;
  std::string action, command;
  // What `command` runs: the checklist knows the options that this run had.
  enum class Runs { check, probe } runs = Runs::check;
  std::vector<std::string> more; // and the options that are new, " --host-evidence"
  int upstream = -1;             // of `probe`
};

// Answers that are alike: given by the same server, with the same outcome and body.
struct AnswerGroup {
  std::string by;        // "Server: nginx"; empty: the answers do not say
  std::string outcome;   // "200", or how it failed: "closed"
  std::string body_hash; // empty: the bodies do not tell the groups apart
  std::size_t count = 0;

  std::string in_words() const; // "3 × 200 from Server: nginx, body 1a2b3c"
};

struct Comparison {
  std::string aspect;          // "http_status", "first_byte_ms", "tls_version", …
  std::string proxy, upstream; // values as text; numbers are written as numbers in JSON
  std::string says;
  int upstream_index = 0; // -1: about all of them
  std::string others;     // of a pool: what the other members have in place of `upstream`
  std::string address;    // of one address among several of that upstream
  std::vector<AnswerGroup> groups;
};

struct Verdict {
  Status status = Status::inconclusive;
  std::string summary;
  bool partial = false;
  int exit_code = 3;
  std::string first_divergence; // empty: the two sides do not part
  std::vector<Cause> causes;    // best explanation first
  std::vector<RuledOut> ruled_out;
  std::vector<NotChecked> not_checked;
  std::vector<DecideBy> decide_by;
  std::vector<Comparison> comparison;
};

std::string_view to_string(Status status);
std::string_view to_string(Certainty certainty);
std::string_view to_string(Subject subject);

nlohmann::json to_json(const Verdict& verdict);

} // namespace gwdiag
