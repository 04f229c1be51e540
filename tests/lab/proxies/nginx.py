# SPDX-License-Identifier: Apache-2.0
"""nginx: HTTP/1.0 and Connection: close to the upstream, no SNI, no verification, as it is by default."""

from .base import MARK, SCRIPT, Proxy, Site

MAIN = """daemon off;
pid {work}/nginx.pid;
error_log {work}/error.log info;
worker_processes 1;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
  access_log {work}/access.log;
  client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
  client_max_body_size 0;
  proxy_connect_timeout {connect}s; proxy_read_timeout {read}s; proxy_send_timeout {read}s;
  proxy_set_header {mark} nginx;
  fastcgi_connect_timeout {connect}s; fastcgi_read_timeout {read}s; fastcgi_send_timeout {read}s;
  fastcgi_param SCRIPT_FILENAME {script}; fastcgi_param REQUEST_METHOD $request_method;
  fastcgi_param HTTP_X_LAB_PROXY nginx;
  uwsgi_connect_timeout {connect}s; uwsgi_read_timeout {read}s; uwsgi_send_timeout {read}s;
  uwsgi_param REQUEST_METHOD $request_method; uwsgi_param HTTP_X_LAB_PROXY nginx;
  scgi_connect_timeout {connect}s; scgi_read_timeout {read}s; scgi_send_timeout {read}s;
  scgi_param REQUEST_METHOD $request_method; scgi_param HTTP_X_LAB_PROXY nginx;
  grpc_connect_timeout {connect}s; grpc_read_timeout {read}s; grpc_send_timeout {read}s;
  resolver {dns} valid=1s; resolver_timeout {connect}s;
{more}
{servers}
}}
"""


PASS = {"fcgi": "fastcgi_pass", "uwsgi": "uwsgi_pass", "scgi": "scgi_pass", "grpc": "grpc_pass"}


class Nginx(Proxy):
    name = "nginx"
    binaries = ("nginx",)
    package = "nginx"
    can_lookup = True
    applications = ("fcgi", "uwsgi", "scgi", "grpc")
    http = ""                    # more lines of the http block
    server = ""                  # of each server
    member = ""                  # options of each server of a pool
    copies = 1                   # how often each place is in its pool
    pool = ""                    # lines of each pool; with it every place is in one

    def configure(self):
        text = MAIN.format(work=self.work, connect=self.connect_timeout, read=self.read_timeout, mark=MARK, dns=self.dns,
                           script=SCRIPT, more=self.http.format(work=self.work, ca=self.ca),
                           servers="\n".join(self._server(site) for site in self.sites))
        (self.work / "nginx.conf").write_text(text)
        return [self.binary(), "-p", str(self.work), "-e", str(self.work / "error.log"),
                "-c", str(self.work / "nginx.conf")]

    def _server(self, site: Site) -> str:
        place = site.first
        if place.scheme in self.applications:
            return (f"  server {{ listen 127.0.0.1:{site.port}; "
                    f"location / {{ {PASS[place.scheme]} {place.authority}; }} }}")
        scheme = "https" if site.scheme == "https" else "http"
        before, inside = "", ""
        if len(site.places) > 1 or (self.pool and not place.lookup):
            members = " ".join(f"server {f'unix:{member.path}' if member.path else member.authority} {self.member};"
                               for member in site.places * self.copies)
            before = f"  upstream {site.key} {{ {members} {self.pool.format(key=site.key)} }}\n"
            target = f"{scheme}://{site.key}"
        elif place.path:
            target = f"http://unix:{place.path}:"
        elif place.lookup:
            inside = f"set $name {place.host}; "
            target = f"{scheme}://$name:{place.port}"
        else:
            target = f"{scheme}://{place.authority}"
        return (f"{before}  server {{ listen 127.0.0.1:{site.port}; {self.server.format(work=self.work)}"
                f"location / {{ {inside}proxy_pass {target}; }} }}")


PROXY = Nginx
