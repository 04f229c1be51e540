// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/pool.hpp"

namespace gwdiag {

namespace {

std::string name_of(const EndpointTrace& trace, const Seen& seen, bool only_address) {
  return only_address && !trace.dns.name.empty() && trace.socket_path.empty()
             ? fmt::format("{}:{}", trace.host, trace.port)
             : seen.where();
}

bool seen_to_fail(const Attempt& attempt, const Expectations& expected) {
  if (ended_by_us(attempt)) {
    return false;
  }
  return attempt.role == "connect-only" ? attempt.tcp.status == StageStatus::failed
                                        : attempt_fails(attempt, expected);
}

// A failing answer through the proxy is what this upstream's fault gives there.
bool explains_a_failure(const Scene& scene, std::size_t upstream, const Draws& draws) {
  return draws.failing &&
         std::ranges::any_of(scene.of_upstreams[upstream], [&](const Finding& finding) {
           return finding.id != "some-upstreams-failing" && finding.id != "address-family-broken" &&
                  explains(judge(finding, *draws.failing));
         });
}

std::vector<Member> members_of(const Scene& scene) {
  std::vector<Member> out;
  const auto& upstreams = scene.evidence.upstreams;
  for (std::size_t i = 0; i < upstreams.size(); ++i) {
    const std::vector<std::size_t> addresses = address_attempts(upstreams[i]);
    const bool only = addresses.size() < 2;
    for (const std::size_t at : only ? std::vector{upstreams[i].counts} : addresses) {
      const Seen seen{upstreams[i], scene.evidence.expectations, static_cast<int>(i), at};
      Member& member = out.emplace_back();
      member.upstream = i;
      member.attempt = at;
      member.only_address = only;
      member.share =
          1.0 / static_cast<double>(upstreams.size() * std::max<std::size_t>(1, addresses.size()));
      member.where = name_of(upstreams[i], seen, only);
      member.spoils =
          only ? scene.upstream_bad(i) : seen_to_fail(seen.attempt(), scene.evidence.expectations);
    }
  }
  return out;
}

// With the Host that the proxy was asked for it answers as it should.
bool well_with_its_host(const EndpointTrace& trace) {
  const std::size_t other = find_role(trace, "other-host");
  return other < trace.attempts.size() && answered(trace.attempts[other]) &&
         trace.attempts[other].http.response.status < 400;
}

} // namespace

std::size_t Pool::spoilt() const {
  return static_cast<std::size_t>(std::ranges::count_if(members, &Member::spoils));
}

double Pool::share() const {
  double sum = 0;
  for (const Member& member : members) {
    sum += member.spoils ? member.share : 0;
  }
  return sum;
}

bool Pool::divided() const {
  return spoilt() > 0 && spoilt() < members.size();
}

const Attempt& attempt_of(const Scene& scene, const Member& member) {
  static const Attempt none;
  const auto& attempts = scene.evidence.upstreams[member.upstream].attempts;
  return member.attempt < attempts.size() ? attempts[member.attempt] : none;
}

int mark_odd_status(const Scene& scene, std::vector<Member>& members) {
  if (!scene.evidence.expectations.expect_status.empty() || members.size() < 2) {
    return 0;
  }
  const RequestTrace& asked = attempt_of(scene, members.front()).http.request;
  std::vector<Member*> odd;
  for (Member& member : members) {
    const Attempt& attempt = attempt_of(scene, member);
    const int status = attempt.http.response.status;
    const bool same_question =
        attempt.http.request.target == asked.target && attempt.http.request.method == asked.method;
    // php-fpm's own pages, and a connector that wants a secret, are no pages of the application.
    const std::string& scheme = scene.evidence.upstreams[member.upstream].scheme;
    const bool others_page = scheme == "fcgi" || scheme == "ajp";
    if (!answered(attempt) || others_page || !same_question || status < 200 || status >= 500) {
      return 0; // a pool is weighed when all have answered one question
    }
    if (status >= 400 && !well_with_its_host(scene.evidence.upstreams[member.upstream])) {
      odd.push_back(&member);
    }
  }
  const bool few = members.size() == 2 ? odd.size() == 1 : odd.size() * 3 <= members.size();
  for (Member* member : odd) {
    member->spoils = few;
  }
  return few && !odd.empty() ? 4 : 0;
}

Pool view_pool(const Scene& scene) {
  Pool pool;
  pool.members = members_of(scene);
  pool.draws = draw(scene);
  for (Member& member : pool.members) {
    member.spoils = member.spoils ||
                    (member.only_address && explains_a_failure(scene, member.upstream, pool.draws));
  }
  if (pool.spoilt() == 0 && !scene.proxy.fails && scene.proxy.asked) {
    pool.hundred = mark_odd_status(scene, pool.members);
  }
  return pool;
}

} // namespace gwdiag
