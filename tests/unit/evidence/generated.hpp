// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "evidence/host_fields.hpp"

// Two more archives over fields.hpp: one fills every field at random, one lists every field, so that a test can compare what was
// written with what was read back.
namespace gwdiag::archive {

class Filler {
public:
  static constexpr bool reading = true;
  template <typename T> using Field = T;

  explicit Filler(std::mt19937& random) : random_(random) {}

  void text(const char* key, std::string& value) {
    seen(key);
    static constexpr std::string_view pieces[] = {"a", "0", " ", "\\x1b", "\\\\", "ä", "…", "\"", "/", "<", "☃", "%", "=", ":"};
    value.clear();
    for (std::size_t i = below(12); i > 0; --i) {
      value += pieces[below(std::size(pieces))];
    }
  }
  void text_always(const char* key, std::string& value) { text(key, value); }
  void flag(const char* key, bool& value) {
    seen(key);
    value = below(2) == 1;
  }
  void flag_always(const char* key, bool& value) { flag(key, value); }
  void known(const char* key, std::optional<bool>& value) {
    bool filled = false;
    flag(key, filled);
    value = below(3) == 0 ? std::nullopt : std::optional<bool>(filled);
  }
  template <typename N> void number(const char* key, N& value) {
    seen(key);
    if constexpr (std::is_floating_point_v<N>) {
      value = static_cast<N>(below(100'000'000)) / 1000; // three decimals
    } else {
      value = below(4) == 0 ? N{} : static_cast<N>(random_() >> 1U);
    }
  }
  template <typename N> void number_always(const char* key, N& value) { number(key, value); }
  template <typename N> void measured(const char* key, std::optional<N>& value) {
    N filled{};
    number(key, filled);
    value = below(3) == 0 ? std::nullopt : std::optional<N>(filled);
  }
  void texts(const char* key, std::vector<std::string>& values, std::size_t) {
    values.resize(below(4));
    std::set<std::string> outer;
    for (std::string& value : values) {
      outer.swap(seen_);
      text(key, value);
      outer.swap(seen_);
      outer.clear();
    }
    seen(key);
  }
  void numbers(const char* key, std::vector<int>& values, std::size_t) {
    seen(key);
    values.resize(below(4));
    for (int& value : values) {
      value = static_cast<int>(below(1000));
    }
  }
  template <typename E, std::size_t N>
  void choice(const char* key, E& value, const std::array<Name<E>, N>& names, bool = true) {
    seen(key);
    value = names[below(N)].second;
  }
  template <typename T> void list(const char* key, std::vector<T>& values, std::size_t) {
    seen(key);
    values.resize(below(4));
    for (T& value : values) {
      Filler inner(random_);
      fields(inner, value);
    }
  }
  template <typename T> void object(const char* key, T& value, bool = true) {
    seen(key);
    Filler inner(random_);
    fields(inner, value);
  }
  void anomalies(const char* key, std::vector<FoundAnomaly>& found, std::size_t) {
    seen(key);
    found.resize(below(4), FoundAnomaly{Anomaly::not_http});
    for (FoundAnomaly& one : found) {
      one.anomaly = static_cast<Anomaly>(below(static_cast<std::size_t>(Anomaly::count_)));
      one.offset = below(100000);
      one.detail = below(2) == 0 ? "" : "Content-Length: 5, 7";
    }
  }
  std::size_t names() const { return seen_.size(); }
  std::size_t below(std::size_t bound) { return random_() % bound; }

private:
  // No object has two fields of one name: the second would replace the first.
  void seen(const char* key) {
    CAPTURE(std::string(key));
    REQUIRE(seen_.insert(key).second);
  }

  std::mt19937& random_;
  std::set<std::string> seen_;
};

class Lister {
public:
  static constexpr bool reading = false;
  template <typename T> using Field = const T;

  void text(const char* key, const std::string& value) { put(key, value); }
  void text_always(const char* key, const std::string& value) { put(key, value); }
  void flag(const char* key, const bool& value) { put(key, value); }
  void flag_always(const char* key, const bool& value) { put(key, value); }
  void known(const char* key, const std::optional<bool>& value) {
    put(key, value ? fmt::format("{}", *value) : "none");
  }
  template <typename N> void number(const char* key, const N& value) { put(key, value); }
  template <typename N> void number_always(const char* key, const N& value) { put(key, value); }
  template <typename N> void measured(const char* key, const std::optional<N>& value) {
    put(key, value ? fmt::format("{}", *value) : "none");
  }
  void texts(const char* key, const std::vector<std::string>& values, std::size_t) {
    put(key, fmt::to_string(fmt::join(values, "\x01")));
  }
  void numbers(const char* key, const std::vector<int>& values, std::size_t) {
    put(key, fmt::to_string(fmt::join(values, ",")));
  }
  template <typename E, std::size_t N>
  void choice(const char* key, const E& value, const std::array<Name<E>, N>&, bool = true) {
    put(key, static_cast<int>(value));
  }
  template <typename T> void list(const char* key, const std::vector<T>& values, std::size_t) {
    put(key, values.size());
    for (const T& value : values) {
      fields(*this, value);
    }
  }
  template <typename T> void object(const char* key, const T& value, bool = true) {
    put(key, "{");
    fields(*this, value);
  }
  void anomalies(const char* key, const std::vector<FoundAnomaly>& found, std::size_t) {
    put(key, found.size());
    for (const FoundAnomaly& one : found) {
      put(info(one.anomaly).id.data(), fmt::format("{} {}", one.offset, one.detail));
    }
  }
  const std::vector<std::string>& all() const { return all_; }

private:
  template <typename V> void put(const char* key, const V& value) { all_.push_back(fmt::format("{}={}", key, value)); }

  std::vector<std::string> all_;
};

inline void fill(std::mt19937& random, EndpointTrace& trace, const std::string& role) {
  Filler filler(random);
  endpoint_fields(filler, trace);
  trace.role = role;
  trace.endpoint = "http://h:1";
  trace.port = static_cast<int>(filler.below(65536));
  filler.object("dns", trace.dns);
  filler.object("identify", trace.identify);
  filler.list("attempts", trace.attempts, 0);
  trace.counts = trace.attempts.empty() ? 0 : filler.below(trace.attempts.size());
}

inline Evidence generated(unsigned seed) {
  std::mt19937 random(seed);
  Evidence evidence;
  Filler filler(random);
  run_fields(filler, evidence);
  evidence.has_proxy = filler.below(2) == 0;
  if (evidence.has_proxy) {
    fill(random, evidence.proxy, "proxy");
  }
  evidence.upstreams.resize(filler.below(3) + (evidence.has_proxy ? 0 : 1));
  for (EndpointTrace& upstream : evidence.upstreams) {
    fill(random, upstream, "upstream");
  }
  filler.list("host", evidence.host, 0);
  return evidence;
}

inline void list_endpoint(Lister& lister, const EndpointTrace& trace) {
  endpoint_fields(lister, trace);
  lister.object("dns", trace.dns);
  lister.object("identify", trace.identify);
  lister.list("attempts", trace.attempts, 0);
  lister.number("counts", trace.counts);
}

inline std::vector<std::string> listed(const Evidence& evidence) {
  Lister lister;
  run_fields(lister, evidence);
  lister.flag("has_proxy", evidence.has_proxy);
  list_endpoint(lister, evidence.proxy);
  for (const EndpointTrace& upstream : evidence.upstreams) {
    list_endpoint(lister, upstream);
  }
  lister.list("host", evidence.host, 0);
  return lister.all();
}

} // namespace gwdiag::archive
