# SPDX-License-Identifier: Apache-2.0
"""Apache httpd, mod_proxy_http: SNI, name and dates are checked and the chain is not, as by default; retry=0."""
import os


from .base import MARK, SCRIPT, Proxy, Site

MODULES = ("mpm_event", "authz_core", "headers", "proxy", "proxy_http", "proxy_fcgi", "proxy_uwsgi", "proxy_scgi", "proxy_ajp", "proxy_http2",
           "proxy_balancer", "lbmethod_byrequests",
           "slotmem_shm", "ssl", "socache_shmcb", "unixd")
FOLDERS = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules")

MAIN = """ServerRoot {work}
PidFile {work}/httpd.pid
DefaultRuntimeDir {work}
Mutex file:{work} default
ServerName lab
{modules}
ErrorLog {work}/error.log
LogLevel warn proxy:info ssl:info
ServerLimit 2
StartServers 2
ThreadsPerChild 64
MaxRequestWorkers 128
ThreadLimit 64
MinSpareThreads 32
MaxSpareThreads 128
ListenBacklog 128
Timeout 30
RequestHeader set {mark} apache
ProxyTimeout {read}
{more}
{sites}
"""


class Apache(Proxy):
    name = "apache"
    binaries = ("apache2", "httpd")
    package = "apache2"
    applications = ("fcgi", "uwsgi", "scgi", "ajp", "h2c")
    main = ""                    # more lines of the main server
    member = "retry=0"           # options of each worker
    tls = ""                     # more lines where the upstream is asked over TLS
    balanced = False             # every worker is a member of a balancer

    def configure(self):
        folder = next((path for path in FOLDERS if os.path.isdir(path)), FOLDERS[0])
        modules = [f"LoadModule {name}_module {folder}/mod_{name}.so" for name in MODULES
                   if os.path.exists(f"{folder}/mod_{name}.so")]
        text = MAIN.format(work=self.work, modules="\n".join(modules), mark=MARK, read=self.read_timeout, more=self.main,
                           sites="\n".join(self._site(site) for site in self.sites))
        (self.work / "httpd.conf").write_text(text)
        return [self.binary(), "-DFOREGROUND", "-d", str(self.work), "-f", str(self.work / "httpd.conf")]

    def _site(self, site: Site) -> str:
        options = f"{self.member} connectiontimeout={self.connect_timeout} timeout={self.read_timeout}"
        place = site.first
        scheme = site.scheme if site.scheme in ("https", *self.applications) else "http"
        tls = f"  SSLProxyEngine on\n  SSLProxyCACertificateFile {self.ca}\n{self.tls}" if site.scheme == "https" else ""
        if len(site.places) > 1 or (self.balanced and not place.path):
            members = "".join(f"    BalancerMember {scheme}://{member.authority} {options}\n" for member in site.places)
            route = (f"  <Proxy balancer://{site.key}>\n{members}  </Proxy>\n"
                     f"  ProxyPass / balancer://{site.key}/\n")
        elif place.path:
            route = f"  ProxyPass / unix:{place.path}|http://localhost/ {options}\n"
        else:
            route = f"  ProxyPass / {scheme}://{place.authority}/ {options}\n"
        if site.scheme == "fcgi":
            route += f'  ProxyFCGISetEnvIf "true" SCRIPT_FILENAME "{SCRIPT}"\n'
        return (f"Listen 127.0.0.1:{site.port}\n<VirtualHost 127.0.0.1:{site.port}>\n{tls}{route}</VirtualHost>")


PROXY = Apache
