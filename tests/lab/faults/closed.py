# SPDX-License-Identifier: Apache-2.0
"""The connection is accepted and ends without one byte of response. FIN and RST are one family."""
from .row import fault, fin, listen_only, read, rst, script, Server, sleep, Tls

EITHER = "closed-before-response reset-before-response"

ROWS = [
    fault("closed-at-accept", EITHER, script(fin()),
          note="a request that is under way when the FIN comes may turn it into an RST"),
    fault("closed-after-request", "closed-before-response", script(read(), fin())),
    fault("closed-on-every-path", "closed-before-response", Server("by-first-line"),
          note="and answers behind a PROXY line, as behind any other"),
    fault("closed-after-first-bytes", EITHER, script(listen_only(), fin())),
    fault("closed-after-delay", "closed-before-response", script(read(), sleep(0.5), fin())),
    fault("closed-after-one-second", "closed-before-response worker-killed", script(read(), sleep(1.0), fin())),
    fault("closed-late", "closed-before-response worker-killed response-timeout", script(read(), sleep(3.0), fin()),
          note="the proxy gives up before; the close is seen by a more patient client only"),
    fault("closed-https", "closed-before-response", script(read(), fin(), tls=Tls()), scheme="https"),
    fault("reset-at-accept", EITHER, script(rst())),
    fault("reset-after-request", "reset-before-response closed-before-response", script(read(), rst())),
    fault("reset-after-first-bytes", EITHER, script(listen_only(), rst())),
    fault("reset-after-delay", "reset-before-response closed-before-response", script(read(), sleep(0.5), rst())),
    fault("reset-https", EITHER, script(read(), rst(), tls=Tls()), scheme="https"),
]
