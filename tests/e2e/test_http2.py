# SPDX-License-Identifier: Apache-2.0
"""Upstreams that are asked in HTTP/2 and gRPC: real servers behind real proxies, and peers whose frames end it."""
import concurrent.futures
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import frames  # noqa: E402
import http2  # noqa: E402
import peers  # noqa: E402
import servers  # noqa: E402
from servers import folder, running  # noqa: E402
from peers import equal, gwdiag  # noqa: E402

HAPROXY = """defaults
  mode http
  timeout client 10s
  timeout connect 1s
  timeout server 2s
  retries 0
listen one
  bind 127.0.0.1:{port}
  server s 127.0.0.1:{target} {how}
"""
NGINX = """daemon off; pid {work}/nginx-{port}.pid; error_log {work}/nginx.log info; worker_processes 1; {user}
events {{}}
http {{
  access_log off; client_body_temp_path {work}/a; proxy_temp_path {work}/b; fastcgi_temp_path {work}/c;
  uwsgi_temp_path {work}/d; scgi_temp_path {work}/e; grpc_read_timeout 2s; default_type text/plain;
  server {{ listen 127.0.0.1:{port} {listen}; {more} }}
}}
"""
HEALTHY = (b"", b"\x08\x01")      # grpc.health.v1: HealthCheckRequest, HealthCheckResponse SERVING


def check(proxy, upstream, *more):
    return gwdiag("check", proxy, upstream, "-o", "json", "--timeout", "2", "--answer-timeout", "3", *more)


def alone(url, *more):
    """The peer as the one endpoint of a check: what is wrong with it is the verdict."""
    return gwdiag("check", url, "-o", "json", "--timeout", "2", "--answer-timeout", "2", *more)


def http_of(ran):
    report = ran.report
    return (report["upstreams"][0] if report["upstreams"] else report["proxy"])["stages"]["http"]


def expect(ran, status, first="", **detail):
    equal((ran.verdict["status"], ran.ids[:1]), (status, [first] if first else []), ran.verdict["summary"])
    for key, value in detail.items():
        equal(ran.verdict["causes"][0]["detail"].get(key), value, ran.verdict["causes"][0])
    return ran


@contextlib.contextmanager
def nginx(work, more, listen=""):
    port = servers.free_port()
    config = work / f"nginx-{port}.conf"
    config.write_text(NGINX.format(work=work, port=port, listen=listen, more=more,
                                   user="user root;" if os.getuid() == 0 else ""))
    with running(["nginx", "-p", str(work), "-e", str(work / "nginx.log"), "-c", str(config)], work / "nginx.out", port):
        yield port


@contextlib.contextmanager
def haproxy(work, target, how="proto h2"):
    port = servers.free_port()
    config = work / f"haproxy-{port}.cfg"
    config.write_text(HAPROXY.format(port=port, target=target, how=how))
    with running(["haproxy", "-db", "-f", str(config)], work / "haproxy.out", port):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def nghttpd(work, *options):
    """nghttp2's own server, over the files of `work`."""
    port = servers.free_port()
    (work / "index.html").write_text("hello\n")
    (work / "big").write_bytes(b"x" * (1 << 21))
    with running(["nghttpd", "--address=127.0.0.1", f"--htdocs={work}", *options[:1], str(port), *options[1:]],
                 work / "nghttpd.out", port):
        yield port


@contextlib.contextmanager
def certificate(work):
    key, cert = work / "key.pem", work / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key),
                    "-out", str(cert)], check=True, capture_output=True)
    yield key, cert


@contextlib.contextmanager
def grpc_server(*, health=True, tls=None):
    """Python's gRPC server with the health service, or with no service at all. Yields its port and the calls it took."""
    calls = []

    def answer(request, context):
        calls.append((request, dict(context.invocation_metadata())))
        return HEALTHY[1]
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(4))
    if health:
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(
            "grpc.health.v1.Health", {"Check": grpc.unary_unary_rpc_method_handler(answer)}),))
    if tls:
        pair = tuple(path.read_bytes() for path in tls)
        port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair]))
    else:
        port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port, calls
    finally:
        server.stop(0).wait()


