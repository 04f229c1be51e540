// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "demo/stream.hpp"

namespace gwdiag::demo {

// Accepts connections and serves each in a thread of its own, at most 64 in its life; all are ended
// with the listener.
class Listener {
public:
  using Serve = std::function<void(Stream& peer, const Stop& stop)>;

  // `socket` is bound. Errors (internal): it cannot listen.
  static Result<std::unique_ptr<Listener>> start(Descriptor socket, Serve serve);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

private:
  Listener(Descriptor socket, Serve serve);
  void accept_all();

  Descriptor socket_;
  Serve serve_;
  Stop stop_;
  std::vector<std::thread> connections_; // touched by the accepting thread only, until it has ended
  std::thread accepting_;
};

// In a thread that has just begun: signals are left to the main thread, and a write to a closed
// connection is an error only.
void leave_signals_alone();

} // namespace gwdiag::demo
