// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "proxies/profile.hpp"

// Turns the checklist's command patterns into commands that can be typed.
namespace gwdiag {

// The place that commands are about. Empty: not known, and every command that needs it is left out.
struct Site {
  std::string text; // http://10.0.0.5:8080/path
  std::string scheme;
  std::string host; // without brackets
  std::string port;
  std::string socket;      // path or "@name"
  std::string path;        // path and query
  std::string name;        // the host name; empty for an address
  std::string address;     // the IP address that was used
  std::string sni;         // the server name that was sent; empty: none
  std::string good_sni;    // a server name that is served well, as far as known
  std::string host_header; // the Host that was asked for; empty: the host
  std::string good_host;   // a Host that is answered well, as far as known
  // Quoted options that get in: " -CAfile FILE …", "-u USER …"; empty: none are needed.
  std::string openssl_files, curl_access;
};

struct CommandFacts {
  Site upstream;
  Site proxy;
  std::string product;              // of the proxy; empty: unknown
  const Profile* profile = nullptr; // of that product; null: none
  std::string profile_version;
  std::string check;    // the gwdiag command that shows it again, quoted
  std::string longer_s; // a timeout that would have been long enough, in seconds
  std::string buffer_k; // a header buffer that would have been large enough, in kB
  // Seconds: what the proxy should reuse idle connections for at most, and the upstream keep them
  // at least. Empty: not measured, or no whole second.
  std::string idle_below_s, idle_above_s;
};

inline constexpr std::string_view symbolic_port = "PORT";

// Words in capitals in place of values, for an explanation without evidence. `socket`: the commands
// are about a Unix socket.
CommandFacts symbolic_facts(std::string_view scheme, bool socket);

// Placeholder names without braces, and the shell-quoted text or whole command that each stands
// for. A name without a value is absent.
using Values = std::map<std::string, std::string, std::less<>>;

Values values_of(const CommandFacts& facts);

// `pattern` with every {placeholder} replaced; empty if one has no value. "%{word}" is curl's own
// and stays.
std::string fill(std::string_view pattern, const Values& values);

// The names that values_of knows; a test holds that the checklist uses no other.
bool is_placeholder(std::string_view name);

} // namespace gwdiag
