// SPDX-License-Identifier: Apache-2.0
#include "host/command.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gwdiag {

namespace {

constexpr std::size_t output_bytes = 65536;
constexpr std::chrono::milliseconds patience{2000};

std::unexpected<FileError> failed(int number) {
  return std::unexpected(FileError(std::strerror(number))); // NOLINT(concurrency-mt-unsafe)
}

int spawn(const std::vector<std::string>& words, int output, pid_t& child) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) {
    arguments.push_back(
        const_cast<char*>(word.c_str())); // NOLINT(cppcoreguidelines-pro-type-const-cast)
  }
  arguments.push_back(nullptr);
  std::string locale = "LC_ALL=C";
  std::string path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  std::array<char*, 3> environment{locale.data(), path.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const int error = posix_spawn(
      &child, words.front().c_str(), &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

// Until its end, or until the time or the bytes are used up.
std::string read_all(int descriptor) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + patience;
  std::string out;
  while (out.size() < output_bytes) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    pollfd wanted{descriptor, POLLIN, 0};
    if (left.count() <= 0 || poll(&wanted, 1, static_cast<int>(left.count())) <= 0) {
      break;
    }
    char piece[4096];
    const ssize_t got =
        ::read(descriptor, piece, std::min(sizeof piece, output_bytes - out.size()));
    if (got <= 0) {
      break;
    }
    out.append(piece, static_cast<std::size_t>(got));
  }
  return out;
}

} // namespace

std::expected<std::string, FileError> command_output(const Root& root,
                                                     const std::vector<std::string>& words) {
  const std::string& program = words.front();
  if (!root.live()) {
    return root.read("/commands" + program.substr(program.rfind('/')), output_bytes);
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    return failed(errno);
  }
  pid_t child = 0;
  const int error = spawn(words, ends[1], child);
  close(ends[1]);
  std::string out = error == 0 ? read_all(ends[0]) : "";
  close(ends[0]);
  if (error != 0) {
    return failed(error);
  }
  kill(child, SIGKILL); // what has ended by itself does not mind
  int status = 0;
  waitpid(child, &status, 0);
  return out.empty() ? std::expected<std::string, FileError>(std::unexpected("it says nothing"))
                     : out;
}

} // namespace gwdiag
