// SPDX-License-Identifier: Apache-2.0
#include "evidence/redact.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.hpp"

namespace gwdiag {

namespace {

// Header fields that carry credentials whole (RFC 9110 section 11, and what gateways and APIs use beside it).
constexpr std::array<std::string_view, 18> secret_headers{
    "authorization",       "proxy-authorization",  "cookie",
    "set-cookie",          "set-cookie2",          "x-api-key",
    "api-key",             "apikey",               "x-auth-token",
    "x-access-token",      "x-csrf-token",         "x-xsrf-token",
    "x-amz-security-token", "x-vault-token",       "x-gitlab-token",
    "private-token",       "x-forwarded-access-token", "authentication-info"};

// Query parameters whose value is a secret when the name is one of these or ends in one after '_', '-' or '.'.
constexpr std::array<std::string_view, 19> secret_parameters{
    "token", "key",    "apikey",    "password",   "passwd",   "pwd",     "pass",
    "secret", "sig",   "signature", "auth",       "session",  "sessionid", "sid",
    "jwt",   "code",   "credential", "assertion", "accesstoken"};

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '[' || c == ']' || c == '%' || c == '~';
}

bool is_secret_header(std::string_view name) {
  return std::ranges::any_of(secret_headers, [name](std::string_view known) {
    return equals_ignoring_case(known, name);
  });
}

bool is_secret_parameter(std::string_view name) {
  return std::ranges::any_of(secret_parameters, [name](std::string_view known) {
    if (name.size() < known.size() ||
        !equals_ignoring_case(name.substr(name.size() - known.size()), known)) {
      return false;
    }
    if (name.size() == known.size()) {
      return true;
    }
    const char before = name[name.size() - known.size() - 1];
    return before == '_' || before == '-' || before == '.';
  });
}

// Where the value of a query parameter ends. An escaped byte begins with a backslash: no URL holds one.
std::size_t value_end(std::string_view text, std::size_t at) {
  return std::min(text.find_first_of("&;# \"'<>\\,|", at), text.size());
}

// ?name=value, &name=value, ;name=value
std::string redact_parameters(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t equals = text.find('='); equals != std::string_view::npos;
       equals = text.find('=', equals + 1)) {
    std::size_t start = equals;
    while (start > done && is_name_byte(text[start - 1])) {
      --start;
    }
    const bool in_query = start == 0 || std::string_view("?&;# \"'").contains(text[start - 1]);
    const std::size_t end = value_end(text, equals + 1);
    if (!in_query || end == equals + 1 || !is_secret_parameter(text.substr(start, equals - start))) {
      continue;
    }
    out += text.substr(done, equals + 1 - done);
    out += redacted_mark;
    done = end;
    equals = end - 1;
  }
  out += text.substr(done);
  return out;
}

// scheme://user:password@host
std::string redact_userinfo(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t slashes = text.find("//"); slashes != std::string_view::npos;
       slashes = text.find("//", slashes + 2)) {
    const std::size_t start = slashes + 2;
    const std::size_t end = std::min(text.find_first_of("/?# \"'<>", start), text.size());
    const std::size_t at = text.substr(start, end - start).rfind('@');
    if (at == std::string_view::npos || at == 0) {
      continue;
    }
    out += text.substr(done, start - done);
    out += redacted_mark;
    done = start + at;
  }
  out += text.substr(done);
  return out;
}

// The end of a header value inside an escaped excerpt: a line end that no blank follows (obsolete folding goes on).
std::size_t line_end(std::string_view text, std::size_t at) {
  for (std::size_t end = at; end < text.size(); ++end) {
    const std::string_view rest = text.substr(end);
    if (rest.starts_with("\\x0a") && !rest.substr(4).starts_with(" ") && !rest.substr(4).starts_with("\\x09")) {
      return end;
    }
    if (rest.starts_with("\\x0d\\x0a")) {
      const std::string_view next = rest.substr(8);
      if (!next.starts_with(" ") && !next.starts_with("\\x09")) {
        return end;
      }
      end += 7;
    }
  }
  return text.size();
}

// "Set-Cookie: a=b" in the middle of an excerpt.
std::string redact_header_lines(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    std::size_t name_end = colon;
    while (name_end > done && text[name_end - 1] == ' ') {
      --name_end;
    }
    const std::string_view before = text.substr(done, name_end - done);
    const bool secret = std::ranges::any_of(secret_headers, [before](std::string_view name) {
      return before.size() >= name.size() &&
             equals_ignoring_case(before.substr(before.size() - name.size()), name);
    });
    if (!secret) {
      continue;
    }
    const std::size_t end = line_end(text, colon + 1);
    if (!trim(text.substr(colon + 1, end - colon - 1)).empty()) {
      out += text.substr(done, colon + 1 - done);
      out += ' ';
      out += redacted_mark;
      done = end;
    }
    colon = end == text.size() ? end - 1 : end;
  }
  out += text.substr(done);
  return out;
}

