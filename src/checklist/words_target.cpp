// SPDX-License-Identifier: Apache-2.0
#include "checklist/groups.hpp"

// clang-format off
namespace gwdiag::words {

std::vector<CauseWords> wrong_target() {
  return {
      {"wrong-upstream-address", "proxy-misconfigured", "",
       "The proxy talks to another address or port",
       "The upstream named here is well, and the proxy fails all the same, in the way it fails "
       "when its target is not there. The configuration in force points elsewhere: a typing error, "
       "an old port, a block that another one overrides, a file changed but not reloaded. In a "
       "container, localhost and 127.0.0.1 are the container itself.",
       "no", "2",
       {configured,
        {0, "Reload, in case the file is right and the running proxy still has an older one",
         "{reload}"},
        {0, "The proxy's error log names the address it really used", "{proxy_log}"}}},

      {"plain-http-to-tls-port", "proxy-misconfigured", "http_protocol_error",
       "The proxy sends plain HTTP to a TLS port",
       "The upstream's port wants a TLS handshake and gets a plain request. It closes, sends a TLS "
       "alert, or answers 400 \"plain HTTP request was sent to HTTPS port\", which the proxy "
       "passes on or turns into 502. The scheme in the proxy's configuration is wrong, or the port "
       "number is.",
       "no", "2",
       {configured,
        {0, "See that the port completes a TLS handshake", "{handshake}"}}},

      {"tls-to-plain-http-port", "proxy-misconfigured", "tls_protocol_error",
       "The proxy starts TLS on a plain HTTP port",
       "The proxy's ClientHello is answered with plain text, often \"HTTP/1.1 400\": the port "
       "speaks HTTP without TLS. Proxies report it as \"wrong version number\" or \"first record "
       "does not look like a TLS handshake\", which sends people looking for certificate and "
       "version settings in vain. The scheme or the port is wrong.",
       "no", "2",
       {configured,
        {0, "See that the port answers plain HTTP",
         "curl -sv -o /dev/null --max-time 10 http://{authority}{path}"}}},

      {"protocol-mismatch", "proxy-misconfigured", "http_protocol_error",
       "The port speaks another protocol",
       "What answers on this port is not HTTP/1: FastCGI, uwsgi, AJP, HTTP/2 without TLS, a "
       "database, SSH, mail. The port is another service's, or the proxy must be told to speak "
       "that protocol. The first bytes tell: an \"http2 frame\" of 4740180 bytes is the text "
       "\"HTT\", FastCGI version 72 is the letter H. Larger buffers never help.",
       "no", "2",
       {configured,
        {0, "See which process owns the port", "{listening}"}}},

      {"proxy-protocol-expected", "proxy-misconfigured", "",
       "The upstream waits for a PROXY protocol header",
       "The listener closes a connection that does not begin with a PROXY line, and answers one "
       "that does. Once it is turned on, it is demanded from everyone: inner clients, health "
       "checks and authentication requests too. The certificate and the application behind it are "
       "fine.",
       "no", "2",
       {configured,
        {0, "See that the upstream answers when the header comes first",
         "curl -sv -o /dev/null --max-time 10 --haproxy-protocol {curl_target}"}}},

      {"proxy-protocol-unexpected", "proxy-misconfigured", "",
       "The proxy sends a PROXY header that the upstream rejects",
       "The proxy puts a PROXY protocol line before the request, and the upstream takes it for a "
       "broken request line: it answers 400, or closes. Only both ends together can turn this "
       "protocol on or off.",
       "no", "2",
       {configured,
        {0, "See that the upstream answers without the header", "{ask}"}}},

      {"sni-required", "proxy-misconfigured", "",
       "The upstream's TLS needs SNI, and the proxy sends none",
       "With a server name in the handshake the upstream is fine; without one it sends an alert "
       "(40, 80 or 112) or another site's certificate. Several proxies send no SNI unless told to, "
       "and none for an upstream given by address. Neither TLS versions nor switching off "
       "verification change it.",
       "no", "2",
       {configured,
        {0, "See that the handshake succeeds with the name",
         "openssl s_client {with_sni} </dev/null"},
        {0, "See that it fails, or shows another certificate, without one",
         "openssl s_client {without_sni} </dev/null"}}},

      {"host-rejected", "proxy-misconfigured", "",
       "The upstream refuses the Host that the proxy sends",
       "The same request is answered well for one Host and with 421, 404, 400 or a default site "
       "for another. The upstream serves several sites or checks the name (allowed hosts), and the "
       "proxy sends its own idea of it: the upstream's address, or the client's Host where the "
       "upstream's own was needed.",
       "no", "2",
       {configured,
        {0, "Ask with the name that the upstream should know, and compare",
         "curl -s -o /dev/null -w '%{http_code}\\n' --max-time 10 -H Host:{good_host} "
         "{curl_place}"}}},

      {"unix-socket-permission", "proxy-misconfigured", "",
       "The proxy's user may not open the socket",
       "The socket is there and listened on; connecting fails with \"permission denied\" (13). To "
       "connect, the proxy's user needs write permission on the socket and search permission on "
       "every directory above it; SELinux or AppArmor may forbid it as well. It is not "
       "\"temporarily unavailable\" (11), which is a full queue.",
       "no", "2",
       {configured,
        {0, "Compare owner, group and mode along the whole path with the proxy's user",
         "namei -l {socket}"},
        {0,
         "Set the socket's owner or group in the application server (listen.owner, listen.group, "
         "listen.mode in php-fpm; --umask in gunicorn) rather than chmod, which the next start "
         "undoes",
         ""}}},

      {"stale-address", "proxy-misconfigured", "",
       "The proxy holds an address that the name no longer has",
       "The name leads to a healthy upstream now, while the proxy still uses the address it looked "
       "up when it started. It happens after a redeployed container or a moved load balancer: the "
       "old address belongs to nobody, or to somebody else. Restarting the application again makes "
       "it worse; reloading the proxy cures it for the moment.",
       "no", "2",
       {configured,
        {0,
         "See what the name resolves to now, and compare with the address in the proxy's error log",
         "getent ahosts {name}"},
        {0, "Reload the proxy: it looks the name up again", "{reload}"},
        {0, "Let it look the name up at run time, so that the next change does no harm", ""}}},

      {"unusable-address", "proxy-misconfigured", "destination_ip_prohibited",
       "The name leads to an address that no upstream can have",
       "The address is loopback, private, reserved, or the CDN's own, and the proxy that uses it "
       "stands where such an address means something else. A hosts file entry, a placeholder "
       "record or split DNS seen from the wrong side makes it.",
       "no", "2",
       {configured,
        {0, "See what the name gives here, and ask the same where the proxy runs",
         "getent ahosts {name}"}}},

      {"no-resolver", "proxy-misconfigured", "proxy_configuration_error",
       "The proxy has no working resolver for run-time names",
       "The configuration asks for a name to be looked up while requests run, and names no "
       "resolver, or one that does not answer, such as 127.0.0.11 outside of Docker. The proxy's "
       "resolver ignores the hosts file and search domains, so a short name that works in a shell "
       "fails there. The upstream is not even asked.",
       "no", "2",
       {configured,
        {0, "See which name servers this machine uses", "cat /etc/resolv.conf"}}},

      {"listening-elsewhere", "proxy-misconfigured", "connection_refused",
       "The application listens on another port or interface",
       "The process lives and listens, but not where the proxy connects: another port, loopback "
       "only, or one address family. An application that binds 127.0.0.1 inside its container or "
       "machine cannot be reached from outside of it. From the proxy it is the same refusal as a "
       "process that is down.",
       "no", "1 2",
       {{1, "", "ss -ltnp"},
        configured,
        {0,
         "Bind the application to an address that the proxy can reach (0.0.0.0 or ::), or correct "
         "the port on either side",
         ""}}},

      {"proxy-loop", "proxy-misconfigured", "proxy_loop_detected",
       "The upstream leads back to the proxy itself",
       "The request goes round: the upstream's address, or the route behind it, ends at the same "
       "proxy, which asks itself again until a limit on hops, headers or connections ends it. A "
       "default route, a public name used inside, or an https redirect behind a TLS-terminating "
       "CDN makes it.",
       "no", "2",
       {configured,
        {0, "Compare the upstream's addresses with the proxy's own", "getent ahosts {name}"}}},
  };
}

} // namespace gwdiag::words
