# SPDX-License-Identifier: Apache-2.0
"""Failures that people hunted for days, rebuilt with real proxies and real servers: one run names the cause."""
import contextlib
import http.server
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from nginx import Nginx, free_port  # noqa: E402
from peers import equal, gwdiag, run_all  # noqa: E402

HAPROXY = """
defaults
  mode http
  timeout connect 2s
  timeout client 5s
  timeout server 2s
  retries 0
listen front
  bind 127.0.0.1:{port}
  server app 127.0.0.1:{app}
"""


@contextlib.contextmanager
def haproxy(app):
    """The URL of a HAProxy in front of the port `app`."""
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as config:
        config.write(HAPROXY.format(port=port, app=app))
        config.flush()
        with subprocess.Popen(["haproxy", "-f", config.name], stderr=subprocess.DEVNULL) as process:
            try:
                end = time.monotonic() + 10
                while time.monotonic() < end:
                    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                        break
                yield f"http://127.0.0.1:{port}/"
            finally:
                process.terminate()


@contextlib.contextmanager
def application(handle):
    """A Python web application on a port of its own; `handle(request)` is its GET."""
    handler = type("Handler", (http.server.BaseHTTPRequestHandler,),
                   {"do_GET": handle, "protocol_version": "HTTP/1.1", "log_message": lambda *_: None})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.handle_error = lambda *_: None      # a peer that resets is what some of these are about
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


def certificate(folder, name, begin, end):
    """A self-signed certificate and its key, for the time between two dates (YYYYMMDD)."""
    pem, key, request = (pathlib.Path(folder, f"{name}-{end}.{kind}") for kind in ("pem", "key", "csr"))
    subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
                    f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(request)],
                   check=True, capture_output=True)
    pathlib.Path(folder, "index").write_text("", encoding="ascii")
    config = pathlib.Path(folder, "ca.conf")      # `openssl x509` of Debian 12 takes no dates; `openssl ca` does
    config.write_text(f"[ca]\ndefault_ca=d\n[d]\nnew_certs_dir={folder}\ndatabase={folder}/index\nrand_serial=yes\n"
                      "default_md=sha256\npolicy=p\ncopy_extensions=copy\n[p]\ncommonName=supplied\n", encoding="ascii")
    subprocess.run(["openssl", "ca", "-batch", "-config", str(config), "-selfsign", "-keyfile", str(key), "-in", str(request),
                    "-startdate", f"{begin}000000Z", "-enddate", f"{end}000000Z", "-out", str(pem), "-notext"],
                   check=True, capture_output=True)
    return pem, key


def current_certificate(folder, name):
    return certificate(folder, name, "20250101", "20490101")


def solved(ran, identifier, status="unhealthy"):
    """The first cause is that one, and more than a possibility."""
    equal((ran.verdict["status"], ran.ids[0]), (status, identifier), f"{ran.ids}: {ran.verdict['summary']}")
    cause = ran.verdict["causes"][0]
    assert cause["certainty"] in ("likely", "confirmed"), cause["certainty"]
    return cause


def test_login_fails_for_users_with_large_cookies():
    cookies = "".join(f'add_header Set-Cookie "part{n}={"x" * 3000}";' for n in range(4))
    with Nginx("server { listen 127.0.0.1:@proxy@; location / { proxy_pass http://127.0.0.1:@app@; } }"
               f"server {{ listen 127.0.0.1:@app@; location / {{ {cookies} return 200 welcome; }} }}") as server:
        ran = gwdiag("check", f"http://127.0.0.1:{server.proxy}/login", f"http://127.0.0.1:{server.app}", "-o", "json")
    cause = solved(ran, "header-buffer-exceeded")
    assert "proxy_buffer_size" in str(cause["fixes"]), cause["fixes"]


