# SPDX-License-Identifier: Apache-2.0
"""`check --log` behind real gateways: a line of the run confirms a cause, names the address the gateway uses, or the cause
that no probe can see."""
import json
import pathlib
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from gateways import gateway, installed  # noqa: E402
from peers import Peer, answer, equal, gwdiag, refused, run_all, says  # noqa: E402

PRODUCTS = [product for product in ("nginx", "haproxy", "apache2", "caddy") if installed(product)]
if len(PRODUCTS) < 4:
    print("not installed, skipped:", {"nginx", "haproxy", "apache2", "caddy"} - set(PRODUCTS))
WELL = answer(b"200 OK")


def check(proxy, upstream, log, *more):
    ran = gwdiag("check", proxy, upstream, "--log", log, "-o", "json", "--timeout", "3s", *more)
    assert ran.status in (0, 1), ran.err
    return ran


def first(ran):
    return ran.verdict["causes"][0]


def log_fact(cause):
    return next(fact for fact in cause["evidence"] if fact["stage"] == "log")


def pointed(document, pointer):
    for part in pointer.split("/")[1:]:
        document = document[int(part) if part.isdigit() else part]
    return document


def test_a_refusal_is_confirmed_by_each_gateways_log():
    for product in PRODUCTS:
        keeper, url = refused()
        with keeper, gateway(product, url.removeprefix("http://")) as (proxy, log):
            ran = check(proxy + "/cart", url, log)
            cause = first(ran)
            equal((cause["id"], cause["certainty"]), ("connection-refused", "confirmed"), f"{product}: {ran.out}")
            fact = log_fact(cause)
            equal(pointed(ran.report, fact["at"])["ids"][0], "connection-refused", product)
            assert "gateway.log:" in fact["fact"], fact
            equal([m for m in ran.verdict["not_checked"] if m.get("option") == "--log"], [], product)


def test_the_wrong_port_in_the_gateways_configuration_is_named():
    for product in ("nginx", "apache2", "caddy"):
        if product not in PRODUCTS:
            continue
        keeper, wrong = refused()
        with keeper, says(WELL) as upstream, gateway(product, wrong.removeprefix("http://")) as (proxy, log):
            ran = check(proxy, upstream.url, log)
            cause = first(ran)
            # Caddy asks no other of its upstreams: one that is well may be among them.
            sure = "likely" if product == "caddy" else "confirmed"
            equal((cause["id"], cause["certainty"]), ("wrong-upstream-address", sure), f"{product}: {ran.out}")
            equal(cause["detail"]["proxy_uses"], wrong.removeprefix("http://"), product)
            equal([c["id"] for c in ran.verdict["causes"]], ["wrong-upstream-address"], product)


def test_a_log_without_addresses_accuses_no_upstream_that_is_well():
    if "haproxy" not in PRODUCTS:
        return print("skipped: no haproxy")
    keeper, wrong = refused()
    with keeper, says(WELL) as upstream, gateway("haproxy", wrong.removeprefix("http://")) as (proxy, log):
        ran = check(proxy, upstream.url, log)
        # SC may be a handshake as well: named first, and no more than possible.
        equal((first(ran)["id"], first(ran)["certainty"]), ("wrong-upstream-address", "possible"), ran.out)
        equal({"no-live-upstream", "connection-refused"} & set(ran.ids), set(), ran.out)
        equal(first(ran)["detail"]["fails_with"], "connection-refused")


def test_a_head_too_large_and_a_timeout_are_confirmed():
    big = answer(b"200 OK", headers=b"X-Big: " + b"a" * 9000 + b"\r\n")
    with says(big) as upstream, gateway("nginx", f"127.0.0.1:{upstream.port}") as (proxy, log):
        cause = first(check(proxy, upstream.url, log))
        equal((cause["id"], cause["certainty"]), ("header-buffer-exceeded", "confirmed"))

    def late(connection, _):
        threading.Event().wait(2)
        connection.sendall(WELL)

    with Peer(late) as upstream, gateway("nginx", f"127.0.0.1:{upstream.port}") as (proxy, log):
        ran = check(proxy, upstream.url, log, "--answer-timeout", "5s")
        assert first(ran)["id"] in ("proxy-timeout-too-short", "slow-response", "response-timeout"), ran.out
        equal(first(ran)["certainty"], "confirmed", ran.out)


