// SPDX-License-Identifier: Apache-2.0
#include "net/socket.hpp"

#include <cerrno>
#include <utility>

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <asio/posix/stream_descriptor.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>

namespace gwdiag {

struct Socket::State : std::enable_shared_from_this<Socket::State> {
  explicit State(Loop io) : loop(std::move(io)), descriptor(*loop), timer(*loop) {}

  Loop loop;
  asio::posix::stream_descriptor descriptor;
  asio::steady_timer timer;
  unsigned waits = 0; // a timer that fires late must not cancel the next wait

  // Beside a wait for room to write: ends it when there is something to read, and says so in
  // `heard`.
  void listen_beside(unsigned wait, const std::shared_ptr<bool>& heard) {
    descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                          [self = shared_from_this(), wait, heard](const asio::error_code& error) {
                            if (!error && self->waits == wait) {
                              *heard = true;
                              self->descriptor.cancel();
                            }
                          });
  }

  // True when the descriptor is ready, false when the time, or what is `heard`, has come first.
  Task<bool> ready(asio::posix::stream_descriptor::wait_type what,
                   TimePoint until,
                   std::shared_ptr<bool> heard = nullptr) {
    const auto self = shared_from_this();
    const unsigned wait = ++waits;
    if (heard) {
      listen_beside(wait, heard);
    }
    timer.expires_at(loop->bound(until));
    timer.async_wait([self, wait](const asio::error_code& error) {
      if (!error && self->waits == wait) {
        self->descriptor.cancel();
      }
    });
    loop->waits[this] = [this] { descriptor.cancel(); };
    asio::error_code error;
    co_await descriptor.async_wait(what, asio::redirect_error(asio::use_awaitable, error));
    loop->waits.erase(this);
    ++waits;
    timer.cancel();
    if (heard) {
      descriptor.cancel();
    }
    co_return !error;
  }
};

Socket::Socket(Loop loop) : state_(std::make_shared<State>(std::move(loop))) {}

Socket::~Socket() {
  if (state_) {
    close();
  }
}

Socket::Socket(Socket&&) noexcept = default;
Socket& Socket::operator=(Socket&&) noexcept = default;

void Socket::close() {
  asio::error_code ignored;
  ++state_->waits;
  state_->timer.cancel();
  state_->descriptor.close(ignored);
}

Task<IoResult> Socket::connect(SocketAddress address, TimePoint until, int max_segment) {
  const auto state = state_;
  IoResult result;
  const int fd = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    result.error = errno;
    co_return result;
  }
  state->descriptor.assign(fd);
  if (address.family() != AF_UNIX) {
    const int on = 1; // without it a check costs one round trip more
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (max_segment > 0) {
      ::setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &max_segment, sizeof max_segment);
    }
  }
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address.storage), address.length) == 0) {
    co_return result;
  }
  if (errno != EINPROGRESS) {
    result.error = errno;
    co_return result;
  }
  if (!co_await state->ready(asio::posix::stream_descriptor::wait_write, until)) {
    result.timed_out = true;
    co_return result;
  }
  socklen_t length = sizeof result.error;
  ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &result.error, &length);
  co_return result;
}

IoResult Socket::read_now(char* buffer, std::size_t size) {
  IoResult result;
  const ssize_t got = ::recv(state_->descriptor.native_handle(), buffer, size, 0);
  if (got > 0) {
    result.bytes = static_cast<std::size_t>(got);
  } else if (got == 0) {
    result.eof = true;
  } else if (errno == EAGAIN || errno == EINTR) {
    result.timed_out = true;
  } else {
    result.error = errno;
  }
  return result;
}

Task<IoResult> Socket::read(char* buffer, std::size_t size, TimePoint until) {
  while (true) {
    const IoResult result = read_now(buffer, size);
    if (!result.timed_out) {
      co_return result;
    }
    if (!co_await state_->ready(asio::posix::stream_descriptor::wait_read, until)) {
      co_return result;
    }
  }
}

Task<IoResult> Socket::write_some(std::string_view data, bool listen, TimePoint until) {
  IoResult result;
  while (true) {
    const ssize_t sent =
        ::send(state_->descriptor.native_handle(), data.data(), data.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      result.bytes = static_cast<std::size_t>(sent);
      co_return result;
    }
    if (errno != EAGAIN && errno != EINTR) {
      result.error = errno;
      co_return result;
    }
    const auto heard = listen ? std::make_shared<bool>(false) : nullptr;
    if (!co_await state_->ready(asio::posix::stream_descriptor::wait_write, until, heard)) {
      result.heard = heard && *heard;
      result.timed_out = !result.heard;
      co_return result;
    }
  }
}

Task<IoResult> Socket::write(std::string_view data, TimePoint until) {
  IoResult result;
  while (result.bytes < data.size()) {
    const IoResult piece = co_await write_some(data.substr(result.bytes), false, until);
    result.bytes += piece.bytes;
    if (!piece.ok()) {
      result.error = piece.error;
      result.timed_out = piece.timed_out;
      break;
    }
  }
  co_return result;
}

bool Socket::write_ahead(std::string_view data) {
  const ssize_t sent =
      ::send(state_->descriptor.native_handle(), data.data(), data.size(), MSG_NOSIGNAL | MSG_MORE);
  return sent == static_cast<ssize_t>(data.size());
}

std::optional<TcpInfo> Socket::info() const {
  return state_->descriptor.is_open() ? tcp_info_of(state_->descriptor.native_handle())
                                      : std::nullopt;
}

std::size_t Socket::unacknowledged() const {
  int bytes = 0;
  const bool known = state_->descriptor.is_open() &&
                     ::ioctl(state_->descriptor.native_handle(), SIOCOUTQ, &bytes) == 0;
  return known && bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

std::string Socket::local_address() const {
  SocketAddress local;
  local.length = sizeof local.storage;
  const bool known =
      state_->descriptor.is_open() && ::getsockname(state_->descriptor.native_handle(),
                                                    reinterpret_cast<sockaddr*>(&local.storage),
                                                    &local.length) == 0;
  return known && local.short_family() != 1 ? local.text() : "";
}

} // namespace gwdiag
