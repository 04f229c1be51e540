# SPDX-License-Identifier: Apache-2.0
"""A real uwsgi behind nginx's uwsgi_pass and scgi_pass, and a real Tomcat behind Apache's mod_proxy_ajp."""
import contextlib
import os
import pathlib
import shutil
import sys
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import peers  # noqa: E402
import servers  # noqa: E402
from servers import folder, running  # noqa: E402

APPLICATION = '''import os, time
def application(environ, start_response):
    path = environ.get("PATH_INFO", "")
    if path == "/dies":
        os._exit(1)
    if path == "/fails":
        start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
        return [b"the application is broken\\n"]
    if path == "/raises":
        raise RuntimeError("broken")
    if path == "/sleep":
        time.sleep(8)
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Uri", environ["REQUEST_URI"])])
    return [b"hello\\n"]
'''
NGINX = """daemon off; pid {work}/nginx.pid; error_log {work}/nginx-error.log info; worker_processes 1; {user}
events {{}}
http {{
  access_log off; client_body_temp_path {work}/a; proxy_temp_path {work}/b; fastcgi_temp_path {work}/c;
  uwsgi_temp_path {work}/d; scgi_temp_path {work}/e; {scheme}_read_timeout 2s;
  {scheme}_param REQUEST_METHOD $request_method; {scheme}_param REQUEST_URI $request_uri;
  {scheme}_param PATH_INFO $uri; {scheme}_param SERVER_NAME $server_name; {scheme}_param SERVER_PORT $server_port;
  {scheme}_param SERVER_PROTOCOL $server_protocol; {scheme}_param QUERY_STRING $query_string;
  {scheme}_param CONTENT_LENGTH $content_length;
  server {{ listen 127.0.0.1:{port}; location / {{ {scheme}_pass {target}; }} }}
}}
"""
APACHE = """ServerRoot {work}
PidFile {work}/httpd.pid
DefaultRuntimeDir {work}
Mutex file:{work} default
ServerName lab
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_ajp_module /usr/lib/apache2/modules/mod_proxy_ajp.so
{user}
ErrorLog {work}/apache-error.log
Listen 127.0.0.1:{port}
ProxyTimeout 2
ProxyPass / ajp://127.0.0.1:{target}/ retry=0 {more}
"""
SERVER_XML = """<Server port="-1"><Service name="Catalina">
  <Connector protocol="AJP/1.3" address="127.0.0.1" port="{port}" {secret} maxThreads="4"/>
  <Engine name="Catalina" defaultHost="localhost"><Host name="localhost" appBase="webapps" autoDeploy="false"/></Engine>
</Service></Server>
"""
PAGES = {"index.html": "hello\n", "fails.jsp": '<% if (true) throw new RuntimeException("broken"); %>'}
WEB_XML = "/etc/tomcat10/web.xml"
TOMCAT = "/usr/share/tomcat10"


@contextlib.contextmanager
def uwsgi(work, option="--socket", *more):
    port = servers.free_port()
    (work / "app.py").write_text(APPLICATION)
    with running(["uwsgi_python3", option, f"127.0.0.1:{port}", "--wsgi-file", str(work / "app.py"), "--need-app",
                  "--master", "--processes", "1", *more], work / "uwsgi.out", port):
        yield port


@contextlib.contextmanager
def nginx(work, scheme, target):
    port = servers.free_port()
    config = work / f"nginx-{port}.conf"
    config.write_text(NGINX.format(work=work, port=port, scheme=scheme, target=f"127.0.0.1:{target}",
                                   user="user root;" if os.getuid() == 0 else ""))
    with running(["nginx", "-p", str(work), "-e", str(work / "nginx-error.log"), "-c", str(config)], work / "nginx.out", port):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def tomcat(work, secret='secretRequired="false"'):
    port = servers.free_port()
    base = work / "tomcat"
    for name in ("conf", "logs", "temp", "work", "webapps/ROOT"):
        (base / name).mkdir(parents=True)
    (base / "conf" / "server.xml").write_text(SERVER_XML.format(port=port, secret=secret))
    shutil.copy(WEB_XML, base / "conf" / "web.xml")
    for name, page in PAGES.items():
        (base / "webapps" / "ROOT" / name).write_text(page)
    with running([f"{TOMCAT}/bin/catalina.sh", "run"], work / "tomcat.out", port, environment={
            "CATALINA_HOME": TOMCAT, "CATALINA_BASE": str(base), "CATALINA_TMPDIR": str(base / "temp")}):
        yield port


@contextlib.contextmanager
def apache(work, target, more="", answers=True):
    port = servers.free_port()
    config = work / f"httpd-{port}.conf"
    user = "User www-data\nGroup www-data" if os.getuid() == 0 else ""
    config.write_text(APACHE.format(work=work, port=port, target=target, user=user, more=more))
    with running(["apache2", "-DFOREGROUND", "-d", str(work), "-f", str(config)], work / "apache.out", port) as process:
        url = f"http://127.0.0.1:{port}"
        if answers:      # a JVM takes seconds for its first request, more than the proxy waits
            servers.wait_for(lambda: status(f"{url}/index.html") < 500, process, work / "apache.out")
        yield url


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def check(proxy, upstream, path, *more):
    return peers.gwdiag("check", proxy + path, upstream + path, "-o", "json", "--timeout", "3", "--answer-timeout", "3", *more)


