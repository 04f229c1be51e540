// SPDX-License-Identifier: Apache-2.0
#include "report/nagios.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "evidence/redact.hpp"
#include "report/renderers.hpp"
#include "report/shown.hpp"

namespace gwdiag {

namespace {

constexpr std::array<std::string_view, 4> words{"OK", "WARNING", "CRITICAL", "UNKNOWN"};

// A bar would begin the performance data.
std::string one_line(std::string_view text) {
  std::string out = printable(text);
  std::ranges::replace(out, '|', '/');
  return out;
}

// The time to the first byte of both sides in seconds, as monitoring plugins give it: 'label'=value;warning;critical;minimum
std::string performance(const Evidence& evidence) {
  std::string out;
  const auto add = [&](std::string_view name, const EndpointTrace& trace) {
    const Attempt* attempt = trace.main();
    if (attempt != nullptr && attempt->timing.first_byte_ms) {
      out += fmt::format(" {}_first_byte={:.6f}s;{:.3f};;0", name, *attempt->timing.first_byte_ms / 1000,
                         evidence.expectations.slow_ms / 1000);
    }
  };
  if (evidence.has_proxy) {
    add("proxy", evidence.proxy);
  }
  constexpr std::size_t most = 8; // a plugin's output is cut at 4 KB by older monitors
  for (std::size_t i = 0; i < std::min(most, evidence.upstreams.size()); ++i) {
    add(evidence.upstreams.size() == 1 ? "upstream" : fmt::format("upstream{}", i), evidence.upstreams[i]);
  }
  return out;
}

} // namespace

int nagios_status(const Verdict& verdict) {
  const bool all_ignored =
      !verdict.causes.empty() && std::ranges::all_of(verdict.causes, [](const Cause& cause) { return cause.ignored; });
  switch (verdict.status) {
  case Status::healthy:
    return 0;
  case Status::degraded:
    return all_ignored ? 0 : 1;
  case Status::unhealthy:
    return all_ignored ? 0 : 2;
  case Status::inconclusive:
    return 3;
  }
  return 3;
}

std::string nagios_unknown(std::string_view message) {
  return fmt::format("GWDIAG UNKNOWN - {}\n", one_line(message));
}

std::string render_nagios(const Report& report, const RenderOptions& options) {
  const Shown what = shown(report, options.show_secrets);
  const Cause* cause = leading_cause(what.verdict);
  const std::string tag = cause == nullptr ? "" : fmt::format(" ({}, {})", cause->id, to_string(cause->certainty));
  const std::string data = performance(what.evidence);
  return fmt::format("GWDIAG {} - {}{}{}{}\n", words[static_cast<std::size_t>(nagios_status(what.verdict))],
                     one_line(what.verdict.summary), tag, data.empty() ? "" : " |", data);
}

} // namespace gwdiag
