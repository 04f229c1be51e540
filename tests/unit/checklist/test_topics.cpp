// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "checklist/checklist.hpp"
#include "checklist/layout.hpp"
#include "checklist/topics.hpp"

using namespace gwdiag;

namespace {

bool leads_to(std::string_view word, std::string_view first_cause) {
  const auto rows = topics_for(word);
  return !rows.empty() && split(rows.front().causes, ' ').front() == first_cause;
}

} // namespace

TEST_CASE("every status and flag has a meaning, and causes that have words") {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const std::string_view word : topic_words()) {
    for (const Topic& row : topics_for(word)) {
      CAPTURE(row.word);
      CHECK((row.kind == "status" || row.kind == "flag"));
      CHECK(row.meaning.ends_with('.'));
      CHECK(columns(row.meaning) <= 560);
      std::set<std::string_view> causes;
      for (const std::string_view id : split(row.causes, ' ')) {
        CHECK_MESSAGE((row.causes.empty() || find_words(id) != nullptr), id);
        CHECK_MESSAGE(causes.insert(id).second, "twice: ", id);
      }
      seen.emplace(row.word, row.product);
    }
  }
  CHECK(seen.size() == topic_words().size());
}

TEST_CASE("the statuses a gateway gives are known") {
  for (const char* status :
       {"500", "502", "503", "504", "499", "421", "429", "460", "463", "464",
        "520", "521", "522", "523", "524", "525", "526", "527", "530", "561"}) {
    const auto rows = topics_for(status);
    REQUIRE_MESSAGE(rows.size() == 1, status);
    CHECK(rows.front().kind == "status");
  }
  CHECK(leads_to("521", "cdn-origin-unreachable"));
  CHECK(leads_to("524", "cdn-origin-timeout"));
  CHECK(leads_to("525", "cdn-origin-tls"));
  CHECK(leads_to("520", "cdn-origin-invalid"));
}

TEST_CASE("HAProxy's states are told apart by the case of their letters") {
  CHECK(leads_to("SC", "connection-refused"));
  CHECK(leads_to("sC", "connect-timeout"));
  CHECK(leads_to("SH", "closed-before-response"));
  CHECK(leads_to("sH", "response-timeout"));
  CHECK(topics_for("sh").empty());
}

TEST_CASE("HAProxy's four letters are read by their first two") {
  for (const auto& [four, two] : {std::pair{"SH--", "SH"},
                                  std::pair{"sHVN", "sH"},
                                  std::pair{"PHNI", "PH"},
                                  std::pair{"LR--", "LR"},
                                  std::pair{"----", "--"}}) {
    const auto rows = topics_for(four);
    REQUIRE_MESSAGE(rows.size() == 1, four);
    CHECK(rows.front().word == two);
    CHECK(rows.front().product == "HAProxy");
  }
  CHECK(topics_for("SH-").empty());
  CHECK(topics_for("SHxx").empty());
  CHECK(topics_for("UC--").empty());
}

TEST_CASE("a word of two products gives both meanings") {
  const auto rows = topics_for("LR");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].product == "Envoy");
  CHECK(rows[1].product == "HAProxy");
}

TEST_CASE("flags of Envoy, Heroku, Apache, Squid and the kernel are known") {
  CHECK(leads_to("UC", "closed-before-response"));
  CHECK(leads_to("UF", "connection-refused"));
  CHECK(leads_to("UH", "no-live-upstream"));
  CHECK(leads_to("H12", "response-timeout"));
  CHECK(leads_to("H99", "cdn-provider-failure"));
  CHECK(leads_to("AH00957", "connection-refused"));
  CHECK(leads_to("ERR_ZERO_SIZE_OBJECT", "closed-before-response"));
  CHECK(leads_to("111", "connection-refused"));
  CHECK(topics_for("").empty());
}

TEST_CASE("a number with a name is known by either") {
  for (const auto& [number, name] : {std::pair{"111", "ECONNREFUSED"},
                                     std::pair{"104", "ECONNRESET"},
                                     std::pair{"110", "ETIMEDOUT"},
                                     std::pair{"24", "EMFILE"},
                                     std::pair{"113", "EHOSTUNREACH"},
                                     std::pair{"14", "UNAVAILABLE"},
                                     std::pair{"4", "DEADLINE_EXCEEDED"}}) {
    REQUIRE_MESSAGE(topics_for(number).size() == 1, number);
    REQUIRE_MESSAGE(topics_for(name).size() == 1, name);
    CHECK(topics_for(number).front().causes == topics_for(name).front().causes);
  }
  CHECK(leads_to("ECONNREFUSED", "connection-refused"));
  CHECK(leads_to("ECONNRESET", "reset-before-response"));
  CHECK(leads_to("UNAVAILABLE", "connection-refused"));
  CHECK(leads_to("DEADLINE_EXCEEDED", "response-timeout"));
  const auto both = topics_for("13"); // EACCES, and INTERNAL of a call
  REQUIRE(both.size() == 2);
  CHECK(both[0].product == "errno of Linux");
  CHECK(both[1].product == "gRPC");
}

TEST_CASE("words of HAProxy, Squid, Cloudflare and Node.js that stand in logs are known") {
  CHECK(topics_for("BADREQ").size() == 1);
  CHECK(topics_for("BADREQ").front().causes.empty());
  CHECK(leads_to("TCP_MISS_ABORTED", "slow-response"));
  CHECK(leads_to("TCP_REFRESH_FAIL_ERR", "upstream-error-status"));
  CHECK(leads_to("ERR_SOCKET_FAILURE", "proxy-resources-exhausted"));
  CHECK(leads_to("1016", "cdn-origin-unreachable"));
  CHECK(leads_to("1001", "no-upstream-configured"));
  CHECK(leads_to("ENOTFOUND", "dns-nxdomain"));
  CHECK(leads_to("UND_ERR_HEADERS_TIMEOUT", "response-timeout"));
  CHECK(leads_to("CERT_HAS_EXPIRED", "tls-cert-expired"));
}

TEST_CASE("what the client did is called no gateway fault") {
  for (const char* word : {"CD", "cD", "CR", "cR", "DPE", "H26"}) {
    for (const Topic& row : topics_for(word)) {
      CHECK_MESSAGE(row.causes.empty(), word);
    }
  }
}
