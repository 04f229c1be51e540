// SPDX-License-Identifier: Apache-2.0
#include <sys/un.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "endpoint/endpoint.hpp"
#include "endpoint/host.hpp"
#include "endpoint/percent.hpp"
#include "endpoint/schemes.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t longest_socket_path = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::size_t longest_shown = 200;

// The argument as an error may show it: escaped, and without anything that could be userinfo. A
// password with a raw slash or colon ends nowhere a parser agrees on, so all before the last @
// goes.
std::string shown(std::string_view text) {
  const std::size_t scheme_end = find_scheme_end(text);
  const std::size_t start = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
  const std::string_view rest = text.substr(start);
  const std::size_t at = rest.rfind('@');
  if (at == std::string_view::npos || rest.starts_with("unix:/") || rest.starts_with("unix:@")) {
    return escape_peer(text, longest_shown);
  }
  return escape_peer(fmt::format("{}***{}", text.substr(0, start), rest.substr(at)), longest_shown);
}

// The parts of the argument, still unchecked.
struct Parts {
  std::string_view authority;
  std::string_view path; // with query, without fragment; empty when not given
};

Parts split_authority(std::string_view rest) {
  rest = rest.substr(0, rest.find('#'));
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  return {rest.substr(0, end), rest.substr(end)};
}

class Parser {
public:
  Parser(std::string_view text, EndpointRole role) : text_(text), role_(role) {}

  Result<Endpoint> parse() {
    if (std::string problem = check_bytes(); !problem.empty()) {
      return wrong(problem);
    }
    std::string_view rest = text_;
    if (std::string problem = take_scheme(rest); !problem.empty()) {
      return wrong(problem);
    }
    std::string problem = rest.starts_with("unix:") ? read_unix(rest.substr(5)) : read_tcp(rest);
    if (problem.empty()) {
      problem = check_scheme_takes();
    }
    return problem.empty() ? Result<Endpoint>(std::move(endpoint_)) : wrong(problem);
  }

private:
  // The functions below return what is wrong, or an empty string.

  std::unexpected<Error> wrong(const std::string& problem) const {
    return fail(ErrorKind::usage,
                fmt::format("{}: {}",
                            text_.empty() ? "''" : shown(text_),
                            is_printable(problem) ? problem : escape_peer(problem)));
  }

