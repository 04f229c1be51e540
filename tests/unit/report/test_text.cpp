// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "report/cells.hpp"
#include "report/report.hpp"
#include "report/terminal.hpp"
#include "situations.hpp"

using namespace gwdiag;

namespace {

std::string text_of(const situations::Situation& situation, const RenderOptions& options = {}) {
  return find_format("text")->render({situation.evidence, situation.verdict}, options);
}

std::size_t lines_in(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

} // namespace

TEST_CASE("text fits the width, from 60 columns to 120; a single word of a command may not") {
  for (const situations::Situation& situation : situations::all()) {
    for (int width = 60; width <= 120; width += 7) {
      for (const bool unicode : {true, false}) {
        const std::string text = text_of(situation, {.unicode = unicode, .width = width, .verbose = true});
        for (const std::string_view line : split(text, '\n')) {
          const bool one_word = trim(line).find(' ') == std::string_view::npos;
          CHECK_MESSAGE((one_word || display_width(line) <= static_cast<std::size_t>(width)), line);
        }
      }
    }
  }
}

TEST_CASE("no format lets an escape sequence, a control character or a secret through") {
  const situations::Situation hostile = situations::hostile_peer();
  for (const Format& format : formats()) {
    for (const bool verbose : {false, true}) {
      const std::string out = format.render({hostile.evidence, hostile.verdict}, {.verbose = verbose});
      CAPTURE(format.name);
      CHECK(out.ends_with('\n'));
      CHECK(out.find("topsecret") == std::string::npos);
      CHECK(is_printable([&] {
        std::string one_line = out;
        std::ranges::replace(one_line, '\n', ' ');
        return one_line;
      }()));
    }
    const std::string open = format.render({hostile.evidence, hostile.verdict}, {.show_secrets = true});
    const bool shows_commands = format.name != "nagios" && format.name != "prometheus";
    CHECK((open.find("topsecret") != std::string::npos) == shows_commands);
  }
}

TEST_CASE("a verdict that was not escaped is escaped by the report") {
  situations::Situation situation = situations::refused_behind_nginx();
  situation.verdict.summary = "a\x1b[31mb\nc";
  situation.verdict.causes[0].evidence[0].fact = "\x07";
  for (const Format& format : formats()) {
    const std::string out = format.render({situation.evidence, situation.verdict}, {});
    CAPTURE(format.name);
    CHECK(out.find('\x1b') == std::string::npos);
    CHECK(out.find('\x07') == std::string::npos);
    CHECK(out.find("b\nc") == std::string::npos);
  }
}

TEST_CASE("healthy is three lines, quiet is one") {
  CHECK(lines_in(text_of(situations::healthy_pair())) == 3);
  for (const situations::Situation& situation : situations::all()) {
    CHECK(lines_in(text_of(situation, {.quiet = true})) == 1);
  }
}

TEST_CASE("a healthy verdict with an ignored cause shows it") {
  situations::Situation situation = situations::healthy_pair();
  situation.verdict.causes = situations::refused_behind_nginx().verdict.causes;
  situation.verdict.causes[0].ignored = true;
  CHECK(text_of(situation).find("connection-refused, likely, ignored") != std::string::npos);
}

TEST_CASE("a scheme that nobody gave is named where it is not the one that was tried first") {
  situations::Situation healthy = situations::healthy_pair();
  EndpointTrace& proxy = healthy.evidence.proxy;
  REQUIRE(proxy.main() != nullptr);
  proxy.attempts = {*proxy.main(), *proxy.main()};
  proxy.attempts[0].scheme = "http";
  proxy.attempts[1].scheme = "https";
  proxy.counts = 1;
  CHECK(text_of(healthy, {.width = 120}).find("no scheme was given") == std::string::npos);
  proxy.attempts[1].role = "other-scheme";
  const std::string text = text_of(healthy, {.width = 120});
  CHECK(text.find("no scheme was given for") != std::string::npos);
  CHECK(text.find("https is used, as http failed") != std::string::npos);
}

TEST_CASE("the arrow stands under the stage that parts the two") {
  situations::Situation situation = situations::refused_behind_nginx();
  const auto column_of = [&](const char* stage) {
    situation.verdict.first_divergence = stage;
    const std::string text = text_of(situation);
    for (const std::string_view line : split(text, '\n')) {
      if (const std::size_t at = line.find("↑"); at != std::string_view::npos) {
        return display_width(line.substr(0, at));
      }
    }
    return std::size_t{0};
  };
  const std::string text = text_of(situation);
  const std::string_view titles = split(text, '\n')[2];
  CHECK(column_of("dns") == titles.find("dns"));
  CHECK(column_of("tcp") == titles.find("tcp"));
  CHECK(column_of("tls") == titles.find("tls"));
  CHECK(column_of("http") == titles.find("http"));
  CHECK(column_of("identify") == titles.find("http"));
  CHECK(column_of("timing") == titles.find("first byte"));
  CHECK(column_of("") == 0);
  CHECK(column_of("elsewhere") == 0);
}

TEST_CASE("the odd upstreams come first, at most eight are shown, the rest is counted") {
  situations::Situation situation = situations::pool_with_one_odd_member();
  std::vector<Row> rows = stage_rows(situation.evidence);
  CHECK(rows.size() == 13);
  CHECK(rows[0].label == "proxy");
  CHECK(rows[1].label == "10.0.0.7:8080");
  CHECK(rows[1].odd);
  CHECK(rows[2].label == "10.0.0.1:8080");
  CHECK(remainder_text(rows, 9) == "and 4 more alike");
  CHECK(remainder_text(rows, 13).empty());
  rows[12].kind = "refused";
  CHECK(remainder_text(rows, 9) == "and 4 more: 3 × 200, 1 × refused");
}

TEST_CASE("an address that fares differently has a row of its own, another question has none") {
  situations::Situation situation = situations::one_family_broken();
  std::vector<Row> rows = stage_rows_with_addresses(situation.evidence);
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].kind == "200");
  CHECK(rows[2].label == " [::1]:8080");
  CHECK(rows[2].kind == "refused");
  situation.evidence.upstreams[0].attempts[0].role = "connect-only";
  CHECK(stage_rows_with_addresses(situation.evidence).size() == 3);
  situation.evidence.upstreams[0].attempts[0] = situation.evidence.upstreams[0].attempts[1];
  situation.evidence.upstreams[0].attempts[0].role = "address";
  CHECK(stage_rows_with_addresses(situation.evidence).size() == 2);
  situation.evidence.upstreams[0].attempts.assign(9, situations::one_family_broken().evidence.upstreams[0].attempts[0]);
  situation.evidence.upstreams[0].attempts[1] = situations::one_family_broken().evidence.upstreams[0].attempts[1];
  CHECK(stage_rows_with_addresses(situation.evidence).size() == 2 + 4);
}

