// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/values.hpp"
#include "endpoint/endpoint.hpp"
#include "endpoint/host.hpp"
#include "endpoint/percent.hpp"

// Values that go into requests and name resolution.
namespace gwdiag {

namespace {

constexpr std::size_t largest_header_file = std::size_t{1} << 20; // more than any server takes

std::string quoted(std::string_view text) {
  return fmt::format("'{}'", escape_peer(text, 80));
}

std::unexpected<std::string> wrong(std::string text) {
  return std::unexpected(std::move(text));
}

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.contains(c);
  });
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

// Fields that the program writes itself, and the option that decides them.
struct OwnField {
  std::string_view name;
  std::string_view remedy;
};

constexpr std::array<OwnField, 3> own_fields{{
    {"host", "use --host NAME"},
    {"content-length", "leave it out, it follows from --data"},
    {"transfer-encoding", "leave it out, it follows from --data"},
}};

// The value is not repeated in errors: it may be a credential.
ValueResult<std::pair<std::string, std::string>> read_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return wrong("no colon in it; write it as 'Name: value'");
  }
  const std::string_view name = line.substr(0, colon);
  if (!is_token(name)) {
    return wrong(fmt::format("{} is no field name (RFC 9110, 5.1); write it as 'Name: value'",
                             quoted(name)));
  }
  const std::string_view value = trim(line.substr(colon + 1));
  if (has_control(value)) {
    return wrong(fmt::format(
        "the value of {} has a line end or another control character; remove it", name));
  }
  for (const OwnField& own : own_fields) {
    if (equals_ignoring_case(own.name, name)) {
      return wrong(fmt::format("{} is written by the program; {}", name, own.remedy));
    }
  }
  return std::pair{std::string(name), std::string(value)};
}

ValueResult<HeaderFields> read_header_file(std::string_view path) {
  if (std::string problem = check_file(path); !problem.empty()) {
    return wrong(std::move(problem));
  }
  std::ifstream file{std::string(path), std::ios::binary};
  std::string text(largest_header_file + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > largest_header_file) {
    return wrong(fmt::format("{}: larger than 1 MiB; shorten it", escape_peer(path)));
  }
  HeaderFields fields;
  int number = 0;
  for (std::string_view line : split(text, '\n')) {
    ++number;
    line = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
    if (trim(line).empty()) {
      continue;
    }
    auto field = read_field(line);
    if (!field) {
      return wrong(fmt::format("{}:{}: {}", escape_peer(path), number, field.error()));
    }
    fields.push_back(*std::move(field));
  }
  return fields;
}

// An IPv4 or IPv6 address without brackets; IPv6 may stand in them.
ValueResult<std::string> read_address(std::string_view text) {
  const bool bracketed = text.starts_with('[') && text.ends_with(']');
  const std::string_view inside = bracketed ? text.substr(1, text.size() - 2) : text;
  if (const auto host = parse_ipv6_literal(inside); host && host->zone.empty()) {
    return host->ascii;
  }
  if (const auto host = parse_host(text); host && host->is_ipv4) {
    return host->ascii;
  }
  return wrong(
      fmt::format("{} is no IP address; write one as in 192.0.2.1 or 2001:db8::1", quoted(text)));
}

} // namespace

ValueResult<HeaderFields> read_headers(std::string_view text) {
  if (text.starts_with('@')) {
    return read_header_file(text.substr(1));
  }
  auto field = read_field(text);
  return field ? ValueResult<HeaderFields>(HeaderFields{*std::move(field)}) : wrong(field.error());
}

ValueResult<std::string> read_method(std::string_view text) {
  if (!is_token(text)) {
    return wrong(fmt::format("{} is no method; write one as in GET, HEAD or POST", quoted(text)));
  }
  if (text == "CONNECT") {
    return wrong("CONNECT asks for a tunnel and no answer comes to compare; use another method");
  }
  if (equals_ignoring_case(text, "GET") || equals_ignoring_case(text, "HEAD")) {
    if (text != "GET" && text != "HEAD") {
      return wrong(fmt::format("methods are case-sensitive (RFC 9110, 9.1); write {} in capitals",
                               quoted(text)));
    }
  }
  return std::string(text);
}

ValueResult<std::string> read_path(std::string_view text) {
  if (text != "*" && !text.starts_with('/')) {
    return wrong(
        fmt::format("{} does not begin with a slash; write it as in /health", quoted(text)));
  }
  if (has_control(text) || text.find_first_of(" \t") != std::string_view::npos) {
    return wrong("spaces and control characters cannot stand in a path; write a space as %20");
  }
  if (text.contains('#')) {
    return wrong("a fragment is not sent; leave it out, or write # as %23");
  }
  return percent_encode_non_ascii(text);
}

ValueResult<std::string> read_host(std::string_view text) {
  const auto endpoint = parse_endpoint(fmt::format("http://{}", text), EndpointRole::upstream);
  if (!endpoint || endpoint->path_given || !endpoint->userinfo.empty() || endpoint->is_unix()) {
    return wrong(fmt::format(
        "{} is no HOST[:PORT]; write it as in shop.example or shop.example:8080", quoted(text)));
  }
  return endpoint->host_unicode.empty() ? std::string(text) : endpoint->host_header();
}

ValueResult<std::string> read_sni(std::string_view text) {
  if (text == "none") {
    return std::string(text);
  }
  auto host = parse_host(text);
  if (host && host->is_ipv4) {
    return wrong(
        fmt::format("{} is an address, and SNI carries names (RFC 6066, 3); write a name or none",
                    quoted(text)));
  }
  if (!host) {
    return wrong(fmt::format("{}: {}", quoted(text), host.error()));
  }
  if (host->ascii.ends_with('.')) {
    host->ascii.pop_back();
  }
  return host->ascii;
}

ValueResult<std::vector<Options::Resolve>> read_resolve(std::string_view text) {
  const std::size_t first = text.find(':');
  const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
  if (second == std::string_view::npos) {
    return wrong(fmt::format("{} is no HOST:PORT:ADDR; write it as in shop.example:443:192.0.2.1",
                             quoted(text)));
  }
  const auto host = parse_host(text.substr(0, first));
  if (!host) {
    return wrong(fmt::format("{}: {}", quoted(text), host.error()));
  }
  const auto port = read_number(text.substr(first + 1, second - first - 1), 1, 65535);
  if (!port) {
    return wrong(port.error());
  }
  std::vector<Options::Resolve> entries;
  for (const std::string_view part : split(text.substr(second + 1), ',')) {
    auto address = read_address(part);
    if (!address) {
      return wrong(address.error());
    }
    entries.push_back({host->ascii, *port, *std::move(address)});
  }
  return entries;
}

ValueResult<std::string> read_resolver(std::string_view text) {
  std::string_view address = text;
  const std::size_t colon = text.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && (text.find(':') == colon || text[colon - 1] == ']');
  if (has_port) {
    const auto port = read_number(text.substr(colon + 1), 1, 65535);
    if (!port) {
      return wrong(port.error());
    }
    address = text.substr(0, colon);
  }
  if (const auto read = read_address(address); !read) {
    return wrong(read.error());
  }
  return std::string(text);
}

} // namespace gwdiag
