// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "logs/line.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_fields = 300; // an access log line has some forty
constexpr int deepest = 4; // JSON in JSON: a container runtime, a shipper, the program

constexpr std::array<bool, 256> key_chars = [] {
  std::array<bool, 256> table{};
  for (const char c :
       std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.%$")) {
    table.at(static_cast<unsigned char>(c)) = true;
  }
  return table;
}();

bool is_key_char(char c) {
  return key_chars[static_cast<unsigned char>(c)];
}

std::string plain_key(std::string_view key) {
  std::string out;
  for (const char c : key.substr(0, 80)) {
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if (c != '_' && c != '-' && c != '.') {
      out += c;
    }
  }
  return out;
}

// The text between the quote at `at` and its partner, one level of escapes resolved; `at` ends
// behind it.
std::string quoted(std::string_view text, std::size_t& at) {
  const char quote = text[at++];
  std::string out;
  while (at < text.size() && text[at] != quote) {
    if (text[at] == '\\' && at + 1 < text.size()) {
      const char next = text[at + 1];
      at += 2;
      if (next == 'n' || next == 't' || next == 'r') {
        out += ' ';
      } else if (next == '"' || next == '\\' || next == '/' || next == '\'') {
        out += next;
      } else {
        out += '\\';
        out += next;
      }
      continue;
    }
    out += text[at++];
  }
  at = std::min(at + 1, text.size());
  return out;
}

void skip_spaces(std::string_view text, std::size_t& at) {
  while (at < text.size() && text[at] == ' ') {
    ++at;
  }
}

// An unquoted value: up to a space, comma or closing bracket.
std::string bare(std::string_view text, std::size_t& at) {
  const std::size_t start = at;
  const auto ends = [](char c) { return c == ' ' || c == ',' || c == '}' || c == ']' || c == '"'; };
  while (at < text.size() && !ends(text[at])) {
    ++at;
  }
  return std::string(text.substr(start, at - start));
}

} // namespace

LogFields::LogFields(std::string_view line) {
  scan(line, 0);
}

void LogFields::add(std::string_view key, std::string value, int depth) {
  if (fields_.size() >= most_fields) {
    return;
  }
  const bool nested = depth < deepest && (value.find("\":") != std::string::npos ||
                                          value.find("=\"") != std::string::npos);
  const std::string inner = nested ? value : std::string{}; // scan() may move the vector
  fields_.push_back({plain_key(key), std::move(value)});
  scan(inner, depth + 1);
}

void LogFields::scan(std::string_view text, int depth) {
  std::size_t at = 0;
  while (at < text.size() && fields_.size() < most_fields) {
    if (text[at] == '"' ||
        (text[at] == '\'' && at > 0 && (text[at - 1] == '{' || text[at - 1] == ' '))) {
      const std::string key = quoted(text, at);
      std::size_t next = at;
      skip_spaces(text, next);
      if (next >= text.size() || text[next] != ':') {
        if (depth < deepest && key.find("\":") != std::string::npos) {
          scan(key, depth + 1); // an element of an array, as in what Loki is sent
        }
        continue;
      }
      ++next;
      skip_spaces(text, next);
      at = next;
      if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
        std::string value = quoted(text, at);
        add(key, std::move(value), depth);
      } else if (at < text.size() && text[at] != '{' && text[at] != '[') {
        add(key, bare(text, at), depth);
      }
      continue;
    }
    if (!is_key_char(text[at])) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    while (at < text.size() && is_key_char(text[at])) {
      ++at;
    }
    if (at >= text.size() || text[at] != '=') {
      continue;
    }
    const std::string_view key = text.substr(start, at - start);
    ++at;
    if (at < text.size() && (text[at] == '"' || text[at] == '\'')) {
      std::string value = quoted(text, at);
      add(key, std::move(value), depth);
    } else {
      add(key, bare(text, at), depth);
    }
  }
}

std::string_view LogFields::get(std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys) {
    const auto found = std::find_if(
        fields_.begin(), fields_.end(), [key](const LogField& field) { return field.key == key; });
    if (found != fields_.end()) {
      return found->value;
    }
  }
  return {};
}

bool LogFields::has(std::initializer_list<std::string_view> keys) const {
  return std::any_of(keys.begin(), keys.end(), [this](std::string_view key) {
    return std::any_of(
        fields_.begin(), fields_.end(), [key](const LogField& field) { return field.key == key; });
  });
}

} // namespace gwdiag
