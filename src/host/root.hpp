// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

namespace gwdiag {

// What went wrong, as errno has it, or in words of our own.
using FileError = std::string;

// The files of one machine: of this one, or a recorded tree below a prefix. Every read is bounded.
class Root {
public:
  // An empty prefix is the machine itself.
  explicit Root(std::string prefix = "") : prefix_(std::move(prefix)) {}

  bool live() const { return prefix_.empty(); }

  // The first `limit` bytes of a regular file.
  std::expected<std::string, FileError> read(const std::string& path, std::size_t limit) const;
  // The last `limit` bytes of a regular file.
  std::expected<std::string, FileError> read_end(const std::string& path, std::size_t limit) const;
  // The kernel's log: one record a line, oldest first, at most `limit` bytes of the newest.
  std::expected<std::string, FileError> read_log(const std::string& path, std::size_t limit) const;
  // Names in a directory, in no order, at most `limit`.
  std::expected<std::vector<std::string>, FileError> list(const std::string& path,
                                                          std::size_t limit) const;
  std::expected<std::string, FileError> link(const std::string& path) const;
  std::expected<struct stat, FileError> status(const std::string& path) const;

  // Milliseconds since the machine started; 0 when that cannot be read.
  double uptime_ms() const;
  // When it started, in milliseconds since 1970; negative when that cannot be read.
  double started_ms() const;

  std::string place(const std::string& path) const { return prefix_ + path; }

private:
  std::string prefix_;
};

// Lines without their ends; the first word and the rest of a line.
std::vector<std::string_view> lines_of(std::string_view text);
// The words of a line, between blanks.
std::vector<std::string_view> words_of(std::string_view line);
// "Key:   value" or "key value" in a file of such lines: the first word of the value, or empty.
std::string_view value_of(std::string_view text, std::string_view key);

} // namespace gwdiag
