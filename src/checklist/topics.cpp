// SPDX-License-Identifier: Apache-2.0
#include "checklist/topics.hpp"

#include <algorithm>
#include <iterator>

namespace gwdiag {

namespace {

std::vector<Topic> all_topics() {
  std::vector<Topic> all;
  for (auto* group : {topics::statuses,
                      topics::envoy,
                      topics::haproxy,
                      topics::apache,
                      topics::heroku,
                      topics::cloudflare,
                      topics::squid,
                      topics::errors,
                      topics::node,
                      topics::grpc,
                      topics::others}) {
    std::ranges::copy(group(), std::back_inserter(all));
  }
  return all;
}

const std::vector<Topic>& table() {
  static const std::vector<Topic> all = all_topics();
  return all;
}

// HAProxy's four letters: state, then what happened to the persistence cookie in the request and in
// the response.
bool is_long_state(std::string_view word) {
  return word.size() == 4 && std::string_view("NIVOEDU-").find(word[2]) != std::string_view::npos &&
         std::string_view("NIUPRD-").find(word[3]) != std::string_view::npos;
}

} // namespace

std::vector<Topic> topics_for(std::string_view word) {
  std::vector<Topic> found;
  std::ranges::copy_if(
      table(), std::back_inserter(found), [&](const Topic& row) { return row.word == word; });
  if (!found.empty() || !is_long_state(word)) {
    return found;
  }
  const auto states = topics::haproxy();
  const auto state = std::ranges::find(states, word.substr(0, 2), &Topic::word);
  if (state != states.end()) {
    found.push_back(*state);
  }
  return found;
}

std::vector<std::string_view> topic_words() {
  std::vector<std::string_view> words;
  std::ranges::transform(table(), std::back_inserter(words), &Topic::word);
  return words;
}

} // namespace gwdiag
