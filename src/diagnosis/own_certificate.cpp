// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "diagnosis/scene.hpp"

namespace gwdiag {

std::optional<Cause> wants_its_certificate(const Scene& scene, const Finding& finding) {
  const int status = scene.proxy.status;
  if (finding.id != "tls-client-cert-required" || finding.our_choice || status <= 0 ||
      status >= 400) {
    return std::nullopt;
  }
  Cause cause = make_cause(scene,
                           finding.id,
                           finding.subject,
                           finding.upstream,
                           fmt::format("the proxy answers {}, and {} of us, which the proxy may have",
                                       status,
                                       finding.summary));
  cause.certainty = Certainty::possible;
  cause.details = finding.details;
  cause.details.push_back(text_detail("difference", "client-certificate"));
  cause.evidence = finding.facts;
  cause.evidence.push_back(make_fact("http",
                                     fmt::format("through the proxy: {}", status),
                                     "/proxy/stages/http/http_status"));
  return cause;
}

} // namespace gwdiag
