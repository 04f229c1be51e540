// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "demo/certificates.hpp"
#include "demo/listener.hpp"

namespace gwdiag::demo {

// The broken upstream: plays a row's misbehaviour on every connection. `context` null: no TLS.
Result<std::unique_ptr<Listener>>
start_upstream(Descriptor socket, Play play, std::string authority, Context context);

} // namespace gwdiag::demo
