// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "diagnosis/draws.hpp"
#include "diagnosis/scene.hpp"

// The upstreams and their addresses as members of one pool, each compared with the others.
namespace gwdiag {

// One address of one upstream.
struct Member {
  std::size_t upstream = 0;
  std::size_t attempt = 0; // index in the upstream's attempts
  bool only_address = true;
  double share = 0;    // of the requests, when the proxy asks all upstreams and addresses alike
  bool spoils = false; // a request that meets it is not answered as it should be
  std::string where;   // "10.0.0.5:8080", "app1.internal:8080"
};

struct Pool {
  std::vector<Member> members;
  Draws draws;
  int hundred = 0; // 4: members spoil by answering 4xx where the others answer well; 0: by failing

  std::size_t spoilt() const;
  double share() const; // of the requests that meet a member that spoils
  bool divided() const; // some spoil and some do not
};

Pool view_pool(const Scene& scene);

const Attempt& attempt_of(const Scene& scene, const Member& member);

// Marks members that answer 4xx where most answer below 400, and says 4; 0 when there are none.
int mark_odd_status(const Scene& scene, std::vector<Member>& members);

// Which member is not like the others, and what share of the requests the spoilt ones take.
std::vector<Comparison> compare_members(const Scene& scene);

// some-upstreams-failing where a part of the pool is spoilt, and what the samples say of that.
void add_pool(const Scene& scene, std::vector<Cause>& causes);

// Where each upstream of several fails, the first cause says so, and how many fail alike.
void count_alike(const Scene& scene, std::vector<Cause>& causes);

// Answers that were asked for with --samples: some fail, and no member explains that.
void add_samples(const Scene& scene, std::vector<Cause>& causes);

// Some of the answers through the proxy failed, the first one or one of the samples.
bool samples_fail(const Scene& scene, const std::vector<Cause>& causes);

} // namespace gwdiag
