// SPDX-License-Identifier: Apache-2.0
#include "golden.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>

void check_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(GWDIAG_SOURCE_DIR) + "/tests/golden/" + name;
  if (std::getenv("GWDIAG_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path);
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  CHECK_MESSAGE(actual == expected, path);
}
