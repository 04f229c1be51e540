# SPDX-License-Identifier: Apache-2.0
"""A certificate that its authority has withdrawn: the upstream staples the proof, and a proxy with the authority's list
refuses the upstream."""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from nginx import Nginx  # noqa: E402
from peers import equal, gwdiag, run_all  # noqa: E402

AUTHORITY = """
[ca]
default_ca = d
[d]
database = {folder}/index
new_certs_dir = {folder}
certificate = {folder}/ca.pem
private_key = {folder}/ca.key
rand_serial = yes
unique_subject = no
default_md = sha256
default_days = 30
default_crl_days = 30
policy = p
copy_extensions = copy
[p]
commonName = supplied
"""


class Authority:
    """Issues a certificate for app.test in `folder`, withdraws it, and says so in a list and in an OCSP response."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / "index").write_text("", encoding="ascii")
        (self.folder / "ca.conf").write_text(AUTHORITY.format(folder=folder), encoding="ascii")
        self.openssl("req", "-x509", *self.key("ca.key"), "-subj", "/CN=Test Root", "-days", "30", "-out", self / "ca.pem")
        self.openssl("req", "-new", *self.key("app.key"), "-subj", "/CN=app.test", "-addext", "subjectAltName=DNS:app.test",
                     "-out", self / "app.csr")
        self.ca("-in", self / "app.csr", "-out", self / "app.pem", "-notext")

    def __truediv__(self, name):
        return str(self.folder / name)

    def key(self, name):
        return ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", self / name)

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)

    def ca(self, *arguments):
        self.openssl("ca", "-batch", "-config", self / "ca.conf", *arguments)

    def revoke(self):
        self.ca("-revoke", self / "app.pem", "-crl_reason", "keyCompromise")

    def publish(self):
        """What holds now: list.pem for a proxy, staple.der for the upstream."""
        self.ca("-gencrl", "-out", self / "list.pem")
        self.openssl("ocsp", "-index", self / "index", "-CA", self / "ca.pem", "-rsigner", self / "ca.pem", "-rkey",
                     self / "ca.key", "-issuer", self / "ca.pem", "-cert", self / "app.pem", "-ndays", "7", "-respout",
                     self / "staple.der")

    def served(self):
        """A real nginx that verifies, list included, in front of a real nginx that staples."""
        return Nginx(f"""
server {{ listen 127.0.0.1:@proxy@;
  location / {{ proxy_pass https://127.0.0.1:@app@; proxy_ssl_name app.test; proxy_ssl_server_name on; proxy_ssl_verify on;
    proxy_ssl_trusted_certificate {self / "ca.pem"}; proxy_ssl_crl {self / "list.pem"}; }} }}
server {{ listen 127.0.0.1:@app@ ssl; ssl_certificate {self / "app.pem"}; ssl_certificate_key {self / "app.key"};
  ssl_stapling on; ssl_stapling_file {self / "staple.der"}; location / {{ return 200 hello; }} }}""")

    def check(self, server, *more):
        return gwdiag("check", f"http://127.0.0.1:{server.proxy}", f"https://app.test:{server.app}", "--resolve",
                      f"app.test:{server.app}:127.0.0.1", "--cacert", self / "ca.pem", "-o", "json", *more)


def test_a_revoked_certificate():
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(folder)
        authority.revoke()
        authority.publish()
        with authority.served() as server:
            ran = authority.check(server)
            with_log = authority.check(server, "--log", f"{server.folder}/error.log")
    # nginx verifies no upstream unless it is told to, so without its log this stays one of several.
    equal((ran.verdict["status"], ran.ids[0]), ("unhealthy", "tls-cert-revoked"), ran.verdict["summary"])
    assert "was revoked on 20" in str(ran.verdict["causes"][0]["evidence"]), ran.verdict["causes"][0]["evidence"]
    equal((with_log.ids, with_log.verdict["causes"][0]["certainty"]), (["tls-cert-revoked"], "confirmed"))


def test_a_stapled_response_that_says_good():
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(folder)
        authority.publish()
        with authority.served() as server:
            ran = authority.check(server)
    equal((ran.verdict["status"], ran.ids), ("healthy", []), ran.verdict["summary"])


def test_a_response_that_nobody_trusted_has_signed_proves_nothing():
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as elsewhere:
        authority, forger = Authority(folder), Authority(elsewhere)
        authority.publish()
        (forger.folder / "app.pem").write_bytes((authority.folder / "app.pem").read_bytes())
        forger.revoke()
        forger.publish()
        (authority.folder / "staple.der").write_bytes((forger.folder / "staple.der").read_bytes())
        with authority.served() as server:
            ran = authority.check(server)
    equal((ran.verdict["status"], ran.ids), ("healthy", []), ran.verdict["summary"])
    equal(ran.report["upstreams"][0]["stages"]["tls"]["status"], "ok")


run_all(globals())
