// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <limits>

#include "cli/table.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t any = std::numeric_limits<std::size_t>::max();

// In the order of the enum.
constexpr std::array<CommandRow, 8> rows{{
    {Command::check,
     "check",
     "[PROXY] [UPSTREAM...]",
     "probe the proxy and what stands behind it, give a verdict",
     "Probe the proxy and what stands behind it, compare both sides, and name the cause of a bad "
     "gateway. Without UPSTREAM the upstreams of PROXY's route are taken from --config; with "
     "neither, the verdict comes from the proxy's side alone and says what it could not see.",
     "gwdiag check https://shop.example/cart http://10.0.0.5:8080",
     0,
     any,
     ""},
    {Command::probe,
     "probe",
     "ENDPOINT...",
     "probe endpoints alone and save the evidence",
     "Probe endpoints alone and write what was seen, without a verdict. Run it where the proxy "
     "runs, and give the output to gwdiag diagnose.",
     "gwdiag probe -o json http://10.0.0.5:8080 > evidence.json",
     1,
     any,
     "name an ENDPOINT, as in `gwdiag probe http://10.0.0.5:8080`"},
    {Command::diagnose,
     "diagnose",
     "EVIDENCE...",
     "give the verdict from saved evidence, without a network",
     "Give the verdict from saved evidence, reports and log summaries. Nothing is contacted.",
     "gwdiag diagnose evidence.json --proxy proxy.json",
     1,
     any,
     "name a file that `gwdiag probe -o json` or a report has written"},
    {Command::upstreams,
     "upstreams",
     "CONFIG...",
     "list what a proxy's configuration sends traffic to (later)",
     "List what a proxy's configuration sends traffic to: listener, host, route and upstream, with "
     "file and line. The product is detected by content. Not in this version.",
     "gwdiag upstreams --url https://shop.example/cart /etc/nginx/nginx.conf",
     1,
     any,
     "name a configuration file"},
    {Command::logs,
     "logs",
     "[FILE...]",
     "name the causes that proxy and application logs show",
     "Name the causes that the logs of proxies and applications show, most frequent first. Without "
     "FILE standard input is read; gzip is unpacked.",
     "gwdiag logs --since 10m /var/log/nginx/error.log",
     0,
     any,
     ""},
    {Command::explain,
     "explain",
     "[WHAT...]",
     "explain cause ids, status codes, proxies' flags, log lines",
     "Explain a cause id, a status code, a flag of a proxy's log (UC, SH--) or a log line. One "
     "word "
     "of letters, digits and hyphens is an id, a status or a flag; anything with a space is a log "
     "line; - reads log lines from standard input.",
     "gwdiag explain 502",
     0,
     any,
     ""},
    {Command::demo,
     "demo",
     "[FAULT]",
     "diagnose a built-in gateway with a broken upstream",
     "Start a gateway and an upstream with FAULT on the loopback interface, and diagnose them. "
     "Without FAULT: a refused connection, then a healthy pair.",
     "gwdiag demo closed-before-response",
     0,
     1,
     ""},
    {Command::watch,
     "watch",
     "PROXY [UPSTREAM...]",
     "probe until an intermittent failure is caught (later)",
     "Probe until an intermittent failure is caught and explained. Not in this version.",
     "gwdiag watch https://shop.example http://10.0.0.5:8080",
     1,
     any,
     "name a PROXY, as in `gwdiag watch https://shop.example`"},
}};

} // namespace

std::span<const CommandRow> command_rows() {
  return rows;
}

const CommandRow& row_of(Command command) {
  return rows[static_cast<std::size_t>(command)];
}

} // namespace gwdiag
