// SPDX-License-Identifier: Apache-2.0
// What the proxy's own line for our own request settles by itself: that it refused by a limit of
// its own, that it verifies certificates.
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/fit.hpp"
#include "diagnosis/logged.hpp"
#include "logs/refusal.hpp"
#include "proxies/profile.hpp"

namespace gwdiag {

namespace {

// An upstream of the same product writes the same lines, of the same request; so may one that does
// not say what it is.
bool may_be_behind_too(const Evidence& evidence, std::string_view product) {
  const Profile* const profile = find_profile(product);
  return evidence.upstreams.empty() ||
         std::ranges::any_of(evidence.upstreams, [&](const EndpointTrace& upstream) {
           const Attempt* const ours = upstream.main();
           const bool named = ours != nullptr && ours->http.response.header("Server").has_value();
           return (upstream.layers.empty() && !named) ||
                  std::ranges::any_of(upstream.layers, [&](const Layer& layer) {
                    return layer.product == product || find_profile(layer.product) == profile;
                  });
         });
}

// The request was no other client's that asks for the same.
bool names_our_address(const Scene& scene, const LoggedLine& line) {
  const std::string host = logged_address(scene.proxy.attempt->tcp.local).host;
  return line.text.find(fmt::format(", client: {},", host)) != std::string::npos;
}

bool passed_on(const Scene& scene) {
  return std::ranges::any_of(scene.evidence.upstreams, [&](const EndpointTrace& upstream) {
    return upstream.main() != nullptr &&
           upstream.main()->http.response.status == scene.proxy.status;
  });
}

} // namespace

std::optional<Cause> refused_by_itself(const Scene& scene) {
  const std::optional<RunLine> line = refusal_of_run(scene.evidence);
  if (!line || scene.proxy.attempt == nullptr || passed_on(scene)) {
    return std::nullopt;
  }
  const LoggedLine& logged = line->line;
  const bool own_page = scene.proxy.wrote && scene.proxy.profile != nullptr &&
                        scene.proxy.profile->name == logged.product;
  if (!own_page && !scene.all_upstreams_well()) {
    return std::nullopt;
  }
  Cause cause = from_line(scene,
                          *line,
                          logged.ids.front(),
                          Subject::proxy,
                          fmt::format("{} refuses the request by itself, and asks no upstream: {}",
                                      scene.proxy.title(),
                                      lowered(logged.says)));
  cause.upstream = -1;
  cause.endpoint = scene.evidence.proxy.endpoint;
  const bool ours = names_our_address(scene, logged);
  const bool behind = may_be_behind_too(scene.evidence, logged.product);
  cause.certainty = ours && !behind   ? Certainty::confirmed
                    : ours || !behind ? Certainty::likely
                                      : Certainty::possible;
  cause.confidence = ours && !behind ? 0.97 : ours || !behind ? 0.9 : 0.4;
  return cause;
}

void put_refusal_first(Cause refusal, std::vector<Cause>& causes) {
  std::erase_if(causes, [](const Cause& cause) { // guesses about the way
    return cause.subject == Subject::path && cause.certainty == Certainty::possible;
  });
  for (Cause& cause : causes) { // this request never came there
    if (cause.subject != Subject::upstream) {
      continue;
    }
    cause.certainty = Certainty::possible;
    cause.confidence = std::min(cause.confidence, 0.4);
  }
  causes.insert(causes.begin(), std::move(refusal));
}

void quote_unknown_errors(const Scene& scene, std::vector<Cause>& causes) {
  constexpr std::size_t enough = 2;
  if (causes.empty() || causes.front().id != "unexplained") {
    return;
  }
  Cause& first = causes.front();
  std::vector<Fact> facts;
  for (std::size_t l = 0; l < scene.evidence.logs.size(); ++l) {
    const LogTrace& log = scene.evidence.logs[l];
    for (std::size_t e = 0; e < log.entries.size() && facts.size() < enough; ++e) {
      const RunLine line = run_line(scene.evidence, log, l, e);
      if (!line.line.ids.empty() || !line.ours) {
        continue;
      }
      if (facts.empty() && !line.line.says.empty()) {
        first.summary += "; its log says: " + lowered(line.line.says);
      }
      facts.push_back(line.fact());
    }
  }
  first.evidence.insert(first.evidence.begin(), facts.begin(), facts.end());
}

bool shown_to_verify(const Scene& scene, const RunLine& line, Cause& cause) {
  const ProxyView& proxy = scene.proxy;
  const bool refuses = line.ours && line.besides.empty() && line.about == RunLine::About::given &&
                       cause.id.starts_with("tls-cert-") && line.line.ids.front() == cause.id;
  if (!refuses || proxy.profile == nullptr || proxy.profile->on_fault == nullptr ||
      proxy.profile->name != line.line.product ||
      from_outcome(proxy.meets(Fault::tls_unverified), proxy) != Fit::agrees) {
    return false;
  }
  const Fact unlikely = proxy_fact(scene, nullptr);
  std::erase_if(cause.evidence,
                [&](const Fact& fact) { return fact.at == unlikely.at && !fact.supports; });
  const Judged agreed{Finding{}, Fit::agrees, true};
  cause.evidence.push_back(proxy_fact(scene, &agreed));
  return true;
}

} // namespace gwdiag
