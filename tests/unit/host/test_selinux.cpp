// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <doctest/doctest.h>

#include "host/reader.hpp"
#include "host/selinux.hpp"
#include "tree.hpp"

using namespace gwdiag;

namespace {

constexpr double now_ms = 1700000100.0 * 1000;

// As auditd writes it on a Red Hat system: nginx may not connect to port 8081.
const std::string refused =
    "type=AVC msg=audit(1700000095.250:417): avc:  denied  { name_connect } for  pid=4711 "
    "comm=\"nginx\" dest=8081 scontext=system_u:system_r:httpd_t:s0 "
    "tcontext=system_u:object_r:transproxy_port_t:s0 tclass=tcp_socket permissive=0\n";
const std::string other_port =
    "type=AVC msg=audit(1700000096.000:418): avc:  denied  { name_connect } for  pid=4711 "
    "comm=\"nginx\" dest=25 scontext=system_u:system_r:httpd_t:s0 "
    "tcontext=system_u:object_r:smtp_port_t:s0 tclass=tcp_socket permissive=0\n";

// A machine that has been up for 100 s at `now_ms`.
void machine(Tree& tree, const std::string& enforce) {
  tree.file("/sys/fs/selinux/enforce", enforce)
      .file("/proc/stat", "cpu  1 2 3\nbtime 1700000000\nprocesses 1\n")
      .file("/proc/uptime", "100.00 90.00\n");
}

HostTrace looked_at(const Tree& tree) {
  HostReader reader(tree.root(), {{"http://127.0.0.1:8081", "upstream", 8081, ""}});
  reader.look();
  return reader.facts({"127.0.0.1:8081"});
}

bool unread(const HostTrace& trace, const std::string& what) {
  return std::ranges::any_of(trace.unread, [&](const HostUnread& u) { return u.what == what; });
}

} // namespace

TEST_CASE("a connect that SELinux refused, from the lines of the audit log") {
  const auto denials = find_denials(refused, now_ms);
  REQUIRE(denials.size() == 1);
  CHECK(denials[0].pid == 4711);
  CHECK(denials[0].name == "nginx");
  CHECK(denials[0].port == 8081);
  CHECK(denials[0].source == "httpd_t");
  CHECK(denials[0].target == "transproxy_port_t");
  CHECK(denials[0].age_ms == doctest::Approx(4750));
}

TEST_CASE("a connect to a Unix socket, from the kernel's log where no auditd runs") {
  const auto denials = find_denials(
      "5,900,123,-;audit: type=1400 audit(1700000090.000:12): avc:  denied  { connectto } for  "
      "pid=7 comm=\"nginx\" path=\"/run/app.sock\" scontext=system_u:system_r:httpd_t:s0 "
      "tcontext=system_u:system_r:unconfined_service_t:s0 tclass=unix_stream_socket permissive=0\n"
      "5,901,124,-;audit: type=1400 audit(1700000091.000:13): avc:  denied  { write } for  pid=7 "
      "comm=\"nginx\" name=\"app.sock\" dev=\"tmpfs\" ino=3 scontext=system_u:system_r:httpd_t:s0 "
      "tcontext=system_u:object_r:var_run_t:s0 tclass=sock_file permissive=0\n",
      now_ms);
  REQUIRE(denials.size() == 2);
  CHECK(denials[0].socket_path == "app.sock");
  CHECK(denials[1].socket_path == "/run/app.sock");
  CHECK(denials[1].target == "unconfined_service_t");
}

TEST_CASE("what is permitted, old, of another kind or broken is no refusal") {
  std::string permissive = refused;
  permissive.replace(permissive.find("permissive=0"), 12, "permissive=1");
  std::string old = refused;
  old.replace(old.find("1700000095"), 10, "1699990000");
  std::string bind = refused;
  bind.replace(bind.find("name_connect"), 12, "name_bind");
  std::string no_port = refused;
  no_port.replace(no_port.find("dest=8081"), 9, "dest=x");
  std::string no_pid = refused;
  no_pid.replace(no_pid.find("pid=4711"), 8, "pid=");
  CHECK(find_denials(permissive + old + bind + no_port + no_pid + "type=AVC msg=audit(\n\n", now_ms)
            .empty());
  std::string hostile = refused;
  hostile.replace(hostile.find("nginx"), 5, "a\x1b[31m");
  REQUIRE(find_denials(hostile, now_ms).size() == 1);
  CHECK(find_denials(hostile, now_ms)[0].name == "a\\x1b[31m");
  std::string many;
  for (int i = 0; i < 1000; ++i) {
    many += refused;
  }
  CHECK(find_denials(many, now_ms).size() == 16);
}

TEST_CASE("refusals of the endpoints' ports alone, from a recorded machine") {
  Tree tree;
  machine(tree, "1");
  tree.file("/var/log/audit/audit.log", refused + other_port);
  const HostTrace trace = looked_at(tree);
  CHECK(trace.selinux == "enforcing");
  REQUIRE(trace.denials.size() == 1);
  CHECK(trace.denials[0].port == 8081);
  CHECK_FALSE(unread(trace, "connects that SELinux refused"));
}

TEST_CASE("a closed audit log is said where SELinux is at work, and nothing where it is not") {
  Tree tree;
  machine(tree, "0\n");
  const HostTrace closed = looked_at(tree);
  CHECK(closed.selinux == "permissive");
  CHECK(unread(closed, "connects that SELinux refused"));
  Tree without;
  const HostTrace none = looked_at(without);
  CHECK(none.selinux.empty());
  CHECK_FALSE(unread(none, "connects that SELinux refused"));
}
