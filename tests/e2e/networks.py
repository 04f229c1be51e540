# SPDX-License-Identifier: Apache-2.0
"""Network namespaces of a test's own. The test runs in one; `add()` makes further ones, joined to it. All of it ends with the
test: the namespaces and the folder of their names are private to its process."""
import os
import shutil
import subprocess
import sys
import time

INSIDE = "GWDIAG_E2E_NAMESPACE"
NEEDED = ("ip", "nft", "unshare", "mount")
SKIPPED = 77                      # what ctest takes for "could not run here"


def enter():
    """Starts the test again in a network and a mount namespace of its own; ends it with a word where that is impossible."""
    if os.environ.get(INSIDE):
        run("mount -t tmpfs tmpfs /run")          # `ip netns` keeps its names in /run/netns
        run("ip link set lo up")
        return
    missing = [tool for tool in NEEDED if not shutil.which(tool)]
    if os.geteuid() != 0 or missing:
        print(f"skipped: {', '.join(missing) + ' missing' if missing else 'network namespaces need root'}")
        sys.exit(SKIPPED)
    if subprocess.run(["unshare", "--net", "--mount", "true"], capture_output=True, check=False).returncode != 0:
        print("skipped: no network namespaces here")
        sys.exit(SKIPPED)
    os.environ[INSIDE] = "1"
    sys.stdout.flush()
    os.execvp("unshare", ["unshare", "--net", "--mount", "--kill-child", "--fork", "--pid", "--mount-proc", "--",
                          sys.executable, "-B", *sys.argv])


def run(command, space=""):
    """One command line, in the namespace of that name; an error when it fails."""
    words = (["ip", "netns", "exec", space] if space else []) + command.split()
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.stderr.strip()}")
    return done.stdout


def add(name):
    run(f"ip netns add {name}")
    run("ip link set lo up", name)


def join(left, right, number):
    """A cable between two namespaces ("" is the test's): 198.51.100.(16 * number + 1 and 2)/28, 2001:db8:N::1 and ::2."""
    ends = f"e2e{number}a", f"e2e{number}b"
    run(f"ip link add {ends[0]} type veth peer name {ends[1]}")
    for space, end, last in ((left, ends[0], 1), (right, ends[1], 2)):
        if space:
            run(f"ip link set {end} netns {space}")
        run(f"ip address add 198.51.100.{16 * number + last}/28 dev {end}", space)
        run(f"ip address add 2001:db8:{number}::{last}/64 dev {end} nodad", space)
        run(f"ip link set {end} up", space)


def forbid(space, *rules):
    """nftables rules of the chain `input`, or of the chain that a rule names first with a colon."""
    run("nft add table inet e2e", space)
    for rule in rules:
        chain, _, text = rule.partition(": ") if ": " in rule else ("input", "", rule)
        run(f"nft add chain inet e2e {chain} {{ type filter hook {chain} priority 0 ; }}", space)
        run(f"nft add rule inet e2e {chain} {text}", space)


def allow(space):
    run("nft flush ruleset", space)


def start(command, space=""):
    words = (["ip", "netns", "exec", space] if space else []) + command
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def await_listener(space, port, seconds=10):
    """Until something listens on that TCP port there."""
    end = time.monotonic() + seconds
    while f":{port} " not in run("ss -ltnH", space):
        if time.monotonic() > end:
            raise RuntimeError(f"nothing listens on port {port} in {space or 'the test'}")
        time.sleep(0.05)
