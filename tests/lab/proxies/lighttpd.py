# SPDX-License-Identifier: Apache-2.0
"""lighttpd mod_proxy: no TLS to upstreams; a member that failed is tried again at once."""

from .base import MARK, Proxy, Site

MAIN = """server.port = {first}
server.bind = "127.0.0.1"
server.document-root = "{work}"
server.upload-dirs = ("{work}")
server.errorlog = "{work}/error.log"
server.max-fds = 8192
server.modules = ("mod_proxy", "mod_fastcgi", "mod_scgi", "mod_ajp13", "mod_setenv")
setenv.set-request-header = ("{mark}" => "lighttpd")
{more}
{sites}
"""


SERVER = {"fcgi": "fastcgi.server", "scgi": "scgi.server", "uwsgi": "scgi.server", "ajp": "ajp13.server"}


class Lighttpd(Proxy):
    name = "lighttpd"
    binaries = ("lighttpd",)
    package = "lighttpd"
    can_tls = False
    main = ""                    # more lines before the sites
    member = '"disable-time" => 0'
    applications = ("fcgi", "uwsgi", "scgi", "ajp")
    patience = "6"               # a timeout of 2 s is noticed after 2 to 4 s

    def configure(self):
        text = MAIN.format(work=self.work, first=self.sites[0].port, mark=MARK, more=self.main.format(work=self.work),
                           sites="\n".join(self._site(site) for site in self.sites))
        (self.work / "lighttpd.conf").write_text(text)
        return [self.binary(), "-D", "-f", str(self.work / "lighttpd.conf")]

    def _site(self, site: Site) -> str:
        protocol = ' scgi.protocol = "uwsgi"' if site.scheme == "uwsgi" else ""
        return f'$SERVER["socket"] == "127.0.0.1:{site.port}" {{ {SERVER.get(site.scheme, "proxy.server")} = ("" => ({self._members(site)})){protocol} }}'

    def _members(self, site: Site) -> str:
        options = (f'"connect-timeout" => {self.connect_timeout}, "read-timeout" => {self.read_timeout}, '
                   f'"write-timeout" => {self.read_timeout}, {self.member}')
        if site.scheme in SERVER:
            options += ', "check-local" => "disable"'
        return ", ".join(
            f'("host" => "{place.path}", {options})' if place.path
            else f'("host" => "{place.host}", "port" => {place.port}, {options})' for place in site.places)


PROXY = Lighttpd
