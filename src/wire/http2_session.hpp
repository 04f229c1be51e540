// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "wire/http2.hpp"

namespace gwdiag {

// What the peer's frames say of the one request. Bytes are the peer's, not escaped.
class Http2Listener {
public:
  Http2Listener() = default;
  virtual ~Http2Listener() = default;
  Http2Listener(const Http2Listener&) = delete;
  Http2Listener& operator=(const Http2Listener&) = delete;

  // False: no more of them; the session ends.
  virtual bool on_field(std::string_view name, std::string_view value) = 0;
  virtual void on_fields_end() = 0;
  virtual void on_data(std::string_view bytes) = 0;
  virtual void on_end_of_stream() = 0;
  virtual void on_reset(std::uint32_t code) = 0;
  virtual void on_goaway(std::uint32_t last_stream, std::uint32_t code, std::string_view debug) = 0;
  virtual void on_setting(std::uint32_t id, std::uint32_t value) = 0;
  // The frame that goes on breaks HTTP/2; `reason` is the library's, and may quote the peer.
  virtual void on_violation(std::uint32_t code, std::string_view reason) = 0;

protected:
  Http2Listener(Http2Listener&&) noexcept = default;
  Http2Listener& operator=(Http2Listener&&) noexcept = default;
};

// The client's end of an HTTP/2 connection that carries one request: bytes in, bytes out.
class Http2Session {
public:
  // `listener` and `body` outlive the session.
  Http2Session(const Http2Fields& fields, std::string_view body, Http2Listener& listener);
  ~Http2Session();
  Http2Session(const Http2Session&) = delete;
  Http2Session& operator=(const Http2Session&) = delete;

  // False when the library takes no more.
  bool receive(std::string_view bytes);
  // What is to be sent by now, within what the peer's windows allow.
  std::string take_output();
  // Bytes of the body that the peer's windows have not let out.
  std::size_t body_left() const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace gwdiag
