// SPDX-License-Identifier: Apache-2.0
// Which lines of a log are kept as evidence of a run.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include "logs/follow.hpp"

using namespace gwdiag;

namespace {

std::string refused(std::string_view target, int port) {
  return fmt::format("2024/03/02 10:11:12 [error] 9#9: *7 connect() failed (111: Connection "
                     "refused) while connecting to upstream, client: 192.0.2.7, server: shop, "
                     "request: \"GET {} HTTP/1.1\", upstream: \"http://127.0.0.1:{}/\", host: "
                     "\"shop.example.com\"\n",
                     target,
                     port);
}

} // namespace

TEST_CASE("a busy log does not crowd out the line of our own request") {
  const std::string path = fmt::format("/tmp/gwdiag-follow-{}.log", ::getpid());
  {
    std::ofstream log(path);
    for (int i = 0; i < 100; ++i) {
      log << refused("/other", 8080);
    }
    log << refused("/cart", 8081);
  }
  RunMarks marks;
  marks.start_ms = 1709374271000; // 2024-03-02 10:11:11 UTC
  marks.end_ms = 1709374274000;
  marks.method = "GET";
  marks.target = "/cart";
  marks.host = "shop.example.com";
  const auto trace = read_finished_log(path, marks);
  std::remove(path.c_str());
  REQUIRE(trace);
  CHECK(trace->entries.size() <= 32);
  const auto ours = std::ranges::find(trace->entries, "request", &LoggedLine::tie);
  REQUIRE(ours != trace->entries.end());
  CHECK(ours->upstream.find("8081") != std::string::npos);
}
