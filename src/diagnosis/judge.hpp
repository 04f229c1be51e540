// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnosis/finding.hpp"
#include "evidence/evidence.hpp"
#include "proxies/profile.hpp"

namespace gwdiag {

// The proxy's side, reduced to what findings are weighed against.
struct ProxyView {
  bool asked = false;
  bool fails =
      false; // no valid answer, a status not expected, or a certificate that clients refuse
  const Attempt* attempt = nullptr;
  const Profile* profile = nullptr;
  std::string version;
  const Profile* front = nullptr; // of the product in front of the one that wrote the answer
  bool wrote = false;             // the product wrote the answer itself
  bool wrote_behind = false;      // and another one stands in front of it
  int status = 0;                 // 0: no answer
  double elapsed_ms = 0;          // to the first byte, or to the end of a failure
  std::string error;              // HttpTrace::error
  bool stopped_short = false;     // a valid head, and a body without its end
  // Asked again it answers well, or hands on the only upstream's page: nothing lasting keeps it
  // from that upstream.
  bool reaches_again = false;
  bool damaged = false;                 // bytes that are no valid response
  std::string upstream_scheme = "http"; // what the upstream in question is asked in

  std::string title() const;        // "nginx", "the proxy"
  bool asks_an_application() const; // in another protocol than HTTP/1
  // What the profile, which must have on_fault, gives for this fault.
  Outcome meets(Fault fault) const;
};

// Nothing takes connections there: a closed port, a socket file that is missing or dead.
bool refused(const Attempt& attempt);

// The end of our own run, or a limit of our own machine: it says nothing about the peer.
bool ended_by_us(const Attempt& attempt);
// The error of a stage that tells of this run or its machine, not of the peer.
bool is_end_of_ours(std::string_view error);

// No valid answer with an expected status.
bool attempt_fails(const Attempt& attempt, const Expectations& expected);
// 413, 414 or 431: RFC 9110 sections 15.5.14 and 15.5.15, RFC 6585 section 5.
bool refuses_size(int status);
// gRPC's word for 503, in a response that is 200 (grpc/doc/http-grpc-status-mapping.md).
bool says_unavailable(const HttpTrace& http);

ProxyView view_proxy(const Evidence& evidence);
// The same of one of its answers, with the layers that this one shows.
ProxyView
view_attempt(const Evidence& evidence, const Attempt& attempt, const std::vector<Layer>& layers);

// Whether a status is what the user expects of a healthy service.
bool expected_status(int status, const Expectations& expected);

enum class Fit {
  agrees,      // the proxy's answer is what its profile gives for this fault
  open,        // no profile, or one that does not say
  contradicts, // the profile gives another answer for this fault
  none,        // in front of this proxy it is no fault at all
};

struct Judged {
  Finding finding;
  Fit fit = Fit::open;
  // The fit rests on a verified profile, or the same bytes came through the proxy.
  bool grounded = false;
  // The head is broken in a way that this product refuses whatever follows: it met that first.
  bool refused_head = false;
};

// A product's standard page: whoever runs that product serves the same bytes.
bool standard_page(const Http1Response& response);

// Status and body are the same, byte for byte.
bool same_page(const Http1Response& one, const Http1Response& other);

// The proxy's answer is one that its product is known to give for this fault; true as well when
// nothing is known of it, or when it did not write the answer itself.
bool may_show(const ProxyView& proxy, Fault fault);

// An error that the proxy did not write, and that its product gives for no fault on the way: an
// application's own.
bool hands_on_an_error(const ProxyView& proxy);

// It accounts for the proxy's failure by itself: what this proxy may or may not mind does not.
bool explains(const Judged& judged);

// It may account for the failure, as other things may.
bool fits(const Judged& judged);

// Does this fault at an upstream explain the failure that the proxy shows?
Judged judge(const Finding& finding, const ProxyView& proxy);

} // namespace gwdiag
