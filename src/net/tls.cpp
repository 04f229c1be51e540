// SPDX-License-Identifier: Apache-2.0
#include "net/tls.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "net/staple.hpp"
#include "net/tls_context.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t first_bytes_limit = 2048; // an error page's head and the begin of its body

void set_alpn(SSL* ssl, const std::vector<std::string>& protocols) {
  std::string wire;
  for (const std::string& protocol : protocols) {
    wire += static_cast<char>(protocol.size());
    wire += protocol;
  }
  if (!wire.empty()) {
    SSL_set_alpn_protos(ssl,
                        reinterpret_cast<const unsigned char*>(wire.data()),
                        static_cast<unsigned>(wire.size()));
  }
}

bool offered_by_default(const SSL_CIPHER* cipher, TlsContext::State& context) {
  // The usual suites of TLS 1.3 need no context of their own to compare with.
  if (std::string_view(OSSL_default_ciphersuites()).contains(SSL_CIPHER_get_name(cipher))) {
    return true;
  }
  const STACK_OF(SSL_CIPHER)* usual = SSL_CTX_get_ciphers(context.usual_context());
  for (int i = 0; i < sk_SSL_CIPHER_num(usual); ++i) {
    if (SSL_CIPHER_get_id(sk_SSL_CIPHER_value(usual, i)) == SSL_CIPHER_get_id(cipher)) {
      return true;
    }
  }
  return false;
}

// TLS alert descriptions are numbers below 128 (RFC 8446 section 6); OpenSSL's long name has
// spaces.
std::string alert_name(int code) {
  std::string name = SSL_alert_desc_string_long(code);
  std::ranges::replace(name, ' ', '_');
  return name;
}

} // namespace

struct TlsSession::State {
  std::shared_ptr<TlsContext> context;
  Ssl<SSL> ssl;
  BIO* incoming = nullptr; // owned by ssl
  BIO* outgoing = nullptr;
  TlsFacts facts;
  bool close_notify = false;
  bool unable = false; // to offer what was wished for: nothing is offered then

  static void
  on_message(int sent, int, int type, const void* bytes, std::size_t size, SSL*, void* self);
  void message(bool sent, int type, const unsigned char* bytes, std::size_t size);

  bool unsent() const { return BIO_ctrl_pending(outgoing) > 0; }

  Task<IoResult> flush_some(Socket& socket, bool listen, TimePoint until);
  Task<IoResult> flush(Socket& socket, bool listen, TimePoint until);
  Task<IoResult> more(Socket& socket, TimePoint until);
  Task<IoResult> exchange(Socket& socket, TimePoint until);
  void established();
  void failed(const IoResult& io);
};

void TlsSession::State::on_message(
    int sent, int, int type, const void* bytes, std::size_t size, SSL*, void* self) {
  static_cast<State*>(self)->message(
      sent != 0, type, static_cast<const unsigned char*>(bytes), size);
}

void TlsSession::State::message(bool sent, int type, const unsigned char* bytes, std::size_t size) {
  constexpr unsigned char server_hello = 2;
  constexpr unsigned char certificate_request = 13;
  if (type == SSL3_RT_ALERT && size == 2 && facts.alerts.size() < 16) {
    facts.alerts.push_back({bytes[1], alert_name(bytes[1]), !sent});
  }
  if (type == SSL3_RT_HANDSHAKE && !sent && size > 0) {
    facts.hello_answered = facts.hello_answered || bytes[0] == server_hello;
    facts.client_certificate_requested =
        facts.client_certificate_requested || bytes[0] == certificate_request;
  }
}

// One piece of what is to be sent; `bytes` counts what went of it.
Task<IoResult> TlsSession::State::flush_some(Socket& socket, bool listen, TimePoint until) {
  char* bytes = nullptr;
  const long size = BIO_ctrl(outgoing, BIO_CTRL_INFO, 0, static_cast<void*>(&bytes));
  if (size <= 0) {
    co_return IoResult{};
  }
  const IoResult result =
      co_await socket.write_some({bytes, static_cast<std::size_t>(size)}, listen, until);
  std::array<char, 16384> gone{};
  for (std::size_t left = result.bytes; left > 0;) {
    const int taken =
        BIO_read(outgoing, gone.data(), static_cast<int>(std::min(left, gone.size())));
    left -= static_cast<std::size_t>(std::max(taken, 0));
  }
  co_return result;
}

