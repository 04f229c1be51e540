// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "checklist/checklist.hpp"
#include "checklist/commands.hpp"
#include "checklist/layout.hpp"
#include "checklist/product_steps.hpp"
#include "promised_causes.hpp"
#include "wire/anomaly.hpp"

using namespace gwdiag;

namespace {

// The {placeholders} of a pattern; "%{word}" is curl's own.
std::vector<std::string> placeholders(std::string_view pattern) {
  std::vector<std::string> found;
  for (std::size_t at = pattern.find('{'); at != std::string_view::npos;
       at = pattern.find('{', at + 1)) {
    const std::size_t end = pattern.find('}', at);
    const std::string_view name = pattern.substr(at + 1, end - at - 1);
    const bool word = !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") ==
                                           std::string_view::npos;
    if (word && (at == 0 || pattern[at - 1] != '%')) {
      found.emplace_back(name);
    }
  }
  return found;
}

// A quoted value inside of quotes would end them: only a port, which is digits, may stand there.
bool quotes_hold_ports_only(std::string_view pattern) {
  bool quoted = false;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    quoted = pattern[at] == '\'' ? !quoted : quoted;
    if (quoted && pattern[at] == '{' && pattern[at - 1] != '%' &&
        !pattern.substr(at).starts_with("{port}")) {
      return false;
    }
  }
  return !quoted;
}

std::vector<std::string> sentences(std::string_view text) {
  std::vector<std::string> all;
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '.' &&
        (at + 1 == text.size() || (text[at + 1] == ' ' && at + 2 < text.size() &&
                                   text[at + 2] >= 'A' && text[at + 2] <= 'Z'))) {
      all.emplace_back(trim(text.substr(start, at + 1 - start)));
      start = at + 1;
    }
  }
  if (!trim(text.substr(start)).empty()) {
    all.emplace_back(trim(text.substr(start)));
  }
  return all;
}

std::string numbers_of(const CauseWords& words) {
  std::string text;
  for (const CauseWords::Step& step : words.advice) {
    if (step.number != 0) {
      text += (text.empty() ? "" : " ") + std::to_string(step.number);
    }
  }
  return text;
}

// RFC 9209 section 2.3.
const std::set<std::string_view> proxy_status_types{"dns_timeout",
                                                    "dns_error",
                                                    "destination_not_found",
                                                    "destination_unavailable",
                                                    "destination_ip_prohibited",
                                                    "destination_ip_unroutable",
                                                    "connection_refused",
                                                    "connection_terminated",
                                                    "connection_timeout",
                                                    "connection_read_timeout",
                                                    "connection_write_timeout",
                                                    "connection_limit_reached",
                                                    "tls_protocol_error",
                                                    "tls_certificate_error",
                                                    "tls_alert_received",
                                                    "http_request_error",
                                                    "http_request_denied",
                                                    "http_response_incomplete",
                                                    "http_response_header_section_size",
                                                    "http_response_header_size",
                                                    "http_response_body_size",
                                                    "http_response_trailer_section_size",
                                                    "http_response_trailer_size",
                                                    "http_response_transfer_coding",
                                                    "http_response_content_coding",
                                                    "http_response_timeout",
                                                    "http_upgrade_failed",
                                                    "http_protocol_error",
                                                    "proxy_internal_response",
                                                    "proxy_internal_error",
                                                    "proxy_configuration_error",
                                                    "proxy_loop_detected"};

} // namespace

TEST_CASE("every promised cause has words, and no other has") {
  std::set<std::string_view> worded;
  for (const CauseWords& words : cause_words()) {
    CHECK_MESSAGE(worded.insert(words.id).second, "twice: ", words.id);
  }
  for (const auto& promised : test::promised_causes) {
    const CauseWords* words = find_words(promised.id);
    REQUIRE_MESSAGE(words != nullptr, promised.id);
    CHECK_MESSAGE(words->checklist == promised.checklist, promised.id);
    CHECK_MESSAGE(words->steps == promised.steps, promised.id);
  }
  CHECK(worded.size() == test::promised_causes.size());
}

TEST_CASE("the causes stand in the order of the checklist's groups") {
  std::vector<std::string_view> promised;
  for (const auto& cause : test::promised_causes) {
    if (std::ranges::find(promised, cause.checklist) == promised.end()) {
      promised.push_back(cause.checklist);
    }
  }
  std::vector<std::string_view> groups;
  for (const CauseWords& words : cause_words()) {
    if (groups.empty() || groups.back() != words.checklist) {
      groups.push_back(words.checklist);
    }
  }
  CHECK(groups == promised);
}

TEST_CASE("the contract's own table has no other ids and steps than promised here") {
  std::ifstream file(std::string(GWDIAG_SOURCE_DIR) + "/../shared/contract.md");
  if (!file) {
    MESSAGE("skipped: the contract is not beside the sources");
    return;
  }
  std::ostringstream whole;
  whole << file.rdbuf();
  const std::string text = whole.str();
  for (const auto& promised : test::promised_causes) {
    CHECK_MESSAGE(text.find(promised.id) != std::string::npos, promised.id);
  }
  std::size_t rows = 0;
  bool inside = false;
  for (const std::string_view line : split(text, '\n')) {
    inside = inside || line == "## Causes";
    const auto cells = split(line, '|');
    if (!inside || cells.size() != 6 ||
        trim(cells[4]).find_first_not_of("12345 ") != std::string_view::npos) {
      continue;
    }
    for (const std::string_view word : split(trim(cells[2]), ' ')) {
      if (word == "·") {
        continue;
      }
      ++rows;
      const CauseWords* words = find_words(word);
      REQUIRE_MESSAGE(words != nullptr, word);
      CHECK_MESSAGE(words->steps == trim(cells[4]), word);
    }
  }
  CHECK(rows == test::promised_causes.size());
}

