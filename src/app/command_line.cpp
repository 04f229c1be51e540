// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/settings.hpp"
#include "base/request.hpp"
#include "base/text.hpp"
#include "checklist/asked.hpp"
#include "endpoint/endpoint.hpp"

namespace gwdiag {

namespace {

// The options of one command line, as they are written.
class Line {
public:
  explicit Line(std::string start) : text_(std::move(start)) {}

  void add(const std::string& option, const std::string& value) {
    text_ += fmt::format(" {} {}", option, shell_quote(value));
  }

  void given(const std::string& option, const std::optional<std::string>& value) {
    if (value) {
      add(option, *value);
    }
  }

  void given(const std::string& option, const std::optional<Milliseconds>& value) {
    if (value) {
      add(option,
          value->count() % 1000 == 0 ? fmt::format("{}s", value->count() / 1000)
                                     : fmt::format("{}ms", value->count()));
    }
  }

  void more(const std::string& options) { text_ += options; }

  void word(const std::string& text) { text_ += " " + shell_quote(text); }

  const std::string& text() const { return text_; }

private:
  std::string text_;
};

// `secret`: credentials went with it that stand in no header, but in the URL.
void add_request(Line& line,
                 const RequestOptions& request,
                 const std::string& prefix,
                 bool secret) {
  line.given(prefix + "path", request.path);
  line.given(prefix + "method", request.method);
  if (request.data_file) {
    line.add(prefix + "data", "@" + *request.data_file);
  }
  line.given(prefix + "host", request.host);
  line.given(prefix + "sni", request.sni);
  for (const auto& [name, value] : request.headers) {
    secret = secret || is_credential(name);
    if (!is_credential(name)) {
      line.add(prefix + "header", name + ": " + value);
    }
  }
  if (secret) {
    line.add(prefix + "header", "@FILE"); // where the credentials are
  }
  line.given(prefix + "cacert", request.cacert);
  line.given(prefix + "capath", request.capath);
  line.given(prefix + "cert", request.cert);
  line.given(prefix + "key", request.key);
  if (request.insecure.value_or(false)) {
    line.word(prefix + "insecure");
  }
}

constexpr std::size_t most_listed = 8; // of upstreams, and of --resolve

void add_addresses(Line& line, const Options& options) {
  for (const Options::Resolve& pin : options.resolve | std::views::take(most_listed)) {
    line.add("--resolve", fmt::format("{}:{}:{}", pin.host, pin.port, pin.address));
  }
  line.given("--resolver", options.resolver);
  if (options.only_ipv4 || options.only_ipv6) {
    line.word(options.only_ipv4 ? "-4" : "-6");
  }
}

// In which way the upstream is asked, and how long an answer is waited for.
void add_manner(Line& line, const Options& options) {
  if (!options.as_product.empty()) {
    line.add("--as",
             options.as_product + (options.as_version.empty() ? "" : "/" + options.as_version));
  }
  if (options.http1 || options.http2) {
    line.word(options.http1 ? "--http1" : "--http2");
  }
  if (options.proxy_protocol != 0) {
    line.add("--proxy-protocol", std::to_string(options.proxy_protocol));
  }
  line.given("--timeout", options.timeout);
  line.given("--answer-timeout", options.answer_timeout);
}

// What else the verdict rests on, and what decides the exit status.
void add_evidence(Line& line, const Options& options) {
  for (const std::string& file : options.logs | std::views::take(most_listed)) {
    if (file != "-") { // standard input is over
      line.add("--log", file);
    }
  }
  if (options.host_evidence) {
    line.word("--host-evidence");
  }
  for (const std::string& entry : options.ignored) {
    line.add("--ignore", entry);
  }
  if (options.fail_on_degraded) {
    line.add("--fail-on", "degraded");
  }
  line.given("--deadline", options.deadline);
}

// 200,301,302,303 as "200,301-303".
std::string ranges(const std::vector<int>& codes) {
  std::string text;
  for (std::size_t i = 0; i < codes.size();) {
    std::size_t last = i;
    while (last + 1 < codes.size() && codes[last + 1] == codes[last] + 1) {
      ++last;
    }
    text += fmt::format("{}{}", text.empty() ? "" : ",", codes[i]);
    text += last > i ? fmt::format("-{}", codes[last]) : "";
    i = last + 1;
  }
  return text;
}

} // namespace

namespace {

// The arguments that were given with a user in the URL, without it.
std::vector<Endpoint> with_user(const Options& options) {
  std::vector<Endpoint> out;
  for (std::size_t i = 0; i < options.arguments.size(); ++i) {
    const auto role = i == 0 ? EndpointRole::proxy : EndpointRole::upstream;
    const auto endpoint = parse_endpoint(options.arguments[i], role);
    if (endpoint && !endpoint->userinfo.empty()) {
      out.push_back(*endpoint);
    }
  }
  return out;
}

bool is_one_of(const EndpointTrace& trace, const std::vector<Endpoint>& list) {
  return std::ranges::any_of(list, [&](const Endpoint& endpoint) {
    return endpoint.host == trace.host && endpoint.port == trace.port &&
           trace.endpoint.ends_with(endpoint.text().substr(endpoint.text().find("://")));
  });
}

bool has_credentials(const RequestOptions& request) {
  return std::ranges::any_of(request.headers,
                             [](const auto& header) { return is_credential(header.first); });
}

// As it was typed where no scheme was given, one of our own choice was taken.
std::string_view typed(const EndpointTrace& trace) {
  const std::string_view text = trace.endpoint;
  const std::size_t end = text.find("://");
  if (trace.scheme_given || end == std::string_view::npos || !text.starts_with("http")) {
    return text;
  }
  const std::string_view rest = text.substr(end + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const std::size_t colon = authority.rfind(':');
  const bool port =
      colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  return port && !rest.starts_with('-') ? rest : text; // a port left out is the first scheme's
}

std::string note_of(const Options& options, const Evidence& evidence, bool user) {
  std::vector<std::string> parts;
  const auto rest = [&](std::size_t count, std::string_view what) {
    if (count > most_listed) {
      parts.push_back(fmt::format("and {} more {}", count - most_listed, what));
    }
  };
  rest(evidence.upstreams.size(), "upstreams");
  rest(options.resolve.size(), "--resolve");
  if (user || has_credentials(options.request) || has_credentials(options.upstream_request)) {
    parts.emplace_back("FILE is one with the credentials' header lines");
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

// `own`: what the side is asked for. `common`: where its authorities may stand as well.
Access access_of(const RequestOptions& own, const RequestOptions& common, bool user) {
  Access access{.cacert = own.cacert.value_or(common.cacert.value_or("")),
                .capath = own.capath.value_or(common.capath.value_or("")),
                .cert = own.cert.value_or(""),
                .key = own.key.value_or(""),
                .user = user,
                .header = has_credentials(own)};
  const bool posts = own.data_file && own.method.value_or("POST") == "POST";
  const bool gets = !own.data_file && own.method.value_or("GET") == "GET";
  access.method = posts || gets ? "" : own.method.value_or("");
  access.data_file = own.data_file.value_or("");
  for (const auto& [name, value] : own.headers) {
    if (!is_credential(name)) {
      access.headers.push_back(name + ": " + value);
    }
  }
  return access;
}

} // namespace

Rerun rerun_of(const Options& options, const Evidence& evidence) {
  Line line("gwdiag check");
  const std::vector<Endpoint> users = with_user(options);
  const bool of_proxy = evidence.has_proxy && is_one_of(evidence.proxy, users);
  const bool of_upstream = std::ranges::any_of(
      evidence.upstreams, [&](const EndpointTrace& trace) { return is_one_of(trace, users); });
  if (evidence.has_proxy) {
    line.word(std::string(typed(evidence.proxy)));
  }
  for (const EndpointTrace& upstream : evidence.upstreams | std::views::take(most_listed)) {
    line.word(std::string(typed(upstream)));
  }
  add_request(line, options.request, "--", of_proxy);
  add_request(line, options.upstream_request, "--upstream-", of_upstream);
  if (options.command == Command::diagnose) { // the evidence has what was asked
    line.more(evidence.has_proxy ? asked_options(evidence.proxy, "--", line.text(), nullptr) : "");
    if (!evidence.upstreams.empty()) {
      line.more(asked_options(evidence.upstreams.front(),
                              evidence.has_proxy ? "--upstream-" : "--",
                              line.text(),
                              evidence.has_proxy ? &evidence.proxy : nullptr));
    }
  }
  add_addresses(line, options);
  add_manner(line, options);
  if (options.slow != Options{}.slow) {
    line.given("--slow", std::optional(options.slow));
  }
  if (options.samples > 1) {
    line.add("--samples", std::to_string(options.samples));
  }
  line.given("--keepalive", options.keepalive);
  if (options.load > 0) {
    line.add("--load", std::to_string(options.load));
  }
  if (!options.expect_status.empty()) {
    line.add("--expect-status", ranges(options.expect_status));
  }
  add_evidence(line, options);
  Rerun rerun(line.text());
  Line probe("");
  add_request(probe, for_upstream(options), "--", of_upstream);
  add_addresses(probe, options);
  add_manner(probe, options);
  rerun.probe = probe.text();
  rerun.note = note_of(options, evidence, of_proxy || of_upstream);
  rerun.proxy = access_of(options.request, options.request, of_proxy);
  rerun.upstream = access_of(for_upstream(options), options.request, of_upstream);
  return rerun;
}

} // namespace gwdiag
