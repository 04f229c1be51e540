// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "checklist/topics.hpp"

// Numbers that have a name as well: each is known by either.
namespace gwdiag::topics {

namespace {

struct Named {
  std::string_view number, name, meaning, causes;
};

// errno(3), asm-generic/errno.h.
// clang-format off
constexpr Named errnos[] = {
    {"1", "EPERM",
     "Operation not permitted: a local packet filter, seccomp or a security module forbids the "
     "connect.",
     "connect-not-permitted"},
    {"2", "ENOENT",
     "No such file or directory: for a Unix socket, the file is not there.",
     "unix-socket-missing"},
    {"11", "EAGAIN",
     "Resource temporarily unavailable: for a Unix socket, its listen queue is full. No matter "
     "of permissions.",
     "accept-queue-full"},
    {"12", "ENOMEM",
     "Cannot allocate memory: the process, or the machine, has none left.",
     "proxy-resources-exhausted memory-pressure"},
    {"13", "EACCES",
     "Permission denied: for a Unix socket its owner, mode or directory; for TCP SELinux or "
     "another local policy.",
     "unix-socket-permission connect-not-permitted"},
    {"22", "EINVAL",
     "Invalid argument: for an IPv6 link-local address, the interface is missing "
     "(fe80::1%eth0).",
     "wrong-upstream-address"},
    {"23", "ENFILE",
     "Too many open files in the whole system.",
     "proxy-resources-exhausted"},
    {"24", "EMFILE",
     "Too many open files: the process's own limit.",
     "proxy-resources-exhausted"},
    {"28", "ENOSPC",
     "No space left on device: what the proxy buffers on disk does not fit.",
     "proxy-resources-exhausted"},
    {"32", "EPIPE",
     "Broken pipe: the peer had closed while the request was still being sent.",
     "early-response reset-before-response keepalive-race"},
    {"71", "EPROTO",
     "Protocol error; in Node.js the TLS handshake failed, as on a port that speaks plain "
     "HTTP.",
     "tls-to-plain-http-port tls-handshake-failure"},
    {"88", "ENOTSOCK",
     "Socket operation on non-socket: the path is a file of another kind.",
     "unix-socket-refused"},
    {"91", "EPROTOTYPE",
     "Protocol wrong type for socket: the Unix socket takes datagrams, and no streams.",
     "unix-socket-refused"},
    {"97", "EAFNOSUPPORT",
     "Address family not supported: no IPv6 here.",
     "network-unreachable"},
    {"98", "EADDRINUSE",
     "Address already in use: the server cannot listen, as another process (or its "
     "predecessor) holds the port; or source ports are used up.",
     "upstream-restarting proxy-resources-exhausted"},
    {"99", "EADDRNOTAVAIL",
     "Cannot assign requested address: source ports are used up, or the bind address is not "
     "here.",
     "proxy-resources-exhausted"},
    {"100", "ENETDOWN",
     "Network is down: the interface towards the upstream is.",
     "network-unreachable"},
    {"101", "ENETUNREACH",
     "Network is unreachable: no route, often for an IPv6 address.",
     "network-unreachable"},
    {"103", "ECONNABORTED",
     "Software caused connection abort: the connection ended before it was taken up, or while "
     "it was used.",
     "closed-before-response reset-before-response"},
    {"104", "ECONNRESET",
     "Connection reset by peer.",
     "reset-before-response keepalive-race truncated-body"},
    {"105", "ENOBUFS",
     "No buffer space available: the kernel has no memory left for this socket.",
     "proxy-resources-exhausted accept-queue-full"},
    {"107", "ENOTCONN",
     "Transport endpoint is not connected: the peer had gone before the socket was used.",
     "reset-before-response closed-before-response"},
    {"110", "ETIMEDOUT",
     "Connection timed out: what it did at that moment says which limit.",
     "connect-timeout response-timeout path-blocked"},
    {"111", "ECONNREFUSED",
     "Connection refused: nothing listens there, or a firewall rejects.",
     "connection-refused unix-socket-refused listening-elsewhere"},
    {"112", "EHOSTDOWN",
     "Host is down: nobody answers at that address on the last hop.",
     "host-unreachable"},
    {"113", "EHOSTUNREACH",
     "No route to host: nobody answers at that address on the last hop, or a firewall rejects "
     "with that message.",
     "host-unreachable stale-address"},
    {"115", "EINPROGRESS",
     "Operation now in progress: the connect was still under way when the proxy gave up, so "
     "nobody had answered.",
     "connect-timeout path-blocked"},
};
// clang-format on

// grpc/doc/statuscodes.md, http-grpc-status-mapping.md.
// clang-format off
constexpr Named calls[] = {
    {"0", "OK",
     "The call was answered well.",
     ""},
    {"1", "CANCELLED",
     "The caller ended the call, often at its own deadline: no fault of the gateway's by "
     "itself.",
     "slow-response"},
    {"2", "UNKNOWN",
     "The server threw an error that it does not name, or answered with a status that gRPC "
     "does not know.",
     "upstream-error-status"},
    {"4", "DEADLINE_EXCEEDED",
     "The answer did not come within the call's deadline; the server may still be at work.",
     "response-timeout slow-response proxy-timeout-too-short"},
    {"5", "NOT_FOUND",
     "The server knows no such thing: an answer of the application's.",
     ""},
    {"7", "PERMISSION_DENIED",
     "The server, or a gateway before it, refuses this caller.",
     "response-refused-by-proxy"},
    {"8", "RESOURCE_EXHAUSTED",
     "A quota is used up, or a message is larger than the receiver takes (4 MB by default).",
     "connection-limit response-too-large request-too-large"},
    {"12", "UNIMPLEMENTED",
     "The server does not have this method; from a proxy, that its answer was a 404: wrong "
     "route, service name or version.",
     "wrong-upstream-address protocol-mismatch"},
    {"13", "INTERNAL",
     "The HTTP/2 stream broke, or a message could not be read; from a proxy also a 400 behind "
     "it.",
     "http2-protocol-error upstream-error-status truncated-body"},
    {"14", "UNAVAILABLE",
     "No connection to the server, or it is going away. Proxies give it for 502, 503 and 504.",
     "connection-refused no-live-upstream closed-before-response connect-timeout"},
    {"16", "UNAUTHENTICATED",
     "The call carries no valid credentials.",
     ""},
};

// clang-format on

template <std::size_t count>
constexpr std::array<Topic, 2 * count> both(const Named (&rows)[count], std::string_view product) {
  std::array<Topic, 2 * count> out{};
  for (std::size_t i = 0; i < count; ++i) {
    out[2 * i] = {rows[i].number, "flag", product, rows[i].meaning, rows[i].causes};
    out[2 * i + 1] = {rows[i].name, "flag", product, rows[i].meaning, rows[i].causes};
  }
  return out;
}

constexpr auto errno_rows = both(errnos, "errno of Linux");
constexpr auto call_rows = both(calls, "gRPC");

} // namespace

std::span<const Topic> errors() {
  return errno_rows;
}

std::span<const Topic> grpc() {
  return call_rows;
}

} // namespace gwdiag::topics