def test_an_answer_in_frames():
    payload = frames.GREETING + frames.headers(b"200", (b"content-type", b"text/plain"), (b"content-length", b"6"))
    with http2.sends(payload + frames.data(b"hello\n")) as peer:
        ran = expect(alone(peer.h2c + "/a?b=c", "--header", "X-Own: 1"), "healthy")
        http = http_of(ran)
        equal((http["http_status"], http["body"], http["ended"]), (200, "hello\\x0a", "complete"))
        equal((http["protocol"]["name"], http["protocol"]["end"]), ("http2", "END_STREAM"))
        equal((http["request"]["method"], http["request"]["target"], http["request"]["version"]), ("GET", "/a?b=c", "2"))
        equal((peer.connections, peer.requests, ran.report["requests_sent"]), (1, 1, 1))


def test_frames_that_end_it():
    for payload, code in ((frames.reset(7), "REFUSED_STREAM"), (frames.goaway(11, debug=b"too\x1bmany"), "ENHANCE_YOUR_CALM"),
                          (frames.data(b"no head"), "PROTOCOL_ERROR")):
        with http2.sends(frames.GREETING + payload) as peer:
            ran = expect(alone(peer.h2c), "unhealthy", "http2-protocol-error", code=code, offset=len(frames.GREETING))
            equal(http_of(ran)["error"], "invalid")
    with http2.sends_and_closes(frames.GREETING + frames.goaway(0)) as peer:
        ran = expect(alone(peer.h2c), "unhealthy", "closed-before-response")
        equal(http_of(ran)["protocol"]["goaway"], "NO_ERROR")


def test_a_peer_that_greets_and_never_answers_keeps_to_the_time():
    def pings(connection, _):
        connection.sendall(frames.GREETING)
        with contextlib.suppress(OSError):
            while True:
                connection.sendall(frames.frame(frames.PING, frames.ACK, 0, b"12345678"))
                time.sleep(0.05)    # the pace of the peer
    with http2.sends(frames.GREETING) as peer, http2.Peer(pings) as restless:
        # Bounded by the time for an answer, not by the last byte.
        for one in (peer, restless):
            ran = expect(alone(one.h2c), "unhealthy", "response-timeout")
            elapsed = http_of(ran)["elapsed_ms"]
            assert 1900 < elapsed < 20000, elapsed    # the deadline would be 30 s


def test_silence_between_two_events_is_no_stall():
    # Huffman-coded as servers send them (RFC 7541 appendix B): text/event-stream, text/plain.
    for coded, status, first in ((b'\x8cI|\xa5\x82\xf7-IY\t\xb0\xa3\xa7', "healthy", ""), (b'\x87I|\xa5\x8a\xe8\x19\xaa', "unhealthy", "stalled-response")):
        head = frames.fields((b":status", b"200")) + b"\0" + frames.text(b"content-type") + coded
        with http2.sends(frames.GREETING + frames.frame(frames.HEADERS, frames.END_HEADERS, 1, head) + frames.data(b"data: 1\n\n", last=False)) as peer:
            ran = expect(alone(peer.h2c), status, first)
            equal(http_of(ran)["http_status"], 200)


def test_only_end_of_stream_ends_an_answer():
    """RFC 9113 section 8.1: not a length that is reached."""
    whole = frames.GREETING + frames.headers(b"200", (b"content-length", b"6")) + frames.data(b"hello\n", last=False)
    bodiless = frames.GREETING + frames.headers(b"204")
    for payload in (whole, bodiless):
        with http2.sends(payload) as stalls, http2.sends_and_closes(payload) as ends:
            equal(http_of(expect(alone(stalls.h2c), "unhealthy", "stalled-response"))["error"], "incomplete")
            equal(http_of(expect(alone(ends.h2c), "unhealthy", "truncated-body"))["error"], "incomplete")


def test_an_interim_answer_and_nothing_behind_it():
    """Named alike whether it comes from the proxy, asked alone, or from an upstream, and in HTTP/1 and HTTP/2."""
    def lingers(connection, _):
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\n\r\n")
        connection.recv(1)

    def gives_up(connection, _):
        time.sleep(1)    # its own time for an answer
        connection.sendall(peers.answer(b"504 Gateway Timeout"))
    hints = frames.GREETING + frames.headers(b"103", (b"link", b"</a>"))
    with peers.says(b"HTTP/1.1 103 Early Hints\r\n\r\n") as one, peers.Peer(lingers) as slow, http2.sends_and_closes(hints) as two, \
            http2.sends(hints) as silent, peers.says(peers.answer(b"502 Bad Gateway")) as bad, peers.Peer(gives_up) as late:
        for url, front, cause in ((one.url, bad, "truncated-headers"), (slow.url, late, "stalled-response"),
                                  (two.h2c, bad, "truncated-headers"), (silent.h2c, late, "stalled-response")):
            equal(expect(alone(url), "unhealthy", cause).verdict["causes"][0]["subject"], "proxy")
            equal(expect(check(front.url, url), "unhealthy", cause).verdict["causes"][0]["subject"], "upstream")


