// SPDX-License-Identifier: Apache-2.0
#include "checklist/commands.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/text.hpp"
#include "endpoint/host.hpp"

namespace gwdiag {

namespace {

constexpr std::array<std::string_view, 47> names{
    "address",        "ask",        "ask_count",       "ask_gzip",     "ask_head",   "ask_origin",
    "ask_proxy_head", "ask_raw",    "ask_size",        "ask_time",     "authority",  "buffer",
    "certificate",    "chain",      "check",           "config_check", "curl_place", "curl_target",
    "error_log",      "good_host",  "handshake",       "host",         "idle_above", "idle_below",
    "listening",      "logs",       "longer",          "name",         "pass",       "path",
    "port",           "proxy",      "proxy_authority", "proxy_host",   "proxy_log",  "proxy_port",
    "reload",         "restart",    "set_buffers",     "sni",          "socket",     "there",
    "timeout_check",  "tls_target", "upstream",        "with_sni",     "without_sni"};

constexpr std::string_view config_folders = "/etc/nginx /etc/haproxy /etc/apache2 /etc/caddy";

// A value that a command may hold: printable, and nothing that a program would take for an option.
bool is_safe(std::string_view value) {
  return !value.empty() && value.front() != '-' && is_printable(value);
}

// nginx's modules bear the name of the protocol in their directives: "fastcgi_pass",
// "fastcgi_read_timeout" (ngx_http_fastcgi_module and its siblings).
std::string module_of(std::string_view scheme) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> modules{
      {{"fcgi", "fastcgi"},
       {"uwsgi", "uwsgi"},
       {"scgi", "scgi"},
       {"grpc", "grpc"},
       {"grpcs", "grpc"}}};
  const auto* const found =
      std::ranges::find(modules, scheme, &std::pair<std::string_view, std::string_view>::first);
  return std::string(found == modules.end() ? "proxy" : found->second);
}

// The same directive of the module that speaks to this upstream.
std::string of_module(std::string directive, const std::string& module) {
  constexpr std::string_view proxy = "proxy_";
  return directive.starts_with(proxy) ? module + directive.substr(proxy.size() - 1) : directive;
}

// Digits, or the word that stands for them where there is no evidence.
bool is_port(std::string_view port) {
  return port == symbolic_port || parse_number(port) > 0;
}

std::string authority_of(const Site& site) {
  if (!is_safe(site.host) || !is_port(site.port)) {
    return {};
  }
  const bool brackets = site.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", brackets ? "[" : "", site.host, brackets ? "]" : "", site.port);
}

// php-fpm's sockets on Debian are named after their unit; no other path tells it.
std::string unit_of(const Site& site) {
  constexpr std::string_view folder = "/run/php/";
  constexpr std::string_view ending = ".sock";
  const std::string_view socket = site.socket;
  if (!socket.starts_with(folder) || !socket.ends_with(ending)) {
    return {};
  }
  const std::string_view unit =
      socket.substr(folder.size(), socket.size() - folder.size() - ending.size());
  const bool plain =
      unit.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos;
  return plain && unit.starts_with("php") && unit.ends_with("-fpm") ? std::string(unit)
                                                                    : std::string();
}

// The endpoint with the path that was asked for, which an endpoint without a path takes from the
// other side.
std::string url_of(const Site& site) {
  const bool whole = site.path.empty() || site.path == "/" || site.text.ends_with(site.path);
  return whole || authority_of(site).empty()
             ? site.text
             : fmt::format("{}://{}{}", site.scheme, authority_of(site), site.path);
}

// Where a command about the upstream's own machine has to be typed, for a sentence.
std::string where(const Site& site) {
  const bool local =
      !site.socket.empty() || is_loopback(site.address.empty() ? site.host : site.address);
  return local                ? "on this machine"
         : is_safe(site.host) ? "on " + site.host
                              : "on the upstream's machine";
}

class Builder {
public:
  explicit Builder(const CommandFacts& facts) : facts_(facts) {}

