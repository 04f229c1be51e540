// SPDX-License-Identifier: Apache-2.0
#include "cli/table.hpp"

#include <array>

#include "cli/setters.hpp"

namespace gwdiag {

namespace {

constexpr std::uint8_t checks = bit(Command::check) | bit(Command::watch);
constexpr std::uint8_t probes = checks | bit(Command::probe);
constexpr std::uint8_t measures = probes | bit(Command::diagnose); // facts that a verdict rests on
constexpr std::uint8_t verdicts = checks | bit(Command::diagnose) | bit(Command::demo);
constexpr std::uint8_t reports = verdicts | bit(Command::probe);
constexpr std::uint8_t everything = 0xff;

constexpr auto both = &Options::request;
constexpr auto behind = &Options::upstream_request;
using Request = RequestOptions;
using Opts = Options;
using namespace setters;

constexpr std::string_view time_group = "Time";
constexpr std::string_view request_group = "The request";
constexpr std::string_view address_group = "Addresses";
constexpr std::string_view tls_group = "TLS";
constexpr std::string_view manner_group = "As the proxy asks";
constexpr std::string_view measure_group = "What is measured";
constexpr std::string_view source_group = "What else counts";
constexpr std::string_view verdict_group = "The verdict";
constexpr std::string_view select_group = "What is shown";
constexpr std::string_view output_group = "Output";

constexpr std::array<std::string_view, 10> groups{time_group,
                                                  request_group,
                                                  address_group,
                                                  tls_group,
                                                  manner_group,
                                                  measure_group,
                                                  source_group,
                                                  verdict_group,
                                                  select_group,
                                                  output_group};

// clang-format off
constexpr auto rows = std::to_array<OptionRow>({
    {"--timeout", 0, "D", time_group,
     "connect, handshake, or silence inside an answer (default 10s)",
     probes, false, duration<&Opts::timeout>},
    {"--answer-timeout", 0, "D", time_group,
     "time to the first byte of the answer (default twice --timeout; with --as or --config "
     "at least the proxy's own plus 2s)",
     probes, false, duration<&Opts::answer_timeout>},
    {"--deadline", 0, "D", time_group,
     "one attempt ends by then, whatever happens, with what it knows (default 30s, or what "
     "the two above need)",
     probes, false, duration<&Opts::deadline>},

    {"--path", 0, "P", request_group, "path and query to ask for",
     probes, false, request<both, &Request::path, read_path>,
     request<behind, &Request::path, read_path>},
    {"--method", 0, "M", request_group,
     "method (default GET, with --data POST); other than GET, HEAD or OPTIONS is sent once a side",
     probes, false, request<both, &Request::method, read_method>,
     request<behind, &Request::method, read_method>},
    {"--header", 0, "'N: V'|@FILE", request_group,
     "send this field, or those in FILE, one a line (repeatable)",
     probes, true, headers<both>, headers<behind>},
    {"--host", 0, "NAME", request_group, "the Host field",
     probes, false, request<both, &Request::host, read_host>,
     request<behind, &Request::host, read_host>},
    {"--sni", 0, "NAME|none", request_group, "the server name in the TLS handshake",
     probes, false, request<both, &Request::sni, read_sni>,
     request<behind, &Request::sni, read_sni>},
    {"--data", 0, "@FILE", request_group, "send FILE as the body",
     probes, false, request<both, &Request::data_file, read_data>,
     request<behind, &Request::data_file, read_data>},

    {"--resolve", 0, "HOST:PORT:ADDR", address_group, "take ADDR for HOST:PORT (repeatable)",
     probes, true, resolve},
    {"--resolver", 0, "ADDR[:PORT]", address_group, "ask this name server",
     probes, false, resolver},
    {"-4", 0, "", address_group, "IPv4 only", probes, false, flag<&Opts::only_ipv4>},
    {"-6", 0, "", address_group, "IPv6 only", probes, false, flag<&Opts::only_ipv6>},

    {"--cacert", 0, "FILE", tls_group,
     "trust the certificates in this PEM file instead of the system's",
     probes, false, request<both, &Request::cacert, read_file>,
     request<behind, &Request::cacert, read_file>},
    {"--capath", 0, "DIR", tls_group,
     "trust the certificates in this directory, hashed as by openssl rehash",
     probes, false, request<both, &Request::capath, read_directory>,
     request<behind, &Request::capath, read_directory>},
    {"--cert", 0, "FILE", tls_group, "client certificate in PEM, to the proxy only",
     probes, false, request<both, &Request::cert, read_file>,
     request<behind, &Request::cert, read_file>},
    {"--key", 0, "FILE", tls_group, "its private key in PEM (default: in --cert)",
     probes, false, request<both, &Request::key, read_file>,
     request<behind, &Request::key, read_file>},
    {"--insecure", 0, "", tls_group, "a certificate that does not verify is no fault",
     probes, false, insecure<both>, insecure<behind>},

    {"--as", 0, "PRODUCT[/VERSION]", manner_group,
     "ask the upstream the way this proxy does: HTTP version, Host, SNI, Connection, limits "
     "(default: the product that --config or the proxy's answer shows)",
     measures, false, product},
    {"--http1", 0, "", manner_group, "ask the upstream with HTTP/1.1", probes, false, flag<&Opts::http1>},
    {"--http2", 0, "", manner_group, "ask the upstream with HTTP/2", probes, false, flag<&Opts::http2>},
    {"--proxy-protocol", 0, "1|2", manner_group,
     "send a PROXY protocol header of this version first",
     probes, false, number<&Opts::proxy_protocol, 1, 2>},
    {"--as-proxy", 0, "", manner_group, "the endpoint is the proxy, and is saved as such",
     bit(Command::probe), false, flag<&Opts::as_proxy>},

    {"--samples", 0, "N", measure_group,
     "answers timed per side, one after the other (default 1: the check itself)",
     probes, false, number<&Opts::samples, 1, 10000>},
    {"--slow", 0, "D", measure_group, "a first byte later than this is slow (default 3s)",
     measures, false, duration<&Opts::slow>},
    {"--expect-status", 0, "CODES", measure_group,
     "what counts as healthy, as in 200,301-308,4xx (default: below 500)",
     measures, false, expect_status},
    {"--concurrency", 0, "N", measure_group,
     "connections in flight at once (default 1024; never more than 4 to one address)",
     probes, false, number<&Opts::concurrency, 1, 65535>},
    {"--identify", 0, "HOW", measure_group,
     "find out what an endpoint speaks that does not speak HTTP: off, passive, safe "
     "(default), full",
     probes, false, identify},
    {"--keepalive", 0, "D", measure_group,
     "measure for so long when and how the upstream closes an idle connection",
     probes, false, duration<&Opts::keepalive>},
    {"--load", 0, "N", measure_group,
     "up to N (at most 32) requests at once to each endpoint that is named",
     probes, false, number<&Opts::load, 1, 32>},

    {"--config", 0, "FILE", source_group,
     "the proxy's configuration: upstreams, timeouts and limits are taken from it; - is "
     "standard input (repeatable) (later)",
     checks | bit(Command::diagnose), true, config},
    {"--log", 0, "FILE", source_group, "judge this log as evidence too (repeatable)",
     measures, true, each_file<&Opts::logs>},
    {"--proxy", 0, "FILE", source_group, "which evidence is the proxy's",
     bit(Command::diagnose), false, file<&Opts::proxy_file>},
    {"--host-evidence", 0, "", source_group,
     "on the upstream's own machine: listening process, accept queue, memory, OOM kills",
     probes, false, flag<&Opts::host_evidence>},
    {"--host-root", 0, "DIR", source_group, hidden, probes, false, host_root},
    {"--via", 0, "'CMD'", source_group,
     "run the probe of the upstream through CMD, where the proxy runs (later)",
     checks, false, text<&Opts::via>},

    {"--wait", 0, "D", verdict_group, "try again until healthy or until D has passed",
     checks, false, duration<&Opts::wait>},
    {"--fail-on", 0, "LEVEL", verdict_group,
     "unhealthy (default) or degraded: what makes the exit status 1",
     verdicts, false, fail_on},
    {"--ignore", 0, "ID[=ENDPOINT]", verdict_group,
     "a known cause: stays in the report, marked, and does not decide the status (repeatable)",
     verdicts, true, ignore},

    {"--url", 0, "URL", select_group, "follow one URL through the configuration",
     bit(Command::upstreams), false, text<&Opts::url>},
    {"--since", 0, "TIME", select_group, "from then on: a time, or how long ago, as in 10m",
     bit(Command::logs), false, text<&Opts::since>},
    {"--until", 0, "TIME", select_group, "up to then",
     bit(Command::logs), false, text<&Opts::until>},
    {"--upstream", 0, "NAME", select_group, "only what concerns this upstream",
     bit(Command::logs), false, text<&Opts::log_upstream>},
    {"--timezone", 0, "ZONE", select_group, "of logs that name none, as in UTC or +02:00",
     bit(Command::logs), false, text<&Opts::timezone>},
    {"--line", 0, "TEXT", select_group, "TEXT is a log line, whatever it looks like",
     bit(Command::explain), false, text<&Opts::line>},
    {"--list", 0, "", select_group, "list all there are",
     bit(Command::explain) | bit(Command::demo), false, flag<&Opts::list>},

    {"--output", 'o', "FORMAT", output_group,
     "to standard output: text (default), json, jsonl, junit, tap, github, markdown, html, "
     "prometheus, nagios",
     everything, false, output},
    {"--report", 0, "FORMAT=FILE", output_group,
     "write another report beside it, whole or not at all (repeatable)",
     reports, true, report},
    {"--repro", 0, "", output_group,
     "print the curl, openssl and dig commands that show the same fault (later)",
     verdicts, false, flag<&Opts::repro>},
    {"--dry-run", 0, "", output_group, "print what would be sent, and send nothing",
     probes, false, flag<&Opts::dry_run>},
    {"--quiet", 'q', "", output_group, "the verdict alone", everything, false, flag<&Opts::quiet>},
    {"--verbose", 'v', "", output_group, "every stage and every attempt",
     everything, false, flag<&Opts::verbose>},
    {"--color", 0, "WHEN", output_group, "auto (default), always, never", everything, false, color},
    {"--no-progress", 0, "", output_group, "no line of progress on a terminal",
     reports | bit(Command::logs), false, flag<&Opts::no_progress>},
    {"--show-secrets", 0, "", output_group, "do not redact credentials",
     reports, false, flag<&Opts::show_secrets>},
});
// clang-format on

} // namespace

std::span<const OptionRow> option_rows() {
  return rows;
}

std::span<const std::string_view> option_groups() {
  return groups;
}

std::string prefixed(const OptionRow& row) {
  return "--upstream-" + std::string(row.name.substr(2));
}

} // namespace gwdiag
