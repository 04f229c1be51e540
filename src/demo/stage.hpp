// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "demo/fault.hpp"

namespace gwdiag::demo {

// The gateway and the upstreams of one row, running until this is destroyed; on the loopback
// interface alone.
class Stage {
public:
  // Errors (internal, input): no port, no file, no certificate.
  static Result<Stage> set(const Fault& fault);
  ~Stage();
  Stage(Stage&&) noexcept;
  Stage& operator=(Stage&&) noexcept;

  const std::string& gateway() const; // endpoints, as `check` takes them
  const std::vector<std::string>& upstreams() const;
  const std::string& authority_file() const; // for --cacert; empty: no TLS
  const std::string& resolver() const;       // for --resolver; empty: no name to look up
  std::uint16_t named_port() const; // of demo_name, for --resolve; 0: the upstream has no name

private:
  struct State;
  explicit Stage(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

} // namespace gwdiag::demo
