// SPDX-License-Identifier: Apache-2.0
#include "host/root.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}

  ~Descriptor() {
    if (number_ >= 0) {
      close(number_);
    }
  }

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }

private:
  int number_;
};

std::unexpected<FileError> failed(int number) {
  return std::unexpected(FileError(std::strerror(number))); // NOLINT(concurrency-mt-unsafe)
}

// Never waits: a FIFO in a recorded tree is no file.
int open_file(const std::string& path) {
  return open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

std::expected<std::string, FileError> read_from(int descriptor, std::size_t limit) {
  std::string out;
  while (out.size() < limit) {
    char piece[4096];
    const ssize_t got = ::read(descriptor, piece, std::min(sizeof piece, limit - out.size()));
    if (got < 0) {
      return failed(errno);
    }
    if (got == 0) {
      break;
    }
    out.append(piece, static_cast<std::size_t>(got));
  }
  return out;
}

bool regular(int descriptor) {
  struct stat status {};

  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

} // namespace

std::expected<std::string, FileError> Root::read(const std::string& path, std::size_t limit) const {
  const Descriptor file(open_file(place(path)));
  if (file.get() < 0) {
    return failed(errno);
  }
  return regular(file.get()) ? read_from(file.get(), limit)
                             : std::unexpected(FileError("it is no regular file"));
}

std::expected<std::string, FileError> Root::read_end(const std::string& path,
                                                     std::size_t limit) const {
  const Descriptor file(open_file(place(path)));
  if (file.get() < 0) {
    return failed(errno);
  }
  if (!regular(file.get())) {
    return std::unexpected(FileError("it is no regular file"));
  }
  const off_t size = lseek(file.get(), 0, SEEK_END);
  const off_t back = std::min(size, static_cast<off_t>(limit));
  if (size < 0 || lseek(file.get(), size - back, SEEK_SET) < 0) {
    return failed(errno);
  }
  return read_from(file.get(), limit);
}

// /dev/kmsg gives one record a read(2), and EPIPE for those that were overwritten meanwhile
// (Documentation/ABI/testing/dev-kmsg).
std::expected<std::string, FileError> Root::read_log(const std::string& path,
                                                     std::size_t limit) const {
  if (!live()) {
    return read_end(path, limit);
  }
  const Descriptor file(open_file(place(path)));
  if (file.get() < 0) {
    return failed(errno);
  }
  std::string out;
  constexpr int most_records = 200000; // what a ring buffer of 16 MiB can hold
  for (int i = 0; i < most_records; ++i) {
    char record[8192];
    const ssize_t got = ::read(file.get(), record, sizeof record);
    if (got < 0 && errno == EPIPE) {
      continue;
    }
    if (got < 0 && errno != EAGAIN) {
      return failed(errno);
    }
    if (got <= 0) {
      break;
    }
    out.append(record, static_cast<std::size_t>(got));
    if (out.size() > 2 * limit) {
      out.erase(0, out.size() - limit);
    }
  }
  return out;
}

std::expected<std::vector<std::string>, FileError> Root::list(const std::string& path,
                                                              std::size_t limit) const {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(place(path).c_str()), closedir);
  if (folder == nullptr) {
    return failed(errno);
  }
  std::vector<std::string> names;
  while (names.size() < limit) {
    const dirent* entry = readdir(folder.get()); // NOLINT(concurrency-mt-unsafe)
    if (entry == nullptr) {
      break;
    }
    if (std::string_view(entry->d_name) != "." && std::string_view(entry->d_name) != "..") {
      names.emplace_back(entry->d_name);
    }
  }
  return names;
}

std::expected<std::string, FileError> Root::link(const std::string& path) const {
  char target[4096];
  const ssize_t got = readlink(place(path).c_str(), target, sizeof target);
  if (got < 0) {
    return failed(errno);
  }
  return std::string(target, static_cast<std::size_t>(got));
}

std::expected<struct stat, FileError> Root::status(const std::string& path) const {
  struct stat status {};

  if (stat(place(path).c_str(), &status) != 0) {
    return failed(errno);
  }
  return status;
}

double Root::uptime_ms() const {
  const auto text = read("/proc/uptime", 256);
  return text ? std::strtod(text->c_str(), nullptr) * 1000 : 0; // "9311.77 18000.12"
}

double Root::started_ms() const {
  const std::string text = read("/proc/stat", std::size_t{1} << 20).value_or("");
  const long long start = parse_number(value_of(text, "btime")); // "btime 1700000000" (proc(5))
  return start <= 0 ? -1 : static_cast<double>(start) * 1000;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  if (text.ends_with('\n')) {
    text.remove_suffix(1);
  }
  return text.empty() ? std::vector<std::string_view>{} : split(text, '\n');
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  std::size_t start = 0;
  while ((start = line.find_first_not_of(" \t", start)) != std::string_view::npos) {
    const std::size_t end = std::min(line.find_first_of(" \t", start), line.size());
    words.push_back(line.substr(start, end - start));
    start = end;
  }
  return words;
}

std::string_view value_of(std::string_view text, std::string_view key) {
  for (const std::string_view line : lines_of(text)) {
    if (line.starts_with(key) && line.size() > key.size()) {
      const auto words = words_of(line.substr(key.size()));
      const char next = line[key.size()];
      if (!words.empty() && (next == ' ' || next == '\t')) {
        return words.front();
      }
    }
  }
  return {};
}

} // namespace gwdiag
