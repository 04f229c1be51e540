// SPDX-License-Identifier: Apache-2.0
#include "demo/stream.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>

#include <fcntl.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

namespace gwdiag::demo {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t piece = 16384;
constexpr std::size_t longest_head = 65536;
constexpr milliseconds patience{5000}; // for a request, and for what is written to be taken
constexpr milliseconds longest_hold{30000};
constexpr milliseconds longest_drain{2000};

constexpr std::string_view bad_request =
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

bool no_request(std::string_view bytes) {
  return bytes.front() < 'A' || bytes.front() > 'Z' || bytes.starts_with("PROXY ") ||
         bytes.starts_with("PRI * ");
}

} // namespace

Stream::Stream(Descriptor socket, const Stop& stop) : socket_(std::move(socket)), stop_(&stop) {
  const int flags = fcntl(socket_.number(), F_GETFL);
  fcntl(socket_.number(), F_SETFL, flags | O_NONBLOCK);
}

Got::How Stream::wait_for(short events, Clock::time_point until) {
  std::array<pollfd, 2> polled{{{socket_.number(), events, 0}, {stop_->number(), POLLIN, 0}}};
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(until - Clock::now()).count();
    const int ready =
        ::poll(polled.data(), polled.size(), static_cast<int>(std::max<long>(left, 0)));
    if (ready < 0 && errno == EINTR) {
      continue;
    }
    if (ready <= 0) {
      return Got::How::late;
    }
    return polled[1].revents != 0 ? Got::How::broken : Got::How::data;
  }
}

Got::How Stream::wait_for_tls(int result, Clock::time_point until) {
  switch (SSL_get_error(ssl_.get(), result)) {
  case SSL_ERROR_WANT_READ:
    return wait_for(POLLIN, until);
  case SSL_ERROR_WANT_WRITE:
    return wait_for(POLLOUT, until);
  case SSL_ERROR_ZERO_RETURN:
    return Got::How::end;
  default:
    ERR_clear_error();
    return Got::How::broken;
  }
}

Got::How Stream::finish_connect(milliseconds wait) {
  if (const Got::How how = wait_for(POLLOUT, Clock::now() + wait); how != Got::How::data) {
    return how;
  }
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket_.number(), SOL_SOCKET, SO_ERROR, &error, &size);
  return error == 0 ? Got::How::data : Got::How::broken;
}

Got::How Stream::start_tls(SSL* ssl, bool server, milliseconds wait) {
  ssl_.reset(ssl);
  SSL_set_fd(ssl, socket_.number());
  const auto until = Clock::now() + wait;
  while (true) {
    const int result = server ? SSL_accept(ssl) : SSL_connect(ssl);
    if (result == 1) {
      return Got::How::data;
    }
    if (const Got::How how = wait_for_tls(result, until); how != Got::How::data) {
      return how;
    }
  }
}

Got Stream::read(milliseconds wait) {
  if (!pending_.empty()) {
    return {Got::How::data, std::exchange(pending_, "")};
  }
  std::string buffer(piece, '\0');
  const auto until = Clock::now() + wait;
  while (true) {
    Got::How how = Got::How::data;
    if (ssl_) {
      const int count = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
      if (count > 0) {
        buffer.resize(static_cast<std::size_t>(count));
        return {Got::How::data, std::move(buffer)};
      }
      how = wait_for_tls(count, until);
    } else {
      const ssize_t count = ::recv(socket_.number(), buffer.data(), buffer.size(), 0);
      if (count > 0) {
        buffer.resize(static_cast<std::size_t>(count));
        return {Got::How::data, std::move(buffer)};
      }
      if (count == 0) {
        return {Got::How::end, ""};
      }
      how = errno == EAGAIN || errno == EINTR ? wait_for(POLLIN, until) : Got::How::broken;
    }
    if (how != Got::How::data) {
      return {how, ""};
    }
  }
}

void Stream::unread(std::string bytes) {
  pending_ = std::move(bytes) + pending_;
}

int Stream::peek(milliseconds wait) {
  if (wait_for(POLLIN, Clock::now() + wait) != Got::How::data) {
    return -1;
  }
  unsigned char first = 0;
  return ::recv(socket_.number(), &first, 1, MSG_PEEK) == 1 ? first : -1;
}

bool Stream::write(std::string_view bytes) {
  const auto until = Clock::now() + patience;
  while (!bytes.empty()) {
    Got::How how = Got::How::data;
    if (ssl_) {
      const int count = SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
      if (count > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(count));
        continue;
      }
      how = wait_for_tls(count, until);
    } else {
      const ssize_t count = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(count));
        continue;
      }
      how = errno == EAGAIN || errno == EINTR ? wait_for(POLLOUT, until) : Got::How::broken;
    }
    if (how != Got::How::data) {
      return false;
    }
  }
  return true;
}

std::string Stream::read_request() {
  std::string head;
  while (head.find("\r\n\r\n") == std::string::npos && head.size() < longest_head) {
    Got got = read(patience);
    if (got.how != Got::How::data) {
      return "";
    }
    head += got.bytes;
    if (no_request(head)) {
      write(bad_request);
      close();
      return "";
    }
  }
  return head;
}

void Stream::close() {
  if (!socket_.valid()) {
    return;
  }
  if (ssl_) {
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
    ssl_.reset();
  }
  ::shutdown(socket_.number(), SHUT_WR);
  pending_.clear();
  const auto until = Clock::now() + longest_drain;
  while (Clock::now() < until && read(longest_drain).how == Got::How::data) {
  }
  socket_.close();
}

void Stream::reset() {
  const linger at_once{1, 0};
  setsockopt(socket_.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ssl_.reset();
  socket_.close();
}

void Stream::hold() {
  const auto until = Clock::now() + longest_hold;
  while (Clock::now() < until && read(longest_hold).how == Got::How::data) {
  }
}

} // namespace gwdiag::demo
