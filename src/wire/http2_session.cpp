// SPDX-License-Identifier: Apache-2.0
#include "wire/http2_session.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <vector>

#include <nghttp2/nghttp2.h>

#include "base/limits.hpp"

namespace gwdiag {

namespace {

constexpr std::int32_t our_stream = 1;
// Larger than any body that is read, so that no window of ours is what an answer waits for.
constexpr std::uint32_t window = limits::raw_bytes + limits::head_bytes;
constexpr std::size_t most_continuations = 64; // a head of 1 MiB in frames of the default size

template <typename T> using Owned = std::unique_ptr<T, void (*)(T*)>;

std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
}

std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

} // namespace

struct Http2Session::State {
  State(std::string_view request_body, Http2Listener& told) : body(request_body), listener(told) {}

  Owned<nghttp2_session> session{nullptr, nghttp2_session_del};
  std::string_view body; // what is left of it
  Http2Listener& listener;
  std::string reason; // the library's latest words

  static State& of(void* user) { return *static_cast<State*>(user); }

  static int on_header(nghttp2_session*,
                       const nghttp2_frame* frame,
                       const std::uint8_t* name,
                       std::size_t name_size,
                       const std::uint8_t* value,
                       std::size_t value_size,
                       std::uint8_t,
                       void* user) {
    if (frame->hd.stream_id != our_stream) {
      return 0;
    }
    const bool goes_on =
        of(user).listener.on_field(text_of(name, name_size), text_of(value, value_size));
    return goes_on ? 0 : NGHTTP2_ERR_CALLBACK_FAILURE;
  }

  // The library would leave the field out; a proxy takes the answer as malformed (RFC 9113 section
  // 8.1.1).
  static int on_invalid_header(nghttp2_session*,
                               const nghttp2_frame*,
                               const std::uint8_t* name,
                               std::size_t name_size,
                               const std::uint8_t*,
                               std::size_t,
                               std::uint8_t,
                               void* user) {
    constexpr std::size_t shown = 64;
    of(user).reason = "invalid field [";
    of(user).reason += text_of(name, std::min(name_size, shown));
    of(user).reason += "]";
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  }

  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    State& state = of(user);
    switch (frame->hd.type) {
    case NGHTTP2_SETTINGS:
      for (std::size_t i = 0; i < frame->settings.niv; ++i) {
        state.listener.on_setting(static_cast<std::uint32_t>(frame->settings.iv[i].settings_id),
                                  frame->settings.iv[i].value);
      }
      return 0;
    case NGHTTP2_GOAWAY:
      state.listener.on_goaway(static_cast<std::uint32_t>(frame->goaway.last_stream_id),
                               frame->goaway.error_code,
                               text_of(frame->goaway.opaque_data, frame->goaway.opaque_data_len));
      return 0;
    case NGHTTP2_RST_STREAM:
      if (frame->hd.stream_id == our_stream) {
        state.listener.on_reset(frame->rst_stream.error_code);
      }
      return 0;
    case NGHTTP2_HEADERS:
    case NGHTTP2_DATA:
      if (frame->hd.stream_id != our_stream) {
        return 0;
      }
      if (frame->hd.type == NGHTTP2_HEADERS) {
        state.listener.on_fields_end();
      }
      if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0) {
        state.listener.on_end_of_stream();
      }
      return 0;
    default:
      return 0;
    }
  }

  static int on_data(nghttp2_session*,
                     std::uint8_t,
                     std::int32_t stream,
                     const std::uint8_t* data,
                     std::size_t size,
                     void* user) {
    if (stream == our_stream) {
      of(user).listener.on_data(text_of(data, size));
    }
    return 0;
  }

  // What we are about to tell the peer of its frame is what is wrong with it.
  static int on_send(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    State& state = of(user);
    if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR) {
      const std::string_view why =
          text_of(frame->goaway.opaque_data, frame->goaway.opaque_data_len);
      state.listener.on_violation(frame->goaway.error_code,
                                  why.empty() ? std::string_view(state.reason) : why);
    }
    if (frame->hd.type == NGHTTP2_RST_STREAM && frame->hd.stream_id == our_stream &&
        frame->rst_stream.error_code != NGHTTP2_NO_ERROR) {
      state.listener.on_violation(frame->rst_stream.error_code, state.reason);
    }
    return 0;
  }

  static int on_words(nghttp2_session*, int, const char* words, std::size_t size, void* user) {
    if (of(user).reason.empty()) {
      of(user).reason.assign(words, size);
    }
    return 0;
  }

  static ssize_t give_body(nghttp2_session*,
                           std::int32_t,
                           std::uint8_t* buffer,
                           std::size_t size,
                           std::uint32_t* flags,
                           nghttp2_data_source* source,
                           void*) {
    State& state = of(source->ptr);
    const std::size_t given = std::min(size, state.body.size());
    std::copy_n(bytes_of(state.body), given, buffer);
    state.body.remove_prefix(given);
    if (state.body.empty()) {
      *flags |= NGHTTP2_DATA_FLAG_EOF;
    }
    return static_cast<ssize_t>(given);
  }

  void open();
  void ask(const Http2Fields& fields);
};

