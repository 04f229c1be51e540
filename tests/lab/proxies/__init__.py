# SPDX-License-Identifier: Apache-2.0
"""The real proxies, one module each; a module's PROXY is the class that starts it."""
import importlib

from . import configured

NAMES = ("nginx", "haproxy", "apache", "caddy", "varnish", "lighttpd", "squid", "trafficserver", "h2o", "nghttpx",
         "canned")


def load(name: str):
    """The class of a proxy, "nginx", or of one in a configuration of configured.py, "nginx:own-pages"."""
    name, _, configuration = name.partition(":")
    proxy = importlib.import_module(f"{__name__}.{name}").PROXY
    return configured.configured(proxy, configuration) if configuration else proxy
