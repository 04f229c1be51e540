// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/scene.hpp"

namespace gwdiag {

// A line of the logs that belongs to this run, and whose upstream it speaks of.
struct RunLine {
  enum class About { given, another, unnamed };
  const LoggedLine& line;
  std::string file; // as it was given
  std::string at;   // JSON Pointer
  About about = About::unnamed;
  int upstream = -1;   // of `given`
  bool ours = false;   // it names our own request: by connection, request id, or method and target
  bool others = false; // of another request, or of before
  // Not of the request itself but of one that the proxy makes for it besides: its name.
  std::string besides;

  Fact fact() const;
};

// The entry `e` of the log `l`.
RunLine run_line(const Evidence& evidence, const LogTrace& log, std::size_t l, std::size_t e);

// The lines of this run that show a cause: our own request's first, causes before consequences.
std::vector<RunLine> lines_of_run(const Evidence& evidence);

// The host and port (or "unix:" and path) that an upstream's name in a log stands for; an empty
// host if it names neither, as "be_web/web1".
struct LoggedAddress {
  std::string host;
  int port = 0;
};

LoggedAddress logged_address(std::string_view upstream);
std::string address_text(const LoggedAddress& address);

// What a proxy writes of its way to an upstream, before any of its bytes came.
bool is_of_the_way(std::string_view id);
// An access log's: it has the status of the answer, and a guess why.
bool is_of_access_log(const RunLine& line);
// The line speaks of this very fault, whoever's it is.
bool shows(const RunLine& line, const Cause& cause);

// Two names of one fault that logs and probes see at another moment.
bool same_family(std::string_view one, std::string_view other);

// The line speaks of this cause's upstream, or names none.
bool same_upstream(const RunLine& line, const Cause& cause);

// What was seen there accounts for the failure, and the line says no more than its writer's product
// writes of that: a consequence of it, or a coarser word for it.
bool follows(const Scene& scene, const RunLine& line, const Cause& cause);

// The cause that a line names of the inside of an upstream; `why`: given what was seen from
// outside.
const std::string& inner_id(const RunLine& line);
std::string why(const RunLine& line, const Cause& seen);

// An application server says that what it is sent is not in its protocol, or more than it takes,
// which ends as was seen.
bool spoken_wrongly(const RunLine& line, const std::string& id, const Cause& seen);
// A port that refuses is not explained by it.
bool leaves_open_why(const RunLine& line, const std::string& id, const Cause& seen);

// A cause that rests on one line.
Cause from_line(
    const Scene& scene, const RunLine& line, std::string id, Subject subject, std::string summary);
std::string writer(const RunLine& line); // "the log of haproxy"
std::string lowered(std::string says);   // "The upstream refuses." as a part of a sentence

// The lines speak of an address that is none of the upstreams', and of none of theirs: several
// causes where they leave open which.
std::vector<Cause>
other_address(const Scene& scene, const std::vector<RunLine>& lines, std::vector<Cause>& causes);
// The proxy cannot connect, its line names a server and no address, and the upstream given is well:
// a refusal speaks for another address or port, and anything slower for nothing in particular.
Cause elsewhere(const Scene& scene, const RunLine& line);

// The line names an upstream given, which takes connections from here: a way that is blocked, or
// another machine's loopback.
std::vector<Cause> blocked(const Scene& scene, const RunLine& line);

// In front of upstreams that are well: a health check that asks for the wrong thing, a rule that
// forbids a valid answer.
std::optional<Cause> by_its_own_rules(const Scene& scene, const std::vector<RunLine>& lines);

// The proxy asks another server before or beside the upstream, as with auth_request, and that
// fails.
std::optional<Cause> of_a_subrequest(const Scene& scene, const std::vector<RunLine>& lines);
// The name of that request in a line about it; empty: the line is about the request itself.
std::string subrequest_in(const LoggedLine& line);

// The kernel killed somebody for lack of memory, and the port is closed: possible, beside that.
void add_kill_by_the_kernel(const Scene& scene,
                            const std::vector<RunLine>& lines,
                            std::vector<Cause>& causes);

// The one upstream that refuses has its application server say, before this run, that it does not
// start: why it refuses. It makes nothing surer.
void add_failed_start(const std::vector<RunLine>& lines, std::vector<Cause>& causes);

// A server was chosen for our request, and not reached: the rotation was not empty.
bool picked_a_server(const std::vector<RunLine>& lines);

// The proxy answers with 4xx and not with an error of a gateway, and its line for our request says
// why.
std::optional<Cause> told_of_answer(const Scene& scene);

// The line of our own request in which the proxy says that it refused it by a limit or a rule of
// its own, where its answer is what that gives.
std::optional<RunLine> refusal_of_run(const Evidence& evidence);
std::optional<Cause> refused_by_itself(const Scene& scene);
// It explains the answer: what was seen at an upstream comes after it, and guesses are dropped.
void put_refusal_first(Cause refusal, std::vector<Cause>& causes);

// The proxy's line for our own request refuses this very certificate: it verifies, whatever its
// product does unless told. The cause's evidence is put right.
bool shown_to_verify(const Scene& scene, const RunLine& line, Cause& cause);

// Errors that the proxy wrote of our own request, and that no rule knows, beside a failure that
// nothing explains.
void quote_unknown_errors(const Scene& scene, std::vector<Cause>& causes);

// The proxy answers well, and its line for our own request says that it met what was seen at an
// upstream: likely, since its answer does not bear it out.
void show_hidden(const Scene& scene, std::vector<Cause>& causes);

// What the logs add to the causes of a failing proxy: a line about the same fault confirms it, one
// about another address or about what no probe can see becomes a cause.
void weigh_logs(const Scene& scene, std::vector<Cause>& causes);

} // namespace gwdiag
