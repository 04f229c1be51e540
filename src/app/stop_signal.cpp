// SPDX-License-Identifier: Apache-2.0
#include "app/stop_signal.hpp"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace gwdiag {

namespace {

constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP};

// What a handler may touch; there is one StopSignal at a time.
volatile std::sig_atomic_t came = 0;
volatile std::sig_atomic_t write_end = -1;

void note(int number) {
  const int before = errno;
  came = number;
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = ::write(write_end, &byte, 1);
  errno = before;
}

} // namespace

StopSignal::StopSignal() {
  if (::pipe2(ends_, O_CLOEXEC | O_NONBLOCK) != 0) {
    ends_[0] = ends_[1] = -1;
    return;
  }
  came = 0;
  write_end = ends_[1];

  struct sigaction action {};

  action.sa_handler = note;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int number : signals) {
    struct sigaction before {};

    // Whoever started us may want one of them ignored, as nohup does.
    if (sigaction(number, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) {
      sigaction(number, &action, nullptr);
    }
  }
}

StopSignal::~StopSignal() {
  for (const int number : signals) {
    struct sigaction now {};

    if (sigaction(number, nullptr, &now) == 0 && now.sa_handler == note) {
      std::signal(number, SIG_DFL);
    }
  }
  write_end = -1;
  for (const int end : ends_) {
    if (end >= 0) {
      ::close(end);
    }
  }
}

int StopSignal::number() const {
  return came;
}

} // namespace gwdiag
