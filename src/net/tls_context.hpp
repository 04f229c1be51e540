// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "net/tls.hpp"

namespace gwdiag {

struct SslDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }

  void operator()(SSL* ssl) const { SSL_free(ssl); }

  void operator()(X509_STORE* store) const { X509_STORE_free(store); }

  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }

  void operator()(X509* certificate) const { X509_free(certificate); }
};

template <typename T> using Ssl = std::unique_ptr<T, SslDeleter>;

struct TlsContext::State {
  TlsFiles files;
  // Each is made when first asked for: one costs as much as a handshake.
  Ssl<SSL_CTX> any;      // offers everything
  Ssl<SSL_CTX> usual;    // offers what OpenSSL offers by default
  Ssl<X509_STORE> trust; // of the system's: its folder, of which a chain needs one file or two
  bool has_system_file = false;

  SSL_CTX* any_context();
  SSL_CTX* usual_context();
  X509_STORE* trust_store();

  // Adds the system's file of all its roots; reading it takes longer than all else of a run. False
  // where that changes nothing.
  bool add_system_file();
};

// RFC 3339, UTC; empty for what is no time.
std::string certificate_time(const ASN1_TIME* time);

// The certificate's facts, escaped and bounded.
Certificate describe(X509* certificate);

// Every problem of `leaf` with the rest of its chain, against the store, for `name`.
std::vector<CertificateProblem>
verify_chain(X509* leaf, STACK_OF(X509) * chain, TlsContext::State& trust, const std::string& name);

// OpenSSL's oldest error in words; the queue is emptied.
std::string take_openssl_error();

} // namespace gwdiag
