// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "wire/anomaly.hpp"

namespace gwdiag {

// The anomalies of one response, bounded: at most limits::kept_anomalies, and few of one kind, so that a fault in every
// line does not hide the others.
class AnomalyList {
public:
  static constexpr std::size_t kept_of_one_kind = 3;

  // `detail` is escaped text.
  void note(Anomaly anomaly, std::size_t offset, std::string detail = {});
  bool has(Anomaly anomaly) const;
  bool empty() const { return found_.empty(); }
  // The lowest offset noted; 0 when empty.
  std::size_t first_offset() const;
  // All of them by offset; the list is empty afterwards.
  std::vector<FoundAnomaly> take();

private:
  std::array<std::size_t, static_cast<std::size_t>(Anomaly::count_)> seen_{};
  std::vector<FoundAnomaly> found_;
};

// An escaped excerpt of a peer's bytes for `detail`, at most 64 bytes of them, marked when cut.
std::string excerpt(std::string_view bytes);

} // namespace gwdiag
