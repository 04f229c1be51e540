// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logs/classify.hpp"
#include "logs/line.hpp"

// Readers of structured log formats; `tokens` are those of the line. Each gives nothing for a line
// that is not of its format, and an empty list for one that is and shows no gateway problem.
namespace gwdiag {

using Findings = std::vector<LogFinding>;
using Tokens = std::vector<std::string_view>;
using Reader = std::optional<Findings> (*)(const LogLine& line, const Tokens& tokens);

std::optional<Findings> read_envoy(const LogLine& line,
                                   const Tokens& tokens); // text and JSON access logs, Istio's too
std::optional<Findings>
read_haproxy(const LogLine& line,
             const Tokens& tokens); // http, tcp and custom formats that have the termination state
std::optional<Findings>
read_elb(const LogLine& line, const Tokens& tokens); // AWS application and classic load balancers
std::optional<Findings>
read_squid(const LogLine& line, const Tokens& tokens); // native access log, also Traffic Server's
std::optional<Findings>
read_proxy_manager(const LogLine& line, const Tokens& tokens); // Nginx Proxy Manager's access log
// Common log format, with or without upstream fields.
std::optional<Findings> read_access(const LogLine& line);
// The same as JSON or key=value; asked late, as error messages carry such fields too.
std::optional<Findings> read_access_fields(const LogLine& line);

// One finding for each of `ids` (see LogPattern::ids), all with the same words.
Findings make_findings(std::string_view ids,
                       std::string_view product,
                       std::string_view meaning,
                       std::string upstream,
                       bool consequence = false);

// The upstream's address or name as the usual messages give it, escaped; empty if there is none.
std::string upstream_in(const LogLine& line);

// `text` split at spaces, quotes and commas taken off both ends; at most 400 tokens.
Tokens tokens_of(std::string_view text);

// Without quotes, commas and brackets at both ends.
std::string_view bare_token(std::string_view token);

// True if `token` is a list of Envoy's response flags: `UF,URX`.
bool is_envoy_flags(std::string_view token);

// True if a word of a gateway stands in `lower`, or an IPv4 address or `localhost` with a port in
// what is no line of Apache's: what makes a network error one of a gateway.
bool speaks_of_gateway(std::string_view lower, const TextParts& parts);

// The words alone.
bool has_gateway_word(std::string_view lower, const TextParts& parts);

// The number that is all of `text` (digits, a sign, a fraction); nothing if it is none.
std::optional<double> number_in(std::string_view text);

} // namespace gwdiag
