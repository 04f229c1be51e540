// SPDX-License-Identifier: Apache-2.0
#include "logs/shape.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "logs/hash.hpp"
#include "logs/special.hpp"

namespace gwdiag {

namespace {

constexpr std::string_view stamp_form = "dddd/dd/dd dd:dd:dd [";
constexpr std::string_view client_mark = ", client: ";
constexpr std::string_view upstream_mark = "upstream: \"";
constexpr std::size_t longest_line = 4096; // of a line worth remembering

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Eight bytes of stamp_form from `at`, for has_form().
struct EightBytes {
  std::uint64_t wanted = 0;
  std::uint64_t room = 0; // what may be added to a difference before its top bit is set
};

constexpr EightBytes form_at(std::size_t at) {
  std::array<std::uint8_t, 8> wanted{};
  std::array<std::uint8_t, 8> room{};
  for (std::size_t i = 0; i < 8; ++i) {
    const bool digit = stamp_form[at + i] == 'd';
    wanted.at(i) = static_cast<std::uint8_t>(digit ? '0' : stamp_form[at + i]);
    room.at(i) = digit ? 0x76 : 0x7f;
  }
  return {std::bit_cast<std::uint64_t>(wanted), std::bit_cast<std::uint64_t>(room)};
}

// All eight at once: a `d` is a digit, any other byte stands for itself.
bool has_form(const char* at, EightBytes form) {
  constexpr std::uint64_t top_bits = 0x8080808080808080U;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, at, sizeof bytes);
  const std::uint64_t difference = bytes ^ form.wanted;
  return ((((difference & ~top_bits) + form.room) | difference) & top_bits) == 0;
}

bool starts_with_stamp(std::string_view line) {
  constexpr std::size_t last = stamp_form.size() - 8;
  static constexpr std::array forms{form_at(0), form_at(8), form_at(last)};
  return line.size() >= stamp_form.size() + 8 && has_form(line.data(), forms[0]) &&
         has_form(line.data() + 8, forms[1]) && has_form(line.data() + last, forms[2]);
}

// Where the run of set bits from `at` on ends.
int run_end(std::uint64_t bits, int at) {
  return at + std::countr_one(bits >> static_cast<unsigned>(at));
}

// What stands before a message: `[error] 29#29: *3 `, or without `*3 `.
struct Prefix {
  std::string_view level; // "[error] "
  bool connection = false;
  std::size_t size = 0; // up to the message

  // `line` starts with a stamp. False if it is no line of nginx.
  bool read(std::string_view line) {
    const std::string_view rest = line.substr(stamp_form.size() - 1);
    const char* const start = rest.data();
    const std::uint64_t digits = specials_in(start, start + rest.size()).digits;
    const int pid = std::countr_zero(digits);
    const int hash = run_end(digits, std::min(pid, most));
    const int colon = run_end(digits, std::min(hash + 1, most));
    const int number = colon + 3;
    if (number >= most || number >= static_cast<int>(rest.size()) || pid < 3 ||
        start[pid - 2] != ']' || start[pid - 1] != ' ' || start[hash] != '#' ||
        start[colon] != ':' || start[colon + 1] != ' ') {
      return false;
    }
    level = rest.substr(0, static_cast<std::size_t>(pid));
    connection = start[colon + 2] == '*';
    const int end = connection ? run_end(digits, number) : colon + 2;
    size = static_cast<std::size_t>(end);
    return end < most;
  }

private:
  static constexpr int most = 60;
};

// True if the number at `at` belongs to what is before it: a word (http2, x509), a port, HTTP/1.1.
bool belongs_to_word(const char* at) {
  return is_letter(at[-1]) || at[-1] == ':' || (at[-1] == '/' && at[-2] == 'P');
}

// Gives the message of `line` to `out` as texts with marks for the numbers and paths between them.
// One for the hash and for the plain text, so that they cannot differ.
template <class Out> class MessageWalk {
public:
  MessageWalk(std::string_view line, const Prefix& prefix, Out& out)
      : line_(line), end_(line.data() + line.size()),
        text_(line.data() + stamp_form.size() - 1 + prefix.size), out_(out) {
    out_.prefix(prefix);
  }

  // Where the message ends.
  std::size_t run() {
    const char* window = text_;
    while (window < end_ && !ended_) {
      window = look_at(window);
    }
    if (!ended_) {
      give_text(end_);
      return line_.size();
    }
    return static_cast<std::size_t>(text_ - line_.data());
  }

private:
  // Sixty-four bytes; where the next ones start.
  const char* look_at(const char* window) {
    const Specials found = specials_in(window, end_);
    const std::uint64_t joints = found.dots & found.digits << 1U & found.digits >> 1U;
    const std::uint64_t numbers = found.digits | joints;
    std::uint64_t left = numbers | found.marks;
    const char* next = window + Specials::width;
    while (left != 0 && !ended_) {
      const int at = std::countr_zero(left);
      const char* const here = window + at;
      const std::uint64_t from_here = numbers >> static_cast<unsigned>(at);
      const char* const behind =
          (from_here & 1U) != 0 ? number(here, here + std::countr_one(from_here)) : mark(here);
      if (behind - window >= Specials::width) {
        return std::max(next, behind);
      }
      left &= ~std::uint64_t{0} << static_cast<unsigned>(behind - window);
    }
    return next;
  }

  const char* number(const char* from, const char* to) {
    while (to < end_ && (is_digit(*to) || (*to == '.' && to + 1 < end_ && is_digit(to[1])))) {
      ++to; // it goes on behind these sixty-four bytes
    }
    if (depth_ == 0 && !belongs_to_word(from)) {
      give_text(from);
      out_.number();
      text_ = to;
    }
    return to;
  }

  const char* mark(const char* here) {
    const auto rest = static_cast<std::size_t>(end_ - here);
    if (*here == '(') {
      ++depth_;
    } else if (*here == ')') {
      depth_ = std::max(0, depth_ - 1);
    } else if (*here == ',') {
      if (std::string_view(here, rest).starts_with(client_mark)) {
        give_text(here);
        text_ = here;
        ended_ = true;
      }
    } else if (rest > 1 && here[1] == '/') {
      const void* const close = std::memchr(here + 1, '"', rest - 1);
      if (close != nullptr) {
        give_text(here + 1);
        out_.path();
        text_ = static_cast<const char*>(close);
        return text_ + 1;
      }
    }
    return here + 1;
  }

  void give_text(const char* to) { out_.text(text_, static_cast<std::size_t>(to - text_)); }

  std::string_view line_;
  const char* end_;
  const char* text_; // what comes from here on is not given yet
  Out& out_;
  int depth_ = 0; // of brackets: numbers in them are the fact, "(111: Connection refused)"
  bool ended_ = false;
};

struct HashOut {
  TextHash hash;

