// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <exception>

#include <unistd.h>

#include "app/app.hpp"

int main(int argc, char** argv) {
  int status = 4;
  try {
    status = gwdiag::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gwdiag: internal error: %s\n", error.what());
  }
  std::fflush(nullptr);
  _exit(status); // threads of system look-ups may still hang; nothing waits for them
}
