// SPDX-License-Identifier: Apache-2.0
// Requests that nginx makes besides: auth_request, mirror, SSI, add_before_body
// (ngx_http_upstream.c, ngx_http_log_error_handler: `, subrequest: "%V"`).
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/logged.hpp"

namespace gwdiag {

namespace {

bool failed_besides(const RunLine& line) {
  return !line.besides.empty() && line.ours && !line.others &&
         line.about != RunLine::About::given && line.line.product == "nginx";
}

// ngx_http_auth_request_module.c: whatever is neither 2xx nor 401 or 403 becomes 500.
bool by_auth_request(const std::string& text) {
  return text.find("auth request unexpected status") != std::string::npos;
}

} // namespace

std::string subrequest_in(const LoggedLine& line) {
  constexpr std::string_view mark = ", subrequest: \"";
  if (line.product != "nginx") {
    return {};
  }
  if (const std::size_t at = line.text.find(mark); at != std::string::npos) {
    const std::size_t from = at + mark.size();
    return line.text.substr(from, line.text.find('"', from) - from);
  }
  constexpr std::size_t nearly_all = 480; // of what a report holds of a line
  const bool cut = line.text.size() >= nearly_all && !line.upstream.empty() &&
                   line.text.find("upstream: \"") == std::string::npos &&
                   line.text.find("request: \"") != std::string::npos;
  return by_auth_request(line.text) ? "auth_request"
         : cut                      ? "(the line is cut before it says)"
                                    : "";
}

std::optional<Cause> of_a_subrequest(const Scene& scene, const std::vector<RunLine>& lines) {
  const auto named = std::ranges::find_if(lines, [](const RunLine& line) {
    return failed_besides(line) && line.about == RunLine::About::another;
  });
  const auto found = named != lines.end() ? named : std::ranges::find_if(lines, failed_besides);
  if (found == lines.end()) {
    return std::nullopt;
  }
  const LoggedAddress address = logged_address(found->line.upstream);
  const std::string asked = address.host.empty() ? "" : found->line.upstream;
  Cause cause = from_line(scene,
                          *found,
                          found->line.ids.front(),
                          Subject::path,
                          fmt::format("{} makes a request of its own besides ({}{}{}), and that "
                                      "fails: {}",
                                      scene.proxy.title(),
                                      found->besides,
                                      asked.empty() ? "" : " at ",
                                      asked,
                                      lowered(found->line.says)));
  cause.upstream = -1;
  cause.endpoint = address.host.empty() ? scene.evidence.proxy.endpoint : asked;
  // What a mirror or an include gets does not decide the answer.
  const bool decides = std::ranges::any_of(lines, [](const RunLine& line) {
    return failed_besides(line) && by_auth_request(line.line.text);
  });
  cause.certainty = decides && scene.proxy.status == 500 ? Certainty::likely : Certainty::possible;
  cause.details.push_back(text_detail("subrequest", found->besides));
  if (!address.host.empty()) {
    cause.details.push_back(text_detail("proxy_uses", asked));
  }
  return cause;
}

} // namespace gwdiag
