// SPDX-License-Identifier: Apache-2.0
#include "logs/blocks.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>
#include <zlib.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t packed_block = 64 * 1024;

std::unexpected<Error>
cannot(std::string_view what, const std::string& path, std::string_view why) {
  return fail(ErrorKind::input,
              fmt::format("cannot {} log \"{}\": {}", what, escape_peer(path, 255), why));
}

class Descriptor {
public:
  Descriptor(int number, int stop) : number_(number), stop_(stop) {}

  ~Descriptor() {
    if (number_ > STDERR_FILENO) {
      ::close(number_);
    }
  }

  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  // The number of bytes read, 0 at the end, -1 with errno.
  ssize_t read(char* into, std::size_t room) const {
    if (stopped()) {
      return 0;
    }
    ssize_t got = 0;
    do {
      got = ::read(number_, into, room);
    } while (got < 0 && errno == EINTR);
    return got;
  }

  // What a file holds behind the place where reading begins. Of a pipe nobody knows, nor of a file
  // in /proc, which is called empty.
  std::uint64_t held() const {
    constexpr auto unknown = std::numeric_limits<std::uint64_t>::max();

    struct stat file {};

    const off_t place = ::lseek(number_, 0, SEEK_CUR);
    if (place < 0 || ::fstat(number_, &file) != 0 || !S_ISREG(file.st_mode) || file.st_size == 0) {
      return unknown;
    }
    return static_cast<std::uint64_t>(std::max<off_t>(file.st_size - place, 0));
  }

  // Waits until there is something to read or it is to end; true when it is.
  bool stopped() const {
    if (stop_ < 0) {
      return false;
    }
    std::array<pollfd, 2> either{pollfd{number_, POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
    while (::poll(either.data(), either.size(), -1) < 0 && errno == EINTR) {
    }
    return either[1].revents != 0;
  }

private:
  int number_;
  int stop_;
};

// Unpacks gzip, also several archives one behind the other as log rotation makes them.
class Gunzip {
public:
  Gunzip() { ready_ = inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK; }

  ~Gunzip() { inflateEnd(&stream_); }

  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  bool wants_input() const { return stream_.avail_in == 0 && !full_; }

  char* input() { return input_.data(); }

  void give(std::size_t size) {
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(size);
  }

  // The number of bytes unpacked, -1 if the input is no gzip.
  ssize_t unpack(char* into, std::size_t room) {
    stream_.next_out = reinterpret_cast<Bytef*>(into);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(room, 1U << 30));
    const uInt all = stream_.avail_out;
    const int status = ready_ ? inflate(&stream_, Z_NO_FLUSH) : Z_STREAM_ERROR;
    ended_ = status == Z_STREAM_END;
    full_ = stream_.avail_out == 0 && !ended_;
    if (ended_) {
      ready_ = inflateReset(&stream_) == Z_OK;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      return -1;
    }
    return static_cast<ssize_t>(all - stream_.avail_out);
  }

  bool ended() const { return ended_; }

private:
  z_stream stream_{};
  std::vector<char> input_ = std::vector<char>(packed_block);
  bool ready_ = false;
  bool ended_ = false;
  bool full_ = false; // more may come of what was given
};

constexpr std::string_view gzip_begins = "\x1f\x8b";

// What a log comes in that is not read here, by its first bytes, and the remedy.
struct Wrapped {
  std::string_view begins;
  const char* says;
};

constexpr std::size_t longest_beginning = 6;
constexpr std::array<Wrapped, 6> wrappings{{
    {"\xfd"
     "7zXZ",
     "it is packed with xz; unpack it first: xz -dc FILE | gwdiag logs"},
    {"\x28\xb5\x2f\xfd", "it is packed with zstd; unpack it first: zstd -dc FILE | gwdiag logs"},
    {"BZh", "it is packed with bzip2; unpack it first: bzip2 -dc FILE | gwdiag logs"},
    {"PK\x03\x04", "it is a zip archive; unpack it first: unzip -p FILE | gwdiag logs"},
    {"\xff\xfe", "it is in UTF-16; convert it first: iconv -f UTF-16 -t UTF-8 FILE | gwdiag logs"},
    {"\xfe\xff", "it is in UTF-16; convert it first: iconv -f UTF-16 -t UTF-8 FILE | gwdiag logs"},
}};

} // namespace

// The log's bytes, unpacked.
class LogSource::Bytes {
public:
  Bytes(int descriptor, int stop, std::string path, std::atomic<std::uint64_t>* counter)
      : file_(descriptor, stop), path_(std::move(path)), counter_(counter), held_(file_.held()) {}

