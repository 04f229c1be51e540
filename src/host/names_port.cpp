// SPDX-License-Identifier: Apache-2.0
#include "host/names_port.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace gwdiag {

namespace {

constexpr int first_free_port = 1024; // smaller numbers stand on command lines for other things

constexpr std::array<std::string_view, 16> clients{"curl",
                                                   "wget",
                                                   "nc",
                                                   "ncat",
                                                   "telnet",
                                                   "ab",
                                                   "wrk",
                                                   "hey",
                                                   "ssh",
                                                   "grep",
                                                   "socat",
                                                   "openssl",
                                                   "nmap",
                                                   "ss",
                                                   "lsof",
                                                   "tcpdump"};

bool is_client(std::string_view program) {
  const std::size_t slash = program.rfind('/');
  const std::string_view name =
      slash == std::string_view::npos ? program : program.substr(slash + 1);
  return std::ranges::find(clients, name) != clients.end();
}

bool names_number(std::string_view argument, int port) {
  const std::string wanted = std::to_string(port);
  if (argument == wanted) {
    return port >= first_free_port;
  }
  const std::size_t at = argument.size() < wanted.size() ? 0 : argument.size() - wanted.size();
  return at > 0 && argument.substr(at) == wanted &&
         (argument[at - 1] == ':' || argument[at - 1] == '=') &&
         argument.find("://") == std::string_view::npos;
}

bool names_path(std::string_view argument, const std::string& path) {
  const std::size_t at = argument.find(path);
  const std::size_t end = at + path.size();
  return at != std::string_view::npos && argument.find("://") == std::string_view::npos &&
         (end == argument.size() || argument[end] == ',' || argument[end] == ':');
}

// The shorter with one digit put in, or the same length with one digit other.
bool one_digit_apart(const std::string& a, const std::string& b) {
  if (a.size() == b.size()) {
    std::size_t different = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      different += a[i] != b[i] ? 1U : 0U;
    }
    return different == 1;
  }
  const std::string& longer = a.size() > b.size() ? a : b;
  const std::string& shorter = a.size() > b.size() ? b : a;
  for (std::size_t i = 0; longer.size() == shorter.size() + 1 && i < longer.size(); ++i) {
    std::string without = longer;
    without.erase(i, 1);
    if (without == shorter) {
      return true;
    }
  }
  return false;
}

} // namespace

bool names(const std::vector<std::string>& arguments, int port, const std::string& socket_path) {
  if (arguments.empty() || is_client(arguments.front())) {
    return false;
  }
  return std::any_of(arguments.begin() + 1, arguments.end(), [&](const std::string& argument) {
    return socket_path.empty() ? names_number(argument, port) : names_path(argument, socket_path);
  });
}

bool neighbouring_ports(int one, int other) {
  constexpr int next_door = 10;
  return one != other && (std::abs(one - other) <= next_door ||
                          one_digit_apart(std::to_string(one), std::to_string(other)));
}

} // namespace gwdiag
