// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "demo/stream.hpp"

// Upstreams that look at what they are sent. Each serves one connection; `authority` is the
// upstream's own "host:port".
namespace gwdiag::demo {

// A good answer behind a PROXY header of version 1; anything else is closed.
void serve_behind_proxy_header(Stream& peer, const std::string& authority);
// A good answer for its own Host, 503 for any other.
void serve_own_host(Stream& peer, const std::string& authority);
// Answers FCGI_GET_VALUES, closes on what is no FastCGI.
void serve_fastcgi(Stream& peer, const std::string& authority);
// Says nothing to a TLS hello, closes on anything else.
void serve_mute_tls(Stream& peer, const std::string& authority);

} // namespace gwdiag::demo
