// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "checklist/checklist.hpp"
#include "checklist/commands.hpp"
#include "checklist/explain.hpp"
#include "checklist/layout.hpp"
#include "checklist/product_steps.hpp"

namespace gwdiag {

namespace {

struct Advice {
  int number = 0;
  std::string text;
  std::string command;
};

struct ProductAdvice {
  std::string_view product;
  Advice advice;
};

Values symbolic_values(const CauseWords& words) {
  const bool socket = words.id.starts_with("unix-socket");
  const bool tls = words.checklist == "tls" || words.id == "sni-required" ||
                   words.id == "tls-to-plain-http-port";
  return values_of(symbolic_facts(tls ? "https" : "http", socket));
}

std::vector<Advice> general_advice(const CauseWords& words) {
  const Values values = symbolic_values(words);
  std::vector<Advice> all;
  for (const CauseWords::Step& step : words.advice) {
    std::string command = fill(step.command, values);
    if (step.number != 0 || !command.empty() || step.command.empty()) {
      const std::string_view text = step.text.empty() ? step_text(step.number) : step.text;
      all.push_back({step.number, fill(text, values), std::move(command)});
    }
  }
  return all;
}

std::vector<ProductAdvice> product_advice(const CauseWords& words) {
  const Values values = symbolic_values(words);
  std::vector<ProductAdvice> all;
  for (const ProductStep& row : product_steps()) {
    if (concerns(row, words.id)) {
      all.push_back({row.product, {0, fill(row.text, values), fill(row.command, values)}});
    }
  }
  return all;
}

class TextPage {
public:
  explicit TextPage(int width) : width_(static_cast<std::size_t>(std::max(width, 40))) {}

  void line(std::string_view text = {}) {
    out_ += text;
    out_ += '\n';
  }

  // `text` with `first` before its first line and as many blanks before the others.
  void paragraph(std::string_view first, std::string_view text) {
    std::string lead(first);
    for (const std::string& part : wrap_text(text, width_ - columns(first))) {
      line(lead + part);
      lead.assign(columns(first), ' ');
    }
  }

  void command(std::size_t indent, std::string_view text) {
    for (const std::string& part : wrap_command(text, width_ - indent)) {
      line(std::string(indent, ' ') + part);
    }
  }

  // `left`, and `right` at the end of the line where both fit.
  void heading(std::string_view left, std::string_view right) {
    if (right.empty()) {
      line(left);
      return;
    }
    const std::size_t used = columns(left) + columns(right);
    if (used + 2 > width_) {
      line(left);
      line(right);
      return;
    }
    line(fmt::format("{}{}{}", left, std::string(width_ - used, ' '), right));
  }

