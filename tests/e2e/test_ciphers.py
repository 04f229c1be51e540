# SPDX-License-Identifier: Apache-2.0
"""An upstream of TLS 1.2 that takes no cipher of a real proxy's, and one that takes one: told by asking it with that product's."""
import contextlib
import pathlib
import ssl
import sys
import tempfile
import types

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lab"))
import proxies  # noqa: E402
from certs import Certificates  # noqa: E402
from peers import Peer, answer, equal, gwdiag, run_all  # noqa: E402
from upstream import Place  # noqa: E402

OLD, MODERN = "AES128-SHA", "ECDHE-RSA-AES128-GCM-SHA256"
PAGE = answer(b"200 OK", headers=b"Connection: close\r\n")


def upstream(certificates, name, ciphers):
    """Prefers its ciphers in that order, whatever the client prefers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.certificate(name), certificates.key(name))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(ciphers)
    context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE

    def behave(connection, _):
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
            request = b""
            while b"\r\n\r\n" not in request and (more := secure.recv(65536)):
                request += more
            secure.sendall(PAGE)
            secure.unwrap()
    return Peer(behave, read_request=False)


def check(product, ciphers, certificate="untrusted"):
    """The verdict on that pair; None where the product is not installed."""
    proxy_class = proxies.load(product)
    if not proxy_class.binary():
        return None
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        work.chmod(0o755)
        made = Certificates(work / "certs", (certificate,))
        with upstream(made, certificate, ciphers) as peer:
            proxy = proxy_class(work, pathlib.Path(made.ca), "127.0.0.1:53")
            row = types.SimpleNamespace(name="row", sends_proxy=0, retries=False)
            host, port = proxy.start([types.SimpleNamespace(row=row, proxied=[Place(None, "https", "127.0.0.1", peer.port)])])["row"]
            try:
                return gwdiag("check", f"http://{host}:{port}", f"https://127.0.0.1:{peer.port}", "--cacert", made.ca, "-o", "json")
            finally:
                proxy.stop()


def certainty(ran, name):
    return next((cause["certainty"] for cause in ran.verdict["causes"] if cause["id"] == name), "")


def test_no_cipher_in_common_comes_before_the_certificate():
    for product in ("nghttpx", "trafficserver"):
        ran = check(product, OLD)
        if ran is not None:
            equal((ran.status, ran.ids[0], certainty(ran, "tls-cipher-mismatch")), (1, "tls-cipher-mismatch", "likely"), f"{product} {ran.out}")
            equal(certainty(ran, "tls-cert-untrusted") in ("", "possible"), True, f"{product}: it has seen no certificate")


def test_a_cipher_that_is_merely_not_preferred_is_no_mismatch():
    ran = check("nghttpx", f"{OLD}:{MODERN}")
    if ran is not None:
        equal((ran.status, ran.ids[0], certainty(ran, "tls-cipher-mismatch")), (1, "tls-cert-untrusted", ""), ran.out)


def test_a_cipher_that_the_proxy_offers_is_no_mismatch():
    ran = check("haproxy", OLD)
    if ran is not None:
        equal((ran.status, ran.ids[0], certainty(ran, "tls-cipher-mismatch")), (1, "tls-cert-untrusted", ""), ran.out)


def test_a_trusted_certificate_without_a_common_cipher():
    ran = check("caddy", "ECDHE-RSA-AES128-SHA256", certificate="good")
    if ran is not None:
        equal((ran.status, ran.ids[0], certainty(ran, "tls-cipher-mismatch")), (1, "tls-cipher-mismatch", "likely"), ran.out)
        equal("wrong-upstream-address" in ran.ids, False, ran.out)


run_all(globals())
