// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

#include "demo/descriptor.hpp"

namespace gwdiag::demo {

// What one read came to.
struct Got {
  enum class How { data, end, broken, late }; // broken: RST, or a failure of TLS
  How how = How::late;
  std::string bytes; // not empty with `data` only
};

// One blocking connection, plain or TLS. Every call ends by its time, or at once when the stop is
// called.
class Stream {
public:
  Stream(Descriptor socket, const Stop& stop);

  // Waits for the end of a connect that was started: `data` when it came through.
  Got::How finish_connect(std::chrono::milliseconds wait);
  // The handshake, as server or client. `ssl` is set up but for the socket.
  Got::How start_tls(SSL* ssl, bool server, std::chrono::milliseconds wait);
  // At most 16 KiB; what `unread` gave back comes first.
  Got read(std::chrono::milliseconds wait);
  void unread(std::string bytes);
  // The first byte, left where it is: of the bytes before TLS. -1: none came.
  int peek(std::chrono::milliseconds wait);
  // All of it, or false.
  bool write(std::string_view bytes);

  // A request's head up to the empty line, at most 64 KiB; empty when none came. Bytes that are no
  // HTTP request are answered with 400, and the connection is closed.
  std::string read_request();

  void close(); // in order: close_notify, FIN, and what still comes is read so that no RST follows
  void reset();
  void hold(); // until the other side goes

private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  Got::How wait_for(short events, std::chrono::steady_clock::time_point until);
  Got::How wait_for_tls(int result, std::chrono::steady_clock::time_point until);

  Descriptor socket_;
  const Stop* stop_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  std::string pending_;
};

} // namespace gwdiag::demo
