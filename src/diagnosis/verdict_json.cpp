// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/verdict_json.hpp"

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace gwdiag {

namespace {

using nlohmann::json;

void put(json& object, const char* key, const std::string& text) {
  if (!text.empty()) {
    object[key] = text;
  }
}

// Whole numbers as such, others to three decimals; nothing for what JSON cannot hold.
json number(double value) {
  constexpr double exact = 9007199254740992.0; // 2^53
  if (std::fabs(value) <= exact && std::trunc(value) == value) {
    return static_cast<std::int64_t>(value);
  }
  return std::round(value * 1000) / 1000;
}

// "502" and "3.1" become numbers; "1.22.1", "TLSv1.3" and "" stay text.
json number_or_text(const std::string& text) {
  const bool plain = !text.empty() && text.size() < 16 &&
                     text.find_first_not_of("0123456789.") == std::string::npos &&
                     text.front() != '.';
  double value = 0;
  if (plain) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size()) {
      return number(value);
    }
  }
  return text;
}

json fact_json(const Fact& fact) {
  json object = {{"stage", fact.stage}, {"fact", fact.fact}, {"supports", fact.supports}};
  put(object, "at", fact.at);
  return object;
}

json fix_json(const Fix& fix) {
  json object = {{"text", fix.text}};
  put(object, "command", fix.command);
  if (fix.checklist_step != 0) {
    object["checklist_step"] = fix.checklist_step;
  }
  return object;
}

json detail_json(const std::vector<Detail>& details) {
  json object = json::object();
  for (const Detail& detail : details) {
    if (!detail.number) {
      object[detail.key] = detail.text;
    } else if (std::isfinite(*detail.number)) {
      object[detail.key] = number(*detail.number);
    }
  }
  return object;
}

template <typename T, typename F> json list(const std::vector<T>& items, F convert) {
  json array = json::array();
  for (const T& item : items) {
    array.push_back(convert(item));
  }
  return array;
}

json cause_json(const Cause& cause) {
  json object = {{"id", cause.id},
                 {"subject", to_string(cause.subject)},
                 {"certainty", to_string(cause.certainty)},
                 {"evidence", list(cause.evidence, fact_json)},
                 {"fixes", list(cause.fixes, fix_json)}};
  if (std::isfinite(cause.confidence)) {
    object["confidence"] = number(cause.confidence);
  }
  put(object, "checklist", cause.checklist);
  put(object, "rfc9209", cause.rfc9209);
  put(object, "endpoint", cause.endpoint);
  put(object, "summary", cause.summary);
  put(object, "title", cause.title);
  put(object, "explanation", cause.explanation);
  put(object, "heals", cause.heals);
  put(object, "verify", cause.verify);
  put(object, "verify_note", cause.verify_note);
  if (!cause.details.empty()) {
    object["detail"] = detail_json(cause.details);
  }
  if (cause.ignored) {
    object["ignored"] = true;
  }
  return object;
}

json ruled_out_json(const RuledOut& out) {
  json object = {{"id", out.id}, {"because", out.because}};
  put(object, "at", out.at);
  return object;
}

json not_checked_json(const NotChecked& missing) {
  json object = {{"what", missing.what}, {"because", missing.because}};
  put(object, "option", missing.option);
  return object;
}

json decide_json(const DecideBy& decide) {
  json object = {{"between", decide.between}, {"do", decide.action}};
  put(object, "command", decide.command);
  return object;
}

json group_json(const AnswerGroup& group) {
  json object = {{"outcome", number_or_text(group.outcome)}, {"count", group.count}};
  put(object, "by", group.by);
  put(object, "body_hash", group.body_hash);
  return object;
}

json one_comparison_json(const Comparison& one) {
  json object = {{"aspect", one.aspect}, {"says", one.says}};
  if (one.upstream_index >= 0) {
    object["upstream_index"] = one.upstream_index;
  }
  if (!one.proxy.empty()) {
    object["proxy"] = number_or_text(one.proxy);
  }
  if (!one.upstream.empty()) {
    object["upstream"] = number_or_text(one.upstream);
  }
  if (!one.others.empty()) {
    object["others"] = number_or_text(one.others);
  }
  put(object, "address", one.address);
  if (!one.groups.empty()) {
    object["groups"] = list(one.groups, group_json);
  }
  return object;
}

} // namespace

std::string_view to_string(Status status) {
  switch (status) {
  case Status::healthy:
    return "healthy";
  case Status::degraded:
    return "degraded";
  case Status::unhealthy:
    return "unhealthy";
  case Status::inconclusive:
    return "inconclusive";
  }
  return "inconclusive";
}

std::string_view to_string(Certainty certainty) {
  switch (certainty) {
  case Certainty::possible:
    return "possible";
  case Certainty::likely:
    return "likely";
  case Certainty::confirmed:
    return "confirmed";
  }
  return "possible";
}

std::string_view to_string(Subject subject) {
  switch (subject) {
  case Subject::proxy:
    return "proxy";
  case Subject::upstream:
    return "upstream";
  case Subject::path:
    return "path";
  case Subject::host:
    return "host";
  }
  return "path";
}

json to_json(const Verdict& verdict) {
  json object = {{"status", to_string(verdict.status)},
                 {"summary", verdict.summary},
                 {"partial", verdict.partial},
                 {"exit_code", verdict.exit_code},
                 {"causes", list(verdict.causes, cause_json)},
                 {"ruled_out", list(verdict.ruled_out, ruled_out_json)},
                 {"not_checked", list(verdict.not_checked, not_checked_json)},
                 {"decide_by", list(verdict.decide_by, decide_json)}};
  put(object, "first_divergence", verdict.first_divergence);
  return object;
}

json comparison_to_json(const Verdict& verdict) {
  return list(verdict.comparison, one_comparison_json);
}

} // namespace gwdiag