def expect(ran, status, first, proxy_status):
    peers.equal(ran.verdict["status"], status, ran.err)
    if first:
        assert ran.ids[:1] and ran.ids[0] in first, f"{first} expected, {ran.ids} seen: {ran.verdict['summary']}"
    peers.equal(ran.report["proxy"]["stages"]["http"].get("http_status"), proxy_status)
    return ran


NGINX_502 = peers.answer(b"502 Bad Gateway", b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
                         b"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n",
                         b"Server: nginx/1.22.1\r\n")


def test_plain_http_to_a_uwsgi_or_scgi_port():
    for speaks, option in (("uwsgi", "--socket"), ("scgi", "--scgi-socket")):
        with folder() as work, uwsgi(work, option) as port, peers.says(NGINX_502) as proxy:
            ran = expect(check(proxy.url, f"http://127.0.0.1:{port}", "/"), "unhealthy", ["protocol-mismatch"], 502)
            cause = ran.verdict["causes"][0]
            peers.equal((cause["detail"]["speaks"], cause["certainty"]), (speaks, "likely"))
            assert not {"closed-before-response", "reset-before-response"} & set(ran.ids), ran.ids


def test_uwsgi_and_scgi():
    for scheme, option in (("uwsgi", "--socket"), ("scgi", "--scgi-socket")):
        with folder() as work, uwsgi(work, option) as port, nginx(work, scheme, port) as proxy:
            upstream = f"{scheme}://127.0.0.1:{port}"
            ran = expect(check(proxy, upstream, "/index?a=b"), "healthy", [], 200)
            http = ran.report["upstreams"][0]["stages"]["http"]
            peers.equal([h["value"] for h in http["headers"] if h["name"] == "X-Uri"], ["/index?a=b"])
            peers.equal(http["body"], "hello\\x0a")
            expect(check(proxy, upstream, "/fails"), "unhealthy", ["upstream-error-status"], 500)
            expect(check(proxy, upstream, "/raises"), "unhealthy", ["closed-before-response"], 502)
            expect(check(proxy, upstream, "/dies"), "unhealthy", ["closed-before-response", "reset-before-response"], 502)
            with servers.request(proxy + "/sleep"):
                expect(check(proxy, upstream, "/index"), "unhealthy", ["response-timeout"], 504)


def test_uwsgi_pass_to_an_http_port_and_nothing_there():
    with folder() as work, uwsgi(work, "--http-socket") as port, nginx(work, "uwsgi", port) as proxy:
        ran = expect(check(proxy, f"uwsgi://127.0.0.1:{port}", "/index"), "unhealthy", ["protocol-mismatch"], 504)
        peers.equal(ran.verdict["causes"][0]["detail"]["speaks"], "http")
    keeper, closed = peers.refused()
    with keeper, folder() as work, nginx(work, "uwsgi", closed.rpartition(":")[2]) as proxy:
        expect(check(proxy, closed.replace("http", "uwsgi"), "/index"), "unhealthy", ["connection-refused"], 502)


def test_tomcat_over_ajp():
    with folder() as work, tomcat(work) as port, apache(work, port) as proxy:
        upstream = f"ajp://127.0.0.1:{port}"
        ran = expect(check(proxy, upstream, "/index.html"), "healthy", [], 200)
        http = ran.report["upstreams"][0]["stages"]["http"]
        peers.equal((http["body"], http["protocol"]["end"]), ("hello\\x0a", "END_RESPONSE"))
        expect(check(proxy, upstream, "/none"), "healthy", [], 404)
        expect(check(proxy, f"http://127.0.0.1:{port}", "/index.html"), "healthy", [], 200)
        expect(check(proxy, upstream, "/index.html", "--method", "HEAD"), "healthy", [], 200)


def test_the_secret_of_the_connector():
    with folder() as work, tomcat(work, 'secret="one"') as port:
        with apache(work, port, "secret=one") as proxy:
            expect(check(proxy, f"ajp://127.0.0.1:{port}", "/index.html"), "healthy", [], 200)
        with apache(work, port, "secret=two") as proxy:
            ran = expect(check(proxy, f"ajp://127.0.0.1:{port}", "/index.html"), "healthy", [], 403)
            peers.equal(ran.report["upstreams"][0]["stages"]["http"]["http_status"], 403)


def test_ajp_to_an_http_port():
    with folder() as work, peers.says(peers.answer(b"200 OK")) as application, apache(work, application.port, answers=False) as proxy:
        ran = check(proxy, f"ajp://127.0.0.1:{application.port}", "/")
        peers.equal(ran.ids[:1], ["protocol-mismatch"], ran.verdict["summary"])


needed = {"uwsgi-core": shutil.which("uwsgi_python3"), "nginx": shutil.which("nginx"), "apache2": shutil.which("apache2"),
          "tomcat10": os.path.exists(f"{TOMCAT}/bin/catalina.sh")}
missing = [name for name, found in needed.items() if not found]
if missing and os.environ.get("CI") != "true":
    print("skipped: not installed: " + ", ".join(missing))
    sys.exit(77)
peers.run_all(globals())
