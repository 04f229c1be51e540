// SPDX-License-Identifier: Apache-2.0
#include "logs/access_shape.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

namespace gwdiag {

namespace {

constexpr std::size_t longest = 400; // of a plain line
constexpr std::size_t most_addresses = 99;
constexpr std::size_t long_id = 16;
constexpr std::string_view placeholder = "192.0.2.1:8";

constexpr std::size_t none = std::string_view::npos;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
         c == '.';
}

// A digit or a small letter of a hexadecimal number, or a dash between its parts.
bool is_id(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || c == '-';
}

bool starts_with_method(std::string_view text) {
  return text.starts_with("GET ") || text.starts_with("POST ") || text.starts_with("HEAD ") ||
         text.starts_with("PUT ") || text.starts_with("DELETE ") || text.starts_with("PATCH ") ||
         text.starts_with("OPTIONS ");
}

// False if a reader might take a word of it for an address with a port, or its end for another.
bool is_plain_text(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' || static_cast<signed char>(text[at]) < ' ') {
      return false;
    }
    if (text[at] == ':') {
      const std::size_t end = text.find_first_not_of("0123456789,", at + 1);
      if (end != at + 1 && (end == none || std::string_view(" '[]{}").find(text[end]) != none)) {
        return false;
      }
    }
  }
  return true;
}

// A reader of one line from left to right.
class Parser {
public:
  Parser(std::string_view line, PlainAccess& plain) : rest_(line), plain_(plain) {}

  bool run() {
    return request() && status_and_bytes() && (rest_.empty() || texts()) && fields() &&
           plain_.text.size() <= longest;
  }

private:
  bool request() {
    const std::size_t open = rest_.find('"');
    if (open == none || open < 2 || rest_[open - 2] != ']' || rest_[open - 1] != ' ' ||
        rest_.substr(0, open).find('=') != none || !starts_with_method(rest_.substr(open + 1, 8))) {
      return false;
    }
    const std::size_t close = rest_.find('"', open + 1);
    if (close == none || rest_.substr(0, close).find('\\') != none) {
      return false;
    }
    rest_.remove_prefix(close + 1);
    return true;
  }

  bool status_and_bytes() {
    if (rest_.size() < 6 || rest_[0] != ' ' || rest_[1] < '1' || rest_[1] > '5' ||
        !is_digit(rest_[2]) || !is_digit(rest_[3]) || rest_[4] != ' ') {
      return false;
    }
    plain_.text = "192.0.2.9 - - [06/May/2024:07:08:09 +0000] \"GET / HTTP/1.1\"";
    plain_.text += rest_.substr(0, 5);
    rest_.remove_prefix(5);
    std::size_t size = 0;
    while (size < rest_.size() && (is_digit(rest_[size]) || (size == 0 && rest_[size] == '-'))) {
      ++size;
    }
    plain_.text += rest_.starts_with('-') ? "-" : "1";
    rest_.remove_prefix(size);
    return size > 0 && (rest_.empty() || rest_.front() == ' ');
  }

  // The referrer and the browser, if they are there.
  bool texts() {
    for (int which = 0; which < 2 && rest_.starts_with(" \""); ++which) {
      const std::size_t close = rest_.find('"', 2);
      if (close == none || !is_plain_text(rest_.substr(2, close - 2))) {
        return false;
      }
      plain_.text += " \"-\"";
      rest_.remove_prefix(close + 1);
    }
    return true;
  }

  bool fields() {
    while (!rest_.empty()) {
      if (rest_.front() != ' ') {
        return false;
      }
      const std::size_t equals = rest_.starts_with(" \"") ? 0 : rest_.find('=');
      if (equals == none || !is_key(rest_.substr(1, equals))) {
        return false;
      }
      const bool quoted = rest_.substr(equals + 1).starts_with('"');
      const std::size_t start = equals + (quoted ? 2 : 1);
      const std::size_t end =
          std::min(rest_.find(quoted ? '"' : ' ', start), quoted ? none : rest_.size());
      if (end == none) {
        return false;
      }
      plain_.text += rest_.substr(0, start);
      if (!value(rest_.substr(start, end - start), equals == 0)) {
        return false;
      }
      plain_.text += quoted ? "\"" : "";
      rest_.remove_prefix(end + (quoted ? 1 : 0));
    }
    return true;
  }

  // `key=`, or nothing before a quoted value.
  static bool is_key(std::string_view text) {
    return text.empty() || std::ranges::all_of(text, [](char c) { return is_word(c) || c == '='; });
  }

  // A bare address in a value without a key is a client's.
  bool value(std::string_view text, bool may_be_client) {
    while (!text.empty()) {
      std::size_t size = 0;
      while (size < text.size() && is_word(text[size])) {
        ++size;
      }
      if (size == 0) {
        if (text.front() == '"' || text.front() == '=' || text.front() == '&' ||
            text.front() == '\\' || static_cast<signed char>(text.front()) < ' ') {
          return false;
        }
        plain_.text += text.front();
        text.remove_prefix(1);
        continue;
      }
      const std::size_t port = port_behind(text, size);
      if (port > 0 && is_address(text.substr(0, size))) {
        if (plain_.addresses.size() == most_addresses) {
          return false;
        }
        plain_.addresses.push_back(text.substr(0, size + port));
        plain_.text += fmt::format("{}{:03}", placeholder, plain_.addresses.size());
        text.remove_prefix(size + port);
        continue;
      }
      if (may_be_client && is_address(text.substr(0, size))) {
        plain_.text += "192.0.2.3";
      } else {
        word(text.substr(0, size));
      }
      text.remove_prefix(size);
    }
    return true;
  }

  static std::size_t port_behind(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    while (end < text.size() && is_digit(text[end])) {
      ++end;
    }
    return at < text.size() && text[at] == ':' && end > at + 1 ? end - at : 0;
  }

  static bool is_address(std::string_view word) {
    return std::ranges::count(word, '.') == 3 &&
           std::ranges::all_of(word, [](char c) { return is_digit(c) || c == '.'; });
  }

  void word(std::string_view word) {
    const auto dots = std::ranges::count(word, '.');
    const bool number = std::ranges::all_of(word, [](char c) { return is_digit(c) || c == '.'; }) &&
                        dots <= 1 && is_digit(word.front()) && is_digit(word.back());
    if (number && (dots == 1 || word.size() != 3)) { // three digits may be a status
      const bool zero = word.find_first_not_of("0.") == none;
      const bool five = word.starts_with("5.00"); // a time-out of ingress-nginx
      plain_.text += dots == 1 ? (zero ? "0.000" : five ? "5.000" : "1.000") : (zero ? "0" : "1");
    } else if (word.size() >= long_id && std::ranges::all_of(word, is_id)) {
      plain_.text += "00000000000000a0";
    } else {
      plain_.text += word;
    }
  }

  std::string_view rest_;
  PlainAccess& plain_;
};

} // namespace

bool PlainAccess::read(std::string_view line) {
  text.clear();
  addresses.clear();
  return Parser(line, *this).run();
}

std::string PlainAccess::with_addresses(std::string_view found) const {
  std::string out;
  while (true) {
    const std::size_t at = found.find(placeholder);
    out += found.substr(0, at);
    if (at == none) {
      return out;
    }
    std::size_t number = 0;
    for (const char digit : found.substr(at + placeholder.size(), 3)) {
      number = number * 10 + static_cast<std::size_t>(digit - '0');
    }
    out += number >= 1 && number <= addresses.size() ? addresses[number - 1] : std::string_view{};
    found.remove_prefix(std::min(found.size(), at + placeholder.size() + 3));
  }
}

} // namespace gwdiag
