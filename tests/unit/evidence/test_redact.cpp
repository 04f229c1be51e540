// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "evidence/redact.hpp"

using namespace gwdiag;

TEST_CASE("userinfo in a URL is redacted, wherever it stands") {
  CHECK(redact_text("http://user:pw@h/p") == "http://…redacted@h/p");
  CHECK(redact_text("see https://u@h and //x:y@z.") == "see https://…redacted@h and //…redacted@z.");
  CHECK(redact_text("http://u:p@ss@h/") == "http://…redacted@h/");
  CHECK(redact_text("http://h/@scope") == "http://h/@scope");
  CHECK(redact_text("mail me@example.com") == "mail me@example.com");
}

TEST_CASE("secret query parameters lose their value and nothing else does") {
  CHECK(redact_text("/p?token=abc&page=2") == "/p?token=…redacted&page=2");
  CHECK(redact_text("/p?page=2&access_token=abc") == "/p?page=2&access_token=…redacted");
  CHECK(redact_text("?X-Amz-Signature=abc#f") == "?X-Amz-Signature=…redacted#f");
  CHECK(redact_text("?API_KEY=1&sig=2;password=3") == "?API_KEY=…redacted&sig=…redacted;password=…redacted");
  CHECK(redact_text("token=abc in a body") == "token=…redacted in a body");
  CHECK(redact_text("href=\"/x?key=1\">") == "href=\"/x?key=…redacted\">");
  CHECK(redact_text("?monkey=1&keyboard=2&tokens=3") == "?monkey=1&keyboard=2&tokens=3");
  CHECK(redact_text("?token=&a=b") == "?token=&a=b");
  CHECK(redact_text("a=b=token=c") == "a=b=token=c");
  CHECK(redact_text("sid=1\\x0d\\x0anext") == "sid=…redacted\\x0d\\x0anext");
}

TEST_CASE("credential lines inside an excerpt lose their value, up to the end of the line") {
  CHECK(redact_text("HTTP/1.1 200 OK\\x0d\\x0aSet-Cookie: a=b\\x0d\\x0aX: y") ==
        "HTTP/1.1 200 OK\\x0d\\x0aSet-Cookie: …redacted\\x0d\\x0aX: y");
  CHECK(redact_text("authorization : Bearer x\\x0anext") == "authorization : …redacted\\x0anext");
  CHECK(redact_text("Cookie: a=b\\x0d\\x0a folded=secret\\x0d\\x0aX: y") == "Cookie: …redacted\\x0d\\x0aX: y");
  CHECK(redact_text("Cookie: a=b\\x0a\\x09folded=secret") == "Cookie: …redacted");
  CHECK(redact_text("Cookie:") == "Cookie:");
  CHECK(redact_text("Server: nginx") == "Server: nginx");
}

TEST_CASE("a cookie keeps its name and attributes, other credentials nothing but their scheme") {
  CHECK(redact_header("Set-Cookie", "sid=x=y; Path=/; HttpOnly; Secure; SameSite=Lax") ==
        "sid=…redacted; Path=/; HttpOnly; Secure; SameSite=Lax");
  CHECK(redact_header("set-cookie", "path=secret; Path=/") == "path=…redacted; Path=/");
  CHECK(redact_header("Cookie", "a=1; b=2") == "a=…redacted; b=…redacted");
  CHECK(redact_header("Cookie", "opaque") == "…redacted");
  CHECK(redact_header("Authorization", "Bearer abc") == "Bearer …redacted");
  CHECK(redact_header("Proxy-Authorization", "abc") == "…redacted");
  CHECK(redact_header("X-API-KEY", "abc") == "…redacted");
  CHECK(redact_header("Location", "/cb?code=1&x=2") == "/cb?code=…redacted&x=2");
  CHECK(redact_header("Content-Type", "text/html; charset=utf-8") == "text/html; charset=utf-8");
}

TEST_CASE("no secret of an endpoint is left in its JSON, and all of them with show_secrets") {
  EndpointTrace trace;
  trace.endpoint = "http://u:SECRET@h:1/?token=SECRET";
  trace.path = "/?token=SECRET";
  trace.notes = {"http://u:SECRET@h"};
  trace.identify.why = "Cookie: SECRET";
  trace.identify.unasked = "Set-Cookie: SECRET";
  trace.attempts.resize(1);
  HttpTrace& http = trace.attempts[0].http;
  http.status = StageStatus::failed;
  http.because = "password=SECRET";
  http.request.target = "/?sig=SECRET";
  http.speaks_why = "?key=SECRET";
  http.response.headers = {{"Set-Cookie", "a=SECRET"}, {"X-Api-Key", "SECRET"}, {"Refresh", "0;url=/?token=SECRET"}};
  http.response.reason = "token=SECRET";
  http.response.body = "<a href='/?token=SECRET'>";
  http.response.first_bytes = "Authorization: SECRET";
  http.response.anomalies = {{Anomaly::obs_fold, 3, "Cookie: SECRET"}};
  trace.attempts[0].tls.first_bytes = "Cookie: SECRET";
  CHECK(to_json(trace).dump().find("SECRET") == std::string::npos);
  const std::string shown = to_json(trace, true).dump();
  std::size_t count = 0;
  for (std::size_t at = shown.find("SECRET"); at != std::string::npos; at = shown.find("SECRET", at + 1)) {
    ++count;
  }
  CHECK(count == 6 + 2 * 11); // the attempt stands in the stages too
}
