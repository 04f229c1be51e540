// SPDX-License-Identifier: Apache-2.0
#include "logs/other_services.hpp"

#include <array>

#include "logs/parts.hpp"

namespace gwdiag {

namespace {

constexpr std::array<SoughtWord, 91> other_services{
    "redis",
    "mysql",
    "mariadb",
    "postgres",
    "sqlstate",
    "sqlclient",
    "mongo",
    "amqp",
    "rabbitmq",
    "kafka",
    "smtp",
    "ldap",
    "memcache",
    "statsd",
    "rsyslog",
    "syslog-ng",
    "to syslog",
    "syslog server",
    "syslog:514",
    ":5432",
    ":3306",
    ":6379",
    ":27017",
    ":5672",
    // telemetry, alerts, the APIs of Kubernetes and clouds, packages
    "elasticsearch",
    "opensearch",
    "cassandra",
    "clickhouse",
    "influx",
    "opentelemetry",
    "otlp",
    "jaeger",
    "zipkin",
    "sentry",
    "/envelope/",
    "datadog",
    "/loki/api/",
    "/api/v1/push",
    "/api/v1/write",
    "scrape_pool",
    "[output:",
    "notify for alerts failed",
    "failed calling webhook",
    "reflector.go:",
    "leaderelection.go:",
    "client-go",
    "': /simple/",
    "port=8126",
    "slack.com",
    "api.telegram.org",
    "169.254.169.254",
    "docker.io/",
    "zabbix",
    "etcd",
    "rafthttp",
    ":2379",
    ":2380",
    "containerd.sock",
    "docker.sock",
    "[inputs.",
    "tsdb.prometheus",
    "zookeeper",
    ":2181",
    "registry.yarnpkg.com",
    "proxy.golang.org",
    "repo.packagist.org",
    "repo.maven.apache.org",
    "e: failed to fetch http",
    ":4317",
    ":4318",
    ":9200",
    // jobs, and clients of an application that is no gateway
    "forkpoolworker-",
    "/mainprocess]",
    "sidekiq",
    "curl.haxx.se/libcurl",
    "curl.se/libcurl",
    "failed to open stream:",
    "registry.npmjs.org",
    "@google-cloud/",
    "googleapis.com",
    "api.stripe.com",
    "fsockopen()",
    "stream_socket_client()",
    "pg::connection",
    "elastic_transport",
    "eurekahttpclient",
    "/eureka/",
    ":6443",
    ".k8s.io/",
    "/api/v1/namespaces/",
    "/api/v1/nodes/"};

} // namespace

bool speaks_of_other_service(const LogLine& line) {
  return any_of(line.lower, line.parts, other_services);
}

} // namespace gwdiag
