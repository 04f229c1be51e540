// SPDX-License-Identifier: Apache-2.0
#include "demo/upstream.hpp"

#include <poll.h>

namespace gwdiag::demo {

namespace {

using namespace std::string_view_literals;
using std::chrono::milliseconds;

constexpr milliseconds patience{5000};
constexpr int handshake_record = 0x16; // RFC 8446 section 5.1

// What OpenSSL's servers answer to plain text: the alert "unexpected_message".
constexpr std::string_view not_tls = "\x15\x03\x01\x00\x02\x02\x0a"sv;

bool handshake(Stream& peer, SSL_CTX* context) {
  const int first = peer.peek(patience);
  if (first >= 0 && first != handshake_record) {
    peer.read(patience);
    peer.write(not_tls);
    peer.close();
    return false;
  }
  return first >= 0 && peer.start_tls(SSL_new(context), true, patience) == Got::How::data;
}

// False: the connection is over.
bool asked(Stream& peer, Await await) {
  switch (await) {
  case Await::request:
    return !peer.read_request().empty();
  case Await::bytes:
    return peer.read(patience).how == Got::How::data;
  case Await::nothing:
    return true;
  }
  return false;
}

void wait(milliseconds time, const Stop& stop) {
  pollfd stopped{stop.number(), POLLIN, 0};
  ::poll(&stopped, 1, static_cast<int>(time.count()));
}

void perform(Stream& peer, const Play& play, const Stop& stop) {
  if (!asked(peer, play.await)) {
    return;
  }
  if (play.before.count() > 0) {
    wait(play.before, stop);
  }
  if (!peer.write(play.answer)) {
    return;
  }
  switch (play.after) {
  case After::close:
    return peer.close();
  case After::reset:
    return peer.reset();
  case After::hold:
    return peer.hold();
  }
}

} // namespace

Result<std::unique_ptr<Listener>>
start_upstream(Descriptor socket, Play play, std::string authority, Context context) {
  return Listener::start(
      std::move(socket),
      [=, tls = std::shared_ptr<SSL_CTX>(std::move(context))](Stream& peer, const Stop& ended) {
        if (tls && !handshake(peer, tls.get())) {
          return;
        }
        if (play.serve != nullptr) {
          play.serve(peer, authority);
        } else {
          perform(peer, play, ended);
        }
      });
}

} // namespace gwdiag::demo
