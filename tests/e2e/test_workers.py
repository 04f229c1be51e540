# SPDX-License-Identifier: Apache-2.0
"""A real gunicorn that kills its worker: at its own limit, seen from the wire, from its machine and from its log. And one
whose worker crashes at once."""
import contextlib
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from gateways import await_port, free_port, gateway, installed  # noqa: E402
from peers import equal, gwdiag, run_all  # noqa: E402

# /deaf does not end when its master tells it to: so the master kills it, which some versions take for a lack of memory.
APPLICATION = """import os, signal, time
def application(environ, start_response):
    if environ["PATH_INFO"] == "/crash":
        os._exit(3)
    if environ["PATH_INFO"] == "/deaf":
        signal.signal(signal.SIGABRT, signal.SIG_IGN)
    time.sleep(60)
"""
SYMPTOMS = {"closed-before-response", "reset-before-response"}
if not (installed("gunicorn") and installed("nginx")):
    raise AssertionError("gunicorn or nginx is not installed (packaging/test-packages.txt)")


@contextlib.contextmanager
def served(limit):
    """(proxy, upstream, log of gunicorn)"""
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        (work / "app.py").write_text(APPLICATION)
        port, log = free_port(), work / "app.log"
        server = subprocess.Popen(["gunicorn", "--timeout", str(limit), "--bind", f"127.0.0.1:{port}", "--error-logfile", str(log),
                                   "--chdir", folder, "app"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, cwd=folder)
        try:
            await_port(port, server, work)
            with gateway("nginx", f"127.0.0.1:{port}", "proxy_read_timeout 30s;") as (proxy, _):
                yield proxy, f"http://127.0.0.1:{port}", log
        finally:
            server.terminate()
            server.wait(20)


def check(proxy, upstream, *options):
    ran = gwdiag("check", proxy, upstream, "--answer-timeout", "30s", "--deadline", "110s", "-o", "json", *options, timeout=120)
    return ran, ran.verdict["causes"][0]


def test_its_machine_tells_that_the_worker_is_gone():
    with served(2) as (proxy, upstream, log):
        ran, cause = check(proxy, upstream, "--host-evidence")
        equal((ran.status, cause["id"], cause["certainty"] in ("likely", "possible")), (1, "worker-killed", True), ran.verdict["summary"])
        equal(cause["detail"]["symptom"] in SYMPTOMS and cause["detail"]["killed_pid"] > 0, True, cause)
        equal(set(ran.ids) & (SYMPTOMS | {"oom-killed", "upstream-restarting"}), set())


def test_from_outside_it_is_a_close():
    with served(2) as (proxy, upstream, _):
        ran, cause = check(proxy, upstream)
        equal((ran.status, cause["id"] in SYMPTOMS, cause["certainty"]), (1, True, "likely"), ran.verdict["summary"])
        equal("worker-killed" in ran.ids, False)


def test_a_kill_by_its_master_is_no_lack_of_memory():
    with served(1) as (proxy, upstream, log):
        ran, cause = check(proxy + "/deaf", upstream + "/deaf", "--log", log)
        text = log.read_text()
        equal(("WORKER TIMEOUT" in text, "Perhaps out of memory?" in text or "due to signal 9" in text), (True, True), text)
        equal((ran.status, cause["id"], cause["certainty"]), (1, "worker-killed", "likely"), ran.verdict["summary"])
        equal("oom-killed" in ran.ids, False)


def test_a_crash_is_no_limit():
    with served(20) as (proxy, upstream, _):
        ran, cause = check(proxy + "/crash", upstream + "/crash", "--host-evidence")
        equal((ran.status, cause["id"] in SYMPTOMS), (1, True), ran.verdict["summary"])
        equal(set(ran.ids) & {"worker-killed", "oom-killed"}, set())


if __name__ == "__main__":
    run_all(globals())
