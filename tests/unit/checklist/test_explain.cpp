// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "checklist/checklist.hpp"
#include "checklist/explain.hpp"
#include "checklist/layout.hpp"
#include "checklist/topics.hpp"

using namespace gwdiag;
using nlohmann::json;

namespace {

std::string text_of(std::string_view word, int width = 80) {
  const auto explanation = explain_word(word);
  REQUIRE_MESSAGE(explanation.has_value(), word);
  return render_text(*explanation, width);
}

json json_of(std::string_view word) {
  const auto explanation = explain_word(word);
  REQUIRE_MESSAGE(explanation.has_value(), word);
  return json::parse(render_json(*explanation));
}

void check_width(const std::string& text, std::size_t width) {
  for (const std::string_view line : split(text, '\n')) {
    CHECK_MESSAGE(columns(line) <= width, line);
    CHECK_MESSAGE((line.empty() || line.back() != ' '), "ends in a blank: ", line);
  }
}

} // namespace

TEST_CASE("a cause is explained whole") {
  CHECK(text_of("unix-socket-missing") ==
        R"(unix-socket-missing                                                upstream-down
The socket file does not exist

  The path that the proxy connects to is not in the file system (ENOENT). The
  application is not running, creates its socket elsewhere, or removed it when
  it stopped; a service with PrivateTmp=yes has a /tmp of its own, and a
  container has a file system of its own. Permissions would show as EACCES
  instead.

  Fix
    1. Verify that the upstream application server is running
         ss -xlp
    -  Follow the path: the first part that is missing tells why
         namei -l SOCKET
    2. Check the proxy's configuration for the correct upstream address and port
         grep -rnsiF -e SOCKET /etc/nginx /etc/haproxy /etc/apache2 /etc/caddy
    5. Restart the upstream application server

  Waiting may help.
)");
}

TEST_CASE("a flag is explained with the causes it can stand for") {
  CHECK(text_of("sC--") ==
        R"(sC                                                                       HAProxy

  "timeout connect" ended before the server's connection was made: SYNs go
  unanswered, or its listen queue is full.

  What it can be, best first
    connect-timeout            Connection attempts go unanswered
    accept-queue-full          The upstream's listen queue is full
    path-blocked               The upstream can be reached from here, not from
                               the proxy
    tls-handshake-timeout      The TLS handshake does not finish in time

  gwdiag explain ID says what to do about each.
)");
}

TEST_CASE("everything fits the width, on a wide and on a narrow terminal") {
  for (const int width : {80, 60}) {
    for (const CauseWords& words : cause_words()) {
      const std::string text = text_of(words.id, width);
      for (const std::string_view line : split(text, '\n')) {
        // A quoted word of a command cannot be broken.
        CHECK_MESSAGE((columns(line) <= static_cast<std::size_t>(width) ||
                       (width == 60 && line.find('\'') != line.npos)),
                      line);
      }
    }
    for (const std::string_view word : topic_words()) {
      check_width(text_of(word, width), static_cast<std::size_t>(width));
    }
    check_width(render_text(explain_all(), width), static_cast<std::size_t>(width));
  }
}

TEST_CASE("the list names every cause under its group") {
  const std::string text = render_text(explain_all(), 80);
  for (const CauseWords& words : cause_words()) {
    CHECK_MESSAGE(text.find("  " + std::string(words.id) + " ") != std::string::npos, words.id);
  }
  CHECK(text.starts_with(
      "upstream-down\n  connection-refused         The upstream refuses connections\n"));
  CHECK(text.find("\n\ntls\n") != std::string::npos);
}

TEST_CASE("an unknown word is a usage error that names the nearest") {
  CHECK(explain_word("<BADREQ>").has_value());
  REQUIRE(explain_word("TCP_MISS/502").has_value());
  CHECK(explain_word("TCP_MISS/502")->items.size() >= 2);
  // One word of a log line that names a cause.
  const auto details = explain_word("upstream_reset_before_response_started{connection_termination}");
  REQUIRE(details.has_value());
  CHECK_FALSE(details->items.empty());
  const auto unknown = explain_word("conection-refused");
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().kind == ErrorKind::usage);
  CHECK(unknown.error().message.find("connection-refused") != std::string::npos);
  const auto nonsense = explain_word("xyzzyqwertyuiop");
  REQUIRE_FALSE(nonsense.has_value());
  CHECK(nonsense.error().message.find("explain --list") != std::string::npos);
  CHECK(nonsense.error().message.find('\n') == std::string::npos);
}

TEST_CASE("an unknown word is shown escaped and cut") {
  const auto hostile = explain_word("\x1b[31m" + std::string(5000, 'x'));
  REQUIRE_FALSE(hostile.has_value());
  CHECK(is_printable(hostile.error().message));
  CHECK(hostile.error().message.size() < 400);
}

TEST_CASE("an id is found in capitals too, a flag only as written") {
  CHECK(text_of("Connection-Refused") == text_of("connection-refused"));
  CHECK_FALSE(explain_word("uc").has_value());
}

TEST_CASE("flags that Envoy joins are explained together, without naming a cause twice") {
  const auto explanation = explain_word("UF,URX");
  REQUIRE(explanation.has_value());
  std::set<std::string> ids;
  for (const auto& item : explanation->items) {
    CHECK_MESSAGE(ids.insert(item.id).second, item.id);
  }
  CHECK(ids.contains("UF"));
  CHECK(ids.contains("URX"));
}

