// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <cstdio>
#include <cstring>
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

namespace {

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

// Whole or not at all: written beside the target, then renamed over it.
Result<void> write_file(const std::string& path, const std::string& text) {
  const std::string beside = fmt::format("{}.{}.part", path, getpid());
  {
    std::ofstream file(beside, std::ios::binary);
    file << text;
    if (!file.flush()) {
      std::remove(beside.c_str());
      return fail(ErrorKind::output,
                  fmt::format("--report {}: cannot be written: {}",
                              escape_peer(path),
                              std::strerror(errno))); // NOLINT(concurrency-mt-unsafe)
    }
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) {
    const std::string why = std::strerror(errno); // NOLINT(concurrency-mt-unsafe)
    std::remove(beside.c_str());
    return fail(ErrorKind::output,
                fmt::format("--report {}: cannot be written: {}", escape_peer(path), why));
  }
  return {};
}

} // namespace

Result<void> print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    return fail(ErrorKind::output,
                fmt::format("standard output cannot be written: {}",
                            std::strerror(errno))); // NOLINT(concurrency-mt-unsafe)
  }
  return {};
}

std::string command_line_of(const Options& options, const Evidence& evidence) {
  std::string line = "gwdiag check";
  if (evidence.has_proxy) {
    line += " " + shell_quote(evidence.proxy.endpoint);
  }
  for (std::size_t i = 0; i < evidence.upstreams.size() && i < 8; ++i) {
    line += " " + shell_quote(evidence.upstreams[i].endpoint);
  }
  if (options.request.cacert) {
    line += " --cacert " + shell_quote(*options.request.cacert);
  }
  return line;
}

Result<int>
report_verdict(const Evidence& evidence, const Options& options, const std::string& command_line) {
  const Format* format = find_format(options.output);
  if (format == nullptr) {
    return fail(ErrorKind::usage, fmt::format("--output {}: not in this version", options.output));
  }
  Verdict verdict = diagnose(evidence);
  advise(verdict, evidence, command_line);
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
