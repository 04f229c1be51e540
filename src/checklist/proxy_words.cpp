// SPDX-License-Identifier: Apache-2.0
#include "checklist/proxy_words.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace gwdiag {

namespace {

// clang-format off
constexpr ProxyWords rows[] = {
    {"connection-refused unix-socket-refused unix-socket-missing", "",
     "Nothing listens at the proxy's own address, or a firewall in front of it rejects. The proxy "
     "is stopped, could not start because of an error in its configuration, or listens elsewhere. "
     "No upstream can be the reason: none was asked.",
     {0, "See what does listen on the proxy's machine", "ss -ltnp"}},
    {"closed-before-response reset-before-response", "",
     "The proxy takes the request and ends the connection without one byte of answer. A worker of "
     "it crashed, or a rule or a limit drops the client (\"return 444\" in nginx). Some proxies "
     "also pass on in this way that their upstream broke a connection which was kept alive.",
     {0, "Ask the proxy by hand, and watch how the connection ends", "{ask}"}},
    {"response-timeout stalled-response", "The proxy does not answer in time",
     "The proxy accepts the request, and no whole answer comes in the time allowed here. It may "
     "still be waiting for its upstream, with more patience than this check has, or all of its own "
     "workers are busy.",
     {0, "Ask the proxy by hand, with more patience: does it answer in the end?", "{ask}"}},
    {"slow-response slow-under-load", "",
     "The proxy's answer is valid and late. The time goes into the proxy's own queue or into "
     "waiting for its upstream; asking the upstream directly tells them apart.",
     {0, "Time the same request several times", "{ask_time}"}},
    {"connect-timeout accept-queue-full host-unreachable network-unreachable path-blocked "
     "connect-not-permitted", "",
     "The connection to the proxy's own address is not made, so that nothing behind it can be "
     "judged from here. Its machine is down or has another address, a firewall drops the packets, "
     "or there is no route from this place.",
     {0, "Which way do the packets go from here", "ip route get {address}"}},
    {"dns-*", "",
     "This is the proxy's own name, as its clients look it up. Without an address for it no "
     "request is sent, and every user who asks the same name servers has the same trouble.",
     {0, "Ask the name servers, then the way the system asks", "dig {name}; getent ahosts {name}"}},
    {"tls-cert-*", "",
     "This is the certificate that the proxy shows to its own clients, before any upstream is "
     "asked. It is set where the proxy terminates TLS; a proxy that was not reloaded goes on "
     "serving the old one after a renewal.",
     {0, "Read the certificate that this connection is served", "{certificate}"}},
    {"tls-protocol-mismatch", "Client and proxy share no TLS version",
     "The proxy takes none of the TLS versions that were offered to it. Nothing behind the proxy "
     "has a part in it.",
     {0, "Run the handshake by hand, and read the alert", "{handshake}"}},
    {"tls-cipher-mismatch", "Client and proxy share no cipher suite",
     "The proxy takes none of the cipher suites that were offered to it. Nothing behind the proxy "
     "has a part in it.",
     {0, "Run the handshake by hand, and read the alert", "{handshake}"}},
    {"tls-client-cert-required", "The proxy demands a client certificate",
     "The proxy wants its clients to show a certificate. Give one with --cert and --key, or ask a "
     "listener that wants none.",
     {0, "See which authorities the proxy accepts", "{handshake}"}},
    {"tls-*", "",
     "The TLS handshake with the proxy itself is what fails, before any request: its listener, its "
     "certificate setup or a device in front of it.",
     {0, "Run the handshake by hand, and read the alert", "{handshake}"}},
    {"plain-http-to-tls-port", "The proxy's port speaks TLS and was asked in plain HTTP",
     "The proxy's listener wants https. The URL has the wrong scheme or port, or what should "
     "terminate TLS in front of it is missing.",
     {0, "See that the port completes a TLS handshake",
      "{handshake}"}},
    {"tls-to-plain-http-port", "The proxy's port speaks plain HTTP and was asked with TLS",
     "The proxy's listener has no TLS. The URL has the wrong scheme or port, or the listener lost "
     "its certificate.",
     {0, "See that the port answers plain HTTP",
      "curl -sv -o /dev/null --max-time 10 http://{authority}/"}},
    {"protocol-mismatch not-http http09-response", "",
     "What answers at the proxy's address is no HTTP proxy, or its answer is none that a client "
     "can read. The port is another service's, or the proxy passes on raw what an upstream sent "
     "it.",
     {0, "See which process owns the port", "{listening}"}},
    {"proxy-protocol-expected", "The proxy waits for a PROXY protocol header",
     "The proxy's listener closes connections that do not begin with a PROXY line: it expects a "
     "load balancer in front of it, and direct clients cannot use it. Ask through that load "
     "balancer, or give the check the header too.",
     {0, "Ask with the header", "{check} --proxy-protocol 1"}},
    {"proxy-protocol-unexpected host-rejected sni-required", "",
     "The proxy itself refuses what it is asked: another host name, server name or preamble is "
     "needed to reach the site. Clients that use the right name are not affected.",
     {0, "Ask by hand, and compare with what clients send", "{ask}"}},
    {"connection-limit", "A limit of the proxy's own refuses the request",
     "The proxy lets so many requests or connections of a client pass and refuses the rest at once, "
     "before any upstream is asked. The upstream has no part in it, and a longer timeout changes "
     "nothing: the client asks less often, or the limit or its burst is raised.",
     {0, "Find the limit in the proxy's configuration; its log names the zone (limit_req and "
         "limit_conn in nginx)", ""},
     4},
    {"", "",
     "It is the proxy's own answer, as its clients get it, that shows this. Whether the proxy "
     "makes the fault or passes on what an upstream did is told by asking the upstream directly, "
     "and by the proxy's log.",
     {0, "Look at the proxy's raw answer", "{ask_raw}"}},
};

// clang-format on

bool matches(std::string_view ids, std::string_view id) {
  return std::ranges::any_of(split(ids, ' '), [&](std::string_view pattern) {
    return pattern == id ||
           (pattern.ends_with('*') && id.starts_with(pattern.substr(0, pattern.size() - 1)));
  });
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

} // namespace

const ProxyWords* proxy_words(const CauseWords& words) {
  for (const ProxyWords& row : rows) {
    if (!row.ids.empty() && matches(row.ids, words.id)) {
      return &row;
    }
  }
  const bool either = words.checklist == "invalid-response" || words.checklist == "upstream-down";
  return either ? &rows[std::size(rows) - 1] : nullptr;
}

std::string proxy_title(const ProxyWords& proxy, const CauseWords& words) {
  std::string title(proxy.title.empty() ? words.title : proxy.title);
  replace_all(title, "The upstream", "The proxy");
  replace_all(title, "the upstream", "the proxy");
  return title;
}

CauseWords::Step proxy_step(int number) {
  static constexpr std::array<CauseWords::Step, 5> steps{{
      {1, "Verify that the proxy itself is running", "{listening}"},
      {2, "Check the proxy's configuration for the address, port and certificate it serves", ""},
      {3, "Review the proxy's logs for crash or error messages", "{proxy_log}"},
      {4, "Increase the proxy's timeouts if the upstream is slow", "{timeout_check}"},
      {5, "Restart the proxy, once its logs are read", ""},
  }};
  return number >= 1 && number <= 5 ? steps[static_cast<std::size_t>(number - 1)]
                                    : CauseWords::Step{};
}

} // namespace gwdiag
