// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/headless.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "diagnosis/scene.hpp"
#include "wire/banner.hpp"

namespace gwdiag {

namespace {

// Squid's head around bytes that came without one (src/http.cc, HttpStateData::processReplyHeader).
const Header* transformed(const Http1Response& response) {
  const auto found = std::ranges::find_if(response.headers, [](const Header& header) {
    return equals_ignoring_case(header.name, "X-Transformed-From") &&
           header.value.starts_with("HTTP/0.9");
  });
  return found == response.headers.end() ? nullptr : &*found;
}

// The greeting of another protocol as the whole of a page that nobody gave a type.
Spoken greeting(const Http1Response& response) {
  // As far as nothing in it is escaped: the words about it are escaped once more.
  const std::string first = response.body.substr(0, response.body.find('\\'));
  const Spoken spoken = response.header("Content-Type") ? Spoken{} : speaks(first);
  return spoken.speaks == "http" ? Spoken{} : spoken;
}

// An upstream that gives the same bytes, or a greeting too, is where they came from.
bool comes_from_one(const Scene& scene, const Http1Response& theirs) {
  return std::ranges::any_of(scene.evidence.upstreams, [&](const EndpointTrace& upstream) {
    return std::ranges::any_of(upstream.attempts, [&](const Attempt& attempt) {
      const Http1Response& ours = attempt.http.response;
      const bool same = &attempt == upstream.main() || attempt.role.starts_with("again");
      return same &&
             (!ours.has_head || ours.body_hash == theirs.body_hash || hands_on_no_head(ours));
    });
  });
}

// The page begins with a status line that was none to the proxy: a server of HTTP wrote it. Asked
// directly the upstream did not, so it was another turn of its, or another server.
Cause malformed_head(const Scene& scene, const Http1Response& theirs) {
  const std::string line = theirs.body.substr(0, theirs.body.find('\\'));
  const bool one = scene.evidence.upstreams.size() == 1; // of several, which is not seen
  Cause cause = make_cause(scene,
                           "malformed-status-line",
                           one ? Subject::upstream : Subject::path,
                           one ? 0 : -1,
                           "the proxy answers 200 and hands on a head as the page, as its status "
                           "line is malformed; not every answer of the upstream's is like that");
  cause.certainty = Certainty::possible;
  cause.details.push_back(text_detail("line", line));
  cause.evidence.push_back(make_fact(
      "http", fmt::format("the page begins with \"{}\"", line), "/proxy/stages/http/body"));
  return cause;
}

} // namespace

bool hands_on_no_head(const Http1Response& response) {
  return response.has_head &&
         (transformed(response) != nullptr || !greeting(response).speaks.empty());
}

std::optional<Cause> answer_without_a_head(const Scene& scene) {
  if (scene.proxy.attempt == nullptr || !scene.all_upstreams_well()) {
    return std::nullopt;
  }
  const Http1Response& theirs = scene.proxy.attempt->http.response;
  const Header* from = transformed(theirs);
  const Spoken spoken = greeting(theirs);
  if (!theirs.has_head || theirs.status != 200 || (from == nullptr && spoken.speaks.empty()) ||
      comes_from_one(scene, theirs)) {
    return std::nullopt;
  }
  if (spoken.speaks.empty() && theirs.body.starts_with("HTTP/")) {
    return malformed_head(scene, theirs);
  }
  const std::string what = spoken.speaks.empty() ? "bytes that came without a head" : spoken.speaks;
  Cause cause = make_cause(
      scene,
      "wrong-upstream-address",
      Subject::path,
      0,
      fmt::format("the proxy answers 200 and hands on {}: it talks to another port than the "
                  "upstream's",
                  what));
  cause.certainty = spoken.speaks.empty() ? Certainty::possible : Certainty::likely;
  if (!spoken.speaks.empty()) {
    cause.details.push_back(text_detail("speaks", spoken.speaks));
    cause.evidence.push_back(make_fact("http", spoken.why, "/proxy/stages/http/body"));
  }
  if (from != nullptr) {
    cause.evidence.push_back(make_fact(
        "http",
        "X-Transformed-From: HTTP/0.9",
        fmt::format("/proxy/stages/http/headers/{}/value", from - theirs.headers.data())));
  }
  cause.evidence.push_back(make_fact(
      "http", "asked directly, it answers with a head", "/upstreams/0/stages/http/http_status"));
  return cause;
}

} // namespace gwdiag
