// SPDX-License-Identifier: Apache-2.0
#include "logs/line.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t longest_line = 64 * 1024;
constexpr int deepest_escapes = 3;

struct Replacement {
  std::string_view from;
  std::string_view to;
};

// What word processors, chat programs and web pages make of plain quotes.
constexpr std::array<Replacement, 12> typography{{
    {"\xe2\x80\x9c", "\""},
    {"\xe2\x80\x9d", "\""},
    {"\xe2\x80\x9e", "\""},
    {"\xc2\xab", "\""},
    {"\xc2\xbb", "\""},
    {"\xe2\x80\x98", "'"},
    {"\xe2\x80\x99", "'"},
    {"\xc2\xa0", " "},
    {"\xe2\x80\xa6", "..."},
    {"\xe2\x80\x93", "-"},
    {"\xe2\x80\x94", "-"},
    {"\xef\xbb\xbf", ""},
}};

constexpr std::array<Replacement, 9> entities{{
    {"&quot;", "\""},
    {"&#34;", "\""},
    {"&#39;", "'"},
    {"&apos;", "'"},
    {"&lt;", "<"},
    {"&gt;", ">"},
    {"&amp;", "&"},
    {"&nbsp;", " "},
    {"&#x27;", "'"},
}};

// The escape character, and how loggers write it out.
constexpr std::array<std::string_view, 5> escapes{
    {"\x1b[", "#033[", "\\u001b[", "\\x1b[", "\\033["}};

constexpr std::array<Replacement, 12> json_escapes{{
    {"\\\"", "\""},
    {"\\\\", "\\"},
    {"\\n", " "},
    {"\\t", " "},
    {"\\r", " "},
    {"\\/", "/"},
    {"\\u003c", "<"},
    {"\\u003e", ">"},
    {"\\u0026", "&"},
    {"\\u0027", "'"},
    {"\\u0022", "\""},
    {"\\u001b", "\x1b"},
}};

// The length of a colour sequence at `at`, 0 if there is none.
std::size_t colour_length(std::string_view text, std::size_t at) {
  for (const std::string_view start : escapes) {
    if (text.substr(at, start.size()) != start) {
      continue;
    }
    std::size_t end = at + start.size();
    while (end < text.size() && end - at < 24 &&
           ((text[end] >= '0' && text[end] <= '9') || text[end] == ';')) {
      ++end;
    }
    return end < text.size() ? end + 1 - at : end - at;
  }
  return 0;
}

// Nearly all lines: nothing in them to take off.
bool is_plain(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return c == '\x1b' || c == '#' || c == '\\' || c == '\t' || c == '\r' || c == '\n';
  });
}

std::string without_colours(std::string_view text) {
  if (is_plain(text)) {
    return std::string(text);
  }
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\x1b' || c == '#' || c == '\\') {
      if (const std::size_t length = colour_length(text, at); length > 0) {
        at += length;
        continue;
      }
    }
    out += c == '\t' || c == '\r' || c == '\n' ? ' ' : c;
    ++at;
  }
  return out;
}

// One pass from left to right: what a replacement puts in is not read again.
template <std::size_t count>
std::string replaced(std::string_view text,
                     const std::array<Replacement, count>& table,
                     std::string_view leads) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Replacement* hit = nullptr;
    if (leads.find(text[at]) != std::string_view::npos) {
      for (const Replacement& row : table) {
        if (text.substr(at, row.from.size()) == row.from) {
          hit = &row;
          break;
        }
      }
    }
    if (hit == nullptr) {
      out += text[at++];
      continue;
    }
    out += hit->to;
    at += hit->from.size();
  }
  return out;
}

// A quote inside of a string, or the end of a line at its end, as container runtimes write it.
bool has_json_escapes(std::string_view text) {
  return text.find("\\\"") != std::string_view::npos ||
         text.find("\\n\"") != std::string_view::npos;
}

// A record of a CSV file (RFC 4180): a quote inside of a quoted field is written twice.
bool is_csv(std::string_view text) {
  return text.find("{\"\"") != std::string_view::npos ||
         text.find("\"\":\"\"") != std::string_view::npos || // cut out of an object
         (text.starts_with('"') && text.find("\",\"") != std::string_view::npos);
}

// What writes every quote in another way, around all else.
std::string with_plain_quotes(std::string text) {
  if (text.find("&quot;") != std::string::npos || text.find("&#34;") != std::string::npos) {
    text = replaced(text, entities, "&");
  }
  if (is_csv(text)) {
    const std::size_t object = text.find("{\"\"");
    const std::size_t before = object == std::string::npos ? 0 : object;
    constexpr std::array<Replacement, 1> doubled{{{"\"\"", "\""}}};
    text = replaced(std::string_view(text).substr(0, before), doubled, "\"") +
           (before > 0 ? "\"" : "") + // ends the text that the object would else be a part of
           replaced(std::string_view(text).substr(before), doubled, "\"");
  }
  return text;
}

// Nearly all lines: nothing in them to unwrap.
bool is_bare(std::string_view text) {
  bool wrapped = text.starts_with('"');
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool doubled = c == '"' && at > 0 && text[at - 1] == '"';
    wrapped |= static_cast<signed char>(c) < ' ' || c == '\\' || c == '#' || c == '&' || doubled;
  }
  return !wrapped;
}

// The text without its wrapping, and its fields, which are read before their escapes are resolved.
std::string unwrapped(std::string_view raw, LogFields& fields) {
  std::string text = without_colours(raw);
  const bool ascii = std::none_of(
      text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) < 0; });
  if (!ascii) {
    text = replaced(text, typography, "\xe2\xc2\xef");
  }
  text = with_plain_quotes(std::move(text));
  if (text.find("&quot;") != std::string::npos && text.find('"') == std::string::npos) {
    text = replaced(text, entities, "&"); // cut out of a page, quotes and all
  }
  fields = LogFields(text);
  for (int depth = 0; depth < deepest_escapes && has_json_escapes(text); ++depth) {
    text = replaced(text, json_escapes, "\\");
  }
  if (text.find('&') != std::string::npos) {
    text = replaced(text, entities, "&");
  }
  return without_colours(text);
}

} // namespace

LogLine unwrap_line(std::string_view raw) {
  raw = raw.substr(0, longest_line);
  LogLine line;
  if (is_bare(raw)) {
    line.fields = LogFields(raw);
    line.text = std::string(trim(raw));
  } else {
    line.text = std::string(trim(unwrapped(raw, line.fields)));
  }
  line.lower = lower_ascii(line.text);
  line.parts = TextParts(line.lower);
  const std::size_t context = line.lower.find(", client: ");
  line.message_end = context == std::string::npos ? line.lower.size() : context;
  return line;
}

} // namespace gwdiag
