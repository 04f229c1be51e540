// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"
#include "diagnosis/too_often.hpp"

namespace gwdiag::rules {

namespace {

struct Name {
  std::string_view speaks;
  const char* title;
};

constexpr std::array names{
    Name{"tls", "TLS"},
    Name{"http2", "HTTP/2 only"},
    Name{"fastcgi", "FastCGI"},
    Name{"uwsgi", "the uwsgi protocol"},
    Name{"scgi", "SCGI"},
    Name{"ajp", "AJP"},
    Name{"ssh", "SSH"},
    Name{"smtp", "SMTP"},
    Name{"ftp", "FTP"},
    Name{"imap", "IMAP"},
    Name{"pop3", "POP3"},
    Name{"mysql", "MySQL"},
    Name{"redis", "Redis"},
    Name{"mongodb", "MongoDB"},
    Name{"memcached", "memcached"},
    Name{"amqp", "AMQP"},
    Name{"postgresql", "PostgreSQL"},
};

std::string title(const std::string& speaks) {
  for (const Name& name : names) {
    if (name.speaks == speaks) {
      return name.title;
    }
  }
  return speaks;
}

bool failed(const HttpTrace& http) {
  return !http.error.empty() && http.error != "interrupted";
}

// A proxy may ask in these as well as in HTTP/1: that ours was no question in them says nothing
// where nobody typed the scheme.
void doubt_our_choice(const Seen& seen, const std::string& speaks, Finding& finding) {
  static constexpr std::array schemes{Name{"fastcgi", "fcgi"},
                                      Name{"uwsgi", "uwsgi"},
                                      Name{"scgi", "scgi"},
                                      Name{"ajp", "ajp"},
                                      Name{"http2", "h2c"}};
  const auto* const row = std::ranges::find(schemes, std::string_view(speaks), &Name::speaks);
  if (seen.trace.scheme_given || seen.upstream < 0 || row == schemes.end()) {
    return;
  }
  finding.our_choice = true;
  finding.at_most = Certainty::possible;
  finding.summary += fmt::format(": the proxy may ask it in that, or in HTTP; say {}:// to have it "
                                 "asked so",
                                 row->title);
  finding.details.push_back(text_detail("scheme", row->title));
}

void speaks_other(const Seen& seen,
                  const std::string& speaks,
                  const std::string& why,
                  const std::string& stage,
                  const std::string& at,
                  Findings& out) {
  const bool tls = speaks == "tls";
  Finding finding =
      make_finding(seen,
                   tls ? "plain-http-to-tls-port" : "protocol-mismatch",
                   fmt::format("{} speaks {}{}",
                               seen.where(),
                               title(speaks),
                               tls ? ", and is asked in plain HTTP" : ", not HTTP/1"));
  if (tls && seen.upstream < 0) {
    finding.summary += fmt::format(": ask https://{}", seen.where());
  }
  // What a proxy does with it is what it does with the bytes that came, or with their absence.
  const HttpTrace& http = seen.attempt().http;
  finding.fault = http.error == "closed"    ? Fault::closed
                  : http.error == "reset"   ? Fault::reset
                  : http.error == "timeout" ? Fault::answer_timeout
                                            : Fault::garbage;
  if (http.response.has_head) {
    finding.fault.reset(); // a whole HTTP answer that says so: a proxy passes it on
  }
  finding.details.push_back(text_detail("speaks", speaks));
  finding.facts.push_back(make_fact(stage, why, at));
  if (failed(http)) {
    finding.facts.push_back(make_fact("http", http.because, seen.at("http", "error")));
  }
  doubt_our_choice(seen, speaks, finding);
  out.push_back(std::move(finding));
}

// Whether each of `roles` was asked and ended as `model` did: in the same class, or without an
// answer.
bool always(const Seen& seen, const std::array<std::string, 2>& roles, const Attempt& model) {
  return std::ranges::all_of(roles, [&](const std::string& role) {
    const std::size_t index = find_role(seen.trace, role);
    return index < seen.trace.attempts.size() &&
           status_class(seen.trace.attempts[index]) == status_class(model);
  });
}

// Silence, an interruption or a connection that did not come about says nothing of what was asked;
// a close says it only where each way of asking, tried twice more, ended as before.
bool told_something(const Seen& seen, const Attempt& other) {
  if (asked_too_often(other) || asked_too_often(seen.attempt())) {
    return false;
  }
  return answered(other) ||
         (broke_off(other) &&
          (always(seen, {"again", "again-2"}, seen.attempt()) ||
           always(seen, {other.role + "-again", other.role + "-again-2"}, other)));
}

// One way of asking, tried again, met another kind of answer: it comes and goes by itself.
bool changes_by_itself(const Seen& seen) {
  const auto differs = [&](const Attempt& first, const Attempt& again) {
    return (answered(again) || broke_off(again)) && status_class(again) != status_class(first);
  };
  const auto changed_from = [&](const Attempt& first, std::string_view role) {
    return std::ranges::any_of(seen.trace.attempts, [&](const Attempt& again) {
      return again.role == role && differs(first, again);
    });
  };
  static constexpr std::array<std::string_view, 4> ours{"again", "again-2", "again-3", "sample"};
  if (std::ranges::any_of(ours, [&](auto role) { return changed_from(seen.attempt(), role); })) {
    return true;
  }
  return std::ranges::any_of(std::array{"other-host", "http10"}, [&](const std::string& role) {
    const std::size_t index = find_role(seen.trace, role);
    return index < seen.trace.attempts.size() &&
           (changed_from(seen.trace.attempts[index], role + "-again") ||
            changed_from(seen.trace.attempts[index], role + "-again-2"));
  });
}

// The answer to another Host is of another kind: well against refused, whichever of the two we sent
// first.
bool differs_by_host(const Seen& seen, Findings& out) {
  const std::size_t index = find_role(seen.trace, "other-host");
  if (index >= seen.trace.attempts.size() ||
      status_class(seen.trace.attempts[index]) == status_class(seen.attempt())) {
    return false;
  }
  const Attempt& other = seen.trace.attempts[index];
  if (!told_something(seen, other) || changes_by_itself(seen)) {
    return false;
  }
  const bool refused_is_other = status_class(other) > status_class(seen.attempt());
  const Attempt& refused = refused_is_other ? other : seen.attempt();
  const Attempt& served = refused_is_other ? seen.attempt() : other;
  Finding finding = make_finding(seen,
                                 "host-rejected",
                                 fmt::format("{} serves Host {} and refuses Host {}",
                                             seen.where(),
                                             served.http.request.host,
                                             refused.http.request.host));
  finding.weight = Finding::Weight::soft;
  if (!answered(refused)) {
    finding.fault = refused.http.error == "reset"     ? Fault::reset
                    : refused.http.error == "timeout" ? Fault::answer_timeout
                                                      : Fault::closed;
  } else {
    finding.details.push_back(number_detail("http_status", refused.http.response.status));
    finding.page = refused.http.response.body_hash;
  }
  finding.details.push_back(text_detail("refused_host", refused.http.request.host));
  finding.details.push_back(text_detail("served_host", served.http.request.host));
  for (const Attempt* attempt : {&refused, &served}) {
    const std::size_t place = attempt == &other ? index : seen.index;
    const bool whole = answered(*attempt);
    finding.facts.push_back(
        make_fact("http",
                  fmt::format("Host {}: {}",
                              attempt->http.request.host,
                              whole ? fmt::format("status {}", attempt->http.response.status)
                                    : attempt->http.because),
                  seen.at_attempt(place, "http", whole ? "http_status" : "error")));
  }
  out.push_back(std::move(finding));
  return true;
}

// Refused in HTTP/1.0, served in HTTP/1.1 (RFC 9110 section 15.6.6, and 426).
bool differs_by_version(const Seen& seen, Findings& out) {
  const std::size_t index = find_role(seen.trace, "http10");
  if (index >= seen.trace.attempts.size() ||
      status_class(seen.trace.attempts[index]) <= status_class(seen.attempt())) {
    return false;
  }
  const Attempt& other = seen.trace.attempts[index];
  if (!told_something(seen, other) || changes_by_itself(seen)) {
    return false;
  }
  Finding finding =
      make_finding(seen,
                   "protocol-mismatch",
                   fmt::format("{} serves HTTP/1.1 and refuses HTTP/1.0", seen.where()));
  finding.weight = Finding::Weight::note;
  finding.fault = !answered(other) && other.http.error == "reset" ? Fault::reset : Fault::closed;
  if (answered(other)) {
    finding.fault.reset();
    finding.details.push_back(number_detail("http_status", other.http.response.status));
  }
  finding.details.push_back(text_detail("speaks", "http/1.1"));
  const bool whole = answered(other);
  finding.facts.push_back(
      make_fact("http",
                whole ? fmt::format("in HTTP/1.0: status {}", other.http.response.status)
                      : "in HTTP/1.0: " + other.http.because,
                seen.at_attempt(index, "http", whole ? "http_status" : "error")));
  out.push_back(std::move(finding));
  return true;
}

} // namespace

namespace {

// nginx lets the handshake come about and says it in HTTP (ngx_http_request.c, NGX_HTTPS_NO_CERT
// and NGX_HTTPS_CERT_ERROR).
bool page_wants_certificate(const Seen& seen, Findings& out) {
  const Http1Response& response = seen.attempt().http.response;
  const bool says =
      response.body.find("No required SSL certificate was sent") != std::string::npos ||
      response.body.find("The SSL certificate error") != std::string::npos;
  if (response.status != 400 || !says) {
    return false;
  }
  Finding finding = make_finding(seen,
                                 "tls-client-cert-required",
                                 fmt::format("{} demands a client certificate", seen.where()));
  finding.details.push_back(number_detail("http_status", response.status));
  finding.facts.push_back(make_fact("http",
                                    "its page says that a client certificate is missing or refused",
                                    seen.at("http", "body")));
  out.push_back(std::move(finding));
  return true;
}

// What HTTP servers say to a first line that is no request.
bool refuses_the_line(int status) {
  static constexpr std::array statuses{400, 405, 408, 411, 413, 414, 431, 501, 505};
  return std::ranges::find(statuses, status) != statuses.end();
}

// It closes on HTTP without a byte, each time, and answers the same request in uwsgi or SCGI. SCGI
// has a head without a status line, which no HTTP server sends.
bool answers_in_another(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  const bool closes = http.error == "closed" || http.error == "reset";
  const auto came_through = [&](std::string_view role) {
    const std::size_t index = find_role(seen.trace, role);
    return index < seen.trace.attempts.size() && answered(seen.trace.attempts[index]);
  };
  if (!closes || !http.response.first_bytes.empty() || came_through("again") ||
      came_through("again-2")) {
    return false;
  }
  for (const std::string speaks : {"uwsgi", "scgi"}) {
    const std::size_t index = find_role(seen.trace, "as-" + speaks);
    if (index >= seen.trace.attempts.size() || !came_through("as-" + speaks)) {
      continue;
    }
    const Http1Response& response = seen.trace.attempts[index].http.response;
    if (!response.has_head || refuses_the_line(response.status) ||
        (speaks == "scgi" && !response.version.empty())) {
      continue;
    }
    speaks_other(seen,
                 speaks,
                 fmt::format("asked the same in {}, it answers {}", title(speaks), response.status),
                 "http",
                 seen.at_attempt(index, "http", "http_status"),
                 out);
    return true;
  }
  return false;
}

// HTTP has the client speak first (RFC 9112 section 2.1).
void speaks_unasked(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  Finding finding = make_finding(
      seen,
      "protocol-mismatch",
      fmt::format("{} sends text before it is asked: it speaks another protocol than HTTP",
                  seen.where()));
  finding.fault = Fault::garbage;
  finding.facts.push_back(make_fact("identify",
                                    "it sent by itself: " + seen.trace.identify.unasked,
                                    seen.at("identify", "unasked")));
  finding.facts.push_back(make_fact("http", http.because, seen.at("http", "error")));
  out.push_back(std::move(finding));
}

} // namespace

bool spoke_unasked(const Seen& seen) {
  return !answered(seen.attempt()) && !seen.trace.identify.unasked.empty() &&
         seen.attempt().http.error == "invalid";
}

void protocol(const Seen& seen, Findings& out) {
  const HttpTrace& http = seen.attempt().http;
  if (page_wants_certificate(seen, out)) {
    return;
  }
  if (expects_proxy_header(seen, out) || refuses_given_header(seen, out)) {
    return;
  }
  if (!http.speaks.empty()) {
    speaks_other(seen, http.speaks, http.speaks_why, "http", seen.at("http", "speaks"), out);
    return;
  }
  const IdentifyTrace& identified = seen.trace.identify;
  if (!answered(seen.attempt()) && !identified.speaks.empty() && identified.speaks != "http" &&
      http.status != StageStatus::skipped) {
    speaks_other(
        seen, identified.speaks, identified.why, "identify", seen.at("identify", "speaks"), out);
    return;
  }
  if (spoke_unasked(seen)) {
    speaks_unasked(seen, out);
    return;
  }
  if (answers_in_another(seen, out)) {
    return;
  }
  if (http.status != StageStatus::skipped && !differs_by_host(seen, out)) {
    differs_by_version(seen, out);
  }
}

} // namespace gwdiag::rules
