// SPDX-License-Identifier: Apache-2.0
#include "demo/descriptor.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag::demo {

namespace {

std::unexpected<Error> failed(const char* what) {
  const int error = errno;
  return fail(
      ErrorKind::internal,
      fmt::format("demo: {}: {}", what, std::strerror(error))); // NOLINT(concurrency-mt-unsafe)
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

Result<sockaddr_un> unix_address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return fail(ErrorKind::input, "demo: TMPDIR is too long for a Unix socket; set a shorter one");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

template <typename Address> const sockaddr* generic(const Address& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

Descriptor connected(int family, const sockaddr* address, socklen_t size) {
  Descriptor socket(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const bool begun = ::connect(socket.number(), address, size) == 0 || errno == EINPROGRESS;
  return begun ? std::move(socket) : Descriptor();
}

} // namespace

Stop::Stop() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void Stop::call() {
  const std::uint64_t one = 1;
  static_cast<void>(::write(event_.number(), &one, sizeof one));
}

bool Stop::called() const {
  pollfd poll_one{event_.number(), POLLIN, 0};
  return ::poll(&poll_one, 1, 0) > 0;
}

Result<Descriptor> bound_socket(int type) {
  Descriptor socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  const sockaddr_in address = loopback(0);
  if (!socket.valid() || ::bind(socket.number(), generic(address), sizeof address) != 0) {
    return failed("no port of 127.0.0.1");
  }
  return socket;
}

Result<Descriptor> bound_socket(const std::string& path) {
  const auto address = unix_address_of(path);
  if (!address) {
    return std::unexpected(address.error());
  }
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid() || ::bind(socket.number(), generic(*address), sizeof *address) != 0) {
    return failed("no Unix socket");
  }
  return socket;
}

std::uint16_t port_of(const Descriptor& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

Descriptor start_connect(std::uint16_t port) {
  const sockaddr_in address = loopback(port);
  return connected(AF_INET, generic(address), sizeof address);
}

Descriptor start_connect(const std::string& path) {
  const auto address = unix_address_of(path);
  return address ? connected(AF_UNIX, generic(*address), sizeof *address) : Descriptor();
}

Result<Descriptor> closed_port() {
  return bound_socket(SOCK_STREAM);
}

Result<FullQueue> full_queue() {
  auto listener = bound_socket(SOCK_STREAM);
  if (!listener) {
    return std::unexpected(listener.error());
  }
  if (::listen(listener->number(), 0) != 0) {
    return failed("cannot listen");
  }
  FullQueue queue{std::move(*listener), {}};
  for (Descriptor& waiting : queue.waiting) {
    waiting = start_connect(port_of(queue.listener));
  }
  return queue;
}

Result<Folder> Folder::create() {
  const char* where = std::getenv("TMPDIR"); // NOLINT(concurrency-mt-unsafe): nothing sets it
  std::string path = where != nullptr && *where == '/' ? where : "/tmp";
  path += "/gwdiag-demo-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) {
    const int error = errno;
    return fail(
        ErrorKind::input,
        fmt::format("demo: no folder can be made in {} ({}); set TMPDIR to one that is yours",
                    escape_peer(path.substr(0, path.rfind('/'))),
                    std::strerror(error))); // NOLINT(concurrency-mt-unsafe)
  }
  return Folder(std::move(path));
}

Folder::~Folder() {
  if (!path_.empty()) {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
}

Result<void> Folder::write(const char* name, const std::string& text) const {
  std::ofstream out(file(name), std::ios::binary);
  out << text;
  if (!out.flush()) {
    return failed("a file cannot be written");
  }
  return {};
}

} // namespace gwdiag::demo