namespace {

template <typename T> T* made(T* object, int error) {
  if (error != 0 || object == nullptr) {
    throw std::bad_alloc(); // the library's only reason
  }
  return object;
}

} // namespace

void Http2Session::State::open() {
  nghttp2_session_callbacks* raw = nullptr;
  int error = nghttp2_session_callbacks_new(&raw);
  const Owned<nghttp2_session_callbacks> callbacks(made(raw, error), nghttp2_session_callbacks_del);
  nghttp2_session_callbacks_set_on_header_callback(raw, on_header);
  nghttp2_session_callbacks_set_on_invalid_header_callback(raw, on_invalid_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback(raw, on_frame);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(raw, on_data);
  nghttp2_session_callbacks_set_on_frame_send_callback(raw, on_send);
  nghttp2_session_callbacks_set_error_callback2(raw, on_words);
  nghttp2_option* raw_option = nullptr;
  error = nghttp2_option_new(&raw_option);
  const Owned<nghttp2_option> option(made(raw_option, error), nghttp2_option_del);
  nghttp2_option_set_max_continuations(raw_option, most_continuations);
  nghttp2_session* raw_session = nullptr;
  error = nghttp2_session_client_new2(&raw_session, raw, this, raw_option);
  session.reset(made(raw_session, error));
}

void Http2Session::State::ask(const Http2Fields& fields) {
  const std::array<nghttp2_settings_entry, 3> ours{{
      {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, limits::head_bytes},
  }};
  nghttp2_submit_settings(session.get(), NGHTTP2_FLAG_NONE, ours.data(), ours.size());
  nghttp2_session_set_local_window_size(session.get(), NGHTTP2_FLAG_NONE, 0, window);
  std::vector<nghttp2_nv> list;
  list.reserve(fields.size());
  for (const auto& [name, value] : fields) {
    list.push_back(
        {bytes_of(name), bytes_of(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
  }
  nghttp2_data_provider provider{{.ptr = this}, give_body};
  nghttp2_submit_request(session.get(),
                         nullptr,
                         list.data(),
                         list.size(),
                         body.empty() ? nullptr : &provider,
                         nullptr);
}

Http2Session::Http2Session(const Http2Fields& fields,
                           std::string_view body,
                           Http2Listener& listener)
    : state_(std::make_unique<State>(body, listener)) {
  state_->open();
  state_->ask(fields);
}

Http2Session::~Http2Session() = default;

bool Http2Session::receive(std::string_view bytes) {
  state_->reason.clear();
  return nghttp2_session_mem_recv(state_->session.get(), bytes_of(bytes), bytes.size()) >= 0;
}

std::string Http2Session::take_output() {
  std::string out;
  while (true) {
    const std::uint8_t* data = nullptr;
    const ssize_t size = nghttp2_session_mem_send(state_->session.get(), &data);
    if (size <= 0) {
      return out;
    }
    out += text_of(data, static_cast<std::size_t>(size));
  }
}

std::size_t Http2Session::body_left() const {
  return state_->body.size();
}

} // namespace gwdiag
