// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "host/processes.hpp"
#include "host/reader.hpp"
#include "tree.hpp"

using namespace gwdiag;

namespace {

std::string listening(const std::string& address, int inode, int queue = 0) {
  return "0: " + address + " 00000000:0000 0A 00000000:0000000" + std::to_string(queue) +
         " 00:00000000 00000000 33 0 " + std::to_string(inode) + " 1\n";
}

void machine(Tree& tree) {
  tree.file("/proc/uptime", "100.00 1.00\n")
      .file("/proc/net/unix", "\n")
      .file("/etc/passwd", "www-data:x:33:33::/:/bin/false\n");
  tree.process(10, "gunicorn: m (x)", 1, 5000, "gunicorn -b 127.0.0.1:8080 app");
  tree.link("/proc/10/fd/5", "socket:[4242]").link("/proc/10/fd/1", "/dev/null");
  tree.process(11, "gunicorn", 10, 9000, "gunicorn -b 127.0.0.1:8080 app")
      .link("/proc/11/fd/5", "socket:[4242]");
  tree.process(12, "sleep", 1, 1, "sleep 8081").file("/proc/12/fd/x", "");
}

} // namespace

TEST_CASE("who listens, since when, as whom, and what waits") {
  Tree tree;
  machine(tree);
  tree.file("/proc/net/tcp", listening("0100007F:1F90", 4242));
  tree.file("/proc/10/cgroup",
            "4:memory:/docker/" + std::string(64, 'a') +
                "\n1:name=systemd:/system.slice/gunicorn.service\n");
  tree.file("/proc/10/limits",
            "Limit Soft Hard\nMax open files            1024                 4096                 "
            "files\n");
  HostReader reader(tree.root(), {{"http://127.0.0.1:8080", "upstream", 8080, ""}});
  reader.look();
  tree.file("/proc/net/tcp", listening("0100007F:1F90", 4242, 2));
  reader.look();
  const HostTrace trace = reader.facts({"127.0.0.1:8080"});
  REQUIRE(trace.endpoints.size() == 1);
  const HostEndpoint& endpoint = trace.endpoints[0];
  REQUIRE(endpoint.listeners.size() == 1);
  CHECK(endpoint.elsewhere.empty());
  CHECK(endpoint.named.empty());
  const HostSocket& socket = endpoint.listeners[0];
  CHECK(socket.address == "127.0.0.1:8080");
  CHECK(socket.user == "www-data");
  CHECK(socket.queue_before == 0);
  CHECK(socket.queue == 2);
  REQUIRE(socket.process_count == 2);
  const HostProcess& oldest = socket.processes[0];
  CHECK(oldest.pid == 10);
  CHECK(oldest.name == "gunicorn: m (x)");
  CHECK(oldest.arguments.size() == 4);
  CHECK(oldest.user == "www-data");
  CHECK(oldest.unit == "gunicorn.service");
  CHECK(oldest.age_ms == doctest::Approx(50000));
  CHECK(oldest.open_files == 2);
  CHECK(oldest.open_files_limit == 1024);
}

TEST_CASE("what listens elsewhere, and a process that is named and does not listen") {
  Tree tree;
  machine(tree);
  tree.file("/proc/net/tcp", listening("0200007F:1F90", 4242) + listening("0100007F:1F92", 9));
  HostReader reader(tree.root(),
                    {{"http://127.0.0.1:8080", "upstream", 8080, ""},
                     {"http://127.0.0.1:8081", "upstream", 8081, ""}});
  reader.look();
  const HostTrace trace = reader.facts({"127.0.0.1:8080", "127.0.0.1:8081"});
  REQUIRE(trace.endpoints.size() == 2);
  CHECK(trace.endpoints[0].listeners.empty());
  REQUIRE(trace.endpoints[0].elsewhere.size() == 1);
  CHECK(trace.endpoints[0].elsewhere[0].address == "127.0.0.2:8080");
  CHECK(trace.endpoints[0].elsewhere[0].process_count == 2);
  REQUIRE(trace.endpoints[1].nearby.size() == 2);
  REQUIRE(trace.endpoints[1].named.size() == 1);
  CHECK(trace.endpoints[1].named[0].pid == 12);
}

TEST_CASE("a process that listened at an earlier look and has ended") {
  Tree tree;
  machine(tree);
  tree.file("/proc/net/tcp", listening("0100007F:1F90", 4242));
  HostReader reader(tree.root(), {{"http://127.0.0.1:8080", "upstream", 8080, ""}});
  reader.look();
  tree.process(
      11, "gunicorn", 10, 9900, "gunicorn -b 127.0.0.1:8080 app"); // its number was given again
  reader.look();
  const HostTrace trace = reader.facts({"127.0.0.1:8080"});
  REQUIRE(trace.endpoints[0].gone.size() == 1);
  CHECK(trace.endpoints[0].gone[0].pid == 11);
  CHECK(trace.endpoints[0].listeners[0].process_count == 2);
  CHECK(trace.looks == 2);
}

TEST_CASE("the state of a process, and for how many looks it is in it") {
  Tree tree;
  machine(tree);
  tree.file("/proc/net/tcp", listening("0100007F:1F90", 4242));
  HostReader reader(tree.root(), {{"http://127.0.0.1:8080", "upstream", 8080, ""}});
  reader.look();
  tree.process(10, "gunicorn", 1, 5000, "gunicorn -b 127.0.0.1:8080 app", "D");
  tree.process(11, "gunicorn", 10, 9000, "gunicorn -b 127.0.0.1:8080 app", "T");
  reader.look();
  tree.process(11, "gunicorn", 10, 9000, "gunicorn -b 127.0.0.1:8080 app", "t");
  reader.look();
  const HostTrace trace = reader.facts({"127.0.0.1:8080"});
  const auto& processes = trace.endpoints.at(0).listeners.at(0).processes;
  REQUIRE(processes.size() == 2);
  CHECK(processes[0].state == "disk");
  CHECK(processes[0].state_looks == 2);
  CHECK(processes[1].state == "traced");
  CHECK(processes[1].state_looks == 1);
}