  Values build() {
    plain();
    if (!is_safe(facts_.upstream.socket)) {
      tcp_commands();
    } else {
      socket_commands();
    }
    tls_commands();
    asking_commands();
    proxy_commands();
    host_commands();
    return std::move(values_);
  }

private:
  void put(std::string_view name, std::string value) {
    if (!value.empty()) {
      values_.insert_or_assign(std::string(name), std::move(value));
    }
  }

  void put_quoted(std::string_view name, std::string_view value) {
    if (is_safe(value)) {
      put(name, shell_quote(value));
    }
  }

  std::string value(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string() : found->second;
  }

  void plain() {
    const Site& upstream = facts_.upstream;
    put_quoted("upstream", upstream.text);
    put_quoted("host", upstream.host);
    put_quoted("path", upstream.path.empty() ? "/" : upstream.path);
    put_quoted("name", upstream.name);
    put_quoted("address", upstream.address);
    put_quoted("sni", upstream.good_sni);
    put_quoted("good_host", upstream.good_host);
    put("there", where(upstream));
    put_quoted("socket", upstream.socket);
    put_quoted("authority", authority_of(upstream));
    put_quoted("proxy", facts_.proxy.text);
    put_quoted("proxy_host", facts_.proxy.host);
    put_quoted("proxy_authority", authority_of(facts_.proxy));
    if (is_port(upstream.port)) {
      put("port", upstream.port);
    }
    if (is_port(facts_.proxy.port)) {
      put("proxy_port", facts_.proxy.port);
    }
    put("check", facts_.check);
    put("longer", facts_.longer_s);
    put("buffer", facts_.buffer_k);
    put("idle_below", facts_.idle_below_s);
    put("idle_above", facts_.idle_above_s);
  }

  void tcp_commands() {
    if (!value("port").empty()) {
      put("listening", fmt::format("ss -ltnp 'sport = :{}'", value("port")));
    }
  }

  void socket_commands() {
    put("listening", fmt::format("ss -xlp | grep -F -e {}", value("socket")));
  }

  // Where openssl connects to, and the name it sends; empty without an address.
  std::string openssl_target(const std::string& sni) const {
    const std::string place = !value("socket").empty()      ? "-unix " + value("socket")
                              : !value("authority").empty() ? "-connect " + value("authority")
                                                            : std::string();
    if (place.empty()) {
      return {};
    }
    return place + (is_safe(sni) ? " -servername " + shell_quote(sni) : " -noservername") +
           facts_.upstream.openssl_files;
  }

  void tls_commands() {
    const std::string target = openssl_target(facts_.upstream.sni);
    if (target.empty()) {
      return;
    }
    if (is_safe(facts_.upstream.good_sni)) {
      put("with_sni", openssl_target(facts_.upstream.good_sni));
    }
    put("without_sni", openssl_target(""));
    put("tls_target", target);
    put("handshake", fmt::format("openssl s_client {} </dev/null", target));
    put("chain", fmt::format("openssl s_client {} -showcerts </dev/null", target));
    put("certificate",
        fmt::format("openssl s_client {} </dev/null | openssl x509 -noout -subject -issuer "
                    "-dates -ext subjectAltName",
                    target));
  }

  // curl's option for a Unix socket.
  std::string curl_socket() const {
    const std::string& socket = facts_.upstream.socket;
    return socket.starts_with('@') ? "--abstract-unix-socket " + shell_quote(socket.substr(1))
                                   : "--unix-socket " + shell_quote(socket);
  }

