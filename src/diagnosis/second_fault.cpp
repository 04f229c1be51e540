// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/second_fault.hpp"

#include <algorithm>
#include <array>

namespace gwdiag {

namespace {

// The proxy stopped waiting before it had the answer: what ails that is still before it.
bool gave_up_first(const Judged& one) {
  const std::string& id = one.finding.id;
  return explains(one) && one.fit == Fit::agrees &&
         (id == "proxy-timeout-too-short" || id == "slow-response");
}

bool about_the_answer(const Finding& finding) {
  return finding.anomaly || finding.fault == Fault::head_too_big ||
         finding.fault == Fault::too_many_headers;
}

// Each form of that is refused: where a product passes some, nobody knows which this is.
bool always_refused(Anomaly anomaly, const ProxyView& proxy) {
  const Outcome outcome = proxy.profile->on_anomaly(anomaly, proxy.version);
  return outcome.kind == Outcome::Kind::error && outcome.also.empty();
}

// By its profile this product answers with an error of its own when it meets that.
bool would_refuse(const Finding& finding, const ProxyView& proxy) {
  if (proxy.profile == nullptr || !proxy.profile->verified || proxy.profile->on_fault == nullptr ||
      proxy.profile->on_anomaly == nullptr) {
    return false;
  }
  if (finding.anomaly && !finding.fault && !always_refused(*finding.anomaly, proxy)) {
    return false;
  }
  ProxyView then = proxy;
  then.attempt = nullptr;
  then.wrote = true;
  then.error.clear();
  then.stopped_short = then.damaged = false;
  static constexpr std::array statuses{500, 502, 503};
  return std::ranges::any_of(statuses, [&](int status) {
    then.status = status;
    return judge(finding, then).fit == Fit::agrees;
  });
}

} // namespace

bool is_next(const Judged& one, const std::vector<Judged>& all, const ProxyView& proxy) {
  const auto same_upstream = [&](const Judged& first) {
    return first.finding.upstream == one.finding.upstream && gave_up_first(first);
  };
  return about_the_answer(one.finding) && std::ranges::any_of(all, same_upstream) &&
         would_refuse(one.finding, proxy);
}

} // namespace gwdiag
