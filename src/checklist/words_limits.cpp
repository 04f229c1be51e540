// SPDX-License-Identifier: Apache-2.0
#include "checklist/groups.hpp"

// clang-format off
namespace gwdiag::words {

std::vector<CauseWords> wrong_limits() {
  return {
      {"header-buffer-exceeded", "proxy-misconfigured", "http_response_header_section_size",
       "The response head is larger than the proxy's buffer",
       "The response is valid, but its status line and headers together do not fit the buffer that "
       "the proxy has for them. Cookies and tokens are the usual makers, so it hits some users, or "
       "everybody after single sign-on. The limits for the request's headers "
       "(client_header_buffer_size and its like) are the wrong side.",
       "no", "2 3",
       {configured,
        {0, "Measure the head of the response in bytes", "{ask_head}"},
        logged,
        {0, "The proxy's log names the response that was too large", "{proxy_log}"},
        {0, "Send less: smaller cookies, a session kept on the server", ""}}},

      {"proxy-timeout-too-short", "proxy-misconfigured", "http_response_timeout",
       "The proxy gives up sooner than the upstream answers",
       "Asked directly, the upstream answers well; through the proxy the request ends in an error "
       "after exactly the proxy's own limit. Reports, exports and uploads take longer than a limit "
       "made for pages. The application goes on working on a request that nobody waits for.",
       "no", "2 4",
       {configured,
        {0, "Time the same request several times without the proxy", "{ask_time}"},
        timeouts}},

      {"keepalive-race", "proxy-misconfigured", "connection_terminated",
       "The upstream closes idle connections that the proxy reuses",
       "The upstream ends an idle connection sooner (Node 5 s, gunicorn 2 s, nginx 75 s) than the "
       "proxy stops using it, and now and then a request is sent into the closing connection: a "
       "reset or close at once, with an upstream time of a millisecond or two. The application "
       "logs nothing, and direct requests always work. Proxies that repeat a GET by themselves "
       "fail only for what may not be repeated, as POST. In Node, headersTimeout closes too, even "
       "when keepAliveTimeout was raised.",
       "maybe", "2 4",
       {configured,
        {0, "Measure after how long the upstream closes an idle connection",
         "gwdiag probe {upstream} --keepalive 75s"},
        timeouts,
        {0,
         "Make the upstream keep idle connections longer than the proxy reuses them, or the proxy "
         "stop sooner", ""}}},

      {"no-live-upstream", "proxy-misconfigured", "destination_unavailable",
       "The proxy has taken every upstream out of rotation",
       "The proxy answers at once without asking anybody: each member failed its health check or "
       "its last requests and is left out for a while (10 s in nginx, 60 s in Apache). It is the "
       "consequence of an earlier fault: the first error before it says which. An upstream that is "
       "well again stays out until that time is over.",
       "yes", "1 2",
       {running,
        configured,
        {0, "Find the first failure of each member in the proxy's error log", "{proxy_log}"}}},

      {"no-upstream-configured", "proxy-misconfigured", "destination_not_found",
       "There is no upstream to send the request to",
       "No route matches, the pool is empty, or the name of a cluster or backend leads nowhere. No "
       "connection was tried: the answer comes in no time. Service discovery that has lost its "
       "source, or a label that was misspelt, empties a pool that looks right in the file.",
       "no", "2",
       {configured,
        {0, "The proxy's log says which route or pool it missed", "{proxy_log}"}}},

      {"request-too-large", "proxy-misconfigured", "http_request_error",
       "The request exceeds a limit on the way",
       "The request cannot be passed on: its headers or its body are larger than the proxy or the "
       "application server takes (4 kB in uWSGI, 8 or 16 kB in Node). Browsers with many cookies "
       "meet it first; a request without cookies works.",
       "no", "2",
       {configured,
        {0, "Ask without cookies, and compare", "{ask}"}}},

      {"script-not-found", "proxy-misconfigured", "",
       "FastCGI does not find the script",
       "The application server runs and answers \"File not found.\" or \"Primary script unknown\": "
       "the SCRIPT_FILENAME that the proxy sends does not exist for it. Document root and "
       "container path differ between the two, or a directory on the way may not be searched.",
       "no", "2",
       {configured,
        {0, "See which path the proxy sends",
         "grep -rnsE 'SCRIPT_FILENAME|fastcgi_param|root ' /etc/nginx /etc/apache2"}}},

      {"health-check-failing", "proxy-misconfigured", "destination_unavailable",
       "The proxy's health check is refused by a healthy upstream",
       "Requests would be answered, but the health check asks for a path, Host, status or time "
       "that the upstream rightly does not give: a redirect to a login, a 404 on the default path, "
       "a PROXY header where none belongs. The proxy takes a good member out and answers 502 or "
       "503 in its stead.",
       "no", "2",
       {configured,
        {0, "Ask what the check asks, with its path and its Host", "{ask}"}}},

      {"response-refused-by-proxy", "proxy-misconfigured", "",
       "The proxy refuses a valid response on purpose",
       "A rule in the proxy forbids what the upstream sent or where it stands: a deny rule on "
       "responses, a filter for cacheable cookies, an access list of upstream addresses, a web "
       "application firewall. Both sides work as told.",
       "no", "2",
       {configured,
        {0, "The proxy's log names the rule", "{proxy_log}"}}},

      {"proxy-resources-exhausted", "proxy-misconfigured", "proxy_internal_error",
       "The proxy is out of descriptors, ports or memory",
       "The proxy fails before it can ask: \"too many open files\", \"cannot assign requested "
       "address\" (no source port left), worker connections used up. It follows the proxy's own "
       "load and not the upstream, which looks idle. Connections that are not kept alive use up "
       "source ports quickest.",
       "maybe", "2 3",
       {configured,
        {0, "Count sockets by state: tens of thousands in TIME-WAIT mean source ports run out",
         "ss -s"},
        logged,
        {0, "The proxy's own log has the message", "{proxy_log}"}}},
  };
}

} // namespace gwdiag::words
