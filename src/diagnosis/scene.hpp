// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnosis/judge.hpp"

namespace gwdiag {

// An answer or a failure was seen that is neither our own interruption nor our own machine's limit.
bool established(const EndpointTrace& trace);

// The user or the rules of this run forbid the connect: nothing was seen behind it.
bool kept_out(const EndpointTrace& trace);

// Both sides, examined; what the parts of the verdict are drawn from.
struct Scene {
  const Evidence& evidence;
  ProxyView proxy;
  Findings of_proxy;
  std::vector<Findings> of_upstreams;

  bool upstream_bad(std::size_t index) const; // an ordinary client fails there
  bool all_upstreams_well() const; // at least one, and none with a hard finding or an error status
};

Scene set_scene(const Evidence& evidence);

// The causes, best explanation first, with certainty.
std::vector<Cause> find_causes(const Scene& scene);

// Causes that no evidence of their own supports: the proxy fails, and nothing seen at an upstream
// explains it by itself; `may_be` when something seen there may.
std::vector<Cause> find_candidates(const Scene& scene, bool may_be);

// What the upstreams answer that were asked directly, as facts.
void add_well_facts(const Scene& scene, Cause& cause);

// The upstream given is the proxy itself: adds proxy-loop and says so.
bool find_loop(const Scene& scene, std::vector<Cause>& causes);

// The proxy answers with what php-fpm says of a script that is not there.
void add_missing_script(const Scene& scene, std::vector<Cause>& causes);

// TLS with the upstream works from here, and its certificate names another host than the one that
// the proxy was asked for and may compare it with.
std::optional<Cause> name_of_a_preserved_host(const Scene& scene);

// TLS with the upstream works from here, and its chain is longer than the proxy follows by default.
std::optional<Cause> chain_longer_than_verified(const Scene& scene);

// The upstream wants a client certificate of us, and the proxy in front answers well: however it
// says so, by an alert or on a page, we were asked for what the proxy may have.
std::optional<Cause> wants_its_certificate(const Scene& scene, const Finding& finding);

// The proxy answers 200 with what is no answer of a web server, and the upstream is one.
std::optional<Cause> answer_without_a_head(const Scene& scene);

// The proxy alone was asked: what its own answer speaks for.
std::vector<Cause> from_proxy_alone(const Scene& scene);

// It wrote its answer sooner than a failed connect would take it: it had nowhere to try.
bool gives_up_without_trying(const ProxyView& proxy);

// What speaks about the rest: the two sides side by side, what was ruled out by observation, what
// was not looked at, what would tell equal explanations apart.
std::vector<Comparison> compare_sides(const Scene& scene);
std::vector<RuledOut> rule_out(const Scene& scene, const std::vector<Cause>& causes);
std::vector<NotChecked> list_not_checked(const Scene& scene);
std::vector<DecideBy> tell_apart(const Scene& scene, const std::vector<Cause>& causes);
std::string find_divergence(const Scene& scene);

// A cause without evidence of its own.
Cause make_cause(
    const Scene& scene, std::string id, Subject subject, int upstream, std::string summary);
// A cause with what was found behind it; as certain as given, and no more than the finding allows.
Cause to_cause(const Scene& scene, const Judged& judged, Certainty certainty);
// What the proxy's own answer says, as a fact.
Fact proxy_fact(const Scene& scene, const Judged* judged);
std::string answer_in_words(const ProxyView& proxy);

} // namespace gwdiag
