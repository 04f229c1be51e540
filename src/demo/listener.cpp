// SPDX-License-Identifier: Apache-2.0
#include "demo/listener.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <fmt/format.h>

namespace gwdiag::demo {

namespace {

constexpr std::size_t most_connections = 64; // a demo opens about ten
constexpr int backlog = 64;

} // namespace

void leave_signals_alone() {
  sigset_t every;
  sigfillset(&every);
  pthread_sigmask(SIG_BLOCK, &every, nullptr);
}

Listener::Listener(Descriptor socket, Serve serve)
    : socket_(std::move(socket)), serve_(std::move(serve)) {}

Result<std::unique_ptr<Listener>> Listener::start(Descriptor socket, Serve serve) {
  if (::listen(socket.number(), backlog) != 0) {
    const int error = errno;
    return fail(ErrorKind::internal,
                fmt::format("demo: cannot listen: {}",
                            std::strerror(error))); // NOLINT(concurrency-mt-unsafe)
  }
  fcntl(socket.number(), F_SETFL, O_NONBLOCK); // a client may be gone before it is accepted
  std::unique_ptr<Listener> listener(new Listener(std::move(socket), std::move(serve)));
  listener->accepting_ = std::thread([raw = listener.get()] {
    leave_signals_alone();
    raw->accept_all();
  });
  return listener;
}

Listener::~Listener() {
  stop_.call();
  accepting_.join();
  for (std::thread& connection : connections_) {
    connection.join();
  }
}

void Listener::accept_all() {
  std::array<pollfd, 2> polled{{{socket_.number(), POLLIN, 0}, {stop_.number(), POLLIN, 0}}};
  while (connections_.size() < most_connections) {
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) {
      break;
    }
    if (polled[1].revents != 0) {
      break;
    }
    Descriptor accepted(
        ::accept4(socket_.number(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!accepted.valid()) {
      continue;
    }
    connections_.emplace_back([this, peer = Stream(std::move(accepted), stop_)]() mutable {
      leave_signals_alone();
      serve_(peer, stop_);
    });
  }
  socket_.close();
}

} // namespace gwdiag::demo
