// SPDX-License-Identifier: Apache-2.0
#include "evidence/archive.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "evidence/redact.hpp"

namespace gwdiag::archive {

nlohmann::json json_number(double value) {
  constexpr double largest = 1e12; // beyond this three decimals are no longer exact
  if (std::fabs(value) >= largest) {
    return value;
  }
  const double rounded = std::round(value * 1000) / 1000;
  if (std::trunc(rounded) == rounded) {
    return static_cast<std::int64_t>(rounded);
  }
  return rounded;
}

void Writer::anomalies(const char* key, const std::vector<FoundAnomaly>& found, std::size_t) {
  if (found.empty()) {
    return;
  }
  nlohmann::json array = nlohmann::json::array();
  for (const FoundAnomaly& one : found) {
    const AnomalyInfo& known = info(one.anomaly);
    nlohmann::json item = {{"id", known.id}, {"offset", one.offset}, {"what", known.what}};
    if (!one.detail.empty()) {
      item["detail"] = one.detail;
    }
    array.push_back(std::move(item));
  }
  out_[key] = std::move(array);
}

Reader::Reader(const nlohmann::json& object, std::string at, Reading& state)
    : in_(object), at_(std::move(at)), state_(state) {
  if (!in_.is_object() && state_.error.empty()) {
    state_.error = (at_.empty() ? "the document" : at_) + ": an object is expected";
  }
}

const nlohmann::json* Reader::find(const char* key) const {
  if (!state_.error.empty()) {
    return nullptr;
  }
  const auto found = in_.find(key);
  return found == in_.end() ? nullptr : &*found;
}

void Reader::wrong(const char* key, const std::string& what) {
  if (state_.error.empty()) {
    state_.error = at_ + "/" + key + ": " + what;
  }
}

bool Reader::take_text(const nlohmann::json& value, const std::string& key, std::string& out) {
  if (!value.is_string()) {
    wrong(key.c_str(), "a string is expected");
    return false;
  }
  const auto& raw = value.get_ref<const std::string&>();
  if (raw.size() > longest_text) {
    wrong(key.c_str(), "is longer than " + std::to_string(longest_text) + " bytes");
    return false;
  }
  out = printable(raw);
  return true;
}

void Reader::text(const char* key, std::string& value) {
  if (const nlohmann::json* found = find(key)) {
    take_text(*found, key, value);
  }
}

void Reader::flag(const char* key, bool& value) {
  const nlohmann::json* found = find(key);
  if (found == nullptr) {
    return;
  }
  if (!found->is_boolean()) {
    wrong(key, "true or false is expected");
    return;
  }
  value = found->get<bool>();
}

void Reader::number(const char* key, double& value) {
  const nlohmann::json* found = find(key);
  if (found == nullptr) {
    return;
  }
  if (!found->is_number()) {
    wrong(key, "a number is expected");
    return;
  }
  const auto read = found->get<double>();
  if (!std::isfinite(read) || std::fabs(read) > 1e15) {
    wrong(key, "is out of range");
    return;
  }
  value = read;
}

bool Reader::integer(const nlohmann::json& value, const char* key, std::uint64_t& magnitude, bool& negative) {
  if (value.is_number_unsigned()) {
    magnitude = value.get<std::uint64_t>();
    return true;
  }
  if (value.is_number_integer()) {
    const auto read = value.get<std::int64_t>();
    negative = read < 0;
    magnitude = negative ? ~static_cast<std::uint64_t>(read) + 1 : static_cast<std::uint64_t>(read);
    return true;
  }
  wrong(key, "a whole number is expected");
  return false;
}

const nlohmann::json* Reader::array_of(const char* key, std::size_t limit) {
  const nlohmann::json* found = find(key);
  if (found == nullptr) {
    return nullptr;
  }
  if (!found->is_array()) {
    wrong(key, "an array is expected");
    return nullptr;
  }
  if (found->size() > limit) {
    wrong(key, "has more than " + std::to_string(limit) + " items");
    return nullptr;
  }
  return found;
}

void Reader::texts(const char* key, std::vector<std::string>& values, std::size_t limit) {
  const nlohmann::json* array = array_of(key, limit);
  if (array == nullptr) {
    return;
  }
  values.clear();
  for (std::size_t i = 0; i < array->size(); ++i) {
    if (!take_text((*array)[i], std::string(key) + "/" + std::to_string(i), values.emplace_back())) {
      return;
    }
  }
}

void Reader::numbers(const char* key, std::vector<int>& values, std::size_t limit) {
  const nlohmann::json* array = array_of(key, limit);
  if (array == nullptr) {
    return;
  }
  values.clear();
  for (std::size_t i = 0; i < array->size(); ++i) {
    const nlohmann::json& item = (*array)[i];
    if (!item.is_number_integer() || item < -1'000'000 || item > 1'000'000) {
      wrong((std::string(key) + "/" + std::to_string(i)).c_str(), "a small whole number is expected");
      return;
    }
    values.push_back(item.get<int>());
  }
}

void Reader::anomalies(const char* key, std::vector<FoundAnomaly>& found, std::size_t limit) {
  const nlohmann::json* array = array_of(key, limit);
  if (array == nullptr) {
    return;
  }
  found.clear();
  for (std::size_t i = 0; i < array->size() && state_.error.empty(); ++i) {
    Reader item((*array)[i], at_ + "/" + key + "/" + std::to_string(i), state_);
    std::string id;
    item.text("id", id);
    const std::optional<Anomaly> known = anomaly_from_id(id);
    if (!known) {
      if (state_.unknown.size() < limit) {
        state_.unknown.push_back(id);
      }
      continue;
    }
    FoundAnomaly& one = found.emplace_back(FoundAnomaly{*known});
    item.number("offset", one.offset);
    item.text("detail", one.detail);
  }
}

} // namespace gwdiag::archive
