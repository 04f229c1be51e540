# SPDX-License-Identifier: Apache-2.0
"""The proxies as people configure them: by name, what each of them has other than in its own file. The rows stay as they
are, and so do their ids: what is wrong with an upstream does not depend on what is said about it.

A value replaces the attribute of that name; `asks_by_itself`: the proxy's health checks reach the upstream too;
`breaks`: the ids of what this configuration does to upstreams of a scheme that are well; `also`: by row, further ids that are right
for a fault behind it.
"""
PAGE = "<!DOCTYPE html>\n<html><head><title>Sorry</title></head><body><h1>We will be back soon</h1></body></html>\n"
JSON = '{"error":"temporarily unavailable"}'
STATUSES = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
SQUID_PAGES = ("CONNECT_FAIL", "READ_ERROR", "READ_TIMEOUT", "INVALID_RESP", "ZERO_SIZE_OBJECT", "SECURE_CONNECT_FAIL",
               "TOO_BIG", "CANNOT_FORWARD", "DNS_FAIL")
TRAFFIC_SERVER_PAGES = ("default", "connect#failed_connect", "connect#hangup", "connect#dns_failed", "response#bad_response",
                        "response#bad_version", "timeout#activity", "timeout#inactivity", "connect#default", "timeout#default",
                        "response#default")

OWN_PAGES = {
    "nginx": {
        "http": "  server_tokens off; proxy_intercept_errors on;\n  error_page 404 500 502 503 504 /sorry.html;",
        "server": "location = /sorry.html {{ root {work}; internal; }} ",
        "files": {"sorry.html": PAGE}},
    "haproxy": {
        "defaults": "".join(f"  errorfile {status} {{work}}/{status}.http\n" for status in STATUSES),
        "files": {f"{status}.http": f"HTTP/1.0 {status} {reason}\r\nCache-Control: no-cache\r\nConnection: close\r\n"
                                    f"Content-Type: text/html\r\n\r\n{PAGE}" for status, reason in STATUSES.items()}},
    "apache": {
        "main": "ServerTokens Prod\nServerSignature Off\nProxyErrorOverride On\n" + "".join(
            f'ErrorDocument {status} "<html><body><h1>We will be back soon</h1></body></html>"\n' for status in (404, *STATUSES))},
    "caddy": {"site": "  handle_errors {\n    header -Server\n    respond \"We will be back soon\" {http.error.status_code}\n  }\n"},
    "varnish": {
        "vcl": "sub own_head {\n  unset resp.http.Via; unset resp.http.X-Varnish; unset resp.http.Server; unset resp.http.Age;\n}\n"
               "sub vcl_deliver { call own_head; }\n"
               'sub vcl_synth { set resp.http.Content-Type = "text/html"; set resp.body = "We will be back soon"; '
               "call own_head; return (deliver); }\n"
               'sub vcl_backend_error { set beresp.http.Content-Type = "text/html"; '
               'set beresp.body = "We will be back soon"; return (deliver); }\n'},
    "lighttpd": {
        "main": 'server.errorfile-prefix = "{work}/errors/"\nserver.tag = ""\n',
        "files": {f"errors/{status}.html": PAGE for status in (404, *STATUSES)}},
    "squid": {
        "main": "error_directory {work}/errors\nvia off\nhttpd_suppress_version_string on\nreply_header_access Server deny all\n"
                "reply_header_access X-Cache deny all\nreply_header_access X-Cache-Lookup deny all\n"
                "reply_header_access X-Squid-Error deny all\n",
        "files": {f"errors/ERR_{name}": PAGE for name in SQUID_PAGES}},
    "trafficserver": {
        "records": "CONFIG proxy.config.body_factory.enable_customizations INT 1\n"
                   "CONFIG proxy.config.body_factory.template_sets_dir STRING {work}/etc/body_factory\n"
                   "CONFIG proxy.config.http.response_server_enabled INT 0\n",
        "files": {"etc/body_factory/default/.body_factory_info": "Content-Language: en\nContent-Charset: utf-8\n",
                  **{f"etc/body_factory/default/{name}": PAGE for name in TRAFFIC_SERVER_PAGES}}},
    "h2o": {
        "main": "send-server-name: OFF\nfile.dirlisting: OFF\n"
                "error-doc:\n  - status: [404, 500, 502, 503, 504]\n    url: /sorry/page.html\n",
        "host": '\n      "/sorry":\n        file.dir: "{work}"',
        "files": {"page.html": PAGE}},
    "nghttpx": {"main": "no-via=yes\nserver-name=web\nerror-page=*={work}/sorry.html", "files": {"sorry.html": PAGE}},
}

