// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace gwdiag {

// A word that a proxy or a CDN shows in place of a reason, and the causes it can stand for.
struct Topic {
  std::string_view word;    // "502", "SH", "UC", "H12", "AH01102"
  std::string_view kind;    // "status" or "flag"
  std::string_view product; // whose word it is; empty for what all of HTTP shares
  std::string_view meaning; // one to four sentences
  std::string_view causes;  // ids, best first, separated by spaces; empty: no gateway fault
};

// Every row for a word, best first: some words belong to two products ("LR", "DC"), and HAProxy's
// termination states may be given with the two letters for cookies ("SH--"). Letters count as
// written: sC and SC are different states.
std::vector<Topic> topics_for(std::string_view word);

// All words, for the nearest names to one that is unknown.
std::vector<std::string_view> topic_words();

namespace topics {

std::span<const Topic> statuses();
std::span<const Topic> haproxy();
std::span<const Topic> envoy();
std::span<const Topic> apache();
std::span<const Topic> heroku();
std::span<const Topic> cloudflare();
std::span<const Topic> squid();
std::span<const Topic> errors(); // errno, by number and by name
std::span<const Topic> node();
std::span<const Topic> grpc();   // by number and by name
std::span<const Topic> others(); // Google Cloud

} // namespace topics

} // namespace gwdiag
