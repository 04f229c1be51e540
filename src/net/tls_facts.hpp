// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

// What a TLS connection showed, as plain data; text of the peer is escaped.
namespace gwdiag {

struct Certificate {
  std::string subject; // "CN=shop.example.com"
  std::string issuer;
  std::vector<std::string> names; // subjectAltName DNS and IP
  std::string not_before;         // RFC 3339
  std::string not_after;
  std::string key; // "RSA 2048", "EC prime256v1"
  int key_bits = 0;
  std::string signature; // "sha256WithRSAEncryption"
  bool self_issued = false;
  std::string fingerprint; // SHA-256, 64 hex digits
};

struct TlsAlert {
  int code = 0;
  std::string name;     // "handshake_failure"
  bool received = true; // false: our side sent it
};

// Something wrong with a certificate, as a cause id ("tls-cert-expired") with one line.
struct CertificateProblem {
  std::string id;
  std::string what;
  int depth = 0; // 0: the leaf
};

} // namespace gwdiag
