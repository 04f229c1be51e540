// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "diagnosis/verdict.hpp"
#include "evidence/evidence.hpp"

namespace gwdiag {

// What commands of other programs need to get in at one side, as it was given to this run.
struct Access {
  std::string cacert, capath, cert, key; // files
  bool user = false;                     // user and password in the URL
  bool header = false;                   // a header with credentials
  std::string method;                    // empty: what the body calls for
  std::string data_file;                 // of the body; empty: none
  std::vector<std::string> headers;      // "Name: value", of no credentials
};

// How the same is shown again.
struct Rerun {
  Rerun(std::string command) : check(std::move(command)) {} // NOLINT(google-explicit-constructor)

  std::string check; // "gwdiag check http://… http://…", without secrets
  std::string probe; // the options for `gwdiag probe` of the upstream alone, a blank before each
  std::string note;  // what `check` leaves out, and what its FILE is; empty: nothing
  Access proxy, upstream;
};

// Fills title, explanation, fixes, verify … of every cause, and the commands of decide_by, with the
// real values of this run.
void advise(Verdict& verdict, const Evidence& evidence, const Rerun& rerun);

} // namespace gwdiag
