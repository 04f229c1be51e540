// SPDX-License-Identifier: Apache-2.0
#include "app/host.hpp"

#include <chrono>

#include "diagnosis/host_view.hpp"

namespace gwdiag {

namespace {

std::string address_of(const EndpointTrace& trace) {
  const Attempt* attempt = trace.main();
  return attempt == nullptr ? "" : attempt->address;
}

} // namespace

HostLooks::HostLooks(const Options& options, const std::vector<ProbeTarget>& targets) {
  if (!options.host_evidence) {
    return;
  }
  std::vector<HostTarget> wanted;
  for (const ProbeTarget& target : targets) {
    const bool proxy = target.role == EndpointRole::proxy;
    has_proxy_ = has_proxy_ || proxy;
    wanted.push_back({target.endpoint.text(),
                      proxy ? "proxy" : "upstream",
                      target.endpoint.port,
                      target.endpoint.socket_path});
  }
  reader_.emplace(Root(options.host_root), std::move(wanted));
}

void HostLooks::look() {
  if (reader_) {
    reader_->look();
  }
}

void HostLooks::look(Evidence& evidence) {
  if (!reader_) {
    return;
  }
  reader_->look();
  std::vector<std::string> addresses; // the proxy stands first, as among the targets
  if (has_proxy_) {
    addresses.push_back(address_of(evidence.proxy));
  }
  for (const EndpointTrace& upstream : evidence.upstreams) {
    addresses.push_back(address_of(upstream));
  }
  evidence.host.assign(1, reader_->facts(addresses));
}

// Sockets often, everything else now and then and when these have changed.
void HostLooks::watch(Evidence& evidence, Prober& prober) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds between_glances{40};
  constexpr std::chrono::milliseconds between_looks{300};
  const Clock::time_point began = Clock::now();
  Clock::time_point looked = began;
  const auto worth = [&] {
    return std::chrono::duration<double, std::milli>(Clock::now() - began).count() <
           worth_watching_ms(evidence);
  };
  while (reader_ && worth() && prober.pause(between_glances)) {
    if (reader_->glance() || Clock::now() - looked > between_looks) {
      look(evidence);
      looked = Clock::now();
    }
  }
}

} // namespace gwdiag