  std::string check_bytes() const {
    if (text_.empty()) {
      return "an endpoint is empty; write one as in http://HOST:PORT";
    }
    for (const char c : text_) {
      if (c == ' ') {
        return "an endpoint has no spaces; write %20 in a path";
      }
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
        return "an endpoint has no control characters; remove them";
      }
    }
    return {};
  }

  std::string take_scheme(std::string_view& rest) {
    if (text_.starts_with("unix:")) {
      return {};
    }
    const std::size_t end = find_scheme_end(text_);
    const std::string_view name = text_.substr(0, text_.find(':'));
    const SchemeRow* row = find_scheme(name);
    if (end == std::string_view::npos) {
      // `http:/host` and `http:host` lack slashes; `http:8080` is a host of that name.
      if (row != nullptr && text_.size() > name.size() + 1 &&
          text_.substr(name.size() + 1).find_first_not_of("0123456789") == 0) {
        return fmt::format("two slashes are missing after {}:; write {}://HOST", name, row->name);
      }
      return {};
    }
    if (row == nullptr) {
      return unknown_scheme(name);
    }
    endpoint_.scheme = row->scheme;
    endpoint_.scheme_given = true;
    rest = text_.substr(end + 3);
    return {};
  }

  std::string read_unix(std::string_view rest) {
    // unix:///run/x.sock is what other programs write for unix:/run/x.sock.
    if (!endpoint_.scheme_given && rest.starts_with("//")) {
      if (!rest.starts_with("///")) {
        return "after unix:// stands an absolute path; write it as in unix:/run/app.sock";
      }
      rest.remove_prefix(2);
    }
    const std::size_t colon = rest.find(":/");
    const std::string_view socket = rest.substr(0, colon);
    if (socket.size() < 2 || (socket[0] != '/' && socket[0] != '@')) {
      return "after unix: stands the path of a socket, or @ and an abstract name; write "
             "unix:/run/app.sock or unix:@app";
    }
    if (socket.size() > longest_socket_path) {
      return fmt::format("the socket path has {} bytes, the system takes {}; use a shorter one",
                         socket.size(),
                         longest_socket_path);
    }
    endpoint_.socket_path = socket;
    endpoint_.host = "localhost";
    if (colon != std::string_view::npos) {
      set_path(split_authority(rest.substr(colon + 1)).path);
    }
    return {};
  }

  std::string read_tcp(std::string_view rest) {
    if (!endpoint_.scheme_given && rest.starts_with('/')) {
      return "a path alone is no endpoint; for a Unix socket write unix: in front of it";
    }
    auto [authority, path] = split_authority(rest);
    set_path(path);
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
      if (std::string problem = read_userinfo(authority.substr(0, at)); !problem.empty()) {
        return problem;
      }
      authority.remove_prefix(at + 1);
    }
    std::string problem =
        authority.starts_with('[') ? read_bracketed(authority) : read_name(authority);
    if (!problem.empty() && endpoint_.userinfo.empty() && rest.contains('@')) {
      // Perhaps a password with a raw slash: no piece of it may stand in a message.
      return "the host or port is not valid; in a user name or password write / ? # : @ as %2F %3F "
             "%23 %3A %40";
    }
    return problem.empty() ? choose_scheme_and_port() : problem;
  }

  std::string read_userinfo(std::string_view raw) {
    if (raw.empty()) {
      return {};
    }
    const std::size_t colon = raw.find(':');
    const auto user = percent_decode(raw.substr(0, colon));
    const auto password =
        percent_decode(colon == std::string_view::npos ? "" : raw.substr(colon + 1));
    if (!user || !password) {
      return "the user name or password has a % that is not followed by two hexadecimal digits; "
             "write %25";
    }
    if (user->contains(':')) {
      return "a user name with a colon cannot be sent as Basic (RFC 7617); use --header "
             "'Authorization: …'";
    }
    endpoint_.userinfo = *user + ":" + *password;
    if (std::ranges::any_of(endpoint_.userinfo, [](char c) {
          return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        })) {
      return "the user name or password has control characters; remove them";
    }
    return {};
  }

  std::string read_bracketed(std::string_view authority) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) {
      return "the closing bracket is missing; write an IPv6 address as in [::1]:8080";
    }
    const std::string_view after = authority.substr(close + 1);
    if (!after.empty() && after[0] != ':') {
      return "after the bracket stands a colon and the port, or nothing; write it as in [::1]:8080";
    }
    if (std::string problem = take_host(parse_ipv6_literal(authority.substr(1, close - 1)));
        !problem.empty()) {
      return problem;
    }
    return after.empty() ? std::string() : read_port(after.substr(1));
  }

  std::string read_name(std::string_view authority) {
    if (authority.starts_with("unix:")) {
      return "a Unix socket takes no user name and password; use --header 'Authorization: …'";
    }
    const std::size_t colon = authority.find(':');
    if (colon != authority.rfind(':')) {
      const bool is_address = parse_ipv6_literal(authority).has_value();
      const std::string_view host = authority.substr(0, authority.rfind(':'));
      const std::string_view port = authority.substr(authority.rfind(':') + 1);
      if (is_address && parse_ipv6_literal(host).has_value()) { // "::1:80" is an address as well
        return fmt::format(
            "an IPv6 address stands in brackets; write [{}]:{} or [{}]", host, port, authority);
      }
      return is_address ? fmt::format("an IPv6 address stands in brackets; write [{}] or [{}]:PORT",
                                      authority,
                                      authority)
                        : "more than one colon; write HOST:PORT, and an IPv6 address in brackets";
    }
    if (colon == 0 && !endpoint_.scheme_given && endpoint_.userinfo.empty()) {
      endpoint_.host = "127.0.0.1";
      endpoint_.is_ip_literal = true;
      endpoint_.local_shorthand = true;
    } else if (std::string problem = take_host(parse_host(authority.substr(0, colon)));
               !problem.empty()) {
      return problem;
    }
    return colon == std::string_view::npos ? std::string() : read_port(authority.substr(colon + 1));
  }

  std::string take_host(HostResult host) {
    if (!host) {
      return std::move(host.error());
    }
    endpoint_.host = std::move(host->ascii);
    endpoint_.host_unicode = std::move(host->unicode);
    endpoint_.zone = std::move(host->zone);
    endpoint_.is_ipv6_literal = host->is_ipv6;
    endpoint_.is_ip_literal = host->is_ipv6 || host->is_ipv4;
    return {};
  }

  std::string read_port(std::string_view digits) {
    if (digits.empty()) {
      return "the port after the colon is missing; write it, or leave the colon out";
    }
    const long long port = parse_number(digits);
    if (port < 1 || port > 65535) {
      return fmt::format("{} is no port; write a number from 1 to 65535", escape_peer(digits, 32));
    }
    endpoint_.port = static_cast<std::uint16_t>(port);
    return {};
  }

  std::string choose_scheme_and_port() {
    const bool no_port = endpoint_.port == 0;
    if (!endpoint_.scheme_given) {
      const bool tls = endpoint_.port == 443 || (no_port && role_ == EndpointRole::proxy);
      endpoint_.scheme = tls ? Scheme::https : Scheme::http;
    }
    if (no_port) {
      endpoint_.port = default_port(endpoint_.scheme);
    }
    if (endpoint_.port == 0) {
      const SchemeRow& row = row_of(endpoint_.scheme);
      return fmt::format(
          "{}:// needs a port; add one, as in {}://HOST:{}", row.name, row.name, row.usual_port);
    }
    return {};
  }

  std::string check_scheme_takes() const {
    const SchemeRow& row = row_of(endpoint_.scheme);
    if (!row.takes_path && endpoint_.path != "/") {
      return fmt::format("{}:// takes no path, as nothing is requested; leave it out", row.name);
    }
    if (!row.takes_userinfo && !endpoint_.userinfo.empty()) {
      return fmt::format("{}:// takes no user name and password; leave them out", row.name);
    }
    return {};
  }

  void set_path(std::string_view path) {
    if (path.empty()) {
      return;
    }
    endpoint_.path = percent_encode_non_ascii(path);
    if (path[0] == '?') {
      endpoint_.path.insert(0, 1, '/');
    }
    endpoint_.path_given = true;
  }

  std::string_view text_;
  EndpointRole role_;
  Endpoint endpoint_;
};

} // namespace

Result<Endpoint> parse_endpoint(std::string_view text, EndpointRole role) {
  return Parser(text, role).parse();
}

} // namespace gwdiag
