// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "host/kernel_log.hpp"
#include "host/memory.hpp"
#include "host/units.hpp"
#include "tree.hpp"

using namespace gwdiag;

TEST_CASE("memory of a group of version 1, against the tightest limit on the way up") {
  Tree tree;
  const std::string own = "/sys/fs/cgroup/memory/docker/app/";
  const std::string above = "/sys/fs/cgroup/memory/docker/";
  tree.file("/proc/7/cgroup", "9:cpu,cpuacct:/docker/app\n4:memory:/docker/app\n0::/docker/app\n");
  tree.file(own + "memory.usage_in_bytes", "50000000\n")
      .file(own + "memory.limit_in_bytes", "9223372036854771712\n");
  tree.file(own + "memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
  tree.file(above + "memory.usage_in_bytes", "90000000\n")
      .file(above + "memory.limit_in_bytes", "100000000\n");
  tree.file(above + "memory.stat",
            "cache 1\ntotal_inactive_file 20000000\ntotal_active_file 1000000\n");
  tree.file(above + "memory.failcnt", "17\n").file(above + "memory.oom_control", "oom_kill 99\n");
  const Cgroup cgroup = cgroup_of(tree.root(), 7);
  CHECK(cgroup.version == 1);
  const HostMemory memory = read_memory(tree.root(), cgroup);
  CHECK(memory.cgroup == "/docker/app");
  CHECK(memory.limited_by == "/docker");
  CHECK(memory.used_bytes == 90000000);
  CHECK(memory.limit_bytes == 100000000);
  CHECK(memory.file_bytes == 21000000);
  CHECK(memory.limit_hits == 17);
  CHECK(memory.oom_kills == 3);
}

TEST_CASE("memory of a group of version 2, with its pressure") {
  Tree tree;
  const std::string own = "/sys/fs/cgroup/system.slice/app.service/";
  tree.file("/proc/7/cgroup", "0::/system.slice/app.service\n");
  tree.file(own + "memory.current", "64000000\n").file(own + "memory.max", "67108864\n");
  tree.file(own + "memory.events", "low 0\nhigh 0\nmax 12\noom 2\noom_kill 1\noom_group_kill 0\n");
  tree.file(own + "memory.stat", "anon 60000000\nfile 1\ninactive_file 1000\nactive_file 24\n");
  tree.file(own + "memory.pressure",
            "some avg10=31.25 avg60=1.00 avg300=0.10 total=5\nfull avg10=12.50 avg60=0 avg300=0 "
            "total=1\n");
  tree.file("/sys/fs/cgroup/system.slice/memory.max", "max\n");
  const HostMemory memory = read_memory(tree.root(), cgroup_of(tree.root(), 7));
  CHECK(memory.version == 2);
  CHECK(memory.limited_by.empty());
  CHECK(memory.used_bytes == 64000000);
  CHECK(memory.limit_bytes == 67108864);
  CHECK(memory.file_bytes == 1024);
  CHECK(memory.limit_hits == 12);
  CHECK(memory.oom_kills == 1);
  CHECK(memory.stalled_some == 31.25);
  CHECK(memory.stalled_full == 12.5);
}

TEST_CASE(
    "a group outside of ours, without a limit, or with nonsense in its files, measures nothing") {
  Tree tree;
  tree.file("/proc/7/cgroup", "0::/../../etc\n").file("/etc/memory.current", "1\n");
  CHECK(cgroup_of(tree.root(), 7).version == 0);
  tree.file("/proc/8/cgroup", "0::/x\nno colon\n:::\n")
      .file("/sys/fs/cgroup/x/memory.current", "-5\n");
  tree.file("/sys/fs/cgroup/x/memory.max", "max\n")
      .file("/sys/fs/cgroup/x/memory.events", "oom_kill x\n");
  const HostMemory memory = read_memory(tree.root(), cgroup_of(tree.root(), 8));
  CHECK_FALSE(memory.used_bytes);
  CHECK_FALSE(memory.limit_bytes);
  CHECK_FALSE(memory.oom_kills);
}

TEST_CASE("the machine's own memory") {
  Tree tree;
  tree.file("/proc/meminfo", "MemTotal:       1000 kB\nMemFree: 1 kB\nMemAvailable:    30 kB\n");
  tree.file(
      "/proc/pressure/memory",
      "some avg10=5.00 avg60=0.00 avg300=0.00 total=0\nfull avg10=0.50 avg60=0 avg300=0 total=0\n");
  HostTrace trace;
  read_machine_memory(tree.root(), trace);
  CHECK(trace.memory_total == 1024000);
  CHECK(trace.memory_available == 30720);
  CHECK(trace.stalled_some == 5.0);
  CHECK(trace.stalled_full == 0.5);
  CHECK(trace.unread.empty());
}

TEST_CASE("a kernel that does not measure stalls is said to") {
  Tree tree;
  tree.file("/proc/meminfo", "MemTotal:       1000 kB\nMemAvailable:    30 kB\n");
  HostTrace trace;
  read_machine_memory(tree.root(), trace);
  CHECK_FALSE(trace.stalled_some);
  REQUIRE(trace.unread.size() == 1);
  CHECK(trace.unread[0].because.starts_with("/proc/pressure/memory: "));
}

TEST_CASE("kills in the kernel's log, latest first, none older than an hour") {
  Tree tree;
  tree.file("/etc/passwd", "app:x:1000:1000::/:/bin/sh\n");
  const std::string log =
      "4,1,1000000,-;Out of memory: Killed process 5 (old) total-vm:1kB, anon-rss:1kB, "
      "file-rss:0kB, UID:0 pgtables:1kB\n"
      "6,2,3700000000,-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/"
      ",mems_allowed=0,"
      "oom_memcg=/system.slice,task_memcg=/system.slice/"
      "app.service,task=a,pid=(x),pid=4711,uid=1000\n"
      " SUBSYSTEM=x\n"
      "3,3,3700000500,-;Memory cgroup out of memory: Killed process 4711 (a,pid=(x)) "
      "total-vm:2048kB, "
      "anon-rss:1024kB, file-rss:8kB, shmem-rss:0kB, UID:1000 pgtables:1kB oom_score_adj:0\n"
      "3,4,3701000000,-;Out of memory: Killed process 12 (java) total-vm:1kB, anon-rss:5kB, UID:0 "
      "pgtables:1kB\n"
      "6,5,3702000000,-;python3: I saw Killed process 13 (x) total-vm\n"
      "6,6,3702000000,-;Out of memory: Killed process 99999999999 (x) a\n"
      "6,7,3702000000,-;Out of memory: Killed process 14\n"
      "broken\n,,,;\n";
  const auto kills = find_kills(tree.root(), log, 3710000);
  REQUIRE(kills.size() == 2);
  CHECK(kills[0].pid == 12);
  CHECK(kills[0].name == "java");
  CHECK(kills[0].cgroup.empty());
  CHECK(kills[0].age_ms == doctest::Approx(9000));
  CHECK(kills[1].pid == 4711);
  CHECK(kills[1].name == "a,pid=(x)");
  CHECK(kills[1].user == "app");
  CHECK(kills[1].cgroup == "/system.slice/app.service");
  CHECK(kills[1].unit == "app.service");
  CHECK(kills[1].limited_by == "/system.slice");
  CHECK(kills[1].resident_bytes == 1024 * 1024);
}

TEST_CASE("a log that cannot be read is said") {
  Tree tree;
  HostTrace trace;
  read_kills(tree.root(), trace);
  REQUIRE(trace.unread.size() == 1);
  CHECK(trace.unread[0].because.starts_with("/dev/kmsg: "));
  CHECK(trace.unread[0].because.find("journalctl: ") != std::string::npos);
}

TEST_CASE("where the kernel's log is closed, journald may have what it said") {
  Tree tree;
  tree.file("/proc/stat", "btime 1700000000\n")
      .file("/proc/uptime", "5000.00 1.00\n")
      .file("/commands/journalctl",
            "1700000900.000000 box kernel: Out of memory: Killed process 3 (old) total-vm:1kB, "
            "anon-rss:1kB, UID:0 pgtables:1kB\n"
            "1700004990.500000 box kernel: oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),"
            "oom_memcg=/system.slice/app.service,task_memcg=/system.slice/app.service,task=app,"
            "pid=4711,uid=0\n"
            "1700004990.500100 box kernel: Memory cgroup out of memory: Killed process 4711 (app) "
            "total-vm:2048kB, anon-rss:1024kB, file-rss:8kB, UID:0 pgtables:1kB\n"
            "1700004991.000000 box app[7]: Out of memory: Killed process 9 (x) total-vm\nnoise\n");
  HostTrace trace;
  read_kills(tree.root(), trace);
  CHECK(trace.unread.empty());
  REQUIRE(trace.kills.size() == 1);
  CHECK(trace.kills[0].pid == 4711);
  CHECK(trace.kills[0].unit == "app.service");
  CHECK(trace.kills[0].age_ms == doctest::Approx(9499.9));
}

TEST_CASE("units whose files name a port") {
  Tree tree;
  tree.file("/etc/systemd/system/app.service",
            "[Service]\nExecStart=/usr/bin/gunicorn -b 127.0.0.1:8080 app:app\n");
  tree.file("/usr/lib/systemd/system/app.service",
            "[Service]\nExecStart=/usr/bin/gunicorn --bind=:8080\n");
  tree.file("/etc/systemd/system/other.service",
            "# ExecStart=/bin/x :8080\n[Service]\nExecStart=/bin/x :18080\n");
  tree.file("/etc/systemd/system/env.service", "[Service]\nEnvironment=PORT=8080\n");
  tree.file("/etc/systemd/system/app.conf", "ExecStart=/bin/x :8080\n");
  auto units = units_naming(tree.root(), 8080, "");
  std::ranges::sort(units);
  CHECK(units == std::vector<std::string>{"app.service", "env.service"});
}
