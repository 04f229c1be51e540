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

Result<void> load_own_certificate(TlsContext::State& state) {
  const TlsFiles& files = state.files;
  if (files.cert.empty()) {
    return {};
  }
  SSL_CTX* context = state.any_context();
  if (context == nullptr) {
    return fail(ErrorKind::internal, "OpenSSL gives no context: " + take_openssl_error());
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

SSL_CTX* TlsContext::State::any_context() {
  if (!any) {
    any.reset(SSL_CTX_new(TLS_client_method()));
    if (!any) {
      return nullptr;
    }
    SSL_CTX_set_security_level(any.get(), 0);
    SSL_CTX_set_min_proto_version(any.get(), TLS1_VERSION);
    SSL_CTX_set_cipher_list(any.get(), every_cipher);
    SSL_CTX_set_options(any.get(), SSL_OP_LEGACY_SERVER_CONNECT);
    SSL_CTX_set_verify(any.get(), SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_mode(any.get(), SSL_MODE_RELEASE_BUFFERS);
  }
  return any.get();
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
      X509_LOOKUP* folder = X509_STORE_add_lookup(trust.get(), X509_LOOKUP_hash_dir());
      X509_LOOKUP_add_dir(folder, nullptr, X509_FILETYPE_DEFAULT);
    }
    ERR_clear_error();
  }
  return trust.get();
}

bool TlsContext::State::add_system_file() {
  if (has_system_file || !files.cacert.empty() || !files.capath.empty()) {
    return false;
  }
  has_system_file = true;
  X509_STORE_set_default_paths(trust_store());
  ERR_clear_error();
  return true;
}

TlsContext::TlsContext(std::unique_ptr<State> state) : state_(std::move(state)) {}

TlsContext::~TlsContext() = default;

void TlsContext::prepare() {
  state_->any_context();
}

Result<std::shared_ptr<TlsContext>> TlsContext::create(const TlsFiles& files) {
  auto state = std::make_unique<State>();
  state->files = files;
  if (auto loaded = load_own_certificate(*state); !loaded) {
    return std::unexpected(loaded.error());
  }
  if (auto loaded = load_trust(*state); !loaded) {
    return std::unexpected(loaded.error());
  }
  return std::shared_ptr<TlsContext>(new TlsContext(std::move(state)));
}

} // namespace gwdiag
