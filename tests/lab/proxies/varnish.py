# SPDX-License-Identifier: Apache-2.0
"""Varnish: caching is passed by; addresses are resolved when the VCL is loaded; no TLS."""

from .base import MARK, Proxy, Site


class Varnish(Proxy):
    name = "varnish"
    binaries = ("varnishd",)
    package = "varnish"
    can_tls = False
    can_send_proxy = True
    vcl = ""                     # more subroutines
    member = ""                  # more of each backend
    receive = "return (pass);"   # what becomes of a request

    @classmethod
    def refuses(cls, row):
        if row.name == "unix-missing":
            return "loads no VCL with a socket that does not exist"
        return super().refuses(row)

    def configure(self):
        backends = "\n".join(self._backend(site, number, place) for site in self.sites
                             for number, place in enumerate(site.places))
        pools = "\n".join(self._pool(site) for site in self.sites if len(site.places) > 1)
        routes = "\n".join(f'  if (local.socket == "{site.key}") {{ set req.backend_hint = {self._target(site)}; }}'
                           for site in self.sites)
        (self.work / "lab.vcl").write_text(
            f"vcl 4.1;\nimport directors;\n{backends}\nsub vcl_init {{\n{pools}\n  return (ok);\n}}\n"
            f'sub vcl_recv {{\n  set req.http.{MARK} = "varnish";\n{routes}\n  {self.receive}\n}}\n{self.vcl}')
        listeners = [text for site in self.sites for text in ("-a", f"{site.key}=127.0.0.1:{site.port}")]
        return [self.binary(), "-F", "-j", "none", "-n", str(self.work / "state"), "-f", str(self.work / "lab.vcl"),
                "-s", "malloc,32m", "-p", "thread_pool_min=50", "-p", "feature=+http2", *listeners]

    def _backend(self, site: Site, number: int, place) -> str:
        where = (f'.path = "{place.path}";' if place.path
                 else f'.host = "{place.host}"; .port = "{place.port}";')
        return (f"backend b_{site.key}_{number} {{ {where} .connect_timeout = {self.connect_timeout}s; "
                f"{f'.proxy_header = {site.sends_proxy}; ' if site.sends_proxy else ''}"
                f".first_byte_timeout = {self.read_timeout}s; .between_bytes_timeout = {self.read_timeout}s; {self.member}}}")

    @staticmethod
    def _pool(site: Site) -> str:
        members = "".join(f" d_{site.key}.add_backend(b_{site.key}_{number});" for number in range(len(site.places)))
        return f"  new d_{site.key} = directors.round_robin();{members}"

    @staticmethod
    def _target(site: Site) -> str:
        return f"d_{site.key}.backend()" if len(site.places) > 1 else f"b_{site.key}_0"


PROXY = Varnish
