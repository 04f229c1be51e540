// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <fmt/format.h>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "net/address.hpp"
#include "net/tls_context.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t kept_names = 32; // of one certificate: enough to see what it is for

std::string name_text(const X509_NAME* name) {
  BIO* memory = BIO_new(BIO_s_mem());
  X509_NAME_print_ex(memory, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  std::string text =
      escape_peer(std::string_view(data, size > 0 ? static_cast<std::size_t>(size) : 0), 512);
  BIO_free(memory);
  return text;
}

std::string address_text(const ASN1_OCTET_STRING* ip) {
  const unsigned char* data = ASN1_STRING_get0_data(ip);
  const int size = ASN1_STRING_length(ip);
  if (size == 4) {
    return fmt::format("{}.{}.{}.{}", data[0], data[1], data[2], data[3]);
  }
  std::string text;
  for (int i = 0; i + 1 < size; i += 2) {
    text += fmt::format("{}{:x}", i == 0 ? "" : ":", data[i] * 256 + data[i + 1]);
  }
  return text;
}

std::vector<std::string> alternative_names(X509* certificate) {
  std::vector<std::string> result;
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names) && result.size() < kept_names;
       ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    if (name->type == GEN_DNS) {
      const ASN1_IA5STRING* dns = name->d.dNSName;
      result.push_back(
          escape_peer(std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(dns)),
                                       static_cast<std::size_t>(ASN1_STRING_length(dns))),
                      256));
    } else if (name->type == GEN_IPADD) {
      result.push_back(address_text(name->d.iPAddress));
    }
  }
  GENERAL_NAMES_free(names);
  return result;
}

std::string organization(const X509_NAME* name) {
  std::array<char, 256> buffer{};
  const int size =
      X509_NAME_get_text_by_NID(name, NID_organizationName, buffer.data(), buffer.size());
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string();
}

// An issuer that is not served and not trusted: a missing intermediate, or a private CA? The leaf's
// pointer to its issuer's certificate (RFC 5280 4.2.2.1) or a trusted root of the same organization
// speaks for an intermediate.
bool issuer_looks_public(X509* certificate, X509_STORE* store) {
  if (X509_get_ext_by_NID(certificate, NID_info_access, -1) >= 0) {
    return true;
  }
  const std::string wanted = organization(X509_get_issuer_name(certificate));
  if (wanted.empty()) {
    return false;
  }
  STACK_OF(X509_OBJECT)* objects = X509_STORE_get0_objects(store);
  for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
    const X509* root = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
    if (root != nullptr && organization(X509_get_subject_name(root)) == wanted) {
      return true;
    }
  }
  return false;
}

struct Collected {
  int error;
  int depth;
};

int collect(int, X509_STORE_CTX* context) {
  auto* found = static_cast<std::vector<Collected>*>(X509_STORE_CTX_get_app_data(context));
  if (X509_STORE_CTX_get_error(context) != X509_V_OK && found->size() < 32) {
    found->push_back({X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_error_depth(context)});
  }
  return 1;
}

struct ErrorRow {
  int error;
  const char* id;
};

constexpr std::array error_rows{
    ErrorRow{X509_V_ERR_CERT_HAS_EXPIRED, "tls-cert-expired"},
    ErrorRow{X509_V_ERR_CERT_NOT_YET_VALID, "tls-cert-not-yet-valid"},
    ErrorRow{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "tls-cert-self-signed"},
    ErrorRow{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "tls-cert-untrusted"},
    ErrorRow{X509_V_ERR_CERT_UNTRUSTED, "tls-cert-untrusted"},
    ErrorRow{X509_V_ERR_CERT_REVOKED, "tls-cert-revoked"},
    ErrorRow{X509_V_ERR_INVALID_PURPOSE, "tls-cert-unsupported"},
    ErrorRow{X509_V_ERR_INVALID_CA, "tls-cert-unsupported"},
    ErrorRow{X509_V_ERR_INVALID_NON_CA, "tls-cert-unsupported"},
    ErrorRow{X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, "tls-cert-unsupported"},
    ErrorRow{X509_V_ERR_CERT_CHAIN_TOO_LONG, "tls-cert-unsupported"},
    ErrorRow{X509_V_ERR_PATH_LENGTH_EXCEEDED, "tls-cert-unsupported"},
    ErrorRow{X509_V_ERR_PERMITTED_VIOLATION, "tls-cert-unsupported"},
    ErrorRow{X509_V_ERR_CERT_SIGNATURE_FAILURE, "tls-cert-untrusted"},
};

bool issuer_missing(int error) {
  return error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
         error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE ||
         error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT;
}

class Problems {
public:
  void add(std::string id, std::string what, int depth) {
    const auto same = [&](const CertificateProblem& p) { return p.id == id && p.depth == depth; };
    if (std::ranges::none_of(problems_, same)) {
      problems_.push_back({std::move(id), std::move(what), depth});
    }
  }

  std::vector<CertificateProblem> take() { return std::move(problems_); }

private:
  std::vector<CertificateProblem> problems_;
};

std::string date_sentence(X509* certificate, bool expired) {
  const ASN1_TIME* time =
      expired ? X509_get0_notAfter(certificate) : X509_get0_notBefore(certificate);
  return fmt::format(
      "{} {}", expired ? "expired on" : "is not valid before", certificate_time(time));
}

