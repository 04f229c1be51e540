# SPDX-License-Identifier: Apache-2.0
"""Two network namespaces, a client's and a server's, joined by a path with a fixed round trip.

Each has a TUN device; a forwarder process carries the packets between them, every one delayed by half the round trip. No
queueing discipline of the kernel is needed. Needs root, /dev/net/tun, and ip, unshare, nsenter.

    with Wan(rtt=0.05) as wan:
        wan.server(["nginx", …])            a process in the server's namespace, ended with the wan
        wan.run_client(["curl", …])         a finished process in the client's namespace
"""
import ctypes
import fcntl
import heapq
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

CLIENT, SERVER, SERVER_2 = "10.77.0.1", "10.77.0.2", "10.77.0.3"
CLONE_NEWNET = 0x40000000
BARE = 100       # bytes: IPv4 and TCP headers with all their options; longer packets carry data
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000


def unusable():
    """Why no Wan can be made here; empty when it can."""
    if os.geteuid() != 0:
        return "needs root"
    if not os.path.exists("/dev/net/tun"):
        return "needs /dev/net/tun"
    missing = [tool for tool in ("ip", "unshare", "nsenter") if not shutil.which(tool)]
    return f"needs {', '.join(missing)}" if missing else ""


def wait_until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.005)


class Wan:
    def __init__(self, rtt):
        self.rtt = rtt
        self.processes = []
        self.folder = tempfile.TemporaryDirectory(prefix="gwdiag-wan.")

    def __enter__(self):
        try:
            self.client_ns, self.server_ns = self.namespace(), self.namespace()
            forwarder = subprocess.Popen(
                [sys.executable, "-B", __file__, str(self.client_ns), str(self.server_ns), str(self.rtt)],
                stdout=subprocess.PIPE)
            self.processes.append(forwarder)
            if forwarder.stdout.readline() != b"ready\n":
                raise OSError("the forwarder did not start")
            resolv = os.path.join(self.folder.name, "resolv.conf")
            with open(resolv, "w", encoding="ascii") as out:
                out.write(f"nameserver {SERVER}\n")
            for namespace in (self.client_ns, self.server_ns):
                subprocess.run(self.inside(namespace, ["mount", "--bind", resolv, "/etc/resolv.conf"]), check=True)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(3)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.folder.cleanup()

    def namespace(self):
        """A process that does nothing but hold a network and a mount namespace of its own."""
        holder = subprocess.Popen(["unshare", "--net", "--mount", "sleep", "infinity"], stderr=subprocess.PIPE)
        self.processes.append(holder)

        def ready():
            if holder.poll() is not None:  # in a chroot the root is no mount point of its own
                raise OSError(holder.stderr.read().decode(errors="replace").strip() or "unshare failed")
            try:
                with open(f"/proc/{holder.pid}/comm", encoding="ascii") as name:
                    return name.read().strip() == "sleep"
            except FileNotFoundError:
                return False
        wait_until(ready)
        return holder.pid

    @staticmethod
    def inside(namespace, command):
        return ["nsenter", "--target", str(namespace), "--net", "--mount", "--", *command]

    def server(self, command, **options):
        process = subprocess.Popen(self.inside(self.server_ns, command), **options)
        self.processes.append(process)
        return process

    def run_client(self, command, **options):
        return subprocess.run(self.inside(self.client_ns, command), **options)

    def run_server(self, command, **options):
        return subprocess.run(self.inside(self.server_ns, command), **options)

    def wait_for_listener(self, port, kind="tcp"):
        """Reads the socket table of the server's namespace: no packet is sent."""
        def listens():
            with open(f"/proc/{self.server_ns}/net/{kind}", encoding="ascii") as table:
                return any(f":{port:04X} 00000000:0000" in line for line in table)
        wait_until(listens)


def device(holder, address, more):
    """A TUN device in the namespace that the process `holder` holds; its file descriptor works from anywhere."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(f"/proc/{holder}/ns/net", os.O_RDONLY)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(there, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"wan", IFF_TUN | IFF_NO_PI))
    with open("/proc/sys/net/ipv6/conf/all/disable_ipv6", "w", encoding="ascii") as switch:
        switch.write("1")
    for words in ("link set lo up", f"addr add {address}/24 dev wan", "link set wan up",
                  *(f"addr add {other}/32 dev wan" for other in more)):
        subprocess.run(["ip", *words.split()], check=True)
    libc.setns(home, CLONE_NEWNET)
    os.close(there)
    os.close(home)
    return tun


def forward(ends, delay, late=0.0):
    """Carries packets both ways for ever, those with data `late` seconds later than the bare ones. Sleeps to within a millisecond of the next one's time, then spins: the poll's
    clock is that coarse."""
    poll = select.epoll()
    for end in ends:
        poll.register(end, select.EPOLLIN)
    to = {ends[0]: ends[1], ends[1]: ends[0]}
    waiting, order = [], 0
    clock = time.monotonic
    while True:
        left = waiting[0][0] - clock() if waiting else None
        for end, _ in poll.poll(-1 if left is None else max(0.0, left - 0.001)):
            for _ in range(256):
                try:
                    packet = os.read(end, 65536)
                except BlockingIOError:
                    break
                order += 1
                more = late if len(packet) > BARE else 0.0
                heapq.heappush(waiting, (clock() + delay + more, order, to[end], packet))
        while waiting and waiting[0][0] <= clock():
            _, _, end, packet = heapq.heappop(waiting)
            try:
                os.write(end, packet)
            except OSError:  # a full queue drops, as on any path
                pass


def main():
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    client, server, rtt = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    ends = [device(client, CLIENT, []), device(server, SERVER, [SERVER_2])]
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except OSError:
        pass
    print("ready", flush=True)
    forward(ends, rtt / 2)


if __name__ == "__main__":
    main()