TEST_CASE("titles, explanations and verdict words keep their form") {
  for (const CauseWords& words : cause_words()) {
    CAPTURE(words.id);
    CHECK(columns(words.title) <= 60);
    CHECK(columns(words.title) >= 12);
    CHECK(words.title.back() != '.');
    const auto count = sentences(words.explanation).size();
    CHECK(count >= 2);
    CHECK(count <= 5);
    CHECK(columns(words.explanation) >= 120);
    CHECK(columns(words.explanation) <= 560);
    CHECK(words.explanation.back() == '.');
    CHECK((words.heals == "yes" || words.heals == "no" || words.heals == "maybe"));
    CHECK((words.rfc9209.empty() || proxy_status_types.contains(words.rfc9209)));
    CHECK(is_printable(words.explanation));
  }
}

TEST_CASE("no sentence is said twice") {
  std::set<std::string> said;
  std::set<std::string_view> titles;
  for (const CauseWords& words : cause_words()) {
    CHECK_MESSAGE(titles.insert(words.title).second, words.title);
    for (const std::string& sentence : sentences(words.explanation)) {
      CHECK_MESSAGE(said.insert(sentence).second, words.id, ": ", sentence);
    }
  }
}

TEST_CASE("the advice has exactly the documented steps that apply, in their order") {
  for (const CauseWords& words : cause_words()) {
    CHECK_MESSAGE(numbers_of(words) == words.steps, words.id);
  }
}

TEST_CASE("the documented steps are worded as documented") {
  CHECK(step_text(1) == "Verify that the upstream application server is running");
  CHECK(step_text(2) ==
        "Check the proxy's configuration for the correct upstream address and port");
  CHECK(step_text(3) == "Review the upstream's logs for crash or error messages");
  CHECK(step_text(4) == "Increase the proxy's timeouts if the upstream is slow");
  CHECK(step_text(5) == "Restart the upstream application server");
  CHECK(step_text(0).empty());
  CHECK(step_text(6).empty());
}

TEST_CASE("only the last documented step changes anything") {
  for (const CauseWords& words : cause_words()) {
    for (const CauseWords::Step& step : words.advice) {
      for (const std::string_view word :
           {"restart", "kill", "rm ", "chmod", "setsebool -P", "reload", "sudo"}) {
        const bool may =
            step.number == 5 || step.command == "{reload}" || step.command.find("journalctl") == 0;
        CHECK_MESSAGE((may || step.command.find(word) == std::string_view::npos),
                      words.id,
                      ": ",
                      step.command);
      }
    }
  }
}

TEST_CASE("commands use known placeholders, and none that would need quotes inside of quotes") {
  for (const CauseWords& words : cause_words()) {
    for (const CauseWords::Step& step : words.advice) {
      CAPTURE(words.id);
      CAPTURE(step.command);
      CHECK(quotes_hold_ports_only(step.command));
      for (const std::string& name : placeholders(step.text)) {
        CHECK_MESSAGE(name == "there", name); // the one that always has a value
      }
      for (const std::string& name : placeholders(step.command)) {
        CHECK_MESSAGE(is_placeholder(name), name);
      }
    }
  }
  for (const ProductStep& row : product_steps()) {
    CAPTURE(row.text);
    CHECK(quotes_hold_ports_only(row.command));
    for (const std::string_view pattern : {row.text, row.command}) {
      for (const std::string& name : placeholders(pattern)) {
        CHECK_MESSAGE(is_placeholder(name), name);
      }
    }
  }
}

TEST_CASE("our own steps say something, and documented ones have a command except where none can "
          "be known") {
  for (const CauseWords& words : cause_words()) {
    for (const CauseWords::Step& step : words.advice) {
      CAPTURE(words.id);
      if (step.number == 0) {
        CHECK(columns(step.text) > 15);
      } else if (words.id != "cdn-provider-failure") {
        CHECK_FALSE(step.command.empty());
      }
      CHECK_FALSE(step.text.ends_with('.'));
    }
  }
}

TEST_CASE("a product's rows belong to causes whose advice has the step they follow") {
  for (const ProductStep& row : product_steps()) {
    CAPTURE(row.text);
    CHECK(columns(row.text) > 15);
    CHECK(product_title(row.product) != "");
    for (const std::string_view id : split(row.causes, ' ')) {
      const CauseWords* words = find_words(id);
      REQUIRE_MESSAGE(words != nullptr, id);
      CHECK_MESSAGE(words->steps.find(std::to_string(row.after)) != std::string_view::npos, id);
      CHECK(concerns(row, id));
    }
    CHECK_FALSE(concerns(row, ""));
    CHECK_FALSE(concerns(row, "tls"));
  }
}

TEST_CASE("every anomaly of a response points to a cause that has words") {
  for (const AnomalyInfo& anomaly : anomalies()) {
    CHECK_MESSAGE(find_words(anomaly.cause) != nullptr, anomaly.id);
  }
}
