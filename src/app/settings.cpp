// SPDX-License-Identifier: Apache-2.0
#include "app/settings.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "base/request.hpp"
#include "base/text.hpp"
#include "proxies/profile.hpp"

namespace gwdiag {

namespace {

// grpc.health.v1 of gRPC's own health checking protocol (grpc/doc/health-checking.md).
constexpr std::string_view health_check = "/grpc.health.v1.Health/Check";
constexpr std::size_t largest_body = std::size_t{64} << 20; // of --data: sent from memory

Result<std::string> read_body(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string body;
  std::string piece(std::size_t{1} << 16, '\0');
  while (body.size() <= largest_body &&
         (stream.read(piece.data(), static_cast<std::streamsize>(piece.size())) ||
          stream.gcount() > 0)) {
    body.append(piece, 0, static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad() || (body.empty() && !stream.is_open())) {
    return fail(ErrorKind::input, fmt::format("--data {}: cannot be read", escape_peer(file)));
  }
  if (body.size() > largest_body) {
    return fail(ErrorKind::input, fmt::format("--data {}: larger than 64 MiB", escape_peer(file)));
  }
  return body;
}

template <typename T> void replace(std::optional<T>& into, const std::optional<T>& by) {
  if (by) {
    into = by;
  }
}

Result<SideSettings> side_settings(const RequestOptions& request) {
  SideSettings side;
  side.method = request.method.value_or(request.data_file ? "POST" : "GET");
  side.path = request.path;
  side.host = request.host;
  side.sni = request.sni;
  side.headers = request.headers;
  side.insecure = request.insecure.value_or(false);
  side.tls = {request.cacert.value_or(""),
              request.capath.value_or(""),
              request.cert.value_or(""),
              request.key.value_or("")};
  side.proxy_protocol = 0;
  if (request.data_file) {
    auto body = read_body(*request.data_file);
    if (!body) {
      return std::unexpected(body.error());
    }
    side.body = std::move(*body);
  }
  return side;
}

// The upstream is asked the way that proxy asks it.
void ask_as(const Options& options, SideSettings& side) {
  const Profile* profile = options.as_product.empty() ? nullptr : find_profile(options.as_product);
  if (profile == nullptr || profile->asking == nullptr) {
    return;
  }
  const Asking asking = profile->asking(options.as_version);
  side.http_version = asking.http_version;
  side.connection = asking.connection;
  side.no_sni_by_default = asking.sni == SniRule::none;
}

// A product waits for an answer that long by itself: to see what comes after it we wait a little
// longer.
Milliseconds patience_of(const Options& options, Milliseconds otherwise) {
  const Profile* profile = options.as_product.empty() ? nullptr : find_profile(options.as_product);
  if (profile == nullptr || profile->limits == nullptr || options.answer_timeout) {
    return options.answer_timeout.value_or(otherwise);
  }
  const double own = profile->limits(options.as_version).answer_timeout_s.value_or(0);
  return std::max(otherwise, Milliseconds(static_cast<Milliseconds::rep>(own * 1000) + 2000));
}

// What a gRPC endpoint is asked for is a POST, whatever --method says.
std::string check_repetition(const Options& options, const Endpoint& endpoint) {
  const bool repeats = options.samples > 1 || options.load > 0 || options.wait;
  return !repeats ? ""
                  : fmt::format("{}: gRPC is a POST, which is sent once; leave --samples, --load "
                                "and --wait out",
                                endpoint.text());
}

} // namespace

RequestOptions for_upstream(const Options& options) {
  RequestOptions merged = options.request;
  merged.cert.reset();
  merged.key.reset();
  std::erase_if(merged.headers, [](const auto& header) { return is_credential(header.first); });
  const RequestOptions& own = options.upstream_request;
  replace(merged.path, own.path);
  replace(merged.method, own.method);
  replace(merged.host, own.host);
  replace(merged.sni, own.sni);
  replace(merged.data_file, own.data_file);
  replace(merged.cacert, own.cacert);
  replace(merged.capath, own.capath);
  replace(merged.cert, own.cert);
  replace(merged.key, own.key);
  replace(merged.insecure, own.insecure);
  std::ranges::copy(own.headers, std::back_inserter(merged.headers));
  return merged;
}

Result<ProbeSettings> probe_settings(const Options& options) {
  ProbeSettings settings;
  settings.timeout = options.timeout.value_or(settings.timeout);
  settings.answer_timeout = patience_of(options, 2 * settings.timeout);
  // Connect, handshake, answer and one silence inside it, and some room for further questions.
  const Milliseconds needed = 3 * settings.timeout + settings.answer_timeout + Milliseconds(2000);
  settings.deadline = options.deadline.value_or(std::max(Milliseconds(30000), needed));
  auto proxy = side_settings(options.request);
  auto upstream = side_settings(for_upstream(options));
  if (!proxy || !upstream) {
    return std::unexpected(!proxy ? proxy.error() : upstream.error());
  }
  settings.proxy = std::move(*proxy);
  settings.upstream = std::move(*upstream);
  ask_as(options, settings.upstream);
  if (options.http1 || options.http2) {
    settings.upstream.http_version = options.http2 ? "2" : "1.1";
  }
  settings.upstream.proxy_protocol = options.proxy_protocol;
  settings.family = options.only_ipv4   ? FamilyWish::ipv4
                    : options.only_ipv6 ? FamilyWish::ipv6
                                        : FamilyWish::any;
  for (const Options::Resolve& pin : options.resolve) {
    settings.pins.push_back({pin.host, pin.port, pin.address});
  }
  settings.resolver = options.resolver.value_or("");
  settings.samples = options.samples;
  // Each further sample may take as long as the first answer.
  settings.deadline += std::max(0, options.samples - 1) *
                       std::min(settings.answer_timeout, Milliseconds(settings.deadline));
  settings.keepalive = options.keepalive.value_or(Milliseconds(0));
  settings.load = static_cast<std::size_t>(options.load);
  settings.slow = options.slow;
  settings.concurrency = static_cast<std::size_t>(std::max(1, options.concurrency));
  return settings;
}

Expectations expectations(const Options& options, const ProbeSettings& settings) {
  Expectations result;
  result.slow_ms = static_cast<double>(options.slow.count());
  result.timeout_ms = static_cast<double>(settings.timeout.count());
  result.answer_timeout_ms = static_cast<double>(settings.answer_timeout.count());
  result.expect_status = options.expect_status;
  result.as_product = options.as_product;
  result.as_version = options.as_version;
  result.ignored = options.ignored;
  result.fail_on_degraded = options.fail_on_degraded;
  return result;
}

QuestionRules question_rules(const Options& options) {
  QuestionRules rules;
  rules.proxy_header = options.proxy_protocol != 0;
  rules.upstream_may_repeat = repeatable(for_upstream(options).method.value_or("GET"));
  switch (options.identify) {
  case IdentifyHow::off:
    rules.identify = IdentifyDepth::off;
    break;
  case IdentifyHow::passive:
    rules.identify = IdentifyDepth::passive;
    break;
  case IdentifyHow::safe:
    rules.identify = IdentifyDepth::safe;
    break;
  case IdentifyHow::full:
    rules.identify = IdentifyDepth::full;
    break;
  }
  const std::string method =
      options.request.method.value_or(options.request.data_file ? "POST" : "GET");
  rules.may_repeat = repeatable(method);
  return rules;
}

void take_host_of_proxy(const Options& options,
                        const std::vector<ProbeTarget>& targets,
                        ProbeSettings& settings) {
  const Profile* profile = options.as_product.empty() ? nullptr : find_profile(options.as_product);
  const bool passes_host = profile != nullptr && profile->asking != nullptr &&
                           profile->asking(options.as_version).host == HostRule::client_host;
  if (passes_host && !settings.upstream.host && !targets.empty() &&
      targets.front().role == EndpointRole::proxy) {
    settings.upstream.host_names_tls = false;
    settings.upstream.host = settings.proxy.host.value_or(targets.front().endpoint.host_header());
  }
}

Result<std::vector<ProbeTarget>> probe_targets(const Options& options, bool first_is_proxy) {
  std::vector<ProbeTarget> targets;
  for (std::size_t i = 0; i < options.arguments.size(); ++i) {
    const EndpointRole role =
        i == 0 && first_is_proxy ? EndpointRole::proxy : EndpointRole::upstream;
    auto endpoint = parse_endpoint(options.arguments[i], role);
    if (!endpoint) {
      return std::unexpected(endpoint.error());
    }
    const bool grpc = endpoint->scheme == Scheme::grpc || endpoint->scheme == Scheme::grpcs;
    if (std::string problem = grpc ? check_repetition(options, *endpoint) : ""; !problem.empty()) {
      return fail(ErrorKind::usage, std::move(problem));
    }
    if (first_is_proxy && i > 0 && endpoint->scheme == Scheme::fcgi) {
      endpoint->request_target = targets.front().endpoint.path;
    } else if (grpc && !endpoint->path_given) {
      endpoint->path = health_check; // whatever else is asked for may be carried out
    } else if (first_is_proxy && i > 0 && !endpoint->path_given) {
      endpoint->path = targets.front().endpoint.path;
    }
    targets.push_back({std::move(*endpoint), role});
  }
  return targets;
}

} // namespace gwdiag
