// SPDX-License-Identifier: Apache-2.0
#include "app/support.hpp"

#include <array>

#include <fmt/format.h>

#include "proxies/profile.hpp"
#include "report/report.hpp"

namespace gwdiag {

namespace {

struct Row {
  const char* what;
  bool (*asked)(const Options& options);
};

constexpr std::array later{
    Row{"watch", [](const Options& o) { return o.command == Command::watch; }},
    Row{"upstreams", [](const Options& o) { return o.command == Command::upstreams; }},
    Row{"--config",
        [](const Options& o) { return o.command != Command::upstreams && !o.configs.empty(); }},
    Row{"--via", [](const Options& o) { return o.via.has_value(); }},
    Row{"--repro", [](const Options& o) { return o.repro; }},
};

bool judges(const Options& options) {
  return options.command == Command::check || options.command == Command::diagnose ||
         options.command == Command::demo;
}

} // namespace

Result<void> check_support(const Options& options) {
  for (const Row& row : later) {
    if (row.asked(options)) {
      return fail(ErrorKind::usage, fmt::format("{}: not in this version", row.what));
    }
  }
  if (!options.as_product.empty() && find_profile(options.as_product) == nullptr) {
    std::string known;
    for (const Profile* profile : profiles()) {
      known += profile->asking == nullptr ? "" : (known.empty() ? "" : ", ") + profile->name;
    }
    return fail(ErrorKind::usage,
                fmt::format("--as {}: no such proxy; known are {}", options.as_product, known));
  }
  if (judges(options) && find_format(options.output) == nullptr) {
    return fail(ErrorKind::usage, fmt::format("--output {}: not in this version", options.output));
  }
  for (const auto& [format, file] : options.reports) {
    if (find_format(format) == nullptr) {
      return fail(ErrorKind::usage,
                  fmt::format("--report {}={}: not in this version", format, file));
    }
  }
  return {};
}

} // namespace gwdiag
