// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "net/loop.hpp"

namespace gwdiag {

struct ReferenceRequest {
  std::string url;  // without userinfo
  std::string host; // the name in the URL, which is the SNI; an address: none is sent
  int port = 0;
  std::string address;             // that libcurl is pinned to, without brackets
  std::string method = "GET";      // GET, HEAD or OPTIONS
  std::vector<std::string> fields; // "Host: app.example.com", …: in place of libcurl's own
  bool http10 = false;
  std::string cacert; // empty: the system's
  bool insecure = false;
  std::chrono::milliseconds timeout{0};
};

struct ReferenceAnswer {
  bool asked = false; // false: libcurl is not on this machine
  bool late = false;  // nothing came back in time: `sent` is not known
  bool sent = false;  // a request went out
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
