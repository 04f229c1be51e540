// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "diagnosis/detail_of.hpp"
#include "diagnosis/logged.hpp"
#include "logs/refusal.hpp"
#include "proxies/profile.hpp"

namespace gwdiag {

namespace {

// Ids that stand for one fault, seen at another moment or with more or less knowledge.
constexpr std::array<std::array<std::string_view, 5>, 6> families{{
    {"closed-before-response", "reset-before-response", "keepalive-race", "worker-killed", ""},
    {"response-timeout", "proxy-timeout-too-short", "slow-response", "stalled-response", ""},
    {"header-buffer-exceeded", "header-too-large", "too-many-headers", "", ""},
    {"not-http",
     "malformed-status-line",
     "http09-response",
     "protocol-mismatch",
     "malformed-header"},
    {"tls-handshake-failure",
     "sni-required",
     "tls-protocol-mismatch",
     "tls-cipher-mismatch",
     "tls-client-cert-required"},
    {"dns-nxdomain", "dns-servfail", "dns-no-address", "dns-timeout", ""},
}};

int default_port(std::string_view scheme) {
  return scheme == "https" || scheme == "grpcs" ? 443 : scheme == "http" ? 80 : 0;
}

std::string unbracketed(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  return lower_ascii(host);
}

bool same_address(const LoggedAddress& logged, const LoggedAddress& known) {
  return !known.host.empty() && logged.host == known.host &&
         (logged.port == known.port || logged.port == 0);
}

bool is_upstream(const LoggedAddress& logged, const EndpointTrace& trace) {
  if (!trace.socket_path.empty()) {
    return logged.host == "unix:" + trace.socket_path;
  }
  return same_address(logged, {unbracketed(trace.host), trace.port}) ||
         std::ranges::any_of(trace.attempts, [&](const Attempt& attempt) {
           return attempt.role != "shorthand" &&
                  same_address(logged, logged_address(attempt.address));
         });
}

struct ClientForm {
  std::string_view product, before, between, after;
};

// How a product's lines name the client, by address and port.
constexpr std::array client_forms{
    ClientForm{"apache", "[client ", ":", "]"},
    ClientForm{"haproxy", "", ":", " ["},
    ClientForm{"caddy", R"("remote_ip":")", R"(","remote_port":")", "\""},
};

// The digits that stand in `text` between the two; empty if there are none.
std::string_view
number_between(std::string_view text, std::string_view before, std::string_view after) {
  for (std::size_t at = text.find(before); at != std::string_view::npos;
       at = text.find(before, at + 1)) {
    const std::string_view rest = text.substr(at + before.size());
    const std::size_t end = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (end > 0 && rest.substr(end).starts_with(after)) {
      return rest.substr(0, end);
    }
  }
  return {};
}

bool is_of(const std::vector<Layer>& layers, std::string_view product) {
  return std::ranges::find(layers, product, &Layer::product) != layers.end();
}

// The line names another connection to the proxy than ours, from our address. Of a product that
// stands behind another one, or at the upstream too, the client is a gateway.
bool of_another_client(const Evidence& evidence, const LoggedLine& line) {
  const auto& layers = evidence.proxy.layers;
  const auto* const form = std::ranges::find_if(
      client_forms, [&](const ClientForm& f) { return is_of(layers, f.product); });
  // Samples and the like leave no port of theirs behind.
  const auto known = std::ranges::count_if(evidence.proxy.attempts,
                                           [](const Attempt& a) { return !a.tcp.local.empty(); });
  if (layers.size() != 1 || form == client_forms.end() ||
      evidence.proxy.connections_opened > static_cast<unsigned>(known) ||
      std::ranges::any_of(evidence.upstreams, [&](const EndpointTrace& upstream) {
        return is_of(upstream.layers, form->product);
      })) {
    return false;
  }
  bool another = false;
  for (const Attempt& attempt : evidence.proxy.attempts) {
    const LoggedAddress local = logged_address(attempt.tcp.local);
    if (local.host.empty()) {
      continue;
    }
    const std::string before = fmt::format("{}{}{}", form->before, local.host, form->between);
    const std::string_view port = number_between(line.text, before, form->after);
    if (port == std::to_string(local.port)) {
      return false;
    }
    another = another || !port.empty();
  }
  return another;
}

// mod_ssl names its peer in front: "[remote 10.0.0.5:443]".
std::string_view peer_in(const LoggedLine& line) {
  constexpr std::string_view mark = "[remote ";
  const std::size_t at = line.text.find(mark);
  if (!line.upstream.empty() || at == std::string::npos) {
    return line.upstream;
  }
  const std::string_view rest = std::string_view(line.text).substr(at + mark.size());
  return rest.substr(0, rest.find(']'));
}

// An application server says that something else than its protocol came in, and it was asked in
// another one by us, to see what the port speaks: the line may be about that question.
bool of_our_own_question(const Evidence& evidence, const LoggedLine& line) {
  static constexpr std::array<std::string_view, 2> ids{"protocol-mismatch",
                                                       "plain-http-to-tls-port"};
  if (line.tie == "before" || find_profile(line.product) != nullptr ||
      std::ranges::find(ids, line.ids.front()) == ids.end()) {
    return false;
  }
  return std::ranges::any_of(evidence.upstreams, [](const EndpointTrace& upstream) {
    const Attempt* const main = upstream.main();
    return main != nullptr &&
           (!upstream.identify.asked.empty() || std::ranges::any_of(upstream.attempts,
                                                                    [&](const Attempt& other) {
                                                                      return other.scheme !=
                                                                             main->scheme;
                                                                    })) &&
           main->scheme != "http";
  });
}

} // namespace

