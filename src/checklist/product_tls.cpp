// SPDX-License-Identifier: Apache-2.0
#include "checklist/product_rows.hpp"

namespace gwdiag::products {

namespace {

constexpr std::string_view untrusted =
    "tls-cert-untrusted tls-cert-self-signed tls-cert-incomplete-chain";

// clang-format off
constexpr ProductStep rows[] = {
    {"sni-required", "nginx", 2,
     "nginx sends no server name until told to: set \"proxy_ssl_server_name on;\", and "
     "\"proxy_ssl_name {sni};\" where proxy_pass holds an address",
     "nginx -T | grep -nE 'proxy_ssl_(server_)?name'"},
    {"sni-required", "haproxy", 2, "In HAProxy, add \"sni str({sni})\" to the server line",
     "grep -n ' ssl ' /etc/haproxy/haproxy.cfg"},
    {"sni-required", "apache", 2,
     "Apache sends the name in the ProxyPass URL: put the name there in place of the address, or "
     "set ProxyPreserveHost On to send the client's",
     ""},
    {"sni-required", "caddy", 2, "In Caddy, set \"tls_server_name {sni}\" in the transport", ""},
    {"sni-required", "envoy", 2,
     "In Envoy, set sni, or auto_host_sni, in the cluster's UpstreamTlsContext", ""},
    {"sni-required", "traefik", 2, "In Traefik, set serverName in the service's serversTransport",
     ""},

    {untrusted, "nginx", 2,
     "In nginx, name the CA in \"proxy_ssl_trusted_certificate FILE;\"",
     "nginx -T | grep -nE 'proxy_ssl_(verify|trusted)'"},
    {untrusted, "haproxy", 2, "In HAProxy, name the CA with \"ca-file FILE\" on the server line",
     "grep -nE 'verify|ca-file' /etc/haproxy/haproxy.cfg"},
    {untrusted, "apache", 2, "In Apache, name the CA in SSLProxyCACertificateFile",
     "grep -rnE 'SSLProxy(Verify|CACert|CheckPeer)' /etc/apache2/"},
    {untrusted, "caddy", 2,
     "In Caddy, name the CA with \"tls_trusted_ca_certs FILE\" in the transport",
     "grep -nE 'tls_' /etc/caddy/Caddyfile"},
    {untrusted, "envoy", 2,
     "In Envoy, name the CA in validation_context.trusted_ca of the cluster's UpstreamTlsContext",
     ""},
    {untrusted, "traefik", 2, "In Traefik, name the CA in rootCAs of the serversTransport", ""},

    {"tls-cert-unsupported", "nginx", 2,
     "In nginx, set proxy_ssl_verify_depth to the number of intermediate certificates",
     "nginx -T | grep -nE 'proxy_ssl_verify(_depth)?'"},
    {"tls-cert-unsupported", "apache", 2,
     "In Apache, set SSLProxyVerifyDepth to the number of certificates above the server's own",
     "grep -rn 'SSLProxyVerify' /etc/apache2/"},

    {"tls-cert-name-mismatch", "nginx", 2,
     "In nginx, set the name that the certificate carries in \"proxy_ssl_name\"",
     "nginx -T | grep -nE 'proxy_ssl_(verify|name|server_name)'"},
    {"tls-cert-name-mismatch", "haproxy", 2,
     "In HAProxy, set the name that the certificate carries with verifyhost and sni on the server "
     "line",
     "grep -nE 'verifyhost|sni' /etc/haproxy/haproxy.cfg"},
    {"tls-cert-name-mismatch", "apache", 2,
     "In Apache, use the name that the certificate carries in the ProxyPass URL",
     "grep -rnE 'ProxyPass|SSLProxyCheckPeer' /etc/apache2/"},
    {"tls-cert-name-mismatch", "caddy", 2,
     "In Caddy, set the name that the certificate carries in tls_server_name of the transport", ""},
    {"tls-cert-name-mismatch", "envoy", 2,
     "In Envoy, set sni and match_typed_subject_alt_names in the cluster's UpstreamTlsContext", ""},
    {"tls-cert-name-mismatch", "traefik", 2,
     "In Traefik, set serverName in the serversTransport to the name that the certificate carries",
     ""},

    {"tls-client-cert-required", "nginx", 2,
     "In nginx, set proxy_ssl_certificate and proxy_ssl_certificate_key",
     "nginx -T | grep -n proxy_ssl_certificate"},
    {"tls-client-cert-required", "haproxy", 2, "In HAProxy, add \"crt FILE\" to the server line",
     "grep -n ' ssl ' /etc/haproxy/haproxy.cfg"},
    {"tls-client-cert-required", "apache", 2, "In Apache, set SSLProxyMachineCertificateFile",
     "grep -rn SSLProxyMachineCertificate /etc/apache2/"},
    {"tls-client-cert-required", "caddy", 2,
     "In Caddy, set \"tls_client_auth CERT KEY\" in the transport", ""},
    {"tls-client-cert-required", "envoy", 2,
     "In Envoy, set tls_certificates in the cluster's UpstreamTlsContext", ""},
    {"tls-client-cert-required", "traefik", 2,
     "In Traefik, set certificates in the serversTransport", ""},

    {"tls-protocol-mismatch", "nginx", 2,
     "In nginx, the versions offered are those of proxy_ssl_protocols",
     "nginx -T | grep -n proxy_ssl_protocols"},
    {"tls-protocol-mismatch", "haproxy", 2,
     "In HAProxy, ssl-min-ver and ssl-max-ver on the server line, or ssl-default-server-options, "
     "bound the versions",
     "grep -nE 'ssl-(min|max)-ver|ssl-default-server' /etc/haproxy/haproxy.cfg"},
    {"tls-protocol-mismatch", "apache", 2,
     "In Apache, the versions offered are those of SSLProxyProtocol",
     "grep -rn SSLProxyProtocol /etc/apache2/"},
    {"tls-protocol-mismatch", "caddy", 2,
     "Caddy offers the upstream TLS 1.2 and 1.3 only: update the upstream", ""},

    {"tls-cipher-mismatch", "nginx", 2,
     "In nginx, the suites offered are those of proxy_ssl_ciphers",
     "nginx -T | grep -n proxy_ssl_ciphers"},
    {"tls-cipher-mismatch", "haproxy", 2,
     "In HAProxy, ciphers and ciphersuites on the server line, or ssl-default-server-ciphers, "
     "choose the suites",
     "grep -nE 'cipher' /etc/haproxy/haproxy.cfg"},
    {"tls-cipher-mismatch", "apache", 2,
     "In Apache, the suites offered are those of SSLProxyCipherSuite",
     "grep -rn SSLProxyCipherSuite /etc/apache2/"},

    {"plain-http-to-tls-port", "nginx", 2,
     "In nginx, write https: \"proxy_pass https://{authority};\"", ""},
    {"plain-http-to-tls-port", "haproxy", 2,
     "In HAProxy, add \"ssl verify required ca-file FILE\" to the server line", ""},
    {"plain-http-to-tls-port", "apache", 2,
     "In Apache, write https in the ProxyPass URL, with \"SSLProxyEngine on\"",
     "grep -rn SSLProxyEngine /etc/apache2/"},
    {"plain-http-to-tls-port", "caddy", 2,
     "In Caddy, write https: \"reverse_proxy https://{authority}\"", ""},
    {"plain-http-to-tls-port", "envoy", 2,
     "In Envoy, give the cluster a TLS transport_socket (UpstreamTlsContext)", ""},
    {"plain-http-to-tls-port", "traefik", 2, "In Traefik, set the service's scheme to https", ""},

    {"tls-to-plain-http-port", "nginx", 2,
     "In nginx, write http: \"proxy_pass http://{authority};\"", ""},
    {"tls-to-plain-http-port", "haproxy", 2, "In HAProxy, take \"ssl\" off the server line",
     "grep -n ' ssl ' /etc/haproxy/haproxy.cfg"},
    {"tls-to-plain-http-port", "apache", 2, "In Apache, write http in the ProxyPass URL", ""},
    {"tls-to-plain-http-port", "caddy", 2,
     "In Caddy, write http: \"reverse_proxy http://{authority}\"", ""},
    {"tls-to-plain-http-port", "envoy", 2, "In Envoy, remove the cluster's TLS transport_socket",
     ""},
    {"tls-to-plain-http-port", "traefik", 2, "In Traefik, set the service's scheme to http", ""},
};
// clang-format on

} // namespace

std::span<const ProductStep> tls_rows() {
  return rows;
}

} // namespace gwdiag::products
