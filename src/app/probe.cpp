// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "app/commands.hpp"
#include "app/dry_run.hpp"
#include "app/settings.hpp"
#include "diagnosis/diagnose.hpp"
#include "report/report.hpp"
#include "report/terminal.hpp"

namespace gwdiag {

Result<int> run_probe(const Options& options) {
  if (options.arguments.empty()) {
    return fail(ErrorKind::usage,
                "probe: no endpoint given; try 'gwdiag probe http://127.0.0.1:8080 -o json'");
  }
  if (options.as_proxy && options.arguments.size() != 1) {
    return fail(ErrorKind::usage, "probe --as-proxy: takes exactly one endpoint, the proxy");
  }
  auto targets = probe_targets(options, options.as_proxy);
  if (!targets) {
    return std::unexpected(targets.error());
  }
  auto settings = probe_settings(options);
  if (!settings) {
    return std::unexpected(settings.error());
  }
  if (options.dry_run) {
    const auto described = print(describe_plan(*targets, *settings));
    return described ? Result<int>(0) : std::unexpected(described.error());
  }
  const auto evidence = gather(*targets, *settings, options);
  if (!evidence) {
    return std::unexpected(evidence.error());
  }
  const RenderOptions render = render_options(options, STDOUT_FILENO);
  const bool json = options.output == "json" || options.output == "jsonl";
  const auto printed = print(json ? render_evidence_json(*evidence, render)
                                  : render_evidence_text(*evidence, render));
  if (!printed) {
    return std::unexpected(printed.error());
  }
  if (evidence->interrupted && evidence->interrupted_by == "deadline") {
    return 3;
  }
  return signal_code(evidence->interrupted_by);
}

} // namespace gwdiag
