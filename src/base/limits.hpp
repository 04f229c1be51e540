// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

// Every bound on foreign input, with its reason. Nothing that a peer sends is read without one.
namespace gwdiag::limits {

inline constexpr std::size_t body_bytes = std::size_t{1} << 20;  // the contract: the body is read up to 1 MiB
inline constexpr std::size_t head_bytes = std::size_t{512} << 10; // twice the largest head limit of any proxy known
inline constexpr std::size_t raw_bytes = head_bytes + body_bytes + 65536; // framing included
inline constexpr std::size_t kept_headers = 200;                 // HAProxy refuses 101, Envoy 100; more adds no fact
inline constexpr std::size_t kept_header_bytes = 1024;           // of one value in evidence
inline constexpr std::size_t kept_body_bytes = 2048;             // of the body: enough to see who wrote an error page
inline constexpr std::size_t kept_anomalies = 32;
inline constexpr std::size_t addresses = 8;                      // the contract: the others are connected to only
inline constexpr std::size_t connect_only_addresses = 64;
inline constexpr std::size_t certificates = 16;                  // of one chain
inline constexpr std::size_t certificate_bytes = 128 * 1024;
inline constexpr std::size_t questions = 6;                      // further questions per endpoint
inline constexpr std::size_t questioned_pool = 8;                // a silent member of a larger pool costs one wait, not six
inline constexpr std::size_t identify_questions = 4;
inline constexpr int small_segment = 536;                        // bytes; any path carries them (RFC 9293 section 3.7.1)
inline constexpr std::size_t idle_words = 64;                    // of what comes on an idle connection: a 408 begins so
inline constexpr std::size_t idle_bytes = std::size_t{64} << 10; // a peer that talks on is not idle
inline constexpr std::size_t evidence_file_bytes = std::size_t{64} << 20;

} // namespace gwdiag::limits
