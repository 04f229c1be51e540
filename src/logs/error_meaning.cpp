// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "logs/net_error.hpp"
#include "logs/parts.hpp"
#include "logs/pattern.hpp"

namespace gwdiag {

namespace {

enum class Peer { any, tcp, unix_socket };

struct Row {
  FaultPhase phase; // none: any
  NetError error;
  Peer peer;
  ErrorMeaning meaning;
};

using enum FaultPhase;

// The first row that fits counts.
constexpr std::array rows{
    Row{connect,
        NetError::refused,
        Peer::unix_socket,
        {"unix-socket-refused", "The socket file is there and nothing listens on it."}},
    Row{connect,
        NetError::no_such_file,
        Peer::any,
        {"unix-socket-missing", "The socket file does not exist."}},
    Row{connect,
        NetError::permission_denied,
        Peer::unix_socket,
        {"unix-socket-permission", "The proxy's user may not open the socket file."}},
    Row{connect,
        NetError::not_permitted,
        Peer::unix_socket,
        {"unix-socket-permission", "The proxy's user may not open the socket file."}},
    Row{connect,
        NetError::try_again,
        Peer::unix_socket,
        {"accept-queue-full", "The listen queue of the socket is full."}},
    Row{connect,
        NetError::no_buffers,
        Peer::unix_socket,
        {"accept-queue-full", "The listen queue of the socket is full."}},
    Row{connect,
        NetError::try_again,
        Peer::tcp,
        {"proxy-resources-exhausted",
         "The local system has no source port left for this connection."}},
    Row{connect,
        NetError::timed_out,
        Peer::any,
        {"connect-timeout", "The connection to the upstream was not established in time."}},
    Row{connect,
        NetError::reset,
        Peer::any,
        {"reset-before-response",
         "The upstream reset the connection while it was being established."}},
    Row{connect,
        NetError::aborted,
        Peer::any,
        {"reset-before-response", "The connection was aborted while it was being established."}},
    Row{connect,
        NetError::broken_pipe,
        Peer::any,
        {"closed-before-response",
         "The upstream closed the connection as soon as it was established."}},
    Row{connect,
        NetError::end_of_file,
        Peer::any,
        {"closed-before-response",
         "The upstream closed the connection as soon as it was established."}},
    Row{connect,
        NetError::address_in_use,
        Peer::tcp,
        {"proxy-resources-exhausted", "No source port is left for this connection."}},
    Row{connect,
        NetError::invalid_argument,
        Peer::tcp,
        {"unusable-address",
         "Nothing can be connected to at this address: of network 0 (the place-holder of a "
         "balancer "
         "without an upstream), or a link-local one without its interface."}},
    Row{tls,
        NetError::timed_out,
        Peer::any,
        {"tls-handshake-timeout", "The TLS handshake with the upstream was not finished in time."}},
    Row{tls,
        NetError::reset,
        Peer::any,
        {"tls-handshake-failure reset-before-response",
         "The upstream reset the connection in the TLS handshake."}},
    Row{tls,
        NetError::aborted,
        Peer::any,
        {"tls-handshake-failure", "The connection was aborted in the TLS handshake."}},
    Row{tls,
        NetError::broken_pipe,
        Peer::any,
        {"tls-handshake-failure", "The upstream closed the connection in the TLS handshake."}},
    Row{tls,
        NetError::end_of_file,
        Peer::any,
        {"tls-handshake-failure sni-required",
         "The upstream closed the connection in the TLS handshake."}},
    Row{send,
        NetError::timed_out,
        Peer::any,
        {"request-send-timeout", "The upstream did not read the request in time."}},
    // The connection stands, and a security policy of this system forbids to use it.
    Row{send,
        NetError::permission_denied,
        Peer::unix_socket,
        {"connect-not-permitted unix-socket-permission",
         "The local system forbids to write to this socket (SELinux, seccomp)."}},
    Row{header,
        NetError::permission_denied,
        Peer::unix_socket,
        {"connect-not-permitted unix-socket-permission",
         "The local system forbids to read from this socket (SELinux, seccomp)."}},
    Row{body,
        NetError::permission_denied,
        Peer::unix_socket,
        {"connect-not-permitted unix-socket-permission",
         "The local system forbids to read from this socket (SELinux, seccomp)."}},
    Row{body,
        NetError::timed_out,
        Peer::any,
        {"stalled-response", "The response began, then stopped coming."}},
    Row{body,
        NetError::reset,
        Peer::any,
        {"truncated-body reset-before-response",
         "The upstream reset the connection in the middle of the response."}},
    Row{body,
        NetError::broken_pipe,
        Peer::any,
        {"truncated-body", "The connection broke in the middle of the response."}},
    Row{body,
        NetError::end_of_file,
        Peer::any,
        {"truncated-body", "The upstream closed the connection in the middle of the response."}},
    Row{body,
        NetError::aborted,
        Peer::any,
        {"truncated-body", "The connection was aborted in the middle of the response."}},
    Row{none,
        NetError::refused,
        Peer::unix_socket,
        {"unix-socket-refused", "The socket file is there and nothing listens on it."}},
    Row{none,
        NetError::refused,
        Peer::any,
        {"connection-refused",
         "The upstream refuses connections: nothing listens there, or a firewall rejects."}},
    Row{none,
        NetError::timed_out,
        Peer::any,
        {"response-timeout", "The upstream did not answer in time."}},
    Row{none,
        NetError::try_again,
        Peer::any,
        {"response-timeout", "The upstream did not answer in time."}},
    Row{none,
        NetError::reset,
        Peer::any,
        {"reset-before-response", "The upstream reset the connection before it answered."}},
    Row{none,
        NetError::aborted,
        Peer::any,
        {"reset-before-response closed-before-response",
         "The connection to the upstream was aborted before it answered."}},
    Row{none,
        NetError::broken_pipe,
        Peer::any,
        {"closed-before-response reset-before-response",
         "The upstream closed the connection while the request was sent."}},
    Row{none,
        NetError::end_of_file,
        Peer::any,
        {"closed-before-response", "The upstream closed the connection before it answered."}},
    Row{none,
        NetError::host_unreachable,
        Peer::any,
        {"host-unreachable", "The network says that the upstream's host cannot be reached."}},
    Row{none,
        NetError::network_unreachable,
        Peer::any,
        {"network-unreachable", "There is no route to the upstream's network."}},
    Row{none,
        NetError::permission_denied,
        Peer::tcp,
        {"connect-not-permitted path-blocked",
         "The local system forbids this connection (SELinux, a local firewall)."}},
    Row{none,
        NetError::not_permitted,
        Peer::tcp,
        {"connect-not-permitted path-blocked",
         "The local system forbids this connection (a local firewall, seccomp)."}},
    Row{none,
        NetError::no_local_address,
        Peer::any,
        {"proxy-resources-exhausted",
         "No source port is left, or the source address is not on this host."}},
    Row{none,
        NetError::too_many_files,
        Peer::any,
        {"proxy-resources-exhausted", "The process has no file descriptor left."}},
    Row{none,
        NetError::no_buffers,
        Peer::any,
        {"proxy-resources-exhausted", "The system has no memory left for this socket."}},
    Row{none,
        NetError::family_unsupported,
        Peer::any,
        {"address-family-broken network-unreachable",
         "The system does not have this address family."}},
};

// What the words of phase_of() mean, the innermost phase first.
struct PhaseWords {
  std::string_view text;
  FaultPhase phase;
};

constexpr std::array phase_words{
    PhaseWords{"lookup ", resolve},
    PhaseWords{"resolv", resolve},
    PhaseWords{"getaddrinfo", resolve},
    PhaseWords{"handshake", tls},
    PhaseWords{"waiting for connection", connect},
    PhaseWords{"read tcp ", header}, // Go: with both addresses, so the connection stood
    PhaseWords{"write tcp ", send},
    PhaseWords{"dial ", connect},
    PhaseWords{"connect ", connect},
    PhaseWords{"connect:", connect},
    PhaseWords{"connect(", connect},
    PhaseWords{"connecting", connect},
    PhaseWords{"connection to ", connect},
    PhaseWords{"connection timed out", connect},
    PhaseWords{"connectexception", connect},
    PhaseWords{"connecterror", connect},
    PhaseWords{" write ", send},
    PhaseWords{"write:", send},
    PhaseWords{"writing", send},
    PhaseWords{"sending", send},
    PhaseWords{" read ", header},
    PhaseWords{"read:", header},
    PhaseWords{"reading", header},
    PhaseWords{"await", header},
    PhaseWords{"recv", header},
};

constexpr std::array<std::string_view, 8> tls_words{
    "ssl", "tls", "x509", "cert", "handshake", "depth_zero", "unable_to_", "https client"};

bool is_tls_text(std::string_view text) {
  return std::ranges::any_of(tls_words, [text](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

// True if `text` has an IPv6 address with a port: `[2001:db8::5]:80`, `::1:3000`.
bool speaks_of_ipv6(std::string_view text) {
  const std::size_t closing = text.find("]:");
  const std::size_t opening =
      closing == std::string_view::npos ? closing : text.rfind('[', closing);
  return text.find(" ::1:") != std::string_view::npos ||
         (opening != std::string_view::npos &&
          text.substr(opening, closing - opening).find(':') != std::string_view::npos);
}

} // namespace

bool may_speak_of_tls(const TextParts& parts) {
  return std::ranges::any_of(tls_words,
                             [&](std::string_view word) { return parts.may_have(word); });
}

std::optional<ErrorMeaning> tls_meaning(std::string_view text) {

  if (!is_tls_text(text)) {
    return std::nullopt;
  }
  const LogPattern* row = find_pattern(tls_logs(), text).row;
  return row == nullptr ? std::nullopt : std::optional(ErrorMeaning{row->ids, row->meaning});
}

std::optional<ErrorMeaning>
error_meaning(std::string_view text, FaultPhase phase, bool unix_socket, ErrorWords words) {
  if (const auto tls_error = tls_meaning(text)) {
    return tls_error;
  }
  if (phase == resolve || phase == connect || phase == none) {
    if (const LogPattern* row = find_pattern(resolver_logs(), text).row) {
      return ErrorMeaning{row->ids, row->meaning};
    }
  }
  const NetError error = words == ErrorWords::named ? named_net_error(text) : net_error(text);
  if (error == NetError::none) {
    return std::nullopt;
  }
  if (phase == resolve) {
    return ErrorMeaning{"dns-timeout dns-servfail",
                        "The name server cannot be reached or does not answer."};
  }
  if (error == NetError::no_local_address && speaks_of_ipv6(text)) {
    return ErrorMeaning{"address-family-broken proxy-resources-exhausted",
                        "This system has no IPv6 address to connect from."};
  }
  const Peer peer = unix_socket ? Peer::unix_socket : Peer::tcp;
  for (const Row& row : rows) {
    if (row.phase != none && row.phase != phase) {
      continue;
    }
    if (row.error == error && (row.peer == Peer::any || row.peer == peer)) {
      return row.meaning;
    }
  }
  return std::nullopt;
}

FaultPhase phase_of(std::string_view text) {
  const TextParts parts(text);
  for (const PhaseWords& row : phase_words) {
    if (parts.may_have(row.text) && text.find(row.text) != std::string_view::npos) {
      return row.phase;
    }
  }
  return none;
}

} // namespace gwdiag
