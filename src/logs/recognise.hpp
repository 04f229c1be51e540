// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logs/classify.hpp"
#include "logs/line.hpp"

// Readers of structured log formats. Each gives nothing for a line that is not of its format, and
// an empty list for one that is and shows no gateway problem.
namespace gwdiag {

using Findings = std::vector<LogFinding>;
using Reader = std::optional<Findings> (*)(const LogLine& line);

std::optional<Findings> read_envoy(const LogLine& line); // text and JSON access logs, Istio's too
std::optional<Findings>
read_haproxy(const LogLine& line); // http, tcp and custom formats that have the termination state
std::optional<Findings> read_elb(const LogLine& line); // AWS application and classic load balancers
std::optional<Findings> read_squid(const LogLine& line); // native access log, also Traffic Server's
std::optional<Findings> read_proxy_manager(const LogLine& line); // Nginx Proxy Manager's access log
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
std::vector<std::string_view> tokens_of(std::string_view text);

// The number that is all of `text` (digits, a sign, a fraction); nothing if it is none.
std::optional<double> number_in(std::string_view text);

} // namespace gwdiag
