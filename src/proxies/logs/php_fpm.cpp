// SPDX-License-Identifier: Apache-2.0
// php-fpm: sapi/fpm/fpm/fpm_children.c, fpm_process_ctl.c, fpm_request.c.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"unable to bind listening socket for address*already in use",
     none,
     "",
     "The address is taken: another instance serves there.",
     "[02-Mar-2024 10:11:12] ERROR: unable to bind listening socket for address '127.0.0.1:9000': "
     "Address already in use (98)"},
    {"unable to bind listening socket for address '/",
     none,
     "unix-socket-missing connection-refused",
     "php-fpm cannot create its socket.",
     "[02-Mar-2024 10:11:12] ERROR: unable to bind listening socket for address "
     "'/run/php/app.sock': No such file or directory (2)"},
    {"unable to bind listening socket for address",
     none,
     "connection-refused",
     "php-fpm cannot listen on its address.",
     "[02-Mar-2024 10:11:12] ERROR: unable to bind listening socket for address '10.0.0.5:9000': "
     "Cannot assign requested address (99)"},
    {"fpm instance seems to already listen on",
     none,
     "",
     "The address is taken: another instance serves there.",
     "[02-Mar-2024 10:11:12] ERROR: An another FPM instance seems to already listen on "
     "/run/php/app.sock"},
    {"failed to chown() the socket '",
     none,
     "unix-socket-permission",
     "php-fpm cannot give its socket to the proxy's user.",
     "[02-Mar-2024 10:11:12] ERROR: [pool www] failed to chown() the socket '/run/php/app.sock': "
     "Operation not permitted (1)"},
    {"no pool defined. at least one pool section",
     none,
     "connection-refused unix-socket-missing",
     "php-fpm does not start.",
     "[02-Mar-2024 10:11:12] ERROR: No pool defined. at least one pool section must be specified "
     "in config file"},
    {"failed to post process the configuration",
     none,
     "connection-refused unix-socket-missing",
     "php-fpm does not start.",
     "[02-Mar-2024 10:11:12] ERROR: failed to post process the configuration"},
    {"error: failed to load configuration file '",
     none,
     "connection-refused unix-socket-missing",
     "php-fpm does not start.",
     "[02-Mar-2024 10:11:12] ERROR: failed to load configuration file '/etc/php/fpm.conf'"},
    {"error: [pool *please specify user and group other than root",
     none,
     "connection-refused unix-socket-missing",
     "php-fpm does not start.",
     "[02-Mar-2024 10:11:12] ERROR: [pool www] please specify user and group other than root"},
    {"error: [pool *cannot get uid for user",
     none,
     "connection-refused unix-socket-missing",
     "php-fpm does not start.",
     "[02-Mar-2024 10:11:12] ERROR: [pool www] cannot get uid for user 'shop'"},
    {"error: [pool *can't be greater than",
     none,
     "connection-refused unix-socket-missing",
     "php-fpm does not start: two of its settings contradict each other.",
     "[02-Mar-2024 10:11:12] ERROR: [pool www] 'request_slowlog_timeout' (9) can't be greater than "
     "'request_terminate_timeout' (5)"},
    {"alert: [pool ", // fpm_conf.c alone writes these
     none,
     "connection-refused unix-socket-missing",
     "php-fpm does not start: a setting of its pool is missing or wrong.",
     "[02-Mar-2024 10:11:12] ALERT: [pool www] pm.start_servers(9) must not be less than "
     "pm.min_spare_servers(1) and not greater than pm.max_spare_servers(3)"},
    {"must be specified for use with 'request_slowlog_timeout'",
     none,
     "connection-refused unix-socket-missing",
     "php-fpm does not start: a setting of its pool is missing.",
     "[02-Mar-2024 10:11:12] ERROR: [pool www] 'slowlog' must be specified for use with "
     "'request_slowlog_timeout'"},
    {"unable to set listen address as it's already used in another pool",
     none,
     "connection-refused unix-socket-missing",
     "php-fpm does not start: two pools have one address.",
     "[02-Mar-2024 10:11:12] ERROR: [pool www] unable to set listen address as it's already used "
     "in another pool 'shop'"},
    {"server reached pm.max_children",
     none,
     "connection-limit accept-queue-full slow-under-load",
     "Every worker of the pool is busy: requests wait in the queue.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] server reached pm.max_children setting (5), "
     "consider raising it"},
    {"server reached max_children",
     none,
     "connection-limit accept-queue-full slow-under-load",
     "Every worker of the pool is busy: requests wait in the queue.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] server reached max_children setting (5), "
     "consider raising it"},
    {"seems busy (you may need to increase",
     none,
     "slow-under-load connection-limit",
     "The pool runs short of idle workers.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] seems busy (you may need to increase "
     "pm.start_servers, or pm.min/max_spare_servers), spawning 8 children, there are 0 idle, and "
     "9 total children"},
    {"the maximum number of processes has been reached",
     none,
     "connection-limit slow-under-load",
     "php-fpm starts no more workers.",
     "[02-Mar-2024 10:11:12] WARNING: The maximum number of processes has been reached. Please "
     "review your configuration and consider raising 'process.max'"},
    {"execution timed out (",
     none,
     "response-timeout worker-killed slow-response",
     "A request ran into request_terminate_timeout: its worker is killed.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99, script '/srv/www/index.php' (request: "
     "\"GET /index.php\") execution timed out (31.204 sec), terminating"},
    {"executing too slow (",
     none,
     "slow-response response-timeout slow-under-load",
     "A request runs for longer than the slow log allows.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99, script '/srv/www/index.php' (request: "
     "\"GET /index.php\") executing too slow (5.104 sec), logging"},
    {"exited on signal 9 (sigkill",
     none,
     "oom-killed worker-killed closed-before-response",
     "A worker was killed from outside, as the kernel does when memory runs out.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 exited on signal 9 (SIGKILL) after "
     "12.345678 seconds from start"},
    {"exited on signal 11 (sigsegv",
     none,
     "closed-before-response reset-before-response",
     "A worker crashed: its connection was cut.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 exited on signal 11 (SIGSEGV - core "
     "dumped) after 12.345678 seconds from start"},
    {"exited on signal 7 (sigbus",
     none,
     "closed-before-response reset-before-response",
     "A worker crashed: its connection was cut.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 exited on signal 7 (SIGBUS) after "
     "12.345678 seconds from start"},
    {"exited on signal 6 (sigabrt",
     none,
     "closed-before-response reset-before-response",
     "A worker crashed: its connection was cut.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 exited on signal 6 (SIGABRT) after "
     "12.345678 seconds from start"},
    {"exited on signal 4 (sigill",
     none,
     "closed-before-response reset-before-response",
     "A worker crashed: its connection was cut.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 exited on signal 4 (SIGILL) after "
     "12.345678 seconds from start"},
    {"exited on signal 13 (sigpipe",
     none,
     "closed-before-response upstream-restarting",
     "A worker ended in the middle of its work.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 exited on signal 13 (SIGPIPE) "
     "after 12.345678 seconds from start"},
    {"exited on signal 8 (sigfpe",
     none,
     "closed-before-response reset-before-response",
     "A worker crashed: its connection was cut.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 exited on signal 8 (SIGFPE) "
     "after 12.345678 seconds from start"},
    {"child *exited on signal 15 (sigterm)*seconds from start",
     none,
     "worker-killed closed-before-response",
     "A worker was ended, as request_terminate_timeout does.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 exited on signal 15 (SIGTERM) after "
     "31.345678 seconds from start"},
    {"failed processes threshold",
     none,
     "closed-before-response upstream-restarting",
     "Too many workers crashed: php-fpm restarts itself.",
     "[02-Mar-2024 10:11:12] ERROR: failed processes threshold (10 in 60 sec) is reached, "
     "initiating reload"},
    {"has been denied (see security.limit_extensions)",
     none,
     "script-not-found",
     "php-fpm may not run a script of that name.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 said into stderr: \"ERROR: Access to "
     "the script '/srv/www' has been denied (see security.limit_extensions)\""},
    {"primary script unknown",
     none,
     "script-not-found",
     "php-fpm does not find the script that the proxy names.",
     "[02-Mar-2024 10:11:12] NOTICE: Primary script unknown"},
    {"child failed to initialize",
     none,
     "connection-refused",
     "The pool did not start.",
     "[02-Mar-2024 10:11:12] ALERT: [pool www] child failed to initialize"},
    {"child *exited with code 0 after",
     none,
     "",
     "A worker ended in order.",
     "[02-Mar-2024 10:11:12] NOTICE: [pool www] child 99 exited with code 0 after "
     "12.345678 seconds from start"},
    {"child *exited with code 255 after",
     none,
     "",
     "A script ended its worker: it has answered by then.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 exited with code 255 after "
     "12.345678 seconds from start"},
    {"child *exited with code *seconds from start",
     none,
     "closed-before-response upstream-restarting",
     "A worker ended in the middle of its work.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 exited with code 70 after "
     "12.345678 seconds from start"},
    {"fpm initialization failed",
     none,
     "connection-refused unix-socket-missing",
     "php-fpm does not start.",
     "[02-Mar-2024 10:11:12] ERROR: FPM initialization failed"},
    {"allowed memory size of*bytes exhausted",
     none,
     "upstream-error-status memory-pressure",
     "A script needs more memory than memory_limit: it answers 500.",
     "PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate "
     "20480 bytes) in /srv/a.php on line 3"},
    {"maximum execution time of*exceeded",
     none,
     "upstream-error-status response-timeout",
     "A script ran for longer than max_execution_time: it answers 500.",
     "PHP Fatal error:  Maximum execution time of 30 seconds exceeded in /srv/a.php on line 3"},
    {"said into stderr*php fatal error",
     none,
     "upstream-error-status",
     "A script failed: it answers 500.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 said into stderr: \"NOTICE: PHP message: "
     "PHP Fatal error:  Uncaught TypeError: bad argument in /srv/a.php:3\""},
    {"said into stderr*php parse error",
     none,
     "upstream-error-status",
     "A script is no valid PHP: it answers 500.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 said into stderr: \"NOTICE: PHP message: "
     "PHP Parse error:  syntax error, unexpected end of file in /srv/a.php on line 3\""},
    {"said into stderr",
     none,
     "",
     "The application's own messages.",
     "[02-Mar-2024 10:11:12] WARNING: [pool www] child 99 said into stderr: \"PHP Notice:  "
     "Undefined index: connection refused\""},
};

} // namespace

constinit const LogTable php_fpm_log{"php-fpm", rows};

} // namespace gwdiag
