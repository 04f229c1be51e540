// SPDX-License-Identifier: Apache-2.0
#include "wire/http1_head.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace gwdiag {

namespace {

struct Line {
  std::string_view text; // without its line end
  std::size_t offset = 0;
  bool bare_lf = false;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// A control byte that no value may hold: all but the tab.
bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

// tchar, RFC 9110 section 5.6.2
bool is_token_character(char c) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         marks.find(c) != std::string_view::npos;
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::string_view take_until_blank(std::string_view& rest) {
  const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
  const std::string_view token = rest.substr(0, end);
  rest.remove_prefix(end);
  return token;
}

// Gives the lines of a head one after the other; a last line without LF is not given.
class Lines {
public:
  Lines(std::string_view raw, std::size_t offset) : rest_(raw), offset_(offset) {}

  std::optional<Line> next() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    Line line{.text = rest_.substr(0, end), .offset = offset_, .bare_lf = true};
    if (!line.text.empty() && line.text.back() == '\r') {
      line.text.remove_suffix(1);
      line.bare_lf = false;
    }
    rest_.remove_prefix(end + 1);
    offset_ += end + 1;
    return line;
  }

private:
  std::string_view rest_;
  std::size_t offset_;
};

void read_version(std::string_view version, std::size_t offset, AnomalyList& anomalies) {
  if (version.size() != 3 || !is_digit(version[0]) || version[1] != '.' || !is_digit(version[2])) {
    anomalies.note(Anomaly::bad_version, offset, excerpt(version));
  } else if (version[0] == '1' && version[2] > '1') {
    anomalies.note(Anomaly::later_minor_version, offset, excerpt(version));
  } else if (version[0] != '1') {
    anomalies.note(Anomaly::unsupported_version, offset, excerpt(version));
  }
}

void read_status(std::string_view token, std::size_t offset, Head& head, AnomalyList& anomalies) {
  if (token.empty()) {
    anomalies.note(Anomaly::status_line_junk, offset, "no status code");
    return;
  }
  const auto* end = std::find_if_not(token.begin(), token.end(), is_digit);
  const auto digits = static_cast<std::size_t>(end - token.begin());
  if (digits >= 1 && digits <= 4) {
    head.status = static_cast<int>(parse_number(token.substr(0, digits)));
  }
  head.status_valid = digits == 3 && token.size() == 3;
  if (!head.status_valid) {
    anomalies.note(Anomaly::status_not_three_digits, offset, excerpt(token));
  } else if (head.status < 100 || head.status > 599) {
    anomalies.note(Anomaly::status_out_of_range, offset, excerpt(token));
  }
}

// status-line = HTTP-version SP status-code SP [ reason-phrase ], RFC 9112 section 4; most
// readers do without the last SP.
void read_status_line(const Line& line, Head& head, AnomalyList& anomalies) {
  constexpr std::size_t name_length = 5; // "HTTP/"
  std::string_view rest = line.text.substr(std::min(name_length, line.text.size()));
  const auto here = [&] { return line.offset + line.text.size() - rest.size(); };

  head.version = take_until_blank(rest);
  read_version(head.version, line.offset + name_length, anomalies);
  const std::size_t gap = std::min(rest.find_first_not_of(" \t"), rest.size());
  if (gap > 1 || (gap == 1 && rest.front() == '\t')) {
    if (gap < rest.size()) {
      anomalies.note(Anomaly::status_line_junk,
                     here() + (rest.front() == ' ' ? 1 : 0),
                     "white space before the status code");
    }
  }
  rest.remove_prefix(gap);
  const std::size_t status_offset = here();
  read_status(take_until_blank(rest), status_offset, head, anomalies);
  if (!rest.empty() && rest.front() == '\t') {
    anomalies.note(Anomaly::status_line_junk, here(), "a tab behind the status code");
  }
  if (rest.empty() && head.status_valid) {
    anomalies.note(Anomaly::status_without_space, here(), "no reason phrase, and no space for one");
  }

  const auto* bad = std::find_if(line.text.begin(), line.text.end(), is_control);
  if (bad != line.text.end()) {
    anomalies.note(Anomaly::status_line_junk,
                   line.offset + static_cast<std::size_t>(bad - line.text.begin()),
                   "a control byte in the status line");
  }
  head.reason = rest.empty() ? rest : rest.substr(1);
}

void check_name(std::string_view name, std::size_t offset, AnomalyList& anomalies) {
  const auto* bad = std::find_if_not(name.begin(), name.end(), is_token_character);
  if (bad != name.end()) {
    anomalies.note(Anomaly::bad_name_character,
                   offset + static_cast<std::size_t>(bad - name.begin()),
                   excerpt(name));
  }
}

// Notes the first NUL, the first lone CR and the first other control byte.
void check_value(std::string_view value,
                 std::size_t offset,
                 std::string_view name,
                 AnomalyList& anomalies) {
  std::array<bool, 3> noted{};
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (!is_control(value[at])) {
      continue;
    }
    const std::size_t kind = value[at] == '\0' ? 0 : value[at] == '\r' ? 1 : 2;
    constexpr std::array<Anomaly, 3> kinds{
        Anomaly::nul_in_value, Anomaly::bare_cr, Anomaly::control_in_value};
    if (!noted[kind]) {
      anomalies.note(kinds[kind], offset + at, excerpt(name));
      noted[kind] = true;
    }
  }
}

