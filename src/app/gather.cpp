// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>

#include <fmt/format.h>

#include "app/host.hpp"
#include "app/logged.hpp"
#include "app/settings.hpp"
#include "diagnosis/at_once.hpp"
#include "proxies/profile.hpp"

namespace gwdiag {

namespace {

constexpr int most_rounds =
    12; // each asks at least one question, and there are at most six for each side

std::string now_text() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&now, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
                     parts.tm_year + 1900,
                     parts.tm_mon + 1,
                     parts.tm_mday,
                     parts.tm_hour,
                     parts.tm_min,
                     parts.tm_sec);
}

std::vector<std::string> environment_notes() {
  std::vector<std::string> notes;
  for (const char* name :
       {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing sets it
    if (value != nullptr && *value != '\0') {
      notes.push_back(fmt::format(
          "{} is set; it is not obeyed: every connection goes straight to the endpoint", name));
    }
  }
  return notes;
}

// A signal that came while the prober's loop was not running is heard here.
void take_interruption(Evidence& evidence, Prober& prober) {
  prober.pause(std::chrono::milliseconds(0));
  evidence.interrupted_by = prober.interrupted_by();
  evidence.interrupted = !evidence.interrupted_by.empty();
}

bool has_product(const std::vector<Layer>& layers, std::string_view product) {
  return std::ranges::find(layers, product, &Layer::product) != layers.end();
}

// An answer that is handed on names the upstream's product in Server. A gateway's page of its own
// in another answer names the proxy's, unless an upstream is of that product or nobody knows of
// any.
void name_by_own_page(EndpointTrace& proxy, const std::vector<EndpointTrace>& upstreams) {
  if (upstreams.empty() || std::ranges::any_of(proxy.layers, &Layer::wrote_answer)) {
    return;
  }
  for (const Attempt& attempt : proxy.attempts) {
    if (attempt.http.response.status < 502 || attempt.http.response.status > 504) {
      continue;
    }
    for (Layer& layer : recognise(attempt.http.response)) {
      const bool behind = std::ranges::any_of(upstreams, [&](const EndpointTrace& upstream) {
        return has_product(upstream.layers, layer.product);
      });
      if (layer.wrote_answer && !behind && !has_product(proxy.layers, layer.product)) {
        layer.wrote_answer = false; // that one
        layer.because = "its own page in another answer";
        proxy.layers.insert(proxy.layers.begin(), std::move(layer));
        return;
      }
    }
  }
}

void take(Evidence& evidence, Prober& prober) {
  std::vector<EndpointTrace> traces = prober.traces();
  evidence.upstreams.clear();
  for (EndpointTrace& trace : traces) {
    const Attempt* attempt = trace.main();
    if (attempt != nullptr && attempt->http.response.has_head) {
      trace.layers = recognise(attempt->http.response);
    }
    if (trace.role == "proxy") {
      evidence.has_proxy = true;
      evidence.proxy = std::move(trace);
    } else {
      evidence.upstreams.push_back(std::move(trace));
    }
  }
  name_by_own_page(evidence.proxy, evidence.upstreams);
  evidence.elapsed_ms = prober.elapsed_ms();
  take_interruption(evidence, prober);
}

} // namespace

Result<Evidence> gather(const std::vector<ProbeTarget>& targets,
                        const ProbeSettings& settings,
                        const Options& options) {
  const auto logs = LogFollower::open(options.logs);
  if (!logs) {
    return std::unexpected(logs.error());
  }
  const std::int64_t start_ms = now_ms();
  Evidence evidence;
  evidence.started_at = now_text();
  evidence.expectations = expectations(options, settings);
  evidence.notes = environment_notes();
  auto prober = Prober::create(settings);
  if (!prober) {
    return std::unexpected(prober.error());
  }
  HostLooks host(options, targets);
  host.look();
  prober->probe(targets);
  take(evidence, *prober);
  host.look(evidence);
  host.watch(evidence, *prober);
  for (int round = 0; round < most_rounds && !evidence.interrupted; ++round) {
    const auto questions = next_questions(evidence, question_rules(options), round);
    if (questions.empty()) {
      break;
    }
    if (!prober->pause(pause_before(evidence, questions))) {
      take_interruption(evidence, *prober);
      break;
    }
    prober->ask(questions);
    take(evidence, *prober);
    if (const auto target = kept_waiting(evidence)) {
      prober->let_count(*target, "alone");
      take(evidence, *prober);
    }
    host.look(evidence);
  }
  prober->measure();
  take(evidence, *prober);
  evidence.logs = read_logs(*logs, *prober, evidence, settings, start_ms);
  take_interruption(evidence, *prober);
  return evidence;
}

} // namespace gwdiag
