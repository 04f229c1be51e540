// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/beginning.hpp"
#include "diagnosis/finding.hpp"

namespace gwdiag::rules {

namespace {

struct Name {
  std::string_view protocol;
  const char* title;
};

constexpr std::array names{Name{"fastcgi", "FastCGI"},
                           Name{"uwsgi", "the uwsgi protocol"},
                           Name{"scgi", "SCGI"},
                           Name{"ajp", "AJP"}};

std::string title(const std::string& protocol) {
  const auto* found = std::ranges::find(names, std::string_view(protocol), &Name::protocol);
  return found == names.end() ? protocol : found->title;
}

// A script was asked for that the user or the configuration names: php-fpm's own pages are our
// idea.
bool named_script(const Seen& seen) {
  return seen.trace.path != "/" || seen.attempt().scheme != "fcgi";
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// php-fpm (sapi/fpm/fpm/fpm_main.c) and php-cgi say it in words of their own.
bool script_missing(const HttpTrace& http) {
  const bool says = http.response.body.starts_with("File not found.") ||
                    http.response.body.starts_with("No input file specified.");
  return http.response.status == 404 &&
         (says || contains(http.protocol.errors, "Primary script unknown") ||
          contains(http.protocol.errors, "Unable to open primary script"));
}

Fact error_stream(const Seen& seen) {
  constexpr std::size_t enough = 240;
  const std::string& errors = seen.attempt().http.protocol.errors;
  return make_fact("http",
                   fmt::format("its error stream says: {}{}",
                               beginning(errors, enough),
                               errors.size() > enough ? " …" : ""),
                   seen.at("http", "protocol/errors"));
}

void script_not_found(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  Finding finding = make_finding(
      seen,
      "script-not-found",
      fmt::format("{} does not find the script {}", seen.where(), http.protocol.script));
  finding.details.push_back(text_detail("script", http.protocol.script));
  finding.details.push_back(number_detail("http_status", http.response.status));
  finding.facts.push_back(
      make_fact("http",
                fmt::format("asked for SCRIPT_FILENAME {}, it answers 404", http.protocol.script),
                seen.at("http", "http_status")));
  if (!http.protocol.errors.empty()) {
    finding.facts.push_back(error_stream(seen));
  }
  out.push_back(std::move(finding));
}

Fault met_as(const std::string& error) {
  return error == "closed"    ? Fault::closed
         : error == "reset"   ? Fault::reset
         : error == "timeout" ? Fault::answer_timeout
                              : Fault::garbage;
}

void other_protocol(const Seen& seen,
                    const std::string& speaks,
                    const std::string& why,
                    const std::string& at,
                    Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  Finding finding = make_finding(seen,
                                 "protocol-mismatch",
                                 fmt::format("{} speaks {}, not {}",
                                             seen.where(),
                                             speaks == "http" ? "HTTP/1" : speaks,
                                             title(http.protocol.name)));
  if (answered(seen.attempt())) {
    finding.details.push_back(number_detail("http_status", http.response.status));
  } else {
    finding.fault = met_as(http.error);
  }
  finding.details.push_back(text_detail("speaks", speaks));
  finding.details.push_back(text_detail("asked", http.protocol.name));
  finding.facts.push_back(make_fact("http", why, at));
  if (!http.because.empty()) {
    finding.facts.push_back(make_fact("http", http.because, seen.at("http", "error")));
  }
  out.push_back(std::move(finding));
}

// The same port, asked in plain HTTP/1, gave a response.
bool answers_http(const Seen& seen, Findings& out) {
  const std::size_t index = find_role(seen.trace, "plain");
  if (index >= seen.trace.attempts.size()) {
    return false;
  }
  const Http1Response& response = seen.trace.attempts[index].http.response;
  // 400 is what an HTTP server says to anything else, and with a status line it says so in HTTP:
  // no server of these protocols gives plain HTTP one as well.
  const Http1Response& ours = seen.attempt().http.response;
  const bool refused = answered(seen.attempt()) && ours.status == 400 &&
                       (response.status != 400 || (ours.first_bytes.starts_with("HTTP/") &&
                                                   response.first_bytes.starts_with("HTTP/")));
  if (!response.has_head || (answered(seen.attempt()) && !refused)) {
    return false;
  }
  other_protocol(seen,
                 "http",
                 fmt::format("asked in HTTP/1.1 it answers {}", response.status),
                 seen.at_attempt(index, "http", "http_status"),
                 out);
  return true;
}

struct Row {
  std::string_view fault; // of the trace
  const char* id;
  Fault met;
};

// "cut" and "stalled" with a head are the message family's.
constexpr std::array rows{
    Row{"cut", "application-protocol-error", Fault::truncated_head},
    Row{"stalled", "stalled-response", Fault::stalled_head},
};

void breaks_protocol(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  const ProtocolTrace& protocol = http.protocol;
  const auto* row = std::ranges::find(rows, std::string_view(protocol.fault), &Row::fault);
  const bool busy = protocol.end == "OVERLOADED";
  Finding finding = make_finding(
      seen,
      busy                ? "connection-limit"
      : row != rows.end() ? row->id
                          : "application-protocol-error",
      busy ? fmt::format("{} refuses the request: it is overloaded", seen.where())
           : fmt::format(
                 "{} answers in {}, and {}", seen.where(), title(protocol.name), protocol.what));
  finding.fault = row != rows.end() ? row->met : Fault::garbage;
  if (protocol.fault == "stalled") {
    finding.anomaly = Anomaly::stalled_head;
  }
  finding.details.push_back(text_detail("protocol", protocol.name));
  finding.details.push_back(text_detail("fault", protocol.fault));
  finding.details.push_back(number_detail("offset", static_cast<double>(protocol.offset)));
  if (!protocol.end.empty()) {
    finding.details.push_back(text_detail("end", protocol.end));
  }
  finding.facts.push_back(make_fact("http",
                                    fmt::format("{}, at byte {}", protocol.what, protocol.offset),
                                    seen.at("http", "protocol/fault")));
  if (!protocol.errors.empty()) {
    finding.facts.push_back(error_stream(seen));
  }
  out.push_back(std::move(finding));
}

} // namespace

void application(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  if (!http.speaks.empty()) {
    other_protocol(seen, http.speaks, http.speaks_why, seen.at("http", "speaks"), out);
    return;
  }
  if (answers_http(seen, out)) {
    return;
  }
  const std::string& fault = http.protocol.fault;
  const bool of_message = http.response.has_head && (fault == "cut" || fault == "stalled");
  if (!fault.empty() && !of_message) {
    breaks_protocol(seen, out);
  } else if (answered(seen.attempt()) && named_script(seen) && script_missing(http)) {
    script_not_found(seen, out);
  }
}

void application_words(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  for (Finding& finding : out) {
    if (finding.id == "response-timeout" && http.protocol.name == "fastcgi") {
      finding.facts.push_back(
          make_fact("http",
                    "a pool whose workers are all busy (pm.max_children) leaves connections in its "
                    "accept queue and says nothing",
                    seen.at("http", "error")));
    }
    if (finding.id == "upstream-error-status" && !http.protocol.errors.empty()) {
      finding.facts.push_back(error_stream(seen));
    }
  }
}

} // namespace gwdiag::rules
