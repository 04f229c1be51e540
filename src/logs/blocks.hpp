// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace gwdiag {

inline constexpr std::size_t longest_log_line = 64 * 1024; // of a longer one the beginning is read

// Some whole lines of a log. The room may be used again for the next ones.
struct LogBlock {
  std::vector<char> room;
  std::string_view lines;  // in `room`; only the log's last line may lack its end
  std::uint64_t bytes = 0; // read for it, also of a line's rest that is left out
};

// A log as blocks of whole lines: a file, a pipe, or either of them packed by gzip, which is
// recognised by its content. It is read on from where it was, never at a place: a file that shrinks
// meanwhile ends where a read finds nothing more, one that grows with the line that was its last.
class LogSource {
public:
  // "-" is standard input; it ends when the descriptor `stop` can be read. Errors (input): it
  // cannot be opened.
  static Result<LogSource> open(const std::string& path,
                                std::size_t block_bytes,
                                std::atomic<std::uint64_t>* bytes_read,
                                int stop = -1);
  ~LogSource();
  LogSource(LogSource&&) noexcept;
  LogSource& operator=(LogSource&&) noexcept;

  // False at the end. Errors (input): it cannot be read, is a directory or a broken archive.
  Result<bool> next(LogBlock& block);

private:
  class Bytes;
  LogSource(std::unique_ptr<Bytes> bytes, std::size_t block_bytes);

  std::unique_ptr<Bytes> bytes_;
  std::size_t block_bytes_;
  std::string rest_; // the beginning of a line whose end is in the next block
};

} // namespace gwdiag
