// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

// The documented checklist in words: what each cause means, what to do, what to type. Data, not
// code.
namespace gwdiag {

// One row of the checklist. Commands hold {placeholders} that are filled from the evidence
// (commands.hpp has them all); one without a value leaves a documented step without its command,
// and leaves out a step of our own.
struct CauseWords {
  std::string_view id;
  std::string_view checklist;   // upstream-down, …, cdn, intermittent
  std::string_view rfc9209;     // the Proxy-Status error type, "" where none fits
  std::string_view title;       // "The upstream refuses connections"
  std::string_view explanation; // two to four sentences: what it means, what usually makes it
  std::string_view heals;       // yes, no, maybe
  std::string_view steps;       // documented fix steps that apply, "1 2 3 5"
  struct Step {
    int number = 0;             // documented step; 0: one of our own, for this cause
    std::string_view text;      // in place of the documented step's own sentence when not empty
    std::string_view command;
  };
  std::vector<Step> advice;     // in documented order
};

std::span<const CauseWords> cause_words();
const CauseWords* find_words(std::string_view id);

// The sentence of documented step 1 to 5.
std::string_view step_text(int number);

} // namespace gwdiag
