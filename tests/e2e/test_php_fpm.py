# SPDX-License-Identifier: Apache-2.0
"""A real php-fpm behind a real nginx and Apache: what each fault of a PHP pool looks like from outside."""
import contextlib
import os
import pathlib
import pwd
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import peers  # noqa: E402
import servers  # noqa: E402

SCRIPTS = {
    "index.php": '<?php header("X-Uri: " . $_SERVER["REQUEST_URI"]); echo "hello\\n";',
    "fatal.php": '<?php error_log("about to fail"); no_such_function();',
    "big.php": '<?php header("X-Big: " . str_repeat("a", 6000)); echo "big";',
    "noisy.php": '<?php for ($i = 0; $i < 3000; $i++) error_log(str_repeat("e", 100)); echo "ok";',
    "sleep.php": "<?php sleep(8); echo 'late';",
    "dies.php": "<?php posix_kill(getmypid(), 9);",
}
POOL = """[global]
error_log={work}/fpm.log
daemonize=no
[lab]
user={user}
group={group}
listen={listen}
listen.mode=0666
pm=static
pm.max_children={children}
{more}
"""
NGINX = """daemon off; pid {work}/nginx.pid; error_log {work}/nginx-error.log info; worker_processes 1; user root;
events {{}}
http {{
  access_log off; client_body_temp_path {work}/a; proxy_temp_path {work}/b; fastcgi_temp_path {work}/c;
  uwsgi_temp_path {work}/d; scgi_temp_path {work}/e; fastcgi_read_timeout 2s; proxy_read_timeout 2s;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      {params}
      fastcgi_pass {target};
    }}
    location /as-http/ {{ proxy_pass http://{target}/; }}
  }}
}}
"""
PARAMS = "\n      ".join(f"fastcgi_param {name} {value};" for name, value in (
    ("SCRIPT_FILENAME", "{root}$uri"), ("REQUEST_METHOD", "$request_method"), ("REQUEST_URI", "$request_uri"),
    ("QUERY_STRING", "$query_string"), ("SCRIPT_NAME", "$uri"), ("HTTP_HOST", "$http_host")))
APACHE = """ServerRoot {work}
PidFile {work}/httpd.pid
DefaultRuntimeDir {work}
Mutex file:{work} default
ServerName lab
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_fcgi_module /usr/lib/apache2/modules/mod_proxy_fcgi.so
{user}
ErrorLog {work}/apache-error.log
Listen 127.0.0.1:{port}
ProxyTimeout 2
ProxyPass / fcgi://{target}{root}/ retry=0
"""
FPM = next((str(path) for path in sorted(pathlib.Path("/usr/sbin").glob("php-fpm*"))), "")


class Pool:
    """A php-fpm of its own in a folder of its own."""

    def __init__(self, work, children=2, unix=False, more="ping.path=/ping"):
        self.work = pathlib.Path(work)
        self.root = self.work / "www"
        self.root.mkdir(exist_ok=True)
        for name, text in SCRIPTS.items():
            (self.root / name).write_text(text)
        self.work.chmod(0o755)
        self.port = 0 if unix else servers.free_port()
        self.listen = str(self.work / "fpm.sock") if unix else f"127.0.0.1:{self.port}"
        account = pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("www-data")
        (self.work / "fpm.conf").write_text(POOL.format(
            work=self.work, user=account.pw_name, group="www-data" if os.getuid() == 0 else account.pw_name,
            listen=self.listen, children=children, more=more))
        self.process = servers.start([FPM, "-F", "-y", str(self.work / "fpm.conf")], self.work / "fpm.out")
        servers.wait_for(lambda: self.port in servers.listening() if self.port else os.path.exists(self.listen),
                         self.process, self.work / "fpm.out")

    def url(self, script=""):
        base = f"fcgi://unix:{self.listen}" if not self.port else f"fcgi://{self.listen}"
        return base + ((":" if not self.port else "") + str(self.root / script) if script else "")

    @property
    def target(self):
        return f"unix:{self.listen}" if not self.port else self.listen


@contextlib.contextmanager
def pool(**options):
    work = tempfile.mkdtemp(prefix="gwdiag-php-")
    running = Pool(work, **options)
    try:
        yield running
    finally:
        servers.stop(running.process)
        shutil.rmtree(work, ignore_errors=True)


@contextlib.contextmanager
def nginx(behind, target="", root=""):
    port = servers.free_port()
    config = behind.work / f"nginx-{port}.conf"
    config.write_text(NGINX.format(work=behind.work, port=port, target=target or behind.target,
                                   params=PARAMS.format(root=root or behind.root)))
    error_log = str(behind.work / "nginx-error.log")
    process = servers.start(["nginx", "-p", str(behind.work), "-e", error_log, "-c", str(config)], behind.work / "nginx.out")
    servers.wait_for(lambda: port in servers.listening(), process, behind.work / "nginx.out")
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        servers.stop(process)


@contextlib.contextmanager
def apache(behind):
    port = servers.free_port()
    config = behind.work / "httpd.conf"
    user = "User www-data\nGroup www-data" if os.getuid() == 0 else ""
    config.write_text(APACHE.format(work=behind.work, port=port, target=behind.target, root=behind.root, user=user))
    process = servers.start(["apache2", "-DFOREGROUND", "-d", str(behind.work), "-f", str(config)], behind.work / "apache.out")
    servers.wait_for(lambda: port in servers.listening(), process, behind.work / "apache.out")
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        servers.stop(process)


def check(proxy, upstream, *more):
    return peers.gwdiag("check", proxy, upstream, "-o", "json", "--timeout", "3", "--answer-timeout", "3", *more)


