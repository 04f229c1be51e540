// SPDX-License-Identifier: Apache-2.0
// Envoy's access logs: docs/root/configuration/observability/access_log/usage.rst
// (%RESPONSE_FLAGS%, %RESPONSE_CODE_DETAILS%).
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "logs/pattern.hpp"
#include "logs/recognise.hpp"

namespace gwdiag {

namespace {

struct Flag {
  std::string_view short_name;
  std::string_view
      long_name;        // as %RESPONSE_FLAGS_LONG% and the gRPC log have it, without separators
  std::string_view ids; // empty: no gateway problem
  std::string_view meaning;
};

// The most telling first: of several flags the first row counts.
constexpr std::array flags{
    Flag{"NC",
         "noclusterfound",
         "no-upstream-configured",
         "The route leads to a cluster that does not exist (NC)."},
    Flag{"NR", "noroutefound", "no-upstream-configured", "No route fits the request (NR)."},
    Flag{"UH", "nohealthyupstream", "no-live-upstream", "No host of the cluster is healthy (UH)."},
    Flag{"UO", "upstreamoverflow", "connection-limit", "Envoy's circuit breaker is open (UO)."},
    Flag{"DF",
         "dnsresolutionfailed",
         "dns-nxdomain dns-servfail dns-timeout",
         "The name of the upstream does not resolve (DF)."},
    Flag{"UF",
         "upstreamconnectionfailure",
         "connection-refused connect-timeout",
         "The connection to the upstream failed (UF)."},
    Flag{"UT",
         "upstreamrequesttimeout",
         "response-timeout proxy-timeout-too-short",
         "The upstream did not answer within the timeout (UT)."},
    Flag{"UPE",
         "upstreamprotocolerror",
         "malformed-header not-http header-too-large too-many-headers",
         "Envoy refused the upstream's response as invalid (UPE)."},
    Flag{"UC",
         "upstreamconnectiontermination",
         "closed-before-response reset-before-response keepalive-race",
         "The upstream closed the connection before it answered (UC)."},
    Flag{"UR",
         "upstreamremotereset",
         "reset-before-response http2-protocol-error",
         "The upstream reset the stream (UR)."},
    Flag{"UMSDR",
         "upstreammaxstreamdurationreached",
         "response-timeout proxy-timeout-too-short",
         "The stream lasted longer than Envoy allows (UMSDR)."},
    Flag{"SI",
         "streamidletimeout",
         "stalled-response response-timeout",
         "The stream was idle for too long (SI)."},
    Flag{"LH",
         "failedlocalhealthcheck",
         "no-live-upstream health-check-failing",
         "The local service failed its health check (LH)."},
    Flag{"OM",
         "overloadmanagerterminated",
         "proxy-resources-exhausted",
         "Envoy itself is overloaded (OM)."},
    Flag{"LR",
         "localreset",
         "reset-before-response connect-timeout",
         "Envoy itself reset the stream (LR)."},
    Flag{"URX",
         "upstreamretrylimitexceeded",
         "upstream-error-status intermittent",
         "All retries failed (URX)."},
    Flag{"DC", "downstreamconnectiontermination", "", "The client went away (DC)."},
    Flag{"DPE", "downstreamprotocolerror", "", "The client broke the protocol (DPE)."},
    Flag{"DR", "downstreamremotereset", "", "The client reset its stream (DR)."},
    Flag{"DT", "durationtimeout", "", "The connection reached its allowed age (DT)."},
    Flag{"DO", "dropoverload", "", "Envoy drops requests on purpose (DO)."},
    Flag{"RL", "ratelimited", "", "A rate limit (RL)."},
    Flag{"RLSE", "ratelimitserviceerror", "", "The rate limit service failed (RLSE)."},
    Flag{"UAEX",
         "unauthorizedexternalservice",
         "",
         "The authorization service denied the request (UAEX)."},
    Flag{"IH", "invalidenvoyrequestheaders", "", "The request has an invalid header (IH)."},
    Flag{"DI", "delayinjected", "", "An injected delay (DI)."},
    Flag{"FI", "faultinjected", "", "An injected fault (FI)."},
    Flag{"RFCF", "responsefromcachefilter", "", "The answer came from the cache (RFCF)."},
    Flag{"NFCF", "nofilterconfigfound", "", "A filter has no configuration (NFCF)."},
};

// Flags of a request that no upstream has seen: with these none has answered, whatever the details
// say.
bool is_unanswered(const Flag& flag) {
  constexpr std::array<std::string_view, 6> unanswered{"NC", "NR", "UH", "UO", "DF", "UF"};
  return std::ranges::find(unanswered, flag.short_name) != unanswered.end();
}

constexpr std::string_view reset_details = "upstream_reset_before_response_started";

struct Record {
  std::string_view flags;
  std::string details; // in lower case: all that may say why
  std::string_view host;
  double status = 0;
  bool has_status = true;
  double duration_ms = 0;
  bool has_details = false; // %RESPONSE_CODE_DETAILS% is logged and is not "-"
  bool answered = false;    // the upstream's own time is logged
};

std::string plain(std::string_view name) {
  std::string out;
  for (const char c : lower_ascii(name)) {
    if (c != '_' && c != '-') {
      out += c;
    }
  }
  return out;
}

const Flag* find_flag(std::string_view name) {
  const std::string lower = plain(name);
  const auto found = std::find_if(flags.begin(), flags.end(), [&](const Flag& flag) {
    return flag.short_name == name || flag.long_name == lower;
  });
  return found == flags.end() ? nullptr : &*found;
}

bool is_status(std::string_view token) {
  return token == "0" || token == "-" ||
         (token.size() == 3 && token[0] >= '1' && token[0] <= '5' && number_in(token).has_value());
}

bool is_address(std::string_view token) {
  const std::size_t colon = token.rfind(':');
  return colon != std::string_view::npos && colon > 0 && token.find_first_of(".]") < colon &&
         number_in(token.substr(colon + 1)).has_value();
}

// What %RESPONSE_CODE_DETAILS% looks like, for a record without flags: `via_upstream`,
// `http1.codec_error`, `x_y{z,w}`.
bool is_envoy_detail(std::string_view token) {
  const std::string_view name = token.substr(0, token.find('{'));
  return name.find('_') != std::string_view::npos && name.find('_') > 0 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string_view::npos;
}

// `2024-03-02T10:11:12.345Z`, as Envoy's own format begins, in brackets.
bool is_start_time(std::string_view token) {
  return token.size() == 24 && token[10] == 'T' && token.ends_with('Z');
}

// The upstream's address in a record that has no flags and no details, if that upstream answered:
// in Istio before 1.6 it stands before the name of its cluster, in Envoy's own format it is the
// last word (empty if the line is cut off), and the fourth number is the time that it took.
std::optional<std::string_view> answering_host(const Tokens& tokens, std::size_t from) {
  for (std::size_t i = from; i < tokens.size(); ++i) {
    if (tokens[i].starts_with("outbound|") || tokens[i].starts_with("inbound|")) {
      return tokens[i - 1];
    }
  }
  const bool timed =
      from + 4 <= tokens.size() &&
      std::all_of(tokens.begin() + static_cast<std::ptrdiff_t>(from),
                  tokens.begin() + static_cast<std::ptrdiff_t>(from + 4),
                  [](std::string_view token) { return number_in(token).has_value(); });
  if (timed && from + 5 < tokens.size() && is_address(tokens.back())) {
    return tokens.back();
  }
  return timed && is_start_time(tokens.front()) ? std::optional(std::string_view{}) : std::nullopt;
}

std::optional<Record> from_text(const LogLine& line, const Tokens& tokens) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (!is_status(tokens[i])) {
      continue;
    }
    const bool with_flags = is_envoy_flags(tokens[i + 1]);
    const bool no_flags = // `- -` alone is syslog's (RFC 5424: no message id, no structured data)
        tokens[i] != "-" && tokens[i + 1] == "-" && i + 2 < tokens.size();
    const bool without = no_flags && is_envoy_detail(tokens[i + 2]);
    const auto answering = no_flags && !without && tokens[i].size() == 3
                               ? answering_host(tokens, i + 2)
                               : std::nullopt;
    if (!with_flags && !without && !answering) {
      continue;
    }
    Record record{tokens[i + 1], {}, {}, number_in(tokens[i]).value_or(0)};
    record.answered = answering.has_value();
    record.has_details = i + 2 < tokens.size() && is_envoy_detail(tokens[i + 2]);
    const auto from = static_cast<std::size_t>(tokens[i + 1].data() - line.text.data());
    record.details = line.lower.substr(from);
    std::size_t numbers = 0;
    for (std::size_t j = i + 2; j < tokens.size(); ++j) {
      const auto number = number_in(tokens[j]);
      numbers += number ? 1U : 0U;
      if (number && numbers == 3) {
        record.duration_ms = *number; // bytes received, bytes sent, duration
      }
      if (record.host.empty() && is_address(tokens[j])) {
        record.host = tokens[j];
      }
    }
    record.host = answering.value_or(record.host);
    return record;
  }
  return std::nullopt;
}

