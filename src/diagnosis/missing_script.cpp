// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "diagnosis/scene.hpp"

namespace gwdiag {

// php-fpm's own words come through the proxy, and the upstream was asked without a script: it is
// the proxy's SCRIPT_FILENAME that does not exist there.
void add_missing_script(const Scene& scene, std::vector<Cause>& causes) {
  const Attempt* theirs = scene.proxy.attempt;
  if (theirs == nullptr || theirs->http.response.status != 404 ||
      !theirs->http.response.body.starts_with("File not found.") || !causes.empty()) {
    return;
  }
  const auto& upstreams = scene.evidence.upstreams;
  const auto pool = std::ranges::find_if(upstreams, [](const EndpointTrace& trace) {
    return trace.scheme == "fcgi" && trace.path == "/" && trace.main() != nullptr &&
           answered(*trace.main());
  });
  if (pool == upstreams.end()) {
    return;
  }
  Cause cause = make_cause(scene,
                           "script-not-found",
                           Subject::upstream,
                           static_cast<int>(pool - upstreams.begin()),
                           "the script that the proxy names does not exist for " + pool->endpoint);
  cause.certainty = Certainty::likely;
  cause.details = {number_detail("http_status", 404)};
  cause.evidence = {make_fact("http",
                              "through the proxy comes php-fpm's own answer: File not found.",
                              "/proxy/stages/http/body")};
  causes.push_back(std::move(cause));
}

} // namespace gwdiag
