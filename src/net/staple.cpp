// SPDX-License-Identifier: Apache-2.0
#include "net/staple.hpp"

#include <openssl/ocsp.h>

namespace gwdiag {

namespace {

struct Freed {
  void operator()(OCSP_RESPONSE* response) const { OCSP_RESPONSE_free(response); }

  void operator()(OCSP_BASICRESP* basic) const { OCSP_BASICRESP_free(basic); }
};

template <typename Kind> using Owned = std::unique_ptr<Kind, Freed>;

bool about(const OCSP_SINGLERESP* single, X509* leaf) {
  ASN1_INTEGER* serial = nullptr;
  auto* id = const_cast<OCSP_CERTID*>(OCSP_SINGLERESP_get0_id(single));
  OCSP_id_get0_info(nullptr, nullptr, nullptr, &serial, id);
  return ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(leaf)) == 0;
}

} // namespace

void ask_for_staple(SSL* ssl) {
  // The macro SSL_set_tlsext_status_type, without its cast.
  SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, TLSEXT_STATUSTYPE_ocsp, nullptr);
}

std::string stapled_revocation(SSL* ssl, X509* leaf, STACK_OF(X509) * chain, X509_STORE* store) {
  const unsigned char* bytes = nullptr;
  const long size =
      SSL_ctrl(ssl, SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, static_cast<void*>(&bytes));
  if (bytes == nullptr || size <= 0) {
    return "";
  }
  const Owned<OCSP_RESPONSE> response(d2i_OCSP_RESPONSE(nullptr, &bytes, size));
  const Owned<OCSP_BASICRESP> basic(response ? OCSP_response_get1_basic(response.get()) : nullptr);
  if (!basic || OCSP_basic_verify(basic.get(), chain, store, OCSP_PARTIAL_CHAIN) != 1) {
    return "";
  }
  for (int i = 0; i < OCSP_resp_count(basic.get()); ++i) {
    OCSP_SINGLERESP* single = OCSP_resp_get0(basic.get(), i);
    int reason = -1;
    ASN1_GENERALIZEDTIME* since = nullptr; // owned by the response
    if (about(single, leaf) && OCSP_single_get0_status(single, &reason, &since, nullptr, nullptr) ==
                                   V_OCSP_CERTSTATUS_REVOKED) {
      return "was revoked on " + certificate_time(since) +
             ", as the OCSP response says that is served with it";
    }
  }
  return "";
}

} // namespace gwdiag
