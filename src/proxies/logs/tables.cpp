// SPDX-License-Identifier: Apache-2.0
#include "proxies/logs/tables.hpp"

namespace gwdiag {

namespace {

constexpr const LogTable* client_side_tables[] = {
    &client_side_nginx_log,
    &client_side_log,
    &client_side_bodies_log,
    &beside_traffic_log,
};

// Products whose messages are unmistakable before those that share words with others.
constexpr const LogTable* product_tables[] = {
    &haproxy_log,    &apache_log,       &apache_applications_log,
    &lighttpd_log,   &litespeed_log,    &varnish_fetch_log,
    &varnish_log,    &squid_log,        &trafficserver_log,
    &h2o_log,        &nghttpx_log,      &gorouter_log,
    &kong_log,       &cloudflared_log,  &traefik_log,
    &caddy_log,      &nginx_own_log,    &nginx_answer_log,
    &nginx_log,      &php_fpm_log,      &roadrunner_log,
    &swoole_log,     &java_servers_log, &beam_log,
    &envoy_log,      &ruby_log,         &gunicorn_log,
    &uwsgi_log,      &kernel_log,       &systemd_log,
    &supervisor_log, &aws_log,          &azure_log,
    &kubernetes_log, &heroku_log,       &fly_log,
    &gcp_log,        &proxy_status_log,
};

constexpr const LogTable* library_tables[] = {
    &node_log,
    &rust_log,
    &go_log,
    &java_log,
    &python_log,
    &dotnet_log,
    &ruby_client_log,
    &containers_log,
    &generic_log,
};

constexpr const LogTable* tls_tables[] = {
    &tls_handshake_log,
    &tls_certificate_log,
    &tls_alert_log,
};

constexpr const LogTable* resolver_tables[] = {
    &resolver_log,
};

constexpr const LogTable* envoy_detail_tables[] = {
    &envoy_details_log,
};

} // namespace

LogTables client_side_logs() {
  return client_side_tables;
}

LogTables product_logs() {
  return product_tables;
}

LogTables library_logs() {
  return library_tables;
}

LogTables tls_logs() {
  return tls_tables;
}

LogTables resolver_logs() {
  return resolver_tables;
}

LogTables envoy_detail_logs() {
  return envoy_detail_tables;
}

} // namespace gwdiag
