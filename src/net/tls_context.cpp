// SPDX-License-Identifier: Apache-2.0
#include "net/tls_context.hpp"

#include <openssl/err.h>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr const char* every_cipher = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";

std::unexpected<Error> bad_file(const char* option, const std::string& file) {
  const std::string why = take_openssl_error();
  return fail(ErrorKind::input,
              fmt::format("{} {}: cannot be read as PEM ({})", option, escape_peer(file), why));
}

Result<void> load_own_certificate(SSL_CTX* context, const TlsFiles& files) {
  if (files.cert.empty()) {
    return {};
  }
  if (SSL_CTX_use_certificate_chain_file(context, files.cert.c_str()) != 1) {
    return bad_file("--cert", files.cert);
  }
  const std::string& key = files.key.empty() ? files.cert : files.key;
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return bad_file(files.key.empty() ? "--cert (no --key was given)" : "--key", key);
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    return bad_file("--key", key);
  }
  return {};
}

// A CA file is read at once so that a bad one is a usage error; the system's store is opened only
// when needed.
Result<void> load_trust(TlsContext::State& state) {
  if (state.files.cacert.empty()) {
    return {};
  }
  state.trust.reset(X509_STORE_new());
  if (X509_STORE_load_file(state.trust.get(), state.files.cacert.c_str()) != 1) {
    return bad_file("--cacert", state.files.cacert);
  }
  if (!state.files.capath.empty()) {
    X509_STORE_load_path(state.trust.get(), state.files.capath.c_str());
  }
  return {};
}

} // namespace

std::string take_openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "unknown error" : escape_peer(reason);
}

SSL_CTX* TlsContext::State::usual_context() {
  if (!usual) {
    usual.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_verify(usual.get(), SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_mode(usual.get(), SSL_MODE_RELEASE_BUFFERS);
  }
  return usual.get();
}

X509_STORE* TlsContext::State::trust_store() {
  if (!trust) {
    trust.reset(X509_STORE_new());
    if (!files.capath.empty()) {
      X509_STORE_load_path(trust.get(), files.capath.c_str());
    } else {
      X509_STORE_set_default_paths(trust.get());
    }
    ERR_clear_error();
  }
  return trust.get();
}

TlsContext::TlsContext(std::unique_ptr<State> state) : state_(std::move(state)) {}

TlsContext::~TlsContext() = default;

Result<std::shared_ptr<TlsContext>> TlsContext::create(const TlsFiles& files) {
  auto state = std::make_unique<State>();
  state->files = files;
  state->any.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* context = state->any.get();
  if (context == nullptr) {
    return fail(ErrorKind::internal, "OpenSSL gives no context: " + take_openssl_error());
  }
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_cipher_list(context, every_cipher);
  SSL_CTX_set_options(context, SSL_OP_LEGACY_SERVER_CONNECT);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  if (auto loaded = load_own_certificate(context, files); !loaded) {
    return std::unexpected(loaded.error());
  }
  if (auto loaded = load_trust(*state); !loaded) {
    return std::unexpected(loaded.error());
  }
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(state)));
}

} // namespace gwdiag
