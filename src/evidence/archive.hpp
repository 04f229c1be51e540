// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "wire/anomaly.hpp"

// Two archives with the same calls: one writes a field to JSON, the other reads it back. fields.hpp names each field once, so
// what is written and what is read cannot part.
namespace gwdiag::archive {

// Largest string of saved evidence: an escaped byte takes four, the longest excerpt is 2 KiB of raw body.
inline constexpr std::size_t longest_text = 16384;

template <typename E> using Name = std::pair<std::string_view, E>;

// `value` to three decimals, a tenth of a microsecond being noise; without a point where it is whole.
nlohmann::json json_number(double value);

class Writer {
public:
  static constexpr bool reading = false;
  template <typename T> using Field = const T;

  explicit Writer(nlohmann::json& object) : out_(object) {}

  void text(const char* key, const std::string& value) {
    if (!value.empty()) {
      out_[key] = value;
    }
  }
  void text_always(const char* key, const std::string& value) { out_[key] = value; }
  void flag(const char* key, const bool& value) {
    if (value) {
      out_[key] = true;
    }
  }
  void flag_always(const char* key, const bool& value) { out_[key] = value; }
  void known(const char* key, const std::optional<bool>& value) {
    if (value) {
      out_[key] = *value;
    }
  }
  template <typename N> void number(const char* key, const N& value) {
    if (value != N{}) {
      number_always(key, value);
    }
  }
  template <typename N> void number_always(const char* key, const N& value) {
    if constexpr (std::floating_point<N>) {
      if (std::isfinite(value)) { // JSON has no other numbers, and null is not used
        out_[key] = json_number(value);
      }
    } else {
      out_[key] = value;
    }
  }
  template <typename N> void measured(const char* key, const std::optional<N>& value) {
    if (value) {
      number_always(key, *value);
    }
  }
  void texts(const char* key, const std::vector<std::string>& values, std::size_t) {
    if (!values.empty()) {
      out_[key] = values;
    }
  }
  void numbers(const char* key, const std::vector<int>& values, std::size_t) {
    if (!values.empty()) {
      out_[key] = values;
    }
  }
  template <typename E, std::size_t N>
  void choice(const char* key, const E& value, const std::array<Name<E>, N>& names, bool wanted = true) {
    for (const auto& [name, candidate] : names) {
      if (wanted && candidate == value) {
        out_[key] = name;
      }
    }
  }
  template <typename T> void list(const char* key, const std::vector<T>& values, std::size_t) {
    if (!values.empty()) {
      list_always(key, values);
    }
  }
  template <typename T> void list_always(const char* key, const std::vector<T>& values) {
    nlohmann::json array = nlohmann::json::array();
    for (const T& value : values) {
      nlohmann::json item = nlohmann::json::object();
      Writer inner(item);
      fields(inner, value);
      array.push_back(std::move(item));
    }
    out_[key] = std::move(array);
  }
  template <typename T> void object(const char* key, const T& value, bool wanted = true) {
    if (wanted) {
      nlohmann::json item = nlohmann::json::object();
      Writer inner(item);
      fields(inner, value);
      out_[key] = std::move(item);
    }
  }
  void anomalies(const char* key, const std::vector<FoundAnomaly>& found, std::size_t limit);

private:
  nlohmann::json& out_;
};

// Where a reader stands and the first thing that was wrong; shared by all readers of one document.
struct Reading {
  std::string error;                // "/upstreams/0/port: …"; empty while all is well
  std::vector<std::string> unknown; // ids of a later version that were left out
};

class Reader {
public:
  static constexpr bool reading = true;
  template <typename T> using Field = T;

  Reader(const nlohmann::json& object, std::string at, Reading& state);

  void text(const char* key, std::string& value);
  void text_always(const char* key, std::string& value) { text(key, value); }
  void flag(const char* key, bool& value);
  void flag_always(const char* key, bool& value) { flag(key, value); }
  void known(const char* key, std::optional<bool>& value) {
    if (find(key) != nullptr) {
      flag(key, value.emplace());
    }
  }
  void number(const char* key, double& value);
  template <std::integral N> void number(const char* key, N& value) {
    const nlohmann::json* found = find(key);
    std::uint64_t magnitude = 0;
    bool negative = false;
    if (found == nullptr || !integer(*found, key, magnitude, negative)) {
      return;
    }
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<N>::max());
    if (magnitude > most || (negative && !std::is_signed_v<N>)) {
      wrong(key, "is out of range");
    } else if (negative) {
      value = static_cast<N>(-static_cast<std::int64_t>(magnitude));
    } else {
      value = static_cast<N>(magnitude);
    }
  }
  template <typename N> void number_always(const char* key, N& value) { number(key, value); }
  template <typename N> void measured(const char* key, std::optional<N>& value) {
    if (find(key) != nullptr) {
      N read{};
      number(key, read);
      value = read;
    }
  }
  void texts(const char* key, std::vector<std::string>& values, std::size_t limit);
  void numbers(const char* key, std::vector<int>& values, std::size_t limit);
  template <typename E, std::size_t N>
  void choice(const char* key, E& value, const std::array<Name<E>, N>& names, bool = true) {
    std::string name;
    if (find(key) == nullptr) {
      return;
    }
    text(key, name);
    for (const auto& [candidate, meaning] : names) {
      if (candidate == name) {
        value = meaning;
        return;
      }
    }
    wrong(key, "is no word that this field knows");
  }
  template <typename T> void list(const char* key, std::vector<T>& values, std::size_t limit) {
    const nlohmann::json* array = array_of(key, limit);
    if (array == nullptr) {
      return;
    }
    values.clear();
    for (std::size_t i = 0; i < array->size() && state_.error.empty(); ++i) {
      Reader inner((*array)[i], at_ + "/" + key + "/" + std::to_string(i), state_);
      fields(inner, values.emplace_back());
    }
  }
  template <typename T> void object(const char* key, T& value, bool = true) {
    if (const nlohmann::json* found = find(key)) {
      Reader inner(*found, at_ + "/" + key, state_);
      fields(inner, value);
    }
  }
  void anomalies(const char* key, std::vector<FoundAnomaly>& found, std::size_t limit);

  // The value of `key`; null when it is absent or an error was met already.
  const nlohmann::json* find(const char* key) const;
  // Notes the first error.
  void wrong(const char* key, const std::string& what);
  const std::string& at() const { return at_; }
  Reading& state() { return state_; }

private:
  bool integer(const nlohmann::json& value, const char* key, std::uint64_t& magnitude, bool& negative);
  const nlohmann::json* array_of(const char* key, std::size_t limit);
  bool take_text(const nlohmann::json& value, const std::string& key, std::string& out);

  const nlohmann::json& in_;
  std::string at_;
  Reading& state_;
};

} // namespace gwdiag::archive