def test_an_interim_answer_that_nginx_refuses():
    """ngx_http_grpc_module.c takes it for the answer: "upstream sent unexpected :status"."""
    hints = frames.GREETING + frames.headers(b"103", (b"link", b"</a>"))
    with folder() as work, http2.sends(hints + frames.headers(b"200") + frames.data(b"hello\n")) as peer:
        with nginx(work, f"location / {{ grpc_pass grpc://127.0.0.1:{peer.port}; }}") as front:
            ran = expect(check(f"http://127.0.0.1:{front}", peer.h2c), "unhealthy", "unexpected-upgrade", interim=103)
    equal((ran.ids, ran.verdict["causes"][0]["certainty"]), (["unexpected-upgrade"], "likely"), ran.verdict["summary"])


def test_an_upload_that_is_taken_in_part():
    """Windows for all of it, and a peer that stops reading its socket: as over HTTP/1 it is the request that is not read."""
    class Stops(http2.Peer):
        def serve(self, connection):
            wide = (1 << 31) - 1
            connection.sendall(frames.settings((4, wide)) + frames.frame(frames.SETTINGS, frames.ACK) +
                               frames.frame(frames.WINDOW_UPDATE, 0, 0, (wide - 65535).to_bytes(4, "big")))
            connection.recv(65536)
            over.wait(30)
    over = threading.Event()
    with tempfile.NamedTemporaryFile() as data, Stops(None) as peer:
        data.truncate(32 << 20)
        ran = expect(alone(peer.h2c, "--method", "POST", "--data", f"@{data.name}"), "unhealthy", "request-send-timeout")
        over.set()
    equal((http_of(ran)["error"], ran.report["requests_sent"]), ("send-timeout", 0))


def test_a_server_that_says_that_it_does_not_serve():
    def health(status):
        reply = b"\0" + len(status).to_bytes(4, "big") + status
        return http2.sends(frames.GREETING + frames.headers(b"200", (b"content-type", b"application/grpc")) + frames.data(reply, last=False) +
                           frames.trailers((b"grpc-status", b"0")))
    with health(b"\x08\x01") as serves, health(b"\x08\x02") as does_not, health(b"\x08\x03") as unknown:
        expect(alone(serves.grpc), "healthy")
        expect(alone(unknown.grpc), "healthy")
        expect(check(peers.says(peers.answer(b"503 Service Unavailable")).url, does_not.grpc), "unhealthy", "upstream-error-status", health="NOT_SERVING")


def test_nobody_listens():
    keeper, url = peers.refused()
    with keeper:
        for scheme in ("h2c", "grpc"):
            expect(alone(url.replace("http", scheme)), "unhealthy", "connection-refused")


def test_nghttpd_behind_haproxy():
    with folder() as work, nghttpd(work, "--no-tls") as port, haproxy(work, port) as proxy:
        expect(check(proxy + "/index.html", f"h2c://127.0.0.1:{port}"), "healthy")
        expect(check(proxy + "/none", f"h2c://127.0.0.1:{port}"), "healthy")
        http = http_of(expect(check(proxy + "/big", f"h2c://127.0.0.1:{port}"), "healthy"))
        equal((http["body_bytes"], http["ended"]), (1 << 20, "limit"))


def test_nginx_in_http2_and_its_own_errors():
    with folder() as work, nginx(work, "return 200 'hello';", "http2") as port, haproxy(work, port) as proxy:
        expect(check(proxy, f"h2c://127.0.0.1:{port}"), "healthy")
        expect(check(proxy, f"http://127.0.0.1:{port}", "--http2"), "healthy")
    with folder() as work, nginx(work, "return 500;", "http2") as port, haproxy(work, port) as proxy:
        expect(check(proxy, f"h2c://127.0.0.1:{port}"), "unhealthy", "upstream-error-status", http_status=500)


