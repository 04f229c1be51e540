// SPDX-License-Identifier: Apache-2.0
#include "logs/follow.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "base/text.hpp"
#include "logs/classify.hpp"
#include "logs/failed_start.hpp"
#include "logs/quiet.hpp"
#include "logs/refusal.hpp"

namespace gwdiag {

namespace {

constexpr std::uint64_t most_bytes = std::uint64_t{8} << 20;
constexpr std::uint64_t bytes_before = 64 << 10; // of what stood there when the run began
constexpr std::uint64_t most_counted = std::uint64_t{256}
                                       << 20; // line numbers are counted up to here
constexpr std::size_t longest_line = 64 << 10;
constexpr std::size_t kept_bytes = 500;
constexpr std::size_t most_entries = 24;
constexpr std::size_t most_before = 8;
constexpr std::size_t block = 256 << 10;

class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}

  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }

  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

  Descriptor& operator=(Descriptor&&) = delete;

  struct stat status() const {
    struct stat found {};

    ::fstat(number_, &found);
    return found;
  }

  // The number of bytes read at `offset`; 0 at the end and on failure.
  std::size_t read_at(std::vector<char>& into, std::uint64_t offset) const {
    ssize_t got = 0;
    do {
      got = ::pread(number_, into.data(), into.size(), static_cast<off_t>(offset));
    } while (got < 0 && errno == EINTR);
    return got < 0 ? 0 : static_cast<std::size_t>(got);
  }

private:
  int number_;
};

struct Followed {
  std::string path;
  Descriptor file;
  std::uint64_t size = 0; // when it was opened
};

std::unexpected<Error> unusable(const std::string& path, std::string_view why) {
  return fail(ErrorKind::input, fmt::format("--log {}: {}", escape_peer(path, 255), why));
}

Result<Followed> open_log(const std::string& path) {
  if (path == "-") {
    return unusable(path, "standard input cannot be followed; give the file that is written");
  }
  const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (number < 0) {
    return unusable(path, std::strerror(errno)); // NOLINT(concurrency-mt-unsafe)
  }
  Followed followed{path, Descriptor(number), 0};
  const struct stat status = followed.file.status();
  if (S_ISDIR(status.st_mode)) {
    return unusable(path, "it is a directory; name the log in it");
  }
  if (!S_ISREG(status.st_mode)) {
    return unusable(path, "it is no plain file; give the file that is written");
  }
  followed.size = static_cast<std::uint64_t>(status.st_size);
  std::vector<char> start(2);
  if (followed.file.read_at(start, 0) == 2 && start[0] == '\x1f' && start[1] == '\x8b') {
    return unusable(path, "it is compressed, so nothing is written there any more");
  }
  return followed;
}

// A proxy's levels at which a request went wrong.
bool is_of_error_level(std::string_view text) {
  static constexpr std::array<std::string_view, 9> levels{"[error]",
                                                          "[crit]",
                                                          "[alert]",
                                                          "[emerg]",
                                                          ":error]",
                                                          ":crit]",
                                                          ":alert]",
                                                          ":emerg]",
                                                          "\"level\":\"error\""};
  return std::ranges::any_of(
      levels, [&](std::string_view level) { return text.find(level) != std::string_view::npos; });
}

bool is_ours(std::string_view tie) {
  return tie == "connection" || tie == "request-id" || tie == "request";
}

// Numbers the lines of one file and keeps those of the run that show a cause, and
// errors of our own request whatever they say.
class Collector {
public:
  Collector(const RunMarks& marks, LogTrace& into) : marks_(marks), into_(into) {}

  void line(std::string_view text, Written written, std::uint64_t number) {
    ++into_.lines;
    if (text.ends_with('\r')) {
      text.remove_suffix(1);
    }
    if (text.empty() || is_quiet_line(text)) {
      return;
    }
    if (begins_anew(text)) {
      std::erase_if(into_.entries, failed_start);
    }
    const std::string_view tie = tie_of(text, marks_, clock_, written);
    if (tie.empty()) {
      return;
    }
    const bool ours = is_ours(tie);
    auto findings = classify_line(text);
    if (findings.empty() && ours) {
      findings = classify_refusal(text);
    }
    if (findings.empty() && !(ours && is_of_error_level(text))) {
      return;
    }
    LoggedLine entry;
    entry.line = number;
    entry.tie = tie;
    if (const auto time = log_time(text, clock_)) {
      entry.at = rfc3339(*time);
    }
    for (const LogFinding& finding : findings) {
      entry.ids.push_back(finding.id);
    }
    if (findings.empty()) {
      entry.says = harmless_meaning(text);
    } else {
      entry.consequence = findings.front().consequence;
      entry.product = findings.front().product;
      entry.says = findings.front().meaning;
      entry.upstream = findings.front().upstream;
    }
    entry.text = escape_peer(text, kept_bytes);
    keep(std::move(entry));
  }

private:
  // A busy log does not crowd out what it says of our own request.
  bool make_room(const LoggedLine& entry) {
    auto& entries = into_.entries;
    const auto last = std::ranges::find_if(entries.rbegin(), entries.rend(), [](const auto& e) {
      return !is_ours(e.tie) && e.tie != "before";
    });
    if (!is_ours(entry.tie) || last == entries.rend()) {
      return false;
    }
    entries.erase(std::next(last).base());
    return true;
  }

