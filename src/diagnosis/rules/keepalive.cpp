// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/finding.hpp"
#include "diagnosis/known_times.hpp"

namespace gwdiag::rules {

namespace {

constexpr double second_ms = 1000;

bool closed(const IdleTrace& idle) {
  return idle.how == "fin" || idle.how == "rst";
}

std::string how_in_words(const IdleTrace& idle) {
  return idle.how == "rst" ? "RST" : "FIN";
}

void name_the_server(const Seen& seen, double close_ms, Finding& finding) {
  const std::string_view server =
      seen.attempt().http.response.header("Server").value_or(std::string_view());
  const std::string whose = whose_idle_time(close_ms / second_ms, server);
  if (!whose.empty()) {
    finding.facts.push_back(make_fact("timing",
                                      fmt::format("{} is {}", seconds(close_ms), whose),
                                      seen.at("timing", "keepalive/after_request/idle_ms")));
    finding.details.push_back(text_detail("default_of", whose));
  }
}

void add_fresh(const Seen& seen, const IdleTrace& fresh, Finding& finding) {
  if (closed(fresh)) {
    finding.details.push_back(number_detail("fresh_close_s", fresh.idle_ms / second_ms));
    finding.facts.push_back(make_fact("timing",
                                      fmt::format("one that has carried no request: after {} ({})",
                                                  seconds(fresh.idle_ms),
                                                  how_in_words(fresh)),
                                      seen.at("timing", "keepalive/fresh/idle_ms")));
  }
}

} // namespace

// After how long the upstream closes a connection that has carried a request. Whether the proxy
// would still use it then is judged beside the proxy (race.cpp).
void keepalive(const Seen& seen, Findings& out) {
  const KeepaliveTrace& trace = seen.attempt().timing.keepalive;
  const IdleTrace& idle = trace.after_request;
  const bool stated = idle.how == "open" && trace.stated_s.value_or(0) * second_ms > idle.idle_ms;
  if (!closed(idle) && !stated) {
    return;
  }
  const double close_ms = stated ? *trace.stated_s * second_ms : idle.idle_ms;
  Finding finding = make_finding(
      seen,
      "keepalive-race",
      fmt::format("{} closes an idle connection after {}", seen.where(), seconds(close_ms)));
  finding.weight = Finding::Weight::note;
  finding.fault = idle.how == "rst" ? Fault::reset : Fault::closed;
  finding.details.push_back(number_detail("idle_close_s", close_ms / second_ms));
  if (stated) {
    finding.facts.push_back(make_fact(
        "timing",
        fmt::format("{} says that it will close an idle connection after {} (Keep-Alive: timeout)",
                    seen.where(),
                    seconds(close_ms)),
        seen.at("timing", "keepalive/stated_s")));
  } else {
    finding.details.push_back(text_detail("how", how_in_words(idle)));
    finding.facts.push_back(make_fact(
        "timing",
        fmt::format("after an answer, {} closes the connection when it was idle for {} ({})",
                    seen.where(),
                    seconds(close_ms),
                    how_in_words(idle)),
        seen.at("timing", "keepalive/after_request/idle_ms")));
  }
  if (!stated && trace.stated_s) {
    finding.details.push_back(number_detail("stated_s", *trace.stated_s));
    finding.facts.push_back(make_fact(
        "timing",
        fmt::format("its Keep-Alive field states {}", seconds(*trace.stated_s * second_ms)),
        seen.at("timing", "keepalive/stated_s")));
  }
  name_the_server(seen, close_ms, finding);
  add_fresh(seen, trace.fresh, finding);
  out.push_back(std::move(finding));
}

} // namespace gwdiag::rules