  // curl's arguments for the upstream, without a Host of its own; empty where curl does not speak
  // the scheme.
  std::string curl_place() const {
    const Site& upstream = facts_.upstream;
    const bool secure = upstream.scheme == "https";
    if ((upstream.scheme != "http" && !secure) || value("upstream").empty()) {
      return {};
    }
    const std::string insecure = (secure ? "-k " : "") + upstream.curl_access;
    if (value("socket").empty()) {
      return insecure + shell_quote(url_of(upstream));
    }
    const std::string url = fmt::format(
        "{}://localhost{}", upstream.scheme, upstream.path.empty() ? "/" : upstream.path);
    return fmt::format("{}{} {}", insecure, curl_socket(), shell_quote(url));
  }

  // The same with the Host that this run asked for.
  std::string curl_target() const {
    const std::string& host = facts_.upstream.host_header;
    return is_safe(host) ? fmt::format("-H {} {}", shell_quote("Host: " + host), curl_place())
                         : curl_place();
  }

  void asking_commands() {
    if (curl_place().empty()) {
      return;
    }
    const std::string target = curl_target();
    put("curl_place", curl_place());
    put("curl_target", target);
    put("ask", fmt::format("curl -sv -o /dev/null --max-time 30 {}", target));
    put("ask_head", fmt::format("curl -s -o /dev/null -D - --max-time 30 {} | wc -c", target));
    put("ask_count", fmt::format("curl -s -o /dev/null -D - --max-time 30 {} | wc -l", target));
    put("ask_size", fmt::format("curl -s --max-time 60 {} | wc -c", target));
    put("ask_gzip",
        fmt::format("curl -s -H 'Accept-Encoding: gzip' --max-time 30 {} | gunzip -t", target));
    put("ask_time",
        fmt::format(
            "for i in 1 2 3; do curl -s -o /dev/null -w '%{{time_starttransfer}}\\n' {}; done",
            target));
    put("ask_raw", raw_question());
    put("ask_origin", origin_question(target));
  }

  // One request written by hand, and the answer's first bytes with control characters made visible.
  std::string raw_question() const {
    const Site& upstream = facts_.upstream;
    const std::string host = is_safe(upstream.host_header) ? upstream.host_header : upstream.host;
    if (!is_safe(host)) {
      return {};
    }
    std::string carrier;
    if (upstream.scheme == "https") {
      carrier = fmt::format("openssl s_client {} -quiet", openssl_target(upstream.sni));
    } else if (!value("socket").empty()) {
      carrier = fmt::format("curl -s --max-time 10 {} telnet://localhost", curl_socket());
    } else {
      carrier = fmt::format("curl -s --max-time 10 telnet://{}", value("authority"));
    }
    return fmt::format("printf 'GET %s HTTP/1.1\\r\\nHost: %s\\r\\nConnection: close\\r\\n\\r\\n' "
                       "{} {} | {} | head -c 600 | cat -A",
                       value("path"),
                       shell_quote(host),
                       carrier);
  }

  // The public URL, asked at the origin's own address.
  std::string origin_question(const std::string& target) const {
    if (value("proxy").empty() || value("authority").empty()) {
      return fmt::format("curl -sv -o /dev/null --max-time 60 {}", target);
    }
    if (facts_.proxy.scheme == facts_.upstream.scheme) {
      return fmt::format("curl -sv -o /dev/null --max-time 60 {}--connect-to {} {}",
                         facts_.upstream.curl_access,
                         shell_quote("::" + authority_of(facts_.upstream)),
                         value("proxy"));
    }
    return fmt::format("curl -sv -o /dev/null --max-time 60 -H {} {}",
                       shell_quote("Host: " + facts_.proxy.host),
                       curl_place());
  }

  // A command of the profile: its {upstream} is what to look for in the configuration.
  std::string search_configuration(std::string_view wanted) const {
    if (!is_safe(wanted)) {
      return {};
    }
    if (facts_.profile == nullptr && !facts_.product.empty()) {
      return {};
    }
    if (facts_.profile == nullptr) {
      return fmt::format("grep -rnsiF -e {} {}", shell_quote(wanted), config_folders);
    }
    Values own = values_;
    own.insert_or_assign("upstream", shell_quote(wanted));
    return fill(facts_.profile->words.config_check, own);
  }

