// SPDX-License-Identifier: Apache-2.0
#include "demo/certificates.hpp"

#include <array>
#include <atomic>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace gwdiag::demo {

namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};

using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using X509Pointer = std::unique_ptr<X509, FreeCertificate>;

struct Pair {
  Key key;
  X509Pointer certificate;
};

constexpr long day = 24L * 60 * 60;

struct Wish {
  const char* name;  // CN
  const char* names; // subjectAltName
  bool authority;
  long from_days, to_days; // from now
};

constexpr const char* own_names = "IP:127.0.0.1,DNS:app.demo.test";

// In the order of the enum; no_tls has no use for its row.
constexpr std::array<Wish, 7> wishes{{
    {"app.demo.test", own_names, false, -1, 30},
    {"app.demo.test", own_names, false, -1, 30},
    {"app.demo.test", own_names, false, -90, -3},
    {"app.demo.test", own_names, false, 3, 90},
    {"app.demo.test", own_names, false, -1, 30},
    {"other.demo.test", "DNS:other.demo.test", false, -1, 30},
    {"app.demo.test", own_names, false, -1, 30},
}};

std::unexpected<Error> no_tls(const char* what) {
  ERR_clear_error();
  return fail(ErrorKind::internal, std::string("demo: OpenSSL gives no ") + what);
}

bool extend(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  const bool added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

bool name(X509_NAME* into, const char* common_name) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(common_name);
  return X509_NAME_add_entry_by_txt(into, "CN", MBSTRING_ASC, bytes, -1, -1, 0) == 1;
}

// `issuer` null: signed by itself.
Result<Pair> make(const Wish& wish, const Pair* issuer) {
  static std::atomic<long> serial{1};
  Pair pair{Key(EVP_EC_gen("P-256")), X509Pointer(X509_new())};
  X509* certificate = pair.certificate.get();
  if (!pair.key || certificate == nullptr) {
    return no_tls("key");
  }
  X509* by = issuer == nullptr ? certificate : issuer->certificate.get();
  const bool done =
      X509_set_version(certificate, X509_VERSION_3) == 1 &&
      ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial) == 1 &&
      X509_gmtime_adj(X509_getm_notBefore(certificate), wish.from_days * day) != nullptr &&
      X509_gmtime_adj(X509_getm_notAfter(certificate), wish.to_days * day) != nullptr &&
      name(X509_get_subject_name(certificate), wish.name) &&
      X509_set_issuer_name(certificate, X509_get_subject_name(by)) == 1 &&
      X509_set_pubkey(certificate, pair.key.get()) == 1 &&
      extend(certificate,
             by,
             NID_basic_constraints,
             wish.authority ? "critical,CA:TRUE" : "CA:FALSE") &&
      extend(certificate,
             by,
             NID_key_usage,
             wish.authority ? "critical,keyCertSign" : "digitalSignature") &&
      (wish.authority || (extend(certificate, by, NID_subject_alt_name, wish.names) &&
                          extend(certificate, by, NID_ext_key_usage, "serverAuth"))) &&
      X509_sign(certificate, issuer == nullptr ? pair.key.get() : issuer->key.get(), EVP_sha256()) >
          0;
  return done ? Result<Pair>(std::move(pair)) : no_tls("certificate");
}

constexpr Wish authority_wish{"gwdiag demo authority", "", true, -100, 100};
constexpr Wish stranger_wish{"an authority that nobody knows", "", true, -100, 100};

int refuse_without_name(SSL* ssl, int* alert, void*) {
  *alert = SSL_AD_UNRECOGNIZED_NAME;
  return SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) == nullptr ? SSL_TLSEXT_ERR_ALERT_FATAL
                                                                       : SSL_TLSEXT_ERR_OK;
}

int refuse_certificate(int, X509_STORE_CTX*) {
  return 0;
}

} // namespace

struct Authority::State {
  Pair own;
};

Authority::Authority(std::unique_ptr<State> state) : state_(std::move(state)) {}

Authority::~Authority() = default;

Result<std::unique_ptr<Authority>> Authority::create() {
  auto own = make(authority_wish, nullptr);
  if (!own) {
    return std::unexpected(own.error());
  }
  auto state = std::make_unique<State>(State{std::move(*own)});
  return std::unique_ptr<Authority>(new Authority(std::move(state)));
}

std::string Authority::pem() const {
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, state_->own.certificate.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(memory);
  return text;
}

Result<Context> Authority::server(const TlsServing& serving) const {
  auto stranger = make(stranger_wish, nullptr);
  if (!stranger) {
    return std::unexpected(stranger.error());
  }
  const Pair* issuer = serving.certificate == Served::self_signed  ? nullptr
                       : serving.certificate == Served::unknown_ca ? &*stranger
                                                                   : &state_->own;
  const auto pair = make(wishes.at(static_cast<std::size_t>(serving.certificate)), issuer);
  if (!pair) {
    return std::unexpected(pair.error());
  }
  Context context(SSL_CTX_new(TLS_server_method()));
  if (!context || SSL_CTX_use_certificate(context.get(), pair->certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), pair->key.get()) != 1) {
    return no_tls("context");
  }
  if (serving.wants_certificate) {
    SSL_CTX_set_verify(
        context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, refuse_certificate);
  }
  if (serving.wants_name) {
    // The macro for it has a cast of the old style.
    SSL_CTX_callback_ctrl(context.get(),
                          SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                          reinterpret_cast<void (*)()>(refuse_without_name));
  }
  return context;
}

Result<Context> Authority::client() const {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (!context || X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()),
                                      state_->own.certificate.get()) != 1) {
    return no_tls("context");
  }
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

} // namespace gwdiag::demo
