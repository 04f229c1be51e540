// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "base/text.hpp"
#include "checklist/advice.hpp"
#include "diagnosis/diagnose.hpp"
#include "report/nagios.hpp"
#include "report/report.hpp"
#include "report/terminal.hpp"

namespace gwdiag {

RenderOptions render_options(const Options& options, int descriptor) {
  const ColourWish wish = options.colour == Options::Colour::always  ? ColourWish::always
                          : options.colour == Options::Colour::never ? ColourWish::never
                                                                     : ColourWish::automatic;
  RenderOptions result = terminal_options(wish, descriptor);
  result.verbose = options.verbose;
  result.quiet = options.quiet;
  result.show_secrets = options.show_secrets;
  result.kind = options.command == Command::diagnose ? "diagnose" : "check";
  return result;
}

namespace {

std::unexpected<Error> not_written(const std::string& path, const std::string& why) {
  return fail(ErrorKind::output,
              fmt::format("--report {}: cannot be written: {}", escape_peer(path), why));
}

std::string last_error() {
  return std::strerror(errno);
} // NOLINT(concurrency-mt-unsafe)

Result<void> write_through(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) {
    return not_written(path, last_error());
  }
  return {};
}

// A file is written whole or not at all: beside the target, then renamed over it. What is no file
// (a device, a FIFO) is written to; a link keeps leading where it leads.
Result<void> write_file(const std::string& given, const std::string& text) {
  namespace fs = std::filesystem;
  std::error_code unknown;
  const fs::file_status target = fs::status(given, unknown);
  if (fs::exists(target) && !fs::is_regular_file(target)) {
    return fs::is_directory(target) ? not_written(given, "it is a directory")
                                    : write_through(given, text);
  }
  const std::string path = fs::is_symlink(fs::symlink_status(given, unknown))
                               ? fs::weakly_canonical(given, unknown).string()
                               : given;
  const std::string beside = fmt::format("{}.{}.part", path, getpid());
  if (auto written = write_through(beside, text); !written) {
    const std::string why = last_error();
    std::remove(beside.c_str());
    return not_written(given, why);
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) {
    const std::string why = last_error();
    std::remove(beside.c_str());
    return not_written(given, why);
  }
  return {};
}

} // namespace

// A reader that closes the pipe has seen enough: what is left is not wanted, and the exit status
// says what it would have said.
Result<void> print(const std::string& text) {
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written && errno != EPIPE) {
    return fail(ErrorKind::output,
                fmt::format("standard output cannot be written: {}",
                            std::strerror(errno))); // NOLINT(concurrency-mt-unsafe)
  }
  return {};
}

Result<int> report_verdict(const Evidence& evidence, const Options& options, const Rerun& rerun) {
  const Format* format = find_format(options.output);
  if (format == nullptr) {
    return fail(ErrorKind::usage, fmt::format("--output {}: not in this version", options.output));
  }
  Verdict verdict = diagnose(evidence);
  advise(verdict, evidence, rerun);
  const Report report{evidence, verdict};
  if (const auto printed = print(format->render(report, render_options(options, STDOUT_FILENO)));
      !printed) {
    return std::unexpected(printed.error());
  }
  for (const auto& [name, path] : options.reports) {
    RenderOptions plain;
    plain.verbose = options.verbose;
    plain.show_secrets = options.show_secrets;
    const Format* other = find_format(name);
    if (const auto written = write_file(path, other->render(report, plain)); !written) {
      return std::unexpected(written.error());
    }
  }
  if (options.output == "nagios") { // that world's own: OK, WARNING, CRITICAL, UNKNOWN
    return nagios_status(verdict);
  }
  return verdict.exit_code;
}

} // namespace gwdiag
