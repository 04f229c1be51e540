// SPDX-License-Identifier: Apache-2.0
#include "checklist/difference.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"
#include "diagnosis/detail_of.hpp"

namespace gwdiag {

namespace {

struct Row {
  std::string_view kind; // of the detail "difference"
  std::string_view text;
  std::string_view option; // what the command lacks; empty: it is the proxy that is to change
  std::string_view note;
  bool only = false; // of our own steps: the others look for a fault, and none was seen
};

constexpr std::array rows{
    Row{"redirect", "Ask the proxy where it sends to, before the same upstream", "", ""},
    Row{"credentials",
        "Ask with the credentials",
        "--header @FILE",
        "FILE is one with the credentials' header lines"},
    Row{"path",
        "Ask the upstream for the path that the proxy makes of it",
        "--upstream-path /PATH",
        "/PATH is what the proxy asks for"},
    Row{"refused",
        "Where the proxy refuses this on purpose, it is well: say so; else look for the rule "
        "(deny, "
        "a list of addresses, a firewall of requests)",
        "--expect-status 403",
        ""},
    Row{"handed-over",
        "Look for the location or the file that the upstream's header names, in the proxy's "
        "configuration and on its disk (may its user read it?); the proxy's error log has the "
        "path",
        "",
        ""},
    Row{"upgrade",
        "Have the proxy hand Upgrade on: in nginx, \"proxy_http_version 1.1;\", \"proxy_set_header "
        "Upgrade $http_upgrade;\" and \"proxy_set_header Connection upgrade;\"",
        "",
        ""},
    Row{"forwarded",
        "Ask the upstream with what says that the client came by https",
        "--upstream-header 'X-Forwarded-Proto: https'",
        "",
        true},
    Row{"client-certificate",
        "Ask the upstream with the client certificate that the proxy has for it (in nginx "
        "\"proxy_ssl_certificate\")",
        "--upstream-cert FILE --upstream-key FILE",
        "FILE is the proxy's certificate, and its key",
        true},
    Row{"admitted",
        "Ask the upstream with what the proxy adds (in nginx \"proxy_set_header\"), or from the "
        "proxy's machine",
        "--upstream-header @FILE",
        "FILE is one with the header lines that the proxy adds",
        true},
};

// A command of ours without that option and its value, which may be quoted.
std::string without(std::string command, std::string_view option) {
  const std::size_t start = command.find(fmt::format(" {} ", option));
  if (start == std::string::npos) {
    return command;
  }
  bool quoted = false;
  std::size_t end = start + option.size() + 2;
  for (; end < command.size() && (quoted || command[end] != ' '); ++end) {
    if (command[end] == '\'') {
      quoted = !quoted;
    } else if (command[end] == '\\' && !quoted) {
      ++end;
    }
  }
  return command.erase(start, end - start);
}

// The same command with another proxy's URL, whose path both sides get; empty where there is none.
std::string
asked_there(const std::string& location, const std::string& proxy, const std::string& check) {
  constexpr std::string_view command = "gwdiag check ";
  const std::size_t rest = std::min(check.find(' ', command.size()), check.size());
  const bool whole = location.starts_with("http://") || location.starts_with("https://");
  const std::size_t scheme = proxy.find("://");
  if (!check.starts_with(command) || (!whole && !location.starts_with('/')) ||
      scheme == std::string::npos || !is_printable(location)) {
    return {};
  }
  const std::string there =
      whole ? location : proxy.substr(0, proxy.find('/', scheme + 3)) + location;
  return std::string(command) + shell_quote(there) + without(check.substr(rest), "--path");
}

} // namespace

void follow_difference(Cause& cause, const std::string& proxy, const std::string& check) {
  const std::string kind = detail_of(cause, "difference");
  const auto* const row = std::ranges::find(rows, std::string_view(kind), &Row::kind);
  if (row == rows.end()) {
    return;
  }
  std::string command;
  if (kind == "redirect") {
    command = asked_there(detail_of(cause, "location"), proxy, check);
  } else if (!row->option.empty() && check.find(row->option) == std::string::npos) {
    command = fmt::format("{} {}", check, row->option);
  }
  if (row->only) {
    std::erase_if(cause.fixes, [](const Fix& fix) { return fix.checklist_step == 0; });
  }
  cause.fixes.insert(cause.fixes.begin(), {.text = std::string(row->text), .command = command});
  if (!command.empty()) {
    cause.verify = command;
    cause.verify_note += cause.verify_note.empty() || row->note.empty() ? "" : "; ";
    cause.verify_note += row->note;
  }
}

} // namespace gwdiag
