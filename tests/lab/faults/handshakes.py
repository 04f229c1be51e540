# SPDX-License-Identifier: Apache-2.0
"""More that can be wrong with TLS: chains, names, keys, alerts, and handshakes that end half-way."""
from .row import Server, Tls, cut, fin, full, hold, listen_only, read, rst, script, send, send_beneath, sleep, flight
from .tls import HS, alert, served, tls

TRUST = "tls-cert-untrusted"
CHAIN = "tls-cert-incomplete-chain"
NAME = "tls-cert-name-mismatch"
TIMEOUT = "tls-handshake-timeout"
CIPHER = "tls-cipher-mismatch"
CLOSED = " closed-before-response reset-before-response"
TLS12 = Tls(maximum="TLSv1_2")


def hello(name: str, ids: str, *steps, **more):
    """What is done after the hello has come."""
    return tls(f"hello-{name}", ids, script(listen_only(), *steps), **more)


def half(name: str, ids: str, settings: Tls, size: int, *steps):
    return tls(f"flight-{name}", ids, script(flight(settings, size), *steps))


ROWS = [
    tls("cert-expired-years", "tls-cert-expired", served(cert="expired-years")),
    tls("cert-expired-untrusted", "tls-cert-expired " + TRUST + " " + CHAIN, served(cert="expired-untrusted")),
    tls("cert-expired-tls12", "tls-cert-expired", served(cert="expired", maximum="TLSv1_2")),
    tls("cert-future-intermediate", "tls-cert-not-yet-valid", served(cert="future-intermediate")),
    tls("cert-wrong-intermediate", CHAIN + " " + TRUST, served(cert="wrong-intermediate")),
    tls("cert-untrusted-chain", TRUST + " " + CHAIN, served(cert="untrusted-chain")),
    tls("cert-untrusted-whole-chain", TRUST + " tls-cert-self-signed", served(cert="untrusted-whole-chain")),
    tls("cert-issued-by-leaf", TRUST + " tls-cert-unsupported " + CHAIN, served(cert="issued-by-leaf"),
        note="the issuer is no CA"),
    tls("cert-critical-unknown", "tls-cert-unsupported " + TRUST, served(cert="critical-unknown")),
    tls("cert-email-only", "tls-cert-unsupported", served(cert="email-only")),
    tls("cert-md5", "tls-cert-weak", served(cert="md5")),
    tls("cert-brainpool", CIPHER + " tls-cert-unsupported " + HS, served(cert="brainpool"),
        note="TLS 1.3 has no signature for this curve in most libraries"),
    tls("cert-secp256k1", CIPHER + " tls-cert-unsupported " + HS, served(cert="secp256k1")),
    tls("cert-cn-only-right", NAME, served(cert="cn-only-right"), note="RFC 9525: a common name is no name"),
    tls("cert-wildcard-of-localhost", NAME, served(cert="wildcard-of-localhost")),
    tls("cert-name-prefix", NAME, served(cert="name-prefix")),
    tls("cert-name-no-address", NAME, served(cert="name-no-address"), host="127.0.0.1"),
    tls("cert-other-address", NAME, served(cert="other-address"), host="127.0.0.1"),
    tls("cert-self-signed-by-address", "tls-cert-self-signed", served(cert="self-signed"), host="127.0.0.1"),
    tls("cert-expired-500", "tls-cert-expired upstream-error-status", script(
        read(), send(full("500 Internal Server Error")), fin(), tls=Tls("expired")),
        note="in front of a proxy that does not verify the 500 is the cause"),
    tls("cert-expired-closes", "closed-before-response reset-before-response tls-cert-expired", script(
        read(), fin(), tls=Tls("expired"))),
    tls("client-cert-nginx-400", "tls-client-cert-required", script(read(), send(full(
        "400 Bad Request", b"<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\r\n<body>\r\n"
        b"<center><h1>400 Bad Request</h1></center>\r\n<center>No required SSL certificate was sent</center>\r\n"
        b"<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n", "Server: nginx/1.22.1")), fin(), tls=Tls())),
    tls("client-cert-alert-116", "tls-client-cert-required", alert(116)),
    tls("cipher-dhe-only", CIPHER + " " + HS, served(maximum="TLSv1_2", ciphers="DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=1")),
    tls("cipher-ccm-only", CIPHER + " " + HS, served(maximum="TLSv1_2", ciphers="AES128-CCM8:@SECLEVEL=0")),
    tls("cipher-aria-only", CIPHER + " " + HS, served(maximum="TLSv1_2", ciphers="ARIA256-GCM-SHA384:@SECLEVEL=0")),
    tls("cipher-anonymous-only", CIPHER + " " + HS, served(maximum="TLSv1_2", ciphers="AECDH-AES128-SHA:@SECLEVEL=0")),
    tls("group-secp256k1-only", CIPHER + " " + HS,
        served(curve="secp256k1", maximum="TLSv1_2", ciphers="ECDHE-RSA-AES128-GCM-SHA256")),
    tls("group-secp256k1-only-tls13", CIPHER + " " + HS, served(curve="secp256k1", minimum="TLSv1_3")),
    *(tls(f"alert-{code}-at-once", HS + " sni-required " + more, alert(code))
      for code, more in ((10, ""), (20, ""), (47, ""), (50, ""), (86, "tls-protocol-mismatch"), (109, ""), (46, ""),
                         (49, ""))),
    hello("close-notify", HS, send(b"\x15\x03\x03\x00\x02\x01\x00"), fin()),
    hello("internal-late", HS, sleep(0.8), send(b"\x15\x03\x03\x00\x02\x02\x50"), fin()),
    hello("slammed-unread", HS + CLOSED, sleep(0.1), rst()),
    hello("huge-record", HS, send(b"\x16\x03\x03\xff\xff" + b"\x02" * 200), fin()),
    hello("data-record", HS, send(b"\x17\x03\x03\x00\x05hello"), fin()),
    hello("record-unknown-type", HS + " protocol-mismatch not-http", send(b"\x42\x03\x03\x00\x05hello"), fin()),
    hello("own-bytes-back", HS, send(b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"), fin()),
    hello("unknown-version", HS + " tls-protocol-mismatch",
          send(b"\x16\x03\x03\x00\x2c\x02\x00\x00\x28\x03\x09" + bytes(32) + b"\x00\xc0\x2f\x00\x00\x00"), fin()),
    hello("one-byte", HS, send(b"\x16"), fin()),
    hello("one-byte-stalls", TIMEOUT, send(b"\x16"), hold()),
    hello("half-record-closed", HS, send(b"\x16\x03\x03\x00\x7a\x02\x00"), fin()),
    half("half-closed", HS, Tls(), 400, fin()),
    half("half-reset", HS, Tls(), 400, sleep(0.2), rst()),
    half("half-stalls", TIMEOUT, Tls(), 400, hold()),
    half("tls12-half-closed", HS, TLS12, 600, fin()),
    half("tls12-all-stalls", TIMEOUT, TLS12, 100000, hold()),
    half("tls12-all-closed", HS, TLS12, 100000, listen_only(), fin()),
    half("tls12-client-cert-closed", "tls-client-cert-required", Tls(maximum="TLSv1_2", client_cert=True), 100000,
         listen_only(), fin()),
    half("client-cert-closed", "tls-client-cert-required", Tls(client_cert=True), 100000, listen_only(), fin()),
    half("tls12-all-alert", HS + " tls-client-cert-required", TLS12, 100000, listen_only(),
         send(b"\x15\x03\x03\x00\x02\x02\x28"), fin()),
    half("tls12-all-alert-51", HS, TLS12, 100000, listen_only(), send(b"\x15\x03\x03\x00\x02\x02\x33"), fin()),
    tls("after-handshake-closes-at-once", "closed-before-response reset-before-response", script(fin(), tls=Tls())),
    tls("after-handshake-cut-at-once", "closed-before-response reset-before-response " + HS, script(cut(), tls=Tls())),
    tls("after-handshake-resets-at-once", "closed-before-response reset-before-response " + HS, script(rst(), tls=Tls())),
    tls("after-handshake-garbage-record", HS + " not-http" + CLOSED,
        script(read(), send_beneath(b"\x99" * 64), cut(), tls=Tls()),
        note="the record layer breaks where the answer should come"),
    tls("after-handshake-plain-answer", HS + " not-http" + CLOSED + " tls-to-plain-http-port", script(
        read(), send_beneath(full()), cut(), tls=Tls()), note="the answer comes outside the encryption"),
    tls("tls11-at-most", "tls-protocol-mismatch", served(minimum="TLSv1", maximum="TLSv1_1")),
    tls("sni-or-reset", "sni-required " + HS, Server("sni-or", {"end": "rst"}, tls=Tls())),
    tls("sni-or-closed", "sni-required " + HS, Server("sni-or", {"end": "fin"}, tls=Tls())),
    tls("sni-or-untrusted", "sni-required", served(no_sni_cert="untrusted")),
]
