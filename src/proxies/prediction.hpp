// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "proxies/profile.hpp"

// Prediction tables as constants: one row an input, in the order of its enum, so that a missing row
// does not compile.
namespace gwdiag {

// An Outcome that a constant table can hold; 0 ends `statuses`.
struct Answer {
  Outcome::Kind kind = Outcome::Kind::unknown;
  std::array<int, 3> statuses{};
  bool also_closes = false;
  std::array<Outcome::Kind, 2> also{Outcome::Kind::unknown, Outcome::Kind::unknown};

  constexpr Answer or_closes() const {
    Answer copy = *this;
    copy.also_closes = true;
    return copy;
  }

  constexpr Answer or_else(Outcome::Kind other) const {
    Answer copy = *this;
    (copy.also[0] == Outcome::Kind::unknown ? copy.also[0] : copy.also[1]) = other;
    return copy;
  }

  constexpr Answer or_cuts() const { return or_else(Outcome::Kind::cuts); }

  constexpr Answer or_passes() const { return or_else(Outcome::Kind::passes); }

  constexpr Answer or_passes_raw() const { return or_else(Outcome::Kind::passes_raw); }

  // The other forms of the same input are answered with these statuses.
  constexpr Answer or_error(int first, int second = 0) const {
    Answer copy = or_else(Outcome::Kind::error);
    copy.statuses = {first, second, 0};
    return copy;
  }
};

namespace answers {
constexpr Answer error(int first, int second = 0, int third = 0) {
  return {.kind = Outcome::Kind::error, .statuses = {first, second, third}};
}

inline constexpr Answer passes{Outcome::Kind::passes};
inline constexpr Answer passes_raw{Outcome::Kind::passes_raw};
inline constexpr Answer cuts{Outcome::Kind::cuts};
inline constexpr Answer closes{Outcome::Kind::closes};
inline constexpr Answer unknown{};
} // namespace answers

template <typename Input> struct Row {
  Input input;
  Answer answer;
};

// What another version does: from `since` on ("" for ever), before `before` ("" for no end).
template <typename Input> struct Change {
  Input input;
  std::string_view since;
  std::string_view before;
  Answer answer;
};

using FaultTable = std::array<Row<Fault>, static_cast<std::size_t>(Fault::count_)>;
using AnomalyTable = std::array<Row<Anomaly>, static_cast<std::size_t>(Anomaly::count_)>;

// True when row i answers input i: every input once, in order.
template <typename Table> constexpr bool in_order(const Table& table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (static_cast<std::size_t>(table[i].input) != i) {
      return false;
    }
  }
  return true;
}

Outcome to_outcome(const Answer& answer);

// The row of `input`, unless a change holds for `version`. An unknown input gives the outcome
// `unknown`.
Outcome predict(const FaultTable& table,
                Fault input,
                std::span<const Change<Fault>> changes,
                std::string_view version);
Outcome predict(const AnomalyTable& table,
                Anomaly input,
                std::span<const Change<Anomaly>> changes,
                std::string_view version);

// What the module for an application protocol does, where that differs from the fault table.
struct ApplicationRow {
  std::string_view scheme;
  Fault fault;
  Answer answer;
};

std::optional<Outcome>
predict_application(std::span<const ApplicationRow> rows, std::string_view scheme, Fault fault);

// `version`, or for an empty one `debian`, the version of Debian 12.
constexpr std::string_view version_or(std::string_view version, std::string_view debian) {
  return version.empty() ? debian : version;
}

} // namespace gwdiag