RunLine run_line(const Evidence& evidence, const LogTrace& log, std::size_t l, std::size_t e) {
  const LoggedLine& line = log.entries[e];
  RunLine out{line, log.file, fmt::format("/logs/{}/entries/{}", l, e)};
  out.ours = line.tie == "connection" || line.tie == "request-id" || line.tie == "request";
  out.others = line.tie == "other-request" || line.tie == "before";
  if (!out.others && line.tie != "connection" && of_another_client(evidence, line)) {
    out.ours = false;
    out.others = true;
  }
  out.besides = subrequest_in(line);
  const LoggedAddress address = logged_address(peer_in(line));
  if (address.host.empty() || evidence.upstreams.empty()) {
    return out;
  }
  out.about = RunLine::About::another;
  for (std::size_t u = 0; u < evidence.upstreams.size(); ++u) {
    if (is_upstream(address, evidence.upstreams[u])) {
      out.about = RunLine::About::given;
      out.upstream = static_cast<int>(u);
      break;
    }
  }
  return out;
}

LoggedAddress logged_address(std::string_view upstream) {
  if (constexpr std::string_view of_lighttpd = "tcp:"; upstream.starts_with(of_lighttpd)) {
    upstream.remove_prefix(of_lighttpd.size());
  }
  const std::size_t unix = upstream.find("unix:");
  if (unix != std::string_view::npos) {
    std::string_view path = upstream.substr(unix + 5);
    while (path.starts_with("//")) {
      path.remove_prefix(1);
    }
    return {"unix:" + std::string(path.substr(0, path.find(':'))), 0};
  }
  const std::size_t scheme = upstream.find("://");
  const int implied =
      scheme == std::string_view::npos ? 0 : default_port(upstream.substr(0, scheme));
  std::string_view rest = scheme == std::string_view::npos ? upstream : upstream.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?"));
  const std::size_t colon = rest.rfind(':');
  const bool bracket =
      colon != std::string_view::npos && rest.find(']', colon) != std::string_view::npos;
  if (colon == std::string_view::npos || bracket) {
    const bool name =
        implied == 0 || rest.find('.') == std::string_view::npos; // a group's name is no address
    return name && !bracket ? LoggedAddress{} : LoggedAddress{unbracketed(rest), implied};
  }
  const long long port = parse_number(rest.substr(colon + 1));
  return port <= 0 || port > 65535
             ? LoggedAddress{}
             : LoggedAddress{unbracketed(rest.substr(0, colon)), static_cast<int>(port)};
}

std::string address_text(const LoggedAddress& address) {
  if (address.port == 0) {
    return address.host;
  }
  return address.host.find(':') == std::string::npos
             ? fmt::format("{}:{}", address.host, address.port)
             : fmt::format("[{}]:{}", address.host, address.port);
}