Task<IoResult> TlsSession::State::flush(Socket& socket, bool listen, TimePoint until) {
  IoResult result;
  while (unsent() && result.ok() && !result.heard) {
    result = co_await flush_some(socket, listen, until);
  }
  co_return result;
}

Task<IoResult> TlsSession::State::more(Socket& socket, TimePoint until) {
  std::array<char, 4096> buffer{};
  const IoResult result = co_await socket.read(buffer.data(), buffer.size(), until);
  if (result.bytes > 0) {
    BIO_write(incoming, buffer.data(), static_cast<int>(result.bytes));
    if (!facts.hello_answered && facts.raw_first_bytes.size() < first_bytes_limit) {
      facts.raw_first_bytes.append(
          buffer.data(), std::min(result.bytes, first_bytes_limit - facts.raw_first_bytes.size()));
    }
  }
  co_return result;
}

// Sends what is to be sent, then waits for more of the peer.
Task<IoResult> TlsSession::State::exchange(Socket& socket, TimePoint until) {
  IoResult result = co_await flush(socket, true, until);
  if (result.ok()) {
    result = co_await more(socket, until);
  } else if (result.error != 0) {
    // The peer may have said why before it closed: an alert that is still to be read.
    const int first_error = result.error;
    const IoResult rest = co_await more(socket, until);
    if (rest.bytes > 0) {
      co_return rest;
    }
    result.error = first_error;
  }
  co_return result;
}

void TlsSession::State::established() {
  facts.established = true;
  facts.version = SSL_get_version(ssl.get());
  if (const SSL_CIPHER* cipher = SSL_get_current_cipher(ssl.get()); cipher != nullptr) {
    facts.cipher = SSL_CIPHER_get_name(cipher);
    facts.cipher_by_default =
        SSL_version(ssl.get()) >= TLS1_3_VERSION || offered_by_default(cipher, context->state());
  }
  EVP_PKEY* key = nullptr;
  if (SSL_get_peer_tmp_key(ssl.get(), &key) == 1 && key != nullptr) {
    const char* type = OBJ_nid2sn(EVP_PKEY_get_id(key));
    facts.key_exchange = fmt::format("{} {}", type == nullptr ? "?" : type, EVP_PKEY_get_bits(key));
    facts.key_exchange_bits = EVP_PKEY_get_id(key) == EVP_PKEY_DH ? EVP_PKEY_get_bits(key) : 0;
    EVP_PKEY_free(key);
  }
  const unsigned char* protocol = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl.get(), &protocol, &size);
  if (size > 0) {
    facts.alpn.assign(reinterpret_cast<const char*>(protocol), size);
  }
}

void TlsSession::State::failed(const IoResult& io) {
  facts.library_error = take_openssl_error();
  const bool alerted = std::ranges::any_of(facts.alerts, &TlsAlert::received);
  const std::string& bytes = facts.raw_first_bytes;
  const bool record = !bytes.empty() && bytes[0] >= 20 && bytes[0] <= 23 &&
                      (bytes.size() < 2 || bytes[1] == 3); // one byte says no more
  if (alerted) {
    facts.error = "alert";
  } else if (!facts.raw_first_bytes.empty() && !record) {
    facts.error = "not-tls";
  } else if (io.timed_out) {
    facts.error = "timeout";
  } else if (io.eof) {
    facts.error = "closed";
  } else if (io.error != 0 && io.error != EPROTO) {
    facts.error = "reset";
  } else {
    facts.error = "bad-message";
  }
}

TlsSession::TlsSession(std::shared_ptr<TlsContext> context, const TlsWish& wish)
    : state_(std::make_unique<State>()) {
  state_->context = std::move(context);
  TlsContext::State& shared = state_->context->state();
  state_->ssl.reset(SSL_new(wish.default_policy ? shared.usual_context() : shared.any_context()));
  SSL* ssl = state_->ssl.get();
  if (ssl == nullptr) {
    throw std::bad_alloc();
  }
  state_->incoming = BIO_new(BIO_s_mem());
  state_->outgoing = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl, state_->incoming, state_->outgoing);
  SSL_set_connect_state(ssl);
  SSL_set_msg_callback(ssl, &State::on_message);
  SSL_set_msg_callback_arg(ssl, state_.get());
  if (!wish.sni.empty()) {
    // The macro SSL_set_tlsext_host_name, without its cast.
    SSL_ctrl(ssl,
             SSL_CTRL_SET_TLSEXT_HOSTNAME,
             TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(wish.sni.c_str()));
  }
  if (wish.tls12_at_most) {
    SSL_set_max_proto_version(ssl, TLS1_2_VERSION);
  }
  if (!wish.ciphers.empty()) {
    state_->unable = SSL_set_cipher_list(ssl, wish.ciphers.c_str()) != 1; // it would offer its own
  }
  set_alpn(ssl, wish.alpn);
  ask_for_staple(ssl);
}

