// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "host/access.hpp"
#include "tree.hpp"

using namespace gwdiag;

namespace {

// A process with these ids, and a socket's file that belongs to whoever runs the test.
void machine(Tree& tree,
             const std::string& ids,
             const std::string& capabilities = "0000000000000000") {
  tree.process(9, "nginx", 1, 100, "nginx");
  tree.file("/proc/9/status",
            "Uid:\t4000000 4000000 4000000 " + ids +
                "\nGid:\t4000001\t4000001\t4000001\t4000001\nGroups:\t4000002 \n" + "CapEff:\t" +
                capabilities + "\n");
  tree.file("/run/app/app.sock", "");
}

} // namespace

TEST_CASE("the first part of the way that stops a user is named") {
  Tree tree;
  machine(tree, "4000000");
  const std::string folder = tree.folder() + "/run/app";
  chmod(folder.c_str(), 0755);
  chmod((folder + "/app.sock").c_str(), 0660);
  auto access = read_access(tree.root(), 9, "/run/app/app.sock");
  REQUIRE(access);
  CHECK(access->denied_at == "/run/app/app.sock");
  CHECK(access->needs == "write");
  CHECK(access->mode == "0660");
  chmod(folder.c_str(), 0700);
  access = read_access(tree.root(), 9, "/run/app/app.sock");
  REQUIRE(access);
  CHECK(access->denied_at == "/run/app");
  CHECK(access->needs == "search");
  chmod(folder.c_str(), 0755);
  chmod((folder + "/app.sock").c_str(), 0662);
  access = read_access(tree.root(), 9, "/run/app/app.sock");
  REQUIRE(access);
  CHECK(access->denied_at.empty());
}

TEST_CASE("root, who may override modes, and a file that is not there are no matter of modes") {
  Tree tree;
  machine(tree, "0");
  CHECK_FALSE(read_access(tree.root(), 9, "/run/app/app.sock"));
  machine(tree, "4000000", "0000000000000002");
  CHECK_FALSE(read_access(tree.root(), 9, "/run/app/app.sock"));
  machine(tree, "4000000");
  CHECK_FALSE(read_access(tree.root(), 9, "/run/app/other.sock"));
  CHECK_FALSE(read_access(tree.root(), 9, "app.sock"));
  CHECK_FALSE(read_access(tree.root(), 10, "/run/app/app.sock"));
}
