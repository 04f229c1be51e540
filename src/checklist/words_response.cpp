// SPDX-License-Identifier: Apache-2.0
#include "checklist/groups.hpp"

// clang-format off
namespace gwdiag::words {

namespace {

constexpr Step ask{0, "Look at the raw bytes of the response without the proxy", "{ask_raw}"};

} // namespace

std::vector<CauseWords> invalid_head() {
  return {
      {"not-http", "invalid-response", "http_protocol_error",
       "The upstream's answer is no HTTP response",
       "The bytes that come back are no HTTP response of any version. Either another service "
       "listens on this port, or the application writes to the socket what belongs elsewhere. Some "
       "proxies pass the bytes on or wrap them in a 200, so the same fault is a 502 in one place "
       "and garbage on the screen in another.",
       "no", "2 3",
       {configured, {0, "See which process owns the port", "{listening}"}, ask, logged}},

      {"http09-response", "invalid-response", "http_protocol_error",
       "The upstream answers without status line and headers",
       "Text or markup comes at once, with no status line and no headers before it, as HTTP/0.9 "
       "had it. A script prints its page raw, or a fatal error message goes straight into the "
       "socket. nginx, Apache and Squid may pass it on as it is where HAProxy, Envoy and Caddy "
       "answer 502.",
       "no", "2 3",
       {configured, ask, logged}},

      {"malformed-status-line", "invalid-response", "http_protocol_error",
       "The response's status line breaks the grammar",
       "The answer begins like HTTP and its first line is not \"HTTP/1.x NNN reason\": a wrong "
       "version, a status that is no three digits, or text in its place. Hand-written servers and "
       "scripts that set their own status line make it. A missing reason phrase alone is valid.",
       "no", "3",
       {logged, ask}},

      {"malformed-header", "invalid-response", "http_protocol_error",
       "A header of the response breaks the grammar",
       "One line of the head has a space before its colon, no colon, a control character, a folded "
       "line or a forbidden byte in its name. Proxies differ: what one repairs in silence is a 502 "
       "in the next, and a stricter one after an upgrade. Values copied from user input or from "
       "another response are the usual makers.",
       "no", "3",
       {logged, ask, {0, "Correct the header where the application sets it", ""}}},

      {"conflicting-framing", "invalid-response", "http_protocol_error",
       "The response states its length twice, or wrongly",
       "Content-Length and Transfer-Encoding together, one of them twice, or a value that makes no "
       "sense: nobody can tell where the message ends, so it is refused as an attempt at "
       "smuggling. An application that copies the headers of a response it fetched, with a server "
       "that adds its own, makes it. It appears after an upgrade of the proxy (nginx 1.23, HAProxy "
       "2.5) with the application unchanged.",
       "no", "3",
       {logged, ask,
        {0,
         "Do not copy Transfer-Encoding, Content-Length and Connection from a response that the "
         "application fetched", ""}}},

      {"header-too-large", "invalid-response", "http_response_header_section_size",
       "The response head is larger than any common proxy takes",
       "The head has a size that no usual limit allows, so this is no matter of one proxy's "
       "buffer. A cookie that grows with every request, a token in a redirect, or debugging output "
       "in a header makes it.",
       "no", "2 3",
       {configured, {0, "Measure the head of the response in bytes", "{ask_head}"}, logged}},

      {"too-many-headers", "invalid-response", "http_response_header_section_size",
       "The response has more headers than proxies take",
       "The number of header lines exceeds what proxies accept (Varnish 64, Envoy and h2o 100, "
       "HAProxy 101) whatever their size. A header added in a loop, or one Set-Cookie for each "
       "item, makes it. Limits in kilobytes do not help; Envoy reports it only as UPE, HAProxy as "
       "PH.",
       "no", "2 3",
       {configured, {0, "Count the headers", "{ask_count}"}, logged}},

      {"truncated-headers", "invalid-response", "http_response_incomplete",
       "The connection ends inside the response head",
       "Status line and some headers arrive, then the connection closes before the empty line that "
       "ends them. The process died while it wrote, or wrote its head by hand and forgot the end.",
       "maybe", "3 5",
       {logged, ask, restarted}},

      {"unexpected-upgrade", "invalid-response", "http_protocol_error",
       "The upstream switches protocols without being asked",
       "101 or another protocol comes in answer to a plain request. A WebSocket endpoint that does "
       "not look whether the client asked, or a route that sends plain requests to it, makes it.",
       "no", "2 3",
       {configured, ask, logged}},
  };
}

std::vector<CauseWords> invalid_message() {
  return {
      {"malformed-chunking", "invalid-response", "http_response_transfer_coding",
       "The response's chunked encoding is broken",
       "A chunk's size is no hexadecimal number, or the line end after its data is missing. The "
       "application writes chunks by hand and counts characters instead of bytes, or two layers "
       "both encode. The head has already gone to the client, which therefore sees a cut page with "
       "status 200 rather than a 502.",
       "no", "3",
       {logged, ask}},

      {"truncated-body", "invalid-response", "http_response_incomplete",
       "The response ends before its announced length",
       "The connection closes before Content-Length is reached or before the last chunk. The "
       "worker died or was killed half-way, or the length was computed for another text "
       "(characters instead of bytes, before compression). Most proxies have sent the head by "
       "then: the client gets a cut page, and no 502 stands in any log.",
       "maybe", "3 5",
       {logged, ask,
        {0,
         "If it is always the same size, the length is computed wrongly; if it varies, the process "
         "dies", ""},
        restarted}},

      {"body-not-allowed", "invalid-response", "http_protocol_error",
       "The response has a body where none may be",
       "Bytes follow a 204, a 304 or the answer to HEAD, or more bytes than were announced. On a "
       "connection that is kept alive they are taken for the start of the next response, so the "
       "error shows up in somebody else's request.",
       "no", "3",
       {logged, ask}},

      {"broken-content-encoding", "invalid-response", "http_response_content_coding",
       "The body is not in the encoding that the headers state",
       "Content-Encoding says gzip, and the body is not, is cut, or is compressed twice; or "
       "Content-Length is that of the text before compression. A layer that compresses, or "
       "decompresses, without correcting the headers makes it.",
       "no", "3",
       {logged,
        {0, "Ask with and without compression, and compare", "{ask_gzip}"}}},

      {"application-protocol-error", "invalid-response", "",
       "The application server's answer breaks its own protocol",
       "FastCGI, uwsgi, SCGI or AJP is spoken, and what it carries is no valid record or no valid "
       "head: the script printed text before its headers, died with nothing on its output, or "
       "wrote pages of warnings. What the application wrote to its error stream explains it best.",
       "no", "2 3",
       {configured, logged}},

      {"early-response", "invalid-response", "",
       "The upstream answers before it has read the request",
       "The upstream sends its response and closes while the request's body is still on its way; "
       "the unread bytes turn the close into a reset that destroys the response. Typical for an "
       "upload that is rejected early: too large, not authorised. The answer the client should "
       "have seen, a 413 or 401, is lost in a 502.",
       "no", "3 4",
       {logged, timeouts,
        {0,
         "Let the application read the body to its end before it closes, or raise its limit for "
         "bodies", ""}}},

      {"response-too-large", "invalid-response", "http_response_body_size",
       "The response is larger than the gateway takes",
       "The body exceeds a limit of the gateway: a function's payload, a buffer, a cache object's "
       "maximum. Small answers of the same route pass.",
       "no", "2 3",
       {configured, {0, "Measure the body in bytes", "{ask_size}"}, logged}},

      {"http2-protocol-error", "invalid-response", "http_protocol_error",
       "The upstream breaks HTTP/2",
       "A GOAWAY, a RST_STREAM or a frame that the protocol forbids ends the exchange. The "
       "upstream limits streams, restarts, or has a faulty HTTP/2 of its own; or it answers HTTP/1 "
       "to an HTTP/2 preface, which shows as a frame of an absurd size.",
       "maybe", "2 3",
       {configured,
        {0, "Compare with HTTP/1.1", "curl -sv -o /dev/null --max-time 10 --http1.1 {curl_target}"},
        logged}},
  };
}

} // namespace gwdiag::words
