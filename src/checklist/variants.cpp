// SPDX-License-Identifier: Apache-2.0
#include "checklist/variants.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "checklist/commands.hpp"
#include "diagnosis/detail_of.hpp"

namespace gwdiag {

namespace {

bool is_interim(const Cause& cause) {
  return std::ranges::any_of(cause.details, [](const Detail& detail) {
    return detail.key == "interim" ||
           (detail.key == "anomaly" && detail.text.ends_with("-interim"));
  });
}

// What another port says comes through the proxy.
bool is_handed_on(const Cause& cause) {
  return std::ranges::any_of(cause.details, [](const Detail& d) { return d.key == "speaks"; }) ||
         std::ranges::any_of(cause.evidence, [](const Fact& f) {
           return f.fact.starts_with("X-Transformed-From");
         });
}

bool is_of_descriptors(const Cause& cause) {
  return detail_of(cause, "resource") == "file descriptors";
}

// The proxy's log has the upstream close on it, and the upstream answers here.
bool is_of_the_proxy_alone(const Cause& cause) {
  return detail_of(cause, "from_here") == "answers";
}

bool is_of_a_firewall(const Cause& cause) {
  return detail_of(cause, "how") == "a firewall that rejects" ||
         (cause.id == "path-blocked" && detail_of(cause, "proxy_runs") == "here");
}

// What to do about a process that cannot run; {pid} is its number.
struct StateStep {
  std::string_view state;
  std::string_view text;
  std::string_view command;
};

constexpr std::array state_steps{
    StateStep{"stopped",
              "Let the process and its group run again, and find out who stopped it",
              "kill -CONT $(pgrep -g $(ps -o pgid= -p {pid}))"},
    StateStep{"traced",
              "See which debugger holds the process, and let it go on",
              "grep TracerPid /proc/{pid}/status"},
    StateStep{"frozen",
              "See which control group is frozen, and thaw it (docker unpause, systemctl thaw)",
              "cat /proc/{pid}/cgroup"},
    StateStep{"disk", "See what the process waits for", "sudo cat /proc/{pid}/stack"},
};

void prepend_state_step(std::vector<Fix>& fixes, const Cause& cause) {
  const std::string state = detail_of(cause, "process_state");
  const auto* const row =
      std::ranges::find(state_steps, std::string_view(state), &StateStep::state);
  const Values values{{"pid", number_of(cause, "process")}};
  if (row != state_steps.end()) {
    fixes.insert(fixes.begin(),
                 {.text = std::string(row->text), .command = fill(row->command, values)});
  }
}

// What holds for this way of coming about, ahead of the ordinary steps.
void prepend_special_step(std::vector<Fix>& fixes, const Cause& cause, const std::string& probe) {
  if (const std::string gateway = detail_of(cause, "gateway"); !gateway.empty()) {
    fixes.insert(fixes.begin(),
                 {.text = fmt::format("{} is a gateway itself: look up in its configuration what "
                                      "stands behind it, and check that pair, {} as PROXY",
                                      gateway,
                                      gateway),
                  .command = {}});
  } else if (const std::string to = detail_of(cause, "location");
             !to.empty() && cause.id == "upstream-error-status") {
    fixes.insert(
        fixes.begin(),
        {.text = fmt::format("It sends to {}: to https it wants X-Forwarded-Proto from the "
                             "proxy, to another path that one is to be asked (--path), to "
                             "a login it wants credentials; where that is well, say so "
                             "(--expect-status)",
                             to),
         .command = {}});
  } else if (detail_of(cause, "buffered") == "true") {
    fixes.insert(fixes.begin(),
                 {.text =
                      "Let the proxy hand on what comes: in nginx, proxy_buffering off for this "
                      "location, or X-Accel-Buffering: no in the application's answer",
                  .command = {}});
  } else if (is_of_a_firewall(cause)) { // it runs, and a restart leaves the rule as it is
    std::erase_if(
        fixes, [](const Fix& fix) { return fix.checklist_step == 3 || fix.checklist_step == 5; });
    fixes.insert(fixes.begin(),
                 {.text = "Look for the rule among those of this machine's firewall, rules for one "
                          "user (skuid, --uid-owner) and redirections too",
                  .command = "nft list ruleset; iptables-save"});
  } else if (is_of_the_proxy_alone(cause)) { // it runs, and a restart leaves the rule as it is
    std::erase_if(fixes, [](const Fix& fix) { return fix.checklist_step != 3; });
    fixes.insert(
        fixes.begin(),
        {{.text = "Look at the upstream for a rule that shuts out the proxy's address: an allow "
                  "list, deny, return 444, fail2ban, a firewall",
          .command = {}},
         {.text = "Ask the upstream from the proxy's own machine: answered there, it is the proxy's "
                  "request that it ends on, by its Host or a header that the proxy adds",
          .command = probe}});
  } else if (is_of_descriptors(cause)) {
    fixes.insert(
        fixes.begin(),
        {{.text = "See what the process holds open, and whether its number only grows",
          .command = fill("ls -l /proc/{pid}/fd | awk '{print $NF}' | sort | uniq -c | sort -rn",
                          {{"pid", number_of(cause, "process")}})},
         {.text = "Raise its limit (LimitNOFILE= of the service, ulimit -n before it starts) and "
                  "restart it",
          .command = {}}});
  }
}

bool is_redirect(const Cause& cause) {
  return !detail_of(cause, "location").empty();
}

constexpr std::string_view closed_for_proxy =
    "The proxy's own line names this upstream, which answers the same request from here: what "
    "differs is who asks, or what the proxy's request has. Usual makers: a rule that shuts out the "
    "proxy's address (an allow list, nginx's 444, fail2ban, a firewall that resets), a Host or a "
    "header that the proxy sends.";

constexpr std::array variants{
    Variant{"closed-before-response",
            is_of_the_proxy_alone,
            "The upstream closes on the proxy without a response, and answers from here",
            closed_for_proxy},
    Variant{"reset-before-response",
            is_of_the_proxy_alone,
            "The upstream resets the proxy's connection, and answers from here",
            closed_for_proxy},
    Variant{"upstream-error-status",
            is_redirect,
            "The upstream redirects where another status is expected",
            "The response is whole and valid, and sends elsewhere; the proxy hands it on. Usual "
            "reasons: the application takes the request for one without TLS (X-Forwarded-Proto is "
            "missing), wants the path with a slash, its own public name, or a login."},
    Variant{
        "unexpected-upgrade",
        is_interim,
        "The upstream sends interim answers before its answer",
        "Interim answers (1xx) come before the response: 100 to a request that has nothing to be "
        "continued, 102 while the application works, 103 with early hints. RFC 9110 section "
        "15.2 allows them, and a proxy has to hand them on or drop them; some products take the "
        "first for the answer, or take a few and no more, and fail."},
    Variant{"connection-limit",
            is_of_descriptors,
            "The upstream has no file descriptor left",
            "Each connection needs one, beside the files and connections that the process holds "
            "itself. At its limit (ulimit -n, LimitNOFILE of the service) accept() fails: what "
            "comes waits in the queue, or is closed at once. Often they leak: connections that "
            "are never closed."},
    Variant{
        "connection-refused",
        is_of_a_firewall,
        "A firewall rejects connections to the upstream",
        "A process listens on this address and port and has done so all along, and the connect "
        "is answered with a reset: a rule in front of it rejects, for everybody or for some, or "
        "leads the connect to another port on which nothing listens."},
    Variant{"wrong-upstream-address",
            is_handed_on,
            "",
            "The upstream named here is a web server and is well; what comes through the proxy are "
            "the bytes of something else, which the proxy took for an answer of HTTP/0.9, from "
            "before there were heads. The configuration in force points to that other port."},
};

} // namespace

const Variant* variant_of(const Cause& cause) {
  const auto* const found = std::ranges::find_if(
      variants, [&](const Variant& v) { return v.id == cause.id && v.is(cause); });
  return found == variants.end() ? nullptr : found;
}

void prepend_special_steps(Cause& cause, const std::string& probe) {
  prepend_special_step(cause.fixes, cause, probe);
  prepend_state_step(cause.fixes, cause);
}

} // namespace gwdiag
