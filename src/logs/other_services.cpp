// SPDX-License-Identifier: Apache-2.0
#include "logs/other_services.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "logs/parts.hpp"

namespace gwdiag {

namespace {

constexpr auto other_services =
    std::to_array<SoughtWord>({"redis",
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
                               // telemetry, alerts, the APIs of Kubernetes and clouds, packages
                               "elasticsearch",
                               "opensearch",
                               "cassandra",
                               "clickhouse",
                               "influx",
                               "opentelemetry",
                               "otlp",
                               "send metrics",
                               "push metrics",
                               "jaeger",
                               "zipkin",
                               "sentry",
                               "/envelope/",
                               "datadog",
                               "/loki/api/",
                               "/api/v1/push",
                               "/api/v1/write",
                               "scrape_pool",
                               "scrape manager",
                               "scrape failed",
                               "scrape target",
                               "to scrape ",
                               "t scrape ",
                               "error scraping ",
                               "failed scraping ",
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
                               "containerd.sock",
                               "docker.sock",
                               // admin sockets of the proxies themselves
                               "haproxy.sock",
                               "/admin.sock",
                               "runtime-api.sock",
                               "[inputs.",
                               "tsdb.prometheus",
                               "zookeeper",
                               "registry.yarnpkg.com",
                               "proxy.golang.org",
                               "repo.packagist.org",
                               "repo.maven.apache.org",
                               "e: failed to fetch http",
                               // jobs, and clients of an application that is no gateway
                               "forkpoolworker-",
                               "/mainprocess]",
                               "sidekiq",
                               "curl.haxx.se/libcurl",
                               "curl.se/libcurl",
                               "failed to open stream:",
                               "registry.npmjs.org",
                               "ip-ranges.amazonaws.com",
                               "/.well-known/acme-challenge/",
                               "npm err!",
                               "npm error",
                               "\\npm\\node_modules\\",
                               "@google-cloud/",
                               "googleapis.com",
                               "api.stripe.com",
                               "fsockopen()",
                               "stream_socket_client()",
                               "pg::connection",
                               "elastic_transport",
                               "eurekahttpclient",
                               "/eureka/",
                               ".k8s.io/",
                               "/api/v1/namespaces/",
                               "accounts.google.com",
                               "firebase",
                               "google.api_core",
                               "botocore",
                               "s3.amazonaws.com",
                               "faraday::",
                               "asyncpg",
                               "', 5432)",
                               "', 6379)",
                               "', 3306)",
                               "send webhook",
                               "webhook delivery",
                               "serilog.sinks.",
                               "[telemetry]",
                               "/api/v1/nodes/",
                               "error dialing backend",
                               "kubernetes api",
                               "kubernetes cluster unreachable",
                               "://kubernetes.default",
                               "/version?timeout=",
                               // what applications reach their database by, and its usual name
                               "sequelize",
                               "prisma",
                               "typeorm",
                               "npgsql",
                               "sqlalchemy",
                               "psycopg",
                               "hikari",
                               "jdbc",
                               "enotfound db",
                               "eai_again db",
                               "activerecord::"});

// Ports of other services; a longer number, as the client's end of a connection has, is none.
constexpr auto other_ports = std::to_array<SoughtWord>(
    {":5044", ":8125", ":9411", ":12201", ":14268", ":24224", ":5432",  ":3306", ":6379",  ":27017",
     ":5672", ":2379", ":2380", ":2181",  ":4317",  ":4318",  ":9200",  ":6443", ":15012", ":4222",
     ":1433", ":1521", ":5671", ":1883",  ":9042",  ":9092",  ":11211", ":26379"});

// Mail, directories and system logs: numbers that stand for much else, so only where a client
// names its peer.
constexpr std::array<unsigned, 10> low_ports{25, 110, 143, 389, 465, 514, 587, 636, 993, 995};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool names_port(const LogLine& line, const SoughtWord& port) {
  if (!line.parts.has(port.first) || !line.parts.has(port.last)) {
    return false;
  }
  for (std::size_t at = line.lower.find(port.word); at != std::string_view::npos;
       at = line.lower.find(port.word, at + 1)) {
    const std::size_t end = at + port.word.size();
    const std::string_view rest = std::string_view(line.lower).substr(end);
    const bool is_position =
        rest.size() > 1 && rest[0] == ':' && is_digit(rest[1]); // net.js:1521:16
    if (!is_position && (rest.empty() || !is_digit(rest[0]))) {
      return true;
    }
  }
  return false;
}

// The IPv4 address and port at the beginning of `text`, as five numbers.
std::optional<std::array<unsigned, 5>> address_at(std::string_view text) {
  std::array<unsigned, 5> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, numbers[i]);
    if (error != std::errc{} || (i < 4 && (numbers[i] > 255 || stop == end))) {
      return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    if (i < 4) {
      if (text.front() != (i == 3 ? ':' : '.')) {
        return std::nullopt;
      }
      text.remove_prefix(1);
    }
  }
  return numbers;
}

// Not of this host, a private network, a carrier's, or a link (RFC 1918, RFC 6598, RFC 3927).
bool is_public(unsigned first, unsigned second) {
  return first != 0 && first != 10 && first != 127 && first < 224 &&
         !(first == 100 && second >= 64 && second < 128) && !(first == 169 && second == 254) &&
         !(first == 172 && second >= 16 && second < 32) && !(first == 192 && second == 168);
}

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

// The name of a host of the Internet: `api.example.com`; `app`, `app.prod.svc` and `nas.lan` are
// none.
bool is_public_name(std::string_view name) {
  constexpr std::array<std::string_view, 14> own{"local",
                                                 "lan",
                                                 "home",
                                                 "internal",
                                                 "intranet",
                                                 "corp",
                                                 "private",
                                                 "svc",
                                                 "cluster",
                                                 "consul",
                                                 "docker",
                                                 "test",
                                                 "localdomain",
                                                 "localhost"};
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 3 > name.size() ||
      !std::ranges::all_of(name, is_name_byte)) {
    return false;
  }
  const std::string_view last = name.substr(dot + 1);
  return std::ranges::all_of(last, [](char c) { return c >= 'a' && c <= 'z'; }) &&
         std::ranges::find(own, last) == own.end();
}

