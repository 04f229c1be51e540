// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.hpp"

// The stage table that text, markdown and HTML share: a row for each endpoint, a cell for each stage.
namespace gwdiag {

enum class Mark { none, not_reached, warning, failed };

struct Cell {
  Mark mark = Mark::none;
  std::string text; // without the mark: "refused", "502, nginx's own", "3.1 ms"
};

inline constexpr std::size_t stage_count = 5;
inline constexpr std::array<std::string_view, stage_count> stage_titles{"dns", "tcp", "tls", "http",
                                                                        "first byte"};

struct Row {
  std::string label;  // "proxy", "upstream", "10.0.0.5:8080"
  std::array<Cell, stage_count> cells;
  bool odd = false;   // a stage failed or is to be noted
  std::string kind;   // equal for rows that say the same: "refused", "200"
  int upstream = -1;  // index in the evidence; -1: the proxy
};

// "0.04 ms", "1.2 ms", "412 ms", "4.2 s".
std::string duration_text(double ms);

// The cells of one attempt; null: nothing was reached.
std::array<Cell, stage_count> cells_of(const EndpointTrace& trace, const Attempt* attempt, double slow_ms);

// The rows of all endpoints: the proxy, then the upstreams, the odd ones first.
std::vector<Row> stage_rows(const Evidence& evidence);

// The same, and below an endpoint its other addresses where they fare differently; not in a pool, where endpoints are more telling.
std::vector<Row> stage_rows_with_addresses(const Evidence& evidence);

// The column in which the two sides part ("dns" … "timing" or "identify"); nothing for another word.
std::optional<std::size_t> stage_column(std::string_view stage);

// The mark and the text of a cell: "✘ refused", "! expired", "·".
std::string cell_text(const Cell& cell);

// "and 992 more alike", or what the rows from `first` on say, counted; empty when there are none.
std::string remainder_text(const std::vector<Row>& rows, std::size_t first);

} // namespace gwdiag
