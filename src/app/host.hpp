// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "cli/options.hpp"
#include "evidence/evidence.hpp"
#include "host/reader.hpp"
#include "probe/prober.hpp"

namespace gwdiag {

// --host-evidence: the looks at this machine during one run. Does nothing without the option.
class HostLooks {
public:
  HostLooks(const Options& options, const std::vector<ProbeTarget>& targets);

  // Before anything is asked.
  void look();
  // After a round; what was seen so far goes into the evidence.
  void look(Evidence& evidence);
  // As long as the machine is worth watching: until something listens, or for some seconds.
  void watch(Evidence& evidence, Prober& prober);

private:
  std::optional<HostReader> reader_;
  bool has_proxy_ = false;
};

} // namespace gwdiag
