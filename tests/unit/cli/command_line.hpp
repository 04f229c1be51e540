// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <variant>
#include <vector>

#include "cli/cli.hpp"

namespace gwdiag::test {

inline Result<std::variant<Options, Shown>> run(const std::vector<std::string>& words,
                                                const std::vector<std::string>& ids = {}) {
  std::vector<const char*> argv{"gwdiag"};
  for (const std::string& word : words) {
    argv.push_back(word.c_str());
  }
  return parse_command_line(static_cast<int>(argv.size()), argv.data(), ids);
}

inline Options parsed(const std::vector<std::string>& words,
                      const std::vector<std::string>& ids = {}) {
  const auto result = run(words, ids);
  REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().message));
  REQUIRE(std::holds_alternative<Options>(*result));
  return std::get<Options>(*result);
}

// The message of the error, which has to be one line and of kind usage.
inline std::string error_of(const std::vector<std::string>& words,
                            const std::vector<std::string>& ids = {}) {
  const auto result = run(words, ids);
  if (result) {
    return "accepted";
  }
  CHECK(result.error().kind == ErrorKind::usage);
  CHECK_FALSE(result.error().message.contains('\n'));
  return result.error().message;
}

inline std::string shown(const std::vector<std::string>& words) {
  const auto result = run(words);
  REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().message));
  REQUIRE(std::holds_alternative<Shown>(*result));
  return std::get<Shown>(*result).text;
}

// A directory with the files a test needs; removed at the end.
class Folder {
public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "gwdiag-cli-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path() const { return path_.string(); }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }

private:
  std::filesystem::path path_;
};

} // namespace gwdiag::test