  void proxy_commands() {
    const Site& upstream = facts_.upstream;
    const std::string module = module_of(upstream.scheme);
    put("pass", module);
    if (!value("buffer").empty()) {
      const std::string size = value("buffer");
      put("set_buffers", // ngx_http_grpc_module has the one size only
          fmt::format("\"{}_buffer_size {}k;\"", module, size) +
              (module == "grpc" ? "" : fmt::format(" and \"{}_buffers 8 {}k;\"", module, size)));
    }
    put("config_check",
        search_configuration(upstream.socket.empty() ? upstream.host : upstream.socket));
    if (facts_.profile != nullptr) {
      const ProfileWords& words = facts_.profile->words;
      const bool is_file = words.error_log.starts_with('/');
      put("reload", words.reload);
      put("error_log", is_file ? words.error_log : std::string());
      put("proxy_log", is_file ? "tail -n 50 " + words.error_log : words.error_log);
      if (facts_.profile->limits != nullptr) {
        const Limits limits = facts_.profile->limits(facts_.profile_version);
        put("timeout_check",
            search_configuration(
                of_module(limits.timeout_directive, module_of(facts_.upstream.scheme))));
      }
    } else if (facts_.product.empty()) {
      put("proxy_log", "journalctl --since=-10min -u nginx -u haproxy -u apache2 -u caddy");
      put("timeout_check", search_configuration("timeout"));
    }
    if (!value("proxy").empty() && facts_.proxy.scheme.starts_with("http")) {
      put("ask_proxy_head",
          fmt::format("curl -s -o /dev/null -D - --max-time 60 {}{}",
                      facts_.proxy.curl_access,
                      value("proxy")));
    }
  }

  void host_commands() {
    const std::string unit = unit_of(facts_.upstream);
    put("logs", unit.empty() ? "journalctl --since=-10min" : "journalctl --since=-1h -u " + unit);
    put("restart", unit.empty() ? std::string() : "systemctl restart " + unit);
  }

  const CommandFacts& facts_;
  Values values_;
};

} // namespace

CommandFacts symbolic_facts(std::string_view scheme, bool socket) {
  CommandFacts facts;
  Site& upstream = facts.upstream;
  upstream.text = fmt::format("{}://HOST:{}/PATH", scheme, symbolic_port);
  upstream.scheme = scheme;
  upstream.host = "HOST";
  upstream.port = symbolic_port;
  upstream.socket = socket ? "SOCKET" : "";
  upstream.path = "/PATH";
  upstream.name = "NAME";
  upstream.sni = "NAME";
  upstream.good_sni = "NAME";
  upstream.address = "ADDRESS";
  upstream.good_host = "NAME";
  facts.proxy = {.text = "https://PROXY/PATH", .scheme = "https", .host = "PROXY", .port = "443"};
  facts.check = "gwdiag check PROXY UPSTREAM";
  facts.longer_s = "120";
  facts.buffer_k = "16";
  facts.idle_below_s = "4";
  facts.idle_above_s = "65";
  return facts;
}

Values values_of(const CommandFacts& facts) {
  return Builder(facts).build();
}

bool is_placeholder(std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::string fill(std::string_view pattern, const Values& values) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";
  std::string out;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t end = pattern.find_first_not_of(letters, at + 1);
    const bool named = pattern[at] == '{' && (at == 0 || pattern[at - 1] != '%') && end > at + 1 &&
                       end < pattern.size() && pattern[end] == '}';
    if (!named) {
      out += pattern[at++];
      continue;
    }
    const auto found = values.find(pattern.substr(at + 1, end - at - 1));
    if (found == values.end()) {
      return {};
    }
    out += found->second;
    at = end + 1;
  }
  return out;
}

} // namespace gwdiag
