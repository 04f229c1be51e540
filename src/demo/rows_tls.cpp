// SPDX-License-Identifier: Apache-2.0
#include "demo/families.hpp"
#include "demo/servers.hpp"

namespace gwdiag::demo {

namespace {

using namespace std::string_view_literals;

Fault certificate(const char* id, const char* title, Served served) {
  return {.name = id,
          .title = title,
          .ids = id,
          .play = {.answer = good_answer()},
          .tls = {.certificate = served},
          .https = true};
}

// A fatal alert in answer to the hello (RFC 8446 section 6).
Fault alert(const char* id, const char* title, char code) {
  return {
      .name = id,
      .title = title,
      .ids = id,
      .play = {.await = Await::bytes, .answer = std::string("\x15\x03\x03\x00\x02\x02"sv) + code},
      .https = true};
}

} // namespace

std::vector<Fault> tls_rows() {
  std::vector<Fault> rows{
      certificate("tls-cert-expired", "the upstream's certificate has expired", Served::expired),
      certificate("tls-cert-not-yet-valid",
                  "the upstream's certificate is not valid yet",
                  Served::not_yet_valid),
      certificate("tls-cert-self-signed",
                  "the upstream's certificate is signed by itself",
                  Served::self_signed),
      certificate("tls-cert-name-mismatch",
                  "the upstream's certificate is for another name",
                  Served::other_name),
      certificate("tls-cert-untrusted",
                  "the upstream's certificate is from an authority that nobody knows",
                  Served::unknown_ca),
      certificate("tls-client-cert-required",
                  "the upstream demands a certificate of its client",
                  Served::good),
      certificate("sni-required",
                  "the upstream needs a server name (SNI), and the gateway sends none",
                  Served::good),
      alert("tls-handshake-failure", "the upstream breaks the handshake off", 80),
      alert("tls-protocol-mismatch", "the upstream takes none of the TLS versions offered", 70),
      {.name = "tls-handshake-timeout",
       .title = "the upstream does not answer the TLS hello",
       .ids = "tls-handshake-timeout",
       .play = {.serve = serve_mute_tls},
       .https = true},
  };
  for (Fault& row : rows) {
    row.tls.wants_certificate = row.name == "tls-client-cert-required";
    row.tls.wants_name = row.by_name = row.name == "sni-required";
    if (row.name == "tls-cert-untrusted") { // without the root nobody can tell the two apart
      row.ids += " tls-cert-incomplete-chain";
    }
  }
  return rows;
}

} // namespace gwdiag::demo
