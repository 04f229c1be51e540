// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "checklist/checklist.hpp"

namespace gwdiag {

// What a cause means when it is the proxy itself that shows it, to its own clients.
struct ProxyWords {
  std::string_view
      ids; // separated by spaces; "tls-*" and the like for a family; "" for every other
  std::string_view title; // "" where the ordinary one serves, with "proxy" for "upstream"
  std::string_view explanation;
  CauseWords::Step look; // what to look at first; placeholders are about the proxy
  int left_out = 0;      // a documented step that does not apply
};

// Null where the ordinary words are about the proxy already (its configuration, a CDN), or hold on
// either side.
const ProxyWords* proxy_words(const CauseWords& words);

// The title with the proxy in the upstream's place.
std::string proxy_title(const ProxyWords& proxy, const CauseWords& words);

// Documented step 1 to 5 for a proxy that is itself the patient.
CauseWords::Step proxy_step(int number);

} // namespace gwdiag
