// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "proxies/leg.hpp"

// The Proxy-Status field (RFC 9209): what each gateway on the way says of its own part.
namespace gwdiag {

// A registered error type (RFC 9209 section 2.3), and the cause that it speaks for.
struct ErrorType {
  std::string_view type;
  bool own = false;    // only a response that the gateway made itself carries it
  std::string_view id; // "" where the upstream is not what it is about
  Leg leg = Leg::none;
  std::string_view says; // of the gateway, after its name
};

struct GatewayWord {
  std::string name;    // as it calls itself
  std::string product; // the profile of that name; empty: none
  const ErrorType* error = nullptr;
  int received_status = 0; // of the next hop's response; 0: not said
  int alert = -1;          // TLS alert that was received
  std::string rcode;       // of DNS
  std::string next_hop, details;
};

// Nearest the client first. Only those that say something of a gateway's part: an error of the
// registry, a status received, or a next hop; applications put codes of their own there.
std::vector<GatewayWord> gateway_words(const Http1Response& response);

// The cause that the word speaks for; what an rcode or an alert narrows is narrowed.
std::string_view cause_of(const GatewayWord& word);

} // namespace gwdiag
