// SPDX-License-Identifier: Apache-2.0
// Apache httpd: FastCGI, AJP, SCGI and uwsgi backends, mod_fcgid, mod_fastcgi, mod_wsgi, mod_jk,
// its own limits.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"failed to read fastcgi header",
     header,
     "closed-before-response reset-before-response",
     "The FastCGI application ended the connection without an answer.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] [client 192.0.2.7:51000] "
     "AH01067: Failed to read FastCGI header"},
    {"got bogus version",
     none,
     "protocol-mismatch application-protocol-error",
     "The backend does not speak FastCGI.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] [client 192.0.2.7:51000] "
     "AH01068: Got bogus version 72"},
    {"got bogus rid",
     none,
     "protocol-mismatch application-protocol-error",
     "The backend does not speak FastCGI.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] [client 192.0.2.7:51000] "
     "AH01069: Got bogus rid 21584"},
    {"got bogus record",
     none,
     "application-protocol-error",
     "The backend breaks the FastCGI protocol.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] AH01072: Got bogus record 84"},
    {"error parsing script headers",
     header,
     "malformed-header application-protocol-error",
     "The application's headers are malformed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] [client 192.0.2.7:51000] "
     "AH01070: Error parsing script headers"},
    {"got error 'primary script unknown",
     none,
     "script-not-found",
     "php-fpm does not find the script that the proxy names.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] [client 192.0.2.7:51000] "
     "AH01071: Got error 'Primary script unknown'"},
    {"got error '*unable to open primary script",
     none,
     "script-not-found",
     "php-fpm cannot open the script that the proxy names.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] AH01071: Got error 'Unable "
     "to open primary script: /srv/a.php (No such file or directory)'"},
    {"got error '*fatal error",
     none,
     "upstream-error-status",
     "The application died of an error and answers 500.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] [client 192.0.2.7:51000] "
     "AH01071: Got error 'PHP message: PHP Fatal error:  Uncaught Error: no such class in "
     "/srv/a.php:3'"},
    {"got error '",
     none,
     "",
     "The application's own messages.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] [client 192.0.2.7:51000] "
     "AH01071: Got error 'PHP message: PHP Warning:  Undefined variable $x in /srv/a.php on line "
     "3'"},
    {"error dispatching request to",
     header,
     "closed-before-response",
     "The exchange with the FastCGI application failed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] (70007)The timeout specified "
     "has expired: [client 192.0.2.7:51000] AH01075: Error dispatching request to : (polling)",
     false,
     "response-timeout"},
    {"failed writing environment",
     send,
     "closed-before-response",
     "The request could not be written to the application.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] (104)Connection reset by "
     "peer: [client 192.0.2.7:51000] AH01074: Failed writing Environment to 10.0.0.5:",
     false,
     "reset-before-response"},
    {"read response failed from",
     header,
     "closed-before-response",
     "The AJP answer could not be read.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_ajp:error] [pid 12] (70007)The timeout specified "
     "has expired: [client 192.0.2.7:51000] AH00878: read response failed from 10.0.0.5:8009 "
     "(app)",
     false,
     "response-timeout"},
    {"ajp_read_header*failed",
     header,
     "closed-before-response",
     "The AJP answer could not be read.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_ajp:error] [pid 12] (70014)End of file found: "
     "AH01030: ajp_ilink_receive() can't receive header; ajp_read_header: ajp_ilink_receive "
     "failed"},
    {"can't receive header",
     header,
     "closed-before-response",
     "The AJP answer could not be read.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_ajp:error] [pid 12] (104)Connection reset by "
     "peer: AH01030: ajp_ilink_receive() can't receive header",
     false,
     "reset-before-response"},
    {"ajp_ilink_receive failed",
     header,
     "closed-before-response",
     "The AJP answer could not be read.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_ajp:error] [pid 12] (120006)APR does not "
     "understand this error code: AH00992: ajp_read_header: ajp_ilink_receive failed"},
    {"dialog to*failed",
     header,
     "closed-before-response",
     "The AJP dialog with the backend failed.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_ajp:error] [pid 12] (70007)The timeout specified "
     "has expired: [client 192.0.2.7:51000] AH00893: dialog to 10.0.0.5:8009 (app) failed",
     false,
     "response-timeout"},
    // mod_proxy_cluster's proxy_host_isup().
    {"pingpong (apr_socket_connect) failed",
     connect,
     "connection-refused connect-timeout",
     "The node cannot be connected to.",
     "[Sat Mar 02 10:11:12.345678 2024] [:error] [pid 12] proxy_host_isup: pingpong "
     "(apr_socket_connect) failed"},
    {"pingpong (apr_sockaddr_info_get) failed",
     resolve,
     "dns-nxdomain dns-servfail",
     "The node's name does not resolve.",
     "[Sat Mar 02 10:11:12.345678 2024] [:error] [pid 12] proxy_host_isup: pingpong "
     "(apr_sockaddr_info_get) failed"},
    {"cping_cpong failed",
     none,
     "response-timeout application-protocol-error",
     "The node does not answer the ping.",
     "[Sat Mar 02 10:11:12.345678 2024] [:error] [pid 12] proxy_host_isup: cping_cpong failed"},
    {"cping/cpong failed",
     none,
     "response-timeout closed-before-response",
     "The backend did not answer the AJP ping.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_ajp:error] [pid 12] (70014)End of file found: "
     "AH00897: cping/cpong failed to 10.0.0.5:8009 (app)"},
    {"script timed out before returning headers",
     none,
     "response-timeout",
     "The application sent no headers in time.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_scgi:error] [pid 12] [client 192.0.2.7:51000] "
     "Script timed out before returning headers: "},
    {"error reading response headers from",
     header,
     "malformed-header closed-before-response",
     "The SCGI application's headers could not be read.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_scgi:error] [pid 12] [client 192.0.2.7:51000] "
     "AH00860: error reading response headers from 10.0.0.5:4000",
     true},
    {"tunnel timed out",
     none,
     "stalled-response",
     "A tunnel was idle for too long.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_wstunnel:debug] [pid 12] AH10225: Tunnel timed "
     "out (sent 120 bytes)"},
    {"premature end of script headers",
     none,
     "truncated-headers application-protocol-error closed-before-response",
     "The script ended before its headers did.",
     "[Sat Mar 02 10:11:12.345678 2024] [fcgid:error] [pid 12] [client 192.0.2.7:51000] "
     "Premature end of script headers: app.fcgi"},
    {"end of script output before headers",
     none,
     "truncated-headers application-protocol-error closed-before-response",
     "The script ended before its headers did.",
     "[Sat Mar 02 10:11:12.345678 2024] [cgi:error] [pid 12] [client 192.0.2.7:51000] End of "
     "script output before headers: app.cgi"},
    {"mod_fcgid: read data timeout",
     none,
     "response-timeout",
     "The FastCGI process did not answer in time.",
     "[Sat Mar 02 10:11:12.345678 2024] [fcgid:warn] [pid 12] [client 192.0.2.7:51000] "
     "mod_fcgid: read data timeout in 40 seconds"},
    {"mod_fcgid: ap_pass_brigade failed",
     none,
     "",
     "The client stopped taking the answer.",
     "[Sat Mar 02 10:11:12.345678 2024] [fcgid:warn] [pid 12] (32)Broken pipe: [client "
     "192.0.2.7:51000] mod_fcgid: ap_pass_brigade failed in handle_request_ipc function"},
    {"mod_fcgid:*error reading data",
     header,
     "closed-before-response",
     "The FastCGI process ended the connection.",
     "[Sat Mar 02 10:11:12.345678 2024] [fcgid:warn] [pid 12] (104)Connection reset by peer: "
     "[client 192.0.2.7:51000] mod_fcgid: error reading data from FastCGI server",
     false,
     "reset-before-response"},
    {"mod_fcgid: can't apply process slot",
     none,
     "connection-limit",
     "No FastCGI process is free.",
     "[Sat Mar 02 10:11:12.345678 2024] [fcgid:warn] [pid 12] [client 192.0.2.7:51000] "
     "mod_fcgid: can't apply process slot for /srv/php.fcgi"},
    {"mod_fcgid: http request length",
     none,
     "request-too-large",
     "The request is larger than mod_fcgid takes.",
     "[Sat Mar 02 10:11:12.345678 2024] [fcgid:warn] [pid 12] [client 192.0.2.7:51000] "
     "mod_fcgid: HTTP request length 200000 (so far) exceeds MaxRequestLen (131072)"},
    {"fastcgi: comm with*idle timeout",
     none,
     "response-timeout",
     "The FastCGI server did not answer in time.",
     "[Sat Mar 02 10:11:12 2024] [error] [client 192.0.2.7] FastCGI: comm with server "
     "\"/srv/php\" aborted: idle timeout (30 sec)"},
    {"fastcgi: comm with*aborted",
     header,
     "closed-before-response",
     "The exchange with the FastCGI server was aborted.",
     "[Sat Mar 02 10:11:12 2024] [error] [client 192.0.2.7] (104)Connection reset by peer: "
     "FastCGI: comm with server \"/srv/php\" aborted: read failed",
     false,
     "reset-before-response"},
    {"fastcgi: incomplete headers",
     none,
     "closed-before-response truncated-headers",
     "The FastCGI server ended before its headers did.",
     "[Sat Mar 02 10:11:12 2024] [error] [client 192.0.2.7] FastCGI: incomplete headers (0 "
     "bytes) received from server \"/srv/php\""},
    {"fastcgi: failed to connect to server",
     connect,
     "connection-refused",
     "The connection to the FastCGI server failed.",
     "[Sat Mar 02 10:11:12 2024] [error] [client 192.0.2.7] (2)No such file or directory: "
     "FastCGI: failed to connect to server \"/srv/php\": connect() failed",
     false,
     "unix-socket-missing"},
    {"timeout when reading response headers from daemon process",
     none,
     "response-timeout",
     "The mod_wsgi daemon did not answer in time.",
     "[Sat Mar 02 10:11:12.345678 2024] [wsgi:error] [pid 12] [client 192.0.2.7:51000] Timeout "
     "when reading response headers from daemon process 'app': /srv/app/wsgi.py"},
    {"truncated or oversized response headers received from daemon",
     none,
     "closed-before-response truncated-headers header-too-large",
     "The mod_wsgi daemon ended without a whole response head.",
     "[Sat Mar 02 10:11:12.345678 2024] [wsgi:error] [pid 12] [client 192.0.2.7:51000] Truncated "
     "or oversized response headers received from daemon process 'app': /srv/app/wsgi.py"},
    {"listener backlog limit was exceeded",
     none,
     "accept-queue-full",
     "The queue of the mod_wsgi daemon is full.",
     "[Sat Mar 02 10:11:12.345678 2024] [wsgi:error] [pid 12] (11)Resource temporarily "
     "unavailable: [client 192.0.2.7:51000] mod_wsgi (pid=12): Unable to connect to WSGI daemon "
     "process 'app' on '/run/wsgi.1.0.sock' after multiple attempts as listener backlog limit "
     "was exceeded."},
    {"unable to connect to wsgi daemon process*.sock",
     connect,
     "unix-socket-refused",
     "The mod_wsgi daemon cannot be reached.",
     "[Sat Mar 02 10:11:12.345678 2024] [wsgi:error] [pid 12] (13)Permission denied: [client "
     "192.0.2.7:51000] mod_wsgi (pid=12): Unable to connect to WSGI daemon process 'app' on "
     "'/run/wsgi.1.0.sock'.",
     false,
     "unix-socket-permission"},
    {"exit signal segmentation fault",
     none,
     "closed-before-response",
     "A process of the server crashed.",
     "[Sat Mar 02 10:11:12.345678 2024] [core:notice] [pid 12] AH00052: child pid 99 exit signal "
     "Segmentation fault (11)"},
    {"exit signal killed",
     none,
     "oom-killed",
     "A process of the server was killed.",
     "[Sat Mar 02 10:11:12.345678 2024] [core:notice] [pid 12] AH00051: child pid 99 exit signal "
     "Killed (9)"},
    {"server reached maxrequestworkers",
     none,
     "connection-limit slow-under-load",
     "Every worker of the server is busy.",
     "[Sat Mar 02 10:11:12.345678 2024] [mpm_prefork:error] [pid 12] AH00161: server reached "
     "MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting"},
    {"server reached maxclients",
     none,
     "connection-limit slow-under-load",
     "Every worker of the server is busy.",
     "[Sat Mar 02 10:11:12 2024] [error] server reached MaxClients setting, consider raising the "
     "MaxClients setting"},
    {"scoreboard is full",
     none,
     "connection-limit",
     "Every slot of the server is in use.",
     "[Sat Mar 02 10:11:12.345678 2024] [mpm_event:error] [pid 12] AH03490: scoreboard is full, "
     "not at MaxRequestWorkers.Increase ServerLimit."},
    {"ajp_connection_tcp_get_message*can't receive",
     header,
     "closed-before-response",
     "mod_jk could not read the answer.",
     "[Sat Mar 02 10:11:12 2024] [12:139] [error] ajp_connection_tcp_get_message::jk_ajp_common.c"
     " (1331): (app) can't receive the response header message from tomcat, network problems or "
     "tomcat (10.0.0.5:8009) is down (errno=110)",
     false,
     "response-timeout"},
    {"all tomcat instances failed",
     none,
     "no-live-upstream",
     "mod_jk has no Tomcat left.",
     "[Sat Mar 02 10:11:12 2024] [12:139] [error] service::jk_lb_worker.c (1600): All tomcat "
     "instances failed, no more workers left",
     true},
    {"tomcat is down or refused connection",
     none,
     "connection-refused",
     "Tomcat cannot be reached.",
     "[Sat Mar 02 10:11:12 2024] [12:139] [error] ajp_get_reply::jk_ajp_common.c (2118): (app) "
     "Tomcat is down or refused connection. No response has been sent to the client (yet)"},
    {"connecting to backend failed",
     connect,
     "connection-refused",
     "mod_jk could not connect.",
     "[Sat Mar 02 10:11:12 2024] [12:139] [error] ajp_send_request::jk_ajp_common.c (1630): "
     "(app) connecting to backend failed. Tomcat is probably not started or is listening on the "
     "wrong port (errno=111)"},
    {"timeout with waiting reply from tomcat",
     none,
     "response-timeout",
     "Tomcat did not answer in time.",
     "[Sat Mar 02 10:11:12 2024] [12:139] [error] ajp_get_reply::jk_ajp_common.c (2020): (app) "
     "Timeout with waiting reply from tomcat. Tomcat is down, stopped or network problems "
     "(errno=110)"},
    {"jk_open_socket*failed",
     connect,
     "connection-refused",
     "mod_jk could not connect.",
     "[Sat Mar 02 10:11:12 2024] [12:139] [info] jk_open_socket::jk_connect.c (735): connect to "
     "10.0.0.5:8009 failed (errno=111)"},
    {"ah00163",
     none,
     "",
     "The server has started.",
     "[Sat Mar 02 10:11:12.345678 2024] [mpm_event:notice] [pid 12] AH00163: Apache/2.4.57 "
     "(Debian) configured -- resuming normal operations"},
    {"ah01630",
     none,
     "",
     "An access rule.",
     "[Sat Mar 02 10:11:12.345678 2024] [authz_core:error] [pid 12] [client 192.0.2.7:51000] "
     "AH01630: client denied by server configuration: /srv/www/.env"},
    {"reason: error reading from remote server",
     none,
     "closed-before-response reset-before-response response-timeout",
     "Apache's error page: the backend's answer could not be read.",
     "Reason: Error reading from remote server"},
    {"failed writing request",
     send,
     "closed-before-response",
     "The request could not be written to the application.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] (32)Broken pipe: [client "
     "192.0.2.7:51000] AH01073: Failed Writing Request to 10.0.0.5:"},
    {"modsecurity: output filter: response body too large",
     none,
     "response-too-large response-refused-by-proxy",
     "The response is larger than the web application firewall takes.",
     "[Sat Mar 02 10:11:12 2024] [error] [client 192.0.2.7] ModSecurity: Output filter: Response "
     "body too large (over limit of 524288, total not specified)."},
    {"the proxy server received an invalid response from an upstream server",
     none,
     "closed-before-response malformed-header reset-before-response",
     "Apache's error page: the backend's answer was missing or invalid.",
     "The proxy server received an invalid response from an upstream server."},
    {"due to maintenance downtime or capacity problems",
     none,
     "connection-refused no-live-upstream connection-limit",
     "Apache's error page: the backend cannot be reached.",
     "The server is temporarily unable to service your request due to maintenance downtime or "
     "capacity problems. Please try again later."},
    {"the gateway did not receive a timely response",
     none,
     "response-timeout connect-timeout",
     "Apache's error page: the backend did not answer in time.",
     "The gateway did not receive a timely response from the upstream server or application."},
    {"exception type [connection_refused]",
     none,
     "connection-refused",
     "WebLogic's plug-in: the application server refuses connections.",
     "weblogic: *******Exception type [CONNECTION_REFUSED] raised at line 99 of "
     "../nsapi/URL.cpp"},
    {"exception type [read_error_from_server]",
     none,
     "closed-before-response reset-before-response",
     "WebLogic's plug-in: the application server broke the connection.",
     "weblogic: *******Exception type [READ_ERROR_FROM_SERVER] raised at line 99 of "
     "../nsapi/URL.cpp"},
    {"exception type [read_timeout]",
     none,
     "response-timeout",
     "WebLogic's plug-in: the application server did not answer in time.",
     "weblogic: *******Exception type [READ_TIMEOUT] raised at line 99 of ../nsapi/URL.cpp"},
    {"mod_wsgi*exception occurred processing wsgi script",
     none,
     "upstream-error-status",
     "The application failed and answers 500.",
     "[Sat Mar 02 10:11:12.345678 2024] [wsgi:error] [pid 12] [client 192.0.2.7:51000] mod_wsgi "
     "(pid=12): Exception occurred processing WSGI script '/srv/app.wsgi'."},
    {"mod_wsgi*cannot be loaded as python module",
     none,
     "upstream-error-status",
     "The application does not load: each request is answered with 500.",
     "[Sat Mar 02 10:11:12.345678 2024] [wsgi:error] [pid 12] mod_wsgi (pid=12): Target WSGI "
     "script '/srv/app.wsgi' cannot be loaded as Python module."},
    {"mod_wsgi*failed to exec python script file",
     none,
     "upstream-error-status",
     "The application does not load: each request is answered with 500.",
     "[Sat Mar 02 10:11:12.345678 2024] [wsgi:error] [pid 12] mod_wsgi (pid=12): Failed to exec "
     "Python script file '/srv/app.wsgi'."},
    {"daemon process deadlock timer expired",
     none,
     "worker-killed response-timeout",
     "A worker of mod_wsgi hung: it is ended.",
     "[Sat Mar 02 10:11:12.345678 2024] [wsgi:info] [pid 12] mod_wsgi (pid=12): Daemon process "
     "deadlock timer expired, stopping process 'app'."},
    {"mod_wsgi*couldn't bind unix domain socket",
     none,
     "unix-socket-missing",
     "mod_wsgi cannot create the socket of its workers.",
     "[Sat Mar 02 10:11:12.345678 2024] [wsgi:alert] [pid 12] (13)Permission denied: mod_wsgi "
     "(pid=12): Couldn't bind unix domain socket '/run/wsgi.12.0.1.sock'."},
    {"mod_wsgi*unable to connect to wsgi daemon process",
     connect,
     "connection-refused",
     "Apache could not connect to the workers of mod_wsgi.",
     "[Sat Mar 02 10:11:12.345678 2024] [wsgi:error] [pid 12] (111)Connection refused: mod_wsgi "
     "(pid=12): Unable to connect to WSGI daemon process 'app'"},
    {"memory allocation failed, aborting process",
     none,
     "memory-pressure closed-before-response",
     "Apache found no memory left and ended a process.",
     "[crit] Memory allocation failed, aborting process."},
};

} // namespace

constinit const LogTable apache_applications_log{"apache", rows};

} // namespace gwdiag
