// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "checklist/checklist.hpp"
#include "checklist/commands.hpp"
#include "checklist/layout.hpp"
#include "checklist/product_steps.hpp"

using namespace gwdiag;

namespace {

CommandFacts facts_for(const std::string& scheme, const std::string& socket = {}) {
  CommandFacts facts = symbolic_facts(scheme, false);
  facts.upstream.host = "it's";
  facts.upstream.port = "80";
  facts.upstream.name = "it's";
  facts.upstream.sni = "it's";
  facts.upstream.path = "/a b?c=$(id)&d";
  facts.upstream.text = scheme + "://it's:80/a b?c=$(id)&d";
  facts.upstream.socket = socket;
  return facts;
}

// True if a POSIX shell can read all of `script`.
bool shell_can_read(const std::string& script) {
  std::string path = (std::getenv("TMPDIR") != nullptr ? std::getenv("TMPDIR") : "/tmp") +
                     std::string("/gwdiag-words-XXXXXX");
  const int file = mkstemp(path.data());
  REQUIRE(file >= 0);
  close(file);
  std::ofstream(path) << script;
  const pid_t child = fork();
  if (child == 0) {
    close(STDERR_FILENO); // its complaint about the deliberate error
    execlp("sh", "sh", "-n", path.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  unlink(path.c_str());
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

TEST_CASE("fill replaces placeholders and leaves curl's variables and shell braces alone") {
  const Values values{{"host", "10.0.0.5"}, {"port", "80"}};
  CHECK(fill("ping {host} {port}", values) == "ping 10.0.0.5 80");
  CHECK(fill("curl -w '%{http_code}' {host}", values) == "curl -w '%{http_code}' 10.0.0.5");
  CHECK(fill("awk '{print $1}' ${HOME} {} {1}", values) == "awk '{print $1}' ${HOME} {} {1}");
  CHECK(fill("{", values) == "{");
  CHECK(fill("{host", values) == "{host");
}

TEST_CASE("a command whose placeholder has no value is no command") {
  CHECK(fill("ping {host}", {}).empty());
  CHECK(fill("{nonsense} now", {}).empty());
}

TEST_CASE("a value is not looked through for placeholders again") {
  CHECK(fill("x {host}", {{"host", "{port}"}, {"port", "80"}}) == "x {port}");
}

TEST_CASE("every name that values_of gives is a known placeholder") {
  for (const Values& values : {values_of(facts_for("http")),
                               values_of(facts_for("https", "/run/x")),
                               values_of(symbolic_facts("http", true))}) {
    for (const auto& [name, value] : values) {
      CHECK_MESSAGE(is_placeholder(name), name);
      CHECK_FALSE(value.empty());
    }
  }
  CHECK_FALSE(is_placeholder("nonsense"));
}

TEST_CASE("every filled command, also continued over lines, is shell that can be read") {
  CHECK_FALSE(shell_can_read("echo 'open\n"));
  std::string script;
  for (const CommandFacts& facts : {facts_for("http"),
                                    facts_for("https"),
                                    facts_for("http", "/run/it's.sock"),
                                    facts_for("https", "@it's"),
                                    facts_for("fcgi")}) {
    const Values values = values_of(facts);
    const auto add = [&](std::string_view pattern) {
      for (const std::string& line : wrap_command(fill(pattern, values), 71)) {
        script += line + "\n";
      }
    };
    for (const CauseWords& words : cause_words()) {
      for (const CauseWords::Step& step : words.advice) {
        add(step.command);
      }
    }
    for (const ProductStep& row : product_steps()) {
      add(row.command);
    }
  }
  CHECK(shell_can_read(script));
}

TEST_CASE("curl is not told to ask a protocol that it does not speak") {
  const Values values = values_of(facts_for("fcgi"));
  CHECK(values.find("ask") == values.end());
  CHECK(values.find("listening") != values.end());
}

TEST_CASE("the CDN's origin is asked at its own address under the public name") {
  CommandFacts facts = symbolic_facts("https", false);
  facts.upstream.host = "10.0.0.5";
  facts.upstream.port = "8443";
  facts.proxy.text = "https://shop.example.com/";
  CHECK(
      values_of(facts).at("ask_origin") ==
      "curl -sv -o /dev/null --max-time 60 --connect-to ::10.0.0.5:8443 https://shop.example.com/");
}
