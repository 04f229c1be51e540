// SPDX-License-Identifier: Apache-2.0
#include "checklist/topics.hpp"

namespace gwdiag::topics {

namespace {

constexpr std::string_view apache_name = "Apache httpd";

// Message numbers of Apache's error log (mod_proxy and its protocol modules, mod_ssl, the core).
// clang-format off
constexpr Topic rows[] = {
    {"AH00957", "flag", apache_name,
     "The attempt to connect to the backend failed; the errno before the number says how: (111) "
     "refused, (110) timed out, (113) no route, (13) forbidden by SELinux. The client got 503.",
     "connection-refused connect-timeout host-unreachable connect-not-permitted"},
    {"AH01114", "flag", apache_name,
     "No connection to the backend could be made; AH00957 just before it has the reason.",
     "connection-refused connect-timeout no-live-upstream"},
    {"AH00959", "flag", apache_name,
     "The worker is disabled for retry= seconds (60 by default) after a failed connect: until then "
     "requests get 503 without any attempt, even if the backend is back.",
     "no-live-upstream connection-refused"},
    {"AH00940", "flag", apache_name,
     "The worker is still in its error state, so it was not asked. Look for the AH00957 and "
     "AH00959 before.",
     "no-live-upstream"},
    {"AH02454", "flag", apache_name,
     "The connect to a Unix socket failed: (2) there is none, (13) not permitted, (111) nobody "
     "listens, (11) queue full.",
     "unix-socket-missing unix-socket-permission unix-socket-refused accept-queue-full"},
    {"AH01102", "flag", apache_name,
     "No status line came from the backend: it closed, reset (104), or stayed silent until the "
     "timeout (70007). Apache answers 502 even for the timeout.",
     "closed-before-response response-timeout reset-before-response keepalive-race"},
    {"AH00898", "flag", apache_name,
     "Reading from the backend failed; the line before it, mostly AH01102, has the reason. The "
     "error page's reason is the same sentence.",
     "closed-before-response response-timeout reset-before-response dns-nxdomain"},
    {"AH01104", "flag", apache_name,
     "The backend broke on a client connection that was kept alive: Apache closes it without any "
     "answer, and the client sees an empty reply.",
     "closed-before-response keepalive-race"},
    {"AH01106", "flag", apache_name, "A header of the backend's response could not be parsed.",
     "malformed-header truncated-headers"},
    {"AH10124", "flag", apache_name,
     "One header line is longer than responsefieldsize (8192 by default).",
     "header-buffer-exceeded"},
    {"AH10404", "flag", apache_name, "Reading the headers from the backend failed half-way.",
     "truncated-headers response-timeout"},
    {"AH02429", "flag", apache_name,
     "The name of a response header holds characters that are not allowed.",
     "malformed-header"},
    {"AH02430", "flag", apache_name, "The value of a response header holds control characters.",
     "malformed-header"},
    {"AH02475", "flag", apache_name, "A chunk's size line, or another line, is too long to parse.",
     "malformed-chunking"},
    {"AH02476", "flag", apache_name, "The response's Transfer-Encoding is none that Apache knows.",
     "conflicting-framing"},
    {"AH01110", "flag", apache_name, "The connection failed in the middle of the body.",
     "truncated-body malformed-chunking stalled-response"},
    {"AH01097", "flag", apache_name, "The request's body could not be passed on to the backend.",
     "early-response request-send-timeout reset-before-response"},
    {"AH01084", "flag", apache_name,
     "The request could not be written to the backend. With an https backend it is often the first "
     "sign of a TLS failure, whose reason is logged at level info only.",
     "tls-handshake-failure reset-before-response request-send-timeout"},
    {"AH00961", "flag", apache_name, "The backend is https, and SSLProxyEngine is off.",
     "plain-http-to-tls-port"},
    {"AH02003", "flag", apache_name, "The TLS handshake with the backend failed.",
     "tls-handshake-failure tls-to-plain-http-port tls-protocol-mismatch"},
    {"AH02004", "flag", apache_name,
     "The backend's certificate has expired (SSLProxyCheckPeerExpire).", "tls-cert-expired"},
    {"AH02005", "flag", apache_name,
     "The backend's certificate is for another name (SSLProxyCheckPeerCN).",
     "tls-cert-name-mismatch"},
    {"AH02411", "flag", apache_name,
     "The backend's certificate is for another name (SSLProxyCheckPeerName).",
     "tls-cert-name-mismatch"},
    {"AH02039", "flag", apache_name,
     "The certificate chain did not verify; the line gives OpenSSL's number and text.",
     "tls-cert-untrusted tls-cert-self-signed tls-cert-incomplete-chain tls-cert-expired"},
    {"AH01144", "flag", apache_name,
     "The module for the scheme of this URL is not loaded (mod_proxy_http, mod_proxy_fcgi …).",
     "no-upstream-configured"},
    {"AH01170", "flag", apache_name, "All members of the balancer are in their error state.",
     "no-live-upstream"},
    {"AH01167", "flag", apache_name, "All members for this route are in their error state.",
     "no-live-upstream"},
    {"AH01171", "flag", apache_name, "The balancer has no members.", "no-upstream-configured"},
    {"AH03303", "flag", apache_name, "The health check (mod_proxy_hcheck) took the worker out.",
     "health-check-failing no-live-upstream"},
    {"AH00934", "flag", apache_name,
     "All connections to the worker were in use for longer than acquire= allows.",
     "connection-limit"},
    {"AH00484", "flag", apache_name,
     "Apache reached MaxRequestWorkers: its own workers are all busy.",
     "connection-limit proxy-resources-exhausted"},
    {"AH00052", "flag", apache_name,
     "A child process of Apache was ended by a signal, such as 11 for a crash.",
     "closed-before-response reset-before-response oom-killed"},
    {"AH01079", "flag", apache_name, "FastCGI: no connection to the backend could be made.",
     "connection-refused unix-socket-missing unix-socket-refused"},
    {"AH01075", "flag", apache_name,
     "FastCGI: the request failed; (70007) is the timeout, and the client then gets 504.",
     "response-timeout closed-before-response application-protocol-error"},
    {"AH01067", "flag", apache_name,
     "FastCGI: the backend closed before a whole record came, or speaks no FastCGI.",
     "closed-before-response protocol-mismatch worker-killed"},
    {"AH01068", "flag", apache_name,
     "FastCGI: a version other than 1 means that the port speaks something else.",
     "protocol-mismatch"},
    {"AH01070", "flag", apache_name, "FastCGI: the script's headers could not be parsed.",
     "application-protocol-error"},
    {"AH01071", "flag", apache_name,
     "FastCGI: what the application wrote to its error stream. \"Primary script unknown\" is a "
     "wrong path.",
     "script-not-found application-protocol-error"},
    {"AH00896", "flag", apache_name, "AJP: no connection to the backend could be made.",
     "connection-refused connect-timeout"},
    {"AH00897", "flag", apache_name,
     "AJP: the backend did not answer the ping: overloaded, or no AJP port.",
     "response-timeout protocol-mismatch"},
    {"AH00878", "flag", apache_name, "AJP: reading the response failed.",
     "closed-before-response response-timeout"},
    {"AH00893", "flag", apache_name, "AJP: the exchange with the backend failed.",
     "closed-before-response protocol-mismatch"},
    {"AH10101", "flag", apache_name, "uwsgi: no connection to the backend could be made.",
     "connection-refused connect-timeout"},
    {"AH00866", "flag", apache_name, "SCGI: no connection to the backend could be made.",
     "connection-refused connect-timeout"},
};
// clang-format on

} // namespace

std::span<const Topic> apache() {
  return rows;
}

} // namespace gwdiag::topics
