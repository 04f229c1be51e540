// SPDX-License-Identifier: Apache-2.0
#include "wire/anomaly_list.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace gwdiag {

void AnomalyList::note(Anomaly anomaly, std::size_t offset, std::string detail) {
  std::size_t& seen = seen_[static_cast<std::size_t>(anomaly)];
  ++seen;
  if (seen <= kept_of_one_kind && found_.size() < limits::kept_anomalies) {
    found_.push_back({anomaly, offset, std::move(detail)});
  }
}

bool AnomalyList::has(Anomaly anomaly) const { return seen_[static_cast<std::size_t>(anomaly)] != 0; }

std::size_t AnomalyList::first_offset() const {
  const auto first = std::min_element(found_.begin(), found_.end(), [](const auto& a, const auto& b) {
    return a.offset < b.offset;
  });
  return first == found_.end() ? 0 : first->offset;
}

std::vector<FoundAnomaly> AnomalyList::take() {
  std::sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) {
    return std::pair(a.offset, a.anomaly) < std::pair(b.offset, b.anomaly);
  });
  seen_ = {};
  return std::exchange(found_, {});
}

std::string excerpt(std::string_view bytes) {
  constexpr std::size_t longest = 64;
  std::string text = escape_peer(bytes, longest);
  if (bytes.size() > longest) {
    text += "…";
  }
  return text;
}

} // namespace gwdiag
