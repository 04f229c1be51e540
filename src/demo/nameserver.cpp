// SPDX-License-Identifier: Apache-2.0
#include "demo/nameserver.hpp"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include "demo/listener.hpp"

namespace gwdiag::demo {

namespace {

constexpr std::size_t header = 12;

// The question back as an answer without records (RFC 1035 section 4.1.1). 0: no question.
std::size_t to_answer(std::array<unsigned char, 512>& message, std::size_t size) {
  constexpr unsigned char no_such_name = 3;
  std::size_t end = header;
  while (end < size && message[end] != 0) {
    end += message[end] + std::size_t{1};
  }
  end += 5; // the root label, type and class
  if (size < header || end > size || (message[2] & 0x80U) != 0) {
    return 0;
  }
  message[2] = static_cast<unsigned char>(message[2] | 0x84U); // a response, authoritative
  message[3] = 0x80U | no_such_name;
  for (std::size_t count = 6; count < header;
       count += 2) { // answers, authorities, additional records
    message[count] = message[count + 1] = 0;
  }
  return end;
}

} // namespace

NameServer::NameServer(Descriptor socket) : socket_(std::move(socket)) {}

Result<std::unique_ptr<NameServer>> NameServer::start() {
  auto socket = bound_socket(SOCK_DGRAM);
  if (!socket) {
    return std::unexpected(socket.error());
  }
  fcntl(socket->number(), F_SETFL, O_NONBLOCK);
  std::unique_ptr<NameServer> server(new NameServer(std::move(*socket)));
  server->thread_ = std::thread([raw = server.get()] {
    leave_signals_alone();
    raw->answer_all();
  });
  return server;
}

NameServer::~NameServer() {
  stop_.call();
  thread_.join();
}

void NameServer::answer_all() {
  std::array<pollfd, 2> polled{{{socket_.number(), POLLIN, 0}, {stop_.number(), POLLIN, 0}}};
  while (polled[1].revents == 0) {
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) {
      break;
    }
    std::array<unsigned char, 512> message{};
    sockaddr_storage from{};
    socklen_t length = sizeof from;
    auto* peer = reinterpret_cast<sockaddr*>(&from);
    const ssize_t size =
        ::recvfrom(socket_.number(), message.data(), message.size(), 0, peer, &length);
    const std::size_t answer = size > 0 ? to_answer(message, static_cast<std::size_t>(size)) : 0;
    if (answer > 0) {
      static_cast<void>(::sendto(socket_.number(), message.data(), answer, 0, peer, length));
    }
  }
}

} // namespace gwdiag::demo
