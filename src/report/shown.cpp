// SPDX-License-Identifier: Apache-2.0
#include "report/shown.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "diagnosis/verdict_json.hpp"
#include "evidence/redact.hpp"

namespace gwdiag {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

void visit(Cause& cause, auto&& change) {
  for (std::string* text : {&cause.endpoint, &cause.summary, &cause.title, &cause.explanation, &cause.verify,
                            &cause.verify_note}) {
    change(*text);
  }
  for (Detail& detail : cause.details) {
    change(detail.text);
  }
  for (Fact& fact : cause.evidence) {
    change(fact.fact);
  }
  for (Fix& fix : cause.fixes) {
    change(fix.text);
    change(fix.command);
  }
}

void visit(Verdict& verdict, auto&& change) {
  change(verdict.summary);
  for (Cause& cause : verdict.causes) {
    visit(cause, change);
  }
  for (RuledOut& out : verdict.ruled_out) {
    change(out.because);
  }
  for (NotChecked& missing : verdict.not_checked) {
    change(missing.what);
    change(missing.because);
  }
  for (DecideBy& decide : verdict.decide_by) {
    for (std::string& id : decide.between) {
      change(id);
    }
    change(decide.action);
    change(decide.command);
  }
  for (Comparison& one : verdict.comparison) {
    change(one.proxy);
    change(one.upstream);
    change(one.says);
    change(one.others);
    change(one.address);
    for (AnswerGroup& group : one.groups) {
      change(group.by);
      change(group.outcome);
    }
  }
}

// The order in which a person wants to read the keys of any object of ours.
constexpr std::array<std::string_view, 101> key_order{
    "schema", "kind", "upstream_index", "aspect", "id", "product", "stage", "fact", "method",
    "target", "request", "status", "version", "started_at", "elapsed_ms", "vantage",
    "requests_sent", "connections_opened", "interrupted", "interrupted_by", "notes",
    "expectations", "upstream_count", "summary", "partial", "exit_code", "first_divergence",
    "verdict", "checklist", "rfc9209", "subject", "endpoint", "role", "scheme", "host", "port",
    "path", "socket_path", "layers", "stages", "dns", "tcp", "tls", "http", "timing", "identify",
    "counts", "attempts", "certainty", "confidence", "title", "explanation", "what", "between",
    "do", "option", "because", "error", "name", "value", "family", "address", "addresses",
    "source", "result", "ttl", "request_sent", "http_status", "reason", "headers", "header_count",
    "head_bytes", "framing", "content_length", "body_bytes", "total_bytes", "ended", "anomalies",
    "body", "causes", "ruled_out", "not_checked", "decide_by", "proxy", "upstreams", "upstream",
    "endpoints", "comparison", "text", "command", "checklist_step", "offset", "detail", "at",
    "supports", "evidence", "fixes", "verify", "verify_note", "heals", "ignored"};

std::size_t rank(std::string_view key) {
  return static_cast<std::size_t>(std::ranges::find(key_order, key) - key_order.begin());
}

// Documents of ours nest nine deep: recursion is bounded by what to_json writes.
ordered_json ordered(const json& value) {
  if (value.is_array()) {
    ordered_json out = ordered_json::array();
    for (const json& item : value) {
      out.push_back(ordered(item));
    }
    return out;
  }
  if (value.is_object()) {
    std::vector<std::pair<std::size_t, json::const_iterator>> items;
    for (auto item = value.begin(); item != value.end(); ++item) {
      items.emplace_back(rank(item.key()), item);
    }
    std::ranges::stable_sort(items, {}, [](const auto& item) { return item.first; });
    ordered_json out = ordered_json::object();
    for (const auto& [place, item] : items) {
      out.push_back({item.key(), ordered(*item)});
    }
    return out;
  }
  return ordered_json(value);
}

// The nearest place above `pointer` that is in the document; "" is the whole document.
std::string resolvable(const json& document, std::string pointer) {
  while (!pointer.empty()) {
    try {
      if (document.contains(json::json_pointer(pointer))) {
        return pointer;
      }
    } catch (const json::exception&) { // no pointer at all
      return "";
    }
    const std::size_t slash = pointer.rfind('/');
    pointer.resize(slash == std::string::npos ? 0 : slash);
  }
  return pointer;
}

void resolve_pointer(json& holder, const json& document) {
  const auto at = holder.find("at");
  if (at == holder.end()) {
    return;
  }
  if (std::string pointer = resolvable(document, at->get<std::string>()); !pointer.empty()) {
    *at = std::move(pointer);
  } else {
    holder.erase(at);
  }
}

} // namespace

Shown shown(const Report& report, bool show_secrets) {
  Shown what{report.evidence, report.verdict};
  if (!show_secrets) {
    redact(what.evidence);
  }
  visit(what.verdict, [show_secrets](std::string& text) {
    text = printable(text);
    if (!show_secrets) {
      text = redact_text(text);
    }
  });
  return what;
}

const Cause* leading_cause(const Verdict& verdict) {
  const auto found = std::ranges::find_if(verdict.causes, [](const Cause& cause) { return !cause.ignored; });
  return found != verdict.causes.end() ? &*found : verdict.causes.empty() ? nullptr : &verdict.causes.front();
}

json report_document(const Shown& what) {
  json document = to_json(what.evidence, true);
  document["schema"] = "gwdiag.report/1";
  document["version"] = version;
  document["comparison"] = comparison_to_json(what.verdict);
  json verdict = to_json(what.verdict);
  for (json& cause : verdict["causes"]) {
    for (json& fact : cause["evidence"]) {
      resolve_pointer(fact, document);
    }
  }
  for (json& out : verdict["ruled_out"]) {
    resolve_pointer(out, document);
  }
  document["verdict"] = std::move(verdict);
  return document;
}

std::string dump_ordered(const json& document, int indent) {
  return ordered(document).dump(indent, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

} // namespace gwdiag
