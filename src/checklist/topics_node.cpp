// SPDX-License-Identifier: Apache-2.0
#include "checklist/topics.hpp"

namespace gwdiag::topics {

namespace {

constexpr std::string_view node_name = "Node.js";

// Codes of errors (lib/internal/errors.js, undici's errors.js, llhttp.h, deps/openssl); the names of
// errno stand with the numbers.
// clang-format off
constexpr Topic rows[] = {
    {"ENOTFOUND", "flag", node_name,
     "The name does not resolve: it does not exist, or not in the family that was asked for "
     "(getaddrinfo).",
     "dns-nxdomain dns-no-address"},
    {"EAI_AGAIN", "flag", node_name,
     "The name servers did not answer, or failed for the moment (getaddrinfo).",
     "dns-servfail dns-timeout"},
    {"EAI_NONAME", "flag", node_name,
     "The name does not exist, or has no address (getaddrinfo).",
     "dns-nxdomain dns-no-address"},
    {"ESOCKETTIMEDOUT", "flag", node_name,
     "No answer came in time on a connection that stood.",
     "response-timeout slow-response"},
    {"ERR_SOCKET_CONNECTION_TIMEOUT", "flag", node_name,
     "None of the name's addresses took the connection in time.",
     "connect-timeout path-blocked"},
    {"UND_ERR_CONNECT_TIMEOUT", "flag", node_name,
     "fetch: the connection was not made in time (10 s by default).",
     "connect-timeout path-blocked"},
    {"UND_ERR_HEADERS_TIMEOUT", "flag", node_name,
     "fetch: the head of the answer did not come in time (300 s by default).",
     "response-timeout slow-response"},
    {"UND_ERR_BODY_TIMEOUT", "flag", node_name,
     "fetch: the body stopped coming (300 s by default).",
     "stalled-response"},
    {"UND_ERR_SOCKET", "flag", node_name,
     "fetch: the other side closed or reset the connection.",
     "closed-before-response keepalive-race reset-before-response truncated-body"},
    {"UND_ERR_HEADERS_OVERFLOW", "flag", node_name,
     "fetch: the head of the answer is larger than it takes (16 kB by default).",
     "header-buffer-exceeded header-too-large"},
    {"UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "flag", node_name,
     "fetch: the body is not as long as announced.",
     "truncated-body conflicting-framing"},
    {"HPE_HEADER_OVERFLOW", "flag", node_name,
     "The head of the message is larger than the parser takes (16 kB by default).",
     "header-buffer-exceeded header-too-large"},
    {"HPE_INVALID_CONSTANT", "flag", node_name,
     "The answer does not begin as HTTP: another protocol, or bytes left over from the answer "
     "before.",
     "not-http protocol-mismatch body-not-allowed"},
    {"HPE_INVALID_HEADER_TOKEN", "flag", node_name,
     "A header line breaks the grammar.",
     "malformed-header"},
    {"HPE_INVALID_CONTENT_LENGTH", "flag", node_name,
     "The length is no number, or there are two that differ.",
     "malformed-header conflicting-framing"},
    {"HPE_UNEXPECTED_CONTENT_LENGTH", "flag", node_name,
     "Content-Length and Transfer-Encoding stand side by side.",
     "conflicting-framing"},
    {"HPE_INVALID_CHUNK_SIZE", "flag", node_name,
     "The chunked encoding is broken.",
     "malformed-chunking"},
    {"HPE_INVALID_STATUS", "flag", node_name,
     "The status line has no status of three digits.",
     "malformed-status-line"},
    {"CERT_HAS_EXPIRED", "flag", node_name,
     "The certificate has expired.",
     "tls-cert-expired clock-wrong"},
    {"CERT_NOT_YET_VALID", "flag", node_name,
     "The certificate is not valid yet.",
     "tls-cert-not-yet-valid clock-wrong"},
    {"DEPTH_ZERO_SELF_SIGNED_CERT", "flag", node_name,
     "The certificate is signed by itself, and nobody was told to trust it.",
     "tls-cert-self-signed"},
    {"SELF_SIGNED_CERT_IN_CHAIN", "flag", node_name,
     "The chain ends in an authority that this client does not know.",
     "tls-cert-untrusted"},
    {"UNABLE_TO_VERIFY_LEAF_SIGNATURE", "flag", node_name,
     "The server sends its own certificate alone, or one of an authority that this client does "
     "not know.",
     "tls-cert-incomplete-chain tls-cert-untrusted"},
    {"UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "flag", node_name,
     "The issuer's certificate is not known: the server does not send it, or the authority is "
     "a private one.",
     "tls-cert-incomplete-chain tls-cert-untrusted"},
    {"ERR_TLS_CERT_ALTNAME_INVALID", "flag", node_name,
     "The certificate is for another name.",
     "tls-cert-name-mismatch sni-required"},
    {"ERR_SSL_WRONG_VERSION_NUMBER", "flag", node_name,
     "What came is no TLS: the port speaks plain HTTP, most often.",
     "tls-to-plain-http-port protocol-mismatch"},
};
// clang-format on

} // namespace

std::span<const Topic> node() {
  return rows;
}

} // namespace gwdiag::topics