TEST_CASE("JSON of a cause has its words and its fixes") {
  const json document = json_of("connection-refused");
  CHECK(document.at("schema") == "gwdiag.explain/1");
  CHECK_FALSE(document.contains("topic"));
  REQUIRE(document.at("causes").size() == 1);
  const json& cause = document.at("causes").front();
  CHECK(cause.at("id") == "connection-refused");
  CHECK(cause.at("checklist") == "upstream-down");
  CHECK(cause.at("title") == "The upstream refuses connections");
  CHECK(cause.at("rfc9209") == "connection_refused");
  CHECK(cause.at("heals") == "maybe");
  CHECK(cause.at("steps") == json::array({1, 2, 3, 5}));
  CHECK(cause.at("fixes").front().at("text") ==
        "Verify that the upstream application server is running");
  CHECK(cause.at("fixes").front().at("checklist_step") == 1);
  CHECK(cause.at("fixes").front().at("command") == "ss -ltnp 'sport = :PORT'");
}

TEST_CASE("JSON of a status has its meaning as topic and its causes best first") {
  const json document = json_of("504");
  CHECK(document.at("topic").at("word") == "504");
  CHECK(document.at("topic").at("kind") == "status");
  CHECK(document.at("topic").at("meanings").size() == 1);
  CHECK(document.at("causes").front().at("id") == "response-timeout");
  CHECK(json_of("LR").at("topic").at("meanings").size() == 2);
  CHECK(json_of("LR").at("topic").at("meanings").front().at("product") == "Envoy");
}

TEST_CASE("JSON of a word that stands for no fault has no causes") {
  const json document = json_of("cD--");
  CHECK(document.at("causes").empty());
  CHECK(text_of("cD--").find("No fault of the gateway") != std::string::npos);
}

TEST_CASE("JSON without a word has every cause") {
  const json document = json::parse(render_json(explain_all()));
  CHECK(document.at("causes").size() == cause_words().size());
  CHECK_FALSE(document.contains("topic"));
}

TEST_CASE("a line that shows a cause is explained with it") {
  const Explanation explanation =
      explain_line("2024/05/01 10:00:00 [error] 12#12: *7 connect() failed (111: Connection "
                   "refused) while connecting to upstream, "
                   "client: 192.0.2.1, server: shop, request: \"GET / HTTP/1.1\", upstream: "
                   "\"http://10.0.0.5:8080/\", host: \"shop\"");
  REQUIRE_FALSE(explanation.items.empty());
  CHECK(explanation.items.front().id == "connection-refused");
  CHECK(explanation.items.front().kind == "line");
  const std::string text = render_text(explanation, 80);
  CHECK(text.starts_with("nginx: "));
  CHECK(text.find("The upstream refuses connections") != std::string::npos);
  CHECK(text.find("10.0.0.5:8080") != std::string::npos);
  const json document = json::parse(render_json(explanation));
  CHECK(document.at("causes").front().at("id") == "connection-refused");
  CHECK(document.at("causes").front().at("product") == "nginx");
  CHECK_FALSE(document.at("causes").front().at("meaning").get<std::string>().empty());
  CHECK_FALSE(document.contains("topic"));
}

TEST_CASE("a line that shows no gateway problem has no causes") {
  const Explanation explanation = explain_line("GET / HTTP/1.1 200 OK, all is well");
  CHECK(explanation.items.empty());
  CHECK(render_text(explanation, 80) == "This line shows no gateway problem that is known.\n");
  CHECK(json::parse(render_json(explanation)).at("causes") == json::array());
  CHECK_FALSE(json::parse(render_json(explanation)).contains("says"));
}

TEST_CASE("a line that shows no gateway problem is told in words where they are known") {
  const auto told = [](const char* line) {
    const Explanation explanation = explain_line(line);
    CHECK(explanation.items.empty());
    return explanation.says;
  };
  const Explanation limited =
      explain_line("2024/03/02 10:11:12 [error] 9#9: *7 limiting requests, excess: 0.520 by zone "
                   "\"perip\", client: 192.0.2.7, server: shop");
  CHECK(limited.says == "Its limit of the rate of requests refuses the client (limit_req).");
  CHECK(render_text(limited, 80).ends_with("\nIt says: " + limited.says + "\n"));
  CHECK(json::parse(render_json(limited)).at("says") == limited.says);
  CHECK(told("2024/03/02 10:11:12 [error] 9#9: *7 client intended to send too large body: 4096 "
             "bytes, client: 192.0.2.7, server: shop")
            .find("client_max_body_size") != std::string::npos);
  CHECK(told("[2024-03-02 10:11:12 +0000] [7] [WARNING] Worker (pid:99) was sent SIGTERM!") ==
        "A worker was told to stop.");
  CHECK(told("Invalid HTTP_HOST header: 'app:8000'. You may need to add 'app' to ALLOWED_HOSTS.")
            .find("ALLOWED_HOSTS") != std::string::npos);
  // A record of a request says itself what it is, whatever words stand in its target.
  CHECK(told("192.0.2.7 - - [02/Mar/2024:10:11:12 +0000] \"GET /?q=limiting+requests,%20excess: "
             "HTTP/1.1\" 200 5 \"-\" \"limiting requests, excess: \"") == "");
}
