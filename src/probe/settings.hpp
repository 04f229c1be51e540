// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/resolver.hpp"
#include "net/tls.hpp"
#include "probe/trace.hpp"

namespace gwdiag {

// What is asked of one side, and how.
struct SideSettings {
  std::string method = "GET";
  std::optional<std::string> path; // in place of the endpoint's own
  std::optional<std::string> host; // Host field
  bool host_names_tls = true;      // the SNI follows `host`: false where --as chose it
  std::optional<std::string> sni;  // "none": no SNI
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string http_version = "1.1";
  std::string connection = "close";
  bool no_sni_by_default = false; // the proxy that is imitated sends none
  int proxy_protocol = 0;
  bool insecure = false; // an invalid certificate is no fault
  TlsFiles tls;
};

struct ProbeSettings {
  std::chrono::milliseconds timeout{10000};
  std::chrono::milliseconds answer_timeout{20000};
  std::chrono::milliseconds deadline{
      30000}; // of one attempt at the whole: nothing goes on after it
  SideSettings proxy, upstream;
  FamilyWish family = FamilyWish::any;

  struct Pin {
    std::string host;
    int port = 0;
    std::string address;
  };

  std::vector<Pin> pins; // --resolve
  std::string resolver;  // ADDR[:PORT]; empty: the system's
  int samples = 1;
  std::chrono::milliseconds keepalive{0}; // how long an idle connection is watched; 0: not at all
  std::size_t load = 0;                   // requests at once, at most; 0: none but the check's
  std::chrono::milliseconds slow{3000};   // an answer that takes longer ends the rise of the load
  std::size_t concurrency = 1024;         // connections in flight at once
};

} // namespace gwdiag
