// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "report/report.hpp"

// One function a format, each in the file of its name; formats.cpp is the table.
namespace gwdiag {

std::string render_text(const Report& report, const RenderOptions& options);
std::string render_json(const Report& report, const RenderOptions& options);
std::string render_jsonl(const Report& report, const RenderOptions& options);

} // namespace gwdiag
