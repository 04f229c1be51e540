# SPDX-License-Identifier: Apache-2.0
"""HAProxy: the client's Host, no SNI, verification on; no retries but in rows that ask for them, so that a connect
timeout fits the lab's second."""

from .base import MARK, Proxy, Site

MAIN = """global
  maxconn 2000
  log stderr format raw local0
defaults
  mode http
  timeout client 30s
  timeout connect {connect}s
  timeout server {read}s
  timeout queue {connect}s
  retries 0
  log global
  option httplog
{more}
resolvers lab
  nameserver lab {dns}
  resolve_retries 1
  timeout resolve 500ms
  timeout retry 500ms
  hold valid 1s
fcgi-app lab
  docroot /app
  index index.php
{sections}
"""


class Haproxy(Proxy):
    name = "haproxy"
    binaries = ("haproxy",)
    package = "haproxy"
    can_lookup = True
    can_send_proxy = True
    applications = ("fcgi", "h2c", "grpc")
    defaults = ""                # more lines of the section of that name
    member = ""                  # options of each server
    tls = " ssl ca-file {ca}"

    def configure(self):
        text = MAIN.format(connect=self.connect_timeout, read=self.read_timeout, dns=self.dns, more=self.defaults.format(work=self.work),
                           sections="\n".join(self._section(site) for site in self.sites))
        (self.work / "haproxy.cfg").write_text(text)
        return [self.binary(), "-db", "-f", str(self.work / "haproxy.cfg")]

    def _section(self, site: Site) -> str:
        lines = [f"listen {site.key}", f"  bind 127.0.0.1:{site.port}",
                 f"  http-request set-header {MARK} haproxy"]
        if site.retries:
            lines.append("  retries 3")
        if site.scheme == "fcgi":
            lines += ["  use-fcgi-app lab"]
        for number, place in enumerate(site.places):
            address = f"unix@{place.path}" if place.path else place.authority
            more = ""
            if site.scheme == "fcgi":
                more = " proto fcgi"
            elif site.scheme in self.applications:
                more = " proto h2"
            elif site.scheme == "https":
                more = self.tls.format(ca=self.ca)
            elif place.lookup:
                more = " resolvers lab resolve-prefer ipv4 init-addr none"
            if site.sends_proxy:
                more += " send-proxy" if site.sends_proxy == 1 else " send-proxy-v2"
            lines.append(f"  server s{number} {address}{more}{self.member}")
        return "\n".join(lines)


PROXY = Haproxy
