// SPDX-License-Identifier: Apache-2.0
#include "report/renderers.hpp"
#include "report/sections.hpp"

namespace gwdiag {

namespace {

void write_everything_seen(Page& page, const Evidence& evidence) {
  if (evidence.has_proxy) {
    write_endpoint(page, evidence.proxy);
  }
  for (const EndpointTrace& upstream : evidence.upstreams) {
    write_endpoint(page, upstream);
  }
}

} // namespace

std::string render_text(const Report& report, const RenderOptions& options) {
  const Shown what = shown(report, options.show_secrets);
  Page page(options);
  if (options.quiet) {
    page.line(page.glyphs(one_line(what.verdict)));
    return std::move(page).finish();
  }
  write_header(page, what.verdict);
  if (what.verdict.status == Status::healthy && what.verdict.causes.empty() && !options.verbose) {
    write_healthy(page, what);
    write_notes(page, what);
    return std::move(page).finish();
  }
  write_stages(page, what);
  write_pool(page, what.verdict);
  write_why(page, what.verdict);
  write_further_causes(page, what.verdict);
  write_fix(page, what.verdict);
  write_notes(page, what);
  if (options.verbose) {
    write_background(page, what.verdict);
    write_everything_seen(page, what.evidence);
  }
  return std::move(page).finish();
}

std::string render_evidence_text(const Evidence& evidence, const RenderOptions& options) {
  const Verdict none;
  const Shown what = shown({evidence, none}, options.show_secrets);
  Page page(options);
  for (const Row& row : stage_rows(what.evidence)) {
    if (options.quiet) {
      page.line(page.glyphs(row.label + "  " + row.kind));
    }
  }
  if (options.quiet) {
    return std::move(page).finish();
  }
  write_stages(page, what);
  write_notes(page, what);
  write_everything_seen(page, what.evidence);
  return std::move(page).finish();
}

} // namespace gwdiag
