// SPDX-License-Identifier: Apache-2.0
#include "cli/contradictions.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/request.hpp"

namespace gwdiag {

namespace {

struct Pair {
  std::string_view first;
  std::string_view second;
  std::string_view remedy;
};

constexpr std::array<Pair, 5> exclusive{{
    {"-4", "-6", "give one, or neither for both families"},
    {"--http1", "--http2", "give one"},
    {"--quiet", "--verbose", "give one"},
    {"--dry-run", "--wait", "nothing is sent that could be tried again; leave one out"},
    {"--list", "--line", "give one"},
}};

// The second makes no sense without the first.
constexpr std::array<Pair, 2> needed{{
    {"--cert", "--key", "name the certificate of the key"},
    {"--upstream-cert",
     "--upstream-key",
     "credentials for the upstream's side have the prefix both"},
}};

// What repeats requests.
constexpr std::array<std::string_view, 4> repeating{"--samples", "--keepalive", "--load", "--wait"};

bool given(const Arguments& arguments, std::string_view name) {
  return std::ranges::any_of(arguments.options,
                             [&](const Arguments::Given& o) { return o.name == name; });
}

bool may_be_repeated(const RequestOptions& request) {
  const std::string method = request.method.value_or(request.data_file ? "POST" : "GET");
  return repeatable(method);
}

// HEAD and TRACE carry no body (RFC 9110, 9.3.2 and 9.3.8).
std::string check_body(const RequestOptions& request, std::string_view prefix) {
  if (request.data_file && request.method &&
      (*request.method == "HEAD" || *request.method == "TRACE")) {
    return fmt::format("--{0}data and --{0}method {1}: {1} carries no body; leave one out",
                       prefix,
                       *request.method);
  }
  return {};
}

std::string check_standard_input(const Options& options) {
  const auto count =
      std::ranges::count(options.configs, "-") + std::ranges::count(options.arguments, "-");
  return count > 1 ? "-: standard input can be read once only; name files for the others" : "";
}

std::string check_repetition(const Options& options, const Arguments& arguments) {
  RequestOptions behind = options.upstream_request;
  behind.method = behind.method ? behind.method : options.request.method;
  behind.data_file = behind.data_file ? behind.data_file : options.request.data_file;
  if (may_be_repeated(options.request) && may_be_repeated(behind)) {
    return {};
  }
  for (const std::string_view name : repeating) {
    if (given(arguments, name) && (name != "--samples" || options.samples > 1)) {
      const bool by_method = options.request.method || options.upstream_request.method;
      return fmt::format(
          "{} and {}: a method other than GET, HEAD or OPTIONS is sent once a side; leave one out",
          name,
          by_method ? "--method" : "--data");
    }
  }
  return {};
}

std::string check_upstream(const Options& options) {
  const bool upstream = options.command == Command::probe
                            ? !options.as_proxy
                            : options.arguments.size() != 1 || !options.configs.empty();
  if (options.keepalive && !upstream) {
    return "--keepalive: idle connections are measured at an upstream; name one";
  }
  return options.http2 && !upstream
             ? "--http2: it is an upstream that is asked with HTTP/2; name one"
             : "";
}

} // namespace

std::string find_contradiction(const Options& options, const Arguments& arguments) {
  for (const Pair& pair : exclusive) {
    if (given(arguments, pair.first) && given(arguments, pair.second)) {
      return fmt::format(
          "{} and {}: they contradict each other; {}", pair.first, pair.second, pair.remedy);
    }
  }
  for (const Pair& pair : needed) {
    if (given(arguments, pair.second) && !given(arguments, pair.first)) {
      return fmt::format("{}: needs {}; {}", pair.second, pair.first, pair.remedy);
    }
  }
  if (!options.arguments.empty() && (options.list || options.line)) {
    return fmt::format("{} and an argument: they contradict each other; give one",
                       options.list ? "--list" : "--line");
  }
  for (std::string problem : {check_body(options.request, ""),
                              check_body(options.upstream_request, "upstream-"),
                              check_standard_input(options),
                              check_upstream(options),
                              check_repetition(options, arguments)}) {
    if (!problem.empty()) {
      return problem;
    }
  }
  return {};
}

} // namespace gwdiag