bool is_status_line(std::string_view line) {
  return line.starts_with("HTTP/") && line.size() > 8 && is_digit(line[5]) && line[6] == '.' &&
         is_digit(line[7]) && line[8] == ' ';
}

bool frames_the_body(std::string_view name) {
  return equals_ignoring_case(name, "Content-Length") ||
         equals_ignoring_case(name, "Transfer-Encoding") ||
         equals_ignoring_case(name, "Content-Encoding");
}

class HeadReader {
public:
  HeadReader(std::size_t offset, bool cgi, AnomalyList& anomalies)
      : start_(offset), cgi_(cgi), anomalies_(anomalies) {}

  void take_line(const Line& line, Head& head) {
    head.longest_line = std::max(head.longest_line, line.text.size());
    if (line.text.size() > large_line_bytes) {
      anomalies_.note(Anomaly::large_line, line.offset, fmt::format("{} bytes", line.text.size()));
    }
    if (line.bare_lf && !cgi_) {
      anomalies_.note(Anomaly::bare_lf, line.offset + line.text.size(), excerpt(line.text));
    }
    if (line.offset == start_ && !cgi_) {
      read_status_line(line, head, anomalies_);
    } else if (!line.text.empty()) {
      take_field(line, head);
    }
  }

private:
  void take_field(const Line& line, Head& head) {
    if (is_blank(line.text.front())) {
      fold(line, head);
      return;
    }
    ++head.header_count;
    if (head.header_count == many_headers_count + 1) {
      anomalies_.note(Anomaly::many_headers, line.offset);
    }
    Field field;
    last_kept_ = read_field(line.text, line.offset, anomalies_, field) &&
                 (head.fields.size() < limits::kept_headers ||
                  (head.fields.size() < 2 * limits::kept_headers && frames_the_body(field.name)));
    if (last_kept_) {
      head.fields.push_back(std::move(field));
    }
  }

  void fold(const Line& line, Head& head) {
    anomalies_.note(Anomaly::obs_fold, line.offset, excerpt(trim_blanks(line.text)));
    const std::string_view more = trim_blanks(line.text);
    check_value(line.text, line.offset, "folded line", anomalies_);
    if (last_kept_ && !more.empty()) {
      std::string& value = head.fields.back().value;
      value += value.empty() ? "" : " ";
      value += more;
    }
  }

  std::size_t start_;
  bool cgi_;
  AnomalyList& anomalies_;
  bool last_kept_ = false;
};

} // namespace

bool read_field(std::string_view line, std::size_t offset, AnomalyList& anomalies, Field& field) {
  if (is_status_line(line)) {
    anomalies.note(Anomaly::status_line_in_head, offset, excerpt(line));
    return false;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    anomalies.note(Anomaly::no_colon, offset, excerpt(line));
    return false;
  }
  const std::string_view written = line.substr(0, colon);
  field.name = trim_blanks(written);
  field.offset = offset;
  if (field.name.empty()) {
    anomalies.note(Anomaly::empty_name, offset, excerpt(line));
  } else if (is_blank(written.back())) {
    anomalies.note(Anomaly::space_before_colon, offset + field.name.size(), excerpt(written));
  }
  check_name(field.name, offset, anomalies);
  check_value(line.substr(colon + 1), offset + colon + 1, field.name, anomalies);
  field.value = trim_blanks(line.substr(colon + 1));
  return !field.name.empty();
}

namespace {

Head read_lines(std::string_view raw, std::size_t offset, bool cgi, AnomalyList& anomalies) {
  Head head;
  Lines lines(raw, offset);
  HeadReader reader(offset, cgi, anomalies);
  while (const std::optional<Line> line = lines.next()) {
    reader.take_line(*line, head);
  }
  if (raw.size() > large_head_bytes) {
    anomalies.note(
        Anomaly::large_head, offset + large_head_bytes, fmt::format("{} bytes", raw.size()));
  }
  return head;
}

} // namespace

Head read_head(std::string_view raw, std::size_t offset, AnomalyList& anomalies) {
  return read_lines(raw, offset, false, anomalies);
}

Head read_cgi_head(std::string_view raw, std::size_t offset, AnomalyList& anomalies) {
  Head head = read_lines(raw, offset, true, anomalies);
  head.status = 200;
  head.status_valid = true;
  for (const Field& field : head.fields) {
    if (equals_ignoring_case(field.name, "Location")) {
      head.status = 302;
    }
  }
  for (const Field& field : head.fields) {
    if (equals_ignoring_case(field.name, "Status")) {
      std::string_view rest = field.value;
      read_status(take_until_blank(rest), field.offset, head, anomalies);
      head.reason = rest.empty() ? rest : rest.substr(1);
      break;
    }
  }
  return head;
}

} // namespace gwdiag
