// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "host/root.hpp"

// A recorded machine in a folder of its own, gone at the end of the test.
class Tree {
public:
  Tree() {
    std::string pattern = std::filesystem::temp_directory_path() / "gwdiag-host-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }

  ~Tree() {
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
  }

  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  Tree& file(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(folder_ + path).parent_path());
    std::ofstream(folder_ + path, std::ios::binary) << text;
    return *this;
  }

  Tree& link(const std::string& path, const std::string& target) {
    std::filesystem::create_directories(std::filesystem::path(folder_ + path).parent_path());
    std::filesystem::create_symlink(target, folder_ + path);
    return *this;
  }

  // A process with its start (clock ticks), command line and the letter of its state.
  Tree& process(int pid,
                const std::string& name,
                int parent,
                unsigned start,
                const std::string& arguments,
                const std::string& state = "S") {
    const std::string folder = "/proc/" + std::to_string(pid);
    std::string line = arguments;
    for (char& c : line) {
      c = c == ' ' ? '\0' : c;
    }
    file(folder + "/stat",
         std::to_string(pid) + " (" + name + ") " + state + " " + std::to_string(parent) +
             " 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 " + std::to_string(start) + " 0 0");
    return file(folder + "/cmdline", line)
        .file(folder + "/status", "Name:\tx\nUid:\t33\t33\t33\t33\nGid:\t33\t33\t33\t33\n");
  }

  gwdiag::Root root() const { return gwdiag::Root(folder_); }

  const std::string& folder() const { return folder_; }

private:
  std::string folder_;
};