TEST_CASE("durations are short and never lie about zero") {
  CHECK(duration_text(0) == "0 ms");
  CHECK(duration_text(0.04) == "0.04 ms");
  CHECK(duration_text(0.096) == "0.1 ms");
  CHECK(duration_text(1.25) == "1.2 ms");
  CHECK(duration_text(9.96) == "10 ms");
  CHECK(duration_text(412.4) == "412 ms");
  CHECK(duration_text(999.6) == "1.0 s");
  CHECK(duration_text(60000) == "60.0 s");
}

TEST_CASE("what a cell says of each way to fail") {
  const auto kind_of = [](auto&& change) {
    situations::Situation situation = situations::healthy_pair();
    change(situation.evidence.upstreams[0], situation.evidence.upstreams[0].attempts[0]);
    return stage_rows(situation.evidence).back().kind;
  };
  const auto http = [&](const char* error, Ended ended, int status) {
    return kind_of([&](EndpointTrace&, Attempt& attempt) {
      attempt.http.status = StageStatus::failed;
      attempt.http.error = error;
      attempt.http.ended = ended;
      attempt.http.response.status = status;
    });
  };
  CHECK(http("timeout", Ended::timeout, 0) == "no answer");
  CHECK(http("closed", Ended::fin, 0) == "closed");
  CHECK(http("incomplete", Ended::fin, 200) == "200, cut off");
  CHECK(http("incomplete", Ended::rst, 200) == "200, reset");
  CHECK(http("incomplete", Ended::stall, 200) == "200, stalled");
  CHECK(http("invalid", Ended::fin, 0) == "invalid");
  CHECK(kind_of([](EndpointTrace& trace, Attempt& attempt) {
          attempt.http.status = StageStatus::failed;
          attempt.http.error = "invalid";
          attempt.http.response.status = 0;
          trace.identify.speaks = "ssh";
        }) == "speaks ssh");
  CHECK(kind_of([](EndpointTrace&, Attempt& attempt) {
          attempt.tls.status = StageStatus::failed;
          attempt.tls.error = "alert";
          attempt.tls.alerts = {{40, "handshake_failure", true}};
        }) == "handshake failure");
  CHECK(kind_of([](EndpointTrace&, Attempt& attempt) { attempt.timing.first_byte_ms = 3001; }) == "slow");
  CHECK(kind_of([](EndpointTrace& trace, Attempt&) {
          trace.attempts.clear();
          trace.dns.status = StageStatus::failed;
          trace.dns.error = "nxdomain";
        }) == "NXDOMAIN");
}
