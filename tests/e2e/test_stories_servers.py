# SPDX-License-Identifier: Apache-2.0
"""Failures that people hunted for days and that lie in the servers: workers, queues, descriptors, idle times, and words of a
log that mislead. Real gunicorn, Node, php-fpm, nginx and HAProxy."""
import contextlib
import os
import pathlib
import pwd
import re
import shutil
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from gateways import gateway  # noqa: E402
from nginx import Nginx, free_port  # noqa: E402
from peers import Peer, answer, equal, gwdiag, run_all, says  # noqa: E402
import servers  # noqa: E402
from servers import folder  # noqa: E402

FPM = next((str(path) for path in sorted(pathlib.Path("/usr/sbin").glob("php-fpm*"))), "")
ROOT = os.geteuid() == 0
# Hangs at /hang, where not even SIGABRT, gunicorn's own, ends it: its arbiter then sends SIGKILL.
APPLICATION = """import signal, time
def application(environ, start_response):
    if environ["PATH_INFO"] == "/hang":
        signal.signal(signal.SIGABRT, signal.SIG_IGN)
        time.sleep(60)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")])
    return [b"hello\\n"]
"""
NODE = "const server = require('http').createServer({%s}, (request, response) => response.end('hello\\n')); %s"
POOL = """[global]
error_log = {work}/fpm.log
daemonize = no
[www]
user = {user}
group = {group}
listen = {work}/fpm.sock
listen.mode = 0666
listen.backlog = 1
pm = static
pm.max_children = 1
"""


@contextlib.contextmanager
def running(work, command, port, name="server"):
    with servers.running(command, work / f"{name}-{port}.log", port):
        yield port


def gunicorn(work, *more):
    (work / "app.py").write_text(APPLICATION, encoding="utf-8")
    port = free_port()
    return running(work, ["gunicorn", "--bind", f"127.0.0.1:{port}", "--chdir", str(work), "--error-logfile", str(work / "app.log"),
                          *more, "app:application"], port)


def node(work, options="", settings=""):
    port = free_port()
    script = work / f"{port}.js"
    script.write_text(NODE % (options, settings) + f"server.listen({port}, '127.0.0.1');", encoding="utf-8")
    return running(work, ["node", str(script)], port, "node")


def front(target, more=""):
    return Nginx(f"server {{ listen 127.0.0.1:@proxy@; location / {{ proxy_pass http://{target}; {more} }} }}")


def solved(ran, identifier, certainty=("likely", "confirmed"), status="unhealthy"):
    equal((ran.verdict["status"], ran.ids[:1]), (status, [identifier]), f"{ran.ids}: {ran.verdict['summary']}")
    cause = ran.verdict["causes"][0]
    assert cause["certainty"] in certainty, cause["certainty"]
    return cause


def facts(cause):
    return " ".join(fact["fact"] for fact in cause["evidence"])


def test_a_grpc_route_to_a_port_that_answers_http1():
    """The number in nginx's line is the answer: 4740180 are the letters HTT."""
    with Nginx("server { listen 127.0.0.1:@proxy@ http2; location / { grpc_pass grpc://127.0.0.1:@app@; } }"
               "server { listen 127.0.0.1:@app@; location / { return 200 hello; } }") as server:
        with Nginx(f"server {{ listen 127.0.0.1:@proxy@; location / {{ grpc_pass grpc://127.0.0.1:{server.app}; }} }}") as gate:
            log = f"{gate.folder}/error.log"
            ran = gwdiag("check", f"http://127.0.0.1:{gate.proxy}", f"http://127.0.0.1:{server.app}", "-o", "json", "--log", log)
            assert "too large http2 frame: 4740180" in gate.log(), gate.log()
    cause = solved(ran, "protocol-mismatch")
    assert "HTTP/1.1" in facts(cause) + ran.verdict["summary"], (facts(cause), ran.verdict["summary"])


def test_idle_times_of_a_fresh_connection_and_of_a_used_one():
    """keepAliveTimeout was raised, and headersTimeout still ends what has carried no request: two numbers, measured apart."""
    with folder() as work, node(work, "connectionsCheckingInterval: 100", "server.keepAliveTimeout = 60000; server.headersTimeout = 1500;"
                                ) as port:
        ran = gwdiag("probe", f"http://127.0.0.1:{port}", "-o", "json", "--keepalive", "6s", timeout=90)
    kept = ran.report["endpoints"][0]["stages"]["timing"]["keepalive"]
    equal((kept["after_request"]["how"], kept["fresh"]["how"], kept["stated_s"]), ("open", "fin", 60), kept)
    assert 1350 < kept["fresh"]["idle_ms"] < 6000, kept
    assert "408" in kept["fresh"].get("says", ""), kept