  // 0 at the end, and from then on.
  Result<std::size_t> read(char* into, std::size_t room) {
    if (ended_) {
      return 0;
    }
    const auto got = gunzip_  ? unpacked(into, room)
                     : first_ ? begin(into, room)
                              : plain(into, room);
    ended_ = !got || *got == 0;
    if (got && counter_ != nullptr) {
      counter_->fetch_add(*got, std::memory_order_relaxed);
    }
    return got;
  }

private:
  Result<std::size_t> raw(char* into, std::size_t room) {
    const ssize_t got = file_.read(into, room);
    if (got < 0) {
      return cannot("read", path_, std::strerror(errno));
    }
    return static_cast<std::size_t>(got);
  }

  // A log that is written faster than it is read ends with the line that was its last when it was
  // opened.
  Result<std::size_t> plain(char* into, std::size_t room) {
    if (held_ == 0 && at_line_end_) {
      return 0;
    }
    const auto got = raw(into, held_ > 0 ? std::min<std::uint64_t>(room, held_) : room);
    if (!got) {
      return got;
    }
    const std::string_view line{into, held_ > 0 ? 0 : *got};
    return took(into, line.contains('\n') ? line.find('\n') + 1 : *got);
  }

  std::size_t took(const char* bytes, std::size_t size) {
    held_ -= std::min<std::uint64_t>(held_, size);
    at_line_end_ = size > 0 && bytes[size - 1] == '\n';
    return size;
  }

  // The first bytes, enough of them to tell what they are.
  Result<std::size_t> begin(char* into, std::size_t room) {
    first_ = false;
    std::size_t size = 0;
    while (size < longest_beginning) {
      const auto got = raw(into + size, longest_beginning - size);
      if (!got) {
        return got;
      }
      if (*got == 0) {
        break;
      }
      size += *got;
    }
    const std::string_view bytes(into, size);
    for (const Wrapped& wrapped : wrappings) {
      if (bytes.starts_with(wrapped.begins)) {
        return cannot("read", path_, wrapped.says);
      }
    }
    if (!bytes.starts_with(gzip_begins)) {
      return took(into, size);
    }
    gunzip_ = std::make_unique<Gunzip>();
    std::memcpy(gunzip_->input(), into, size);
    gunzip_->give(size);
    return unpacked(into, room);
  }

  Result<std::size_t> unpacked(char* into, std::size_t room) {
    while (true) {
      if (gunzip_->wants_input()) {
        const auto got = raw(gunzip_->input(), packed_block);
        if (!got) {
          return got;
        }
        if (*got == 0) {
          return gunzip_->ended() || file_.stopped()
                     ? Result<std::size_t>(0)
                     : cannot("unpack", path_, "the gzip archive is cut off");
        }
        gunzip_->give(*got);
      }
      const ssize_t size = gunzip_->unpack(into, room);
      if (size < 0) {
        return cannot("unpack", path_, "it is no sound gzip archive");
      }
      if (size > 0) {
        return static_cast<std::size_t>(size);
      }
    }
  }

  Descriptor file_;
  std::string path_;
  std::atomic<std::uint64_t>* counter_;
  std::unique_ptr<Gunzip> gunzip_;
  std::uint64_t held_; // bytes that the file had when it was opened and that are still to be read
  bool at_line_end_ = false;
  bool first_ = true;
  bool ended_ = false;
};

LogSource::LogSource(std::unique_ptr<Bytes> bytes, std::size_t block_bytes)
    : bytes_(std::move(bytes)), block_bytes_(std::max<std::size_t>(block_bytes, 16)) {}

LogSource::~LogSource() = default;
LogSource::LogSource(LogSource&&) noexcept = default;
LogSource& LogSource::operator=(LogSource&&) noexcept = default;

Result<LogSource> LogSource::open(const std::string& path,
                                  std::size_t block_bytes,
                                  std::atomic<std::uint64_t>* bytes_read,
                                  int stop) {
  const int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return cannot("open", path, std::strerror(errno));
  }
  return LogSource(std::make_unique<Bytes>(descriptor, stop, path, bytes_read), block_bytes);
}

Result<bool> LogSource::next(LogBlock& block) {
  block.room.resize(block_bytes_ + longest_log_line);
  block.bytes = 0;
  char* const room = block.room.data();
  std::size_t size = rest_.size();
  std::copy(rest_.begin(), rest_.end(), room);
  rest_.clear();
  std::size_t whole = 0; // up to the end of the last line that has one
  while (true) {
    const auto got = bytes_->read(room + size, std::min(block_bytes_, block.room.size() - size));
    if (!got) {
      return std::unexpected(got.error());
    }
    if (*got == 0) {
      block.lines = {room, size};
      return size > 0;
    }
    block.bytes += *got;
    const std::size_t last = std::string_view(room + size, *got).rfind('\n');
    whole = last == std::string_view::npos ? whole : size + last + 1;
    size += *got;
    if (size < block_bytes_) {
      continue;
    }
    const std::size_t kept = std::min(size - whole, longest_log_line);
    if (whole > 0) {
      rest_.assign(room + whole, kept);
      block.lines = {room, whole};
      return true;
    }
    size = kept; // no line ends here; what is read next may take the place of what no one reads
  }
}

} // namespace gwdiag
