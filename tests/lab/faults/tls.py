# SPDX-License-Identifier: Apache-2.0
"""TLS between proxy and upstream: certificates, versions, alerts, silence."""
from .row import READ_TIMEOUT, Script, Server, Tls, answer, fault, fin, full, hold, listen_only, rst, script, send, sleep

HS = "tls-handshake-failure"


def served(**settings) -> Script:
    return answer(full(), tls=Tls(**settings))


def alert(code: int, level: int = 2) -> Script:
    """A peer that answers the hello with this alert and closes."""
    return script(listen_only(), send(bytes((0x15, 3, 3, 0, 2, level, code))), fin())


def tls(name: str, ids: str, serve: Script, **more):
    return fault(name, ids, serve, scheme="https", **more)


ROWS = [
    tls("cert-expired", "tls-cert-expired", served(cert="expired")),
    tls("cert-expired-yesterday", "tls-cert-expired", served(cert="expired-yesterday")),
    tls("cert-not-yet-valid", "tls-cert-not-yet-valid", served(cert="notyet")),
    tls("clock-ahead", "clock-wrong", Server("dated", tls=Tls()), clock="+400d",
        note="the clock of the machine that gwdiag runs on: by it alone the certificate has expired"),
    tls("clock-behind", "clock-wrong", Server("dated", tls=Tls()), clock="-60d"),
    tls("cert-wrong-name", "tls-cert-name-mismatch", served(cert="wrong-name")),
    tls("cert-cn-only", "tls-cert-name-mismatch", served(cert="cn-only"), note="no subjectAltName at all"),
    tls("cert-wildcard-too-deep", "tls-cert-name-mismatch", served(cert="wildcard-other")),
    tls("cert-self-signed", "tls-cert-self-signed", served(cert="self-signed")),
    tls("cert-self-signed-tls12", "tls-cert-self-signed", served(cert="self-signed", maximum="TLSv1_2")),
    tls("cert-untrusted-ca", "tls-cert-untrusted tls-cert-incomplete-chain", served(cert="untrusted"),
        note="with the leaf alone nobody can tell an unknown root from a missing intermediate"),
    tls("cert-untrusted-with-root", "tls-cert-untrusted tls-cert-self-signed", served(cert="untrusted-root"),
        note="the unknown root is sent along: a self-signed certificate in the chain"),
    tls("cert-incomplete-chain", "tls-cert-incomplete-chain tls-cert-untrusted", served(cert="incomplete")),
    tls("cert-chain-expired-intermediate", "tls-cert-expired", served(cert="old-intermediate")),
    tls("cert-weak-key", "tls-cert-weak", served(cert="rsa1024")),
    tls("cert-weak-signature", "tls-cert-weak", served(cert="sha1")),
    tls("cert-client-only", "tls-cert-unsupported", served(cert="client-only"),
        note="extendedKeyUsage is clientAuth alone"),
    tls("cert-expired-and-wrong-name", "tls-cert-expired tls-cert-name-mismatch", served(cert="expired-wrong-name")),
    tls("cert-expired-self-signed", "tls-cert-expired tls-cert-self-signed", served(cert="expired-self-signed")),
    tls("client-cert-tls12", "tls-client-cert-required", served(client_cert=True, maximum="TLSv1_2")),
    tls("client-cert", "tls-client-cert-required", served(client_cert=True),
        note="with TLS 1.3 the handshake succeeds and the alert comes with the first read"),
    tls("client-cert-tls13-only", "tls-client-cert-required tls-protocol-mismatch",
        served(client_cert=True, minimum="TLSv1_3")),
    tls("tls13-only", "tls-protocol-mismatch", served(minimum="TLSv1_3"),
        note="nginx before 1.23.4 offers TLS 1.2 at most to upstreams"),
    tls("tls10-only", "tls-protocol-mismatch", served(minimum="TLSv1", maximum="TLSv1")),
    tls("tls11-only", "tls-protocol-mismatch", served(minimum="TLSv1_1", maximum="TLSv1_1")),
    tls("odd-cipher-only", "tls-cipher-mismatch", served(maximum="TLSv1_2", ciphers="CAMELLIA256-SHA:@SECLEVEL=0")),
    tls("rsa-cbc-cipher-only", "tls-cipher-mismatch", served(maximum="TLSv1_2", ciphers="AES128-SHA"),
        note="nghttpx offers ciphers with forward secrecy alone, Traffic Server none with SHA-1"),
    tls("cbc-sha256-cipher-only", "tls-cipher-mismatch", served(maximum="TLSv1_2", ciphers="ECDHE-RSA-AES128-SHA256"),
        note="Go has it, and does not offer it"),
    tls("null-cipher-only", "tls-cipher-mismatch", served(maximum="TLSv1_2", ciphers="NULL-SHA256:@SECLEVEL=0")),
    tls("alert-40-at-once", HS + " sni-required tls-cipher-mismatch", alert(40)),
    tls("alert-80-at-once", HS + " sni-required", alert(80)),
    tls("alert-112-at-once", HS + " sni-required", alert(112)),
    tls("alert-70-at-once", "tls-protocol-mismatch", alert(70)),
    tls("alert-71-at-once", "tls-cipher-mismatch " + HS, alert(71)),
    tls("sni-or-alert-112", "sni-required", served(no_sni_alert=112)),
    tls("sni-or-alert-40", "sni-required", served(no_sni_alert=40)),
    tls("sni-or-alert-80", "sni-required", served(no_sni_alert=80)),
    tls("sni-or-other-cert", "sni-required", served(no_sni_cert="wrong-name")),
    tls("sni-or-self-signed", "sni-required", served(no_sni_cert="self-signed")),
    tls("sni-or-expired", "sni-required", served(no_sni_cert="expired")),
    tls("hello-unanswered", "tls-handshake-timeout", script(listen_only(), hold())),
    tls("hello-half-answered", "tls-handshake-timeout", script(
        listen_only(), send(b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03"), hold())),
    tls("hello-closed", HS, script(listen_only(), fin())),
    tls("hello-closed-at-accept", HS + " closed-before-response reset-before-response", script(fin())),
    tls("hello-reset", HS, script(listen_only(), rst())),
    tls("hello-closed-late", HS, script(listen_only(), sleep(READ_TIMEOUT / 4), fin())),
    tls("hello-junk", HS + " protocol-mismatch not-http", script(listen_only(), send(b"\xde\xad\xbe\xef" * 16), fin())),
    tls("alpn-other-only", "tls-alpn-mismatch", served(alpn=("lab/1",), alpn_strict=True)),
    tls("alpn-h2-only", "tls-alpn-mismatch protocol-mismatch", served(alpn=("h2",), alpn_strict=True)),
]
