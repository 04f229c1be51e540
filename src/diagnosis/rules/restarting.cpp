// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"
#include "diagnosis/judge.hpp"

namespace gwdiag::rules {

namespace {

// One look at an address: it took the connection, and mostly answered, or refused it.
struct Look {
  bool up = false;
  bool answers = false;
  double at_ms = 0;
  std::size_t index = 0; // of the attempt
};

struct Course {
  std::vector<Look> looks; // in the order of time
  std::size_t turns = 0;   // from up to down or back
  std::size_t refused = 0;
  bool came_up = false;
  bool answers = false;       // at some time
  double longest_down_ms = 0; // from a refusal to the next answer
};

Course course_of(const Seen& seen) {
  Course course;
  for (std::size_t i = 0; i < seen.trace.attempts.size(); ++i) {
    const Attempt& attempt = seen.trace.attempts[i];
    const bool answers = answered(attempt);
    const bool up = attempt.tcp.status == StageStatus::ok && (answers || broke_off(attempt));
    if (attempt.address == seen.attempt().address && (up || refused(attempt))) {
      course.looks.push_back({up, answers, attempt.started_ms, i});
      course.answers = course.answers || answers;
    }
  }
  std::ranges::stable_sort(course.looks, {}, &Look::at_ms);
  double down_since = 0;
  for (std::size_t i = 0; i < course.looks.size(); ++i) {
    const Look& look = course.looks[i];
    course.refused += look.up ? 0U : 1U;
    if (i > 0 && look.up != course.looks[i - 1].up) {
      ++course.turns;
      if (look.up) {
        course.came_up = true;
        course.longest_down_ms = std::max(course.longest_down_ms, look.at_ms - down_since);
      }
    }
    if (!look.up && (i == 0 || course.looks[i - 1].up)) {
      down_since = look.at_ms;
    }
  }
  return course;
}

// A balancer half of whose members are dead refuses and answers in any order: so few turns in so
// many looks are chance in one run of a hundred.
bool no_chance(const Course& course) {
  return course.came_up && course.looks.size() >= 8 + 3 * course.turns;
}

std::string in_words(const Course& course) {
  if (!course.answers) {
    return "refused connections, and took others without an answer, by turns";
  }
  if (!course.came_up) {
    return "answered, and then refused connections";
  }
  if (course.turns == 1) {
    return "refused connections, and answered a moment later";
  }
  return course.turns == 2 && course.looks.front().up
             ? "answered, refused connections, and answered again"
             : "refused connections and answered by turns";
}

bool of_the_same_fault(const Finding& finding) {
  static constexpr std::array<std::string_view, 5> ids{"connection-refused",
                                                       "unix-socket-refused",
                                                       "unix-socket-missing",
                                                       "closed-before-response",
                                                       "reset-before-response"};
  return std::ranges::find(ids, std::string_view(finding.id)) != ids.end();
}

// Where the looks turn, at most so many.
void add_facts(const Seen& seen, const Course& course, Finding& finding) {
  constexpr std::size_t enough = 5;
  for (std::size_t i = 0; i < course.looks.size() && finding.facts.size() < enough; ++i) {
    const Look& look = course.looks[i];
    const bool last = i + 1 == course.looks.size();
    if (i > 0 && !last && look.up == course.looks[i - 1].up) {
      continue;
    }
    const Attempt& attempt = seen.trace.attempts[look.index];
    const std::string what =
        look.up ? attempt.http.response.has_head
                      ? fmt::format("it answers {}", attempt.http.response.status)
                  : look.answers ? std::string("it takes connections")
                                 : "it takes the connection: " + attempt.http.because
                : "it does not take connections: " + attempt.tcp.because;
    finding.facts.push_back(make_fact(look.up ? "http" : "tcp",
                                      fmt::format("{} after the first look: {}",
                                                  seconds(look.at_ms - course.looks.front().at_ms),
                                                  what),
                                      seen.at_attempt(look.index, "tcp", "status")));
  }
}

} // namespace

// Up and down within one run: what a look at one moment would call refused, or well.
void restarting(const Seen& seen, Findings& found) {
  const Course course = course_of(seen);
  if (course.refused == 0 || course.refused == course.looks.size()) {
    return;
  }
  if (!course.answers && !course.came_up) {
    return; // it broke off and stays down: a crash by that very request looks the same
  }
  Finding finding = make_finding(
      seen, "upstream-restarting", fmt::format("{} {}", seen.where(), in_words(course)));
  const std::string& error = seen.attempt().http.error;
  finding.fault = error == "reset"    ? Fault::reset
                  : error == "closed" ? Fault::closed
                                      : Fault::connect_refused;
  const bool fails = refused(seen.attempt()) || broke_off(seen.attempt());
  finding.weight = fails ? Finding::Weight::hard : Finding::Weight::soft;
  finding.at_most = no_chance(course) ? Certainty::likely : Certainty::possible;
  finding.details = {number_detail("refused", static_cast<double>(course.refused)),
                     number_detail("of", static_cast<double>(course.looks.size()))};
  if (course.came_up) {
    finding.details.push_back(number_detail("down_ms", course.longest_down_ms));
  }
  add_facts(seen, course, finding);
  std::erase_if(found, of_the_same_fault);
  found.insert(found.begin(), std::move(finding));
}

} // namespace gwdiag::rules