def test_lines_of_others_and_of_long_ago_confirm_nothing():
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder, "error.log")
        keeper, url = refused()
        with keeper, gateway("nginx", url.removeprefix("http://")) as (proxy, _):
            port = url.rsplit(":", 1)[1]
            log.write_text("2020/01/02 03:04:05 [error] 9#9: *7 connect() failed (111: Connection refused) while connecting to "
                           f'upstream, client: 127.0.0.1, server: , upstream: "http://127.0.0.1:{port}/"\n')
            ran = check(proxy, url, log)
            equal(first(ran)["certainty"], "likely", ran.out)
            assert any("no line of this run" in m["because"] for m in ran.verdict["not_checked"]), ran.verdict["not_checked"]


def test_a_line_written_late_is_waited_for():
    with tempfile.TemporaryDirectory() as folder:
        late = pathlib.Path(folder, "late.log")
        late.write_text("")
        keeper, url = refused()
        with keeper, gateway("nginx", url.removeprefix("http://")) as (proxy, log):
            def copy():
                end = time.monotonic() + 20
                while not log.stat().st_size and time.monotonic() < end:
                    time.sleep(0.01)
                time.sleep(0.4)
                late.write_bytes(log.read_bytes())
            thread = threading.Thread(target=copy)
            thread.start()
            ran = check(proxy, url, late)
            thread.join()
            equal(first(ran)["certainty"], "confirmed", ran.out)


def test_an_answered_request_is_not_waited_for():
    with says(WELL) as upstream, gateway("nginx", f"127.0.0.1:{upstream.port}") as (proxy, log):
        ran = check(proxy, upstream.url, log)
        equal(ran.verdict["status"], "healthy")
        assert ran.report["elapsed_ms"] < 1000, ran.report["elapsed_ms"]


def test_the_text_names_file_and_line():
    keeper, url = refused()
    with keeper, gateway("nginx", url.removeprefix("http://")) as (proxy, log):
        ran = gwdiag("check", proxy, url, "--log", log)
        equal(ran.status, 1, ran.err)
        text = " ".join(ran.out.decode().split())
        assert "gateway.log:" in text.replace(" ", "") and "refused" in text, text


def test_what_cannot_be_a_log_is_refused_before_anything_is_sent():
    with tempfile.TemporaryDirectory() as folder, says(WELL) as upstream:
        packed = pathlib.Path(folder, "old.log.gz")
        packed.write_bytes(b"\x1f\x8b\x08\x00")
        for path, word in ((folder, "directory"), (packed, "compressed"), (pathlib.Path(folder, "none"), "No such file"),
                           ("/dev/null", "plain file"), ("-", "No such file")):
            ran = gwdiag("check", upstream.url, "--log", path)
            equal((ran.status, ran.out), (2, b""), path)
            assert word in ran.err, ran.err
        equal(upstream.connections, 0)


def test_saved_and_judged_again_the_log_counts_the_same():
    with tempfile.TemporaryDirectory() as folder:
        saved = pathlib.Path(folder, "report.json")
        keeper, url = refused()
        with keeper, gateway("nginx", url.removeprefix("http://")) as (proxy, log):
            ran = check(proxy, url, log)
            saved.write_bytes(ran.out)
            again = gwdiag("diagnose", saved, "-o", "json")
            told = [[(cause["id"], cause["certainty"], cause["evidence"]) for cause in one.verdict["causes"]] for one in (again, ran)]
            equal(told[0], told[1])
            bare = json.loads(ran.out)
            del bare["logs"]
            saved.write_text(json.dumps(bare))
            equal(first(gwdiag("diagnose", saved, "-o", "json"))["certainty"], "likely")
            equal(first(gwdiag("diagnose", saved, "--log", log, "-o", "json"))["certainty"], "confirmed")
            summary = pathlib.Path(folder, "summary.json")
            summary.write_bytes(gwdiag("logs", log, "-o", "json").out)
            ran = gwdiag("diagnose", saved, summary, "-o", "json")
            equal(first(ran)["certainty"], "confirmed", ran.out)
            alone = gwdiag("diagnose", summary)
            equal(alone.status, 2)
            assert "no endpoint" in alone.err, alone.err


if __name__ == "__main__":
    run_all(globals())
