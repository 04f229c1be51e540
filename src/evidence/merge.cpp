// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "evidence/logged.hpp"
#include "evidence/parse.hpp"

namespace gwdiag {

namespace {

// The one that decides what was asked: where the proxy is, else the first with an endpoint.
std::size_t leading(const std::vector<Evidence>& parts) {
  auto found = std::ranges::find_if(parts, [](const Evidence& part) { return part.has_proxy; });
  if (found == parts.end()) {
    found = std::ranges::find_if(parts, [](const Evidence& part) { return !part.upstreams.empty(); });
  }
  return found == parts.end() ? 0 : static_cast<std::size_t>(found - parts.begin());
}

void append_vantage(std::string& all, const std::string& one) {
  if (!one.empty() && (", " + all + ", ").find(", " + one + ", ") == std::string::npos) {
    all += (all.empty() ? "" : ", ") + one;
  }
}

void append(Evidence& all, Evidence&& part) {
  append_vantage(all.vantage, part.vantage);
  if (!part.started_at.empty() && (all.started_at.empty() || part.started_at < all.started_at)) {
    all.started_at = part.started_at; // RFC 3339 in UTC sorts as text
  }
  all.elapsed_ms = std::max(all.elapsed_ms, part.elapsed_ms);
  if (part.has_proxy) {
    all.has_proxy = true;
    all.proxy = std::move(part.proxy);
  }
  std::ranges::move(part.upstreams, std::back_inserter(all.upstreams));
  std::ranges::move(part.host, std::back_inserter(all.host));
  std::ranges::move(part.logs, std::back_inserter(all.logs));
  for (std::string& note : part.notes) {
    if (std::ranges::find(all.notes, note) == all.notes.end()) {
      all.notes.push_back(std::move(note));
    }
  }
  all.interrupted = all.interrupted || part.interrupted;
  if (all.interrupted_by.empty()) {
    all.interrupted_by = std::move(part.interrupted_by);
  }
}

} // namespace

Result<Evidence> merge_evidence(std::vector<Evidence> parts) {
  if (parts.empty()) {
    return fail(ErrorKind::input, "no evidence given: name at least one file of probe -o json");
  }
  const Evidence* proxy = nullptr;
  for (const Evidence& part : parts) {
    if (part.has_proxy && proxy != nullptr) {
      return fail(ErrorKind::input,
                  fmt::format("two proxies in the evidence, {} and {}: give one of them",
                              proxy->proxy.endpoint, part.proxy.endpoint));
    }
    proxy = part.has_proxy ? &part : proxy;
  }
  const std::size_t lead = leading(parts);
  Evidence all;
  all.vantage.clear();
  all.expectations = std::move(parts[lead].expectations);
  for (Evidence& part : parts) {
    append(all, std::move(part));
  }
  if (!all.has_proxy && all.upstreams.empty()) {
    return fail(ErrorKind::input,
                "log summaries alone hold no endpoint: give what probe -o json or check -o json saved with them");
  }
  tie_summaries(all);
  return all;
}

Result<Evidence> as_proxy_evidence(Evidence evidence) {
  if (evidence.has_proxy) {
    return evidence;
  }
  if (evidence.upstreams.size() != 1) {
    return fail(ErrorKind::input,
                fmt::format("holds {} endpoints, none marked as the proxy's: save the proxy's with "
                            "probe --as-proxy",
                            evidence.upstreams.size()));
  }
  evidence.proxy = std::move(evidence.upstreams.front());
  evidence.proxy.role = "proxy";
  evidence.upstreams.clear();
  evidence.has_proxy = true;
  return evidence;
}

} // namespace gwdiag
