# SPDX-License-Identifier: Apache-2.0
"""measure.py RUNS COMMAND...: runs a command and prints, as JSON, the medians of its wall time and CPU time in ms and the
peak of its memory in MB. Runs inside the namespace where the command is to run, so that entering it costs nothing."""
import json
import os
import statistics
import subprocess
import sys
import time


def once(command):
    began = time.perf_counter()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000, child.returncode


def peak_memory(command):
    """In MB, read while it runs: the figure that wait4 gives counts the memory of the process it was forked from."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while child.poll() is None:
        try:
            with open(f"/proc/{child.pid}/status", encoding="ascii", errors="replace") as status:
                fields = dict(line.split(":", 1) for line in status)
        except OSError:
            break
        if "VmHWM" in fields and fields["Name"].strip() in command[0]:
            peak = max(peak, int(fields["VmHWM"].split()[0]))
        time.sleep(0.001)
    child.wait()
    return peak / 1024


def main():
    runs, command = int(sys.argv[1]), sys.argv[2:]
    once(command)  # the first run reads the program from disk
    seen = [once(command) for _ in range(runs)]
    print(json.dumps({"wall": statistics.median(s[0] for s in seen), "cpu": statistics.median(s[1] for s in seen),
                      "status": seen[-1][2], "memory": peak_memory(command)}))


if __name__ == "__main__":
    main()