# A status that is not the proxy's for this failure.
OWN_STATUS = {
    "nginx": {
        "http": "  server_tokens off;\n  error_page 502 504 =503 @sorry;",
        "server": "location @sorry {{ default_type application/json; return 503 '" + JSON.replace("{", "{{").replace("}", "}}")
                  + "'; }} "},
    "caddy": {"site": "  handle_errors {\n    respond `" + JSON + "` 503\n  }\n"},
    "varnish": {"vcl": 'sub vcl_backend_error { set beresp.status = 502; set beresp.reason = "Bad Gateway"; '
                       "set beresp.http.Content-Type = \"application/json\"; set beresp.body = \"\"\"" + JSON + "\"\"\"; "
                       "return (deliver); }\n"},
}

# A failure that looks like an answer: apologies with 200, so that nobody's monitoring sees it.
APOLOGIES = {
    "nginx": {
        "http": "  server_tokens off;\n  error_page 502 503 504 =200 /sorry.html;",
        "server": "location = /sorry.html {{ root {work}; internal; }} ",
        "files": {"sorry.html": PAGE}},
    "haproxy": {
        "defaults": "".join(f"  errorfile {status} {{work}}/sorry.http\n" for status in STATUSES),
        "files": {"sorry.http": f"HTTP/1.0 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n{PAGE}"}},
    "caddy": {"site": '  handle_errors {\n    respond "We will be back soon" 200\n  }\n'},
    "varnish": {"vcl": "sub vcl_backend_error { set beresp.status = 200; set beresp.http.Content-Type = \"text/html\"; "
                       "set beresp.body = \"We will be back soon\"; return (deliver); }\n"},
}

# Connections that are used again, HTTP/1.1, answers that are not buffered, and further tries.
REUSE = {
    "nginx": {"http": '  proxy_http_version 1.1; proxy_set_header Connection "";\n  proxy_buffering off;', "pool": "keepalive 8;"},
    "haproxy": {"defaults": "  http-reuse always\n  option redispatch\n  option http-keep-alive\n"},
    "apache": {"balanced": True, "member": "retry=60 keepalive=on"},
    "caddy": {"upstream": "    lb_try_duration 500ms\n    lb_try_interval 100ms\n"},
    "trafficserver": {"records": "CONFIG proxy.config.http.connect_attempts_max_retries INT 3\n"
                                 "CONFIG proxy.config.http.down_server.cache_time INT 60\n", "patience": "10"},
    "squid": {"main": "forward_max_tries 25\n", "member": ""},
    "nghttpx": {"main": "backend-max-backoff=120\nbackend-keep-alive-timeout=2s\n"},
    "lighttpd": {"member": '"disable-time" => 1'},
}

# The client's Host where the proxy sends its own, and its own where it sends the client's.
HOST = {
    "nginx": {"http": "  proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr;\n"
                      "  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"},
    "apache": {"main": "ProxyPreserveHost On\n",     # it wants the client's Host in the certificate too
               "breaks": {"https": ("tls-cert-name-mismatch",)}},
    "caddy": {"upstream": "    header_up Host {upstream_hostport}\n"},
    "trafficserver": {"records": "CONFIG proxy.config.url_remap.pristine_host_hdr INT 1\n"},
    "h2o": {"main": "proxy.preserve-host: OFF"},
}

