// SPDX-License-Identifier: Apache-2.0
// What was seen at an upstream, and what a proxy's log makes of it.
#include <algorithm>
#include <array>
#include <utility>

#include "diagnosis/logged.hpp"
#include "proxies/logged_as.hpp"

namespace gwdiag {

using About = RunLine::About;

namespace {

// Causes that rest on both sides together, and on no finding at one of them.
constexpr std::array of_both_sides{
    std::pair{std::string_view("protocol-mismatch"), Fault::garbage},
    // A request that goes round until a limit ends it somewhere.
    std::pair{std::string_view("proxy-loop"), Fault::closed},
    std::pair{std::string_view("proxy-loop"), Fault::answer_timeout},
    std::pair{std::string_view("proxy-loop"), Fault::connect_timeout},
};

// A TLS port answers plain bytes with a page in plain HTTP/1, or with an alert: who reads frames or
// records there says that another protocol is spoken.
bool speaks_tls_and_was_asked_plainly(const RunLine& line, const Cause& cause) {
  return cause.id == "plain-http-to-tls-port" && line.line.ids.front() == "protocol-mismatch";
}

// How a proxy meets what was seen there.
std::vector<Fault> met_as(const Scene& scene, const Cause& cause) {
  std::vector<Fault> faults;
  for (const Findings& findings : scene.of_upstreams) {
    for (const Finding& finding : findings) {
      if (finding.id != cause.id || finding.upstream != cause.upstream) {
        continue;
      }
      if (finding.fault) {
        faults.push_back(*finding.fault);
      }
      if (finding.anomaly) { // whoever refuses it may call it by any fault of a message
        faults.push_back(Fault::garbage);
      }
    }
  }
  const bool seen = !faults.empty();
  for (const auto& [id, fault] : of_both_sides) {
    if (!seen && id == cause.id) {
      faults.push_back(fault);
    }
  }
  return faults;
}

} // namespace

// It speaks of this cause's upstream, or names none.
bool same_upstream(const RunLine& line, const Cause& cause) {
  return line.about == About::given ? line.upstream == cause.upstream
                                    : line.about == About::unnamed && cause.upstream >= 0;
}

bool follows(const Scene& scene, const RunLine& line, const Cause& cause) {
  return cause.certainty != Certainty::possible &&
         (speaks_tls_and_was_asked_plainly(line, cause) ||
          std::ranges::any_of(met_as(scene, cause), [&](Fault fault) {
            return logs_as(line.line.product, fault, line.line.ids.front());
          }));
}

// A server that kills its worker guesses at a lack of memory; that is the kernel's to say.
const std::string& inner_id(const RunLine& line) {
  const auto killed = std::ranges::find(line.line.ids, "worker-killed");
  return killed == line.line.ids.end() ? line.line.ids.front() : *killed;
}

// What a line says of the inside, given what was seen from outside: nobody listens while it starts
// over.
std::string why(const RunLine& line, const Cause& seen) {
  const auto& ids = line.line.ids;
  const bool refused = seen.id == "connection-refused" || seen.id.starts_with("unix-socket-");
  const auto again = std::ranges::find(ids, "upstream-restarting");
  return refused && again != ids.end() && line.line.tie != "before" ? *again : inner_id(line);
}

// What befalls a worker or a queue leaves the port listening: its master keeps it. Whom the kernel
// killed before the port was closed, it does not say.
bool leaves_open_why(const RunLine& line, const std::string& id, const Cause& seen) {
  static constexpr std::array<std::string_view, 3> ids{
      "worker-killed", "accept-queue-full", "connection-limit"};
  const bool closed = seen.id == "connection-refused" || seen.id == "unix-socket-refused";
  return closed && (line.line.product == "kernel" ||
                    std::ranges::find(ids, std::string_view(id)) != ids.end());
}

// An application server writes that what it is sent is not in its protocol, or more than it takes,
// and it ends such connections.
bool spoken_wrongly(const RunLine& line, const std::string& id, const Cause& seen) {
  static constexpr std::array<std::string_view, 4> ids{"protocol-mismatch",
                                                       "plain-http-to-tls-port",
                                                       "proxy-protocol-unexpected",
                                                       "request-too-large"};
  return std::ranges::find(ids, std::string_view(id)) != ids.end() && line.line.tie != "before" &&
         find_profile(line.line.product) == nullptr &&
         logs_as(line.line.product, Fault::garbage, seen.id);
}

} // namespace gwdiag