TEST_CASE("a process that nobody has asked how it ended is gone") {
  Tree tree;
  machine(tree);
  tree.file("/proc/net/tcp", listening("0100007F:1F90", 4242));
  HostReader reader(tree.root(), {{"http://127.0.0.1:8080", "upstream", 8080, ""}});
  reader.look();
  tree.process(11, "gunicorn", 10, 9000, "", "Z");
  reader.look();
  const HostTrace trace = reader.facts({"127.0.0.1:8080"});
  REQUIRE(trace.endpoints[0].gone.size() == 1);
  CHECK(trace.endpoints[0].gone[0].pid == 11);
  CHECK(trace.endpoints[0].listeners[0].process_count == 1);
}

TEST_CASE("a control group that is frozen, in either version") {
  for (const bool first : {true, false}) {
    Tree tree;
    machine(tree);
    tree.file("/proc/net/tcp", listening("0100007F:1F90", 4242));
    tree.file("/proc/10/cgroup", first ? "6:freezer:/docker/a:b\n0::/\n" : "0::/docker/a:b\n");
    tree.file("/sys/fs/cgroup/freezer/docker/a:b/freezer.state", first ? "FROZEN\n" : "THAWED\n");
    tree.file("/sys/fs/cgroup/docker/a:b/cgroup.events", "populated 1\nfrozen 1\n");
    HostReader reader(tree.root(), {{"http://127.0.0.1:8080", "upstream", 8080, ""}});
    reader.look();
    const HostTrace trace = reader.facts({"127.0.0.1:8080"});
    const auto& processes = trace.endpoints.at(0).listeners.at(0).processes;
    REQUIRE(processes.size() == 2);
    CHECK(processes[0].state == "frozen");
    CHECK(processes[1].state == "sleeping");
  }
}

TEST_CASE("what listens comes and goes: by looks and by glances, for that address alone") {
  Tree tree;
  machine(tree);
  tree.file("/proc/net/tcp", listening("0200007F:1F90", 7));
  HostReader reader(tree.root(), {{"http://127.0.0.1:8080", "upstream", 8080, ""}});
  reader.look();
  CHECK_FALSE(reader.glance());
  CHECK(reader.facts({"127.0.0.1:8080"}).endpoints.at(0).course.empty());
  tree.file("/proc/net/tcp", listening("0200007F:1F90", 7) + listening("0100007F:1F90", 4242));
  CHECK(reader.glance());
  reader.look();
  tree.file("/proc/net/tcp", listening("0200007F:1F90", 8));
  CHECK(reader.glance());
  tree.file("/proc/net/tcp", listening("0200007F:1F90", 9));
  CHECK(reader.glance());
  const HostTrace trace = reader.facts({"127.0.0.1:8080"});
  const HostEndpoint& endpoint = trace.endpoints.at(0);
  REQUIRE(endpoint.course.size() == 3);
  CHECK_FALSE(endpoint.course[0].listens);
  CHECK(endpoint.course[0].at_ms == 0);
  CHECK(endpoint.course[1].listens);
  CHECK_FALSE(endpoint.course[2].listens);
  CHECK(endpoint.course[2].at_ms >= endpoint.course[1].at_ms);
}

TEST_CASE("an address of another machine is not looked at, and a name without an address neither") {
  Tree tree;
  machine(tree);
  HostReader reader(
      tree.root(),
      {{"http://10.0.0.5", "upstream", 80, ""}, {"http://x.invalid", "upstream", 80, ""}});
  reader.look();
  const HostTrace trace = reader.facts({"10.0.0.5:80", ""});
  CHECK(trace.endpoints.empty());
  CHECK(trace.not_here.size() == 2);
}

TEST_CASE("an empty machine, and files that are none, are read without a word or a wait") {
  Tree tree;
  HostReader empty(tree.root(), {{"http://127.0.0.1:8080", "upstream", 8080, ""}});
  empty.look();
  const HostTrace trace = empty.facts({"127.0.0.1:8080"});
  CHECK(trace.endpoints.size() == 1);
  CHECK_FALSE(trace.unread.empty());
  tree.file("/proc/net/x", "");
  REQUIRE(mkfifo((tree.folder() + "/proc/net/tcp").c_str(), 0600) == 0);
  CHECK_FALSE(tree.root().read("/proc/net/tcp", 100));
  CHECK_FALSE(tree.root().read("/proc", 100));
  tree.file("/big", std::string(10000, 'x'));
  CHECK(tree.root().read("/big", 100)->size() == 100);
  CHECK(tree.root().read_end("/big", 100)->size() == 100);
}

TEST_CASE("units and containers by the names in a cgroup's path") {
  const std::string id(64, 'b');
  CHECK(unit_of("/system.slice/gunicorn.service") == "gunicorn.service");
  CHECK(unit_of("/system.slice/docker-" + id + ".scope").empty());
  CHECK(unit_of("/").empty());
  CHECK(container_of("/system.slice/docker-" + id + ".scope") == "docker bbbbbbbbbbbb");
  CHECK(container_of("/docker/" + id) == "docker bbbbbbbbbbbb");
  CHECK(container_of("/kubepods.slice/kubepods-burstable.slice/cri-containerd-" + id + ".scope") ==
        "containerd bbbbbbbbbbbb");
  CHECK(container_of("/machine.slice/libpod-" + id + ".scope") == "podman bbbbbbbbbbbb");
  CHECK(container_of("/system.slice/gunicorn.service").empty());
}