def test_502_since_the_proxy_was_upgraded():
    def relay(request):      # copies Transfer-Encoding from the response it fetched, and its server adds its own
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"5\r\nhello\r\n0\r\n\r\n")
    with application(relay) as port, haproxy(port) as proxy:
        cause = solved(gwdiag("check", proxy, f"http://127.0.0.1:{port}", "-o", "json"), "conflicting-framing")
    assert "offset" in str(cause), cause


def test_localhost_has_two_addresses_and_the_service_listens_on_one():
    with Nginx("upstream app { server 127.0.0.1:@app@; server [::1]:@app@; }"
               "server { listen 127.0.0.1:@proxy@; location / { proxy_pass http://app; } }"
               "server { listen 127.0.0.1:@app@; location / { return 200 hello; } }") as server:
        ran = gwdiag("check", f"http://127.0.0.1:{server.proxy}", f"http://app.test:{server.app}", "-o", "json", "--resolve",
                     f"app.test:{server.app}:127.0.0.1,[::1]")
    # nginx asks the other address, so nobody sees an error yet: a possibility, and worth saying.
    equal((ran.status, ran.verdict["status"], ran.ids), (0, "degraded", ["address-family-broken"]))


def test_an_https_origin_whose_port_speaks_plain_http():
    with Nginx("server { listen 127.0.0.1:@proxy@; location / { proxy_pass https://127.0.0.1:@app@; } }"
               "server { listen 127.0.0.1:@app@; location / { return 200 hello; } }") as server:
        ran = gwdiag("check", f"http://127.0.0.1:{server.proxy}", f"https://127.0.0.1:{server.app}", "-o", "json")
    solved(ran, "tls-to-plain-http-port")


def test_an_https_upstream_works_by_name_and_not_through_the_proxy():
    with tempfile.TemporaryDirectory() as folder:
        pem, key = current_certificate(folder, "app.test")
        with Nginx("server { listen 127.0.0.1:@proxy@; location / { proxy_pass https://127.0.0.1:@app@; } }"
                   "server { listen 127.0.0.1:@app@ ssl default_server; ssl_reject_handshake on; }"
                   f"server {{ listen 127.0.0.1:@app@ ssl; server_name app.test; ssl_certificate {pem}; ssl_certificate_key {key};"
                   " location / { return 200 hello; } }") as server:
            ran = gwdiag("check", f"http://127.0.0.1:{server.proxy}", f"https://app.test:{server.app}", "-o", "json", "--resolve",
                         f"app.test:{server.app}:127.0.0.1", "--cacert", pem)
    solved(ran, "sni-required")


def test_the_certificate_is_valid_but_another_one_is_served():
    with tempfile.TemporaryDirectory() as folder:
        good, good_key = current_certificate(folder, "app.test")
        old, old_key = certificate(folder, "app.test", "20250101", "20250201")
        with Nginx("server { listen 127.0.0.1:@proxy@; location / { proxy_pass https://127.0.0.1:@app@; proxy_ssl_verify on;"
                   f" proxy_ssl_name app.test; proxy_ssl_trusted_certificate {good}; }} }}"
                   "server { listen 127.0.0.1:@app@ ssl default_server;"
                   f" ssl_certificate {old}; ssl_certificate_key {old_key}; location / {{ return 200 hello; }} }}"
                   f"server {{ listen 127.0.0.1:@app@ ssl; server_name app.test; ssl_certificate {good};"
                   f" ssl_certificate_key {good_key}; location / {{ return 200 hello; }} }}") as server:
            ran = gwdiag("check", f"http://127.0.0.1:{server.proxy}", f"https://app.test:{server.app}", "-o", "json", "--resolve",
                         f"app.test:{server.app}:127.0.0.1", "--cacert", good)
    equal((ran.verdict["status"], ran.ids[0] in ("sni-required", "tls-cert-expired")), ("unhealthy", True), ran.ids)


def test_a_listener_that_demands_the_proxy_header_of_everyone():
    with Nginx("server { listen 127.0.0.1:@proxy@; location / { proxy_pass http://127.0.0.1:@app@; } }"
               "server { listen 127.0.0.1:@app@ proxy_protocol; location / { return 200 hello; } }") as server:
        ran = gwdiag("check", f"http://127.0.0.1:{server.proxy}", f"http://127.0.0.1:{server.app}", "-o", "json")
    solved(ran, "proxy-protocol-expected")


