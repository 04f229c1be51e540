// SPDX-License-Identifier: Apache-2.0
#include "net/resolver.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <netdb.h>

#include "net/background.hpp"

namespace gwdiag {

namespace {

// EAI_NODATA and EAI_ADDRFAMILY are glibc's own: the name exists, not in this family
// (getaddrinfo(3)).
std::string error_of(int code) {
  switch (code) {
  case EAI_NONAME:
    return "nxdomain";
  case EAI_NODATA:
  case EAI_ADDRFAMILY:
    return "no-address";
  case EAI_AGAIN:
    return "servfail";
  default:
    return "failure";
  }
}

LookUp system_look_up(const std::string& name, std::uint16_t port, FamilyWish family) {
  addrinfo hints{};
  hints.ai_family = family == FamilyWish::ipv4   ? AF_INET
                    : family == FamilyWish::ipv6 ? AF_INET6
                                                 : AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  LookUp result;
  const std::string service = std::to_string(port);
  const int code = getaddrinfo(name.c_str(), service.c_str(), &hints, &list);
  if (code != 0) {
    result.error = error_of(code);
    result.words = code == EAI_SYSTEM ? std::strerror(errno)
                                      : gai_strerror(code); // NOLINT(concurrency-mt-unsafe)
    return result;
  }
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    SocketAddress address;
    std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
    address.length = entry->ai_addrlen;
    bool known = false;
    for (const SocketAddress& other : result.addresses) {
      known = known || other.text() == address.text();
    }
    if (!known) {
      result.addresses.push_back(address);
    }
  }
  freeaddrinfo(list);
  return result;
}

} // namespace

Task<LookUp>
look_up(Loop loop, std::string name, std::uint16_t port, FamilyWish family, TimePoint until) {
  LookUp late;
  late.error = "timeout";
  late.words = "the system resolver did not answer in time";
  late.timed_out = true;
  auto work = [name = std::move(name), port, family] { return system_look_up(name, port, family); };
  co_return co_await in_background<LookUp>(
      std::move(loop), std::move(work), std::move(late), until);
}

} // namespace gwdiag
