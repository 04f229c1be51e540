// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "checklist/checklist.hpp"

// The rows behind cause_words(), one function a group of the checklist, in the order of the
// documentation.
namespace gwdiag::words {

using Step = CauseWords::Step;

// The documented steps with the command that serves most causes.
inline constexpr Step running{1, "", "{listening}"};
inline constexpr Step configured{2, "", "{config_check}"};
inline constexpr Step logged{3, "", "{logs}"};
inline constexpr Step timeouts{4, "", "{timeout_check}"};
inline constexpr Step restarted{5, "", "{restart}"};

std::vector<CauseWords> upstream_down();
std::vector<CauseWords> upstream_overloaded();
std::vector<CauseWords> wrong_target();   // proxy-misconfigured: what it talks to, and how
std::vector<CauseWords> wrong_limits();   // proxy-misconfigured: its limits, routes and own state
std::vector<CauseWords> network();
std::vector<CauseWords> certificates();   // tls: what is wrong with the certificate
std::vector<CauseWords> handshake();      // tls: what breaks the handshake
std::vector<CauseWords> out_of_memory();
std::vector<CauseWords> invalid_head();   // invalid-response: up to the end of the head
std::vector<CauseWords> invalid_message();// invalid-response: body, framing, other protocols
std::vector<CauseWords> cdn();
std::vector<CauseWords> intermittent();

} // namespace gwdiag::words
