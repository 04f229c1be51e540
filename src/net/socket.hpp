// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "net/address.hpp"
#include "net/loop.hpp"
#include "net/tcp_info.hpp"

namespace gwdiag {

// What one read, write or connect came to. The first error of any call on a connection is the one
// that counts: after a write that failed with ECONNRESET the next read says end of file.
struct IoResult {
  std::size_t bytes = 0;
  int error = 0;    // errno; 0: none
  bool eof = false; // FIN
  bool timed_out = false;
  bool heard = false; // a write that came back because the peer says something

  bool ok() const { return error == 0 && !timed_out && !eof; }
};

// One non-blocking stream socket, TCP (with TCP_NODELAY) or Unix.
class Socket {
public:
  explicit Socket(Loop loop);
  ~Socket();
  Socket(Socket&&) noexcept;
  Socket& operator=(Socket&&) noexcept;

  // `max_segment` (bytes, tcp(7) TCP_MAXSEG): neither side sends larger ones; 0: as the path has
  // it.
  Task<IoResult> connect(SocketAddress address, TimePoint until, int max_segment = 0);
  // At least one byte, the end, an error, or the time.
  Task<IoResult> read(char* buffer, std::size_t size, TimePoint until);
  // All of `data`, or as much as went before the error or the time.
  Task<IoResult> write(std::string_view data, TimePoint until);
  // What can go at once; when nothing can, waits for that until the peer says something (`heard`,
  // if `listen`), an error, or the time.
  Task<IoResult> write_some(std::string_view data, bool listen, TimePoint until);
  // A few bytes that leave together with the next write, in one segment (MSG_MORE, tcp(7): held
  // back for 200 ms at most). False when they could not be handed over.
  bool write_ahead(std::string_view data);
  // What can be read at once, without waiting: timed_out when there is nothing.
  IoResult read_now(char* buffer, std::size_t size);

  // Bytes handed over that the peer's kernel has not acknowledged (SIOCOUTQ, tcp(7)); of a Unix
  // socket, that the peer has not read. 0 where that cannot be told.
  std::size_t unacknowledged() const;
  std::optional<TcpInfo> info() const;
  // Our own end, "10.0.0.2:54321"; empty before the connect, and for a Unix socket.
  std::string local_address() const;
  void close();

private:
  struct State;
  std::shared_ptr<State> state_;
};

} // namespace gwdiag
