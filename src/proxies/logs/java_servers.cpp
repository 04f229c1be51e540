// SPDX-License-Identifier: Apache-2.0
// Java as a server: Tomcat (Http11InputBuffer, Http11OutputBuffer), Jetty (HttpParser,
// HttpGenerator), Spring.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"method name [0x160x03",
     none,
     "tls-to-plain-http-port",
     "Somebody starts TLS where Tomcat speaks plain HTTP.",
     "java.lang.IllegalArgumentException: Invalid character found in method name "
     "[0x160x030x010x000xee0x010x00]. HTTP method names must be tokens"},
    {"illegal character 0x16 in state=start",
     none,
     "tls-to-plain-http-port",
     "Somebody starts TLS where Jetty speaks plain HTTP.",
     "WARN:oejh.HttpParser:qtp99-14: Illegal character 0x16 in state=START for buffer "
     "HeapByteBuffer@1f2e"},
    {"headerstoolargeexception",
     none,
     "header-too-large upstream-error-status",
     "The application sets more headers than Tomcat sends: the answer is lost.",
     "org.apache.coyote.http11.HeadersTooLargeException: An attempt was made to write "
     "more data to the response headers than there was room available in the buffer."},
    {"ioexception: response header too large",
     none,
     "header-too-large upstream-error-status",
     "The application sets more headers than Jetty sends: the answer is lost.",
     "java.io.IOException: Response header too large"},
    {"badmessageexception: 500: response header too large",
     none,
     "header-too-large upstream-error-status",
     "The application sets more headers than Jetty sends: the answer is lost.",
     "org.eclipse.jetty.http.BadMessageException: 500: Response header too large"},
    {"asyncrequesttimeoutexception",
     none,
     "upstream-error-status response-timeout",
     "The application was not done in its own time: it answers 503.",
     "WARN 1 --- [nio-8080-exec-4] o.s.w.s.m.s.DefaultHandlerExceptionResolver : "
     "Resolved [org.springframework.web.context.request.async.AsyncRequestTimeoutException]"},
    {"exception_access_violation (0x",
     none,
     "closed-before-response upstream-restarting",
     "The virtual machine crashed.",
     "#  EXCEPTION_ACCESS_VIOLATION (0xc0000005) at pc=0x00007ffbc54e00cd, pid=99, tid=14"},
    {"may be stuck (configured threshold for this stuckthreaddetectionvalve",
     none,
     "slow-under-load response-timeout",
     "A request occupies a thread of the application server for long.",
     "Thread [https-jsse-nio-9443-exec-4] (id=[9]) has been active for [600,213] "
     "milliseconds and may be stuck (configured threshold for this "
     "StuckThreadDetectionValve is [600] seconds)."},
    {"error: unable to access jarfile",
     none,
     "connection-refused upstream-restarting",
     "The application is not where Java is told to start it.",
     "Error: Unable to access jarfile /srv/shop.jar"},
    {"error: could not find or load main class",
     none,
     "connection-refused upstream-restarting",
     "The application is not where Java is told to start it.",
     "Error: Could not find or load main class com.example.Shop"},
    {"error occurred during initialization of vm",
     none,
     "connection-refused upstream-restarting",
     "The virtual machine does not start.",
     "Error occurred during initialization of VM"},
    {"could not reserve enough space for object heap",
     none,
     "memory-pressure connection-refused",
     "There is no memory left for the application: it does not start.",
     "Could not reserve enough space for object heap"},
    {"lifecycleexception: protocol handler ",
     none,
     "connection-refused",
     "A connector of Tomcat does not start.",
     "org.apache.catalina.LifecycleException: Protocol handler initialization failed"},
    {"lifecycleexception: failed to initialize component [connector",
     none,
     "connection-refused",
     "A connector of Tomcat does not start.",
     "org.apache.catalina.LifecycleException: Failed to initialize component "
     "[Connector[HTTP/1.1-8080]]"},
    {"lifecycleexception: failed to start component [connector",
     none,
     "connection-refused",
     "A connector of Tomcat does not start.",
     "org.apache.catalina.LifecycleException: Failed to start component "
     "[Connector[HTTP/1.1-8080]]"},
};

} // namespace

constinit const LogTable java_servers_log{"java", rows};

} // namespace gwdiag
