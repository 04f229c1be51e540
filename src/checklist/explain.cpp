// SPDX-License-Identifier: Apache-2.0
#include "checklist/explain.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/text.hpp"
#include "checklist/checklist.hpp"
#include "checklist/topics.hpp"

namespace gwdiag {

namespace {

Explanation::Item cause_item(std::string_view id) {
  return {.id = std::string(id), .kind = "cause"};
}

void add_cause(Explanation& explanation, std::string_view id) {
  const bool known = std::ranges::any_of(explanation.items, [&](const Explanation::Item& item) {
    return item.kind == "cause" && item.id == id;
  });
  if (!known && !id.empty()) {
    explanation.items.push_back(cause_item(id));
  }
}

std::string nearest_names(std::string_view word) {
  std::vector<std::string> candidates;
  for (const CauseWords& words : cause_words()) {
    candidates.emplace_back(words.id);
  }
  for (const std::string_view topic : topic_words()) {
    candidates.emplace_back(topic);
  }
  std::string text;
  for (const std::string& name : nearest(word, candidates)) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

// HAProxy writes <BADREQ> and <NOSRV>.
std::string_view bare(std::string_view word) {
  return word.size() > 2 && word.front() == '<' && word.back() == '>'
             ? word.substr(1, word.size() - 2)
             : word;
}

} // namespace

Result<Explanation> explain_word(std::string_view word) {
  Explanation explanation;
  explanation.topic = escape_peer(word, 200);
  if (find_words(word) != nullptr || find_words(lower_ascii(word)) != nullptr) {
    explanation.items.push_back(cause_item(lower_ascii(word)));
    return explanation;
  }
  std::vector<Topic> topics;
  for (const std::string_view part : split(bare(word), ',')) { // Envoy joins its flags: UF,URX
    for (const std::string_view piece : split(part, '/')) {    // and Squid a tag and a status
      std::ranges::copy(topics_for(piece), std::back_inserter(topics));
    }
  }
  for (const Topic& topic : topics) {
    explanation.items.push_back({.id = std::string(topic.word),
                                 .kind = std::string(topic.kind),
                                 .meaning = std::string(topic.meaning),
                                 .product = std::string(topic.product)});
  }
  for (const Topic& topic : topics) {
    for (const std::string_view id : split(topic.causes, ' ')) {
      add_cause(explanation, id);
    }
  }
  if (!explanation.items.empty()) {
    return explanation;
  }
  if (Explanation line = explain_line(word); !line.items.empty()) {
    return line; // a word of a log line says enough: upstream_reset_before_response_started{…}
  }
  const std::string names = nearest_names(word);
  const std::string remedy = names.empty() ? "see gwdiag explain --list; a log line goes to --line"
                                           : fmt::format("nearest: {}", names);
  return fail(ErrorKind::usage,
              fmt::format("explain: \"{}\" is no cause id, status or flag that is known; {}",
                          explanation.topic,
                          remedy));
}

Explanation explain_line(std::string_view line) {
  Explanation explanation;
  explanation.topic = escape_peer(line, 1000);
  for (LogFinding& finding : classify_line(line)) {
    explanation.items.push_back({.id = std::move(finding.id),
                                 .kind = "line",
                                 .meaning = std::move(finding.meaning),
                                 .product = std::move(finding.product),
                                 .upstream = std::move(finding.upstream)});
  }
  explanation.says = explanation.items.empty() ? harmless_meaning(line) : "";
  return explanation;
}

Explanation explain_all() {
  Explanation explanation;
  for (const CauseWords& words : cause_words()) {
    explanation.items.push_back(cause_item(words.id));
  }
  return explanation;
}

} // namespace gwdiag
