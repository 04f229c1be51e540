// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/logged.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "evidence/parse.hpp"

namespace gwdiag {

namespace {

Result<std::string> read_bounded(std::istream& stream, const std::string& name) {
  std::string text;
  std::string piece(std::size_t{1} << 16, '\0');
  while (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) ||
         stream.gcount() > 0) {
    text.append(piece, 0, static_cast<std::size_t>(stream.gcount()));
    if (text.size() > limits::evidence_file_bytes) {
      return fail(ErrorKind::input,
                  fmt::format("{}: larger than {} MiB, no saved evidence",
                              name,
                              limits::evidence_file_bytes >> 20));
    }
  }
  if (stream.bad()) { // a folder opens, and only its reading fails
    return fail(ErrorKind::input,
                fmt::format("{}: cannot be read: {}",
                            name,
                            std::strerror(errno))); // NOLINT(concurrency-mt-unsafe)
  }
  return text;
}

Result<std::string> read_file(const std::string& path) {
  if (path == "-") {
    return read_bounded(std::cin, "standard input");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return fail(ErrorKind::input,
                fmt::format("{}: cannot be read: {}",
                            escape_peer(path),
                            std::strerror(errno))); // NOLINT(concurrency-mt-unsafe)
  }
  return read_bounded(file, escape_peer(path));
}

std::string shown(const std::string& path) {
  return path == "-" ? "standard input" : escape_peer(path);
}

// The files of one run. The same bytes twice are one piece of evidence.
class Files {
public:
  // Nothing where it was read before.
  Result<std::optional<Evidence>> load(const std::string& path, bool as_proxy);

private:
  std::map<std::pair<std::string, bool>, std::string> seen_; // text, and whether as the proxy's
};

Result<std::optional<Evidence>> Files::load(const std::string& path, bool as_proxy) {
  const auto text = read_file(path);
  if (!text) {
    return std::unexpected(text.error());
  }
  if (const auto [first, fresh] = seen_.emplace(std::pair(*text, as_proxy), path); !fresh) {
    fmt::print(stderr,
               "gwdiag: {}: the same evidence as {}: it counts once\n",
               shown(path),
               shown(first->second));
    return std::nullopt;
  }
  auto evidence = parse_evidence(*text);
  if (evidence && as_proxy) {
    evidence = as_proxy_evidence(std::move(*evidence));
  }
  if (!evidence) {
    return fail(evidence.error().kind,
                fmt::format("{}: {}", shown(path), evidence.error().message));
  }
  return std::move(*evidence);
}

} // namespace

Result<int> run_diagnose(const Options& options) {
  std::vector<Evidence> parts;
  Files files;
  for (const std::string& path : options.arguments) {
    auto part = files.load(path, options.proxy_file && *options.proxy_file == path);
    if (!part) {
      return std::unexpected(part.error());
    }
    if (*part) {
      parts.push_back(std::move(**part));
    }
  }
  const bool named =
      options.proxy_file &&
      std::ranges::find(options.arguments, *options.proxy_file) == options.arguments.end();
  if (named) {
    auto part = files.load(*options.proxy_file, true);
    if (!part) {
      return std::unexpected(part.error());
    }
    if (*part) {
      parts.push_back(std::move(**part));
    }
  }
  auto merged = merge_evidence(std::move(parts));
  if (!merged) {
    return std::unexpected(merged.error());
  }
  if (const auto added = add_finished_logs(options, *merged); !added) {
    return std::unexpected(added.error());
  }
  Expectations& expected = merged->expectations;
  expected.fail_on_degraded = expected.fail_on_degraded || options.fail_on_degraded;
  expected.ignored.insert(expected.ignored.end(), options.ignored.begin(), options.ignored.end());
  if (!options.expect_status.empty()) {
    expected.expect_status = options.expect_status;
  }
  merged->interrupted_by = merged->interrupted_by == "deadline"
                               ? "deadline"
                               : ""; // a signal of then is no exit status of now
  return report_verdict(*merged, options, rerun_of(options, *merged));
}

} // namespace gwdiag
