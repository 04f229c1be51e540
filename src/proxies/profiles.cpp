// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/text.hpp"
#include "proxies/catalogue.hpp"

namespace gwdiag {
namespace {

struct Alias {
  std::string_view word;
  std::string_view name;
};

constexpr std::array<Alias, 4> aliases{{
    {"httpd", "apache"},
    {"apache2", "apache"},
    {"apache-httpd", "apache"},
    {"ha-proxy", "haproxy"},
}};

} // namespace

std::span<const Profile* const> profiles() {
  static const std::array table{
      &nginx_profile(),
      &haproxy_profile(),
      &apache_profile(),
      &caddy_profile(),
  };
  return table;
}

const Profile* find_profile(std::string_view name) {
  for (const Alias& alias : aliases) {
    if (equals_ignoring_case(name, alias.word)) {
      name = alias.name;
      break;
    }
  }
  for (const Profile* profile : profiles()) {
    if (equals_ignoring_case(name, profile->name)) {
      return profile;
    }
  }
  return nullptr;
}

} // namespace gwdiag