// What an HTTP client of a library writes before the host that it asked: the URL of Go's client
// (`Get "https://api.example.com/v1": dial tcp …`), the pools and sessions of Python, Ruby's
// sockets. A proxy names its upstream without these.
struct ClientWords {
  SoughtWord before;
  std::string_view port; // right behind the name; empty: a URL is, and a colon ends it
};

constexpr std::array client_words{
    ClientWords{"get \"https://", ""},
    ClientWords{"post \"https://", ""},
    ClientWords{"put \"https://", ""},
    ClientWords{"head \"https://", ""},
    ClientWords{"patch \"https://", ""},
    ClientWords{"get https://", ""},
    ClientWords{"post https://", ""},
    ClientWords{"put https://", ""},
    ClientWords{"head https://", ""},
    ClientWords{"httpsconnectionpool(host='", "', port=443)"},
    ClientWords{"cannot connect to host ", ":443 "},
    ClientWords{"open tcp connection to ", ":443 "},
};

// `:8443/…`, right behind a name in a URL.
bool names_other_port(std::string_view rest) {
  return rest.size() > 1 && rest[0] == ':' && rest[1] >= '0' && rest[1] <= '9' &&
         !rest.starts_with(":443/") && !rest.starts_with(":443\"") && !rest.starts_with(":443:");
}

bool asks_public_host(const LogLine& line, const ClientWords& words) {
  const SoughtWord& before = words.before;
  const std::size_t at = line.parts.has(before.first) && line.parts.has(before.last)
                             ? line.lower.find(before.word)
                             : std::string::npos;
  if (at == std::string::npos) {
    return false;
  }
  std::string_view rest = std::string_view(line.lower).substr(at + before.word.size());
  const auto end =
      static_cast<std::size_t>(std::ranges::find_if_not(rest, is_name_byte) - rest.begin());
  const std::string_view name = rest.substr(0, end);
  rest.remove_prefix(end);
  const std::string_view url = rest.substr(0, rest.find(' '));
  const bool of_https = words.port.empty() ? url.ends_with(':') && !names_other_port(rest)
                                           : rest.starts_with(words.port);
  return of_https && is_public_name(name);
}

// True if the peer that follows `words` (`connect ECONNREFUSED 127.0.0.1:25`, `dial tcp
// [::1]:389:`) has a port of low_ports.
bool names_low_port(const LogLine& line, const SoughtWord& words) {
  if (!line.parts.has(words.first) || !line.parts.has(words.last)) {
    return false;
  }
  std::string_view rest = line.lower;
  const std::size_t at = rest.find(words.word);
  if (at == std::string_view::npos) {
    return false;
  }
  rest.remove_prefix(at + words.word.size());
  if (!words.word.ends_with(' ')) { // the rest of the error's name
    rest.remove_prefix(std::min(rest.find(' '), rest.size() - 1) + 1);
  }
  std::string_view peer = rest.substr(0, rest.find_first_of(" ,;\")'\\"));
  while (peer.ends_with(':')) {
    peer.remove_suffix(1);
  }
  const std::string_view port = peer.substr(peer.rfind(':') + 1);
  unsigned number = 0;
  const auto [stop, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return error == std::errc{} && stop == port.data() + port.size() && port.size() < peer.size() &&
         std::ranges::find(low_ports, number) != low_ports.end();
}

} // namespace

bool asks_out(const LogLine& line) {
  constexpr std::array<SoughtWord, 7> gateway{
      "balancer", "proxy", "upstream", "gateway", "backend", "origin", "forward"};
  return std::ranges::any_of(client_words,
                             [&](const auto& words) { return asks_public_host(line, words); }) &&
         !any_of(line.lower, line.parts, gateway);
}

bool calls_out(const LogLine& line) {
  constexpr SoughtWord failed{"connect e"}; // connect ECONNREFUSED 10.0.0.5:443
  if (!line.parts.has(failed.first) || !line.parts.has(failed.last)) {
    return false;
  }
  const std::string_view text = line.lower;
  const std::size_t start = text.find(failed.word);
  const std::size_t space =
      start == std::string_view::npos ? start : text.find(' ', start + failed.word.size());
  if (space == std::string_view::npos) {
    return false;
  }
  const auto peer = address_at(text.substr(space + 1));
  return peer && peer->back() == 443 && is_public(peer->at(0), peer->at(1));
}

bool speaks_of_other_service(const LogLine& line) {
  constexpr std::array<SoughtWord, 2> asked{"connect e", "dial tcp "};
  return any_of(line.lower, line.parts, other_services) ||
         std::ranges::any_of(asked,
                             [&](const auto& words) { return names_low_port(line, words); }) ||
         std::ranges::any_of(other_ports,
                             [&](const SoughtWord& port) { return names_port(line, port); });
}

} // namespace gwdiag
