// SPDX-License-Identifier: Apache-2.0
#include "proxies/logged_as.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace gwdiag {

namespace {

struct Row {
  Fault fault;
  std::string_view ids;          // a space between
  std::string_view product = {}; // empty: any
};

// What is not understood is called by where reading stopped, or by how the peer left.
constexpr std::string_view of_a_message =
    "malformed-status-line malformed-header not-http http09-response application-protocol-error "
    "http2-protocol-error closed-before-response reset-before-response truncated-headers "
    "truncated-body";
// A peer that is not trusted is left before the request is sent, and the request fails with it.
constexpr std::string_view of_tls =
    "tls-handshake-failure closed-before-response reset-before-response";
constexpr std::string_view of_an_end =
    "closed-before-response reset-before-response truncated-headers keepalive-race worker-killed";

constexpr std::array rows{
    Row{Fault::name_unresolved, "dns-nxdomain dns-no-address dns-servfail dns-timeout"},
    Row{Fault::connect_refused, "connection-refused unix-socket-missing unix-socket-refused"},
    Row{Fault::connect_timeout, "connect-timeout host-unreachable"},
    Row{Fault::unreachable, "host-unreachable network-unreachable connect-not-permitted"},
    Row{Fault::tls_failure, of_tls},
    Row{Fault::tls_unverified, of_tls},
    Row{Fault::tls_not_spoken, of_tls},
    Row{Fault::closed, of_an_end},
    Row{Fault::reset, of_an_end},
    Row{Fault::answer_timeout, "response-timeout proxy-timeout-too-short slow-response"},
    Row{Fault::send_timeout, "request-send-timeout response-timeout reset-before-response"},
    Row{Fault::stalled_head, "response-timeout stalled-response truncated-headers"},
    Row{Fault::truncated_head,
        "truncated-headers malformed-header closed-before-response "
        "reset-before-response"},
    Row{Fault::stalled_body, "stalled-response response-timeout truncated-body"},
    Row{Fault::truncated_body, "truncated-body"},
    Row{Fault::head_too_big, "header-buffer-exceeded header-too-large malformed-header"},
    Row{Fault::too_many_headers, "too-many-headers header-too-large malformed-header"},
    Row{Fault::no_live_upstream, "no-live-upstream"},
    // Whoever cannot be reached is taken out, and then nobody is left.
    Row{Fault::name_unresolved, "no-live-upstream"},
    Row{Fault::connect_refused, "no-live-upstream"},
    Row{Fault::connect_timeout, "no-live-upstream"},
    Row{Fault::unreachable, "no-live-upstream"},
    Row{Fault::early_response,
        "early-response closed-before-response reset-before-response "
        "truncated-body"},
    Row{Fault::garbage, of_a_message},
    // SC: the connection with all its layers did not come about (src/backend.c, back_handle_st_rdy
    // waits for the handshakes and the multiplexer as well).
    Row{Fault::connect_timeout, "connection-refused", "haproxy"},
    Row{Fault::unreachable, "connection-refused", "haproxy"},
    Row{Fault::tls_failure, "connection-refused", "haproxy"},
    Row{Fault::tls_unverified, "connection-refused", "haproxy"},
    Row{Fault::tls_not_spoken, "connection-refused", "haproxy"},
    Row{Fault::garbage, "connection-refused", "haproxy"},
};

} // namespace

bool logs_as(std::string_view product, Fault fault, std::string_view id) {
  return std::ranges::any_of(rows, [&](const Row& row) {
    return row.fault == fault && (row.product.empty() || row.product == product) &&
           std::ranges::any_of(split(row.ids, ' '),
                               [&](std::string_view one) { return one == id; });
  });
}

} // namespace gwdiag
