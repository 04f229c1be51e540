// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "host/names_port.hpp"
#include "host/netstat.hpp"
#include "host/sockets.hpp"
#include "tree.hpp"

using namespace gwdiag;

namespace {

const std::string heading = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
                            "retrnsmt   uid  timeout inode\n";

ListeningSocket bound_to(const std::string& address, bool only_ipv6 = false) {
  const auto numeric = numeric_address(address);
  REQUIRE(numeric);
  ListeningSocket socket;
  socket.family = numeric->family;
  socket.bound = numeric->bytes;
  socket.port = numeric->port;
  socket.only_ipv6 = only_ipv6;
  return socket;
}

} // namespace

TEST_CASE("/proc/net has who listens, of both families and of Unix sockets") {
  Tree tree;
  tree.file("/proc/net/tcp",
            heading + "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000 "
                      "   33        0 4242 1 0 100 0\n"
                      "   1: 0100007F:1F91 0100007F:0050 01 00000000:00000000 00:00000000 00000000 "
                      "   33        0 4243 1 0 20 4\n")
      .file("/proc/net/tcp6",
            heading + "   0: 00000000000000000000000001000000:0050 "
                      "00000000000000000000000000000000:0000 0A "
                      "00000000:00000000 00:00000000 00000000     0        0 77 1 0 100 0\n")
      .file("/proc/net/unix",
            "Num       RefCount Protocol Flags    Type St Inode Path\n"
            "0000000000000000: 00000002 00000000 00010000 0001 01 888 /run/app.sock\n"
            "0000000000000000: 00000003 00000000 00000000 0001 03 889 /run/app.sock\n");
  const SocketTable table = read_sockets(tree.root());
  REQUIRE(table.listening.size() == 3);
  CHECK(table.unread.empty());
  CHECK(table.listening[0].text() == "127.0.0.1:8080");
  CHECK(table.listening[0].queue == 3);
  CHECK_FALSE(table.listening[0].backlog);
  CHECK(table.listening[0].user == 33);
  CHECK(table.listening[0].inode == 4242);
  CHECK(table.listening[1].text() == "[::1]:80");
  CHECK(table.listening[2].text() == "unix:/run/app.sock");
  CHECK(table.listening[2].inode == 888);
}

TEST_CASE("a table that cannot be read is said, and a broken one is no socket") {
  Tree tree;
  tree.file("/proc/net/tcp",
            heading + "   0: 0100007F:XX90 00000000:0000 0A 0:0 0:0 0 33 0 1\n0: short 0A\n\n");
  const SocketTable table = read_sockets(tree.root());
  CHECK(table.listening.empty());
  REQUIRE(table.unread.size() == 1);
  CHECK(table.unread[0].starts_with("/proc/net/unix: "));
}

TEST_CASE("a connection reaches the socket on its address, on any, and on any of IPv6 unless that "
          "takes IPv6 only") {
  CHECK(takes(bound_to("127.0.0.1:80"), "127.0.0.1:80"));
  CHECK(takes(bound_to("0.0.0.0:80"), "127.0.0.1:80"));
  CHECK(takes(bound_to("[::]:80"), "127.0.0.1:80"));
  CHECK(takes(bound_to("[::]:80"), "[::1]:80"));
  CHECK(takes(bound_to("[::ffff:127.0.0.1]:80"), "127.0.0.1:80"));
  CHECK_FALSE(takes(bound_to("[::ffff:127.0.0.2]:80"), "127.0.0.1:80"));
  CHECK_FALSE(takes(bound_to("[::]:80", true), "127.0.0.1:80"));
  CHECK_FALSE(takes(bound_to("127.0.0.2:80"), "127.0.0.1:80"));
  CHECK_FALSE(takes(bound_to("127.0.0.1:81"), "127.0.0.1:80"));
  CHECK_FALSE(takes(bound_to("[::1]:80"), "127.0.0.1:80"));
  CHECK_FALSE(takes(bound_to("0.0.0.0:80"), "[::1]:80"));
  CHECK_FALSE(takes(bound_to("0.0.0.0:80"), "somewhere:80"));
}

TEST_CASE("the kernel's own list agrees with /proc/net about a socket of ours") {
  const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  Tree tree;
  const std::string path = tree.folder() + "/s";
  REQUIRE(path.copy(&address.sun_path[0], sizeof address.sun_path - 1) == path.size());
  REQUIRE(bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(listen(descriptor, 7) == 0);
  const auto ours = [&](const SocketTable& table) {
    const auto found = std::ranges::find(table.listening, path, &ListeningSocket::path);
    REQUIRE(found != table.listening.end());
    return *found;
  };
  const ListeningSocket plain = ours(from_proc_net(Root()));
  if (const auto asked = ask_kernel()) { // not every sandbox lets one ask
    CHECK(ours(*asked).inode == plain.inode);
    CHECK(ours(*asked).backlog == 7);
    CHECK(ours(*asked).queue == 0);
  }

  struct stat status {};

  REQUIRE(fstat(descriptor, &status) == 0);
  CHECK(plain.inode == status.st_ino);
  close(descriptor);
}

TEST_CASE("overflows of accept queues are counted by name") {
  Tree tree;
  tree.file(
      "/proc/net/netstat",
      "IpExt: InNoRoutes\nIpExt: 9\nTcpExt: TW ListenOverflows ListenDrops\nTcpExt: 5 17 19\n");
  CHECK(listen_counters(tree.root()).overflows == 17);
  CHECK(listen_counters(tree.root()).drops == 19);
  tree.file("/proc/net/netstat", "TcpExt: TW ListenOverflows\nTcpExt: 5\n");
  CHECK_FALSE(listen_counters(tree.root()).overflows);
}

TEST_CASE("a server's command line names its port, a client's does not") {
  const auto one = [](const std::string& argument) { return names({"app", argument}, 8080, ""); };
  for (const char* argument : {"8080", ":8080", "0.0.0.0:8080", "--port=8080", "[::]:8080"}) {
    CAPTURE(argument);
    CHECK(one(argument));
  }
  for (const char* argument : {"18080", "80800", "http://10.0.0.5:8080", "x8080", "8080.log", ""}) {
    CAPTURE(argument);
    CHECK_FALSE(one(argument));
  }
  CHECK_FALSE(names({"/usr/bin/curl", "127.0.0.1:8080"}, 8080, ""));
  CHECK_FALSE(names({"sleep", "80"}, 80, ""));
  CHECK_FALSE(names({"8080"}, 8080, ""));
  CHECK(names({"gunicorn", "-b", "unix:/run/app.sock"}, 0, "/run/app.sock"));
  CHECK_FALSE(names({"gunicorn", "-b", "unix:/run/app.sock2"}, 0, "/run/app.sock"));
}

TEST_CASE("ports that are easily taken for each other") {
  CHECK(neighbouring_ports(8080, 8081));
  CHECK(neighbouring_ports(8080, 8000));
  CHECK(neighbouring_ports(8080, 808));
  CHECK(neighbouring_ports(8080, 18080));
  CHECK_FALSE(neighbouring_ports(8080, 8080));
  CHECK_FALSE(neighbouring_ports(8080, 3000));
}
