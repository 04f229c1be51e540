# SPDX-License-Identifier: Apache-2.0
"""The right host, the wrong way of speaking to it: TLS or not, PROXY header or not."""
from .row import (OK, Server, Tls, answer, fault, fin, full, hold, listen_only, read, rst, script, send)

TO_TLS = "plain-http-to-tls-port"
TO_PLAIN = "tls-to-plain-http-port"

NGINX_400 = (b"<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n<body>\r\n"
             b"<center><h1>400 Bad Request</h1></center>\r\n"
             b"<center>The plain HTTP request was sent to HTTPS port</center>\r\n"
             b"<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n")
APACHE_400 = (b'<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>400 Bad Request</title>\n'
              b"</head><body>\n<h1>Bad Request</h1>\n<p>Your browser sent a request that this server could not "
              b"understand.<br />\nReason: You're speaking plain HTTP to an SSL-enabled server port.<br />\n"
              b" Instead use the HTTPS scheme to access this URL, please.<br />\n</p>\n</body></html>\n")
TOMCAT_400 = b"Bad Request\r\nThis combination of host and port requires TLS.\r\n"
GO_400 = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
GO_ON_HELLO = (b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
               b"400 Bad Request")
NODE_ON_HELLO = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
NGINX_ON_HELLO = full("400 Bad Request", (
    b"<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n"
    b"<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"), "Server: nginx/1.22.1", "Content-Type: text/html")


def tls_port(plain: bytes, **options):
    """A TLS server that answers a request in plain HTTP with these bytes."""
    return Server("tls-or-plain", {"plain": plain, **options}, tls=Tls())


def on_hello(reply: bytes):
    """A plain HTTP server that answers a TLS hello with these bytes, and a request with 200."""
    return Server("plain-only", {"hello": reply})


ROWS = [
    fault("tls-port-nginx", TO_TLS, tls_port(
        full("400 Bad Request", NGINX_400, "Server: nginx/1.22.1", "Content-Type: text/html"))),
    fault("tls-port-apache", TO_TLS, tls_port(full(
        "400 Bad Request", APACHE_400, "Server: Apache/2.4.57 (Debian)",
        "Content-Type: text/html; charset=iso-8859-1"))),
    fault("tls-port-go", TO_TLS, tls_port(GO_400)),
    fault("tls-port-tomcat", TO_TLS, tls_port(full(
        "400 ", TOMCAT_400, "Content-Type: text/plain;charset=UTF-8"))),
    fault("tls-port-alert", TO_TLS, tls_port(b"\x15\x03\x01\x00\x02\x02\x46"), note="alert 70 in the clear"),
    fault("tls-port-alert-50", TO_TLS, tls_port(b"\x15\x03\x03\x00\x02\x02\x32")),
    fault("tls-port-openssl", TO_TLS, answer(full(), tls=Tls()), note="what the TLS library does by itself"),
    fault("tls-port-closes", TO_TLS, tls_port(b"")),
    fault("tls-port-resets", TO_TLS, tls_port(b"", reset=True)),
    fault("tls-port-unix", TO_TLS, tls_port(b"\x15\x03\x01\x00\x02\x02\x46"), scheme="unix"),
    fault("tls-port-self-signed", TO_TLS, Server(
        "tls-or-plain", {"plain": b"\x15\x03\x03\x00\x02\x02\x0a"}, tls=Tls("self-signed"))),
    fault("plain-port-node", TO_PLAIN, on_hello(NODE_ON_HELLO), scheme="https"),
    fault("plain-port-nginx", TO_PLAIN, on_hello(NGINX_ON_HELLO), scheme="https"),
    fault("plain-port-go", TO_PLAIN, on_hello(GO_ON_HELLO), scheme="https"),
    fault("plain-port-closes", TO_PLAIN, on_hello(b""), scheme="https"),
    fault("plain-port-waits", TO_PLAIN, Server("plain-only", {"wait": True}), scheme="https",
          note="reads on for a line end that a hello does not have"),
    fault("proxy-v1-expected", "proxy-protocol-expected", Server("proxy-protocol", {"versions": (1,)})),
    fault("proxy-v2-expected", "proxy-protocol-expected", Server("proxy-protocol", {"versions": (2,)})),
    fault("proxy-any-expected", "proxy-protocol-expected", Server("proxy-protocol", {"versions": (1, 2)})),
    fault("proxy-expected-resets", "proxy-protocol-expected", Server(
        "proxy-protocol", {"versions": (1, 2), "reset": True})),
    fault("proxy-expected-400", "proxy-protocol-expected", Server("proxy-protocol", {
        "versions": (1, 2), "refusal": full("400 Bad Request", b"")})),
    fault("proxy-expected-https", "proxy-protocol-expected", Server(
        "proxy-protocol", {"versions": (1, 2)}, tls=Tls()), scheme="https"),
    fault("proxy-expected-unix", "proxy-protocol-expected", Server(
        "proxy-protocol", {"versions": (1, 2)}), scheme="unix"),
    fault("proxy-v1-unexpected", "proxy-protocol-unexpected", OK, sends_proxy=1,
          note="an ordinary HTTP server answers the PROXY line with 400"),
    fault("proxy-v2-unexpected", "proxy-protocol-unexpected", OK, sends_proxy=2),
    fault("proxy-v1-told", "proxy-protocol-unexpected", OK, sends_proxy=1, args=("--proxy-protocol", "1"),
          note="the user says that the proxy sends one"),
    fault("proxy-v2-told", "proxy-protocol-unexpected", OK, sends_proxy=2, args=("--proxy-protocol", "2")),
    fault("not-proxy-protocol-closes", "closed-before-response", script(read(), fin()),
          note="closes on every request, yet refuses a PROXY line with 400: not to be mistaken"),
    fault("not-tls-resets", "reset-before-response closed-before-response", script(read(), rst())),
    fault("not-tls-silent", "response-timeout", script(listen_only(), hold())),
]
