// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "base/version.hpp"
#include "cli/arguments.hpp"
#include "cli/contradictions.hpp"
#include "cli/help.hpp"
#include "cli/table.hpp"

namespace gwdiag {

namespace {

using Parsed = Result<std::variant<Options, Shown>>;

std::unexpected<Error> wrong(std::string text) {
  return fail(ErrorKind::usage, std::move(text));
}

const CommandRow* find_command(std::string_view name) {
  const auto rows = command_rows();
  const auto row = std::ranges::find_if(rows, [&](const CommandRow& r) { return r.name == name; });
  return row == rows.end() ? nullptr : &*row;
}

// Only a plain word is repeated: an endpoint in the command's place may carry a password.
std::string no_command(std::string_view word) {
  if (word.starts_with('-')) {
    return fmt::format(
        "{}: options follow the command; write gwdiag COMMAND OPTIONS, see gwdiag --help",
        escape_peer(word.substr(0, word.find('=')), 80));
  }
  const bool plain =
      word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") ==
      std::string_view::npos;
  if (!plain || word.empty()) {
    return "a command comes first; write gwdiag check PROXY UPSTREAM, see gwdiag --help";
  }
  std::vector<std::string> names;
  for (const CommandRow& row : command_rows()) {
    names.emplace_back(row.name);
  }
  const std::vector<std::string> near = nearest(word, names, 1);
  return near.empty() ? fmt::format("{}: unknown command; see gwdiag --help", word)
                      : fmt::format("{}: unknown command; did you mean {}?", word, near.front());
}

std::string check_count(const CommandRow& row, const Options& options) {
  const std::size_t count = options.arguments.size();
  if (count < row.least) {
    return fmt::format("{}: {}", row.name, row.missing);
  }
  if (count > row.most) {
    return fmt::format("{}: takes {} argument at most, {} are given; see gwdiag {} --help",
                       row.name,
                       row.most,
                       count,
                       row.name);
  }
  if (row.command == Command::check && count == 0 && options.configs.empty()) {
    return "check: name a PROXY, as in `gwdiag check https://shop.example http://10.0.0.5:8080`, "
           "or give --config FILE";
  }
  return {};
}

std::string check_ignored(const Options& options, const std::vector<std::string>& known_ids) {
  for (const std::string& ignored : options.ignored) {
    const std::string id = ignored.substr(0, ignored.find('='));
    if (known_ids.empty() || std::ranges::find(known_ids, id) != known_ids.end()) {
      continue;
    }
    const std::vector<std::string> near = nearest(id, known_ids);
    return near.empty()
               ? fmt::format("--ignore: {} is no cause id; `gwdiag explain --list` lists them", id)
               : fmt::format(
                     "--ignore: {} is no cause id; did you mean {}?", id, fmt::join(near, ", "));
  }
  return {};
}

// A body is sent with POST where no method is named.
void choose_methods(Options& options) {
  if (options.request.data_file && !options.request.method) {
    options.request.method = "POST";
  }
  if (options.upstream_request.data_file && !options.upstream_request.method &&
      !options.request.method) {
    options.upstream_request.method = "POST";
  }
}

Result<Options> read_options(const CommandRow& row,
                             const Arguments& arguments,
                             const std::vector<std::string>& known_ids) {
  Options options;
  options.command = row.command;
  options.arguments = arguments.positionals;
  for (const Arguments::Given& given : arguments.options) {
    const Setter set = given.prefixed ? given.row->set_upstream : given.row->set;
    for (const std::string& value : given.values) {
      if (const std::string problem = set(options, value); !problem.empty()) {
        return wrong(fmt::format("{}: {}", given.name, problem));
      }
    }
  }
  for (std::string problem : {find_contradiction(options, arguments),
                              check_ignored(options, known_ids),
                              check_count(row, options)}) {
    if (!problem.empty()) {
      return wrong(std::move(problem));
    }
  }
  choose_methods(options);
  return options;
}

Shown show_version() {
  return Shown{fmt::format("gwdiag {}\n", version)};
}

Parsed show_help(const std::vector<std::string>& words) {
  const CommandRow* row = words.empty() ? nullptr : find_command(words.front());
  if (!words.empty() && row == nullptr) {
    return wrong(no_command(words.front()));
  }
  return Shown{row == nullptr ? program_help() : command_help(row->command)};
}

} // namespace

Result<std::variant<Options, Shown>>
parse_command_line(int argc, const char* const* argv, const std::vector<std::string>& known_ids) {
  if (argc < 2) {
    return wrong("a command is missing; write gwdiag check PROXY UPSTREAM, see gwdiag --help");
  }
  const std::string_view first = argv[1];
  const std::vector<std::string> words(argv + 2, argv + argc);
  if (first == "--version" || first == "-V") {
    return show_version();
  }
  if (first == "--help" || first == "-h" || first == "help") {
    return show_help(words);
  }
  const CommandRow* row = find_command(first);
  if (row == nullptr) {
    return wrong(no_command(first));
  }
  const Result<Arguments> arguments = read_arguments(row->command, words);
  if (!arguments) {
    return std::unexpected(arguments.error());
  }
  if (arguments->help) {
    return Shown{command_help(row->command)};
  }
  if (arguments->version) {
    return show_version();
  }
  auto options = read_options(*row, *arguments, known_ids);
  if (!options) {
    return std::unexpected(options.error());
  }
  return *std::move(options);
}

} // namespace gwdiag
