// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "diagnosis/draws.hpp"
#include "probe/given_by.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_groups = 16; // the rest is counted as one

struct Answer {
  std::string by, outcome, body;
};

std::vector<Answer> answers_of(const Scene& scene) {
  std::vector<Answer> out;
  const Attempt* first = scene.proxy.attempt;
  if (first == nullptr || first->timing.samples.empty()) {
    return out;
  }
  const Http1Response& response = first->http.response;
  const std::string error = !first->tcp.error.empty() ? first->tcp.error : first->http.error;
  out.push_back({given_by(response),
                 error.empty() ? std::to_string(response.status) : error,
                 response.body_hash});
  for (const TimingTrace::Sample& sample : first->timing.samples) {
    out.push_back({sample.by,
                   sample.error.empty() ? std::to_string(sample.http_status) : sample.error,
                   sample.body_hash});
  }
  return out;
}

// A field with another value in each answer names the answer and not who gave it.
void forget_unique_names(std::vector<Answer>& answers) {
  std::set<std::string> names;
  for (const Answer& answer : answers) {
    names.insert(answer.by);
  }
  if (names.size() == answers.size() && names.size() > 2) {
    for (Answer& answer : answers) {
      answer.by.clear();
    }
  }
}

// Bodies tell servers apart when one comes back after another: one with a time or a number in it
// never does.
void forget_changing_bodies(std::vector<Answer>& answers) {
  std::map<std::pair<std::string, std::string>, std::vector<Answer*>> alike;
  for (Answer& answer : answers) {
    alike[{answer.by, answer.outcome}].push_back(&answer);
  }
  for (auto& [key, same] : alike) {
    std::set<std::string> seen;
    bool returns = false;
    for (std::size_t i = 0; i < same.size(); ++i) {
      const bool known = !seen.insert(same[i]->body).second;
      returns = returns || (known && i > 0 && same[i]->body != same[i - 1]->body);
    }
    if (!returns || seen.size() * 2 > same.size()) {
      for (Answer* answer : same) {
        answer->body.clear();
      }
    }
  }
}

std::string in_words(const std::vector<AnswerGroup>& groups) {
  std::string out;
  for (const AnswerGroup& group : groups) {
    out += (out.empty() ? "" : "; ") + group.in_words();
  }
  return out;
}

} // namespace

std::string AnswerGroup::in_words() const {
  constexpr std::size_t shown = 6; // digits of a hash: enough to tell two bodies apart
  return fmt::format("{} × {}{}{}",
                     count,
                     outcome,
                     by.empty() ? "" : " from " + by,
                     body_hash.empty() ? "" : ", body " + body_hash.substr(0, shown));
}

std::optional<Comparison> group_answers(const Scene& scene) {
  std::vector<Answer> answers = answers_of(scene);
  forget_unique_names(answers);
  forget_changing_bodies(answers);
  std::map<std::tuple<std::string, std::string, std::string>, std::size_t> counts;
  for (const Answer& answer : answers) {
    ++counts[{answer.by, answer.outcome, answer.body}];
  }
  if (counts.size() < 2) {
    return std::nullopt;
  }
  Comparison row;
  row.aspect = "answers_by";
  row.upstream_index = -1;
  for (const auto& [key, count] : counts) {
    row.groups.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), count});
  }
  std::ranges::stable_sort(row.groups, std::ranges::greater{}, &AnswerGroup::count);
  if (row.groups.size() > most_groups) {
    AnswerGroup rest{"", "others", "", 0};
    for (std::size_t i = most_groups - 1; i < row.groups.size(); ++i) {
      rest.count += row.groups[i].count;
    }
    row.groups.resize(most_groups - 1);
    row.groups.push_back(rest);
  }
  row.says = in_words(row.groups);
  return row;
}

} // namespace gwdiag
