# SPDX-License-Identifier: Apache-2.0
"""The real proxies, one module each; a module's PROXY is the class that starts it."""
import importlib

NAMES = ("nginx", "haproxy", "apache", "caddy", "varnish", "lighttpd", "squid", "trafficserver", "h2o", "nghttpx",
         "canned")


def load(name: str):
    return importlib.import_module(f"{__name__}.{name}").PROXY
