# SPDX-License-Identifier: Apache-2.0
"""Real gateways on loopback with one route and a log in a file, for tests that read what they write. A gateway that is not
installed is None."""
import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

ROOT = os.geteuid() == 0

NGINX = """daemon off; pid {work}/pid; worker_processes 1; {user} {main}
error_log {log};
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
  proxy_read_timeout 1s;
  server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://{target}; {more} }} }}
}}
"""
HAPROXY = """global
  log stdout format raw local0
defaults
  mode http
  log global
  option httplog
  timeout client 10s
  timeout connect 1s
  timeout server 1s
  retries 0
listen web
  bind 127.0.0.1:{port}
  server app1 {target}
"""
APACHE = """ServerRoot {work}
PidFile {work}/pid
DefaultRuntimeDir {work}
Mutex file:{work} default
ServerName gateway
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule proxy_module {modules}/mod_proxy.so
LoadModule proxy_http_module {modules}/mod_proxy_http.so
{user}
ErrorLog {log}
StartServers 1
ProxyTimeout 1
Listen 127.0.0.1:{port}
<VirtualHost 127.0.0.1:{port}>
  ProxyPass / http://{target}/ retry=0
</VirtualHost>
"""
CADDY = """{{
  admin off
  auto_https off
  log {{
    output file {log}
  }}
}}
http://:{port} {{
  bind 127.0.0.1
  reverse_proxy {target} {{
    transport http {{
      response_header_timeout 1s
    }}
  }}
}}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as keeper:
        return keeper.getsockname()[1]


def modules():
    return next((path for path in ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules") if os.path.isdir(path)), "")


def command(product, config):
    return {"nginx": ["nginx", "-p", str(config.parent), "-e", "stderr", "-c", str(config)],
            "haproxy": ["haproxy", "-db", "-f", str(config)],
            "apache2": ["apache2", "-DFOREGROUND", "-d", str(config.parent), "-f", str(config)],
            "caddy": ["caddy", "run", "--adapter", "caddyfile", "--config", str(config)]}[product]


def installed(product):
    return shutil.which(product, path=os.environ["PATH"] + ":/usr/sbin") is not None


@contextlib.contextmanager
def gateway(product, target, more="", main=""):
    """(url, log file) of a running gateway whose only route leads to `target`, "127.0.0.1:8080"."""
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        work.chmod(0o755)
        log, config, port = work / "gateway.log", work / "config", free_port()
        user = {"nginx": "user root;", "apache2": "User www-data\nGroup www-data"}.get(product, "") if ROOT else ""
        template = {"nginx": NGINX, "haproxy": HAPROXY, "apache2": APACHE, "caddy": CADDY}[product]
        config.write_text(template.format(work=work, log=log, port=port, target=target, user=user, modules=modules(),
                                          more=more, main=main))
        out = open(log if product == "haproxy" else work / "out", "ab")
        environment = dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin", HOME=folder, XDG_DATA_HOME=folder)
        process = subprocess.Popen(command(product, config), stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment)
        try:
            await_port(port, process, work)
            log.touch()
            yield f"http://127.0.0.1:{port}", log
        finally:
            process.terminate()
            process.wait(10)
            out.close()


def await_port(port, process, work, seconds=15):
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    said = (work / "out").read_text() if (work / "out").exists() else ""
    raise AssertionError(f"the gateway does not listen: {said[-500:]}")
