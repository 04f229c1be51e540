// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "net/tls_context.hpp"

namespace gwdiag {

// Asks the server for the OCSP response that it may serve with its certificate (RFC 6066 section
// 8).
void ask_for_staple(SSL* ssl);

// "was revoked on …" when such a response came, is signed by whom the store trusts for it, and says
// so of `leaf`; empty otherwise. Nobody else is asked.
std::string stapled_revocation(SSL* ssl, X509* leaf, STACK_OF(X509) * chain, X509_STORE* store);

} // namespace gwdiag
