# SPDX-License-Identifier: Apache-2.0
"""Squid as a reverse proxy: one origin peer a row; nothing is cached. It takes at most 128 listening ports, so
each row has an address of its own in 127.1.0.0/16, all behind one port.

Its clock ticks once a second (src/comm.cc, checkTimeouts): a timeout ends up to a second early, so each gets one more.

The build with OpenSSL: the one with GnuTLS fails on every TLS 1.3 upstream.
"""
import os
import pathlib


from .base import MARK, Proxy, Site, free_ports, own_address

MAIN = """visible_hostname lab
pid_filename {work}/squid.pid
coredump_dir {work}
cache_log {work}/cache.log
access_log stdio:{work}/access.log
{cache}
shutdown_lifetime 0 seconds
connect_timeout {connect} seconds
read_timeout {read} seconds
forward_timeout 3 seconds
forward_max_tries 1
dead_peer_timeout 1 second
icp_port 0
pinger_enable off
http_port 0.0.0.0:{port} accel {accel}
acl loopback src 127.0.0.0/8
http_access allow loopback
http_access deny all
never_direct allow all
request_header_add {mark} squid all
{more}
{sites}
"""


class Squid(Proxy):
    name = "squid"
    binaries = ("squid",)
    package = "squid-openssl"
    can_unix = False
    cache = "cache deny all"
    accel = "no-vhost defaultsite=127.0.0.1:{port}"
    main = ""                    # more lines before the sites
    tls = " tls tls-cafile={ca}"
    member = "connect-fail-limit=1000000"

    @staticmethod
    def service() -> str:
        """The name that its shared memory gets: two labs at once must not share it."""
        return f"lab{os.getpid()}"

    def stop(self):
        super().stop()
        for segment in pathlib.Path("/dev/shm").glob(f"{self.service()}-*"):
            segment.unlink(missing_ok=True)

    def place(self, served):
        port = free_ports(1)[0]
        return [Site(item.row.name, port, item.proxied, host=own_address(number)) for number, item in enumerate(served)]

    def configure(self):
        text = MAIN.format(work=self.work, connect=self.connect_timeout + 1, read=self.read_timeout + 1, mark=MARK,
                           port=self.sites[0].port, cache=self.cache, accel=self.accel.format(port=self.sites[0].port),
                           more=self.main.format(work=self.work),
                           sites="\n".join(self._site(site) for site in self.sites))
        (self.work / "squid.conf").write_text(text)
        return [self.binary(), "-N", "-n", self.service(), "-f", str(self.work / "squid.conf")]

    def _site(self, site: Site) -> str:
        lines = [f"acl at_{site.key} localip {site.host}"]
        tls = self.tls.format(ca=self.ca) if site.scheme == "https" else ""
        for number, place in enumerate(site.places):
            name = f"{site.key}_{number}"
            host = f"[{place.host}]" if ":" in place.host else place.host
            lines += [f"cache_peer {host} parent {place.port} 0 no-query no-digest no-netdb-exchange originserver "
                      f"round-robin name={name} connect-timeout={self.connect_timeout + 1} {self.member}{tls}",
                      f"cache_peer_access {name} allow at_{site.key}",
                      f"cache_peer_access {name} deny all"]
        return "\n".join(lines)


PROXY = Squid
