// SPDX-License-Identifier: Apache-2.0
#include "checklist/checklist.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "checklist/groups.hpp"

namespace gwdiag {

namespace {

std::vector<CauseWords> all_groups() {
  std::vector<CauseWords> all;
  for (auto* group : {words::upstream_down,
                      words::upstream_overloaded,
                      words::wrong_target,
                      words::wrong_limits,
                      words::network,
                      words::certificates,
                      words::handshake,
                      words::out_of_memory,
                      words::invalid_head,
                      words::invalid_message,
                      words::cdn,
                      words::intermittent}) {
    std::ranges::move(group(), std::back_inserter(all));
  }
  return all;
}

} // namespace

std::span<const CauseWords> cause_words() {
  static const std::vector<CauseWords> all = all_groups();
  return all;
}

const CauseWords* find_words(std::string_view id) {
  const auto all = cause_words();
  const auto row = std::ranges::find(all, id, &CauseWords::id);
  return row == all.end() ? nullptr : &*row;
}

std::string_view step_text(int number) {
  static constexpr std::array<std::string_view, 5> sentences{
      "Verify that the upstream application server is running",
      "Check the proxy's configuration for the correct upstream address and port",
      "Review the upstream's logs for crash or error messages",
      "Increase the proxy's timeouts if the upstream is slow",
      "Restart the upstream application server",
  };
  return number >= 1 && number <= 5 ? sentences[static_cast<std::size_t>(number - 1)]
                                    : std::string_view{};
}

} // namespace gwdiag
