# SPDX-License-Identifier: Apache-2.0
"""h2o: one host a row; it verifies upstream certificates, and adds a Via header to requests."""

from .base import Proxy, Site

MAIN = """num-threads: 1
error-log: {work}/error.log
pid-file: {work}/h2o.pid
proxy.timeout.io: {read}
proxy.timeout.keepalive: 0
proxy.ssl.cafile: {ca}
{more}
hosts:
{hosts}
"""


# A Content-Length that is no number, and a Transfer-Encoding other than "chunked" in lower case.
ABORTS = frozenset((
    "ok-chunked-te-case", "te-chunked-chunked", "te-unknown", "te-not-last", "te-empty",
    "cl-list-equal", "cl-list-different", "cl-letters", "cl-negative", "cl-plus", "cl-hex", "cl-decimal-point",
    "cl-two-numbers", "cl-empty", "cl-undefined", "cl-overflow",
    *(f"coding-{name}" for name in (
        "chunked-then-gzip", "gzip-only", "gzip-chunked", "xchunked", "chunked-parameter", "quoted", "identity-chunked",
        "two-lines", "comma-first", "vertical-tab", "length-bad-beside")),
    *(f"length-{name}" for name in (
        "two-to-the-64", "two-to-the-63", "comma-at-end", "semicolon", "unit", "quoted", "exponent", "underscore", "nul",
        "minus-zero", "minus-one", "nan", "null", "octal-sign", "list-three-equal", "full-width", "second-empty",
        "list-stays-open", "word-stays-open")),
    "field-length-space-before-colon", "field-encoding-space-before-colon", "mixed-two-colons", "mixed-length-folded"))


class H2o(Proxy):
    name = "h2o"
    binaries = ("h2o",)
    package = "h2o"
    can_pool = False
    applications = ("fcgi",)
    main = ""                    # more lines before the hosts
    host = ""                    # more paths of each host

    @classmethod
    def refuses(cls, row):
        return "2.2.5 aborts on this answer, and every request with it" if row.name in ABORTS else super().refuses(row)

    def configure(self):
        text = MAIN.format(work=self.work, read=self.read_timeout * 1000, ca=self.ca, more=self.main.format(work=self.work),
                           hosts="\n".join(self._host(site) for site in self.sites))
        (self.work / "h2o.yaml").write_text(text)
        return [self.binary(), "-m", "worker", "-c", str(self.work / "h2o.yaml")]

    def _host(self, site: Site) -> str:
        place = site.first
        scheme = "https" if site.scheme == "https" else "http"
        if site.scheme == "fcgi":
            return (f'  "127.0.0.1:{site.port}":\n    listen:\n      host: 127.0.0.1\n      port: {site.port}\n'
                    f'    paths:\n      "/":\n        fastcgi.connect:\n          host: {place.host}\n'
                    f'          port: "{place.port}"\n          type: tcp\n'
                    f'        fastcgi.timeout.io: {self.read_timeout * 1000}')
        target = f"{scheme}://[unix:{place.path}]/" if place.path else f"{scheme}://{place.authority}/"
        return (f'  "127.0.0.1:{site.port}":\n    listen:\n      host: 127.0.0.1\n      port: {site.port}\n'
                f'    paths:\n      "/":\n        proxy.reverse.url: "{target}"'
                + self.host.format(work=self.work))


PROXY = H2o