def test_more_response_headers_than_the_proxy_takes():
    headers = "".join(f"add_header X-Trace-{n} {n};" for n in range(150))
    with Nginx(f"server {{ listen 127.0.0.1:@app@; location / {{ {headers} return 200 hello; }} }}") as server, \
            haproxy(server.app) as proxy:
        ran = gwdiag("check", proxy, f"http://127.0.0.1:{server.app}", "-o", "json")
    cause = solved(ran, "too-many-headers")
    assert "101" in str(cause) or "150" in str(cause), cause


def recorded(name, upstream_ms, proxy_ms):
    """The verdict on a situation of tests/cases, with other times until the upstream's end and the proxy's answer."""
    evidence = json.loads(pathlib.Path(__file__).resolve().parents[1].joinpath("cases", f"{name}.json").read_text())["evidence"]
    evidence["elapsed_ms"] = max(upstream_ms, proxy_ms) * 3
    upstream = evidence["upstreams"][0]
    for attempt in [*upstream.get("attempts", []), upstream["stages"]]:
        if attempt.get("http", {}).get("error"):
            attempt["http"]["elapsed_ms"] = upstream_ms
    for attempt in [*evidence["proxy"].get("attempts", []), evidence["proxy"]["stages"]]:
        if attempt.get("http", {}).get("http_status"):
            attempt["http"]["elapsed_ms"] = proxy_ms
            attempt["timing"].update(first_byte_ms=proxy_ms, total_ms=proxy_ms)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(evidence, file)
        file.flush()
        return gwdiag("diagnose", file.name, "-o", "json")


def test_who_gives_up_after_a_time_that_is_a_default():
    for milliseconds, server in ((120001, "Node.js before 13 (server.timeout)"), (30600, "gunicorn (timeout)"),
                                 (60100, "Unicorn (timeout), the default of uWSGI (http-timeout)")):
        ran = recorded("closed-before-response", milliseconds, milliseconds + 1)
        cause = solved(ran, "closed-before-response")
        equal(cause["detail"]["default_of"], f"the default of {server}")
        told = " ".join(fact["fact"] for fact in cause["evidence"])
        assert "the upstream gives up" in told and "POST" in told, told
    equal("default_of" in recorded("closed-before-response", 45000, 45001).verdict["causes"][0]["detail"], False)
    # nginx's own patience: the upstream was still silent when it answered.
    for milliseconds, its_own in ((60010, True), (60900, True), (45000, False), (65000, False)):
        cause = solved(recorded("response-timeout", milliseconds + 30000, milliseconds), "response-timeout")
        told = " ".join(fact["fact"] for fact in cause["evidence"])
        equal("how long it waits for an answer by default (proxy_read_timeout)" in told, its_own, told)


def test_a_load_balancer_says_that_the_backend_closed_first():
    line = {"httpRequest": {"requestMethod": "GET", "requestUrl": "https://shop.example.com/", "status": 502},
            "jsonPayload": {"statusDetails": "backend_connection_closed_before_data_sent_to_client"}, "severity": "WARNING",
            "timestamp": "2026-05-06T07:08:09.123Z"}
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        log.write(json.dumps(line) + "\n")
        log.flush()
        causes = gwdiag("logs", log.name, "-o", "json").report["causes"]
    told = gwdiag("explain", "--line", json.dumps(line), "-o", "json").report["causes"]
    equal([cause["id"] for cause in causes], ["closed-before-response"])     # what was seen; a race is one explanation of it
    assert "keepalive-race" in [cause["id"] for cause in told], told
    text = gwdiag("explain", "--line", json.dumps(line)).out.decode()
    assert text.startswith("google-cloud: The backend closed the connection before it answered."), text[:200]


run_all(globals())