def test_an_idle_close_at_a_default_names_the_server():
    with folder() as work, node(work) as javascript, gunicorn(work, "--worker-class", "gthread", "--threads", "4") as python:
        for _ in range(3):      # a machine that is busy closes late now and then
            ran = gwdiag("check", f"http://127.0.0.1:{javascript}", f"http://127.0.0.1:{javascript}/a", f"http://127.0.0.1:{python}/a",
                         "-o", "json", "--keepalive", "9s", "--as", "caddy", timeout=120)
            named = {cause["endpoint"].rsplit(":")[2].split("/")[0]: cause["detail"].get("default_of", "")
                     for cause in ran.verdict["causes"] if cause["id"] == "keepalive-race"}
            if len(named) == 2 and all(named.values()):
                break
    assert "Node.js (keepAliveTimeout)" in named.get(str(javascript), ""), named
    assert "gunicorn (keepalive)" in named.get(str(python), ""), named


def test_a_worker_that_times_out_was_not_out_of_memory():
    with folder() as work, gunicorn(work, "--timeout", "2") as port, front(f"127.0.0.1:{port}", "proxy_read_timeout 20s;") as server:
        pair = (f"http://127.0.0.1:{server.proxy}/hang", f"http://127.0.0.1:{port}/hang", "--answer-timeout", "20s", "-o", "json")
        ran = gwdiag("check", *pair, "--log", work / "app.log", "--host-evidence", timeout=90)
        log = (work / "app.log").read_text()
        timed_out, killed = (set(re.findall(line, log)) for line in (r"WORKER TIMEOUT \(pid:(\d+)\)",
                                                                     r"Worker with pid (\d+) was terminated due to signal 9"))
        equal((bool(killed), killed - timed_out), (True, set()), log)
        solved(ran, "worker-killed", ("likely",))
        equal({"oom-killed", "memory-pressure"} & set(ran.ids), set())
        # gunicorn 21 and later write of the same end what has sent people after memory that was not lacking.
        newer = work / "newer.log"
        newer.write_text(re.sub(r"\[WARNING\] Worker with pid (\d+) was terminated due to signal 9",
                                r"[ERROR] Worker (pid:\1) was sent SIGKILL! Perhaps out of memory?", log))
        equal("Perhaps out of memory?" in newer.read_text(), True)
        told = gwdiag("logs", newer, "-o", "json").report["causes"]
        equal(told[0]["id"] in ("worker-killed", "response-timeout"), True, told)
        equal([one for one in told if one["id"] == "oom-killed"], [])


def test_a_php_pool_that_is_full_behind_a_unix_socket():
    """(11: Resource temporarily unavailable) is no matter of permissions: one slow page holds the only worker, and two wait."""
    account = pwd.getpwuid(os.getuid())
    with folder() as work, contextlib.ExitStack() as stack:
        (work / "sleep.php").write_text("<?php sleep(60);")
        (work / "index.php").write_text("<?php echo 'hello';")
        path = work / "fpm.sock"
        (work / "fpm.conf").write_text(POOL.format(work=work, user=account.pw_name, group="root" if ROOT else account.pw_name))
        process = servers.start([FPM, "-F", *(["-R"] if ROOT else []), "-y", str(work / "fpm.conf")], work / "fpm.out")
        stack.callback(servers.stop, process)
        servers.wait_for(path.exists, process, work / "fpm.out")
        server = stack.enter_context(Nginx(
            f"server {{ listen 127.0.0.1:@proxy@; location / {{ fastcgi_pass unix:{path}; fastcgi_param SCRIPT_FILENAME {work}$uri;"
            " fastcgi_param REQUEST_METHOD GET; } }"))
        slow = stack.enter_context(servers.request(f"http://127.0.0.1:{server.proxy}/sleep.php"))
        servers.wait_for(lambda: waiting(path) == 0 and established(path), process, work / "fpm.out")
        for _ in range(2):      # the kernel lets in one more than the backlog
            one = stack.enter_context(socket.socket(socket.AF_UNIX))
            one.connect(str(path))
        ran = gwdiag("check", f"http://127.0.0.1:{server.proxy}/index.php", f"fcgi://unix:{path}:{work}/index.php", "-o", "json",
                     "--timeout", "3s", "--host-evidence", "--log", f"{server.folder}/error.log")
        assert "(11: Resource temporarily unavailable)" in server.log(), server.log()
        equal(slow.fileno() > 0, True)
    cause = solved(ran, "accept-queue-full")
    equal((cause["detail"]["queue"], cause["detail"]["backlog"]), (2, 1))
    equal({"unix-socket-permission", "unix-socket-refused"} & set(ran.ids), set())