std::optional<Record> from_fields(const LogLine& line) {
  const LogFields& fields = line.fields;
  Record record;
  record.flags = fields.get({"responseflags", "responseflagslong"});
  record.details = lower_ascii(fields.get({"responsecodedetails"}));
  if (!fields.has({"responseflags", "responseflagslong", "responsecodedetails"})) {
    record.flags = fields.get({"rf", "flags", "respflags", "envoyresponseflags"});
    record.details = lower_ascii(fields.get({"rcd", "details", "codedetails"}));
    if (!is_envoy_flags(record.flags) && !record.details.starts_with(reset_details)) {
      return std::nullopt;
    }
  }
  record.has_details = is_envoy_detail(record.details);
  record.details += ' ';
  record.details += lower_ascii(fields.get({"upstreamtransportfailurereason",
                                            "transportfailurereason",
                                            "upstreamfailure",
                                            "upstreamfailurereason"}));
  record.host =
      fields.get({"upstreamhost", "upstreamaddress", "upstreamaddr", "upstreamremoteaddress"});
  const auto status = number_in(fields.get({"responsecode", "status", "statuscode", "code", "rc"}));
  record.status = status.value_or(0);
  record.has_status = status.has_value();
  record.duration_ms = number_in(fields.get({"duration", "durationms"})).value_or(0);
  return record;
}

