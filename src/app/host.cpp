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

void HostLooks::await_start(Evidence& evidence, Prober& prober) {
  constexpr std::chrono::milliseconds longest{5000};
  constexpr std::chrono::milliseconds between_looks{200};
  const auto until = std::chrono::steady_clock::now() + longest;
  while (reader_ && start_is_awaited(evidence) && std::chrono::steady_clock::now() < until &&
         prober.pause(between_looks)) {
    look(evidence);
  }
}

} // namespace gwdiag
