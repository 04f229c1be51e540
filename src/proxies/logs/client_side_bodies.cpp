// SPDX-License-Identifier: Apache-2.0
// What a client sent, or no longer took, in words that gateways also have for an upstream's: Go's
// net/http reads the request's body while it asks the upstream (transport.go, RoundTrip) and the
// answer's only after it.
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"asyncrequestnotusableexception",
     none,
     "",
     "The client was gone before the answer was written (Spring).",
     "org.springframework.web.context.request.async.AsyncRequestNotUsableException: "
     "ServletOutputStream failed to flush: java.io.IOException: Broken pipe"},
    {"badhttprequestexception: ",
     none,
     "",
     "What a client sent is no request that Kestrel takes.",
     "Microsoft.AspNetCore.Server.Kestrel.Core.BadHttpRequestException: Unexpected "
     "end of request content."},
    {"error response from daemon: head ",
     none,
     "",
     "An image registry or the Docker engine, no upstream.",
     "Error response from daemon: Head \"https://registry.example/v2/\": dial tcp "
     "192.0.2.1:443: i/o timeout"},
    {"error response from daemon: *pull",
     none,
     "",
     "An image registry or the Docker engine, no upstream.",
     "Error response from daemon: pull access denied for shop, repository does not exist"},
    {"error response from daemon: dial ",
     none,
     "",
     "An image registry or the Docker engine, no upstream.",
     "Error response from daemon: dial unix /run/plugin.sock: connect: connection refused"},
    {"error response from daemon: *deadline exceeded",
     none,
     "",
     "An image registry or the Docker engine, no upstream.",
     "Error response from daemon: context deadline exceeded"},
    {"error response from daemon: *request canceled",
     none,
     "",
     "An image registry or the Docker engine, no upstream.",
     "Error response from daemon: net/http: request canceled while waiting for "
     "connection (Client.Timeout exceeded while awaiting headers)"},
    {"upstream roundtrip*chunk",
     none,
     "",
     "A client's request body is malformed or broken off: it failed while it was passed on.",
     "{\"level\":\"debug\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"upstream "
     "roundtrip\",\"upstream\":\"10.0.0.5:8080\",\"request\":{\"method\":\"POST\"},\"error\":"
     "\"invalid byte in chunk length\"}"},
    {"http.log.error*msg*invalid byte in chunk length",
     none,
     "",
     "A client's request body is malformed or broken off: it failed while it was passed on.",
     "{\"level\":\"error\",\"logger\":\"http.log.error\",\"msg\":\"invalid byte in chunk "
     "length\",\"request\":{\"method\":\"POST\"},\"status\":502}"},
    {"http.log.error*msg*malformed chunked encoding",
     none,
     "",
     "A client's request body is malformed or broken off: it failed while it was passed on.",
     "{\"level\":\"error\",\"logger\":\"http.log.error\",\"msg\":\"malformed chunked "
     "encoding\",\"request\":{\"method\":\"POST\"},\"status\":502}"},
    {"caused by: invalid byte in chunk length",
     none,
     "",
     "A client's request body is malformed or broken off: it failed while it was passed on.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"'502 Bad Gateway' caused by: invalid byte in "
     "chunk length\""},
    {"caused by: malformed chunked encoding",
     none,
     "",
     "A client's request body is malformed or broken off: it failed while it was passed on.",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"'502 Bad Gateway' caused by: malformed "
     "chunked encoding\""},
    {"bad gateway error=\"invalid byte in chunk",
     none,
     "",
     "A client's request body is malformed or broken off: it failed while it was passed on.",
     "2024-03-02T10:11:12Z DBG pkg/proxy/httputil/proxy.go:121 > 502 Bad Gateway error=\"invalid "
     "byte in chunk length\""},
    {"http: proxy error: invalid byte in chunk",
     none,
     "",
     "A client's request body is malformed or broken off: it failed while it was passed on.",
     "2024/03/02 10:11:12 http: proxy error: invalid byte in chunk length"},
    {"http: proxy error: malformed chunked",
     none,
     "",
     "A client's request body is malformed or broken off: it failed while it was passed on.",
     "2024/03/02 10:11:12 http: proxy error: malformed chunked encoding"},
    // quic-go and the server's half of net/http2 speak of the client alone: towards an upstream Go
    // speaks HTTP/1.1, or HTTP/2 in other words.
    {"application error 0x*(remote)",
     none,
     "",
     "The client ended its connection (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.log.error\",\"msg\":\"Application error 0x100 "
     "(remote)\",\"request\":{\"proto\":\"HTTP/3.0\",\"method\":\"GET\",\"uri\":\"/"
     "\"},\"status\":502}"},
    {"application error 0x*(local)",
     none,
     "",
     "The client's connection was ended (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.log.error\",\"msg\":\"Application error 0x10c "
     "(local)\",\"request\":{\"proto\":\"HTTP/3.0\",\"method\":\"GET\",\"uri\":\"/"
     "\"},\"status\":502}"},
    {"h3_request_cancelled",
     none,
     "",
     "The client broke off its request (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.log.error\",\"msg\":\"H3_REQUEST_CANCELLED\",\"request"
     "\":{\"proto\":\"HTTP/3.0\",\"method\":\"GET\",\"uri\":\"/\"},\"status\":502}"},
    {"h3_request_incomplete",
     none,
     "",
     "The client broke off its request (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.log.error\",\"msg\":\"H3_REQUEST_INCOMPLETE\","
     "\"request"
     "\":{\"proto\":\"HTTP/3.0\",\"method\":\"PUT\",\"uri\":\"/\"},\"status\":502}"},
    {"h3_no_error",
     none,
     "",
     "The client ended its connection (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.log.error\",\"msg\":\"H3_NO_ERROR\",\"request\":{"
     "\"proto"
     "\":\"HTTP/3.0\",\"method\":\"GET\",\"uri\":\"/\"},\"status\":502}"},
    {"h3 error (0x",
     none,
     "",
     "The client broke off its request (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.log.error\",\"msg\":\"H3 error "
     "(0x10c)\",\"request\":{\""
     "proto\":\"HTTP/3.0\",\"method\":\"GET\",\"uri\":\"/\"},\"status\":502}"},
    {"canceled by local with error code",
     none,
     "",
     "The client's request was broken off (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.log.error\",\"msg\":\"stream 12 canceled by local "
     "with "
     "error code 268\",\"request\":{\"method\":\"GET\",\"uri\":\"/\"},\"status\":502}"},
    {"http.log.error*timeout: no recent network activity",
     none,
     "",
     "The client is gone (HTTP/3).",
     "{\"level\":\"error\",\"logger\":\"http.log.error\",\"msg\":\"timeout: no recent network "
     "activity\",\"request\":{\"proto\":\"HTTP/3.0\",\"method\":\"GET\",\"uri\":\"/"
     "\"},\"status\":502}"},
    {"http3: parsing frame failed",
     none,
     "",
     "The client broke off its request (HTTP/3).",
     "time=\"2024-03-02T10:11:12Z\" level=debug msg=\"'502 Bad Gateway' caused by: http3: parsing "
     "frame failed: timeout: no recent network activity\""},
    {"body closed by handler",
     none,
     "",
     "The client's request was over before its body was passed on.",
     "2024/03/02 10:11:12 http: proxy error: body closed by handler"},
    {"request body closed due to handler exiting",
     none,
     "",
     "The client's request was over before its body was passed on.",
     "2024/03/02 10:11:12 http: proxy error: http2: request body closed due to handler exiting"},
    {"http2: stream closed",
     none,
     "",
     "The client broke off its request (HTTP/2).",
     "2024/03/02 10:11:12 http: proxy error: http2: stream closed"},
    {"aborting with incomplete response*: write: broken pipe",
     none,
     "",
     "The client stopped taking the answer: nothing is written to an upstream any more at that "
     "point.",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"aborting with "
     "incomplete response\",\"error\":\"write tcp 10.0.0.9:40443->192.0.2.7:51000: write: broken "
     "pipe\"}"},
    {"aborting with incomplete response*: write: connection reset",
     none,
     "",
     "The client stopped taking the answer: nothing is written to an upstream any more at that "
     "point.",
     "{\"level\":\"error\",\"logger\":\"http.handlers.reverse_proxy\",\"msg\":\"aborting with "
     "incomplete response\",\"error\":\"write tcp 10.0.0.9:40443->192.0.2.7:51000: write: "
     "connection reset by peer\"}"},
    {"fetcherror     c ",
     none,
     "",
     "A client's request body could not be read.",
     "   12 FetchError     c chunked header non-hex"},
    {"bogoheader     c ",
     none,
     "",
     "A client's header line is malformed.",
     "   12 BogoHeader     c Illegal char 0x20 in header name"},
    {"backend write error: 0 (success)",
     none,
     "",
     "A client's request body could not be read.",
     "-   FetchError     backend write error: 0 (Success)"},
    {"certificate commonname (cn)*does not match server name", // mod_ssl 2.2: its own certificate
     none,
     "",
     "The server's own certificate bears another name: a start-up warning.",
     "[Sat Mar 02 10:11:12 2013] [warn] RSA server certificate CommonName (CN) `app.internal' does "
     "NOT match server name!?"},
    {"certificate expired beyond grace period", // certmagic cleans its own storage
     none,
     "",
     "An old certificate of the server itself is thrown away.",
     "{\"level\":\"info\",\"logger\":\"tls\",\"msg\":\"certificate expired beyond grace period; "
     "cleaning up\",\"asset_key\":\"certificates/app.crt\"}"},
    {"request data read error",
     none,
     "",
     "The client stopped sending its request.",
     "[Sat Mar 02 10:11:12.345678 2024] [wsgi:error] [pid 12] [client 192.0.2.7:51000] mod_wsgi "
     "(pid=12): Request data read error when proxying data to daemon process: Connection reset by "
     "peer."},
    {"failed to write response data: ",
     none,
     "",
     "The client went away.",
     "OSError: Apache/mod_wsgi failed to write response data: Broken pipe"},
    {"unreadableposterror",
     none,
     "",
     "The client stopped sending its request.",
     "django.http.request.UnreadablePostError: Apache/mod_wsgi request data read error"},
    {"error during read(*on wsgi.input",
     none,
     "",
     "The client stopped sending its request.",
     "OSError: error during read(65536) on wsgi.input"},
    {"(reading input brigade)",
     none,
     "",
     "The client stopped sending its request.",
     "[Sat Mar 02 10:11:12.345678 2024] [proxy_fcgi:error] [pid 12] (104)Connection reset by peer: "
     "[client 192.0.2.7:51000] AH01075: Error dispatching request to : (reading input brigade)"},
    {"sock=client *code=h18",
     none,
     "",
     "H18: the client broke off.",
     "heroku[router]: sock=client at=error code=H18 desc=\"Request Interrupted\" method=GET "
     "connect=1ms service=113ms status=503 bytes=11359"},
    {"code=h18*sock=client",
     none,
     "",
     "H18: the client broke off.",
     "heroku[router]: at=error code=H18 desc=\"Request Interrupted\" method=GET sock=client "
     "connect=1ms service=113ms status=503 bytes=11359"},
    {"\"tags\":[\"connection\",\"client\",\"error\"]",
     none,
     "",
     "The client went away.",
     "{\"type\":\"error\",\"tags\":[\"connection\",\"client\",\"error\"],\"pid\":12,\"error\":{\""
     "message\":\"socket hang up\",\"name\":\"Error\"}}"},
    {"::serve: connection closed error=connection closed before message completed",
     none,
     "",
     "linkerd's client went away.",
     "INFO linkerd_app_core::serve: Connection closed error=connection closed before message "
     "completed client.addr=192.0.2.7:51000"},
};

} // namespace

constinit const LogTable client_side_bodies_log{"client", rows};

} // namespace gwdiag
