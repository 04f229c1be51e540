# SPDX-License-Identifier: Apache-2.0
"""Valid error answers of the upstream's own, which the proxy passes on."""
from .row import Tls, answer, chunked, fault, full, head

UES = "upstream-error-status"
NGINX = (b"<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n"
         b"<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n")
HAPROXY = (b"<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n"
           b"</body></html>\n")
APACHE = (b'<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n'
          b"<title>500 Internal Server Error</title>\n"
          b"</head><body>\n<h1>Internal Server Error</h1>\n<p>The server encountered an internal error or\n"
          b"misconfiguration and was unable to complete\nyour request.</p>\n</body></html>\n")
HTML = "Content-Type: text/html"
JSON = "Content-Type: application/json"

ROWS = [
    fault("error-500", UES, answer(full("500 Internal Server Error", b"oops\n"))),
    fault("error-500-empty", UES, answer(full("500 Internal Server Error", b""))),
    fault("error-500-json", UES, answer(full("500 Internal Server Error", b'{"error":"database"}', JSON))),
    fault("error-500-html", UES, answer(full("500 Internal Server Error", APACHE, HTML, "Server: Apache"))),
    fault("error-500-chunked", UES, answer(
        head("500 Internal Server Error", "Transfer-Encoding: chunked") + chunked(b"Traceback ...\n"))),
    fault("error-500-http10", UES, answer(full("500 INTERNAL SERVER ERROR", b"oops\n", version="HTTP/1.0"))),
    fault("error-501", UES, answer(full("501 Not Implemented", b"no\n"))),
    fault("error-502", UES, answer(full("502 Bad Gateway", b"bad gateway\n"))),
    fault("error-502-inner-nginx", UES, answer(full(
        "502 Bad Gateway", NGINX % (b"502 Bad Gateway", b"502 Bad Gateway"), "Server: nginx", HTML)),
        note="a second proxy behind the first, and its upstream is broken"),
    fault("error-503", UES, answer(full("503 Service Unavailable", b"down for maintenance\n", "Retry-After: 120"))),
    fault("error-503-inner-haproxy", UES, answer(full(
        "503 Service Unavailable", HAPROXY, "cache-control: no-cache", HTML))),
    fault("error-504-inner-nginx", UES, answer(full(
        "504 Gateway Time-out", NGINX % (b"504 Gateway Time-out", b"504 Gateway Time-out"), "Server: nginx", HTML))),
    fault("error-504", UES, answer(full("504 Gateway Timeout", b"upstream request timeout"))),
    fault("error-507", UES, answer(full("507 Insufficient Storage", b"disk full\n"))),
    fault("error-520-inner-cdn", UES + " cdn-origin-invalid", answer(full(
        "520 ", b"<html><title>520: Web server is returning an unknown error</title></html>",
        "Server: cloudflare", HTML))),
    fault("error-599", UES, answer(full("599 Network Connect Timeout", b"x\n"))),
    fault("error-500-https", UES, answer(full("500 Internal Server Error", b"oops\n"), tls=Tls()), scheme="https"),
    fault("error-500-unix", UES, answer(full("500 Internal Server Error", b"oops\n")), scheme="unix"),
]