void add_error(Problems& problems, const Collected& error, X509* certificate, X509_STORE* store) {
  if (issuer_missing(error.error)) {
    const std::string issuer = name_text(X509_get_issuer_name(certificate));
    const bool intermediate = issuer_looks_public(certificate, store);
    problems.add(intermediate ? "tls-cert-incomplete-chain" : "tls-cert-untrusted",
                 fmt::format("its issuer {} is neither served nor trusted", issuer),
                 0);
    return;
  }
  for (const ErrorRow& row : error_rows) {
    if (row.error == error.error) {
      const bool dates = error.error == X509_V_ERR_CERT_HAS_EXPIRED ||
                         error.error == X509_V_ERR_CERT_NOT_YET_VALID;
      problems.add(row.id,
                   dates ? date_sentence(certificate, error.error == X509_V_ERR_CERT_HAS_EXPIRED)
                         : std::string(X509_verify_cert_error_string(error.error)),
                   error.depth);
    }
  }
}

void check_name(Problems& problems, X509* leaf, const std::string& name) {
  if (name.empty()) {
    return;
  }
  const bool literal = literal_address(name, "", 0).has_value();
  const int match = literal ? X509_check_ip_asc(leaf, name.c_str(), 0)
                            : X509_check_host(leaf, name.data(), name.size(), 0, nullptr);
  if (match != 1) {
    const auto names = alternative_names(leaf);
    problems.add("tls-cert-name-mismatch",
                 fmt::format("it is not for {} but for {}",
                             escape_peer(name),
                             names.empty() ? name_text(X509_get_subject_name(leaf))
                                           : names.front() + (names.size() > 1 ? ", …" : "")),
                 0);
  }
}

// What OpenSSL refuses at security level 2, Debian's default: less than 112 bits
// (SSL_CTX_set_security_level(3)).
void check_strength(Problems& problems, X509* certificate, int depth) {
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key != nullptr && EVP_PKEY_get_security_bits(key) < 112) {
    problems.add(
        "tls-cert-weak", fmt::format("its key is weak: {}", describe(certificate).key), depth);
  }
  int digest = 0;
  int bits = 0;
  const bool self_issued = X509_check_issued(certificate, certificate) == X509_V_OK;
  if (!self_issued && X509_get_signature_info(certificate, &digest, nullptr, &bits, nullptr) == 1 &&
      bits < 112) {
    problems.add("tls-cert-weak",
                 fmt::format("its signature is weak: {}", describe(certificate).signature),
                 depth);
  }
}

} // namespace

std::string certificate_time(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) {
    return "";
  }
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
                     parts.tm_year + 1900,
                     parts.tm_mon + 1,
                     parts.tm_mday,
                     parts.tm_hour,
                     parts.tm_min,
                     parts.tm_sec);
}

Certificate describe(X509* certificate) {
  Certificate result;
  result.subject = name_text(X509_get_subject_name(certificate));
  result.issuer = name_text(X509_get_issuer_name(certificate));
  result.names = alternative_names(certificate);
  result.not_before = certificate_time(X509_get0_notBefore(certificate));
  result.not_after = certificate_time(X509_get0_notAfter(certificate));
  result.self_issued =
      X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0;
  if (EVP_PKEY* key = X509_get0_pubkey(certificate); key != nullptr) {
    result.key_bits = EVP_PKEY_get_bits(key);
    const char* type = EVP_PKEY_get0_type_name(key);
    result.key = fmt::format("{} {}", type == nullptr ? "?" : type, result.key_bits);
  }
  const char* signature = OBJ_nid2ln(X509_get_signature_nid(certificate));
  result.signature = signature == nullptr ? "?" : signature;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  X509_digest(certificate, EVP_sha256(), digest.data(), &size);
  for (unsigned i = 0; i < size; ++i) {
    result.fingerprint += fmt::format("{:02x}", digest[i]);
  }
  return result;
}

namespace {

Ssl<X509_STORE_CTX>
run_verify(X509_STORE* store, X509* leaf, STACK_OF(X509) * chain, std::vector<Collected>& errors) {
  errors.clear();
  Ssl<X509_STORE_CTX> context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store, leaf, chain);
  X509_STORE_CTX_set_default(context.get(), "ssl_server");
  X509_STORE_CTX_set_app_data(context.get(), &errors);
  X509_STORE_CTX_set_verify_cb(context.get(), collect);
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context.get()), 0);
  // A root or intermediate that the user trusts by --cacert is trust enough, as curl has it.
  X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(context.get()), X509_V_FLAG_PARTIAL_CHAIN);
  X509_verify_cert(context.get());
  return context;
}

} // namespace

std::vector<CertificateProblem> verify_chain(X509* leaf,
                                             STACK_OF(X509) * chain,
                                             TlsContext::State& trust,
                                             const std::string& name) {
  Problems problems;
  std::vector<Collected> errors;
  X509_STORE* store = trust.trust_store();
  Ssl<X509_STORE_CTX> context = run_verify(store, leaf, chain, errors);
  if (!errors.empty() && trust.add_system_file()) {
    context = run_verify(store, leaf, chain, errors);
  }
  const STACK_OF(X509)* built = X509_STORE_CTX_get0_chain(context.get());
  for (const Collected& error : errors) {
    const bool known = error.depth >= 0 && error.depth < sk_X509_num(built);
    add_error(problems, error, known ? sk_X509_value(built, error.depth) : leaf, store);
  }
  check_name(problems, leaf, name);
  for (int i = 0; i < sk_X509_num(built); ++i) {
    check_strength(problems, sk_X509_value(built, i), i);
  }
  take_openssl_error();
  return problems.take();
}

} // namespace gwdiag
