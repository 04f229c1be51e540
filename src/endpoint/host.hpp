// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace gwdiag {

// The host part of an endpoint, checked.
struct Host {
  std::string ascii; // what DNS, TLS and HTTP get: lower case, IDNA A-labels, IPv6 without brackets
                     // and zone
  std::string unicode; // as given, when it was not ASCII
  std::string zone;    // IPv6 zone, decoded, without the %
  bool is_ipv4 = false;
  bool is_ipv6 = false;
};

// What is wrong with a host and how to write it, without the argument it stands in.
using HostResult = std::expected<Host, std::string>;

// The inside of the brackets: an address, with a zone as `%25eth0` (RFC 6874).
HostResult parse_ipv6_literal(std::string_view inside);

// A name or an IPv4 address in four decimal numbers. Names that are not ASCII go through IDNA (UTS
// 46, non-transitional); underscores and one trailing dot are kept; number forms that only
// inet_aton(3) takes are refused, as readers disagree.
HostResult parse_host(std::string_view text);

// An IPv4 or IPv6 address in place of a name; without port and brackets.
bool is_address(std::string_view host);

// A machine's address of itself, or the name for it (RFC 6761 section 6.3, RFC 1122 section
// 3.2.1.3): without port and brackets.
bool is_loopback(std::string_view host);

} // namespace gwdiag
