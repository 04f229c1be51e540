// SPDX-License-Identifier: Apache-2.0
// Squid's native access log and Traffic Server's "squid" format: time, elapsed ms, client,
// code/status, …, hierarchy/peer.
#include "base/text.hpp"
#include "logs/pattern.hpp"
#include "logs/recognise.hpp"

namespace gwdiag {

namespace {

struct Record {
  std::string_view code; // TCP_MISS
  int status = 0;
  double elapsed_ms = 0;
  std::string_view hierarchy;
  std::string_view peer;
};

bool is_result(std::string_view token) {
  const std::size_t slash = token.find('/');
  if (slash == std::string_view::npos || slash + 4 != token.size() ||
      !number_in(token.substr(slash + 1))) {
    return false;
  }
  for (const std::string_view prefix : {"TCP_", "UDP_", "NONE", "TAG_", "ERR_"}) {
    if (token.starts_with(prefix)) {
      return true;
    }
  }
  return false;
}

bool is_hierarchy(std::string_view token) {
  for (const std::string_view part : {"HIER_",
                                      "DIRECT/",
                                      "PARENT",
                                      "NONE/",
                                      "SIBLING",
                                      "PINNED/",
                                      "ORIGINAL_DST/",
                                      "ROUNDROBIN"}) {
    if (token.find(part) != std::string_view::npos && token.find('/') != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

std::optional<Record> record_of(const Tokens& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    // A line that was quoted from its result on has the size, the method, the URL and the user
    // next.
    const bool quoted = i == 0 && tokens.size() >= 6 && number_in(tokens[1]) &&
                        is_hierarchy(tokens[5]) && !is_result(tokens[5]);
    if (!is_result(tokens[i]) || !(quoted || (i >= 2 && number_in(tokens[i - 2])))) {
      continue;
    }
    Record record;
    const std::size_t slash = tokens[i].find('/');
    record.code = tokens[i].substr(0, slash);
    record.status = static_cast<int>(number_in(tokens[i].substr(slash + 1)).value_or(0));
    record.elapsed_ms = quoted ? 0 : number_in(tokens[i - 2]).value_or(0);
    for (std::size_t j = i + 1; j < tokens.size(); ++j) {
      if (is_hierarchy(tokens[j]) && !is_result(tokens[j])) {
        const std::size_t cut = tokens[j].find('/');
        record.hierarchy = tokens[j].substr(0, cut);
        record.peer = tokens[j].substr(cut + 1);
      }
    }
    return record;
  }
  return std::nullopt;
}

constexpr double slow_connect_ms =
    15000; // a refusal is at once, three tries included; connect_timeout is a minute

} // namespace

std::optional<Findings> read_squid(const LogLine& /*line*/, const Tokens& tokens) {
  const auto record = record_of(tokens);
  if (!record) {
    return std::nullopt;
  }
  const bool has_peer = !record->peer.empty() && record->peer != "-";
  const std::string upstream = has_peer ? escape_peer(record->peer, 255) : std::string{};
  const auto found = [&](std::string_view ids, std::string_view meaning) {
    return make_findings(ids, "squid", meaning, upstream);
  };
  // No more than the status, as in any access log: what the proxy itself knew stands in its page.
  const auto status_only = [&](std::string_view ids, std::string_view meaning) {
    return make_findings(ids, "access-log", meaning, upstream);
  };
  if (record->code.starts_with("ERR_")) {
    const LogMatch match = find_pattern(product_logs(), lower_ascii(record->code));
    return match.row == nullptr ? Findings{} : found(match.row->ids, match.row->meaning);
  }
  if (record->status < 500 || record->code.find("DENIED") != std::string_view::npos ||
      (record->code.find("ABORTED") != std::string_view::npos && record->status != 503)) {
    return Findings{};
  }
  if (record->status == 504 && record->hierarchy.ends_with("NONE")) {
    return found("no-upstream-configured dns-nxdomain dns-servfail",
                 "Squid asked no server for the object.");
  }
  if (record->status == 503 && !has_peer) {
    return found(
        "dns-nxdomain no-live-upstream dns-servfail dns-timeout",
        "Squid had no address to forward to: the name does not resolve, or no peer is left.");
  }
  if (record->status == 503 && record->elapsed_ms >= slow_connect_ms) {
    return status_only("connect-timeout response-timeout connection-refused",
                       "The origin could not be reached in time.");
  }
  if (record->status == 503) {
    return status_only("connection-refused connect-timeout upstream-error-status",
                       "The origin could not be reached.");
  }
  if (record->status == 504) {
    return status_only("response-timeout connect-timeout", "The origin did not answer in time.");
  }
  if (record->status == 502) {
    return status_only("closed-before-response reset-before-response malformed-header",
                       "The origin's answer was missing or invalid.");
  }
  return has_peer
             ? status_only("upstream-error-status", "The origin itself answered with the error.")
             : Findings{};
}

} // namespace gwdiag
