// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "diagnosis/verdict.hpp"
#include "evidence/evidence.hpp"

namespace gwdiag {

struct RenderOptions {
  bool colour = false;
  bool unicode = true;     // false: ASCII stand-ins for the glyphs
  int width = 80;          // columns, at least 60
  bool verbose = false;
  bool quiet = false;      // text: the first line only
  bool show_secrets = false;
  std::string kind = "check"; // "check", "diagnose"
};

struct Report {
  const Evidence& evidence;
  const Verdict& verdict;
};

// One output format: a name and what writes it. The whole report as one string, ending in a newline.
struct Format {
  std::string_view name;
  std::string (*render)(const Report& report, const RenderOptions& options);
};

std::span<const Format> formats();
const Format* find_format(std::string_view name); // null: unknown or not in this version

// `gwdiag.evidence/1` for `probe -o json`; text for `probe`.
std::string render_evidence_json(const Evidence& evidence, const RenderOptions& options);
std::string render_evidence_text(const Evidence& evidence, const RenderOptions& options);

} // namespace gwdiag
