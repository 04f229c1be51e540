// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "diagnosis/verdict.hpp"
#include "evidence/evidence.hpp"

// Situations made by hand, for every output format.
namespace gwdiag::situations {

struct Situation {
  std::string name; // of the golden files
  Evidence evidence;
  Verdict verdict;
};

Situation refused_behind_nginx();
Situation healthy_pair();
Situation pool_with_one_odd_member();
// A pool of so many, in which the last one is of another version and the first one refuses; --samples 20.
Situation sampled_pool(int members);
Situation expired_certificate();
Situation hostile_peer();
Situation undecided();
Situation one_family_broken();

std::vector<Situation> all();

} // namespace gwdiag::situations
