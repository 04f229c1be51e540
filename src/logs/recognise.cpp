// SPDX-License-Identifier: Apache-2.0
#include "logs/recognise.hpp"

#include <array>
#include <charconv>

#include "base/text.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_tokens = 400;
constexpr std::size_t longest_upstream = 255;

struct Marker {
  std::string_view before; // in lower case
  std::string_view stop;   // characters that end the name
};

constexpr std::array markers{
    Marker{"upstream: \"", "\""},
    Marker{"attempt to connect to unix domain socket ", " "},
    Marker{"attempt to connect to ", " "},
    Marker{"connect() to ", " "},
    Marker{"dial tcp: lookup ", " :,"},
    Marker{"dial tcp ", " \""},
    Marker{"dial unix ", ": \""},
    Marker{"lookup ", " :,"},
    Marker{"host not found in upstream \"", "\""},
    Marker{"no resolver defined to resolve ", " ,"},
    Marker{"remote server ", " ,"},
    Marker{"connection to backend: ", " ,"},
    Marker{"dns lookup failure for: ", " "},
    Marker{"socket: ", " ,"},
    Marker{"econnrefused ", " )\""},
    Marker{"enotfound ", " )\""},
    Marker{"etimedout ", " )\""},
    Marker{"ehostunreach ", " )\""},
    Marker{"eai_again ", " )\""},
    Marker{"peer: ", " ,"},
    Marker{"of peer ", " ,"},
    Marker{"node \"", "\""},
    Marker{"connecting to ", " ,"},
    Marker{"originservice=", " "},
    Marker{"round trip: ", " ,"},
    Marker{"error forwarding to ", " ,"},
    Marker{"backend ", " :"},
    Marker{"server ", " ,"},
};

bool is_wrapping(char c) {
  return c == '"' || c == ',' || c == '\'' || c == '[' || c == ']' || c == '{' || c == '}';
}

bool looks_like_upstream(std::string_view name) {
  return !name.empty() && name.size() <= longest_upstream &&
         name.find_first_of(".:/") != std::string_view::npos;
}

} // namespace

Findings make_findings(std::string_view ids,
                       std::string_view product,
                       std::string_view meaning,
                       std::string upstream,
                       bool consequence) {
  Findings out;
  for (const std::string_view id : split(ids, ' ')) {
    if (!id.empty()) {
      out.push_back(
          {std::string(id), std::string(product), std::string(meaning), upstream, consequence});
    }
  }
  return out;
}

std::string upstream_in(const LogLine& line) {
  for (const Marker& marker : markers) {
    const std::size_t found = line.lower.find(marker.before);
    if (found == std::string::npos) {
      continue;
    }
    std::string_view rest = std::string_view(line.text).substr(found + marker.before.size());
    rest = rest.substr(0, rest.find_first_of(marker.stop));
    while (rest.ends_with(':') || rest.ends_with(',') || rest.ends_with('.')) {
      rest.remove_suffix(1);
    }
    if (looks_like_upstream(rest)) {
      return escape_peer(rest, longest_upstream);
    }
  }
  const std::string_view field =
      line.fields.get({"upstreamhost", "upstreamaddr", "upstream", "serviceaddr", "serviceurl"});
  return looks_like_upstream(field) ? escape_peer(field, longest_upstream) : std::string{};
}

std::string_view bare_token(std::string_view token) {
  while (!token.empty() && is_wrapping(token.front())) {
    token.remove_prefix(1);
  }
  while (!token.empty() && is_wrapping(token.back()) && token.back() != '{') {
    token.remove_suffix(1);
  }
  return token;
}

Tokens tokens_of(std::string_view text) {
  Tokens out;
  out.reserve(40);
  while (!text.empty() && out.size() < most_tokens) {
    const std::size_t end = text.find(' ');
    const std::string_view token = bare_token(text.substr(0, end));
    if (!token.empty()) {
      out.push_back(token);
    }
    if (end == std::string_view::npos) {
      break;
    }
    text.remove_prefix(end + 1);
  }
  return out;
}

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  if (text.starts_with('+')) {
    text.remove_prefix(1);
  }
  const auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (failure != std::errc{} || end != text.data() + text.size() || text.empty()) {
    return std::nullopt;
  }
  return value;
}

} // namespace gwdiag
