# SPDX-License-Identifier: Apache-2.0
"""Every documented message and flag of the products, in a line of that product's form, shows a cause where it stands for a
gateway's failure. The list itself is not part of this repository; without it the test is skipped."""
import json
import os
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

LIST = pathlib.Path(os.environ["GWDIAG_SOURCE_DIR"]).parent / "shared/knowledge/log-signatures.json"
CONTEXT = ', client: 192.0.2.7, server: a, request: "GET / HTTP/1.1", upstream: "http://10.0.0.5:80/", host: "a"'
# Statuses by which a list marks what is no failure of the way to an upstream, and messages that are not although it says 5xx.
CALM = ("unchanged", "-", "any", "499", "408", "400", "403", "404", "413", "426", "429", "0", "original status", "configured",
        "injected", "varies", "302", "nginx fails", "101", "505")
NOT_OF_A_REQUEST = {
    "cannot add new server to upstream \"": "a resize of the shared zone",
    "missing timeouts for": "a warning about the configuration", "is UP": "good news", "and now enters maintenance": "an operator's wish",
    "is going DOWN for maintenance": "an operator's wish", "is DOWN": "a piece that stands with its reason elsewhere",
    "<NOSRV>": "a field that counts with its flags", "SOCKERR": "a word of the statistics page",
    "invalid response": "the heading of `show errors`", "AH02039: Certificate Verification: Error": "the client's side without [remote]",
    "AH01071: Got error '": "what follows decides", "DO": "a policy", "RLSE": "the rate limiter", "NFCF": "a filter's configuration",
    "PT": "tarpitted on purpose", "PR": "the request's fault", "CH": "the client left", "IC": "an internal error, of which no cause is known",
    "DC": "the client left", "CC": "the client left", "CQ": "the client left", "cH": "the client was slow",
    "maintenance_mode": "an operator's wish", "drop_overload": "a policy", "unconditional_drop_overload": "a policy",
    "direct_response": "on purpose", "response_payload_too_large": "a filter's buffer", "filter_removed_required_response_headers": "a filter",
    "http1.codec_error": "of either side", "http1.connection_header_rejected": "of either side",
    "http1.unexpected_underscore": "of either side", "upstream_max_stream_duration_reached": "with its flag", "req.body read error:":
    "the client's body", "exited on signal": "the signal decides", ") was sent SIG": "the signal decides", "Connection in use:": "of a start",
    "Can't connect to": "of a start", "upstream_reset_before_response_started{": "what is in the braces decides",
    "Invalid request from ip=": "the client's request", "FastCGI sent in stderr: ": "what follows decides"}


def line_of(row):
    product, module, text, kind = (row[key] for key in ("proxy", "module", "match", "match_kind"))
    if kind.startswith("field:response_flags"):
        return f'[2024-03-02T10:11:12.123Z] "GET / HTTP/1.1" 503 {text} - "-" 0 91 3 - "-" "curl" "id" "a" "10.0.0.5:80"'
    if kind.startswith("field:response_code_details"):
        return f'[2024-03-02T10:11:12.123Z] "GET / HTTP/1.1" 503 - {text} - "-" 0 91 3 - "-" "curl" "id" "a" "10.0.0.5:80"'
    if kind.startswith("field:termination"):
        return f'haproxy[9]: 192.0.2.7:1 [02/Mar/2024:10:11:12.123] web be/s1 0/0/1/-1/5 502 200 - - {text}-- 1/1/0/0/0 0/0 "GET / HTTP/1.1"'
    if product == "nginx":
        error = " (5: Input/output error)" if text.endswith(("failed", "(")) else ""
        during = " while reading response header from upstream" if "while" not in text and "upstream" not in text and \
            "client" not in text else ""
        return f"2024/03/02 10:11:12 [error] 9#9: *7 {text}{error}{during}{CONTEXT}"
    if product == "varnish":
        tag = "FetchError" if "FetchError" in module else "BogoHeader" if "Bogo" in module else "Error" if "VSL Error" in module \
            else "VCL_Error"
        return f"-   {tag:<14} {'backend b1' if text.startswith(': ') else ''}{text}" + \
               ("111 (Connection refused)" if text.endswith("errno ") else "")
    if product == "h2o":
        return f"[lib/core/proxy.c] in request:/x:{text}"
    if product == "trafficserver":
        if "marking" in text or "DNS" in text:
            return f"20240302.10h11m12s CONNECT : ERR connecting to 10.0.0.5:80 for host='a' url='http://a/' fail_count='1' {text}"
        return f"20240302.10h11m12s RESPONSE: sent 10.0.0.1 status 502 ({text}) for 'http://a.example/'"
    if product == "apache":
        return f"[Sat Mar 02 10:11:12.1 2024] [proxy:error] [pid 9:tid 9] (111)Connection refused: [client 192.0.2.7:1] {text}"
    if product in ("traefik", "traefik+caddy", "caddy"):
        before = "dial tcp 10.0.0.5:80: " if "connect:" in text or text == "i/o timeout" else "lookup app: " if "no such host" in text \
            else "read tcp 10.0.0.1:1->10.0.0.5:80: " if "reset" in text else ""
        return f'{{"level":"error","logger":"http.log.error","msg":"{before}{text}","status":502,"request":{{"uri":"/"}}}}'
    if product == "lighttpd":
        return f"2024-03-02 10:11:12: (gw_backend.c.967) {text}"
    if product == "gunicorn" and text.startswith(")"):
        return f"[2024-03-02 10:11:12 +0000] [9] [ERROR] Worker (pid:11{text}"
    if product == "haproxy" and "err_str" in module:
        return f'haproxy[9]: 192.0.2.7:1 [02/Mar/2024:10:11:12.123] web be/s1 "{text}" 503'
    return f"upstream connect error or disconnect/reset before headers. {text}" if product == "envoy" and "reason" in text else text


def ids(line):
    ran = subprocess.run([os.environ["GWDIAG"], "explain", "-o", "json", "--line", line], capture_output=True, timeout=30, check=True)
    return [cause["id"] for cause in json.loads(ran.stdout)["causes"]]


def main():
    if not LIST.exists():
        print("skipped: the list of documented messages is not here")
        return 0
    rows = json.loads(LIST.read_text(encoding="utf-8"))
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda row: ids(line_of(row)), rows))
    missed = [(row["proxy"], row["match"], row["status_to_client"]) for row, causes in zip(rows, found)
              if not causes and not row["status_to_client"].startswith(CALM) and row["match"].strip() not in NOT_OF_A_REQUEST
              and row["match"] not in NOT_OF_A_REQUEST]
    for row in missed:
        print("no cause:", *row, sep=" | ")
    print(f"{len(rows)} messages, {len(missed)} without a cause")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
