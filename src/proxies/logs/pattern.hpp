// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

// What the products write into their logs: data only, one table a product. logs/ reads them.
namespace gwdiag {

// What the writer of a message was doing when the error that it quotes struck: the same errno means something else while
// connecting than in the middle of a body.
// `named`: the words around the error say which it was.
enum class FaultPhase { none, named, connect, tls, send, header, body, resolve };

struct LogPattern {
  // Lower-case pieces with `*` between them for any bytes; `^`: a number and the blanks before it; `$` last: the end of
  // the message. Compared without case.
  std::string_view match;
  // Not none: an error text in the line (errno, TLS, resolver) decides, and `ids` is what stands when there is none.
  FaultPhase phase;
  std::string_view ids;     // cause ids, best first, a space between; empty: the line shows no gateway problem
  std::string_view meaning; // one sentence
  std::string_view sample;  // a line (for TLS and resolvers: a text) in the writer's own format that this row explains
  bool consequence = false; // follows from an earlier failure
  std::string_view sample_id = {}; // the id of the sample when its error text decides; else the first of `ids`
};

// The messages of one product. The first row that matches counts.
struct LogTable {
  std::string_view product;
  std::span<const LogPattern> rows;
};

using LogTables = std::span<const LogTable* const>; // in the order in which they are asked

LogTables client_side_logs(); // events on the client's side, asked before all others: no gateway fault
LogTables product_logs();     // proxies, application servers, the system
LogTables library_logs();     // texts of languages and libraries: they count only where a line speaks of an upstream
LogTables tls_logs();         // what TLS libraries say; asked about the error text inside a line
LogTables resolver_logs();    // what resolvers say; as above
LogTables envoy_detail_logs(); // Envoy's response code details; asked about that field

} // namespace gwdiag
