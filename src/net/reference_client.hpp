// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "net/loop.hpp"

namespace gwdiag {

struct ReferenceRequest {
  std::string url;  // without userinfo
  std::string host; // the name in the URL
  int port = 0;
  std::string address;        // that libcurl is pinned to, without brackets
  std::string method = "GET"; // GET, HEAD or OPTIONS
  std::string cacert;         // empty: the system's
  bool insecure = false;
  std::chrono::milliseconds timeout{0};
};

struct ReferenceAnswer {
  bool asked = false; // false: libcurl is not on this machine
  int status = 0;     // 0: no valid answer
  std::string error;  // libcurl's words, when it failed
  std::string client; // "libcurl/7.88.1"
  double first_byte_ms = 0;
};

// What an ordinary client gets: the second opinion on an answer that makes no sense to us. libcurl
// is loaded when this is first called, so that other runs do not pay for it; it obeys no proxy of
// the environment and goes to the address given.
Task<ReferenceAnswer> ask_reference_client(Loop loop, ReferenceRequest request);

} // namespace gwdiag