def test_a_grpc_server_behind_nginx():
    with folder() as work, grpc_server() as (port, calls):
        with nginx(work, f"location / {{ grpc_pass grpc://127.0.0.1:{port}; }}", "http2") as front:
            proxy = f"grpc://127.0.0.1:{front}"
            ran = expect(check(proxy, f"grpc://127.0.0.1:{port}"), "healthy")
            equal(http_of(ran)["protocol"]["grpc_status"], 0)
            equal(http_of(ran)["request"]["target"], "/grpc.health.v1.Health/Check")
            # One call by way of the proxy and one of our own, each with an empty message.
            equal([request for request, _ in calls], [HEALTHY[0]] * 2)
            equal(ran.report["requests_sent"], 2)
        keeper, closed = peers.refused()
        with keeper, nginx(work, f"location / {{ grpc_pass {closed.replace('http', 'grpc')}; }}", "http2") as front:
            ran = check(f"grpc://127.0.0.1:{front}", closed.replace("http", "grpc"))
            expect(ran, "unhealthy", "connection-refused")
            equal(ran.report["proxy"]["stages"]["http"]["http_status"], 502)


def test_a_grpc_server_without_the_health_service():
    with grpc_server(health=False) as (port, _):
        http = http_of(expect(alone(f"grpc://127.0.0.1:{port}"), "healthy"))
        equal(http["protocol"]["grpc_status"], 12)


def test_an_http1_server_where_grpc_is_expected():
    with folder() as work, nginx(work, "return 200 'hello';") as port:
        with nginx(work, f"location / {{ grpc_pass grpc://127.0.0.1:{port}; }}") as front:
            expect(check(f"http://127.0.0.1:{front}", f"grpc://127.0.0.1:{port}"), "unhealthy", "protocol-mismatch", speaks="http")
        with haproxy(work, port) as proxy:
            expect(check(proxy, f"h2c://127.0.0.1:{port}"), "unhealthy", "protocol-mismatch", speaks="http")
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]
    port = servers.free_port()
    with folder() as work, running([*command, "--directory", str(work), str(port)], work / "out", port):
        expect(alone(f"grpc://127.0.0.1:{port}"), "unhealthy", "protocol-mismatch", speaks="http")


def test_tls_that_is_not_agreed_on():
    with folder() as work, certificate(work) as (key, cert):
        trust = ("--cacert", cert)
        with grpc_server(tls=(key, cert)) as (port, _):
            expect(alone(f"grpcs://127.0.0.1:{port}", *trust), "healthy")
            with nginx(work, f"location / {{ grpc_pass grpc://127.0.0.1:{port}; }}") as front:
                expect(check(f"http://127.0.0.1:{front}", f"grpc://127.0.0.1:{port}"), "unhealthy", "plain-http-to-tls-port")
        with grpc_server() as (port, _):
            expect(alone(f"grpcs://127.0.0.1:{port}", *trust), "unhealthy", "tls-to-plain-http-port")
        tls = f"ssl_certificate {cert}; ssl_certificate_key {key}; return 200 'hello';"
        with nginx(work, tls, "ssl") as port:
            expect(alone(f"grpcs://127.0.0.1:{port}", *trust), "unhealthy", "tls-alpn-mismatch")
            expect(alone(f"grpc://127.0.0.1:{port}", *trust), "unhealthy", "plain-http-to-tls-port")
        with nginx(work, tls, "ssl http2") as port, haproxy(work, port, f"ssl ca-file {cert} alpn h2") as proxy:
            ran = expect(check(proxy, f"https://localhost:{port}", "--http2", "-4", *trust), "healthy")
            equal(ran.report["upstreams"][0]["stages"]["tls"]["alpn"], "h2")


def test_what_is_a_post_is_sent_once():
    with http2.sends_and_closes(b"") as peer, peers.says(peers.answer(b"502 Bad Gateway")) as proxy:
        check(proxy.url, peer.grpc)
        equal(peer.requests, 1)
    for option in (("--samples", "2"), ("--wait", "3"), ("--load", "2")):
        ran = gwdiag("check", peer.grpc, *option)
        equal((ran.status, ran.out, len(ran.err.splitlines())), (2, b"", 1), ran.err)


def test_dry_run():
    ran = gwdiag("check", "http://127.0.0.1:1", "grpc://127.0.0.1:2", "--dry-run")
    text = ran.out.decode()
    assert "POST /grpc.health.v1.Health/Check" in text and "nothing was sent" in text, text


try:
    import grpc
except ImportError:
    grpc = None
needed = {"nginx": shutil.which("nginx"), "haproxy": shutil.which("haproxy"), "nghttp2-server": shutil.which("nghttpd"),
          "python3-grpcio": grpc, "openssl": shutil.which("openssl")}
missing = [name for name, found in needed.items() if not found]
if missing and os.environ.get("CI") != "true":
    print("skipped: not installed: " + ", ".join(missing))
    sys.exit(77)
peers.run_all(globals())
