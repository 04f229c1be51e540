// SPDX-License-Identifier: Apache-2.0
#include "report/cells.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace gwdiag {

namespace {

struct Word {
  std::string_view error, shown;
};

// What a failed stage says in a narrow cell; another error is shown as it is.
constexpr std::array<Word, 24> words{{{"no-address", "no address"},
                                      {"no-interface", "no interface"},
                                      {"no-zone", "no interface"},
                                      {"no-ipv4", "no IPv4 here"},
                                      {"no-ipv6", "no IPv6 here"},
                                      {"host-unreachable", "no route"},
                                      {"network-unreachable", "no network"},
                                      {"permission", "not permitted"},
                                      {"missing", "no socket"},
                                      {"not-socket", "no socket"},
                                      {"queue-full", "queue full"},
                                      {"no-local-address", "no port left"},
                                      {"descriptors", "no descriptor"},
                                      {"other", "failed"},
                                      {"not-tls", "not TLS"},
                                      {"no-shared-version", "no version"},
                                      {"no-shared-cipher", "no cipher"},
                                      {"bad-message", "bad message"},
                                      {"alert", "alert"},
                                      {"send-timeout", "not read"},
                                      {"invalid", "invalid"},
                                      {"tls", "TLS alert"},
                                      {"servfail", "SERVFAIL"},
                                      {"nxdomain", "NXDOMAIN"}}};

std::string word_for(std::string_view error) {
  const auto* found = std::ranges::find(words, error, &Word::error);
  return std::string(found == words.end() ? error : found->shown);
}

std::string elapsed_text(const StageResult& stage) {
  return stage.elapsed_ms ? duration_text(*stage.elapsed_ms) : "ok";
}

// A stage that has no words of its own: its time, or what its error says.
Cell plain_cell(const StageResult& stage, std::string_view error) {
  switch (stage.status) {
  case StageStatus::skipped:
    return {Mark::not_reached, ""};
  case StageStatus::ok:
    return {Mark::none, elapsed_text(stage)};
  case StageStatus::warning:
    return {Mark::warning, error.empty() ? elapsed_text(stage) : word_for(error)};
  case StageStatus::failed:
    return {Mark::failed, error.empty() ? "failed" : word_for(error)};
  }
  return {};
}

Cell dns_cell(const EndpointTrace& trace) {
  const bool literal = trace.dns.name.empty() && trace.dns.status != StageStatus::failed;
  if (literal && trace.dns.status != StageStatus::warning) {
    return {Mark::none, trace.socket_path.empty() ? "address" : "socket"};
  }
  return plain_cell(trace.dns, trace.dns.error);
}

// "tls-cert-expired" is "expired" in a cell under "tls".
std::string problem_word(std::string_view id) {
  for (const std::string_view prefix : {"tls-cert-", "tls-"}) {
    if (id.starts_with(prefix)) {
      return std::string(id.substr(prefix.size()));
    }
  }
  return std::string(id);
}

Cell tls_cell(const TlsTrace& tls) {
  Cell cell = plain_cell(tls, tls.error);
  const bool troubled = tls.status == StageStatus::warning || tls.status == StageStatus::failed;
  if (!tls.problems.empty() && troubled &&
      (tls.error.empty() || tls.status == StageStatus::warning)) {
    cell.text = problem_word(tls.problems.front().id);
  } else if (tls.error == "alert" && !tls.alerts.empty() && !tls.alerts.front().name.empty()) {
    cell.text = tls.alerts.front().name;
    std::ranges::replace(cell.text, '_', ' ');
  } else if (tls.error == "not-tls" && !tls.speaks.empty()) {
    cell.text = tls.speaks + ", no TLS";
  }
  return cell;
}

std::string incomplete_word(Ended ended) {
  switch (ended) {
  case Ended::fin:
  case Ended::close_notify:
    return "cut off";
  case Ended::rst:
    return "reset";
  case Ended::stall:
  case Ended::timeout:
    return "stalled";
  case Ended::complete:
  case Ended::limit:
    break;
  }
  return "incomplete";
}

std::string own_answer(const EndpointTrace& trace) {
  for (const Layer& layer : trace.layers) {
    if (layer.wrote_answer) {
      return fmt::format(", {}'s own", layer.product);
    }
  }
  return "";
}

std::string http_error_word(const EndpointTrace& trace, const HttpTrace& http) {
  if (http.error == "incomplete") {
    return incomplete_word(http.ended);
  }
  if (http.error == "timeout") {
    return "no answer";
  }
  const std::string& speaks = http.speaks.empty() ? trace.identify.speaks : http.speaks;
  return http.error == "invalid" && !speaks.empty() ? "speaks " + speaks : word_for(http.error);
}

Cell http_cell(const EndpointTrace& trace, const HttpTrace& http) {
  if (http.status == StageStatus::skipped) {
    return {Mark::not_reached, ""};
  }
  const int status = http.response.status;
  const std::string shown = status == 0 ? "" : std::to_string(status);
  if (!http.error.empty()) {
    return {Mark::failed, (shown.empty() ? "" : shown + ", ") + http_error_word(trace, http)};
  }
  if (status >= 400) {
    // A proxy's error is what is to be explained: the mark belongs to what explains it.
    const bool failed = http.status == StageStatus::failed && trace.role != "proxy";
    return {failed ? Mark::failed : Mark::none, shown + own_answer(trace)};
  }
  if (shown.empty()) {
    return plain_cell(http, "");
  }
  return {http.status == StageStatus::ok ? Mark::none : Mark::warning, shown};
}

Cell first_byte_cell(const Attempt& attempt, double slow_ms) {
  const std::optional<double>& first = attempt.timing.first_byte_ms;
  if (!first) {
    return {Mark::not_reached, ""};
  }
  return {*first > slow_ms ? Mark::warning : Mark::none, duration_text(*first)};
}

} // namespace

std::string duration_text(double ms) {
  if (ms < 0.005) {
    return "0 ms";
  }
  if (ms < 0.095) {
    return fmt::format("{:.2f} ms", ms);
  }
  if (ms < 9.95) {
    return fmt::format("{:.1f} ms", ms);
  }
  if (ms < 999.5) {
    return fmt::format("{:.0f} ms", ms);
  }
  return fmt::format("{:.1f} s", ms / 1000);
}

std::array<Cell, stage_count>
cells_of(const EndpointTrace& trace, const Attempt* attempt, double slow_ms) {
  std::array<Cell, stage_count> cells;
  cells.fill({Mark::not_reached, ""});
  cells[0] = dns_cell(trace);
  if (attempt != nullptr) {
    cells[1] = plain_cell(attempt->tcp, attempt->tcp.error);
    cells[2] = tls_cell(attempt->tls);
    cells[3] = http_cell(trace, attempt->http);
    cells[4] = first_byte_cell(*attempt, slow_ms);
  }
  return cells;
}

std::optional<std::size_t> stage_column(std::string_view stage) {
  constexpr std::array<std::string_view, stage_count + 1> stages{
      "dns", "tcp", "tls", "http", "timing", "identify"};
  const auto* found = std::ranges::find(stages, stage);
  if (found == stages.end()) {
    return std::nullopt;
  }
  return stage == "identify" ? 3 : static_cast<std::size_t>(found - stages.begin());
}

std::string cell_text(const Cell& cell) {
  switch (cell.mark) {
  case Mark::none:
    return cell.text;
  case Mark::not_reached:
    return "·";
  case Mark::warning:
    return "! " + cell.text;
  case Mark::failed:
    return "✘ " + cell.text;
  }
  return cell.text;
}

} // namespace gwdiag