TlsSession::~TlsSession() = default;
TlsSession::TlsSession(TlsSession&&) noexcept = default;
TlsSession& TlsSession::operator=(TlsSession&&) noexcept = default;

const TlsFacts& TlsSession::facts() const {
  return state_->facts;
}

bool TlsSession::close_notify() const {
  return state_->close_notify;
}

Task<IoResult> TlsSession::handshake(Socket& socket, TimePoint until) {
  State& state = *state_;
  IoResult io;
  if (state.unable) {
    state.facts.error = "other";
    state.facts.library_error = "this OpenSSL knows none of the ciphers that were to be offered";
    io.error = EPROTO;
    co_return io;
  }
  while (true) {
    ERR_clear_error();
    const int done = SSL_do_handshake(state.ssl.get());
    if (done == 1) {
      state.established();
      co_return co_await state.flush(socket, false, until);
    }
    if (SSL_get_error(state.ssl.get(), done) != SSL_ERROR_WANT_READ) {
      io = IoResult{};
      io.error = EPROTO;
      state.failed(io);
      co_await state.flush(socket, false, until);
      co_return io;
    }
    io = co_await state.exchange(socket, until);
    if (!io.ok()) {
      state.failed(io);
      co_return io;
    }
  }
}

Task<IoResult> TlsSession::read(Socket& socket, char* buffer, std::size_t size, TimePoint until) {
  State& state = *state_;
  while (true) {
    ERR_clear_error();
    IoResult result;
    const int got = SSL_read(state.ssl.get(), buffer, static_cast<int>(size));
    if (got > 0) {
      result.bytes = static_cast<std::size_t>(got);
      co_return result;
    }
    const int error = SSL_get_error(state.ssl.get(), got);
    if (error == SSL_ERROR_ZERO_RETURN) {
      state.close_notify = true;
      result.eof = true;
      co_return result;
    }
    if (error != SSL_ERROR_WANT_READ) {
      result.error = EPROTO;
      state.failed(result);
      co_return result;
    }
    result = co_await state.exchange(socket, until);
    if (!result.ok()) {
      co_return result;
    }
  }
}

Task<IoResult>
TlsSession::write_some(Socket& socket, std::string_view data, bool listen, TimePoint until) {
  State& state = *state_;
  constexpr std::size_t record = 16384; // RFC 8446 section 5.1: the most that one holds
  IoResult result;
  std::size_t taken = 0;
  if (!state.unsent() && !data.empty()) {
    ERR_clear_error();
    taken = std::min(data.size(), record);
    if (SSL_write(state.ssl.get(), data.data(), static_cast<int>(taken)) <= 0) {
      result.error = EPROTO;
      state.failed(result);
      co_return result;
    }
  }
  result = co_await state.flush_some(socket, listen, until);
  result.bytes = taken;
  co_return result;
}

bool TlsSession::unsent() const {
  return state_->unsent();
}

std::vector<Certificate> TlsSession::chain() const {
  std::vector<Certificate> result;
  const STACK_OF(X509)* served = SSL_get_peer_cert_chain(state_->ssl.get());
  for (int i = 0; served != nullptr && i < std::min(sk_X509_num(served), 16); ++i) {
    result.push_back(describe(sk_X509_value(served, i)));
  }
  return result;
}

std::vector<CertificateProblem> TlsSession::verify(const std::string& name) const {
  const Ssl<X509> leaf(SSL_get1_peer_certificate(state_->ssl.get()));
  if (!leaf) {
    return {};
  }
  SSL* ssl = state_->ssl.get();
  STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl);
  TlsContext::State& trust = state_->context->state();
  std::vector<CertificateProblem> problems = verify_chain(leaf.get(), chain, trust, name);
  std::string revoked = stapled_revocation(ssl, leaf.get(), chain, trust.trust_store());
  if (!revoked.empty()) {
    problems.push_back({"tls-cert-revoked", std::move(revoked), 0});
  }
  take_openssl_error();
  return problems;
}

} // namespace gwdiag