  // The last ones from before the run, the first ones of it.
  void keep(LoggedLine entry) {
    auto& entries = into_.entries;
    const auto before = [](const LoggedLine& e) { return e.tie == "before"; };
    if (entry.tie == "before" &&
        std::ranges::count_if(entries, before) >= std::ptrdiff_t{most_before}) {
      entries.erase(std::ranges::find_if(entries, before));
    } else if (entries.size() >= most_before + most_entries && !make_room(entry)) {
      return;
    }
    entries.push_back(std::move(entry));
  }

  const RunMarks& marks_;
  LogTrace& into_;
  LogClock clock_ = local_clock();
};

// Apache tells one failure in two lines of one thread, of which one alone names the client.
void tie_by_thread(std::vector<LoggedLine>& entries) {
  const auto thread = [](const LoggedLine& entry) {
    const std::size_t pid = entry.text.find("[pid ");
    return pid == std::string::npos ? std::string()
                                    : entry.text.substr(pid, entry.text.find(']', pid) - pid);
  };
  for (LoggedLine& entry : entries) {
    const auto strong = std::ranges::find_if(entries, [&](const LoggedLine& other) {
      return other.tie != "time" && other.tie != "before" && other.tie != "other-request" &&
             other.product == entry.product && thread(other) == thread(entry);
    });
    if (entry.tie == "time" && strong != entries.end() && !thread(entry).empty()) {
      entry.tie = strong->tie;
    }
  }
}

// The number of line ends before `end`; nothing if they are too many bytes to look at.
std::optional<std::uint64_t> lines_before(const Descriptor& file, std::uint64_t end) {
  if (end > most_counted) {
    return std::nullopt;
  }
  std::vector<char> buffer(block);
  std::uint64_t count = 0;
  for (std::uint64_t at = 0; at < end;) {
    const std::size_t got = file.read_at(buffer, at);
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(got, end - at));
    if (size == 0) {
      break;
    }
    count += static_cast<std::uint64_t>(
        std::count(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
    at += size;
  }
  return count;
}

// Reads from `begin`, which may be in the middle of a line; what lies behind `appended_from` is
// new. Without that nobody knows what stood there when.
void collect(const Descriptor& file,
             std::uint64_t begin,
             std::optional<std::uint64_t> appended_from,
             const RunMarks& marks,
             LogTrace& into) {
  Collector collector(marks, into);
  const auto written = [&](std::uint64_t line_at) {
    return !appended_from              ? Written::unknown
           : line_at >= *appended_from ? Written::since
                                       : Written::before;
  };
  const auto before = lines_before(file, begin);
  std::uint64_t number = before.value_or(0);
  std::vector<char> buffer(block);
  std::string rest;
  bool whole = begin == 0; // the first line may be cut
  if (begin > 0 && file.read_at(buffer, begin - 1) > 0 && buffer[0] == '\n') {
    whole = true;
  }
  std::uint64_t at = begin;
  std::uint64_t line_at = begin;
  while (at - begin < most_bytes) {
    const std::size_t got = file.read_at(buffer, at);
    if (got == 0) {
      break;
    }
    std::string_view bytes(buffer.data(), got);
    at += got;
    into.bytes += got;
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      const std::string_view piece = bytes.substr(0, end);
      rest.append(piece.substr(0, longest_line - std::min(longest_line, rest.size())));
      if (end == std::string_view::npos) {
        break;
      }
      ++number;
      if (whole) {
        collector.line(rest, written(line_at), before ? number : 0);
      }
      whole = true;
      rest.clear();
      bytes.remove_prefix(end + 1);
      line_at = at - bytes.size();
    }
  }
  if (whole && !rest.empty()) { // a last line whose end has not been written
    collector.line(rest, written(line_at), before ? number + 1 : 0);
  }
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

} // namespace

struct LogFollower::State {
  std::vector<Followed> files;
};

LogFollower::LogFollower(std::unique_ptr<State> state) : state_(std::move(state)) {}

LogFollower::~LogFollower() = default;
LogFollower::LogFollower(LogFollower&&) noexcept = default;
LogFollower& LogFollower::operator=(LogFollower&&) noexcept = default;

Result<LogFollower> LogFollower::open(const std::vector<std::string>& paths) {
  auto state = std::make_unique<State>();
  for (const std::string& path : paths) {
    auto followed = open_log(path);
    if (!followed) {
      return std::unexpected(followed.error());
    }
    state->files.push_back(std::move(*followed));
  }
  return LogFollower(std::move(state));
}

std::vector<LogTrace> LogFollower::read(const RunMarks& marks) const {
  std::vector<LogTrace> traces;
  for (const Followed& followed : state_->files) {
    LogTrace& trace = traces.emplace_back();
    trace.file = escape_peer(followed.path, 1024);
    const struct stat status = followed.file.status();
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const std::uint64_t known = size < followed.size ? 0 : followed.size; // emptied meanwhile
    collect(followed.file, known - std::min(known, bytes_before), known, marks, trace);
    // Rotated: the name leads to a new file.
    const Descriptor renewed(::open(followed.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    const struct stat now = renewed.status();
    if (S_ISREG(now.st_mode) && !same_file(status, now)) {
      collect(renewed, 0, 0, marks, trace);
    }
    tie_by_thread(trace.entries);
  }
  return traces;
}

Result<LogTrace> read_finished_log(const std::string& path, const RunMarks& marks) {
  const auto followed = open_log(path);
  if (!followed) {
    return std::unexpected(followed.error());
  }
  LogTrace trace;
  trace.file = escape_peer(path, 1024);
  collect(followed->file,
          followed->size - std::min(followed->size, most_bytes),
          std::nullopt,
          marks,
          trace);
  return trace;
}

} // namespace gwdiag
