// SPDX-License-Identifier: Apache-2.0
#include "app/app.hpp"

#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/support.hpp"
#include "checklist/checklist.hpp"
#include "cli/cli.hpp"
#include "report/nagios.hpp"

namespace gwdiag {

namespace {

std::vector<std::string> known_ids() {
  std::vector<std::string> ids;
  for (const CauseWords& words : cause_words()) {
    ids.emplace_back(words.id);
  }
  return ids;
}

int status_of(ErrorKind kind) {
  return kind == ErrorKind::usage || kind == ErrorKind::input ? 2 : 4;
}

// The Nagios world reads one line on standard output, bad usage too.
bool wants_nagios(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const bool follows = (word == "-o" || word == "--output") && i + 1 < argc &&
                         std::string_view(argv[i + 1]) == "nagios";
    if (follows || word == "-onagios" || word == "--output=nagios") {
      return true;
    }
  }
  return false;
}

int complain(const Error& error, bool nagios) {
  if (nagios) {
    fmt::print("{}", nagios_unknown(error.message));
    return 3;
  }
  const bool prefixed = error.message.starts_with("gwdiag");
  fmt::print(stderr, "{}{}\n", prefixed ? "" : "gwdiag: ", error.message);
  return status_of(error.kind);
}

Result<int> run_command(const Options& options) {
  if (const auto supported = check_support(options); !supported) {
    return std::unexpected(supported.error());
  }
  switch (options.command) {
  case Command::check:
    return run_check(options);
  case Command::probe:
    return run_probe(options);
  case Command::diagnose:
    return run_diagnose(options);
  case Command::logs:
    return run_logs(options);
  case Command::explain:
    return run_explain(options);
  case Command::demo:
    return run_demo(options);
  case Command::upstreams:
  case Command::watch:
    break;
  }
  return fail(ErrorKind::usage, "not in this version");
}

} // namespace

int run(int argc, const char* const* argv) {
  const bool nagios = wants_nagios(argc, argv);
  const auto read = parse_command_line(argc, argv, known_ids());
  if (!read) {
    return complain(read.error(), nagios);
  }
  if (const auto* shown = std::get_if<Shown>(&*read)) {
    const auto printed = print(shown->text);
    return printed ? 0 : complain(printed.error(), nagios);
  }
  try {
    const auto status = run_command(std::get<Options>(*read));
    return status ? *status : complain(status.error(), nagios);
  } catch (const std::exception& error) {
    return complain({ErrorKind::internal, std::string("internal error: ") + error.what()}, nagios);
  }
}

} // namespace gwdiag
