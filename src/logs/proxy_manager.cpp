// SPDX-License-Identifier: Apache-2.0
// Nginx Proxy Manager's access log: cache, status of each try, status, `-`, method, scheme, host.
// [02/Mar/2024:10:11:12 +0000] - 502 502 - GET https app.example "/" [Client 192.0.2.7] …
#include "base/text.hpp"
#include "logs/recognise.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t none = std::string_view::npos;

// What stands between `open` and the next `]`.
std::string_view in_brackets(std::string_view text, std::string_view open) {
  const std::size_t at = text.find(open);
  const std::size_t end = at == none ? none : text.find(']', at);
  return end == none ? std::string_view{} : text.substr(at + open.size(), end - at - open.size());
}

int status_of(std::string_view token) {
  return token.size() == 3 ? static_cast<int>(number_in(token).value_or(0)) : 0;
}

} // namespace

std::optional<Findings> read_proxy_manager(const LogLine& line, const Tokens& /*tokens*/) {
  if (!line.parts.may_have(" [client ") || !line.parts.may_have("] [length ")) {
    return std::nullopt;
  }
  const std::string_view text = line.text;
  const std::size_t client = text.find(" [Client ");
  if (client == none || text.find("] [Length ", client) == none) {
    return std::nullopt;
  }
  const auto tokens = tokens_of(text.substr(0, client));
  std::size_t dash = 1; // behind the status
  while (dash + 2 < tokens.size() && (tokens[dash] != "-" || status_of(tokens[dash - 1]) == 0 ||
                                      !tokens[dash + 2].starts_with("http"))) {
    ++dash;
  }
  if (dash + 2 >= tokens.size()) {
    return std::nullopt;
  }
  const int status = status_of(tokens[dash - 1]);
  const bool asked = dash >= 2 && status_of(tokens[dash - 2]) != 0; // the last try has a status
  const std::string upstream = escape_peer(in_brackets(text, " [Sent-to "), 255);
  const auto found = [&](std::string_view ids, std::string_view meaning) {
    return make_findings(ids, "nginx", meaning, upstream);
  };
  if (!asked || status < 500) {
    return Findings{};
  }
  if (status == 502) {
    return found("closed-before-response connection-refused reset-before-response keepalive-race",
                 "The proxy got no valid answer from the upstream; the line does not say why.");
  }
  if (status == 504) {
    return found("response-timeout connect-timeout", "The upstream did not answer in time.");
  }
  return status_of(tokens[dash - 2]) == status
             ? found("upstream-error-status", "The upstream itself answered with the error.")
             : Findings{};
}

} // namespace gwdiag
