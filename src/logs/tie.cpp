// SPDX-License-Identifier: Apache-2.0
#include "logs/tie.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "base/text.hpp"
#include "logs/line.hpp"

namespace gwdiag {

namespace {

constexpr std::int64_t tolerance_ms =
    2000; // stamps of whole seconds, timers that tick once a second
constexpr std::int64_t zone_step_ms = 15 * 60 * 1000; // zones differ by quarters of an hour
constexpr std::int64_t widest_zone_ms = std::int64_t{14} * 60 * 60 * 1000;
constexpr std::int64_t before_ms = std::int64_t{10} * 60 * 1000;

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// `word` stands in `text` with nothing of its kind around it.
bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const bool starts = at == 0 || !is_word(text[at - 1]);
    const bool ends = at + word.size() == text.size() || !is_word(text[at + word.size()]);
    if (starts && ends) {
      return true;
    }
  }
  return false;
}

// How far outside of the run a stamp lies: 0 within it, negative before it.
std::int64_t distance(const LogStamp& stamp, const RunMarks& marks) {
  const std::int64_t from = marks.start_ms - tolerance_ms;
  const std::int64_t to = marks.end_ms + tolerance_ms;
  return stamp.ms < from ? stamp.ms - from : stamp.ms > to ? stamp.ms - to : 0;
}

// A stamp without a zone may be of any: in one of them it is of the run.
bool within_in_some_zone(const LogStamp& stamp, const RunMarks& marks) {
  const std::int64_t off = marks.start_ms - stamp.ms;
  if (stamp.has_zone || std::llabs(off) > widest_zone_ms + tolerance_ms) {
    return false;
  }
  const std::int64_t steps = (off + (off < 0 ? -zone_step_ms : zone_step_ms) / 2) / zone_step_ms;
  return distance({stamp.ms + steps * zone_step_ms, true}, marks) == 0;
}

// "::1:54321" of "[::1]:54321": HAProxy and Apache write it so.
std::string without_brackets(std::string client) {
  std::erase_if(client, [](char c) { return c == '[' || c == ']'; });
  return client;
}

bool names_client(const LogLine& line, const RunMarks& marks) {
  const std::string_view port = line.fields.get({"remoteport", "clientport"});
  return std::ranges::any_of(marks.clients, [&](const std::string& client) {
    const std::string bare = without_brackets(client);
    const std::size_t colon = bare.rfind(':');
    return has_word(line.text, client) || has_word(line.text, bare) ||
           (!port.empty() && colon != std::string::npos && bare.substr(colon + 1) == port &&
            line.text.find(bare.substr(0, colon)) != std::string::npos);
  });
}

// Whose request a line quotes.
enum class Request { none, ours, other };

constexpr std::array<std::string_view, 7> methods{
    "\"GET ", "\"POST ", "\"PUT ", "\"HEAD ", "\"DELETE ", "\"PATCH ", "\"OPTIONS "};

// The Host of the request that a line is about: nginx's `host: "…"`, or a field.
std::string_view host_in(const LogLine& line) {
  constexpr std::string_view mark = ", host: \"";
  const std::size_t found = line.text.find(mark);
  if (found == std::string::npos) {
    return line.fields.get({"host", "requesthost"});
  }
  const std::string_view rest = std::string_view(line.text).substr(found + mark.size());
  return rest.substr(0, rest.find('"'));
}

struct HostAndPort {
  std::string_view host, port; // an address in its brackets; an empty port: none is given
};

HostAndPort split_host(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const bool port =
      colon != std::string_view::npos && text.find(']', colon) == std::string_view::npos;
  return port ? HostAndPort{text.substr(0, colon), text.substr(colon + 1)} : HostAndPort{text, ""};
}

Request request_in(const LogLine& line, const RunMarks& marks) {
  const LogFields& fields = line.fields;
  const std::string_view path = fields.get({"uri", "requesturi", "path", "requestpath"});
  const bool quoted = std::ranges::any_of(methods, [&](std::string_view method) {
    return line.text.find(method) != std::string::npos;
  });
  if (path.empty() && !quoted) {
    return Request::none;
  }
  const std::string_view host = host_in(line);
  // Two ports of one address are two sites; a port that one of the two leaves out is nothing.
  const HostAndPort theirs = split_host(host);
  const HostAndPort ours = split_host(marks.host);
  const bool same_host =
      host.empty() || (equals_ignoring_case(theirs.host, ours.host) &&
                       (theirs.port.empty() || ours.port.empty() || theirs.port == ours.port));
  const std::string first_line = marks.method + " " + marks.target + " HTTP";
  const std::string_view target = std::string_view(marks.target).substr(0, marks.target.find('?'));
  const std::string_view method = fields.get({"method", "requestmethod", "httpmethod"});
  const bool same_path = !path.empty() && (path == marks.target || path == target);
  const bool same_method = method.empty() || method == marks.method;
  const bool same = has_word(line.text, first_line) || (!quoted && same_path && same_method);
  return !marks.method.empty() && same && same_host ? Request::ours : Request::other;
}

} // namespace

std::string_view
tie_of(std::string_view raw, const RunMarks& marks, const LogClock& clock, Written written) {
  const bool appended = written == Written::since;
  const std::optional<LogStamp> stamp = log_stamp(raw, clock);
  const std::int64_t outside = stamp ? distance(*stamp, marks) : appended ? 0 : -before_ms - 1;
  const bool in_some_zone = stamp && within_in_some_zone(*stamp, marks);
  const std::string_view aside = outside < 0 && outside >= -before_ms ? "before" : "";
  if (outside != 0 && !in_some_zone) {
    return aside;
  }
  const LogLine line = unwrap_line(raw);
  if (written == Written::before) {
    return outside != 0 ? aside : request_in(line, marks) == Request::none ? "time" : "before";
  }
  if (names_client(line, marks)) {
    return "connection";
  }
  const bool by_id = std::ranges::any_of(
      marks.request_ids, [&](const std::string& id) { return has_word(line.text, id); });
  if (by_id) {
    return "request-id";
  }
  // Who wrote it in another zone wrote it since the run began. What stood there before may as well
  // be a line of an hour ago.
  if (outside != 0 && !appended) {
    return aside;
  }
  switch (request_in(line, marks)) {
  case Request::ours:
    return "request";
  case Request::other:
    return "other-request";
  case Request::none:
    return "time";
  }
  return "";
}

} // namespace gwdiag
