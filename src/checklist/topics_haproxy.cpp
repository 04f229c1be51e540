// SPDX-License-Identifier: Apache-2.0
#include "checklist/topics.hpp"

namespace gwdiag::topics {

namespace {

constexpr std::string_view haproxy_name = "HAProxy";

// Termination states (HAProxy's configuration manual, "Session state at disconnection"): the first
// letter says who ended it, the second in which phase. Health check results stand below them.
// clang-format off
constexpr Topic rows[] = {
    {"SC", "flag", haproxy_name,
     "The server refused the connection, or the network said that it cannot be reached; the client "
     "got 503. With <NOSRV> in place of the server's name, no server was up to be asked at all.",
     "connection-refused no-live-upstream host-unreachable tls-handshake-failure "
     "unix-socket-refused unix-socket-missing"},
    {"sC", "flag", haproxy_name,
     "\"timeout connect\" ended before the server's connection was made: SYNs go unanswered, or "
     "its listen queue is full.",
     "connect-timeout accept-queue-full path-blocked tls-handshake-timeout"},
    {"SH", "flag", haproxy_name,
     "The server closed or reset the connection before its response head was complete: a crash, a "
     "worker that was killed, an idle connection reused too late, or a port that expects something "
     "else. The client got 502.",
     "closed-before-response reset-before-response keepalive-race worker-killed truncated-headers "
     "plain-http-to-tls-port proxy-protocol-expected"},
    {"sH", "flag", haproxy_name,
     "\"timeout server\" ended while HAProxy waited for the response head: the server is too slow, "
     "or never answers. The client got 504.",
     "response-timeout slow-response proxy-timeout-too-short"},
    {"SD", "flag", haproxy_name,
     "The server's connection broke in the middle of the response; the client got a cut page with "
     "the server's own status.",
     "truncated-body upstream-restarting worker-killed oom-killed"},
    {"sD", "flag", haproxy_name,
     "The server stopped sending in the middle of the response for longer than \"timeout server\".",
     "stalled-response mtu-black-hole"},
    {"SL", "flag", haproxy_name,
     "The server's connection broke while the last data was on its way.", "truncated-body"},
    {"sQ", "flag", haproxy_name,
     "The request waited in the queue longer than \"timeout queue\": maxconn of the servers was "
     "reached.",
     "connection-limit slow-under-load"},
    {"SQ", "flag", haproxy_name, "The server went away while the request waited in its queue.",
     "no-live-upstream upstream-restarting"},
    {"PH", "flag", haproxy_name,
     "HAProxy rejected the response: bad characters, conflicting lengths, a head that does not fit "
     "its buffer, more than 101 headers, or a rule that denies it. With status 500 it was a "
     "rewrite that did not fit. \"show errors\" on the stats socket has the bytes.",
     "malformed-header conflicting-framing malformed-status-line header-buffer-exceeded "
     "too-many-headers not-http http09-response unexpected-upgrade response-refused-by-proxy"},
    {"PD", "flag", haproxy_name,
     "The chunked encoding of the response was broken after its head had been passed on.",
     "malformed-chunking"},
    {"PC", "flag", haproxy_name,
     "HAProxy reached its own limit of sockets while it connected to the server.",
     "proxy-resources-exhausted connection-limit"},
    {"PR", "flag", haproxy_name,
     "HAProxy rejected the request itself: a deny rule, a request that breaks the grammar, or a "
     "head that does not fit. No server was asked.",
     "request-too-large response-refused-by-proxy"},
    {"PT", "flag", haproxy_name, "HAProxy held the client in its tarpit on purpose.", ""},
    {"RC", "flag", haproxy_name,
     "A local resource ran out while HAProxy connected: memory, sockets or source ports.",
     "proxy-resources-exhausted"},
    {"LR", "flag", haproxy_name,
     "HAProxy answered by itself (a redirect, a return rule, an error file, its statistics page) "
     "and asked no server.",
     "no-upstream-configured response-refused-by-proxy"},
    {"LC", "flag", haproxy_name,
     "HAProxy redirected the request itself, as the server line's \"redir\" says.", ""},
    {"LH", "flag", haproxy_name,
     "HAProxy replaced the server's response by one of its own, as a rule says.",
     "response-refused-by-proxy"},
    {"CC", "flag", haproxy_name,
     "The client left before the server's connection was made. Often the server is dead or slow to "
     "accept, and the client less patient than HAProxy.",
     "connect-timeout accept-queue-full"},
    {"CQ", "flag", haproxy_name, "The client left while its request waited in the queue.",
     "connection-limit"},
    {"CH", "flag", haproxy_name,
     "The client left while HAProxy waited for the response head: it had less patience than "
     "\"timeout server\".",
     "slow-response response-timeout"},
    {"cH", "flag", haproxy_name,
     "\"timeout client\" ended while HAProxy waited for the response head; make it longer than "
     "\"timeout server\".",
     "slow-response proxy-timeout-too-short"},
    {"CD", "flag", haproxy_name, "The client left during the transfer: no gateway fault.", ""},
    {"cD", "flag", haproxy_name,
     "The client did not take or send data for \"timeout client\": no gateway fault.", ""},
    {"CR", "flag", haproxy_name,
     "The client left before it had sent its request: no gateway fault.", ""},
    {"cR", "flag", haproxy_name,
     "The client did not send a whole request in time (\"timeout http-request\"), as idle browsers "
     "do: no gateway fault.", ""},
    {"CL", "flag", haproxy_name,
     "The client left while the last data was on its way: no gateway fault.", ""},
    {"DC", "flag", haproxy_name,
     "The stream was ended because its server was marked down while it connected.",
     "no-live-upstream upstream-restarting"},
    {"DH", "flag", haproxy_name,
     "The stream was ended because its server was marked down before it answered.",
     "no-live-upstream upstream-restarting health-check-failing"},
    {"DD", "flag", haproxy_name,
     "The stream was ended because its server was marked down during the transfer.",
     "no-live-upstream upstream-restarting health-check-failing"},
    {"UD", "flag", haproxy_name,
     "The stream on a backup server was ended because an active server came back.", ""},
    {"KD", "flag", haproxy_name, "An administrator ended the stream.", ""},
    {"IC", "flag", haproxy_name, "An internal error of HAProxy while it connected.",
     "proxy-resources-exhausted"},
    {"IH", "flag", haproxy_name, "An internal error of HAProxy while it processed the response.",
     "proxy-resources-exhausted"},
    {"--", "flag", haproxy_name, "The exchange ended normally on both sides.", ""},
    {"BADREQ", "flag", haproxy_name,
     "In place of the request line: the client's request could not be parsed, or the client closed "
     "before it sent one, as probes of the port and idle browsers do. No server was asked.",
     ""},
    {"NOSRV", "flag", haproxy_name,
     "In place of a server's name: no server could be chosen, as all of them are down or there is "
     "none.",
     "no-live-upstream no-upstream-configured"},
    {"L4CON", "flag", haproxy_name,
     "Health check: the TCP connection was refused, or there was no route.",
     "connection-refused host-unreachable"},
    {"L4TOUT", "flag", haproxy_name, "Health check: the TCP connection timed out.",
     "connect-timeout accept-queue-full"},
    {"L6RSP", "flag", haproxy_name, "Health check: the TLS handshake failed.",
     "tls-handshake-failure tls-to-plain-http-port tls-cert-untrusted"},
    {"L6TOUT", "flag", haproxy_name, "Health check: the TLS handshake timed out.",
     "tls-handshake-timeout"},
    {"L7RSP", "flag", haproxy_name, "Health check: the answer was no valid HTTP response.",
     "not-http protocol-mismatch malformed-status-line"},
    {"L7STS", "flag", haproxy_name,
     "Health check: the answer had a status that the check does not take.",
     "health-check-failing upstream-error-status host-rejected"},
    {"L4OK", "flag", haproxy_name, "Health check: the TCP connection was made, and no more was asked.", ""},
    {"L6OK", "flag", haproxy_name, "Health check: the TLS handshake came about.", ""},
    {"L7OK", "flag", haproxy_name, "Health check: the answer was as it should be.", ""},
    {"L7OKC", "flag", haproxy_name,
     "Health check: the server answers 404, by which it asks for no new sessions "
     "(disable-on-404).",
     "no-live-upstream"},
    {"SOCKERR", "flag", haproxy_name,
     "Health check: HAProxy could not open its own socket, or the connection broke at once.",
     "proxy-resources-exhausted connection-refused"},
    {"PROCERR", "flag", haproxy_name, "Health check: the external check's program failed.",
     "health-check-failing"},
    {"PROCTOUT", "flag", haproxy_name,
     "Health check: the external check's program did not end in time.", "health-check-failing"},
    {"INI", "flag", haproxy_name, "Health check: the first one has not ended yet.", ""},
    {"UNK", "flag", haproxy_name, "Health check: there is no result.", ""},
    {"L7TOUT", "flag", haproxy_name, "Health check: no HTTP answer came in time.",
     "response-timeout slow-response"},
};
// clang-format on

} // namespace

std::span<const Topic> haproxy() {
  return rows;
}

} // namespace gwdiag::topics
