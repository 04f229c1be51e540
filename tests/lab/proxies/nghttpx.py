# SPDX-License-Identifier: Apache-2.0
"""nghttpx routes by Host without the port, so each row has an address of its own in 127.1.0.0/16."""

from .base import MARK, Proxy, Site, free_ports, own_address

OPTIONS = """workers=1
errorlog-file={work}/error.log
accesslog-file={work}/access.log
pid-file={work}/nghttpx.pid
cacert={ca}
backend-connect-timeout={connect}s
backend-read-timeout={read}s
backend-write-timeout={read}s
backend-max-backoff=1
backend-keep-alive-timeout=1s
add-request-header={mark}: nghttpx
no-ocsp=yes
"""


class Nghttpx(Proxy):
    name = "nghttpx"
    binaries = ("nghttpx",)
    package = "nghttp2-proxy"
    applications = ("h2c", "grpc")
    main = ""                    # more options

    def place(self, served):
        ports = free_ports(len(served))
        return [Site(item.row.name, port, item.proxied, host=own_address(number))
                for number, (item, port) in enumerate(zip(served, ports))]

    def configure(self):
        lines = [OPTIONS.format(work=self.work, ca=self.ca, connect=self.connect_timeout, read=self.read_timeout, mark=MARK),
                 self.main.format(work=self.work)]
        for site in self.sites:
            lines.append(f"frontend={site.host},{site.port};no-tls")
            for place in site.places:
                address = f"unix:{place.path}" if place.path else f"{place.host},{place.port}"
                protocol = "h2" if site.scheme in self.applications else "http/1.1"
                tls = ";tls" if site.scheme == "https" else ""
                lines.append(f"backend={address};{site.host}/;proto={protocol}{tls}")
        lines.append("backend=127.0.0.1,9;/")
        (self.work / "nghttpx.conf").write_text("\n".join(lines) + "\n")
        return [self.binary(), f"--conf={self.work / 'nghttpx.conf'}"]


PROXY = Nghttpx