def rows_of(path):
    """(state, inode) of each Unix socket at that path, as /proc/net/unix has them."""
    for line in pathlib.Path("/proc/net/unix").read_text(encoding="utf-8", errors="replace").splitlines():
        words = line.split()
        if words[-1] == str(path):
            yield words[5]


def waiting(path):
    """Connections that nobody has taken yet: still connecting (02) in the kernel's table."""
    return sum(state == "02" for state in rows_of(path))


def established(path):
    return any(state == "03" for state in rows_of(path))


def test_a_proxy_without_descriptors():
    """Held connections use up the worker's few descriptors: its own machine shows them against the limit."""
    with says(answer(b"200 OK")) as upstream, contextlib.ExitStack() as stack:
        proxy, log = stack.enter_context(gateway("nginx", f"127.0.0.1:{upstream.port}", main="worker_rlimit_nofile 24;"))
        port = int(proxy.rpartition(":")[2])
        for _ in range(40):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 10))
        end = time.monotonic() + 20
        while "(24: Too many open files)" not in log.read_text() and time.monotonic() < end:
            time.sleep(0.05)
        ran = gwdiag("check", proxy, upstream.url, "-o", "json", "--timeout", "2s", "--host-evidence")
    cause = solved(ran, "proxy-resources-exhausted", ("likely",))
    equal((cause["subject"], cause["detail"]["open_files_limit"]), ("proxy", 24))
    assert cause["detail"]["open_files"] >= 23 and "pid" in facts(cause), cause


def test_a_proxy_with_room_is_not_blamed():
    with front("127.0.0.1:9") as server, says(answer(b"200 OK")) as upstream:
        ran = gwdiag("check", f"http://127.0.0.1:{server.proxy}", upstream.url, "-o", "json", "--host-evidence")
    equal((ran.verdict["status"], "proxy-resources-exhausted" in ran.ids), ("unhealthy", False), ran.ids)


def test_haproxys_line_for_too_many_headers():
    headers = b"".join(b"X-Trace-%d: 1\r\n" % number for number in range(150))
    with says(answer(b"200 OK", headers=headers)) as upstream, gateway("haproxy", f"127.0.0.1:{upstream.port}") as (proxy, log):
        ran = gwdiag("check", proxy, upstream.url, "-o", "json", "--log", log)
        assert " PH-- " in log.read_text(), log.read_text()
    cause = solved(ran, "too-many-headers", ("confirmed",))
    assert "PH--" in facts(cause) and "15" in facts(cause), facts(cause)


def test_envoys_flag_for_an_answer_that_it_refuses():
    """UPE alone has six explanations; the answer itself, counted, has one."""
    headers = b"".join(b"X-Trace-%d: 1\r\n" % number for number in range(150))
    body = b"upstream connect error or disconnect/reset before headers. reset reason: protocol error"
    with says(answer(b"200 OK", headers=headers)) as upstream, folder() as work:
        def envoy(connection, request):
            path = request.split(b" ")[1].decode()
            stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + ".000Z"
            with open(work / "access.log", "a", encoding="utf-8") as log:
                log.write(f'[{stamp}] "GET {path} HTTP/1.1" 502 UPE upstream_reset_before_response_started{{protocol_error}} - "-" 0 87 2 '
                          f'- "-" "gwdiag" "id" "app" "127.0.0.1:{upstream.port}"\n')
            connection.sendall(answer(b"502 Bad Gateway", body, b"server: envoy\r\ncontent-type: text/plain\r\n"))
        with Peer(envoy) as proxy:
            (work / "access.log").touch()
            ran = gwdiag("check", proxy.url, upstream.url, "-o", "json", "--log", work / "access.log")
    equal((ran.verdict["status"], ran.ids[:1]), ("unhealthy", ["too-many-headers"]), ran.ids)
    equal({"header-buffer-exceeded", "malformed-header"} & set(ran.ids), set())


needed = {"nginx": shutil.which("nginx"), "haproxy": shutil.which("haproxy"), "gunicorn": shutil.which("gunicorn"),
          "nodejs": shutil.which("node"), "php-fpm": FPM}
missing = [name for name, found in needed.items() if not found]
if missing and os.environ.get("CI") != "true":
    print("skipped: not installed: " + ", ".join(missing))
    sys.exit(77)
run_all(globals())
