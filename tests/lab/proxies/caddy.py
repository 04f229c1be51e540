# SPDX-License-Identifier: Apache-2.0
"""Caddy: the client's Host, SNI and verification against the lab's CA; timeouts are off by default and set here."""

from .base import MARK, Proxy, Site

MAIN = """{{
  admin off
  auto_https off
  log {{
    output file {work}/caddy.log
  }}
}}
{sites}
"""
SITE = """http://:{port} {{
  bind 127.0.0.1
{site}  reverse_proxy {targets} {{
    header_up {mark} caddy
{upstream}    transport http {{
      dial_timeout {connect}s
      response_header_timeout {read}s
      read_timeout {read}s
{more}    }}
  }}
}}"""


# php_fastcgi wants a root of files; this is what it comes to.
FASTCGI = """http://:{port} {{
  bind 127.0.0.1
  rewrite * /index.php
  reverse_proxy {targets} {{
    header_up {mark} caddy
    transport fastcgi {{
      root /app
      split .php
      dial_timeout {connect}s
      read_timeout {read}s
    }}
  }}
}}"""


class Caddy(Proxy):
    name = "caddy"
    binaries = ("caddy",)
    package = "caddy"
    can_lookup = True
    applications = ("fcgi", "h2c", "grpc")
    site = ""                    # more directives of each site
    upstream = ""                # more lines of each reverse_proxy
    tls = "      tls_trusted_ca_certs {ca}\n"

    def configure(self):
        text = MAIN.format(work=self.work, sites="\n".join(self._site(site) for site in self.sites))
        (self.work / "Caddyfile").write_text(text)
        return [self.binary(), "run", "--adapter", "caddyfile", "--config", str(self.work / "Caddyfile")]

    def environment(self):
        return {"HOME": str(self.work), "XDG_DATA_HOME": str(self.work), "XDG_CONFIG_HOME": str(self.work)}

    def _site(self, site: Site) -> str:
        if site.scheme == "fcgi":
            return FASTCGI.format(port=site.port, targets=site.first.authority, mark=MARK, connect=self.connect_timeout,
                                  read=self.read_timeout)
        scheme = {"https": "https", "h2c": "h2c", "grpc": "h2c"}.get(site.scheme, "http")
        targets = " ".join(f"unix/{place.path}" if place.path else f"{scheme}://{place.authority}"
                           for place in site.places)
        more = ""
        if site.scheme == "https":
            more = self.tls.format(ca=self.ca)
        elif site.first.lookup:
            more = f"      resolvers {self.dns}\n"
        return SITE.format(port=site.port, targets=targets, mark=MARK, connect=self.connect_timeout, read=self.read_timeout,
                           more=more, site=self.site, upstream=self.upstream)


PROXY = Caddy
