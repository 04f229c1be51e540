// SPDX-License-Identifier: Apache-2.0
#include "net/address.hpp"

#include <array>
#include <cstddef>
#include <cstring>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

template <typename T> const T& view(const sockaddr_storage& storage) {
  return *reinterpret_cast<const T*>(&storage);
}

std::string unix_text(const SocketAddress& address) {
  const auto& un = view<sockaddr_un>(address.storage);
  const std::size_t length = address.length - offsetof(sockaddr_un, sun_path);
  if (length > 0 && un.sun_path[0] == '\0') {
    return "unix:@" + escape_peer(std::string_view(un.sun_path + 1, length - 1));
  }
  return "unix:" + escape_peer(std::string_view(un.sun_path, strnlen(un.sun_path, length)));
}

} // namespace

int SocketAddress::short_family() const {
  return family() == AF_INET ? 4 : family() == AF_INET6 ? 6 : 1;
}

std::string SocketAddress::host_text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  if (family() == AF_INET) {
    inet_ntop(AF_INET, &view<sockaddr_in>(storage).sin_addr, buffer.data(), buffer.size());
    return buffer.data();
  }
  if (family() == AF_INET6) {
    const auto& in6 = view<sockaddr_in6>(storage);
    inet_ntop(AF_INET6, &in6.sin6_addr, buffer.data(), buffer.size());
    std::string text = buffer.data();
    std::array<char, IF_NAMESIZE> name{};
    if (in6.sin6_scope_id != 0 && if_indextoname(in6.sin6_scope_id, name.data()) != nullptr) {
      text += "%" + std::string(name.data());
    }
    return text;
  }
  return unix_text(*this);
}

std::string SocketAddress::text() const {
  if (family() == AF_INET) {
    return fmt::format("{}:{}", host_text(), ntohs(view<sockaddr_in>(storage).sin_port));
  }
  if (family() == AF_INET6) {
    return fmt::format("[{}]:{}", host_text(), ntohs(view<sockaddr_in6>(storage).sin6_port));
  }
  return unix_text(*this);
}

std::optional<SocketAddress>
literal_address(std::string_view host, std::string_view zone, std::uint16_t port) {
  const std::string text(host);
  SocketAddress address;
  in_addr v4{};
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
    auto& in = *reinterpret_cast<sockaddr_in*>(&address.storage);
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    in.sin_addr = v4;
    address.length = sizeof in;
    return address;
  }
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) == 1) {
    auto& in6 = *reinterpret_cast<sockaddr_in6*>(&address.storage);
    in6.sin6_family = AF_INET6;
    in6.sin6_port = htons(port);
    in6.sin6_addr = v6;
    if (!zone.empty()) {
      const long long index = parse_number(zone);
      in6.sin6_scope_id =
          index > 0 ? static_cast<unsigned>(index) : if_nametoindex(std::string(zone).c_str());
    }
    address.length = sizeof in6;
    return address;
  }
  return std::nullopt;
}

bool zone_exists(const std::string& zone) {
  std::array<char, IF_NAMESIZE> name{};
  const long long index = parse_number(zone);
  return zone.empty() || if_nametoindex(zone.c_str()) != 0 ||
         (index > 0 && if_indextoname(static_cast<unsigned>(index), name.data()) != nullptr);
}

bool lacks_zone(const SocketAddress& address) {
  const auto& in6 = view<sockaddr_in6>(address.storage);
  return address.family() == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&in6.sin6_addr) &&
         in6.sin6_scope_id == 0;
}

bool has_family(int family) {
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) {
    return true; // not known: nothing is said of this machine
  }
  bool found = false;
  for (const ifaddrs* entry = list; entry != nullptr && !found; entry = entry->ifa_next) {
    if (entry->ifa_addr == nullptr || (entry->ifa_flags & IFF_LOOPBACK) != 0) {
      continue;
    }
    const auto* in6 = reinterpret_cast<const sockaddr_in6*>(entry->ifa_addr);
    found = family == 4
                ? entry->ifa_addr->sa_family == AF_INET
                : entry->ifa_addr->sa_family == AF_INET6 && !IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr);
  }
  freeifaddrs(list);
  return found;
}

std::optional<SocketAddress> unix_address(std::string_view path) {
  SocketAddress address;
  auto& un = *reinterpret_cast<sockaddr_un*>(&address.storage);
  un.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof un.sun_path) {
    return std::nullopt;
  }
  const bool abstract = path.front() == '@';
  std::memcpy(un.sun_path + (abstract ? 1 : 0),
              path.data() + (abstract ? 1 : 0),
              path.size() - (abstract ? 1 : 0));
  address.length =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1));
  return address;
}

} // namespace gwdiag
