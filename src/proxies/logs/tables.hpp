// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proxies/logs/pattern.hpp"

// The tables themselves, one file each; tables.cpp puts them in order.
namespace gwdiag {

extern const LogTable apache_applications_log;
extern const LogTable apache_log;
extern const LogTable aws_log;
extern const LogTable azure_log;
extern const LogTable beam_log;
extern const LogTable beside_traffic_log;
extern const LogTable caddy_log;
extern const LogTable client_side_bodies_log;
extern const LogTable client_side_log;
extern const LogTable client_side_nginx_log;
extern const LogTable cloudflared_log;
extern const LogTable containers_log;
extern const LogTable dotnet_log;
extern const LogTable envoy_details_log;
extern const LogTable envoy_log;
extern const LogTable fly_log;
extern const LogTable gcp_log;
extern const LogTable generic_log;
extern const LogTable go_log;
extern const LogTable gorouter_log;
extern const LogTable gunicorn_log;
extern const LogTable h2o_log;
extern const LogTable haproxy_log;
extern const LogTable heroku_log;
extern const LogTable java_log;
extern const LogTable java_servers_log;
extern const LogTable kernel_log;
extern const LogTable kong_log;
extern const LogTable kubernetes_log;
extern const LogTable lighttpd_log;
extern const LogTable litespeed_log;
extern const LogTable nghttpx_log;
extern const LogTable nginx_answer_log;
extern const LogTable nginx_log;
extern const LogTable nginx_own_log;
extern const LogTable node_log;
extern const LogTable php_fpm_log;
extern const LogTable proxy_status_log;
extern const LogTable python_log;
extern const LogTable resolver_log;
extern const LogTable roadrunner_log;
extern const LogTable ruby_client_log;
extern const LogTable ruby_log;
extern const LogTable rust_log;
extern const LogTable squid_log;
extern const LogTable supervisor_log;
extern const LogTable swoole_log;
extern const LogTable systemd_log;
extern const LogTable tls_alert_log;
extern const LogTable tls_certificate_log;
extern const LogTable tls_handshake_log;
extern const LogTable traefik_log;
extern const LogTable trafficserver_log;
extern const LogTable uwsgi_log;
extern const LogTable varnish_fetch_log;
extern const LogTable varnish_log;

} // namespace gwdiag
