# SPDX-License-Identifier: Apache-2.0
"""The system's trust, where no --cacert is given: its folder of roots or its file of roots is enough, each alone."""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from nginx import Nginx  # noqa: E402
from peers import equal, gwdiag, run_all  # noqa: E402


def make_certificates(folder):
    """A root, alone in a file and in a folder that is indexed, and an empty folder; and a certificate of it for app.test."""
    for name in ("roots", "none"):
        (folder / name).mkdir()
    request = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3"]
    for more in (["-subj", "/CN=Test Root", "-keyout", folder / "ca.key", "-out", folder / "roots" / "ca.pem"],
                 ["-subj", "/CN=app.test", "-addext", "subjectAltName=DNS:app.test", "-keyout", folder / "app.key", "-out",
                  folder / "app.pem", "-CA", folder / "roots" / "ca.pem", "-CAkey", folder / "ca.key"],
                 ["-subj", "/CN=Another Root", "-keyout", folder / "other.key", "-out", folder / "other.pem"]):
        subprocess.run([*request, *more], check=True, capture_output=True)
    subprocess.run(["openssl", "rehash", folder / "roots"], check=True, capture_output=True)


def verdict(server, **environment):
    ran = gwdiag("check", f"https://app.test:{server.app}", "--resolve", f"app.test:{server.app}:127.0.0.1", "-o", "json",
                 environment=environment)
    return ran.ids


def test_where_the_system_keeps_its_roots():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_certificates(folder)
        with Nginx(f"""
server {{ listen 127.0.0.1:@app@ ssl; ssl_certificate {folder}/app.pem; ssl_certificate_key {folder}/app.key;
  location / {{ return 200 hello; }} }}""") as server:
            roots, none, root, other = (str(folder / part) for part in ("roots", "none", "roots/ca.pem", "other.pem"))
            equal(verdict(server, SSL_CERT_DIR=roots, SSL_CERT_FILE=other), [])
            equal(verdict(server, SSL_CERT_DIR=none, SSL_CERT_FILE=root), [])
            equal(verdict(server, SSL_CERT_DIR=none, SSL_CERT_FILE=other), ["tls-cert-untrusted"])


run_all(globals())
