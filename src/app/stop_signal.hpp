// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gwdiag {

// While it lives, the first SIGINT, SIGTERM or SIGHUP ends no program: its descriptor becomes
// readable. The next one of that kind ends it.
class StopSignal {
public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  int descriptor() const { return ends_[0]; } // -1 when the system gave none

  int number() const; // of the signal that came; 0: none

private:
  int ends_[2] = {-1, -1};
};

} // namespace gwdiag
