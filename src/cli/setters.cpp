// SPDX-License-Identifier: Apache-2.0
#include "cli/setters.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag::setters {

namespace {

// The place of `value` in `words`, or what is wrong with it.
ValueResult<std::size_t> read_choice(std::string_view value,
                                     const std::vector<std::string>& words) {
  const auto word = read_word(value, words);
  if (!word) {
    return std::unexpected(word.error());
  }
  return static_cast<std::size_t>(std::ranges::find(words, *word) - words.begin());
}

} // namespace

ValueResult<std::string> read_file(std::string_view text) {
  std::string problem = check_file(text);
  return problem.empty() ? ValueResult<std::string>(text) : std::unexpected(std::move(problem));
}

ValueResult<std::string> read_directory(std::string_view text) {
  std::string problem = check_directory(text);
  return problem.empty() ? ValueResult<std::string>(text) : std::unexpected(std::move(problem));
}

ValueResult<std::string> read_data(std::string_view text) {
  if (!text.starts_with('@')) {
    return std::unexpected("the request body comes from a file; write @FILE");
  }
  return read_file(text.substr(1));
}

std::string config(Options& options, std::string_view value) {
  std::string problem = value == "-" ? "" : check_file(value);
  if (problem.empty()) {
    options.configs.emplace_back(value);
  }
  return problem;
}

std::string resolve(Options& options, std::string_view value) {
  return put(read_resolve(value), [&](std::vector<Options::Resolve> entries) {
    options.resolve.insert(options.resolve.end(),
                           std::make_move_iterator(entries.begin()),
                           std::make_move_iterator(entries.end()));
  });
}

std::string resolver(Options& options, std::string_view value) {
  return put(read_resolver(value), [&](std::string read) { options.resolver = std::move(read); });
}

std::string product(Options& options, std::string_view value) {
  return put(read_product(value), [&](std::pair<std::string, std::string> read) {
    options.as_product = std::move(read.first);
    options.as_version = std::move(read.second);
  });
}

std::string expect_status(Options& options, std::string_view value) {
  return put(read_status_list(value),
             [&](std::vector<int> codes) { options.expect_status = std::move(codes); });
}

std::string identify(Options& options, std::string_view value) {
  return put(read_choice(value, {"off", "passive", "safe", "full"}),
             [&](std::size_t at) { options.identify = static_cast<IdentifyHow>(at); });
}

std::string fail_on(Options& options, std::string_view value) {
  return put(read_choice(value, {"unhealthy", "degraded"}),
             [&](std::size_t at) { options.fail_on_degraded = at == 1; });
}

std::string ignore(Options& options, std::string_view value) {
  return put(read_ignored(value),
             [&](std::string read) { options.ignored.push_back(std::move(read)); });
}

std::string output(Options& options, std::string_view value) {
  return put(read_word(value, format_names()),
             [&](std::string read) { options.output = std::move(read); });
}

std::string report(Options& options, std::string_view value) {
  auto read = read_report(value);
  if (!read) {
    return read.error();
  }
  const bool twice = std::ranges::any_of(
      options.reports, [&](const auto& other) { return other.second == read->second; });
  if (twice) {
    return fmt::format("{} is written twice; name another file", escape_peer(read->second));
  }
  options.reports.push_back(*std::move(read));
  return {};
}

std::string color(Options& options, std::string_view value) {
  return put(read_choice(value, {"auto", "always", "never"}),
             [&](std::size_t at) { options.colour = static_cast<Options::Colour>(at); });
}

std::string host_root(Options& options, std::string_view value) {
  return put(read_directory(value), [&](std::string read) { options.host_root = std::move(read); });
}

} // namespace gwdiag::setters
