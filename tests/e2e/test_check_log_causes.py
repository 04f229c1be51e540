# SPDX-License-Identifier: Apache-2.0
"""Causes that only a log tells, behind real servers: a missing resolver or script, no descriptors, a worker that its own
master kills."""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from gateways import ROOT, free_port, gateway, installed, await_port  # noqa: E402
from peers import answer, equal, gwdiag, run_all, says  # noqa: E402

WELL = answer(b"200 OK")
APPLICATION = """import time
def application(environ, start_response):
    time.sleep(30)
"""
POOL = """[global]
error_log = {work}/fpm.log
daemonize = no
[www]
{user}
listen = {work}/fpm.sock
listen.mode = 0666
pm = static
pm.max_children = 1
"""


def first(*arguments):
    ran = gwdiag("check", *arguments, "-o", "json", "--timeout", "6s")
    assert ran.status == 1, ran.out.decode() + ran.err
    return ran.verdict["causes"][0], ran


def test_no_resolver_is_told_by_nginx():
    if not installed("nginx"):
        return print("skipped: no nginx")
    with says(WELL) as upstream, gateway("nginx", "$server_name.internal:8080") as (proxy, log):
        cause, ran = first(proxy, upstream.url, "--log", log)
        equal((cause["id"], cause["subject"], cause["certainty"]), ("no-resolver", "proxy", "confirmed"), ran.out)


def test_a_missing_script_is_told_by_nginx():
    program = next((f"/usr/sbin/php-fpm{v}" for v in ("8.4", "8.3", "8.2", "8.1") if os.path.exists(f"/usr/sbin/php-fpm{v}")), None)
    if program is None or not installed("nginx"):
        return print("skipped: no php-fpm or no nginx")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        work.chmod(0o755)
        (work / "pool").write_text(POOL.format(work=work, user="user = root\ngroup = root" if ROOT else ""))
        fpm = subprocess.Popen([program, "-F", "-y", str(work / "pool")] + (["-R"] if ROOT else []),
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            end = time.monotonic() + 15
            while not (work / "fpm.sock").exists() and time.monotonic() < end:
                time.sleep(0.02)
            more = f"}} location ~ \\.php$ {{ fastcgi_pass unix:{work}/fpm.sock; fastcgi_param SCRIPT_FILENAME /nowhere/x.php; " \
                   "fastcgi_param REQUEST_METHOD GET;"
            with gateway("nginx", "127.0.0.1:9", more) as (proxy, log):
                cause, ran = first(proxy + "/index.php", "--log", log, "--expect-status", "200")
                equal((cause["id"], cause["certainty"]), ("script-not-found", "confirmed"), ran.out)
        finally:
            fpm.terminate()
            fpm.wait(10)


def test_no_descriptors_is_told_by_nginx():
    if not installed("nginx"):
        return print("skipped: no nginx")
    with says(WELL) as upstream, gateway("nginx", f"127.0.0.1:{upstream.port}", main="worker_rlimit_nofile 8;") as (proxy, log):
        ran = gwdiag("check", proxy, upstream.url, "--log", log, "-o", "json", "--timeout", "3s")
        ids = [cause["id"] for cause in ran.verdict["causes"]]
        assert "proxy-resources-exhausted" in ids, ran.out.decode() + log.read_text()


def test_a_killed_worker_is_told_by_gunicorn():
    if not (installed("gunicorn") and installed("nginx")):
        return print("skipped: no gunicorn or no nginx")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        (work / "app.py").write_text(APPLICATION)
        port = free_port()
        server = subprocess.Popen(["gunicorn", "--timeout", "1", "--bind", f"127.0.0.1:{port}", "--error-logfile",
                                   str(work / "app.log"), "--chdir", folder, "app"], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        try:
            await_port(port, server, work)
            with gateway("nginx", f"127.0.0.1:{port}", "proxy_read_timeout 20s;") as (proxy, log):
                cause, ran = first(proxy, f"http://127.0.0.1:{port}", "--log", work / "app.log", "--answer-timeout", "15s")
                equal((cause["id"], cause["subject"], cause["certainty"]), ("worker-killed", "upstream", "likely"), ran.out)
                cause, ran = first(proxy, f"http://127.0.0.1:{port}", "--answer-timeout", "15s")
                assert cause["id"] in ("closed-before-response", "reset-before-response"), ran.out
        finally:
            server.terminate()
            server.wait(10)


def test_a_start_that_failed_before_the_run():
    """Why nothing listens, of a server that ended before; what it said before a start, or of yesterday, is over."""
    if not installed("nginx"):
        return print("skipped: no nginx")

    def lines(ago, *texts):
        stamp = time.strftime("%Y-%m-%d %H:%M:%S +0000", time.gmtime(time.time() - ago))
        return "".join(f"[{stamp}] [7] [{text}\n" for text in texts)
    starts = ("INFO] Starting gunicorn 20.1.0", "INFO] Listening at: http://127.0.0.1:8000 (7)", "INFO] Booting worker with pid: 8")
    fails = ("ERROR] Exception in worker process", "INFO] Shutting down: Master", "INFO] Reason: Worker failed to boot.")
    logs = [(lines(20, *starts, *fails), True),
            (lines(20, *starts, *fails) + lines(15, *starts), False),
            (lines(20, *fails) + lines(15, *starts) + lines(10, *starts, *fails), True),
            (lines(86400, *starts, *fails), False)]
    port = free_port()
    with gateway("nginx", f"127.0.0.1:{port}") as (proxy, _), tempfile.TemporaryDirectory() as folder:
        for number, (text, said) in enumerate(logs):
            log = pathlib.Path(folder, f"{number}.log")
            log.write_text(text)
            cause, ran = first(proxy, f"http://127.0.0.1:{port}", "--log", log)
            equal((ran.ids, cause["certainty"]), (["connection-refused"], "likely"), number)
            equal(("the application does not start" in cause["summary"],
                   any("before this run" in fact["fact"] and "failed to boot" in fact["fact"] for fact in cause["evidence"])),
                  (said, said), (number, cause["summary"]))


if __name__ == "__main__":
    run_all(globals())
