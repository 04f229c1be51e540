// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/verdict.hpp"
#include "evidence/evidence.hpp"
#include "proxies/profile.hpp"

namespace gwdiag {

// Something wrong at one endpoint, as its own evidence shows it; whether it explains the proxy's
// answer is judged later.
struct Finding {
  enum class Weight {
    hard, // every ordinary client fails on it
    soft, // some clients fail on it, others do not mind
    note, // a fault only in front of a proxy that is known to refuse it
  };
  std::string id;
  Subject subject = Subject::upstream;
  int upstream = -1; // index in the evidence; -1: the proxy
  Weight weight = Weight::hard;
  std::optional<Fault> fault; // how a proxy in front meets it
  std::optional<Anomaly> anomaly;
  std::string summary;
  std::vector<Detail> details;
  std::vector<Fact> facts;
  Certainty at_most = Certainty::confirmed;
  bool our_choice = false;     // of how to ask brought it about: nobody said how
  bool ends_handshake = false; // of this proxy's product, before it sees a certificate
  std::string page; // hash of the body that a proxy would hand on for this fault; empty: none
};

using Findings = std::vector<Finding>;

// One attempt of one endpoint, as the rules look at it.
struct Seen {
  const EndpointTrace& trace;
  const Expectations& expected;
  int upstream = -1;     // index, or -1 for the proxy
  std::size_t index = 0; // of the attempt

  const Attempt& attempt() const { return trace.attempts[index]; }

  Subject subject() const { return upstream < 0 ? Subject::proxy : Subject::upstream; }

  // JSON Pointer of the endpoint, of a stage's field of this attempt, of a field of another
  // attempt.
  std::string base() const;
  std::string at(std::string_view stage, std::string_view field) const;
  std::string at_attempt(std::size_t other, std::string_view stage, std::string_view field) const;
  // "10.0.0.5:8080" or "unix:/run/app.sock": the address of this attempt, for sentences.
  std::string where() const;
};

// The attempts that stand for an address of the endpoint each, without those that this machine
// alone cannot reach.
std::vector<std::size_t> address_attempts(const EndpointTrace& trace);

// The index of the latest attempt with that role, or the number of attempts.
std::size_t find_role(const EndpointTrace& trace, std::string_view role);
// 2 for a status below 400, its hundreds above, 6 for no whole answer.
int status_class(const Attempt& attempt);
// What came first made the answer better. 400 is what a server says to a line it does not expect.
bool better_answered(const Attempt& behind, const Attempt& plain);

// No wire is between: the address that was asked, not the name that was given, is the machine's of
// itself.
bool on_loopback(const Attempt& attempt);
bool on_loopback(const EndpointTrace& trace);

// It asked for our certificate, got none, and ended the connection where the answer should begin.
bool closed_for_a_certificate(const Attempt& attempt);

Finding make_finding(const Seen& seen, std::string id, std::string summary);
Fact make_fact(std::string stage, std::string fact, std::string at, bool supports = true);
Detail text_detail(std::string key, std::string value);
Detail number_detail(std::string key, double value);
std::string seconds(double milliseconds); // "0.3 ms", "12 ms", "1.5 s"

namespace rules {
// One family a file. Each looks at one attempt (dns: at the endpoint) and adds what it finds; a
// later family is asked only when the stages before came through.
void dns(const Seen& seen, Findings& out);
void dns_sources(const Seen& seen, Findings& out);
void connect(const Seen& seen, Findings& out);
// Full-sized packets that vanish; true when it found that.
bool lost_segments(const Seen& seen, Findings& out);
void handshake(const Seen& seen, Findings& out);
void certificate(const Seen& seen, Findings& out);
// Puts clock-wrong before a date problem that `certificate` found; `our_clock` is RFC 3339, UTC.
void clock(const Seen& seen, const std::string& our_clock, Findings& out);
void silence(const Seen& seen, Findings& out);         // closed, reset, no answer in time
void limit_of_time(const Seen& seen, Findings& found); // a close that a time limit may be behind
void protocol(const Seen& seen, Findings& out);        // another protocol, another Host or version
// A PROXY header that is missing; true when it found that.
bool expects_proxy_header(const Seen& seen, Findings& out);
// One that --proxy-protocol had sent and that is not taken; true when it found that.
bool refuses_given_header(const Seen& seen, Findings& out);
void refuses_proxy_header(const Seen& seen, Findings& out); // one that the proxy may send
void upload(const Seen& seen, Findings& out); // answered and closed with the request unread
// FastCGI and its like: a protocol that is broken, another one, a script that is not there.
void application(const Seen& seen, Findings& out);
// What such a protocol adds to what the families below found: an error stream, busy workers.
void application_words(const Seen& seen, Findings& out);
void http2(const Seen& seen, Findings& out); // frames that break it, or another protocol
// It sent text of no known protocol before it was asked: rules of HTTP say nothing of that.
bool spoke_unasked(const Seen& seen);
void message(const Seen& seen, Findings& out); // what is wrong with the response
void size(const Seen& seen, Findings& out);
void pace(const Seen& seen, Findings& out); // slow, stalled
void status(const Seen& seen, Findings& out);
void keepalive(const Seen& seen, Findings& out); // an idle connection that was closed
void load(const Seen& seen, Findings& out);      // a few requests at once that fail or wait
// Over all that was asked of one address: it came and went, its packets get lost. Each stands in
// the place of what one look alone would be called.
void restarting(const Seen& seen, Findings& found);
void packet_loss(const Seen& seen, Findings& found);
} // namespace rules

// Everything wrong at this endpoint: each address by the families above, then the addresses against
// each other. `our_clock`: when the run began (Evidence::started_at).
Findings examine(const EndpointTrace& trace,
                 int upstream,
                 const Expectations& expected,
                 const std::string& our_clock);

} // namespace gwdiag
