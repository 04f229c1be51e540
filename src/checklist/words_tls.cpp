// SPDX-License-Identifier: Apache-2.0
#include "checklist/groups.hpp"

// clang-format off
namespace gwdiag::words {

std::vector<CauseWords> certificates() {
  constexpr Step show{0, "Read the certificate that this connection is served, not another one",
                      "{certificate}"};
  constexpr Step chain{0, "See the whole chain as it is served, and what the verification says",
                       "{chain}"};
  return {
      {"tls-cert-expired", "tls", "tls_certificate_error", "The upstream's certificate has expired",
       "The end of its validity has passed for the certificate, or for one above it in the chain, "
       "that the upstream serves at this address. The one a browser shows is the proxy's, a "
       "different one; and a server that was not reloaded goes on serving the old file after it "
       "was renewed.",
       "no", "2",
       {configured, show,
        {0, "Renew it, and reload the server that serves it", ""}}},

      {"tls-cert-not-yet-valid", "tls", "tls_certificate_error",
       "The upstream's certificate is not valid yet",
       "Its validity begins in the future: it was deployed too early, or a clock is wrong, here or "
       "where it was issued. Seconds are enough: a certificate that is deployed in the moment it "
       "is issued meets clocks that run behind.",
       "yes", "2",
       {configured, show, {0, "Check the clock before the certificate is blamed", "timedatectl"}}},

      {"tls-cert-name-mismatch", "tls", "tls_certificate_error",
       "The upstream's certificate is for another name",
       "None of the names in the certificate is the one that the proxy verifies. The upstream is "
       "addressed by an address or an inner name that the certificate does not list, or it serves "
       "its default certificate because the handshake carried another server name or none.",
       "no", "2",
       {configured, show,
        {0,
         "Tell the proxy the name to verify and to send as SNI, or issue a certificate that lists "
         "the name in use", ""}}},

      {"tls-cert-self-signed", "tls", "tls_certificate_error",
       "The upstream's certificate is self-signed",
       "The certificate vouches for itself, so no authority that the proxy trusts stands behind "
       "it: a test certificate, a fresh installation's, or a private one on purpose. The proxy has "
       "to be given this certificate to trust, or the upstream a proper one.",
       "no", "2",
       {configured, show,
        {0, "Let the proxy trust exactly this certificate instead of switching verification off",
         ""}}},

      {"tls-cert-untrusted", "tls", "tls_certificate_error",
       "The upstream's certificate is from an unknown authority",
       "The chain leads to an authority that is not among the trusted ones: a private CA whose "
       "root the proxy does not have, a proxy configured with another root, or an outdated bundle. "
       "The system's bundle may have it where the proxy's own file does not, so that curl succeeds "
       "on the same machine.",
       "no", "2",
       {configured, chain,
        {0, "Give the proxy the root of that authority", ""},
        {0, "If it is an authority of your own, let gwdiag know it too: --cacert FILE", ""}}},

      {"tls-cert-incomplete-chain", "tls", "tls_certificate_error",
       "The upstream's chain lacks an intermediate certificate",
       "The upstream serves its own certificate without the intermediate that links it to a "
       "trusted root, or in the wrong order. Browsers often have the missing one stored and show "
       "no fault; proxies do not fetch it.",
       "no", "2",
       {configured, chain,
        {0, "Serve the full chain: the server's certificate first, then the intermediates", ""}}},

      {"tls-cert-weak", "tls", "tls_certificate_error",
       "The upstream's certificate is too weak",
       "Its key is too short or its signature algorithm too old (RSA below 2048 bits, SHA-1, MD5) "
       "for the security level in force. Older software accepted it, and an update of the proxy's "
       "OpenSSL turned it into an error.",
       "no", "2",
       {configured, chain, {0, "Issue a new one with a key and signature of today", ""}}},

      {"tls-cert-revoked", "tls", "tls_certificate_error",
       "The upstream's certificate has been revoked",
       "Its authority has withdrawn it before its end: the key was exposed, or the certificate was "
       "replaced. Only clients that ask for the revocation state notice.",
       "no", "2",
       {configured, show, {0, "Replace it with a new certificate and a new key", ""}}},

      {"tls-cert-unsupported", "tls", "tls_certificate_error",
       "The upstream's certificate is of a kind that is not taken",
       "The certificate is sound, but not usable here: it is not for servers (extended key usage), "
       "has a key type or a curve that the proxy does not support, or a chain that is too long or "
       "too large. Each product has its own list of what it takes, so one proxy may accept what "
       "the next refuses.",
       "no", "2",
       {configured, chain, {0, "Issue one for server use with a common key (RSA 2048 or P-256)",
                            ""}}},
  };
}

std::vector<CauseWords> handshake() {
  constexpr Step shake{0, "Run the handshake by hand, and read the alert", "{handshake}"};
  return {
      {"tls-protocol-mismatch", "tls", "tls_protocol_error",
       "Proxy and upstream share no TLS version",
       "One side offers only versions that the other does not take, typically an old upstream with "
       "TLS 1.0 in front of a library that demands 1.2. The sign is the alert protocol_version "
       "(70), or a close right after the ClientHello.",
       "no", "2",
       {configured,
        {0, "See whether the upstream takes TLS 1.2",
         "openssl s_client {tls_target} -tls1_2 </dev/null"},
        {0, "See whether it takes TLS 1.3",
         "openssl s_client {tls_target} -tls1_3 </dev/null"}}},

      {"tls-cipher-mismatch", "tls", "tls_protocol_error",
       "Proxy and upstream share no cipher suite",
       "The versions fit, the lists of cipher suites or of groups do not; the sign is the alert "
       "handshake_failure (40) or insufficient_security (71). An upstream with only an ECDSA "
       "certificate in front of a proxy with only RSA suites fails in the same way.",
       "no", "2",
       {configured, shake}},

      {"tls-client-cert-required", "tls", "tls_alert_received",
       "The upstream demands a client certificate",
       "The upstream wants to know the proxy by a certificate (mutual TLS), and gets none or one "
       "that it does not accept. With TLS 1.3 the handshake seems to succeed and the alert "
       "certificate_required (116) comes with the first read; nginx answers 400 \"No required SSL "
       "certificate was sent\" instead.",
       "no", "2",
       {configured,
        {0,
         "See which authorities the upstream accepts (\"Acceptable client certificate CA names\")",
         "{handshake}"}}},

      {"tls-handshake-failure", "tls", "tls_protocol_error",
       "The TLS handshake with the upstream fails",
       "The upstream breaks off the handshake with an alert, a close or a reset that names no "
       "single reason. A missing or unknown server name, ciphers, a broken certificate setup on "
       "its side and a middlebox are the candidates. An alert from a browser in the same log "
       "belongs to the other side of the proxy.",
       "maybe", "2",
       {configured, shake}},

      {"tls-handshake-timeout", "tls", "",
       "The TLS handshake does not finish in time",
       "The TCP connection stands, the ClientHello is sent, and nothing comes back. The process "
       "behind the port is stuck, the port waits for something other than TLS, or a large packet "
       "of the handshake is lost on a path with a smaller MTU.",
       "maybe", "2",
       {configured,
        {0, "See whether a ServerHello comes at all", "{handshake}"}}},

      {"tls-alpn-mismatch", "tls", "tls_protocol_error",
       "The protocol that TLS negotiates is not what is spoken",
       "Proxy and upstream find no common application protocol (alert no_application_protocol, "
       "120), or agree on HTTP/2 and then one of them speaks HTTP/1. It appears when HTTP/2 "
       "towards the upstream is switched on and the upstream supports it in name only.",
       "no", "2",
       {configured,
        {0, "See what the upstream chooses",
         "openssl s_client {tls_target} -alpn h2,http/1.1 </dev/null"}}},
  };
}

} // namespace gwdiag::words