  std::string take() { return std::move(out_); }

private:
  std::size_t width_;
  std::string out_;
};

void print_advice(TextPage& page, const Advice& advice) {
  page.paragraph(advice.number == 0 ? "    -  " : fmt::format("    {}. ", advice.number),
                 advice.text);
  if (!advice.command.empty()) {
    page.command(9, advice.command);
  }
}

std::string_view waiting_helps(std::string_view heals) {
  return heals == "yes"  ? "Waiting helps."
         : heals == "no" ? "Waiting does not help."
                         : "Waiting may help.";
}

void print_cause(TextPage& page, const CauseWords& words) {
  page.heading(words.id, words.checklist);
  page.line(words.title);
  page.line();
  page.paragraph("  ", words.explanation);
  page.line();
  page.line("  Fix");
  for (const Advice& advice : general_advice(words)) {
    print_advice(page, advice);
  }
  const std::vector<ProductAdvice> products = product_advice(words);
  if (!products.empty()) {
    page.line();
    page.line("  By product");
    for (const ProductAdvice& row : products) {
      print_advice(page, row.advice);
    }
  }
  page.line();
  const std::string status =
      words.rfc9209.empty() ? "" : fmt::format(" RFC 9209 calls it {}.", words.rfc9209);
  page.paragraph("  ", fmt::format("{}{}", waiting_helps(words.heals), status));
}

void print_list(TextPage& page, const Explanation& explanation) {
  std::string_view group;
  for (const Explanation::Item& item : explanation.items) {
    const CauseWords* words = find_words(item.id);
    if (words == nullptr) {
      continue;
    }
    if (words->checklist != group) {
      page.line(group.empty() ? words->checklist : fmt::format("\n{}", words->checklist));
      group = words->checklist;
    }
    page.paragraph(fmt::format("  {:<26} ", item.id), words->title);
  }
}

void print_topic(TextPage& page, const Explanation::Item& item) {
  page.heading(item.id, item.product);
  page.line();
  page.paragraph("  ", item.meaning);
  page.line();
}

void print_choices(TextPage& page, const Explanation& explanation, std::string_view kind) {
  bool any = false;
  for (const Explanation::Item& item : explanation.items) {
    const CauseWords* words = item.kind == kind ? find_words(item.id) : nullptr;
    if (words == nullptr) {
      continue;
    }
    if (!any) {
      page.line("  What it can be, best first");
    }
    any = true;
    page.paragraph(fmt::format("    {:<26} ", item.id), words->title);
  }
  if (any) {
    page.line();
    page.line("  gwdiag explain ID says what to do about each.");
  } else {
    page.line("  No fault of the gateway or of its upstream.");
  }
}

void print_line(TextPage& page, const Explanation& explanation) {
  const Explanation::Item& best = explanation.items.front();
  page.paragraph(
      "", fmt::format("{}{}", best.product.empty() ? "" : best.product + ": ", best.meaning));
  if (!best.upstream.empty()) {
    page.paragraph("", fmt::format("Upstream: {}", best.upstream));
  }
  page.line();
  if (const CauseWords* words = find_words(best.id)) {
    print_cause(page, *words);
  }
  for (std::size_t i = 1; i < explanation.items.size(); ++i) {
    const Explanation::Item& item = explanation.items[i];
    const CauseWords* words = find_words(item.id);
    if (i == 1) {
      page.line();
      page.line("  Also possible");
    }
    page.paragraph(fmt::format("    {:<26} ", item.id),
                   words != nullptr ? words->title : item.meaning);
  }
}

nlohmann::json to_json(const Advice& advice) {
  nlohmann::json json{{"text", advice.text}};
  if (!advice.command.empty()) {
    json["command"] = advice.command;
  }
  if (advice.number != 0) {
    json["checklist_step"] = advice.number;
  }
  return json;
}

nlohmann::json cause_json(const Explanation::Item& item) {
  nlohmann::json json{{"id", item.id}};
  for (const auto& [key, value] : {std::pair{"meaning", item.meaning},
                                   std::pair{"product", item.product},
                                   std::pair{"upstream", item.upstream}}) {
    if (!value.empty()) {
      json[key] = value;
    }
  }
  const CauseWords* words = find_words(item.id);
  if (words == nullptr) {
    return json;
  }
  json["checklist"] = words->checklist;
  json["title"] = words->title;
  json["explanation"] = words->explanation;
  json["heals"] = words->heals;
  json["steps"] = nlohmann::json::array();
  json["fixes"] = nlohmann::json::array();
  if (!words->rfc9209.empty()) {
    json["rfc9209"] = words->rfc9209;
  }
  for (const Advice& advice : general_advice(*words)) {
    if (advice.number != 0) {
      json["steps"].push_back(advice.number);
    }
    json["fixes"].push_back(to_json(advice));
  }
  for (const ProductAdvice& row : product_advice(*words)) {
    nlohmann::json advice = to_json(row.advice);
    advice["product"] = row.product;
    json["products"].push_back(std::move(advice));
  }
  return json;
}

} // namespace

std::string render_text(const Explanation& explanation, int width) {
  TextPage page(width);
  const auto& items = explanation.items;
  if (items.empty()) {
    page.line("This line shows no gateway problem that is known.");
    if (!explanation.says.empty()) {
      page.line("It says: " + explanation.says);
    }
  } else if (items.front().kind == "line") {
    print_line(page, explanation);
  } else if (items.front().kind == "cause" && items.size() > 1) {
    print_list(page, explanation);
  } else if (items.front().kind == "cause") {
    if (const CauseWords* words = find_words(items.front().id)) {
      print_cause(page, *words);
    }
  } else {
    for (const Explanation::Item& item : items) {
      if (item.kind != "cause") {
        print_topic(page, item);
      }
    }
    print_choices(page, explanation, "cause");
  }
  return page.take();
}

std::string render_json(const Explanation& explanation) {
  nlohmann::json json{{"schema", "gwdiag.explain/1"}, {"causes", nlohmann::json::array()}};
  if (!explanation.says.empty()) {
    json["says"] = explanation.says;
  }
  for (const Explanation::Item& item : explanation.items) {
    if (item.kind == "cause" || item.kind == "line") {
      json["causes"].push_back(cause_json(item));
      continue;
    }
    nlohmann::json meaning{{"meaning", item.meaning}};
    if (!item.product.empty()) {
      meaning["product"] = item.product;
    }
    json["topic"]["word"] = explanation.topic;
    json["topic"]["kind"] = item.kind;
    json["topic"]["meanings"].push_back(std::move(meaning));
  }
  return json.dump(2) + "\n";
}

} // namespace gwdiag
