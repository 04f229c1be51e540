// SPDX-License-Identifier: Apache-2.0
#include "net/reference_client.hpp"

#include <memory>
#include <utility>

#include <curl/curl.h>

#include <fmt/format.h>

#include "base/library.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "net/background.hpp"

namespace gwdiag {

namespace {

// The few functions of libcurl that are used, found at run time.
struct Curl {
  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_setopt) easy_setopt = nullptr;
  decltype(&curl_easy_perform) easy_perform = nullptr;
  decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_easy_strerror) easy_strerror = nullptr;
  decltype(&curl_slist_append) slist_append = nullptr;
  decltype(&curl_slist_free_all) slist_free_all = nullptr;
  decltype(&curl_version) version_text = nullptr;

  bool load() {
    const Library library("libcurl.so.4");
    return library.find("curl_easy_init", easy_init) &&
           library.find("curl_easy_setopt", easy_setopt) &&
           library.find("curl_easy_perform", easy_perform) &&
           library.find("curl_easy_getinfo", easy_getinfo) &&
           library.find("curl_easy_cleanup", easy_cleanup) &&
           library.find("curl_easy_strerror", easy_strerror) &&
           library.find("curl_slist_append", slist_append) &&
           library.find("curl_slist_free_all", slist_free_all) &&
           library.find("curl_version", version_text);
  }
};

// Counts what came and stops at the bound that our own reading has.
std::size_t drop_body(char*, std::size_t size, std::size_t count, void* received) {
  auto& total = *static_cast<std::size_t*>(received);
  total += size * count;
  return total > limits::body_bytes ? 0 : size * count;
}

void set_up(const Curl& curl,
            CURL* easy,
            const ReferenceRequest& request,
            const curl_slist* pinned,
            const curl_slist* fields,
            std::size_t& received) {
  const long milliseconds = static_cast<long>(request.timeout.count());
  curl.easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl.easy_setopt(easy, CURLOPT_RESOLVE, pinned);
  curl.easy_setopt(easy, CURLOPT_PROXY, "");
  curl.easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl.easy_setopt(easy, CURLOPT_TIMEOUT_MS, milliseconds);
  curl.easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
  curl.easy_setopt(easy, CURLOPT_HTTPHEADER, fields);
  curl.easy_setopt(
      easy, CURLOPT_HTTP_VERSION, request.http10 ? CURL_HTTP_VERSION_1_0 : CURL_HTTP_VERSION_1_1);
  curl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, &drop_body);
  curl.easy_setopt(easy, CURLOPT_WRITEDATA, &received);
  if (request.method == "HEAD") {
    curl.easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET") {
    curl.easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  if (!request.cacert.empty()) {
    curl.easy_setopt(easy, CURLOPT_CAINFO, request.cacert.c_str());
  }
  if (request.insecure) {
    curl.easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl.easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
}

ReferenceAnswer ask(const ReferenceRequest& request) {
  ReferenceAnswer answer;
  Curl curl;
  if (!curl.load()) {
    return answer;
  }
  CURL* easy = curl.easy_init();
  if (easy == nullptr) {
    return answer;
  }
  answer.asked = true;
  const std::string versions = curl.version_text();
  answer.client = escape_peer(versions.substr(0, versions.find(' ')));
  curl_slist* pinned = curl.slist_append(
      nullptr, fmt::format("{}:{}:{}", request.host, request.port, request.address).c_str());
  curl_slist* fields = nullptr;
  for (const std::string& field : request.fields) {
    fields = curl.slist_append(fields, field.c_str());
  }
  std::size_t received = 0;
  set_up(curl, easy, request, pinned, fields, received);
  const CURLcode code = curl.easy_perform(easy);
  long status = 0;
  long request_bytes = 0;
  double first_byte_s = 0;
  curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl.easy_getinfo(easy, CURLINFO_STARTTRANSFER_TIME, &first_byte_s);
  curl.easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &request_bytes);
  answer.sent = request_bytes > 0;
  answer.status = static_cast<int>(status);
  answer.first_byte_ms = first_byte_s * 1000;
  const bool enough = code == CURLE_WRITE_ERROR && received > limits::body_bytes;
  if (code != CURLE_OK && !enough) {
    answer.error = escape_peer(curl.easy_strerror(code));
  }
  curl.easy_cleanup(easy);
  curl.slist_free_all(pinned);
  curl.slist_free_all(fields);
  return answer;
}

} // namespace

Task<ReferenceAnswer> ask_reference_client(Loop loop, ReferenceRequest request) {
  const TimePoint until = SteadyClock::now() + request.timeout;
  auto work = [request = std::move(request)] { return ask(request); };
  ReferenceAnswer late;
  late.asked = true;
  late.late = true;
  late.client = "libcurl";
  late.error = "no answer in time";
  co_return co_await in_background<ReferenceAnswer>(
      std::move(loop), std::move(work), std::move(late), until);
}

} // namespace gwdiag
