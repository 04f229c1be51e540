# SPDX-License-Identifier: Apache-2.0
"""Apache Traffic Server: remap rules by listener, no cache, no retries."""

from .base import Proxy

RECORDS = """CONFIG proxy.config.http.server_ports STRING {ports}
CONFIG proxy.config.admin.user_id STRING #-1
CONFIG proxy.config.exec_thread.autoconfig INT 0
CONFIG proxy.config.exec_thread.limit INT 2
CONFIG proxy.config.accept_threads INT 1
CONFIG proxy.config.http.cache.http INT 0
CONFIG proxy.config.dns.nameservers STRING {dns}
CONFIG proxy.config.dns.lookup_timeout INT 1
CONFIG proxy.config.dns.retries INT 1
CONFIG proxy.config.url_remap.remap_required INT 1
CONFIG proxy.config.http.connect_attempts_timeout INT {connect}
CONFIG proxy.config.http.connect_attempts_max_retries INT 0
CONFIG proxy.config.http.connect_attempts_rr_retries INT 0
CONFIG proxy.config.http.down_server.cache_time INT 0
CONFIG proxy.config.http.transaction_no_activity_timeout_out INT {read}
CONFIG proxy.config.http.insert_request_via_str INT 1
CONFIG proxy.config.ssl.client.CA.cert.filename STRING {ca_name}
CONFIG proxy.config.ssl.client.CA.cert.path STRING {ca_folder}
CONFIG proxy.config.diags.output.diag STRING E
CONFIG proxy.config.diags.output.status STRING E
CONFIG proxy.config.diags.output.warning STRING E
CONFIG proxy.config.diags.output.error STRING E
CONFIG proxy.config.net.connections_throttle INT 4000
CONFIG proxy.config.crash_log_helper STRING NULL
"""


class TrafficServer(Proxy):
    name = "trafficserver"
    binaries = ("traffic_server",)
    package = "trafficserver"
    can_unix = False
    can_pool = False
    can_lookup = True
    records = ""                 # more lines of records.config, which win

    def configure(self):
        etc = self.work / "etc"
        folders = {"prefix": self.work, "exec_prefix": self.work, "bindir": "/usr/bin", "sbindir": "/usr/sbin",
                   "sysconfdir": etc, "datadir": self.work / "cache", "includedir": "/usr/include",
                   "libdir": "/usr/lib/trafficserver", "libexecdir": "/usr/lib/trafficserver/modules",
                   "localstatedir": self.work / "state", "runtimedir": self.work / "run", "logdir": self.work / "log",
                   "mandir": "/usr/share/man", "infodir": "/usr/share/info", "cachedir": self.work / "cache"}
        for name in ("sysconfdir", "datadir", "localstatedir", "runtimedir", "logdir"):
            folders[name].mkdir(exist_ok=True)
            folders[name].chmod(0o777)
        (self.work / "runroot.yaml").write_text("".join(f"{name}: {path}\n" for name, path in folders.items()))
        ports = " ".join(f"{site.port}:ip-in=127.0.0.1" for site in self.sites)
        (etc / "records.config").write_text(RECORDS.format(
            ports=ports, connect=self.connect_timeout, read=self.read_timeout, dns=self.dns,
            ca_name=self.ca.name, ca_folder=self.ca.parent) + self.records.format(work=self.work))
        (etc / "remap.config").write_text("".join(
            f"map http://127.0.0.1:{site.port}/ "
            f"{'https' if site.scheme == 'https' else 'http'}://{site.first.authority}/\n"
            for site in self.sites))
        (etc / "storage.config").write_text(f"{self.work}/cache 16M\n")
        (etc / "ip_allow.yaml").write_text("ip_allow:\n- apply: in\n  ip_addrs: 0/0\n  action: allow\n  methods: ALL\n")
        return [self.binary()]

    def environment(self):
        return {"TS_RUNROOT": str(self.work)}


PROXY = TrafficServer