def expect(ran, status, first, proxy_status):
    peers.equal(ran.verdict["status"], status, ran.err)
    peers.equal(ran.ids[:1], first, ran.verdict["summary"])
    peers.equal(ran.report["proxy"]["stages"]["http"].get("http_status"), proxy_status)
    return ran


def test_a_healthy_script_over_tcp_and_a_unix_socket():
    for unix in (False, True):
        with pool(unix=unix) as php, nginx(php) as proxy:
            ran = expect(check(f"{proxy}/index.php?a=b", php.url("index.php")), "healthy", [], 200)
            http = ran.report["upstreams"][0]["stages"]["http"]
            peers.equal(http["body"], "hello\\x0a")
            peers.equal([h["value"] for h in http["headers"] if h["name"] == "X-Uri"], ["/index.php?a=b"])
            peers.equal(http["protocol"]["end"], "REQUEST_COMPLETE")
            expect(check(f"{proxy}/index.php", php.url()), "healthy", [], 200)
            expect(check(f"{proxy}/noisy.php", php.url("noisy.php")), "healthy", [], 200)


def test_without_a_script_the_pages_of_php_fpm_are_asked_for():
    for more, pages in (("ping.path=/ping", ["/ping"]), ("pm.status_path=/status", ["/ping", "/status"]), ("", ["/ping", "/status"])):
        with pool(more=more) as php, nginx(php) as proxy:
            ran = expect(check(f"{proxy}/index.php", php.url()), "healthy", [], 200)
            upstream = ran.report["upstreams"][0]
            peers.equal([a["http"]["protocol"]["script"] for a in upstream["attempts"]], pages)


def test_a_script_that_is_not_there():
    with pool() as php, nginx(php) as proxy:
        expect(check(f"{proxy}/none.php", php.url("none.php")), "degraded", ["script-not-found"], 404)
        expect(check(f"{proxy}/none.php", php.url()), "degraded", ["script-not-found"], 404)
        with apache(php) as other:
            expect(check(f"{other}/none.php", php.url("none.php")), "degraded", ["script-not-found"], 404)
            expect(check(f"{other}/index.php", php.url("index.php")), "healthy", [], 200)


def test_a_php_error_is_the_upstreams_own():
    with pool() as php, nginx(php) as proxy, apache(php) as other:
        for front in (proxy, other):
            ran = expect(check(f"{front}/fatal.php", php.url("fatal.php")), "unhealthy", ["upstream-error-status"], 500)
            facts = " ".join(fact["fact"] for fact in ran.verdict["causes"][0]["evidence"])
            assert "no_such_function" in facts, facts


def test_a_head_larger_than_the_buffer():
    with pool() as php, nginx(php) as proxy, apache(php) as other:
        expect(check(f"{proxy}/big.php", php.url("big.php")), "unhealthy", ["header-buffer-exceeded"], 502)
        expect(check(f"{other}/big.php", php.url("big.php")), "healthy", [], 200)


def test_every_worker_is_busy():
    with pool(children=1) as php, nginx(php) as proxy:
        with servers.request(proxy + "/sleep.php"):
            ran = expect(check(f"{proxy}/index.php", php.url("index.php")), "unhealthy", ["response-timeout"], 504)
            facts = " ".join(fact["fact"] for fact in ran.verdict["causes"][0]["evidence"])
            assert "pm.max_children" in facts, facts


def test_a_worker_that_dies():
    with pool() as php, nginx(php) as proxy, apache(php) as other:
        for front, status in ((proxy, 502), (other, 503)):
            ran = check(f"{front}/dies.php", php.url("dies.php"))
            assert ran.ids[0] in ("closed-before-response", "reset-before-response"), ran.verdict["summary"]
            peers.equal(ran.report["proxy"]["stages"]["http"]["http_status"], status)


def test_php_fpm_that_is_stopped():
    for unix, cause in ((False, "connection-refused"), (True, "unix-socket-missing")):
        with pool(unix=unix) as php, nginx(php) as proxy:
            servers.stop(php.process)
            with contextlib.suppress(FileNotFoundError):
                os.unlink(php.listen)
            expect(check(f"{proxy}/index.php", php.url("index.php")), "unhealthy", [cause], 502)


def test_fastcgi_to_an_http_port_and_http_to_php_fpm():
    with pool() as php, peers.Peer(lambda c, _: c.sendall(peers.answer(b"200 OK")), read_request=True) as application:
        with nginx(php, target=f"127.0.0.1:{application.port}") as proxy:
            ran = check(f"{proxy}/index.php", f"fcgi://127.0.0.1:{application.port}{php.root}/index.php")
            peers.equal(ran.report["proxy"]["stages"]["http"]["http_status"], 504)
            peers.equal(ran.ids[:1], ["protocol-mismatch"], ran.verdict["summary"])
            peers.equal(ran.verdict["causes"][0]["detail"]["speaks"], "http")
        with nginx(php) as proxy:
            ran = check(f"{proxy}/as-http/", f"http://127.0.0.1:{php.port}/")
            expect(ran, "unhealthy", ["protocol-mismatch"], 502)
            peers.equal(ran.verdict["causes"][0]["detail"]["speaks"], "fastcgi")


missing = [name for name, found in (("php-fpm", FPM), ("nginx", shutil.which("nginx")), ("apache2", shutil.which("apache2")))
           if not found]
if missing and os.environ.get("CI") != "true":
    print("skipped: not installed: " + ", ".join(missing))
    sys.exit(77)
peers.run_all(globals())
