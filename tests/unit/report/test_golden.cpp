// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "golden.hpp"
#include "report/report.hpp"
#include "situations.hpp"

using namespace gwdiag;

TEST_CASE("every format writes each situation as its golden file has it") {
  for (const situations::Situation& situation : situations::all()) {
    for (const Format& format : formats()) {
      const RenderOptions options;
      check_golden(situation.name + "." + std::string(format.name),
                   format.render({situation.evidence, situation.verdict}, options));
    }
  }
}

TEST_CASE("text: verbose, quiet, ASCII, narrow and coloured as their golden files have it") {
  const situations::Situation refused = situations::refused_behind_nginx();
  const auto render = [](const situations::Situation& situation, RenderOptions options) {
    return find_format("text")->render({situation.evidence, situation.verdict}, options);
  };
  check_golden("refused.verbose.text", render(refused, {.verbose = true}));
  check_golden("hostile.verbose.text", render(situations::hostile_peer(), {.verbose = true}));
  check_golden("refused.quiet.text", render(refused, {.quiet = true}));
  check_golden("refused.ascii.text", render(refused, {.unicode = false}));
  check_golden("tls-expired.ascii.text", render(situations::expired_certificate(), {.unicode = false}));
  check_golden("pool.narrow.text", render(situations::pool_with_one_odd_member(), {.width = 60}));
  for (const int members : {2, 4, 30}) {
    check_golden(fmt::format("sampled-pool-{}.text", members), render(situations::sampled_pool(members), {}));
  }
  const situations::Situation sampled = situations::sampled_pool(4);
  check_golden("sampled-pool-4.ascii.text", render(sampled, {.unicode = false}));
  check_golden("sampled-pool-4.json", find_format("json")->render({sampled.evidence, sampled.verdict}, {}));
  check_golden("refused.colour.text", render(refused, {.colour = true}));
}
