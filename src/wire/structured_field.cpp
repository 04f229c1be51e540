// SPDX-License-Identifier: Apache-2.0
#include "wire/structured_field.hpp"

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_items = 16; // members, and parameters of one: each stands for a gateway

bool digit(char c) {
  return c >= '0' && c <= '9';
}

bool lower(char c) {
  return c >= 'a' && c <= 'z';
}

bool letter(char c) {
  return lower(c) || (c >= 'A' && c <= 'Z');
}

bool one_of(std::string_view set, char c) {
  return set.find(c) != std::string_view::npos;
}

// RFC 9110 section 5.6.2, and what RFC 9651 section 3.3.4 adds.
bool token_char(char c) {
  return letter(c) || digit(c) || one_of("!#$%&'*+-.^_`|~:/", c);
}

bool key_char(char c) {
  return lower(c) || digit(c) || one_of("_-.*", c);
}

// The bytes as they were sent; nothing when one is not ASCII or a control, which no field may hold.
std::optional<std::string> unescape(std::string_view escaped) {
  constexpr std::string_view tab = "\\x09";
  std::string raw;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    const char c = escaped[i];
    if (escaped.substr(i).starts_with("\\\\")) {
      raw += '\\';
      ++i;
    } else if (escaped.substr(i).starts_with(tab)) {
      raw += '\t';
      i += tab.size() - 1;
    } else if (c == '\\' || static_cast<unsigned char>(c) >= 0x80) {
      return std::nullopt;
    } else {
      raw += c;
    }
  }
  return raw;
}

class Parser {
public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<std::vector<FieldItem>> items() {
    std::vector<FieldItem> found;
    skip(" \t");
    while (!text_.empty()) {
      FieldItem item;
      if (found.size() == most_items || !name(item.value) || !parameters(item)) {
        return std::nullopt;
      }
      found.push_back(std::move(item));
      skip(" \t");
      if (text_.empty()) {
        break;
      }
      if (!take(',')) {
        return std::nullopt;
      }
      skip(" \t");
      if (text_.empty()) {
        return std::nullopt; // a comma at the end
      }
    }
    return found;
  }

private:
  bool take(char c) {
    const bool there = text_.starts_with(c);
    text_.remove_prefix(there ? 1 : 0);
    return there;
  }

  void skip(std::string_view set) {
    while (!text_.empty() && one_of(set, text_.front())) {
      text_.remove_prefix(1);
    }
  }

  template <typename Belongs> std::string_view run(Belongs belongs) {
    std::size_t end = 0;
    while (end < text_.size() && belongs(text_[end])) {
      ++end;
    }
    const std::string_view part = text_.substr(0, end);
    text_.remove_prefix(end);
    return part;
  }

  bool string(std::string& out) {
    take('"');
    std::string raw;
    while (!text_.empty()) {
      char c = text_.front();
      text_.remove_prefix(1);
      if (c == '"') {
        out = escape_peer(raw);
        return true;
      }
      if (c == '\\') {
        if (text_.empty() || !one_of("\"\\", text_.front())) {
          return false;
        }
        c = text_.front();
        text_.remove_prefix(1);
      }
      if (c < ' ') {
        return false;
      }
      raw += c;
    }
    return false;
  }

  bool token(std::string& out) {
    out = escape_peer(run(token_char));
    return true;
  }

  bool name(std::string& out) {
    if (text_.empty()) {
      return false;
    }
    const char c = text_.front();
    return c == '"' ? string(out) : (letter(c) || c == '*') && token(out);
  }

  // Numbers, dates, booleans and byte sequences keep the form they came in.
  bool bare_item(std::string& out) {
    if (text_.empty()) {
      return false;
    }
    const char c = text_.front();
    if (c == '?') {
      out = std::string(text_.substr(0, 2));
      text_.remove_prefix(out.size());
      return out == "?0" || out == "?1";
    }
    if (c == ':') {
      take(':');
      out = ":";
      out += run([](char b) { return letter(b) || digit(b) || one_of("+/=", b); });
      out += ':';
      return take(':');
    }
    if (digit(c) || c == '-' || c == '@') {
      out = std::string(run([](char b) { return digit(b) || one_of("-.@", b); }));
      return out.find_first_of("0123456789") != std::string::npos &&
             out.find_first_of("-@", 1) == std::string::npos && out.back() != '.';
    }
    return name(out);
  }

  bool parameters(FieldItem& item) {
    while (take(';')) {
      skip(" ");
      if (item.parameters.size() == most_items || text_.empty() ||
          !(lower(text_.front()) || text_.front() == '*')) {
        return false;
      }
      FieldParameter parameter{std::string(run(key_char)), "?1"};
      if (take('=') && !bare_item(parameter.value)) {
        return false;
      }
      item.parameters.push_back(std::move(parameter));
    }
    return true;
  }

  std::string_view text_;
};

} // namespace

std::optional<std::string_view> FieldItem::parameter(std::string_view key) const {
  for (auto it = parameters.rbegin(); it != parameters.rend(); ++it) {
    if (it->key == key) {
      return it->value;
    }
  }
  return std::nullopt;
}

std::optional<std::vector<FieldItem>> parse_field_items(std::string_view escaped) {
  const auto raw = unescape(escaped);
  return raw ? Parser(*raw).items() : std::nullopt;
}

} // namespace gwdiag
