// SPDX-License-Identifier: Apache-2.0
#include "checklist/groups.hpp"

// clang-format off
namespace gwdiag::words {

std::vector<CauseWords> out_of_memory() {
  return {
      {"oom-killed", "upstream-out-of-memory", "",
       "The kernel killed the upstream for lack of memory",
       "The machine or the container's memory limit was used up, and the kernel killed the "
       "process: connections break in the middle, then are refused. The application cannot log its "
       "own death; only the kernel's and the supervisor's logs show it (exit code 137). An "
       "application server that kills its worker for being slow is another matter, even if it "
       "wonders about memory.",
       "maybe", "3 5",
       {{3, "", "journalctl -k --since=-1h -g 'oom|Killed process|Memory cgroup out of memory'"},
        {0, "See the limit and the use of memory by service", "systemd-cgtop -m -n 1 --depth=3"},
        restarted,
        {0,
         "Give it more memory, fewer workers, or find the leak: a restart alone only starts the "
         "clock again", ""}}},

      {"memory-pressure", "upstream-out-of-memory", "",
       "The upstream's machine is short of memory",
       "Memory is near its limit, or processes stall while the kernel frees some: everything "
       "becomes slow before anything is killed. Swapping workers look like hanging ones, so "
       "timeouts are raised in vain. Too many workers for the machine are the usual reason.",
       "maybe", "3 5",
       {logged,
        {0, "See free memory {there}, and how much time is lost waiting for it",
         "free -m; cat /proc/pressure/memory"},
        restarted}},
  };
}

std::vector<CauseWords> cdn() {
  return {
      {"cdn-origin-unreachable", "cdn", "destination_unavailable",
       "The CDN says that it cannot connect to the origin",
       "The page is the CDN's own and names the leg between CDN and origin: refused (Cloudflare "
       "521), no route (523), no such name (530 with 1016), no tunnel (1033). The origin's server "
       "is down, or its firewall does not let the CDN's addresses in, which a test from elsewhere "
       "does not show.",
       "maybe", "1 2",
       {running,
        {0, "Ask the origin past the CDN", "{ask_origin}"},
        configured,
        {0, "Let the CDN's published address ranges through firewall, fail2ban and rate limits",
         ""}}},

      {"cdn-origin-timeout", "cdn", "http_response_timeout",
       "The CDN says that the origin is too slow",
       "The CDN waited longer for the origin than it is willing to, for a connection (Cloudflare "
       "522) or for an answer (524 after 100 to 125 s, CloudFront 504 after 30 s, Fastly \"first "
       "byte timeout\" after 15 s). The origin works on something long, is overloaded, or drops "
       "the CDN's packets. Timeouts in the proxies behind the CDN cannot lengthen the CDN's own.",
       "maybe", "1 2",
       {running,
        {0, "Time the origin past the CDN", "{ask_origin}"},
        configured,
        {0, "Answer long jobs at once and report their progress by a second request", ""}}},

      {"cdn-origin-tls", "cdn", "",
       "The CDN says that TLS to the origin fails",
       "The handshake between CDN and origin fails (Cloudflare 525), or the origin's certificate "
       "is not accepted (526). The certificate that visitors see is the CDN's and says nothing "
       "about the origin's, which may have expired, carry another name or be missing altogether.",
       "no", "1 2",
       {{1, "", "{listening}"},
        {0, "Read the certificate of the origin itself", "{certificate}"},
        configured}},

      {"cdn-origin-invalid", "cdn", "http_protocol_error",
       "The CDN says that the origin's answer makes no sense",
       "The origin was reached, and answered nothing, a broken message or headers beyond the CDN's "
       "limit (Cloudflare 520). A crash in the application, a firewall that cuts the CDN off in "
       "the middle, or cookies that grew too large are the usual makers.",
       "maybe", "1 2",
       {running,
        {0, "Look at the origin's raw answer past the CDN", "{ask_origin}"},
        configured}},

      {"cdn-provider-failure", "cdn", "proxy_internal_error",
       "The fault lies inside the CDN or the provider",
       "The answer names the provider's own network, capacity or account state rather than the "
       "origin. The origin is well when it is asked past the CDN. Nothing on one's own machines "
       "changes it.",
       "yes", "1 2",
       {running,
        {0, "Make sure that the origin is well", "{ask_origin}"},
        {2, "", ""},
        {0,
         "Look at the provider's status page and account notices, and give the support the request "
         "id of the answer (CF-RAY, X-Amz-Cf-Id, X-Served-By)",
         "{ask_proxy_head}"}}},
  };
}

std::vector<CauseWords> intermittent() {
  return {
      {"unexplained", "intermittent", "", "It fails, and no rule explains how",
       "What was seen is listed, and fits none of the documented causes. The next thing to read is "
       "what the proxy itself wrote at that moment.",
       "maybe", "3",
       {{3, "", "{logs}"},
        {0, "Read the proxy's error log of the same second", "{proxy_log}"},
        {0, "Let the proxy's log name what it met", "gwdiag logs {error_log}"}}},

      {"intermittent", "intermittent", "", "It fails now and then",
       "The same question was answered well and badly within moments, and the samples do not show "
       "why. A pool with one bad member, an idle connection closed at the wrong moment, or a queue "
       "that fills up for seconds are the usual makers.",
       "maybe", "3 4",
       {{3, "", "{logs}"},
        {0, "Take more samples, to see which address fails and when", "{check} --samples 20"},
        timeouts}},
  };
}

} // namespace gwdiag::words