# Verification where there is none, none where there is.
TRUST = {
    "nginx": {"http": "  proxy_ssl_verify on; proxy_ssl_trusted_certificate {ca}; proxy_ssl_server_name on;\n"
                      "  proxy_ssl_name localhost; proxy_ssl_verify_depth 3;"},
    "haproxy": {"tls": " ssl verify none"},
    "apache": {"tls": "  SSLProxyVerify require\n  SSLProxyVerifyDepth 3\n"},
    "caddy": {"tls": "      tls_insecure_skip_verify\n"},
    "squid": {"tls": " tls tls-flags=DONT_VERIFY_PEER,DONT_VERIFY_DOMAIN"},
    "trafficserver": {"records": "CONFIG proxy.config.ssl.client.verify.server.policy STRING ENFORCED\n"},
    "h2o": {"main": "proxy.ssl.verify-peer: OFF"},
    "nghttpx": {"main": "insecure=yes"},
}

# Health checks and what takes a member out of rotation.
CHECKS = {
    "haproxy": {"member": " check inter 2s fall 1 rise 1", "asks_by_itself": True,
                "also": {"wrong-port-*": ("no-live-upstream",)}},
    "caddy": {"upstream": "    fail_duration 10s\n", "also": {"wrong-port-*": ("no-live-upstream",)}},
    "varnish": {"member": '.probe = { .request = "GET / HTTP/1.1" "Host: lab" "X-Lab-Proxy: varnish" "Connection: close"; '
                          ".interval = 5s; .timeout = 1s; .window = 3; .threshold = 2; .initial = 2; } ",
                "asks_by_itself": True, "also": {"wrong-port-*": ("no-live-upstream",)}},
    "nginx": {"member": "max_fails=1 fail_timeout=10s", "pool": "zone {key} 64k;", "copies": 2,
              "also": {"wrong-port-*": ("no-live-upstream",), "late-*": ("no-live-upstream",)}},
}

# Answers that are kept, and served when the upstream fails.
CACHED = {
    "nginx": {"http": "  proxy_cache_path {work}/cache keys_zone=lab:1m; proxy_cache lab; proxy_cache_valid 200 1s;\n"
                      "  proxy_cache_use_stale error timeout invalid_header updating http_500 http_502 http_503 http_504;"},
    "varnish": {"receive": "return (hash);", "vcl": "sub vcl_backend_response { set beresp.grace = 1h; }\n"},
    "squid": {"cache": "cache_mem 16 MB", "accel": "vhost"},
    "trafficserver": {"records": "CONFIG proxy.config.http.cache.http INT 1\n"
                                 "CONFIG proxy.config.http.cache.required_headers INT 0\n"},
}

# The times that they have by default, which are longer than gwdiag waits for an answer here: who is silent for whom then remains
# open.
PATIENT = {name: {"connect_timeout": connect, "read_timeout": read, "patience": "7",
                  "also": {"wrong-port-s*": ("response-timeout",), "path-*": ("response-timeout",)}} for name, connect, read in (
    ("nginx", 60, 60), ("haproxy", 10, 50), ("apache", 60, 60), ("caddy", 3, 3600), ("varnish", 3.5, 60), ("lighttpd", 8, 60),
    ("squid", 59, 900), ("trafficserver", 30, 30), ("h2o", 30, 30), ("nghttpx", 30, 60))}

# Another proxy behind this one, which waits longer than that.
LAYERS = {
    "nginx": {"inner": "haproxy", "patience": "7", "server": "proxy_read_timeout 5s; "},
    "varnish": {"inner": "nginx", "patience": "7", "vcl": "sub vcl_backend_fetch { set bereq.first_byte_timeout = 5s; "
                                         "set bereq.between_bytes_timeout = 5s; }\n"},
}

CONFIGURED = {"own-pages": OWN_PAGES, "own-status": OWN_STATUS, "apologies": APOLOGIES, "reuse": REUSE, "host": HOST, "trust": TRUST, "checks": CHECKS,
              "cached": CACHED, "patient": PATIENT, "layers": LAYERS}


def configured(cls: type, name: str) -> type:
    return type(cls.__name__, (cls,), CONFIGURED[name][cls.name])
