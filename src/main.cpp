// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdio>
#include <exception>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/app.hpp"

// A descriptor of ours must never become standard output: a closed one gives an error when it is
// written to.
static void keep_standard_descriptors() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) == -1) {
      static_cast<void>(open("/dev/null", O_RDONLY));
    }
  }
}

// Every connection is a descriptor; the soft limit is often 1024.
static void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

int main(int argc, char** argv) {
  keep_standard_descriptors();
  raise_descriptor_limit();
  std::signal(SIGPIPE, SIG_IGN); // a peer, or a reader, that goes away ends no run
  int status = 4;
  try {
    status = gwdiag::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gwdiag: internal error: %s\n", error.what());
  }
  std::fflush(nullptr);
  _exit(status); // threads of system look-ups may still hang; nothing waits for them
}
