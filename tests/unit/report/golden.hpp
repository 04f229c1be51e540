// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// Compares `actual` with tests/golden/NAME; GWDIAG_UPDATE_GOLDEN=1 in the environment writes the file instead.
void check_golden(const std::string& name, const std::string& actual);
