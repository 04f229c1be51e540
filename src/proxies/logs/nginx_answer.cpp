// SPDX-License-Identifier: Apache-2.0
// nginx: what it says of an answer that it read (ngx_http_upstream.c,
// modules/ngx_http_{proxy,fastcgi,uwsgi,grpc}_module.c).
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

using enum FaultPhase;

constexpr LogPattern rows[] = {
    {"upstream sent invalid header",
     none,
     "malformed-header",
     "A header line of the response is malformed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent invalid header: \"Bad Name\\x20...\" "
     "while reading response header from upstream, client: 192.0.2.7, upstream: "
     "\"http://10.0.0.5:8080/\""},
    {"upstream prematurely closed fastcgi stdout",
     none,
     "closed-before-response application-protocol-error",
     "The FastCGI application ended without a complete response.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream prematurely closed FastCGI stdout while "
     "reading response header from upstream, client: 192.0.2.7, upstream: "
     "\"fastcgi://10.0.0.5:9000\""},
    {"upstream closed prematurely fastcgi stdout",
     none,
     "closed-before-response application-protocol-error",
     "The FastCGI application ended without a complete response head.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream closed prematurely FastCGI stdout while "
     "reading response header from upstream, client: 192.0.2.7, upstream: "
     "\"fastcgi://10.0.0.5:9000\""},
    {"upstream prematurely closed fastcgi request",
     none,
     "truncated-body application-protocol-error",
     "The FastCGI application ended before the announced length.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream prematurely closed FastCGI request while "
     "reading upstream, client: 192.0.2.7, upstream: \"fastcgi://10.0.0.5:9000\""},
    {"upstream sent too big header",
     none,
     "header-buffer-exceeded",
     "The response head is larger than the proxy's buffer.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent too big header while reading response "
     "header from upstream, client: 192.0.2.7, upstream: \"http://10.0.0.5:8080/login\""},
    {"upstream sent too big trailers",
     none,
     "header-buffer-exceeded",
     "The trailers are larger than the proxy's buffer.",
     "2026/03/02 10:11:12 [error] 9#9: *7 upstream sent too big trailers while reading upstream, "
     "client: 192.0.2.7"},
    {"upstream sent too big early hints",
     none,
     "",
     "Early hints too large for the buffer are dropped.",
     "2026/03/02 10:11:12 [info] 9#9: *7 upstream sent too big early hints while reading "
     "response header from upstream, client: 192.0.2.7"},
    {"upstream sent too large http2 frame",
     none,
     "http2-protocol-error",
     "The upstream's HTTP/2 frame is larger than allowed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent too large http2 frame: 20000 while "
     "reading response header from upstream, client: 192.0.2.7, upstream: "
     "\"grpc://10.0.0.5:50051\""},
    {"upstream sent http2 push promise",
     none,
     "http2-protocol-error",
     "The upstream breaks HTTP/2.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent HTTP2 push promise frame while reading "
     "response header from upstream, client: 192.0.2.7"},
    {"upstream sent invalid encoded header",
     none,
     "http2-protocol-error malformed-header",
     "The upstream's HTTP/2 headers are malformed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent invalid encoded header while reading "
     "response header from upstream, client: 192.0.2.7"},
    {"upstream sent response body larger than indicated",
     none,
     "body-not-allowed",
     "The upstream sends more body than it announced.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent response body larger than indicated "
     "content length while reading upstream, client: 192.0.2.7"},
    {"upstream sent*http2",
     none,
     "http2-protocol-error",
     "The upstream's frames break HTTP/2.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent invalid http2 table index: 0 while "
     "reading response header from upstream, client: 192.0.2.7, upstream: "
     "\"grpc://10.0.0.5:50051\""},
    {"upstream rejected request with error",
     none,
     "http2-protocol-error",
     "The upstream reset the HTTP/2 stream before it answered.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream rejected request with error 2 while reading "
     "response header from upstream, client: 192.0.2.7, upstream: \"grpc://10.0.0.5:50051\""},
    {"upstream sent goaway",
     none,
     "http2-protocol-error",
     "The upstream ended the HTTP/2 connection with an error.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent goaway with error 1 while reading "
     "response header from upstream, client: 192.0.2.7, upstream: \"grpc://10.0.0.5:50051\""},
    {"upstream sent frame",
     none,
     "http2-protocol-error",
     "The upstream's frames break HTTP/2.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent frame for unknown stream 3 while reading "
     "upstream, client: 192.0.2.7"},
    {"upstream sent*frame",
     none,
     "http2-protocol-error",
     "The upstream's frames break HTTP/2.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent settings frame with ack flag and "
     "non-zero length: 6 while reading response header from upstream, client: 192.0.2.7"},
    {"upstream violated",
     none,
     "http2-protocol-error",
     "The upstream breaks HTTP/2 flow control.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream violated stream flow control, received 70000 "
     "data frame with window 65535 while reading upstream, client: 192.0.2.7"},
    {"upstream sent*window update",
     none,
     "http2-protocol-error",
     "The upstream breaks HTTP/2 flow control.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent zero window update while reading "
     "upstream, client: 192.0.2.7"},
    {"upstream sent no :status",
     none,
     "http2-protocol-error malformed-header",
     "The upstream's HTTP/2 response has no status.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent no :status header while reading response "
     "header from upstream, client: 192.0.2.7"},
    {"upstream sent*:status",
     none,
     "http2-protocol-error malformed-header",
     "The upstream's HTTP/2 status is malformed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent invalid :status \"0\" while reading "
     "response header from upstream, client: 192.0.2.7"},
    {"upstream sent trailer without end stream",
     none,
     "http2-protocol-error",
     "The upstream breaks HTTP/2.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent trailer without end stream flag while "
     "reading upstream, client: 192.0.2.7"},
    {"upstream sent no valid http/1.0 header",
     none,
     "malformed-status-line not-http http09-response",
     "The upstream's answer does not begin with an HTTP status line.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent no valid HTTP/1.0 header while reading "
     "response header from upstream, client: 192.0.2.7, upstream: \"http://10.0.0.5:8443/\""},
    {"upstream sent http/1.0 response with early hints",
     none,
     "malformed-header",
     "An early hint in HTTP/1.0.",
     "2026/03/02 10:11:12 [error] 9#9: *7 upstream sent HTTP/1.0 response with early hints while "
     "reading response header from upstream, client: 192.0.2.7"},
    {"upstream sent duplicate header line*ignored",
     none,
     "",
     "A repeated header is ignored.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 upstream sent duplicate header line: \"Date: x\", "
     "previous value: \"Date: y\", ignored while reading response header from upstream, client: "
     "192.0.2.7"},
    {"upstream sent duplicate header line: \"content-length",
     none,
     "conflicting-framing",
     "The response has two Content-Length headers.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent duplicate header line: \"Content-Length: "
     "5\", previous value: \"Content-Length: 5\" while reading response header from upstream, "
     "client: 192.0.2.7"},
    {"upstream sent duplicate header line: \"transfer-encoding",
     none,
     "conflicting-framing malformed-header",
     "The response has two Transfer-Encoding headers.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent duplicate header line: "
     "\"Transfer-Encoding: chunked\", previous value: \"transfer-encoding: chunked\" while "
     "reading response header from upstream, client: 192.0.2.7"},
    {"upstream sent duplicate header line",
     none,
     "conflicting-framing malformed-header",
     "The response repeats a header that may stand once.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent duplicate header line while reading "
     "response header from upstream, client: 192.0.2.7"},
    {"upstream sent \"content-length\" and \"transfer-encoding\" headers at the same time",
     none,
     "conflicting-framing",
     "The response has Content-Length and Transfer-Encoding.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent \"Content-Length\" and "
     "\"Transfer-Encoding\" headers at the same time while reading response header from "
     "upstream, client: 192.0.2.7"},
    {"upstream sent \"transfer-encoding\" and \"content-length\" headers at the same time",
     none,
     "conflicting-framing",
     "The response has Content-Length and Transfer-Encoding.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent \"Transfer-Encoding\" and "
     "\"Content-Length\" headers at the same time while reading response header from upstream, "
     "client: 192.0.2.7"},
    {"upstream sent invalid \"content-length\"",
     none,
     "conflicting-framing malformed-header",
     "The response's Content-Length is no number.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent invalid \"Content-Length\" header: "
     "\"abc\" while reading response header from upstream, client: 192.0.2.7"},
    {"upstream sent unknown \"transfer-encoding\"",
     none,
     "conflicting-framing malformed-header",
     "The response's Transfer-Encoding is not chunked.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent unknown \"Transfer-Encoding\": "
     "\"identity\" while reading response header from upstream, client: 192.0.2.7"},
    {"upstream sent more data than specified",
     none,
     "body-not-allowed",
     "The upstream sends more body than it announced.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 upstream sent more data than specified in "
     "\"Content-Length\" header while reading upstream, client: 192.0.2.7"},
    {"upstream sent data after",
     none,
     "body-not-allowed malformed-chunking",
     "The upstream sends bytes after the end of its body.",
     "2024/03/02 10:11:12 [warn] 9#9: *7 upstream sent data after final chunk while reading "
     "upstream, client: 192.0.2.7"},
    {"upstream sent invalid chunked response",
     none,
     "malformed-chunking",
     "The response's chunks are malformed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent invalid chunked response while reading "
     "upstream, client: 192.0.2.7"},
    {"upstream sent invalid trailer",
     none,
     "malformed-header malformed-chunking",
     "The response's trailer is malformed.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent invalid trailer: \"x y: z\\x0d...\" "
     "while reading upstream, client: 192.0.2.7"},
    {"upstream sent invalid status",
     none,
     "malformed-status-line malformed-header",
     "The application's Status header is no number.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent invalid status \"OK\" while reading "
     "response header from upstream, client: 192.0.2.7, upstream: \"fastcgi://10.0.0.5:9000\""},
    {"upstream sent unexpected fastcgi",
     none,
     "application-protocol-error protocol-mismatch",
     "The upstream breaks the FastCGI protocol.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent unexpected FastCGI record: 3 while "
     "reading response header from upstream, client: 192.0.2.7, upstream: "
     "\"fastcgi://10.0.0.5:9000\""},
    {"upstream sent invalid fastcgi",
     none,
     "application-protocol-error protocol-mismatch",
     "The upstream breaks the FastCGI protocol.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent invalid FastCGI record type: 2 while "
     "reading response header from upstream, client: 192.0.2.7"},
    {"upstream sent unsupported fastcgi protocol version",
     none,
     "protocol-mismatch",
     "The upstream does not speak FastCGI.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent unsupported FastCGI protocol version: 72 "
     "while reading response header from upstream, client: 192.0.2.7, upstream: "
     "\"fastcgi://10.0.0.5:80\""},
    {"invalid header after joining fastcgi records",
     none,
     "malformed-header",
     "A header of the FastCGI response is malformed.",
     "2024/03/02 10:11:12 [alert] 9#9: *7 invalid header after joining FastCGI records while "
     "reading response header from upstream, client: 192.0.2.7"},
    {"fastcgi sent in stderr*primary script unknown",
     none,
     "script-not-found",
     "php-fpm does not find the script that the proxy names.",
     "2024/03/02 10:11:12 [error] 9#9: *7 FastCGI sent in stderr: \"Primary script unknown\" "
     "while reading response header from upstream, client: 192.0.2.7, upstream: "
     "\"fastcgi://10.0.0.5:9000\""},
    {"fastcgi sent in stderr*access to the script*has been denied",
     none,
     "script-not-found",
     "php-fpm may not run a script of that name.",
     "2024/03/02 10:11:12 [error] 9#9: *7 FastCGI sent in stderr: \"Access to the script "
     "'/srv/www' has been denied (see security.limit_extensions)\" while reading response header "
     "from upstream, client: 192.0.2.7"},
    {"fastcgi sent in stderr*unable to open primary script",
     none,
     "script-not-found",
     "php-fpm cannot open the script that the proxy names.",
     "2024/03/02 10:11:12 [error] 9#9: *7 FastCGI sent in stderr: \"Unable to open primary "
     "script: /srv/www/index.php (No such file or directory)\" while reading response header "
     "from upstream, client: 192.0.2.7"},
    {"fastcgi sent in stderr*fatal error",
     none,
     "upstream-error-status",
     "The application died of an error and answers 500.",
     "2024/03/02 10:11:12 [error] 9#9: *7 FastCGI sent in stderr: \"PHP message: PHP Fatal "
     "error:  Uncaught Error: Call to undefined function f() in /srv/a.php:3\" while reading "
     "response header from upstream, client: 192.0.2.7"},
    {"fastcgi sent in stderr*parse error",
     none,
     "upstream-error-status",
     "The application cannot be compiled and answers 500.",
     "2024/03/02 10:11:12 [error] 9#9: *7 FastCGI sent in stderr: \"PHP message: PHP Parse "
     "error:  syntax error, unexpected 'x' in /srv/a.php on line 3\" while reading response "
     "header from upstream, client: 192.0.2.7"},
    {"fastcgi sent in stderr",
     none,
     "",
     "The application's own messages.",
     "2024/03/02 10:11:12 [error] 9#9: *7 FastCGI sent in stderr: \"PHP message: PHP Notice:  "
     "Undefined index: id in /srv/a.php on line 3\" while reading response header from upstream, "
     "client: 192.0.2.7"},
    {"memcached sent invalid",
     none,
     "application-protocol-error protocol-mismatch",
     "The answer breaks the memcached protocol.",
     "2024/03/02 10:11:12 [error] 9#9: *7 memcached sent invalid response: \"HTTP/1.1 400\" "
     "while reading response header from upstream, client: 192.0.2.7"},
    {"upstream sent*while reading response header from upstream",
     none,
     "malformed-header",
     "The proxy does not accept the response head.",
     "2024/03/02 10:11:12 [error] 9#9: *7 upstream sent nonsense while reading response header "
     "from upstream, client: 192.0.2.7"},
};

} // namespace

constinit const LogTable nginx_answer_log{"nginx", rows};

} // namespace gwdiag
