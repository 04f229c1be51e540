// SPDX-License-Identifier: Apache-2.0
#include "host/sockets.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace gwdiag {

namespace {

constexpr std::size_t most_sockets = 65536; // a port each, of both families, is twice as many
constexpr std::uint32_t listening_state = 1U << 10U; // TCP_LISTEN, include/net/tcp_states.h
constexpr std::uint32_t ended_state = 1U << 6U;      // TCP_TIME_WAIT
constexpr std::uint8_t listening_number = 10;
constexpr std::uint8_t time_wait_timer = 3; // net/ipv4/inet_diag.c, inet_twsk_diag_fill

// The bytes at the beginning of `bytes`, which are at least as many, as a plain struct.
template <typename T> T copied(std::string_view bytes) {
  T value{};
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

class Netlink {
public:
  Netlink() : socket_(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) {
    const timeval patience{1, 0}; // the kernel answers at once, or never
    if (socket_ >= 0) {
      setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
  }

  ~Netlink() {
    if (socket_ >= 0) {
      close(socket_);
    }
  }

  Netlink(const Netlink&) = delete;
  Netlink& operator=(const Netlink&) = delete;

  // Sends one dump request and hands each answer to `take`. False when the kernel refuses.
  template <typename Request, typename Take> bool dump(const Request& request, Take take) {
    struct {
      nlmsghdr head;
      Request body;
    } message{};

    message.head.nlmsg_len = NLMSG_LENGTH(sizeof(Request));
    message.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    message.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    message.body = request;
    if (socket_ < 0 || send(socket_, &message, message.head.nlmsg_len, 0) < 0) {
      return false;
    }
    while (true) {
      std::array<char, 32768> buffer{};
      const ssize_t got = recv(socket_, buffer.data(), buffer.size(), 0);
      if (got <= 0) {
        return false;
      }
      std::string_view rest(buffer.data(), static_cast<std::size_t>(got));
      while (rest.size() >= sizeof(nlmsghdr)) {
        const auto head = copied<nlmsghdr>(rest);
        if (head.nlmsg_type == NLMSG_DONE) {
          return true;
        }
        if (head.nlmsg_type == NLMSG_ERROR || head.nlmsg_len < NLMSG_HDRLEN ||
            head.nlmsg_len > rest.size()) {
          return false;
        }
        take(rest.substr(NLMSG_HDRLEN, head.nlmsg_len - NLMSG_HDRLEN));
        rest.remove_prefix(std::min<std::size_t>(NLMSG_ALIGN(head.nlmsg_len), rest.size()));
      }
    }
  }

private:
  int socket_;
};

// Calls `take(type, value)` for each attribute behind the fixed part of `body`.
template <typename Fixed, typename Take> void attributes(std::string_view body, Take take) {
  constexpr std::size_t head_bytes = 4; // struct rtattr: length, type
  body.remove_prefix(std::min<std::size_t>(NLMSG_ALIGN(sizeof(Fixed)), body.size()));
  while (body.size() >= head_bytes) {
    const auto head = copied<rtattr>(body);
    if (head.rta_len < head_bytes || head.rta_len > body.size()) {
      return;
    }
    take(head.rta_type, body.substr(head_bytes, head.rta_len - head_bytes));
    body.remove_prefix(std::min<std::size_t>(NLMSG_ALIGN(head.rta_len), body.size()));
  }
}

bool internet(Netlink& netlink, int family, bool ended, SocketTable& table) {
  inet_diag_req_v2 request{};
  request.sdiag_family = static_cast<std::uint8_t>(family);
  request.sdiag_protocol = IPPROTO_TCP;
  request.idiag_states = listening_state | (ended ? ended_state : 0);
  return netlink.dump(request, [&](std::string_view body) {
    if (body.size() < sizeof(inet_diag_msg) || table.listening.size() >= most_sockets) {
      return;
    }
    const auto seen = copied<inet_diag_msg>(body);
    if (seen.idiag_state != listening_number) {
      if (seen.idiag_timer == time_wait_timer && table.ended.size() < most_sockets) {
        table.ended.push_back({ntohs(seen.id.idiag_sport), time_wait_ms - seen.idiag_expires});
      }
      return;
    }
    ListeningSocket socket;
    socket.family = family == AF_INET ? 4 : 6;
    std::memcpy(socket.bound.data(), &seen.id.idiag_src[0], family == AF_INET ? 4 : 16);
    socket.port = ntohs(seen.id.idiag_sport);
    socket.inode = seen.idiag_inode;
    socket.user = seen.idiag_uid;
    socket.queue = seen.idiag_rqueue;   // of a listening socket: waiting connections
    socket.backlog = seen.idiag_wqueue; // and how many may wait (net/ipv4/tcp_diag.c)
    attributes<inet_diag_msg>(body, [&](unsigned type, std::string_view value) {
      if (type == INET_DIAG_SKV6ONLY && !value.empty()) {
        socket.only_ipv6 = value.front() != 0;
      }
    });
    table.listening.push_back(std::move(socket));
  });
}

bool local(Netlink& netlink, SocketTable& table) {
  unix_diag_req request{};
  request.sdiag_family = AF_UNIX;
  request.udiag_states = listening_state;
  request.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID;
  return netlink.dump(request, [&](std::string_view body) {
    if (body.size() < sizeof(unix_diag_msg) || table.listening.size() >= most_sockets) {
      return;
    }
    const auto seen = copied<unix_diag_msg>(body);
    ListeningSocket socket;
    socket.family = 1;
    socket.inode = seen.udiag_ino;
    attributes<unix_diag_msg>(body, [&](unsigned type, std::string_view value) {
      if (type == UNIX_DIAG_NAME && !value.empty()) {
        socket.path = value;
        if (value.front() == '\0') {
          socket.path.front() = '@';
        }
        while (!socket.path.empty() && socket.path.back() == '\0') {
          socket.path.pop_back();
        }
      } else if (type == UNIX_DIAG_RQLEN && value.size() >= sizeof(unix_diag_rqlen)) {
        const auto lengths = copied<unix_diag_rqlen>(value);
        socket.queue = lengths.udiag_rqueue;
        socket.backlog = lengths.udiag_wqueue;
      } else if (type == UNIX_DIAG_UID && value.size() >= sizeof(std::uint32_t)) {
        socket.user = copied<std::uint32_t>(value);
      }
    });
    table.listening.push_back(std::move(socket));
  });
}

} // namespace

std::optional<SocketTable> ask_kernel(bool ended) {
  Netlink netlink;
  SocketTable table;
  if (!internet(netlink, AF_INET, ended, table) || !internet(netlink, AF_INET6, ended, table) ||
      !local(netlink, table)) {
    return std::nullopt;
  }
  return table;
}

} // namespace gwdiag
