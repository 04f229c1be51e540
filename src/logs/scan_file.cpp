// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <memory>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>

#include "base/text.hpp"
#include "logs/scan.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t block = 256 * 1024;
constexpr std::uint64_t worth_threads = 16 << 20;
constexpr std::uint64_t most_threads = 4;

class File {
public:
  explicit File(int descriptor) : descriptor_(descriptor) {}

  ~File() {
    if (descriptor_ > STDERR_FILENO) {
      ::close(descriptor_);
    }
  }

  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // The number of bytes read, 0 at the end, -1 with errno.
  ssize_t read(std::vector<char>& into) const {
    ssize_t got = 0;
    do {
      got = ::read(descriptor_, into.data(), into.size());
    } while (got < 0 && errno == EINTR);
    return got;
  }

  // The same from an offset of a regular file, for several threads at once.
  ssize_t read_at(std::vector<char>& into, std::uint64_t offset) const {
    ssize_t got = 0;
    do {
      got = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
    } while (got < 0 && errno == EINTR);
    return got;
  }

  // The size of a regular file, 0 for anything else.
  std::uint64_t regular_size() const {
    struct stat status {};

    return ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode)
               ? static_cast<std::uint64_t>(status.st_size)
               : 0;
  }

private:
  int descriptor_;
};

bool is_gzip(const std::vector<char>& bytes) {
  return bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

std::unexpected<Error>
cannot(std::string_view what, const std::string& path, std::string_view why) {
  return fail(ErrorKind::input,
              fmt::format("cannot {} log \"{}\": {}", what, escape_peer(path, 255), why));
}

// Feeds the bytes from `begin` up to `end`; false with errno when they cannot be read.
bool feed_range(const File& file, std::uint64_t begin, std::uint64_t end, LogScanner& scanner) {
  std::vector<char> buffer(block);
  while (begin < end) {
    const ssize_t got = file.read_at(buffer, begin);
    if (got <= 0) {
      return got == 0; // the file has become shorter
    }
    const std::uint64_t size = std::min(static_cast<std::uint64_t>(got), end - begin);
    scanner.feed({buffer.data(), static_cast<std::size_t>(size)});
    begin += size;
  }
  return true;
}

// The beginning of the first line behind `at`; `otherwise` if none begins within a block.
std::uint64_t line_start(const File& file, std::uint64_t at, std::uint64_t otherwise) {
  std::vector<char> buffer(block);
  const ssize_t got = file.read_at(buffer, at);
  const std::string_view bytes(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  const std::size_t end = bytes.find('\n');
  return end == std::string_view::npos ? otherwise : at + end + 1;
}

// A large file by several threads, each with whole lines of its own.
Result<LogSummary> scan_parts(const File& file,
                              std::uint64_t size,
                              const std::string& path,
                              const LogScanOptions& options) {
  const std::uint64_t parts =
      std::clamp<std::uint64_t>(std::thread::hardware_concurrency(), 1, most_threads);
  std::vector<std::uint64_t> starts{0};
  for (std::uint64_t part = 1; part < parts; ++part) {
    starts.push_back(std::max(starts.back(), line_start(file, size / parts * part, starts.back())));
  }
  starts.push_back(
      std::numeric_limits<std::uint64_t>::max()); // what is appended meanwhile belongs to the last
  std::vector<LogSummary> found(parts);
  std::vector<int> failures(parts, 0);
  {
    std::vector<std::jthread> threads;
    for (std::size_t part = 0; part < parts; ++part) {
      threads.emplace_back([&, part] {
        LogScanner scanner(options);
        failures[part] = feed_range(file, starts[part], starts[part + 1], scanner) ? 0 : errno;
        found[part] = scanner.finish();
      });
    }
  }
  LogSummary all;
  for (std::size_t part = 0; part < parts; ++part) {
    if (failures[part] != 0) {
      return cannot("read", path, std::strerror(failures[part]));
    }
    merge(all, found[part]);
  }
  return all;
}

// Unpacks gzip, also several archives one behind the other as log rotation makes them.
class Gunzip {
public:
  Gunzip() { ready_ = inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK; }

  ~Gunzip() { inflateEnd(&stream_); }

  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  // False if the bytes are no gzip.
  bool feed(std::vector<char>& input, std::size_t size, LogScanner& scanner) {
    stream_.next_in = reinterpret_cast<Bytef*>(input.data());
    stream_.avail_in = static_cast<uInt>(size);
    while (ready_ && stream_.avail_in > 0) {
      stream_.next_out = reinterpret_cast<Bytef*>(output_.data());
      stream_.avail_out = static_cast<uInt>(output_.size());
      const int status = inflate(&stream_, Z_NO_FLUSH);
      scanner.feed({output_.data(), output_.size() - stream_.avail_out});
      ended_ = status == Z_STREAM_END;
      if (ended_) {
        ready_ = inflateReset(&stream_) == Z_OK;
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        return false;
      }
    }
    return ready_;
  }

  bool ended() const { return ended_; }

private:
  z_stream stream_{};
  std::vector<char> output_ = std::vector<char>(block);
  bool ready_ = false;
  bool ended_ = false;
};

} // namespace

Result<LogSummary> scan_log_file(const std::string& path, const LogScanOptions& options) {
  const int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return cannot("open", path, std::strerror(errno));
  }
  const File file(descriptor);
  std::vector<char> buffer(block);
  const std::uint64_t size = file.regular_size();
  if (size >= worth_threads && file.read_at(buffer, 0) > 1 && !is_gzip(buffer)) {
    return scan_parts(file, size, path, options);
  }
  LogScanner scanner(options);
  std::unique_ptr<Gunzip> gunzip;
  bool first = true;
  while (true) {
    const ssize_t got = file.read(buffer);
    if (got < 0) {
      return cannot("read", path, std::strerror(errno));
    }
    if (got == 0) {
      break;
    }
    const auto count = static_cast<std::size_t>(got);
    if (first && count > 1 && is_gzip(buffer)) {
      gunzip = std::make_unique<Gunzip>();
    }
    first = false;
    if (!gunzip) {
      scanner.feed({buffer.data(), count});
    } else if (!gunzip->feed(buffer, count, scanner)) {
      return cannot("unpack", path, "it is no sound gzip archive");
    }
  }
  if (gunzip && !gunzip->ended()) {
    return cannot("unpack", path, "the gzip archive is cut off");
  }
  return scanner.finish();
}

Result<LogSummary> scan_log_files(const std::vector<std::string>& paths,
                                  const LogScanOptions& options) {
  LogSummary all;
  for (const std::string& path : paths.empty() ? std::vector<std::string>{"-"} : paths) {
    const auto summary = scan_log_file(path, options);
    if (!summary) {
      return std::unexpected(summary.error());
    }
    merge(all, *summary);
  }
  return all;
}

} // namespace gwdiag
