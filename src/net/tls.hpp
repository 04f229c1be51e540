// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/socket.hpp"
#include "net/tls_facts.hpp"

namespace gwdiag {

// Where trust and our own certificate come from, as curl has them. Empty: the system's.
struct TlsFiles {
  std::string cacert, capath, cert, key;

  bool operator==(const TlsFiles&) const = default;
};

// One SSL_CTX, shared by all handshakes with the same files. Nothing is refused by our own policy:
// TLS 1.0 to 1.3, every cipher, security level 0, no verification inside the handshake; what a
// proxy would refuse is judged afterwards.
class TlsContext {
public:
  // Errors (input): a file that cannot be read or holds no certificate or key; the message names
  // it.
  static Result<std::shared_ptr<TlsContext>> create(const TlsFiles& files);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  // Sets OpenSSL up, some milliseconds of work, before anything is timed.
  void prepare();

  struct State;

  State& state() { return *state_; }

private:
  explicit TlsContext(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct TlsWish {
  std::string sni;               // empty: none
  std::vector<std::string> alpn; // in order; empty: no ALPN
  bool tls12_at_most = false;    // as a client that knows no TLS 1.3
  std::string ciphers;           // of TLS 1.2, these alone; empty: every one
  bool default_policy = false;   // offer only what OpenSSL offers by default (TLS 1.2 and up)
};

// What a handshake showed, whether it succeeded or not.
struct TlsFacts {
  bool established = false;
  std::string version, cipher, key_exchange, alpn;
  bool cipher_by_default = true; // OpenSSL's default list at security level 2 has it
  int key_exchange_bits = 0;     // of an ephemeral DH key; 0: not DH
  std::vector<TlsAlert> alerts;
  bool hello_answered = false;
  bool client_certificate_requested = false;
  std::string error;           // TlsTrace::error
  std::string raw_first_bytes; // what came in place of a ServerHello, not escaped, at most 2 KiB
  std::string library_error;   // OpenSSL's words
};

// TLS over a Socket. The bytes go through memory, so that everything the peer sent is seen and FIN
// is told from RST.
class TlsSession {
public:
  TlsSession(std::shared_ptr<TlsContext> context, const TlsWish& wish);
  ~TlsSession();
  TlsSession(TlsSession&&) noexcept;
  TlsSession& operator=(TlsSession&&) noexcept;

  Task<IoResult> handshake(Socket& socket, TimePoint until);
  // As Socket's; after close_notify `eof` is set and close_notify() is true. A TLS error is EPROTO.
  Task<IoResult> read(Socket& socket, char* buffer, std::size_t size, TimePoint until);
  // As Socket's write_some; `bytes` are those taken over, of which some may still be unsent().
  Task<IoResult> write_some(Socket& socket, std::string_view data, bool listen, TimePoint until);
  bool unsent() const;

  const TlsFacts& facts() const;
  bool close_notify() const;
  // The chain as served and what is wrong with it for a client that expects `name` (a DNS name or
  // an IP address).
  std::vector<Certificate> chain() const;
  std::vector<CertificateProblem> verify(const std::string& name) const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace gwdiag
