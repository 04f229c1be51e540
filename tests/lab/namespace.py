# SPDX-License-Identifier: Apache-2.0
"""A network namespace of the lab's own, where routes can be broken without touching the machine. Needs root."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys

INSIDE = "GWDIAG_LAB_NAMESPACE"
ADDRESSES = {                          # what a connect meets
    "unreachable": "198.51.100.1",     # EHOSTUNREACH, as from a router's or firewall's ICMP
    "prohibited": "198.51.100.2",      # EACCES: the local system forbids it
    "lost": "198.51.100.3",            # packets leave and vanish
    "nowhere": "203.0.113.1",          # ENETUNREACH: no route
}
COMMANDS = (
    "ip link set lo up",
    "ip link add lab0 type veth peer name lab1",
    "ip address add 198.51.100.254/24 dev lab0",
    "ip link set lab0 up",
    "ip link set lab1 up",
    f"ip neighbour add {ADDRESSES['lost']} lladdr 02:00:00:00:00:03 dev lab0 nud permanent",
    f"ip route add unreachable {ADDRESSES['unreachable']}",
    f"ip route add prohibit {ADDRESSES['prohibited']}",
)


def enter() -> bool:
    """Starts the program again inside a namespace, where that is possible; True when this is the inside."""
    if os.environ.get(INSIDE):
        return all(_run(command.split()) for command in COMMANDS)
    if os.geteuid() == 0 and shutil.which("ip") and shutil.which("unshare") and _run(["unshare", "--net", "true"]):
        os.environ[INSIDE] = "1"
        sys.stdout.flush()
        os.execvp("unshare", ["unshare", "--net", "--", sys.executable, *sys.argv])
    return False


def _run(command: list[str]) -> bool:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode != 0 and os.environ.get(INSIDE):
        print(f"lab: {' '.join(command)}: {done.stderr.decode(errors='replace').strip()}", file=sys.stderr)
    return done.returncode == 0
