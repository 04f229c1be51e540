// SPDX-License-Identifier: Apache-2.0
#include "checklist/product_rows.hpp"

namespace gwdiag::products {

namespace {

constexpr std::string_view pooled = "no-live-upstream some-upstreams-failing health-check-failing";

// clang-format off
constexpr ProductStep rows[] = {
    {"protocol-mismatch", "nginx", 2,
     "In nginx, speak FastCGI: \"fastcgi_pass {authority};\" in place of proxy_pass", "",
     "fastcgi"},
    {"protocol-mismatch", "nginx", 2,
     "In nginx, speak uwsgi: \"uwsgi_pass {authority};\" in place of proxy_pass", "",
     "uwsgi"},
    {"protocol-mismatch", "nginx", 2,
     "In nginx, speak SCGI: \"scgi_pass {authority};\" in place of proxy_pass", "", "scgi"},
    {"protocol-mismatch", "nginx", 2,
     "In nginx, for gRPC: \"grpc_pass grpc://{authority};\" in place of proxy_pass", "",
     "http2"},
    {"protocol-mismatch", "nginx", 2,
     "nginx asks in HTTP/1.0 until told otherwise: \"proxy_http_version 1.1;\" and "
     "\"proxy_set_header Connection \\\"\\\";\"",
     "nginx -T | grep -n proxy_http_version", "http/1.1"},
    {"protocol-mismatch", "nginx", 2, "In nginx, write https: \"proxy_pass https://{authority};\"",
     "", "tls"},
    {"protocol-mismatch", "nginx", 2, "In nginx, speak HTTP/1.1: \"proxy_pass http://{authority};\"",
     "", "http"},
    {"protocol-mismatch", "haproxy", 2, "In HAProxy, take \"proto\" off the server line", "", "http"},
    {"protocol-mismatch", "apache", 2, "In Apache, speak HTTP/1.1: \"ProxyPass / http://{authority}/\"",
     "", "http"},
    {"protocol-mismatch", "caddy", 2, "In Caddy, speak HTTP/1.1: \"reverse_proxy {authority}\"", "",
     "http"},
    {"protocol-mismatch", "haproxy", 2,
     "In HAProxy, add \"proto fcgi\" to the server line, and use-fcgi-app to the backend",
     "", "fastcgi"},
    {"protocol-mismatch", "haproxy", 2, "In HAProxy, add \"proto h2\" to the server line", "",
     "http2"},
    {"protocol-mismatch", "apache", 2,
     "In Apache, speak FastCGI: \"ProxyPass / fcgi://{authority}/\" (mod_proxy_fcgi)", "",
     "fastcgi"},
    {"protocol-mismatch", "apache", 2,
     "In Apache, speak uwsgi: \"ProxyPass / uwsgi://{authority}/\" (mod_proxy_uwsgi)", "",
     "uwsgi"},
    {"protocol-mismatch", "apache", 2,
     "In Apache, speak SCGI: \"ProxyPass / scgi://{authority}/\" (mod_proxy_scgi)", "",
     "scgi"},
    {"protocol-mismatch", "apache", 2,
     "In Apache, speak AJP: \"ProxyPass / ajp://{authority}/\" (mod_proxy_ajp)", "", "ajp"},
    {"protocol-mismatch", "apache", 2,
     "In Apache, speak HTTP/2: \"ProxyPass / h2c://{authority}/\" (mod_proxy_http2)", "",
     "http2"},
    {"protocol-mismatch", "caddy", 2,
     "In Caddy, speak FastCGI: \"php_fastcgi {authority}\" in place of reverse_proxy", "",
     "fastcgi"},
    {"protocol-mismatch", "caddy", 2, "In Caddy, write h2c: \"reverse_proxy h2c://{authority}\"",
     "", "http2"},
    {"protocol-mismatch", "envoy", 2,
     "In Envoy, set http2_protocol_options in the cluster's HTTP protocol options", "",
     "http2"},
    {"protocol-mismatch", "traefik", 2, "In Traefik, set the service's scheme to h2c", "", "http2"},

    {"proxy-protocol-expected", "haproxy", 2,
     "In HAProxy, add send-proxy or send-proxy-v2 to the server line",
     "grep -n send-proxy /etc/haproxy/haproxy.cfg"},
    {"proxy-protocol-expected", "nginx", 2,
     "nginx cannot send it with proxy_pass in http, only in stream (\"proxy_protocol on;\"): take "
     "it off the upstream's listener, or give the proxy a listener of its own there",
     "nginx -T | grep -n proxy_protocol"},
    {"proxy-protocol-expected", "apache", 2,
     "Apache's mod_proxy cannot send it: take it off the upstream's listener, or give the proxy a "
     "listener of its own", ""},
    {"proxy-protocol-expected", "caddy", 2,
     "In Caddy (2.7 and later), set \"proxy_protocol v1\" or v2 in the http transport", ""},
    {"proxy-protocol-expected", "varnish", 2,
     "In Varnish, set \".proxy_header = 1;\" or 2 in the backend", ""},
    {"proxy-protocol-unexpected", "haproxy", 2, "In HAProxy, take send-proxy off the server line",
     "grep -n send-proxy /etc/haproxy/haproxy.cfg"},
    {"proxy-protocol-unexpected", "caddy", 2,
     "In Caddy, take proxy_protocol out of the http transport",
     "grep -n proxy_protocol /etc/caddy/Caddyfile"},
    {"proxy-protocol-unexpected", "varnish", 2, "In Varnish, take .proxy_header out of the backend",
     ""},

    {"host-rejected", "nginx", 2,
     "nginx sends the name in proxy_pass as Host; set \"proxy_set_header Host $host;\" for the "
     "client's, or the name that the upstream serves",
     "nginx -T | grep -nE 'proxy_set_header +Host'"},
    {"host-rejected", "haproxy", 2,
     "HAProxy passes the client's Host on; set another with \"http-request set-header Host "
     "{name}\"",
     "grep -nE 'set-header +[Hh]ost' /etc/haproxy/haproxy.cfg"},
    {"host-rejected", "apache", 2,
     "Apache sends the name in the ProxyPass URL as Host; \"ProxyPreserveHost On\" sends the "
     "client's",
     "grep -rn ProxyPreserveHost /etc/apache2/"},
    {"host-rejected", "caddy", 2,
     "Caddy passes the client's Host on; set another with \"header_up Host {good_host}\"",
     "grep -n header_up /etc/caddy/Caddyfile"},
    {"host-rejected", "envoy", 2,
     "Envoy passes the client's Host on; set host_rewrite_literal or auto_host_rewrite", ""},
    {"host-rejected", "traefik", 2,
     "Traefik passes the client's Host on; set passHostHeader to false for the upstream's", ""},

    {"stale-address", "nginx", 2,
     "nginx looks a name up once at start: name a resolver and put the name into a variable for "
     "proxy_pass, or use \"server {name} resolve;\" with a zone (1.27.3 and later)",
     "nginx -T | grep -nE 'resolver|proxy_pass|resolve'"},
    {"stale-address", "haproxy", 2,
     "HAProxy looks a name up once at start: add a resolvers section and \"resolvers NAME\" to the "
     "server line",
     "grep -nE 'resolvers|init-addr' /etc/haproxy/haproxy.cfg"},
    {"stale-address", "apache", 2,
     "Apache keeps an address until it restarts: set disablereuse=On, or addressttl=30 (2.4.59 and "
     "later), on the ProxyPass line",
     "grep -rniE 'disablereuse|addressttl' /etc/apache2/"},
    {"stale-address", "varnish", 2, "Varnish looks a name up when it loads the VCL: load it again",
     ""},
    {"stale-address", "envoy", 2,
     "In Envoy, the cluster's type must be STRICT_DNS or LOGICAL_DNS to follow a name", ""},

    {"no-resolver", "nginx", 2,
     "In nginx, name a resolver that answers: \"resolver ADDRESS valid=30s;\"",
     "nginx -T | grep -n resolver"},
    {"no-resolver", "haproxy", 2,
     "In HAProxy, name it in a resolvers section (\"parse-resolv-conf\" takes the system's)",
     "grep -n -A4 '^resolvers' /etc/haproxy/haproxy.cfg"},

    {pooled, "nginx", 2,
     "nginx leaves a member out for fail_timeout (10s) after max_fails (1) failures; a group of "
     "one is never emptied",
     "nginx -T | grep -nE 'max_fails|fail_timeout|next_upstream'"},
    {pooled, "haproxy", 2, "HAProxy says which members it holds for down, and why",
     "echo 'show stat' | socat stdio /run/haproxy/admin.sock | cut -d, -f1,2,18,37,57"},
    {pooled, "apache", 2,
     "Apache asks a failed worker again only after retry= seconds (60 by default)",
     "grep -rniE 'retry=|BalancerMember' /etc/apache2/"},
    {pooled, "caddy", 2, "Caddy lists its upstreams with their failures",
     "curl -s --max-time 5 http://127.0.0.1:2019/reverse_proxy/upstreams"},
    {pooled, "envoy", 2, "Envoy lists its hosts with the reason why one is out (health_flags)",
     "curl -s --max-time 5 http://127.0.0.1:9901/clusters"},
    {pooled, "varnish", 2, "Varnish lists its backends with the results of their probes",
     "varnishadm backend.list -p"},

    {"unix-socket-permission", "nginx", 2, "See as which user nginx works",
     "ps -C nginx -o user:20,group:20,args"},
    {"unix-socket-permission", "haproxy", 2,
     "See as which user HAProxy works, and whether it is in a chroot, where the path is another "
     "one",
     "grep -nE '^ *(user|group|chroot)' /etc/haproxy/haproxy.cfg"},
    {"unix-socket-permission", "apache", 2, "See as which user Apache works",
     "ps -C apache2 -o user:20,group:20,args"},
    {"unix-socket-permission", "caddy", 2, "See as which user Caddy works",
     "ps -C caddy -o user:20,group:20,args"},

    {"script-not-found", "nginx", 2,
     "In nginx, SCRIPT_FILENAME is usually $document_root$fastcgi_script_name, and root must be "
     "the path that the application server sees",
     "nginx -T | grep -nE 'SCRIPT_FILENAME|^ *root '"},
    {"script-not-found", "caddy", 2,
     "In Caddy, root inside php_fastcgi must be the path that the application server sees",
     "grep -n root /etc/caddy/Caddyfile"},

    {"response-refused-by-proxy", "haproxy", 2,
     "In HAProxy, look for rules that deny or return, and for option checkcache",
     "grep -nE 'http-(request|response)|checkcache' /etc/haproxy/haproxy.cfg"},
    {"no-upstream-configured", "haproxy", 2,
     "HAProxy says where a request goes: use_backend rules, then default_backend",
     "grep -nE '^(frontend|backend|listen)|use_backend|default_backend|^ *server ' "
     "/etc/haproxy/haproxy.cfg"},
    {"no-upstream-configured", "apache", 2, "Apache lists its virtual hosts", "apachectl -S"},
    {"connection-refused connect-timeout wrong-upstream-address address-family-broken",
     "haproxy", 2,
     "HAProxy knows which address it uses for each server",
     "echo 'show servers state' | socat stdio /run/haproxy/admin.sock"},
};
// clang-format on

} // namespace

std::span<const ProductStep> target_rows() {
  return rows;
}

} // namespace gwdiag::products
