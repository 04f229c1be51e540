// SPDX-License-Identifier: Apache-2.0
#include "checklist/groups.hpp"

// clang-format off
namespace gwdiag::words {

std::vector<CauseWords> upstream_overloaded() {
  return {
      {"response-timeout", "upstream-overloaded", "http_response_timeout",
       "The upstream accepts the request and never answers",
       "The connection stands, the request is delivered, and no byte of response comes in the time "
       "allowed. Every worker is busy or stuck: a lock, a slow query, a call to a third system "
       "that does not answer. A port that speaks another protocol and waits for its own greeting "
       "looks the same, so make sure that it is the right port.",
       "maybe", "3 4 5",
       {logged,
        {0, "See how many connections are waiting to be accepted (Recv-Q) and how many are open",
         "{listening}"},
        timeouts,
        restarted}},

      {"slow-response", "upstream-overloaded", "http_response_timeout",
       "The upstream answers, but too slowly",
       "A valid response comes, later than the proxy waits or than counts as slow here. The time "
       "is spent inside the application: queries, calls to other services, a cold start. A longer "
       "timeout hides it for a while; the same slowness under load ends as no answer at all.",
       "maybe", "3 4",
       {logged,
        {0, "Time the same request several times without the proxy", "{ask_time}"},
        timeouts}},

      {"stalled-response", "upstream-overloaded", "connection_read_timeout",
       "The response starts and then stops coming",
       "Some bytes of the response arrive, then silence with the connection still open. The "
       "application blocks while it writes (a stream that waits for its source, a worker that "
       "hangs), or full-sized packets vanish on the way. With the head already passed on, the "
       "proxy cannot answer 504 any more: the client sees a page that never ends.",
       "maybe", "3 4",
       {logged,
        {0,
         "Compare a small and a large answer: if only the large one stalls, suspect the MTU of the "
         "path",
         "{ask}"},
        timeouts}},

      {"accept-queue-full", "upstream-overloaded", "connection_timeout",
       "The upstream's listen queue is full",
       "The process lives but does not accept connections fast enough: the kernel drops new SYNs, "
       "which looks like a connect timeout, or answers EAGAIN (11) on a Unix socket. All workers "
       "are busy, often behind one slow page. \"Resource temporarily unavailable\" is not a matter "
       "of permissions, and a larger net.core.somaxconn does nothing unless the application asks "
       "for a larger backlog too.",
       "maybe", "1 3 5",
       {running,
        {0,
         "Recv-Q near Send-Q on the listening line is a full queue; the kernel counts the "
         "overflows",
         "nstat -az TcpExtListenOverflows TcpExtListenDrops"},
        {3, "", "journalctl --since=-1h -g 'max_children|listen queue|backlog|server reached'"},
        {0, "Add workers, or make the slow request faster; only then lengthen the queue", ""},
        restarted}},

      {"slow-under-load", "upstream-overloaded", "",
       "The upstream slows down with a handful of requests",
       "One request at a time is fast, a few at once are not: requests queue for workers, threads, "
       "a lock or a pool of database connections. The proxy reports timeouts only at busy hours, "
       "so a single check by hand finds nothing.",
       "maybe", "3 4",
       {logged,
        {0, "Watch load, memory and waiting {there} while it is busy",
         "vmstat 1 5"},
        timeouts}},

      {"connection-limit", "upstream-overloaded", "connection_limit_reached",
       "A limit on connections, workers or a queue is reached",
       "A cap says no before the request gets anywhere: max_conns or maxconn and its queue, a "
       "circuit breaker, pm.max_children, a server's request queue. It protects what stands behind "
       "it; raising it helps only if that has room left. Requests fail at once or after exactly "
       "the queue's time.",
       "maybe", "3 4",
       {{3, "",
         "journalctl --since=-1h -g 'max_children|maxconn|queue full|overflow|too many conn'"},
        {0, "Count the connections that are open now",
         "ss -tn state established '( sport = :{port} )' | wc -l"},
        timeouts}},

      {"request-send-timeout", "upstream-overloaded", "connection_write_timeout",
       "The upstream does not read the request",
       "The connection is accepted, but the request stays in the send buffer: the upstream's "
       "window is closed or it never reads. A worker accepted the connection and hangs, or a large "
       "upload meets an application that does not consume the body. It is the write that times out "
       "here, not the answer.",
       "maybe", "3 4",
       {logged,
        {0, "Unread bytes show as Recv-Q on the upstream's side of the connection",
         "ss -tnp '( sport = :{port} )'"},
        timeouts}},
  };
}

} // namespace gwdiag::words
