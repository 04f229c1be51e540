// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace gwdiag {

enum class ErrorKind {
  usage,    // the command line is wrong: exit status 2
  input,    // a file, configuration or saved evidence is wrong: exit status 2
  output,   // a report could not be written: exit status 4
  internal, // a defect of this program: exit status 4
};

// One line for a person: the place, what is wrong with it, the remedy.
struct Error {
  ErrorKind kind = ErrorKind::input;
  std::string message;
};

template <typename T> using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorKind kind, std::string message) {
  return std::unexpected(Error{kind, std::move(message)});
}

} // namespace gwdiag
