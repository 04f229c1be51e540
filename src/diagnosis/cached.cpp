// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/cached.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/beginning.hpp"
#include "base/text.hpp"
#include "wire/structured_field.hpp"

namespace gwdiag {

namespace {

// RFC 9211 section 2.1: each member names a cache; hit is a boolean, and fwd says that the request
// went on.
bool cache_status_hit(std::string_view value) {
  const auto caches = parse_field_items(value);
  return caches && std::ranges::any_of(*caches, [](const FieldItem& cache) {
           return cache.parameter("hit") == "?1";
         });
}

bool word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// "HIT", "Hit from cloudfront", "TCP_MEM_HIT", "MISS, HIT" (Fastly: shield, then edge), "STALE",
// "UPDATING" (nginx, $upstream_cache_status). "hitchhike" is none.
bool says_hit(std::string_view value) {
  const std::string text = lower_ascii(value);
  for (const std::string_view word : {"hit", "stale", "updating"}) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      const bool begins = at == 0 || !word_byte(text[at - 1]);
      if (begins && (end == text.size() || !word_byte(text[end]))) {
        return true;
      }
    }
  }
  return false;
}

// Varnish gives the number of the request that fetched the object after its own (bin/varnishd,
// cache_req_fsm.c, cnt_deliver).
bool two_numbers(std::string_view value) {
  const std::string_view text = trim(value);
  const std::size_t blank = text.find(' ');
  return blank != std::string_view::npos && parse_number(text.substr(0, blank)) > 0 &&
         parse_number(trim(text.substr(blank))) > 0;
}

// RFC 9111 section 5.1: an answer with Age was not generated or validated for this request; Varnish
// and Squid put a 0 on those that were.
bool has_aged(std::string_view value) {
  return parse_number(trim(value)) > 0;
}

struct Mark {
  const char* field;
  bool (*says)(std::string_view value);
};

constexpr std::array marks{Mark{"Cache-Status", cache_status_hit},
                           Mark{"X-Cache", says_hit},
                           Mark{"X-Cache-Status", says_hit},
                           Mark{"X-Proxy-Cache", says_hit},
                           Mark{"CF-Cache-Status", says_hit},
                           Mark{"X-Varnish", two_numbers},
                           Mark{"Age", has_aged}};

} // namespace

std::optional<Cached> from_cache(const Http1Response& response) {
  for (const Mark& mark : marks) {
    const auto value = response.header(mark.field);
    if (!response.has_head || !value || !mark.says(*value)) {
      continue;
    }
    Cached cached{fmt::format("{}: {}", mark.field, beginning(*value, 60)), std::nullopt};
    if (const auto age = response.header("Age"); age && parse_number(trim(*age)) >= 0) {
      cached.age_s = static_cast<double>(parse_number(trim(*age)));
    }
    return cached;
  }
  return std::nullopt;
}

std::optional<Cached> proxy_cached(const Scene& scene) {
  return scene.proxy.attempt == nullptr ? std::nullopt
                                        : from_cache(scene.proxy.attempt->http.response);
}

std::string in_words(const Cached& cached) {
  return fmt::format("from a cache ({}){}",
                     cached.by,
                     cached.age_s ? fmt::format(", {:.0f} s old", *cached.age_s) : "");
}

std::optional<Comparison> compare_cache(const Scene& scene) {
  const auto cached = proxy_cached(scene);
  if (!cached) {
    return std::nullopt;
  }
  Comparison row;
  row.aspect = "cache";
  row.upstream_index = -1;
  row.proxy = cached->age_s ? fmt::format("{:.0f}", *cached->age_s) : cached->by;
  row.says = fmt::format("the proxy's answer comes {}: it does not show how the upstream is",
                         in_words(*cached));
  return row;
}

} // namespace gwdiag
