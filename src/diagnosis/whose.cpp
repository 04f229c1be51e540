// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/whose.hpp"

#include <algorithm>
#include <array>

namespace gwdiag {

namespace {

struct Whose {
  std::string_view id;
  Subject subject;
};

constexpr std::array table{
    Whose{"no-resolver", Subject::proxy},
    Whose{"no-upstream-configured", Subject::proxy},
    Whose{"proxy-resources-exhausted", Subject::proxy},
    Whose{"connect-not-permitted", Subject::proxy},
    Whose{"request-too-large", Subject::proxy},
    Whose{"response-refused-by-proxy", Subject::proxy},
    Whose{"response-too-large", Subject::proxy},
    Whose{"health-check-failing", Subject::proxy},
    Whose{"unusable-address", Subject::proxy},
    Whose{"no-live-upstream", Subject::path},
    Whose{"wrong-upstream-address", Subject::path},
    Whose{"network-unreachable", Subject::path},
    Whose{"dns-nxdomain", Subject::path},
    Whose{"dns-servfail", Subject::path},
    Whose{"dns-timeout", Subject::path},
    Whose{"script-not-found",
          Subject::upstream}, // the proxy names the file, and the application looks for it
};

} // namespace

std::optional<Subject> whose(std::string_view id) {
  const auto* found = std::ranges::find(table, id, &Whose::id);
  return found == table.end() ? std::nullopt : std::optional(found->subject);
}

} // namespace gwdiag
