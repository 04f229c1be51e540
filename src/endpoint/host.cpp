// SPDX-License-Identifier: Apache-2.0
#include "endpoint/host.hpp"

#include <arpa/inet.h>
#include <idn2.h>
#include <net/if.h>

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "base/library.hpp"
#include "base/text.hpp"
#include "endpoint/percent.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t longest_label = 63; // RFC 1035, 2.3.4
constexpr std::size_t longest_name = 253;

std::unexpected<std::string> wrong(std::string text) {
  return std::unexpected(std::move(text));
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_number_label(std::string_view label) {
  return is_digits(label) ||
         ((label.starts_with("0x") || label.starts_with("0X")) &&
          label.substr(2).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos);
}

std::string_view without_last_dot(std::string_view text) {
  return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

// True for what inet_aton(3) may read as an address: numbers alone, decimal, octal or hexadecimal.
bool looks_like_ipv4(std::string_view text) {
  return std::ranges::all_of(split(without_last_dot(text), '.'), is_number_label);
}

bool is_ipv4(const std::string& text) {
  in_addr address{};
  return inet_pton(AF_INET, text.c_str(), &address) == 1;
}

std::string explain_number(std::string_view text) {
  if (is_digits(text)) {
    return fmt::format(
        "{} is a number and no host; a port of this machine is written :{}", text, text);
  }
  return fmt::format("{} is no IPv4 address in four decimal numbers from 0 to 255 without leading "
                     "zeros; write it so, "
                     "as in 127.0.0.1",
                     text);
}

std::string check_label(std::string_view label) {
  if (label.empty()) {
    return "the host has an empty label (two dots, or a dot in front); remove the dot";
  }
  if (label.size() > longest_label) {
    return fmt::format("the label {}… of the host has {} characters, a name takes {}; shorten it",
                       label.substr(0, 16),
                       label.size(),
                       longest_label);
  }
  const auto bad = std::ranges::find_if(label, [](char c) {
    return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_';
  });
  if (bad == label.end()) {
    return {};
  }
  return fmt::format("{} cannot stand in a host name; use letters, digits, hyphens and dots",
                     *bad == '\'' ? "\"'\"" : fmt::format("'{}'", *bad));
}

std::string check_name(std::string_view name) {
  name = without_last_dot(name);
  if (name.empty()) {
    return "the host is empty; write a name or an address";
  }
  for (const std::string_view label : split(name, '.')) {
    if (std::string problem = check_label(label); !problem.empty()) {
      return problem;
    }
  }
  if (name.size() > longest_name) {
    return fmt::format(
        "the host has {} characters, a name takes {}; shorten it", name.size(), longest_name);
  }
  return {};
}

HostResult parse_ascii_host(std::string_view text) {
  Host host;
  host.ascii = lower_ascii(text);
  if (looks_like_ipv4(host.ascii)) {
    if (!is_ipv4(host.ascii)) {
      return wrong(explain_number(text));
    }
    host.is_ipv4 = true;
    return host;
  }
  if (std::string problem = check_name(host.ascii); !problem.empty()) {
    return wrong(std::move(problem));
  }
  return host;
}

// The functions of libidn2 that are used: few names need them, and with libunistring it is 2 MB to
// load.
struct Idna {
  decltype(&idn2_lookup_u8) lookup = nullptr;
  decltype(&idn2_free) release = nullptr;
  decltype(&idn2_strerror) error_text = nullptr;

  bool load() {
    const Library library("libidn2.so.0");
    return library.find("idn2_lookup_u8", lookup) && library.find("idn2_free", release) &&
           library.find("idn2_strerror", error_text);
  }
};

std::expected<std::string, std::string> to_a_labels(const std::string& name) {
  Idna idna;
  if (!idna.load()) {
    return std::unexpected("the host name is not ASCII and libidn2.so.0, which converts it, is not "
                           "installed; write its ASCII form (xn--…)");
  }
  std::uint8_t* raw = nullptr;
  const int status = idna.lookup(reinterpret_cast<const std::uint8_t*>(name.c_str()),
                                 &raw,
                                 IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<std::uint8_t, decltype(&idn2_free)> owner(raw, idna.release);
  if (status != IDN2_OK || raw == nullptr) {
    return std::unexpected(
        fmt::format("the host name is not valid under IDNA ({}); write its ASCII form (xn--…)",
                    idna.error_text(status)));
  }
  return std::string(reinterpret_cast<const char*>(raw));
}

} // namespace

HostResult parse_ipv6_literal(std::string_view inside) {
  const std::size_t percent = inside.find('%');
  const std::string address(inside.substr(0, percent));
  Host host;
  host.is_ipv6 = true;
  if (percent != std::string_view::npos) {
    std::string_view zone = inside.substr(percent);
    if (!zone.starts_with("%25")) {
      return wrong(
          fmt::format("a zone is written with %25; write [{}%25{}]", address, zone.substr(1)));
    }
    const auto decoded = percent_decode(zone.substr(3));
    if (!decoded || decoded->empty() || decoded->size() >= IFNAMSIZ || !is_printable(*decoded) ||
        decoded->find_first_of("/ ") != std::string::npos) {
      return wrong("the zone after %25 is no interface name; write it as in [fe80::1%25eth0]");
    }
    host.zone = *decoded;
  }
  in6_addr binary{};
  if (inet_pton(AF_INET6, address.c_str(), &binary) != 1) {
    return wrong(
        is_ipv4(address)
            ? fmt::format("brackets are for IPv6; write {} without them", address)
            : fmt::format("[{}] is no IPv6 address; write one as in [2001:db8::1]", inside));
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, &binary, text.data(), text.size());
  host.ascii = text.data();
  return host;
}

HostResult parse_host(std::string_view text) {
  if (text.empty()) {
    return wrong("the host is empty; write a name or an address");
  }
  if (text.contains('%')) {
    return wrong("the host is percent-encoded; write it in plain letters");
  }
  if (is_ascii(text)) {
    return parse_ascii_host(text);
  }
  const auto ascii = to_a_labels(std::string(text));
  if (!ascii) {
    return wrong(ascii.error());
  }
  HostResult host = parse_ascii_host(*ascii);
  if (host) {
    host->unicode = text;
  }
  return host;
}

bool is_address(std::string_view host) {
  return host.find(':') != std::string_view::npos || is_ipv4(std::string(host));
}

bool is_loopback(std::string_view host) {
  constexpr std::string_view mapped = "::ffff:"; // RFC 4291 section 2.5.5.2
  if (host.starts_with(mapped)) {
    host.remove_prefix(mapped.size());
  }
  return host == "localhost" || host == "::1" || (host.starts_with("127.") && is_address(host));
}

} // namespace gwdiag
