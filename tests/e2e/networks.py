# SPDX-License-Identifier: Apache-2.0
"""Network namespaces of a test's own. The test runs in one; `add()` makes further ones, joined to it. Each is held by a process
that ends with the test, and its namespace with it. No mount is made: in a chroot none can be."""
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time

INSIDE = "GWDIAG_E2E_NAMESPACE"
NEEDED = ("ip", "nft", "unshare", "nsenter")
SKIPPED = 77                      # what ctest takes for "could not run here"
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
holders = {}                      # name of a namespace: the process that holds it


def enter():
    """Starts the test again in a network namespace of its own; ends it with a word where that is impossible."""
    if os.environ.get(INSIDE):
        run("ip link set lo up")
        return
    missing = [tool for tool in NEEDED if not shutil.which(tool)]
    if os.geteuid() != 0 or missing:
        print(f"skipped: {', '.join(missing) + ' missing' if missing else 'network namespaces need root'}")
        sys.exit(SKIPPED)
    if subprocess.run(["unshare", "--net", "true"], capture_output=True, check=False).returncode != 0:
        print("skipped: no network namespaces here")
        sys.exit(SKIPPED)
    os.environ[INSIDE] = "1"
    sys.stdout.flush()
    os.execvp("unshare", ["unshare", "--net", "--", sys.executable, "-B", *sys.argv])


def inside(command, space=""):
    """The words that run a command in the namespace of that name ("" is the test's)."""
    return (["nsenter", f"--net=/proc/{holders[space].pid}/ns/net", "--"] if space else []) + command


def run(command, space=""):
    """One command line, in the namespace of that name; an error when it fails."""
    done = subprocess.run(inside(command.split(), space), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: {done.stderr.strip()}")
    return done.stdout


def add(name):
    holder = subprocess.Popen(["unshare", "--net", "sh", "-c", "echo ready; exec cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    if holder.stdout.readline() != b"ready\n":
        raise RuntimeError(f"no namespace for {name}")
    holders[name] = holder        # its `cat` reads what the test never writes, and ends when the test does
    run("ip link set lo up", name)


def join(left, right, number):
    """A cable between two namespaces ("" is the test's): 198.51.100.(16 * number + 1 and 2)/28, 2001:db8:N::1 and ::2."""
    ends = f"e2e{number}a", f"e2e{number}b"
    run(f"ip link add {ends[0]} type veth peer name {ends[1]}")
    for space, end, last in ((left, ends[0], 1), (right, ends[1], 2)):
        if space:
            run(f"ip link set {end} netns {holders[space].pid}")
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
    """A process that ends with the test, however that ends."""
    return subprocess.Popen(inside(command, space), preexec_fn=lambda: LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL),
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def await_listener(space, port, seconds=10):
    """Until something listens on that TCP port there."""
    end = time.monotonic() + seconds
    while f":{port} " not in run("ss -ltnH", space):
        if time.monotonic() > end:
            raise RuntimeError(f"nothing listens on port {port} in {space or 'the test'}")
        time.sleep(0.05)
