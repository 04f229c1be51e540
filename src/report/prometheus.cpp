// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include <fmt/format.h>

#include "base/version.hpp"
#include "report/escaping.hpp"
#include "report/renderers.hpp"
#include "report/shown.hpp"

namespace gwdiag {

namespace {

// One family of samples with its HELP and TYPE; nothing is written for an empty one.
class Family {
public:
  Family(std::string_view name, std::string_view help) : name_(name), help_(help) {}

  // A series stands once: of an endpoint that was named twice the first is kept.
  void add(const std::string& labels, double value) {
    if (seen_.insert(labels).second) {
      samples_ += fmt::format("{}{} {:.10g}\n", name_, labels.empty() ? "" : "{" + labels + "}", value);
    }
  }
  std::string text() const {
    return samples_.empty() ? "" : fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{2}", name_, help_, samples_);
  }

private:
  std::string_view name_, help_;
  std::string samples_;
  std::set<std::string> seen_;
};

std::string labels_of(const EndpointTrace& trace, std::string_view role) {
  return fmt::format("role=\"{}\",endpoint=\"{}\"", role, escape_label(trace.endpoint));
}

struct Families {
  Family stage{"gwdiag_stage_duration_seconds", "How long a stage took."};
  Family success{"gwdiag_stage_success", "Whether a stage that was reached went well."};
  Family first_byte{"gwdiag_first_byte_seconds", "From the request to the first byte of the answer."};
  Family status{"gwdiag_http_status_code", "Status code of the answer."};

  void add_stage(const std::string& labels, std::string_view name, const StageResult& result) {
    const std::string with_stage = fmt::format("{},stage=\"{}\"", labels, name);
    if (result.status == StageStatus::skipped) {
      return;
    }
    success.add(with_stage, result.status == StageStatus::failed ? 0 : 1);
    if (result.elapsed_ms) {
      stage.add(with_stage, *result.elapsed_ms / 1000);
    }
  }

  void add(const EndpointTrace& trace, std::string_view role) {
    const std::string labels = labels_of(trace, role);
    add_stage(labels, "dns", trace.dns);
    const Attempt* attempt = trace.main();
    if (attempt == nullptr) {
      return;
    }
    add_stage(labels, "tcp", attempt->tcp);
    add_stage(labels, "tls", attempt->tls);
    add_stage(labels, "http", attempt->http);
    if (attempt->timing.first_byte_ms) {
      first_byte.add(labels, *attempt->timing.first_byte_ms / 1000);
    }
    if (attempt->http.response.status != 0) {
      status.add(labels, attempt->http.response.status);
    }
  }
};

std::string verdict_metrics(const Verdict& verdict) {
  Family status("gwdiag_status", "1 for the status of the last run, 0 for the others.");
  for (const Status one : {Status::healthy, Status::degraded, Status::unhealthy, Status::inconclusive}) {
    status.add(fmt::format("status=\"{}\"", to_string(one)), one == verdict.status ? 1 : 0);
  }
  Family causes("gwdiag_cause_confidence", "The causes found, with an ordering aid from 0 to 1.");
  for (std::size_t i = 0; i < verdict.causes.size(); ++i) {
    const Cause& cause = verdict.causes[i];
    causes.add(fmt::format("id=\"{}\",endpoint=\"{}\",certainty=\"{}\",rank=\"{}\",ignored=\"{}\"", escape_label(cause.id),
                           escape_label(cause.endpoint), to_string(cause.certainty), i + 1, cause.ignored),
               cause.confidence);
  }
  return status.text() + causes.text();
}

} // namespace

// The text exposition format, for node_exporter's textfile directory.
std::string render_prometheus(const Report& report, const RenderOptions& options) {
  const Shown what = shown(report, options.show_secrets);
  Family info("gwdiag_info", "The program that wrote this.");
  info.add(fmt::format("version=\"{}\"", version), 1);
  Family elapsed("gwdiag_run_duration_seconds", "How long the run took.");
  elapsed.add("", what.evidence.elapsed_ms / 1000);
  Family requests("gwdiag_requests_sent", "Requests sent by the run.");
  Family connections("gwdiag_connections_opened", "Connections opened by the run.");
  Families families;
  double sent = 0;
  double opened = 0;
  const auto add = [&](const EndpointTrace& trace, std::string_view role) {
    families.add(trace, role);
    sent += trace.requests_sent;
    opened += trace.connections_opened;
  };
  if (what.evidence.has_proxy) {
    add(what.evidence.proxy, "proxy");
  }
  for (const EndpointTrace& upstream : what.evidence.upstreams) {
    add(upstream, "upstream");
  }
  requests.add("", sent);
  connections.add("", opened);
  return info.text() + verdict_metrics(what.verdict) + elapsed.text() + requests.text() + connections.text() +
         families.stage.text() + families.success.text() + families.first_byte.text() + families.status.text();
}

} // namespace gwdiag
