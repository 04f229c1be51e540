// SPDX-License-Identifier: Apache-2.0
#include "probe/stages/keepalive.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include <asio/use_awaitable.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace gwdiag {

namespace {

// "timeout=5, max=100".
std::optional<double> stated_seconds(const Http1Response& response) {
  const auto field = response.header("Keep-Alive");
  constexpr std::string_view key = "timeout=";
  const std::size_t at = field ? field->find(key) : std::string_view::npos;
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view digits = field->substr(at + key.size());
  unsigned seconds = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  return read.ec == std::errc() ? std::optional<double>(seconds) : std::nullopt;
}

bool in_http1(const Side& side) {
  return side.side().http_version != "2" &&
         (side.endpoint.scheme == Scheme::http || side.endpoint.scheme == Scheme::https);
}

Task<void> after_request(Side& side, SocketAddress address, KeepaliveTrace& trace) {
  Question question;
  question.role = "keepalive";
  question.http_version = "1.1";
  question.connection = "keep-alive";
  const Attempt* attempt =
      co_await side.attempt(address, question.role, &question, false, &trace.after_request);
  if (trace.after_request.how.empty()) {
    trace.because = why_used_up(*attempt);
  }
  trace.stated_s = stated_seconds(attempt->http.response);
}

} // namespace

std::string why_used_up(const Attempt& attempt) {
  const Http1Response& response = attempt.http.response;
  if (!answered(attempt) || attempt.http.ended != Ended::complete) {
    return response.has_head && response.framing == Framing::to_close
               ? "its answer ends with the connection"
               : "it did not answer to the end";
  }
  const std::string_view connection = response.header("Connection").value_or("");
  if (contains_ignoring_case(connection, "close")) {
    return "it answers Connection: close";
  }
  if (response.version == "1.0" && !contains_ignoring_case(connection, "keep-alive")) {
    return "it answers in HTTP/1.0";
  }
  return "";
}

Task<void> idle_stage(Channel& channel, IdleTrace& idle) {
  const TimePoint start = SteadyClock::now();
  const TimePoint until =
      start + std::chrono::microseconds(static_cast<std::int64_t>(idle.limit_ms * 1000));
  std::array<char, 4096> buffer{};
  std::string said;
  std::size_t heard = 0;
  IoResult io;
  do {
    io = co_await channel.read(buffer.data(), buffer.size(), until);
    heard += io.bytes;
    said.append(buffer.data(), std::min(io.bytes, limits::idle_words - said.size()));
  } while (io.bytes > 0 && heard < limits::idle_bytes);
  idle.idle_ms = milliseconds_between(start, SteadyClock::now());
  idle.how = io.error != 0 ? "rst" : io.eof ? "fin" : "open";
  idle.says = escape_peer(said, limits::idle_words * 4);
}

Task<void> keepalive_stage(Side& side) {
  const auto address = side.address_that_counts();
  Attempt& counted = side.attempts[side.trace.counts];
  if (!address || !answered(counted)) {
    co_return;
  }
  KeepaliveTrace& trace = counted.timing.keepalive;
  const auto limit_ms = static_cast<double>(side.settings->keepalive.count());
  if (in_http1(side)) {
    trace.after_request.limit_ms = limit_ms;
    co_await after_request(side, *address, trace);
  } else {
    trace.because = "only HTTP/1 is asked for a connection that stays";
  }
  if (!side.loop->interrupted) {
    Question question;
    question.role = "fresh";
    question.no_request = true;
    trace.fresh.limit_ms = limit_ms;
    co_await side.attempt(*address, question.role, &question, false, &trace.fresh);
  }
  for (IdleTrace* idle : {&trace.after_request, &trace.fresh}) {
    if (idle->how.empty()) {
      *idle = {};
    }
  }
}

} // namespace gwdiag
