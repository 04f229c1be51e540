// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/scene.hpp"

namespace gwdiag {

namespace {

// Certificates between the server's own and an authority that is trusted without one above it.
std::size_t intermediates(const std::vector<Certificate>& chain) {
  const auto issued =
      std::ranges::count_if(chain, [](const Certificate& c) { return c.subject != c.issuer; });
  return issued > 0 ? static_cast<std::size_t>(issued) - 1 : 0;
}

} // namespace

std::optional<Cause> chain_longer_than_verified(const Scene& scene) {
  if (scene.proxy.profile == nullptr || scene.proxy.profile->asking == nullptr ||
      !scene.proxy.wrote || !may_show(scene.proxy, Fault::tls_unverified)) {
    return std::nullopt;
  }
  const Asking asking = scene.proxy.profile->asking(scene.proxy.version);
  for (std::size_t i = 0; asking.intermediates && i < scene.evidence.upstreams.size(); ++i) {
    const Attempt* attempt = scene.evidence.upstreams[i].main();
    if (attempt == nullptr || attempt->tls.status != StageStatus::ok ||
        intermediates(attempt->tls.chain) <= *asking.intermediates) {
      continue;
    }
    const std::size_t many = intermediates(attempt->tls.chain);
    Cause cause = make_cause(
        scene,
        "tls-cert-unsupported",
        Subject::path,
        static_cast<int>(i),
        fmt::format(
            "{} of the chain of {} {} more than {} follows by default, where it was told to "
            "verify ({})",
            many == 1 ? "the intermediate certificate" : "the intermediate certificates",
            attempt->address,
            "may be",
            scene.proxy.title(),
            asking.depth_directive));
    cause.details = {number_detail("intermediates", static_cast<double>(many)),
                     text_detail("directive", asking.depth_directive)};
    cause.evidence = {
        proxy_fact(scene, nullptr),
        make_fact("tls",
                  fmt::format("its chain has {} between the server's certificate and the authority",
                              many == 1 ? "one certificate" : fmt::format("{} certificates", many)),
                  fmt::format("/upstreams/{}/stages/tls/chain", i))};
    return cause;
  }
  return std::nullopt;
}

} // namespace gwdiag
