// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "app/commands.hpp"
#include "base/request.hpp"
#include "base/text.hpp"

namespace gwdiag {

namespace {

// The options of one command line, as they are written.
class Line {
public:
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

  void word(const std::string& text) { text_ += " " + shell_quote(text); }

  const std::string& text() const { return text_; }

private:
  std::string text_ = "gwdiag check";
};

void add_request(Line& line, const RequestOptions& request, const std::string& prefix) {
  line.given(prefix + "path", request.path);
  if (request.method && repeatable(*request.method)) {
    line.add(prefix + "method", *request.method);
  }
  line.given(prefix + "host", request.host);
  line.given(prefix + "sni", request.sni);
  bool secret = false;
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

void add_addresses(Line& line, const Options& options) {
  for (const Options::Resolve& pin : options.resolve) {
    line.add("--resolve", fmt::format("{}:{}:{}", pin.host, pin.port, pin.address));
  }
  line.given("--resolver", options.resolver);
  if (options.only_ipv4 || options.only_ipv6) {
    line.word(options.only_ipv4 ? "-4" : "-6");
  }
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

std::string command_line_of(const Options& options, const Evidence& evidence) {
  Line line;
  if (evidence.has_proxy) {
    line.word(evidence.proxy.endpoint);
  }
  for (std::size_t i = 0; i < evidence.upstreams.size() && i < 8; ++i) {
    line.word(evidence.upstreams[i].endpoint);
  }
  add_request(line, options.request, "--");
  add_request(line, options.upstream_request, "--upstream-");
  add_addresses(line, options);
  if (!options.as_product.empty()) {
    line.add("--as",
             options.as_product + (options.as_version.empty() ? "" : "/" + options.as_version));
  }
  if (options.http1 || options.http2) {
    line.word(options.http1 ? "--http1" : "--http2");
  }
  line.given("--timeout", options.timeout);
  line.given("--answer-timeout", options.answer_timeout);
  if (options.slow != Options{}.slow) {
    line.given("--slow", std::optional(options.slow));
  }
  line.given("--keepalive", options.keepalive);
  if (options.load > 0) {
    line.add("--load", std::to_string(options.load));
  }
  if (options.proxy_protocol != 0) {
    line.add("--proxy-protocol", std::to_string(options.proxy_protocol));
  }
  if (!options.expect_status.empty()) {
    line.add("--expect-status", ranges(options.expect_status));
  }
  return line.text();
}

} // namespace gwdiag
