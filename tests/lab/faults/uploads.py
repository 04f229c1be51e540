# SPDX-License-Identifier: Apache-2.0
"""Requests with a body larger than all socket buffers on the way: who reads it, and who answers before."""
from .row import Tls, body, fault, fin, full, healthy, read, rst, script, send, slam, sleep

SIZE = 8 << 20
REFUSES = full("413 Content Too Large", b"too large\n")
HEAD_BY = "wants the answer within its timeout, however long the upload takes"
LARGE = 32 << 20   # takes longer than the buffers hide
STUCK = 8            # seconds: longer than anybody here waits

SQUID = {"squid": "closes uploads of this size now and then, whatever the server does"}
SLOWLY = {**SQUID, "caddy": "counts response_header_timeout from the request's begin", "h2o": HEAD_BY,
          "nghttpx": HEAD_BY, "lighttpd": HEAD_BY}
EITHER = ("healthy", "degraded", "unhealthy")    # whether the answer survives the reset is a race

ROWS = [
    healthy("upload", script(read(), body(SIZE), send(full()), fin()), upload=SIZE, na=SQUID),
    healthy("upload-https", script(read(), body(SIZE), send(full()), fin(), tls=Tls()), upload=SIZE, scheme="https",
            na=SQUID),
    healthy("upload-read-slowly", script(read(), body(LARGE, seconds=2.5), send(full()), fin()), upload=LARGE, na=SLOWLY,
            note="longer than any timeout, and never silent for as long as one"),
    fault("upload-not-read", "request-send-timeout", script(read(), sleep(STUCK), rst()), upload=SIZE),
    fault("upload-not-read-https", "request-send-timeout", script(read(), sleep(STUCK), rst(), tls=Tls()),
          upload=SIZE, scheme="https"),
    fault("upload-refused-early", "early-response", script(read(), send(REFUSES), slam()), upload=SIZE, statuses=EITHER),
    fault("upload-answered-early", "early-response", script(read(), send(full()), slam()), upload=SIZE, statuses=EITHER),
    fault("upload-refused-early-https", "early-response", script(read(), send(REFUSES), slam(), tls=Tls()), upload=SIZE,
          scheme="https", statuses=EITHER),
]