  void prefix(const Prefix& prefix) {
    hash.add(prefix.level.data(), prefix.level.size());
    hash.mark(prefix.connection ? 5 : 6);
  }

  void text(const char* from, std::size_t size) { hash.add(from, size); }

  void number() { hash.mark(1); }

  void path() { hash.mark(2); }
};

struct TextOut {
  std::string out;

  void prefix(const Prefix& prefix) {
    out += prefix.level;
    out += prefix.connection ? "1#1: *1" : "1#1: ";
  }

  void text(const char* from, std::size_t size) { out.append(from, size); }

  void number() { out += '1'; }

  void path() { out += '/'; }
};

// Messages whose numbers say what the peer speaks.
constexpr std::array<std::string_view, 5> telling_numbers{
    "frame", "version", "block size", "status", "signal"};

} // namespace

bool is_nginx_chatter(std::string_view record) {
  if (!record.starts_with("[info] ") && !record.starts_with("[debug] ")) {
    return false;
  }
  std::string_view message = record.substr(std::min(record.find(": "), record.size()));
  message.remove_prefix(std::min<std::size_t>(message.size(), 2));
  if (message.starts_with('*')) { // the number of the connection
    message.remove_prefix(std::min(message.find(' '), message.size() - 1) + 1);
  }
  return !message.starts_with("upstream disconnected");
}

std::optional<ErrorShape> nginx_error_shape(std::string_view line, std::uint64_t seed) {
  Prefix prefix;
  if (line.size() > longest_line || !starts_with_stamp(line) || !prefix.read(line)) {
    return std::nullopt;
  }
  if (is_nginx_chatter(line.substr(stamp_form.size() - 1))) {
    return ErrorShape{.is_chatter = true};
  }
  HashOut out{TextHash(seed)};
  ErrorShape shape;
  shape.message_end = MessageWalk(line, prefix, out).run();
  out.hash.mark(shape.message_end < line.size() ? 3 : 4);
  shape.hash = out.hash.value();
  return shape;
}

std::string_view nginx_upstream(std::string_view line, const ErrorShape& shape) {
  const std::string_view rest =
      line.substr(shape.message_end < line.size() ? shape.message_end : stamp_form.size());
  const std::size_t found = rest.find(upstream_mark);
  if (found == std::string_view::npos) {
    return {};
  }
  std::string_view name = rest.substr(found + upstream_mark.size());
  name = name.substr(0, name.find('"'));
  while (name.ends_with(':')) { // "fastcgi://unix:/run/php.sock:"
    name.remove_suffix(1);
  }
  return name;
}

ErrorContext
nginx_context(std::string_view line, const ErrorShape& shape, std::string_view upstream) {
  if (shape.message_end == line.size()) {
    return ErrorContext::none;
  }
  if (upstream.empty()) {
    return ErrorContext::client;
  }
  const bool socket = upstream.find("unix:") != std::string_view::npos;
  return socket ? ErrorContext::upstream_socket : ErrorContext::upstream;
}

std::string plain_error_line(std::string_view line, ErrorContext context) {
  TextOut out{"2024/05/06 07:08:09 "};
  Prefix prefix;
  prefix.read(line);
  MessageWalk(line, prefix, out).run();
  if (context != ErrorContext::none) {
    out.out += ", client: 192.0.2.1, server: a";
  }
  if (context == ErrorContext::upstream) {
    out.out += R"(, upstream: "http://192.0.2.2:80/")";
  } else if (context == ErrorContext::upstream_socket) {
    out.out += R"(, upstream: "http://unix:/a.sock:/")";
  }
  return out.out;
}

bool numbers_tell(std::string_view plain_line) {
  plain_line = plain_line.substr(0, plain_line.find(client_mark));
  const auto tells = [plain_line](std::string_view word) {
    for (std::size_t at = plain_line.find(word); at != std::string_view::npos;
         at = plain_line.find(word, at + 1)) {
      const std::size_t number = plain_line.find_first_not_of(" :=\"", at + word.size());
      if (number != std::string_view::npos && is_digit(plain_line[number])) {
        return true;
      }
    }
    return false;
  };
  return std::ranges::any_of(telling_numbers, tells);
}

} // namespace gwdiag
