// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "logs/access_shape.hpp"
#include "logs/hits.hpp"
#include "logs/scan.hpp"
#include "logs/shape.hpp"

namespace gwdiag {

// Finds the lines that show a cause. What it gives for a line depends on that line alone, so that
// several of them may each take a part of a log; what it remembers makes it faster, nothing else.
class LogFinder {
public:
  explicit LogFinder(const LogScanOptions& options);

  // Whole lines; the last one need not end. `into` names pieces of `lines`.
  void scan(std::string_view lines, LogHits& into);
  void line(std::string_view text, LogHits& into); // without its end

private:
  struct ByText {
    bool operator()(const LogFinding& a, const LogFinding& b) const;
  };

  // What a shape of nginx's error lines shows in each context; null: not asked yet.
  struct ErrorMemory {
    std::uint64_t hash = 0;
    std::array<const LogFinding*, 4> by_context{};
    bool quiet = false; // in each context
    bool numbers_tell = false;
  };

  struct AccessMemory {
    std::uint64_t hash = 0;
    const LogFinding* finding = nullptr;
    std::string upstream; // with placeholders
  };

  void take(std::string_view text, LogHits& into);
  void take_error(std::string_view text, const ErrorShape& shape, LogHits& into);
  bool take_access(std::string_view text, LogHits& into);
  void take_any(std::string_view text, LogHits& into);
  bool may_be_wanted(std::string_view text, LogHits& into) const;
  const LogFinding* kept(std::vector<LogFinding> findings);
  const LogFinding* error_finding(std::string_view text, ErrorContext context, ErrorMemory& memory);
  void add(std::string_view text,
           const LogFinding* finding,
           std::string_view upstream,
           LogHits& into) const;

  LogScanOptions options_;
  std::uint64_t seed_;
  std::vector<ErrorMemory> errors_; // by hash; empty until a line needs it
  std::vector<AccessMemory> accesses_;
  PlainAccess plain_;
  std::set<LogFinding, ByText> findings_; // the different ones, as many as the tables have
};

} // namespace gwdiag
