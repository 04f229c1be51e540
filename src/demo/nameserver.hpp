// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <thread>

#include "demo/descriptor.hpp"

namespace gwdiag::demo {

// A name server on 127.0.0.1 that knows no name: it answers every question with NXDOMAIN.
class NameServer {
public:
  static Result<std::unique_ptr<NameServer>> start();
  ~NameServer();
  NameServer(const NameServer&) = delete;
  NameServer& operator=(const NameServer&) = delete;

  std::uint16_t port() const { return port_of(socket_); }

private:
  explicit NameServer(Descriptor socket);
  void answer_all();

  Descriptor socket_;
  Stop stop_;
  std::thread thread_;
};

} // namespace gwdiag::demo