// name=value; Path=/; HttpOnly → the value of each pair that is no attribute goes.
std::string redact_cookie(std::string_view value) {
  static constexpr std::array<std::string_view, 6> attributes{"path",    "domain",   "expires",
                                                              "max-age", "samesite", "version"};
  std::string out;
  for (const std::string_view part : split(value, ';')) {
    if (!out.empty()) {
      out += ';';
    }
    const std::size_t equals = part.find('=');
    const std::string_view name = trim(part.substr(0, equals));
    const bool attribute = !out.empty() && std::ranges::any_of(attributes, [name](std::string_view known) {
      return equals_ignoring_case(known, name);
    });
    const bool bare_flag = equals == std::string_view::npos &&
                           (equals_ignoring_case(name, "secure") || equals_ignoring_case(name, "httponly") ||
                            equals_ignoring_case(name, "partitioned"));
    if (attribute || bare_flag) {
      out += part;
    } else {
      if (equals != std::string_view::npos) {
        out += part.substr(0, equals + 1);
      }
      out += redacted_mark;
    }
  }
  return out;
}

void redact_in_place(std::string& text) {
  if (text.find_first_of("=:@") != std::string::npos) {
    text = redact_text(text);
  }
}

void redact(HttpTrace& http) {
  redact_in_place(http.request.target);
  for (Header& header : http.response.headers) {
    header.value = redact_header(header.name, header.value);
  }
  for (FoundAnomaly& anomaly : http.response.anomalies) {
    redact_in_place(anomaly.detail);
  }
  for (std::string* text : {&http.response.body,
                            &http.response.first_bytes,
                            &http.response.reason,
                            &http.because,
                            &http.speaks_why,
                            &http.protocol.script,
                            &http.protocol.errors,
                            &http.protocol.what,
                            &http.protocol.debug,
                            &http.protocol.grpc_message}) {
    redact_in_place(*text);
  }
}

} // namespace

std::string redact_text(std::string_view text) {
  if (text.find_first_of("=:@") == std::string_view::npos) {
    return std::string(text);
  }
  return redact_parameters(redact_userinfo(redact_header_lines(text)));
}

std::string redact_header(std::string_view name, std::string_view value) {
  if (!is_secret_header(name) || trim(value).empty()) {
    return redact_text(value);
  }
  if (lower_ascii(name).starts_with("set-cookie") || equals_ignoring_case(name, "cookie")) {
    return redact_cookie(value);
  }
  const std::size_t space = value.find(' ');
  const bool has_scheme = contains_ignoring_case(name, "authorization") &&
                          space != std::string_view::npos && space != 0;
  return std::string(has_scheme ? value.substr(0, space + 1) : "") + std::string(redacted_mark);
}

void redact(EndpointTrace& trace) {
  redact_in_place(trace.endpoint);
  redact_in_place(trace.path);
  for (std::string& note : trace.notes) {
    redact_in_place(note);
  }
  redact_in_place(trace.identify.why);
  redact_in_place(trace.identify.unasked);
  for (Attempt& attempt : trace.attempts) {
    redact(attempt.http);
    redact_in_place(attempt.tls.first_bytes);
  }
}

void redact(Evidence& evidence) {
  redact(evidence.proxy);
  std::ranges::for_each(evidence.host, redact_host);
  for (EndpointTrace& upstream : evidence.upstreams) {
    redact(upstream);
  }
  for (LogTrace& log : evidence.logs) {
    for (LoggedLine& line : log.entries) {
      redact_in_place(line.text);
      redact_in_place(line.upstream);
    }
  }
  for (std::string* text : {&evidence.vantage}) {
    redact_in_place(*text);
  }
  for (std::string& note : evidence.notes) {
    redact_in_place(note);
  }
  for (std::string& ignored : evidence.expectations.ignored) {
    redact_in_place(ignored);
  }
}

std::string printable(std::string_view text) {
  if (is_printable(text)) {
    return std::string(text);
  }
  std::string out;
  bool first = true;
  for (const std::string_view part : split(text, '\\')) {
    if (!first) {
      out += '\\';
    }
    first = false;
    out += escape_peer(part, part.size());
  }
  return out;
}

} // namespace gwdiag
