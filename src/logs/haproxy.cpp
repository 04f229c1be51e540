// SPDX-License-Identifier: Apache-2.0
// HAProxy's access logs: doc/configuration.txt, "8.5. Session state at disconnection".
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "logs/pattern.hpp"
#include "logs/recognise.hpp"

namespace gwdiag {

namespace {

struct Record {
  std::string_view state;  // two letters
  std::string_view server; // backend/server
  double status = 0;       // 0: TCP, or not logged
  double bytes = -1;
  bool unassigned = false; // Tw is -1: it never got as far as a server
  bool unrouted = false;   // no rule of the frontend chose a backend
  bool unplaced = false;   // that, or a `listen` section that has nobody left
};

struct StateRow {
  std::string_view state;
  std::string_view ids;
  std::string_view meaning;
};

constexpr std::array state_rows{
    StateRow{
        "sC", "connect-timeout", "The connection to the server was not established in time (sC)."},
    StateRow{"sH",
             "response-timeout proxy-timeout-too-short",
             "The server sent no response head in time (sH)."},
    StateRow{"SH",
             "closed-before-response reset-before-response keepalive-race",
             "The server closed or reset the connection before a complete response head (SH)."},
    StateRow{"PH",
             "malformed-header conflicting-framing header-too-large response-refused-by-proxy",
             "HAProxy refused the server's response as invalid, or by a rule (PH)."},
    StateRow{"PD", "malformed-chunking", "The response's chunks are malformed (PD)."},
    StateRow{"sD", "stalled-response", "The response began, then stopped coming (sD)."},
    StateRow{
        "sQ", "connection-limit", "The request waited in the queue for longer than allowed (sQ)."},
    StateRow{"SQ",
             "no-live-upstream connection-limit",
             "The server went away while the request was queued (SQ)."},
    StateRow{"PC",
             "proxy-resources-exhausted connection-limit",
             "A limit of HAProxy itself stopped the connection (PC)."},
    StateRow{
        "RC", "proxy-resources-exhausted", "HAProxy had no resource left for the connection (RC)."},
    StateRow{
        "RH", "proxy-resources-exhausted", "HAProxy had no resource left for the response (RH)."},
    StateRow{
        "DC", "no-live-upstream", "The server was marked down while the connection was made (DC)."},
    StateRow{"DH", "no-live-upstream", "The server was marked down before it answered (DH)."},
    StateRow{"DD",
             "no-live-upstream truncated-body",
             "The server was marked down in the middle of the response (DD)."},
};

bool is_state(std::string_view token, bool with_cookie) {
  if (token.size() != (with_cookie ? 4U : 2U)) {
    return false;
  }
  constexpr std::array<std::string_view, 4> letters{
      "CSPLRDIUKcs-", "RQCHDLT-", "NIDVEOU-", "NIUPRD-"};
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (letters[i].find(token[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

// `0/-1/-1/-1/0`: three to five numbers.
bool is_timers(std::string_view token) {
  const auto slashes = std::ranges::count(token, '/');
  return slashes >= 2 && slashes <= 4 &&
         std::ranges::all_of(split(token, '/'),
                             [](std::string_view part) { return number_in(part).has_value(); });
}

bool is_server(std::string_view token) {
  return token.find('/') != std::string_view::npos && !is_timers(token);
}

std::optional<Record> default_format(const Tokens& tokens) {
  for (std::size_t i = 1; i + 2 < tokens.size(); ++i) {
    if (!is_timers(tokens[i]) || !is_server(tokens[i - 1])) {
      continue;
    }
    const bool http = split(tokens[i], '/').size() > 3;
    for (std::size_t j = i + 1; j < tokens.size() && j < i + 12; ++j) {
      if (is_state(tokens[j], true) || (!http && is_state(tokens[j], false))) {
        Record record{tokens[j].substr(0, 2), tokens[i - 1]};
        const bool redispatched = // then a server was tried
            j + 1 < tokens.size() && tokens[j + 1].find("/+") != std::string_view::npos;
        record.unassigned = !redispatched && split(tokens[i], '/')[http ? 1 : 0] == "-1";
        // The frontend stands for the backend, and TR was never taken: a `listen` section without a
        // server has both, and a time (src/stream.c, process_switching_rules).
        const bool of_frontend = i >= 2 && record.server.substr(0, record.server.find('/')) ==
                                               tokens[i - 2].substr(0, tokens[i - 2].find('~'));
        record.unrouted = http && of_frontend && split(tokens[i], '/')[0] == "-1";
        record.unplaced = !http && of_frontend; // TCP has no TR
        if (http) {
          record.status = number_in(tokens[i + 1]).value_or(0);
        }
        record.bytes = number_in(tokens[i + (http ? 2 : 1)]).value_or(-1);
        return record;
      }
    }
  }
  return std::nullopt;
}

// A custom format: the termination state stands alone or under a key, and something says HAProxy.
std::optional<Record> custom_format(const LogLine& line, const Tokens& tokens) {
  Record record;
  const std::string_view state =
      line.fields.get({"terminationstate", "termstate", "tsc", "ts", "sessionstate", "state"});
  if (is_state(state, true) || is_state(state, false)) {
    record.state = state.substr(0, 2);
  }
  constexpr std::array<SoughtWord, 2> haproxy_words{"haproxy", "<nosrv>"};
  const bool speaks_of_haproxy = any_of(line.lower, line.parts, haproxy_words);
  for (std::size_t i = 0; record.state.empty() && i < tokens.size(); ++i) {
    if (is_state(tokens[i], true) && tokens[i] != "----" &&
        (speaks_of_haproxy || tokens[i].ends_with("--"))) {
      record.state = tokens[i].substr(0, 2);
    }
  }
  if (record.state.empty()) {
    return std::nullopt;
  }
  record.server = line.fields.get({"server", "servername", "srv", "backendserver", "backend"});
  record.status =
      number_in(line.fields.get({"status", "statuscode", "httpstatus", "code", "responsecode"}))
          .value_or(0);
  return record;
}

Findings judge(const Record& record, bool no_server, const std::string& upstream) {
  const auto found = [&](std::string_view ids, std::string_view meaning) {
    return make_findings(ids, "haproxy", meaning, upstream);
  };
  if (record.state == "SC" && record.unrouted) {
    return found("no-upstream-configured", "No rule of the frontend chose a backend.");
  }
  if (record.state == "SC" && record.unplaced && no_server) {
    return found("no-upstream-configured no-live-upstream",
                 "No rule of the frontend chose a backend, or its section has no server left.");
  }
  if (record.state == "SC") {
    return no_server ? found("no-live-upstream no-upstream-configured",
                             "No server of the backend could take the request.")
                     : found("connection-refused",
                             "The server refused the connection or could not be reached (SC).");
  }
  if (record.state == "SD") {
    return record.status < 0 || record.bytes == 0
               ? found("closed-before-response reset-before-response truncated-body",
                       "The server ended the connection without a response (SD).")
               : found("truncated-body closed-before-response",
                       "The server ended the connection in the middle (SD).");
  }
  if (record.state == "PH" && record.status == 500) {
    return found("header-buffer-exceeded header-too-large malformed-header",
                 "The response head could not be rewritten, as when it no longer fits the buffer "
                 "(PH, 500).");
  }
  for (const StateRow& row : state_rows) {
    if (row.state == record.state) {
      return found(row.ids, row.meaning);
    }
  }
  const bool of_gateway = record.status >= 502 && record.status <= 504;
  if (of_gateway && record.state == "PR") { // http-request deny
    return found("response-refused-by-proxy",
                 "A rule of HAProxy refused the request, and no server was asked (PR).");
  }
  if (of_gateway && record.state == "LR") { // http-request return; monitor fail
    return found("response-refused-by-proxy no-live-upstream",
                 "HAProxy answered by itself, by a rule or as its monitor (LR).");
  }
  // 501 and 505 say what is wrong with the request.
  const bool of_request = record.status == 501 || record.status == 505;
  const bool error = record.status >= 500 && record.status < 600; // above, it is no status at all
  if (record.state == "--" && error && !of_request) {
    return no_server ? found("no-live-upstream no-upstream-configured",
                             "No server of the backend could take the request.")
                     : found("upstream-error-status", "The server itself answered with the error.");
  }
  return {};
}

} // namespace

std::optional<Findings> read_haproxy(const LogLine& line, const Tokens& tokens) {
  std::optional<Record> record = default_format(tokens);
  if (!record) {
    record = custom_format(line, tokens);
  }
  if (!record) {
    return std::nullopt;
  }
  const bool no_server = record->unassigned || line.text.find("<NOSRV>") != std::string::npos;
  if (record->state == "SC" && line.lower.find("ssl") != std::string::npos) {
    if (const auto error = tls_meaning(line.lower)) {
      return make_findings(error->ids, "haproxy", error->meaning, escape_peer(record->server, 255));
    }
  }
  const std::string upstream = no_server ? std::string{} : escape_peer(record->server, 255);
  return judge(*record, no_server, upstream);
}

} // namespace gwdiag
