// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace gwdiag {

enum class Command { check, probe, diagnose, upstreams, logs, explain, demo, watch };
enum class IdentifyHow { off, passive, safe, full };

using Milliseconds = std::chrono::milliseconds;

// What is asked, and how TLS is done; once for both sides, and once more for the upstream's side
// (--upstream-…), where a set value replaces the common one.
struct RequestOptions {
  std::optional<std::string> path, method, host, sni, data_file; // sni "none": no SNI at all
  std::vector<std::pair<std::string, std::string>> headers;      // checked field names and values
  std::optional<std::string> cacert, capath, cert, key;
  std::optional<bool> insecure;
};

struct Options {
  Command command = Command::check;
  IdentifyHow identify = IdentifyHow::safe;
  std::vector<std::string> arguments; // positionals as given: endpoints, files, words
  std::optional<Milliseconds> timeout, answer_timeout, deadline, wait, keepalive;
  Milliseconds slow{3000};
  RequestOptions request, upstream_request;

  struct Resolve {
    std::string host;
    int port = 0;
    std::string address;
  };

  std::vector<Resolve> resolve;
  std::optional<std::string> resolver;
  std::string as_product, as_version; // --as PRODUCT[/VERSION]
  bool only_ipv4 = false, only_ipv6 = false, http1 = false, http2 = false;
  int proxy_protocol = 0; // 0, 1, 2
  int samples = 1, concurrency = 1024, load = 0;
  std::vector<int> expect_status; // empty: below 500
  std::vector<std::string> logs, configs;
  std::vector<std::string> ignored; // "ID" or "ID=ENDPOINT", ids checked
  std::string output = "text";
  std::vector<std::pair<std::string, std::string>> reports; // format, file
  bool repro = false, dry_run = false, quiet = false, verbose = false;
  bool no_progress = false, show_secrets = false;
  bool host_evidence = false, fail_on_degraded = false;
  std::string host_root; // a recorded machine to look at instead of this one; for tests
  bool as_proxy = false; // probe --as-proxy
  bool list = false;     // explain --list, demo --list
  enum class Colour { automatic, always, never } colour = Colour::automatic;
  std::optional<std::string> proxy_file; // diagnose --proxy
  std::optional<std::string> line;       // explain --line
  std::optional<std::string> via;        // a command that runs the upstream's probe elsewhere
  std::optional<std::string> url;        // upstreams --url
  std::optional<std::string> since, until, log_upstream, timezone; // logs: what narrows
};

// Help or version was asked: text to print with exit status 0.
struct Shown {
  std::string text;
};

} // namespace gwdiag
