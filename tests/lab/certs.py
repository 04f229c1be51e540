# SPDX-License-Identifier: Apache-2.0
"""Makes the lab's certificates with openssl(1): one CA that is trusted, and leaves with one thing wrong each."""
from __future__ import annotations

import dataclasses
import datetime
import pathlib
import subprocess

LOCAL = "DNS:localhost,IP:127.0.0.1,IP:::1"
CONFIG = """[ca]
default_ca = lab
[lab]
database = {folder}/index.txt
new_certs_dir = {folder}
unique_subject = no
rand_serial = yes
policy = any
email_in_dn = no
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
"""


@dataclasses.dataclass(frozen=True)
class Leaf:
    """One certificate: `days` are its first and last day, counted from now; `chain` is sent after it."""
    issuer: str = "ca"           # "" signs itself
    names: str = LOCAL
    subject: str = "localhost"
    days: tuple[int, int] = (-30, 300)
    key: str = "rsa:2048"
    digest: str = "sha256"
    usage: str = "serverAuth"
    chain: tuple[str, ...] = ()
    more: str = ""               # one more extension


AUTHORITIES = {
    "ca": Leaf("", "", "Lab Root CA", (-1000, 3000)),
    "other-ca": Leaf("", "", "Unknown Root CA", (-1000, 3000)),
    "intermediate": Leaf("ca", "", "Lab Intermediate CA", (-900, 2000)),
    "intermediate-2": Leaf("intermediate", "", "Lab Second Intermediate CA", (-900, 2000)),
    "intermediate-future": Leaf("ca", "", "Lab Future Intermediate CA", (10, 2000)),
    "other-intermediate": Leaf("other-ca", "", "Unknown Intermediate CA", (-900, 2000)),
    "intermediate-old": Leaf("ca", "", "Lab Old Intermediate CA", (-900, -10)),
}

LEAVES = {
    "good": Leaf(),
    "good-ecdsa": Leaf(key="ec"),
    "good-chain": Leaf("intermediate", chain=("intermediate",)),
    "good-names": Leaf(names="DNS:*.lab.test,DNS:lab.test," + LOCAL),
    "good-p384": Leaf(key="ec:secp384r1"),
    "good-rsa3072": Leaf(key="rsa:3072"),
    "good-long-chain": Leaf("intermediate-2", chain=("intermediate-2", "intermediate")),
    "good-chain-root": Leaf("intermediate", chain=("intermediate", "ca")),
    "good-chain-disorder": Leaf("intermediate-2", chain=("intermediate", "intermediate-2")),
    "good-chain-extra": Leaf("intermediate", chain=("intermediate", "other-ca")),
    "good-many-names": Leaf(names=LOCAL + "".join(f",DNS:host-{n}.example.org" for n in range(150))),
    "good-fresh": Leaf(days=(-1, 6)),
    "expired": Leaf(days=(-400, -35)),
    "expired-yesterday": Leaf(days=(-91, -1)),
    "notyet": Leaf(days=(20, 400)),
    "wrong-name": Leaf(names="DNS:other.example,DNS:www.other.example", subject="other.example"),
    "cn-only": Leaf(names="", subject="only.example"),
    "wildcard-other": Leaf(names="DNS:*.example.org", subject="*.example.org"),
    "cn-only-right": Leaf(names=""),
    "wildcard-of-localhost": Leaf(names="DNS:*.localhost", subject="*.localhost"),
    "name-no-address": Leaf(names="DNS:localhost"),
    "other-address": Leaf(names="IP:127.0.0.2", subject="127.0.0.1"),
    "name-prefix": Leaf(names="DNS:localhost.example.org,DNS:mylocalhost"),
    "self-signed": Leaf(""),
    "untrusted": Leaf("other-ca"),
    "untrusted-root": Leaf("other-ca", chain=("other-ca",)),
    "incomplete": Leaf("intermediate"),
    "old-intermediate": Leaf("intermediate-old", chain=("intermediate-old",)),
    "future-intermediate": Leaf("intermediate-future", chain=("intermediate-future",)),
    "wrong-intermediate": Leaf("intermediate-2", chain=("intermediate",)),
    "untrusted-chain": Leaf("other-intermediate", chain=("other-intermediate",)),
    "untrusted-whole-chain": Leaf("other-intermediate", chain=("other-intermediate", "other-ca")),
    "issued-by-leaf": Leaf("good", chain=("good",)),
    "critical-unknown": Leaf(more="1.2.3.4.5.6=critical,DER:05:00"),
    "email-only": Leaf(usage="emailProtection"),
    "md5": Leaf(digest="md5"),
    "brainpool": Leaf(key="ec:brainpoolP256r1"),
    "secp256k1": Leaf(key="ec:secp256k1"),
    "expired-untrusted": Leaf("other-ca", days=(-400, -35)),
    "expired-years": Leaf(days=(-3000, -1500)),
    "rsa1024": Leaf(key="rsa:1024"),
    "sha1": Leaf(digest="sha1"),
    "client-only": Leaf(usage="clientAuth"),
    "expired-wrong-name": Leaf(names="DNS:other.example", subject="other.example", days=(-400, -35)),
    "expired-self-signed": Leaf("", days=(-400, -35)),
}


