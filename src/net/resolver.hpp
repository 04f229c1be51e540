// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "net/address.hpp"
#include "net/loop.hpp"

namespace gwdiag {

enum class FamilyWish { any, ipv4, ipv6 };

struct LookUp {
  std::vector<SocketAddress> addresses; // in the order of preference
  std::string error; // "", "nxdomain", "no-address", "servfail", "refused", "timeout", "failure"
  std::string words; // the system's words
  bool timed_out = false;
};

// What the system resolver gives (hosts file, nsswitch, DNS). The look-up runs in a thread of its
// own that is left behind when `until` comes: getaddrinfo cannot be cancelled.
Task<LookUp>
look_up(Loop loop, std::string name, std::uint16_t port, FamilyWish family, TimePoint until);

// One question to one source: the hosts file, or a name server.
struct DnsAnswer {
  std::string source; // "hosts", "10.0.0.2:53"
  std::string family; // "A", "AAAA"
  std::string result; // "ok", "nxdomain", "no-data", "servfail", "refused", "timeout", "error"
  std::vector<std::string> addresses;
  std::uint32_t ttl = 0;
  bool has_ttl = false;
};

// What each source says for itself, A and AAAA apart: the hosts file and the name servers of
// /etc/resolv.conf, or only `server` (ADDR[:PORT]) when it is given. Runs in a thread of its own.
Task<std::vector<DnsAnswer>>
explain_name(Loop loop, std::string name, std::string server, TimePoint until);

// What /etc/hosts says of the name; empty when it has none.
std::vector<DnsAnswer> hosts_file_answers(const std::string& name);

// `answers` as a look-up: what a client that asks only this name server gets.
LookUp addresses_of(const std::vector<DnsAnswer>& answers, std::uint16_t port, FamilyWish family);

} // namespace gwdiag
