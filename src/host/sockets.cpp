// SPDX-License-Identifier: Apache-2.0
#include "host/sockets.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <span>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t table_bytes = std::size_t{8} << 20; // 150 bytes a line, 50000 sockets

template <typename N> std::optional<N> hexadecimal(std::string_view text) {
  N value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value)
                                                                  : std::nullopt;
}

// "0100007F:1F90": words of four bytes in the order of the machine that wrote them; all of ours are
// little-endian.
bool read_address(std::string_view text, ListeningSocket& socket) {
  const std::size_t colon = text.find(':');
  const std::size_t bytes = socket.family == 4 ? 4 : 16;
  if (colon != 2 * bytes) {
    return false;
  }
  for (std::size_t i = 0; i < bytes; ++i) {
    const std::size_t in_word = i / 4 * 4 + (3 - i % 4);
    const auto byte = hexadecimal<std::uint8_t>(text.substr(2 * in_word, 2));
    if (!byte) {
      return false;
    }
    socket.bound.at(i) = *byte;
  }
  const auto port = hexadecimal<std::uint16_t>(text.substr(colon + 1));
  socket.port = port.value_or(0);
  return port.has_value();
}

// sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode
void read_internet(const Root& root, const char* path, int family, SocketTable& table) {
  const auto text = root.read(path, table_bytes);
  if (!text) {
    table.unread.push_back(fmt::format("{}: {}", path, text.error()));
    return;
  }
  for (const std::string_view line : lines_of(*text)) {
    const auto words = words_of(line);
    ListeningSocket socket;
    socket.family = family;
    if (words.size() < 10 || !read_address(words[1], socket)) {
      continue;
    }
    if (words[3] == "06" &&
        words[5].starts_with("03:")) { // TIME_WAIT, with hundredths of a second left
      const auto left = hexadecimal<std::uint32_t>(words[5].substr(3)).value_or(0);
      table.ended.push_back({socket.port, time_wait_ms - 10.0 * left});
    }
    if (words[3] != "0A") {
      continue;
    }
    const std::size_t colon = words[4].find(':');
    if (colon != std::string_view::npos) {
      socket.queue = hexadecimal<std::uint64_t>(words[4].substr(colon + 1));
    }
    socket.user = static_cast<std::uint32_t>(std::max(0LL, parse_number(words[7])));
    socket.inode = static_cast<std::uint64_t>(std::max(0LL, parse_number(words[9])));
    table.listening.push_back(std::move(socket));
  }
}

// Num RefCount Protocol Flags Type St Inode Path; 00010000 is __SO_ACCEPTCON
void read_local(const Root& root, SocketTable& table) {
  const char* path = "/proc/net/unix";
  const auto text = root.read(path, table_bytes);
  if (!text) {
    table.unread.push_back(fmt::format("{}: {}", path, text.error()));
    return;
  }
  for (const std::string_view line : lines_of(*text)) {
    const auto words = words_of(line);
    if (words.size() < 8 || words[3] != "00010000") {
      continue;
    }
    ListeningSocket socket;
    socket.family = 1;
    socket.inode = static_cast<std::uint64_t>(std::max(0LL, parse_number(words[6])));
    socket.path = line.substr(static_cast<std::size_t>(words[7].data() - line.data()));
    table.listening.push_back(std::move(socket));
  }
}

bool loopback(const NumericAddress& address) {
  std::array<std::uint8_t, 16> one{};
  one[15] = 1;
  return address.family == 4 ? address.bytes[0] == 127 : address.bytes == one;
}

bool same(const NumericAddress& address, const sockaddr* interface) {
  if (interface == nullptr) {
    return false;
  }
  if (address.family == 4 && interface->sa_family == AF_INET) {
    sockaddr_in seen{};
    std::memcpy(&seen, interface, sizeof seen);
    return std::memcmp(&seen.sin_addr, address.bytes.data(), 4) == 0;
  }
  if (address.family == 6 && interface->sa_family == AF_INET6) {
    sockaddr_in6 seen{};
    std::memcpy(&seen, interface, sizeof seen);
    return std::memcmp(&seen.sin6_addr, address.bytes.data(), 16) == 0;
  }
  return false;
}

} // namespace

std::string ListeningSocket::text() const {
  if (family == 1) {
    return "unix:" + escape_peer(path, 256);
  }
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(family == 4 ? AF_INET : AF_INET6, bound.data(), &text[0], sizeof text);
  return family == 4 ? fmt::format("{}:{}", text, port) : fmt::format("[{}]:{}", text, port);
}

SocketTable from_proc_net(const Root& root) {
  SocketTable table;
  read_internet(root, "/proc/net/tcp", 4, table);
  if (root.status("/proc/net/tcp6")) { // absent where the machine has no IPv6
    read_internet(root, "/proc/net/tcp6", 6, table);
  }
  read_local(root, table);
  return table;
}

SocketTable read_sockets(const Root& root, bool ended) {
  std::optional<SocketTable> asked = root.live() ? ask_kernel(ended) : std::nullopt;
  return asked ? *std::move(asked) : from_proc_net(root);
}

std::optional<NumericAddress> numeric_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) {
    return std::nullopt;
  }
  NumericAddress address;
  const long long port = parse_number(std::string_view(text).substr(colon + 1));
  std::string host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
    host = host.substr(0, host.find('%'));
    address.family = 6;
  }
  if (port < 0 || port > 65535 ||
      inet_pton(address.family == 4 ? AF_INET : AF_INET6, host.c_str(), address.bytes.data()) !=
          1) {
    return std::nullopt;
  }
  address.port = static_cast<std::uint16_t>(port);
  return address;
}

bool takes(const ListeningSocket& socket, const std::string& address) {
  if (address.starts_with("unix:")) {
    return socket.family == 1 && address.substr(5) == socket.path;
  }
  const auto wanted = numeric_address(address);
  if (!wanted || socket.family == 1 || socket.port != wanted->port) {
    return false;
  }
  if (socket.family == wanted->family) {
    return socket.any_address() || socket.bound == wanted->bytes;
  }
  if (wanted->family == 6 || socket.only_ipv6) {
    return false;
  }
  // An IPv6 socket takes IPv4 as ::ffff:a.b.c.d (RFC 4291 section 2.5.5.2).
  const bool mapped =
      std::ranges::all_of(std::span(socket.bound).first(10), [](auto b) { return b == 0; }) &&
      socket.bound[10] == 0xff && socket.bound[11] == 0xff &&
      std::ranges::equal(std::span(socket.bound).last(4), std::span(wanted->bytes).first(4));
  return socket.any_address() || mapped;
}

bool on_this_machine(const Root& root, const std::string& address) {
  if (address.starts_with("unix:")) {
    return true;
  }
  const auto wanted = numeric_address(address);
  if (!wanted || loopback(*wanted) || !root.live()) {
    return wanted && loopback(*wanted);
  }
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) {
    return false;
  }
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> keeper(all, freeifaddrs);
  for (const ifaddrs* one = all; one != nullptr; one = one->ifa_next) {
    if (same(*wanted, one->ifa_addr)) {
      return true;
    }
  }
  return false;
}

} // namespace gwdiag