bool same_family(std::string_view one, std::string_view other) {
  if (one == other || one.empty() || other.empty()) {
    return one == other;
  }
  return std::ranges::any_of(families, [&](const auto& family) {
    return std::ranges::find(family, one) != family.end() &&
           std::ranges::find(family, other) != family.end();
  });
}

bool is_of_the_way(std::string_view id) {
  static constexpr std::array<std::string_view, 6> ids{"connection-refused",
                                                       "connect-timeout",
                                                       "host-unreachable",
                                                       "network-unreachable",
                                                       "unix-socket-refused",
                                                       "unix-socket-missing"};
  return std::ranges::find(ids, id) != ids.end();
}

bool is_of_access_log(const RunLine& line) {
  return line.line.product == "access-log";
}

bool shows(const RunLine& line, const Cause& cause) {
  // What a cause was before it was known why: a pool's failing member, the symptom of a kill.
  return std::ranges::any_of(line.line.ids, [&](const std::string& id) {
    return same_family(id, cause.id) || same_family(id, detail_of(cause, "fails_with")) ||
           same_family(id, detail_of(cause, "symptom"));
  });
}

std::string writer(const RunLine& line) {
  return line.line.product.empty() ? "a log" : "the log of " + line.line.product;
}

std::string lowered(std::string says) {
  while (says.ends_with('.')) {
    says.pop_back();
  }
  if (says.size() > 1 && says[1] >= 'a' && says[1] <= 'z' && says[0] >= 'A' && says[0] <= 'Z') {
    says[0] = static_cast<char>(says[0] - 'A' + 'a');
  }
  return says;
}

Fact RunLine::fact() const {
  const std::string place = line.line > 0 ? fmt::format("{}:{}", file, line.line) : file;
  const std::string times = line.count > 1 ? fmt::format(" ({} times)", line.count) : "";
  return {"log", fmt::format("{}{}: {}", place, times, line.text), at, true};
}

std::optional<RunLine> refusal_of_run(const Evidence& evidence) {
  const Attempt* main = evidence.has_proxy ? evidence.proxy.main() : nullptr;
  for (std::size_t l = 0; main != nullptr && l < evidence.logs.size(); ++l) {
    const LogTrace& log = evidence.logs[l];
    for (std::size_t e = 0; e < log.entries.size(); ++e) {
      const Refusal* refusal = refusal_in(log.entries[e].text);
      if (refusal == nullptr || log.entries[e].ids.empty()) {
        continue;
      }
      const auto& statuses = refusal->statuses;
      const int status = main->http.response.status;
      const bool given = status > 0 && std::ranges::find(statuses, status) != statuses.end();
      if (RunLine line = run_line(evidence, log, l, e);
          given && line.ours && line.besides.empty()) {
        return line;
      }
    }
  }
  return std::nullopt;
}

std::vector<RunLine> lines_of_run(const Evidence& evidence) {
  std::vector<RunLine> lines;
  for (std::size_t l = 0; l < evidence.logs.size(); ++l) {
    for (std::size_t e = 0; e < evidence.logs[l].entries.size(); ++e) {
      const LoggedLine& line = evidence.logs[l].entries[e];
      if (!line.tie.empty() && !line.ids.empty() && refusal_in(line.text) == nullptr &&
          !of_our_own_question(evidence, line)) {
        RunLine of_run = run_line(evidence, evidence.logs[l], l, e);
        const bool of_another = of_run.others && line.tie != "other-request" &&
                                line.tie != "before" && of_run.about != RunLine::About::given;
        if (!of_another) { // another client's trouble, and not with this upstream
          lines.push_back(std::move(of_run));
        }
      }
    }
  }
  // A vector of references cannot be sorted: the order is made of positions.
  std::vector<std::size_t> order(lines.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i;
  }
  const auto rank = [&](std::size_t i) {
    const RunLine& line = lines[i];
    return (line.others ? 8 : 0) + (line.line.consequence ? 4 : 0) + (line.ours ? 0 : 2) +
           (line.line.product == "access-log" ? 1 : 0);
  };
  std::ranges::stable_sort(order, {}, rank);
  std::vector<RunLine> sorted;
  for (const std::size_t i : order) {
    sorted.push_back(lines[i]);
  }
  return sorted;
}

} // namespace gwdiag