// Details that no answer of Envoy to the client alone has, whatever the status.
bool is_upstream_detail(std::string_view details) {
  return details.starts_with("upstream_") || details.starts_with("no_healthy_upstream") ||
         details.starts_with("cluster_not_found");
}

// The error that the details quote; %RESPONSE_CODE_DETAILS% has `_` for every space.
std::optional<ErrorMeaning> quoted_error(const std::string& details) {
  const bool unix_socket = details.find(".sock") != std::string::npos;
  if (const auto error = error_meaning(details, FaultPhase::connect, unix_socket)) {
    return error;
  }
  std::string spaced = details;
  std::replace(spaced.begin(), spaced.end(), '_', ' ');
  return error_meaning(spaced, FaultPhase::connect, unix_socket);
}

// What the details say by themselves. A reset without its reason (before Envoy 1.14) may be any.
Findings unflagged(const Record& record, const LogPattern* detail, const std::string& upstream) {
  if (record.has_status ? record.status < 500 : !is_upstream_detail(record.details)) {
    return {};
  }
  if (detail != nullptr) {
    return make_findings(detail->ids, "envoy", detail->meaning, upstream);
  }
  return record.details.starts_with(reset_details)
             ? make_findings("closed-before-response reset-before-response connection-refused",
                             "envoy",
                             "The connection to the upstream ended before it answered.",
                             upstream)
             : Findings{};
}

Findings judge(const Record& record) {
  const std::string upstream =
      is_address(record.host) ? escape_peer(record.host, 255) : std::string{};
  const Flag* flag = nullptr;
  for (const std::string_view name : split(record.flags, ',')) {
    const Flag* candidate = find_flag(trim(name));
    if (candidate != nullptr && (flag == nullptr || candidate < flag)) {
      flag = candidate;
    }
  }
  const LogPattern* detail = find_pattern(envoy_detail_logs(), record.details).row;
  const bool via_upstream = record.details.find("via_upstream") != std::string::npos &&
                            (flag == nullptr || record.status < 500 || !is_unanswered(*flag));
  if (via_upstream || (flag == nullptr && !record.has_details)) {
    return record.status >= 500 && (via_upstream || record.answered || !upstream.empty())
               ? make_findings("upstream-error-status",
                               "envoy",
                               "The upstream itself answered with the error.",
                               upstream)
               : Findings{};
  }
  if (flag == nullptr) {
    return unflagged(record, detail, upstream);
  }
  if (flag->ids.empty()) {
    return {};
  }
  if (flag->short_name == "UF" || flag->short_name == "UC" || flag->short_name == "LR") {
    if (const auto error = quoted_error(record.details)) {
      return make_findings(error->ids, "envoy", error->meaning, upstream);
    }
  }
  if (detail != nullptr) {
    return make_findings(detail->ids, "envoy", detail->meaning, upstream);
  }
  if (flag->short_name == "UF" && record.duration_ms >= 1000) {
    return make_findings("connect-timeout connection-refused", "envoy", flag->meaning, upstream);
  }
  if (flag->short_name == "UC" && record.status >= 200 && record.status < 300) {
    return make_findings(
        "truncated-body", "envoy", "The upstream ended the response in the middle.", upstream);
  }
  return make_findings(flag->ids, "envoy", flag->meaning, upstream);
}

} // namespace

bool is_envoy_flags(std::string_view token) {
  if (token.empty() || (token.front() >= '0' && token.front() <= '9')) {
    return false; // no flag's name begins with a digit
  }
  for (const std::string_view name : split(token, ',')) {
    if (find_flag(name) == nullptr) {
      return false;
    }
  }
  return true;
}

std::optional<Findings> read_envoy(const LogLine& line, const Tokens& tokens) {
  std::optional<Record> record = from_fields(line);
  if (!record) {
    record = from_text(line, tokens);
  }
  if (!record) {
    return std::nullopt;
  }
  return judge(*record);
}

} // namespace gwdiag
