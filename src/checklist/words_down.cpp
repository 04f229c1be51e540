// SPDX-License-Identifier: Apache-2.0
#include "checklist/groups.hpp"

// clang-format off
namespace gwdiag::words {

std::vector<CauseWords> upstream_down() {
  return {
      {"connection-refused", "upstream-down", "connection_refused",
       "The upstream refuses connections",
       "The upstream's machine answers the connect with a reset at once: nothing listens on this "
       "address and port, or a firewall rejects on its behalf. Most often the application has "
       "crashed, was never started, or listens on another port or only on loopback. Inside a "
       "container, localhost is the container itself and not the machine around it. It is no "
       "permission problem: that would be \"permission denied\", never \"refused\".",
       "maybe", "1 2 3 5",
       {running,
        {0, "See what does listen {there}: another port, or loopback only, explains the refusal",
         "ss -ltnp"},
        configured,
        {3, "", "journalctl --since=-30min -p warning"},
        restarted}},

      {"unix-socket-missing", "upstream-down", "", "The socket file does not exist",
       "The path that the proxy connects to is not in the file system (ENOENT). The application is "
       "not running, creates its socket elsewhere, or removed it when it stopped; a service with "
       "PrivateTmp=yes has a /tmp of its own, and a container has a file system of its own. "
       "Permissions would show as EACCES instead.",
       "maybe", "1 2 5",
       {{1, "", "ss -xlp"},
        {0, "Follow the path: the first part that is missing tells why", "namei -l {socket}"},
        configured,
        restarted}},

      {"unix-socket-refused", "upstream-down", "connection_refused",
       "The socket file is there, but nothing listens on it",
       "A socket file outlives the process that made it: the connect finds the file and is refused "
       "because no process holds it open for listening. The application crashed, was killed, or is "
       "starting up again. Deleting the file by hand does not help; the application makes a new "
       "one when it starts.",
       "maybe", "1 3 5",
       {running,
        {0, "See who made the file and when", "ls -l {socket}"},
        logged,
        restarted}},

      {"closed-before-response", "upstream-down", "connection_terminated",
       "The upstream closes the connection without a response",
       "The connection is accepted, the request is taken, and the upstream closes in order without "
       "sending one byte. Usual makers: the process or its worker dies while it handles the "
       "request, a time limit inside the application server ends it (two minutes in older Node "
       "versions), or the port expects another protocol. It looks like a network fault at the "
       "proxy, yet the network delivered everything.",
       "maybe", "1 3 5",
       {running,
        {0, "Ask the upstream without the proxy, and watch how the connection ends", "{ask}"},
        logged,
        {0,
         "If it ends after a round number of seconds, look for that limit in the application "
         "server, not in the proxy",
         ""},
        restarted}},

      {"reset-before-response", "upstream-down", "connection_terminated",
       "The upstream resets the connection without a response",
       "The connection is accepted and then torn down with RST before one byte of response. The "
       "process crashed with the request unread, its listen queue was dropped by a restart, an "
       "access list such as listen.allowed_clients turns the peer away, or a middlebox cut in. "
       "Whether FIN or RST is seen can be a matter of timing.",
       "maybe", "1 3 5",
       {running,
        {0, "Ask the upstream without the proxy, and watch how the connection ends", "{ask}"},
        logged,
        {0, "Look for crashes that only the kernel {there} reports",
         "journalctl -k --since=-1h -g 'segfault|killed process|traps:'"},
        restarted}},

      {"upstream-error-status", "upstream-down", "",
       "The upstream itself answers with a server error",
       "The response is whole and valid, and its status is an error, 5xx or one that was not "
       "expected: the application failed, and the proxy passes that on faithfully. Usual makers are an exception, a dependency such as the "
       "database that is down, or maintenance mode. A 502 of this kind may come from yet another "
       "gateway behind the upstream; the proxy in front is not at fault.",
       "maybe", "3 5",
       {logged,
        {0, "Ask the upstream without the proxy: the same status confirms who fails", "{ask}"},
        restarted}},

      {"upstream-restarting", "upstream-down", "",
       "The upstream is restarting",
       "It answers, then refuses, then answers again. A deploy or a reload cuts requests in "
       "flight, a boot is still going on, or the process crashes and its supervisor starts it over "
       "and over. A crash loop passes for a flaky network until somebody looks at the start time "
       "of the process.",
       "yes", "1 3",
       {running,
        {0, "Count the restarts, with systemd and with containers",
         "systemctl list-units --type=service --state=activating,failed"},
        {3, "",
         "journalctl --since=-30min -g 'Started|Stopped|Main process exited|Scheduled restart'"},
        {0,
         "Let the old process finish its requests before it goes: a graceful reload, a drain time, "
         "a readiness check", ""}}},

      {"worker-killed", "upstream-down", "connection_terminated",
       "The application server kills its worker at a time limit",
       "The request outlives a limit inside the application server (gunicorn's timeout of 30 s, "
       "uWSGI's harakiri, php-fpm's request_terminate_timeout), which kills the worker and the "
       "connection with it. The proxy sees an early close, so it answers 502 where a slow upstream "
       "would have given 504. gunicorn's hint \"Perhaps out of memory?\" after its own timeout "
       "line is no sign of a lack of memory.",
       "no", "3 4",
       {{3, "",
         "journalctl --since=-1h -g 'WORKER TIMEOUT|HARAKIRI|execution timed out|terminating'"},
        {0,
         "Find out what the request waits for; then raise the server's own limit above the longest "
         "honest request, and keep it below the proxy's",
         ""},
        timeouts}},
  };
}

} // namespace gwdiag::words
