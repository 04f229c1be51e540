// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <string>

#include <doctest/doctest.h>

#include "golden.hpp"
#include "logs/summary.hpp"
#include "report/log_table.hpp"
#include "report/terminal.hpp"

using namespace gwdiag;

namespace {

LogSummary summary() {
  LogSummary found;
  found.lines = 12;
  found.bytes = 3456;
  LogCause refused;
  refused.id = "connection-refused";
  refused.count = 10;
  refused.first_ms = 1795420801000;
  refused.last_ms = 1795420860000;
  refused.meaning = "The upstream refused the connection: nothing listens on its address and port, "
                    "or a firewall rejects it.";
  refused.example =
      "kubelet-of-a-node-with-a-long-name.example.com ingress-nginx-controller-7f4c9 2026/11/23 "
      "08:00:01 [error] "
      "31#31: *1 connect() failed (111: Connection refused) while connecting to upstream, client: "
      "192.0.2.7, server: "
      "shop.example.com, request: \"GET /cart HTTP/1.1\", upstream: \"http://10.0.0.5:8080/cart\"";
  for (int i = 0; i < 7; ++i) {
    refused.upstreams["http://" + std::string(90, 'u') + std::to_string(i)] =
        static_cast<std::uint64_t>(10 - i);
  }
  LogCause none;
  none.id = "no-live-upstream";
  none.consequence = true;
  none.count = 2;
  none.meaning = "All are out.";
  none.example = "no live upstreams while connecting to upstream";
  found.causes = {refused, none};
  return found;
}

} // namespace

TEST_CASE("the table of a log fits its width, and the example keeps what tells") {
  for (const bool unicode : {true, false}) {
    for (const int width : {60, 80, 120}) {
      RenderOptions options;
      options.width = width;
      options.unicode = unicode;
      const std::string table = render_log_table(summary(), options);
      CAPTURE(table);
      std::istringstream lines(table);
      for (std::string line; std::getline(lines, line);) {
        CHECK(display_width(line) <= static_cast<std::size_t>(width));
      }
      const std::string mark = unicode ? "…" : "...";
      const std::size_t example = table.find("           " + mark);
      REQUIRE(example != std::string::npos);
      const std::string shown = table.substr(example, table.find('\n', example) - example);
      CHECK(shown.find("connect() failed (111: ") != std::string::npos);
      CHECK(shown.ends_with(mark));
      CHECK(table.find("and 2 more") != std::string::npos);
      CHECK(table.find("no live upstreams while connecting to upstream\n") != std::string::npos);
    }
  }
  check_golden("log-table.text", render_log_table(summary(), {}));
}

TEST_CASE("a log without a cause is one line") {
  LogSummary found;
  found.lines = 3;
  found.bytes = 99;
  CHECK(render_log_table(found, {}) == "3 lines, 99 bytes: no gateway problem found\n");
}
