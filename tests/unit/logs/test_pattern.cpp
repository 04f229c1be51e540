// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "logs/net_error.hpp"
#include "logs/pattern.hpp"

namespace {

using gwdiag::error_meaning;
using gwdiag::FaultPhase;
using gwdiag::LogTables;
using gwdiag::matches;
using gwdiag::NetError;

std::vector<LogTables> all_tables() {
  return {gwdiag::client_side_logs(),
          gwdiag::product_logs(),
          gwdiag::library_logs(),
          gwdiag::tls_logs(),
          gwdiag::resolver_logs(),
          gwdiag::envoy_detail_logs()};
}

std::string_view first_of(std::string_view ids) {
  return ids.substr(0, ids.find(' '));
}

} // namespace

TEST_CASE("a pattern is its pieces in order, a caret is a number, and a dollar sign is the end") {
  CHECK(matches("upstream timed out while reading", "upstream timed out"));
  CHECK(matches("upstream timed out while reading", "upstream*reading"));
  CHECK_FALSE(matches("reading upstream", "upstream*reading"));
  CHECK(matches("while ssl handshaking", "while ssl handshaking$"));
  CHECK_FALSE(matches("while ssl handshaking to upstream", "while ssl handshaking$"));
  CHECK_FALSE(matches("ab", "ab*b$"));
  CHECK_FALSE(matches("", "a"));
  CHECK(matches("a.sh: line 16:     9 killed  app", ": line ^:^ killed"));
  CHECK(matches("x: line : line 16: 9 killed", ": line ^:^ killed"));
  CHECK_FALSE(matches("a.sh: line 16: job 9 killed", ": line ^:^ killed"));
  CHECK_FALSE(matches("a.sh: line : 9 killed", ": line ^:^ killed"));
  CHECK_FALSE(matches("a.sh: line 16:", ": line ^:^ killed"));
  CHECK_FALSE(matches("a.sh: line 16:   ", ": line ^:^ killed"));
}

TEST_CASE("every pattern can be searched for: lower case, a piece of three letters, words where it "
          "names a cause") {
  for (const LogTables tables : all_tables()) {
    for (const gwdiag::LogTable* table : tables) {
      CHECK_FALSE(table->product.empty());
      for (const gwdiag::LogPattern& row : table->rows) {
        CAPTURE(row.match);
        CHECK(std::none_of(
            row.match.begin(), row.match.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
        std::size_t longest = 0;
        std::size_t length = 0;
        for (const char c : row.match) {
          length = c == '*' || c == '^' || c == '$' ? 0 : length + 1;
          longest = std::max(longest, length);
        }
        CHECK(longest >= 3);
        CHECK_FALSE(row.meaning.empty());
        CHECK(row.meaning.ends_with('.'));
        CHECK_FALSE(row.sample.empty());
      }
    }
  }
}

TEST_CASE("every text of a library finds its own row") {
  for (const LogTables tables :
       {gwdiag::tls_logs(), gwdiag::resolver_logs(), gwdiag::envoy_detail_logs()}) {
    for (const gwdiag::LogTable* table : tables) {
      for (const gwdiag::LogPattern& row : table->rows) {
        CAPTURE(row.match);
        CAPTURE(row.sample);
        const gwdiag::LogPattern* found = gwdiag::find_pattern(tables, row.sample).row;
        REQUIRE(found != nullptr);
        CHECK(first_of(found->ids) == first_of(row.ids));
        CHECK(found->match == row.match);
      }
    }
  }
}

TEST_CASE("socket errors are read from the words of every system, and from numbers") {
  CHECK(gwdiag::net_error("(111: connection refused)") == NetError::refused);
  CHECK(gwdiag::net_error("(111: unknown error)") == NetError::refused);
  CHECK(gwdiag::net_error("connectex: no connection could be made because the target machine "
                          "actively refused it.") == NetError::refused);
  CHECK(gwdiag::net_error("(113: host is unreachable)") == NetError::host_unreachable);
  CHECK(gwdiag::net_error("(110: operation timed out)") == NetError::timed_out);
  CHECK(gwdiag::net_error("(os 10060)") == NetError::timed_out);
  CHECK(gwdiag::net_error("os error 104") == NetError::reset);
  CHECK(gwdiag::net_error("connect /run/app.sock: unknown error 111") == NetError::refused);
  CHECK(gwdiag::net_error("unknown error 502: pass request body failed") == NetError::none);
  CHECK(gwdiag::net_error("[winerror 10061] 由于目标计算机积极拒绝，无法连接。") ==
        NetError::refused);
  CHECK(gwdiag::net_error("[winerror 10060] ein text, den niemand kennt") == NetError::timed_out);
  CHECK(gwdiag::net_error("eine vorhandene verbindung wurde vom remotehost geschlossen.") ==
        NetError::reset);
  CHECK(gwdiag::net_error("(99: address not available)") == NetError::no_local_address);
  CHECK(gwdiag::net_error("all is well") == NetError::none);
  CHECK(gwdiag::named_net_error("(111: unknown error)") == NetError::none);
  CHECK(gwdiag::named_net_error("supermarket permissions") == NetError::none);
  CHECK(gwdiag::named_net_error("timeout: 5s") == NetError::none);
}

TEST_CASE("an errno means what the phase and the kind of socket make of it") {
  const auto id = [](std::string_view text, FaultPhase phase, bool unix_socket) {
    const auto meaning = error_meaning(text, phase, unix_socket);
    return meaning ? std::string(first_of(meaning->ids)) : std::string("-");
  };
  CHECK(id("(111: connection refused)", FaultPhase::connect, false) == "connection-refused");
  CHECK(id("(111: connection refused)", FaultPhase::connect, true) == "unix-socket-refused");
  CHECK(id("(111: connection refused)", FaultPhase::resolve, false) == "dns-timeout");
  CHECK(id("(13: permission denied)", FaultPhase::connect, false) == "connect-not-permitted");
  CHECK(id("(13: permission denied)", FaultPhase::header, true) == "connect-not-permitted");
  CHECK(id("(13: permission denied)", FaultPhase::body, true) == "connect-not-permitted");
  CHECK(id("(13: permission denied)", FaultPhase::send, true) == "connect-not-permitted");
  CHECK(id("(13: permission denied)", FaultPhase::connect, true) == "unix-socket-permission");
  CHECK(id("(11: resource temporarily unavailable)", FaultPhase::connect, true) ==
        "accept-queue-full");
  CHECK(id("(11: resource temporarily unavailable)", FaultPhase::connect, false) ==
        "proxy-resources-exhausted");
  CHECK(id("(2: no such file or directory)", FaultPhase::connect, true) == "unix-socket-missing");
  CHECK(id("(110: connection timed out)", FaultPhase::connect, false) == "connect-timeout");
  CHECK(id("(110: connection timed out)", FaultPhase::tls, false) == "tls-handshake-timeout");
  CHECK(id("(110: connection timed out)", FaultPhase::send, false) == "request-send-timeout");
  CHECK(id("(110: connection timed out)", FaultPhase::header, false) == "response-timeout");
  CHECK(id("(110: connection timed out)", FaultPhase::body, false) == "stalled-response");
  CHECK(id("(104: connection reset by peer)", FaultPhase::header, false) ==
        "reset-before-response");
  CHECK(id("(104: connection reset by peer)", FaultPhase::body, false) == "truncated-body");
  CHECK(id("nothing of the kind", FaultPhase::header, false) == "-");
}
