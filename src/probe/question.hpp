// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace gwdiag {

// One further question to an endpoint, asked because a rule needs the answer. Unset fields: as in
// the main attempt.
struct Question {
  std::size_t target = 0; // index of the endpoint, in the order the prober was given them
  std::string role; // Attempt::role: "no-sni", "other-host", "again", …; "identify" runs that stage
  std::string address; // Attempt::address of the attempt it follows; empty: the one that counts
  std::optional<std::string> host, sni, http_version, scheme; // sni "none": no SNI
  std::optional<std::string> path, connection;
  bool no_request = false; // connect, and shake hands, only
  int proxy_protocol = 0;
  bool spoilt_header = false;   // bytes that only look like that header (wire/proxy_header.hpp)
  bool no_proxy_header = false; // none, though the main attempt sends one
  bool small_segments =
      false;                // whether full-sized ones get lost on the way (limits::small_segment)
  bool default_tls = false; // offer only what OpenSSL offers by default
  bool quick = false;       // short waits: only a prompt answer tells anything
  bool tls12_at_most = false;
  std::string ciphers;       // offer these of TLS 1.2 and no other
  bool offer_http2 = false;  // ALPN h2 and http/1.1
  bool everything = false;   // identify: also ask what only `full` asks
  bool no_listening = false; // identify: the silence was listened to already
  bool passive = false;      // identify: only listen
};

} // namespace gwdiag
