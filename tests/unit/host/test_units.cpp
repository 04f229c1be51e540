// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "host/command.hpp"
#include "host/reader.hpp"
#include "host/units.hpp"
#include "tree.hpp"

using namespace gwdiag;

namespace {

const std::string app = "Id=app.service\nActiveState=activating\nSubState=auto-restart\n"
                        "Result=exit-code\nNRestarts=17\nExecMainStatus=3\n"
                        "ExecMainStartTimestampMonotonic=97500000\n";
const std::string other = "Id=worker.service\nActiveState=failed\nSubState=failed\n"
                          "Result=oom-kill\nNRestarts=0\nExecMainStatus=9\n";

} // namespace

TEST_CASE("the state of services, as systemctl shows it") {
  Tree tree;
  tree.file("/proc/uptime", "100.00 1.00\n");
  tree.file("/run/systemd/system/x", "").file("/commands/systemctl", app + "\n" + other);
  const auto units = unit_states(tree.root(), {"app.service", "worker.service"});
  REQUIRE(units);
  REQUIRE(units->size() == 2);
  CHECK((*units)[0].name == "app.service");
  CHECK((*units)[0].state == "activating");
  CHECK((*units)[0].substate == "auto-restart");
  CHECK((*units)[0].result == "exit-code");
  CHECK((*units)[0].restarts == 17);
  CHECK((*units)[0].main_status == 3);
  CHECK((*units)[0].age_ms == doctest::Approx(2500));
  CHECK((*units)[1].result == "oom-kill");
  CHECK((*units)[1].restarts == 0);
  CHECK_FALSE((*units)[1].age_ms);
}

TEST_CASE("what was not asked for, has no state or is no number is left out") {
  Tree tree;
  tree.file("/run/systemd/system/x", "")
      .file("/commands/systemctl",
            "noise\n=\nId=\x1b[31m\nActiveState=failed\n\nId=app.service\nActiveState=inactive\n"
            "NRestarts=many\nExecMainStatus=-1\n\n" +
                other + "\n\nId=empty.service\nActiveState=\n");
  const auto units = unit_states(tree.root(), {"app.service", "empty.service"});
  REQUIRE(units);
  REQUIRE(units->size() == 1);
  CHECK((*units)[0].name == "app.service");
  CHECK_FALSE((*units)[0].restarts);
  CHECK_FALSE((*units)[0].main_status);
}

TEST_CASE("a machine without systemd says so, and only where a service was named") {
  Tree tree;
  CHECK(unit_states(tree.root(), {"app.service"}).error() == "systemd does not run here");
  tree.file("/run/systemd/system/x", "");
  CHECK(unit_states(tree.root(), {"app.service"}).error().starts_with("systemctl: "));
  HostReader reader(tree.root(), {{"http://127.0.0.1:8080", "upstream", 8080, ""}});
  reader.look();
  const auto says = [&] {
    for (const HostUnread& one : reader.facts({"127.0.0.1:8080"}).unread) {
      if (one.what.starts_with("what systemd says of")) {
        return one.what;
      }
    }
    return std::string();
  };
  CHECK(says().empty());
  tree.file("/etc/systemd/system/app.service", "[Service]\nExecStart=/bin/app --port 8080\n");
  CHECK(says() == "what systemd says of app.service");
}

TEST_CASE("the service whose file names the port is told with its state") {
  Tree tree;
  tree.file("/run/systemd/system/x", "")
      .file("/commands/systemctl", app)
      .file("/etc/systemd/system/app.service", "[Service]\nExecStart=/bin/app --port 8080\n");
  HostReader reader(tree.root(), {{"http://127.0.0.1:8080", "upstream", 8080, ""}});
  reader.look();
  const HostTrace trace = reader.facts({"127.0.0.1:8080"});
  REQUIRE(trace.endpoints.size() == 1);
  REQUIRE(trace.endpoints[0].unit_states.size() == 1);
  CHECK(trace.endpoints[0].unit_states[0].restarts == 17);
}

TEST_CASE("a command's output, without a shell and within bounds") {
  const Root here;
  CHECK(command_output(here, {"/bin/echo", "a;b", "$(c)"}) == "a;b $(c)\n");
  CHECK_FALSE(command_output(here, {"/nowhere/at/all"}));
  CHECK_FALSE(command_output(here, {"/bin/true"}));
  CHECK(command_output(here, {"/usr/bin/yes"})->size() == 65536);
}
