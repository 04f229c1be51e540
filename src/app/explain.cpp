// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>
#include <optional>
#include <string>

#include <unistd.h>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "checklist/checklist.hpp"
#include "checklist/explain.hpp"
#include "report/terminal.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t longest_input = std::size_t{1}
                                      << 20; // of standard input: a line with its wrapping

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

std::string list_text() {
  std::string text;
  std::string_view group;
  for (const CauseWords& words : cause_words()) {
    if (words.checklist != group) {
      group = words.checklist;
      text += fmt::format("{}{}\n", text.empty() ? "" : "\n", group);
    }
    text += fmt::format("  {:<28} {}\n", words.id, words.title);
  }
  return text;
}

// Several words that are each known by themselves; nothing where one is not.
std::optional<Explanation> explain_each(const std::vector<std::string>& words) {
  Explanation all;
  for (const std::string& word : words) {
    auto one = word.find(' ') == std::string::npos ? explain_word(word)
                                                   : fail(ErrorKind::usage, "a line is no word");
    if (!one) {
      return std::nullopt;
    }
    for (Explanation::Item& item : one->items) {
      const bool known = std::ranges::any_of(all.items, [&](const Explanation::Item& other) {
        return other.id == item.id && other.kind == item.kind && other.product == item.product;
      });
      if (!known) {
        all.items.push_back(std::move(item));
      }
    }
    all.topic += (all.topic.empty() ? "" : " ") + one->topic;
  }
  return all;
}

Result<Explanation> explain(const Options& options) {
  if (options.line) {
    return explain_line(*options.line);
  }
  const std::string what = join(options.arguments);
  if (what.empty()) {
    return explain_all();
  }
  if (what == "-") {
    std::string input;
    input.resize(longest_input);
    std::cin.read(input.data(), static_cast<std::streamsize>(input.size()));
    input.resize(static_cast<std::size_t>(std::cin.gcount()));
    return explain_line(input);
  }
  if (options.arguments.size() > 1) {
    if (auto each = explain_each(options.arguments)) {
      return *std::move(each);
    }
  }
  return what.find(' ') != std::string::npos ? Result<Explanation>(explain_line(what))
                                             : explain_word(what);
}

} // namespace

Result<int> run_explain(const Options& options) {
  const bool json = options.output == "json";
  const bool everything = options.list || (options.arguments.empty() && !options.line);
  if (everything && !json) {
    const auto printed = print(list_text());
    return printed ? Result<int>(0) : std::unexpected(printed.error());
  }
  const auto explanation = options.list ? Result<Explanation>(explain_all()) : explain(options);
  if (!explanation) {
    return std::unexpected(explanation.error());
  }
  const RenderOptions terminal = terminal_options(ColourWish::automatic, STDOUT_FILENO);
  const auto printed =
      print(json ? render_json(*explanation) : render_text(*explanation, terminal.width));
  return printed ? Result<int>(0) : std::unexpected(printed.error());
}

} // namespace gwdiag