class Certificates:
    """The files of one run, in `folder`: NAME.pem (with its chain), NAME.key, and ca.pem to trust."""

    def __init__(self, folder: pathlib.Path, wanted: tuple[str, ...] = tuple(LEAVES)):
        self.folder = folder
        folder.mkdir(parents=True)
        (folder / "openssl.cnf").write_text(CONFIG.format(folder=folder))
        (folder / "index.txt").touch()
        for name, leaf in AUTHORITIES.items():
            self._make(name, leaf, "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n")
        for name, leaf in ((name, LEAVES[name]) for name in wanted):
            names = f"subjectAltName={leaf.names}\n" if leaf.names else ""
            self._make(name, leaf, f"basicConstraints=CA:FALSE\nextendedKeyUsage={leaf.usage}\n{names}{leaf.more}\n")

    @property
    def ca(self) -> pathlib.Path:
        return self.folder / "ca.pem"

    def certificate(self, name: str) -> pathlib.Path:
        return self.folder / f"{name}.pem"

    def key(self, name: str) -> pathlib.Path:
        return self.folder / f"{name}.key"

    def _make(self, name: str, leaf: Leaf, extensions: str) -> None:
        key, request, extension_file = (self.folder / f"{name}.{end}" for end in ("key", "csr", "ext"))
        if leaf.key.startswith("ec"):
            self._openssl("ecparam", "-name", leaf.key.partition(":")[2] or "prime256v1", "-genkey", "-noout", "-out", key)
        else:
            self._openssl("genrsa", "-out", key, leaf.key.split(":")[1])
        self._openssl("req", "-new", "-key", key, "-subj", f"/CN={leaf.subject}", "-out", request)
        extension_file.write_text(extensions + "subjectKeyIdentifier=hash\n"
                                  + ("authorityKeyIdentifier=keyid\n" if leaf.issuer else ""))
        first, last = (self._instant(days) for days in leaf.days)
        signer = (["-cert", self.certificate(leaf.issuer), "-keyfile", self.key(leaf.issuer)] if leaf.issuer
                  else ["-selfsign", "-keyfile", key])
        out = self.certificate(name)
        self._openssl("ca", "-batch", "-notext", "-in", request, "-out", out, "-startdate", first, "-enddate", last,
                      "-md", leaf.digest, "-extfile", extension_file, *signer)
        with out.open("a") as chain:
            for other in leaf.chain:
                chain.write(self.certificate(other).read_text())

    @staticmethod
    def _instant(days: int) -> str:
        moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
        return moment.strftime("%Y%m%d%H%M%SZ")

    def _openssl(self, command: str, *arguments) -> None:
        config = ["-config", str(self.folder / "openssl.cnf")] if command in ("ca", "req") else []
        done = subprocess.run(["openssl", command, *config, *map(str, arguments)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {command} failed: {done.stdout.decode(errors='replace')[-500:]}")
