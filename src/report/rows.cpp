// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "report/cells.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_addresses = 4; // further rows of one endpoint
constexpr std::size_t small_pool = 2;     // with more upstreams than these a row of its own for an address would hide others

// What the row says as a whole: its first cell that is marked, else its answer.
void sum_up(Row& row) {
  row.kind = row.cells[3].mark == Mark::not_reached ? "not reached" : cell_text(row.cells[3]);
  for (std::size_t i = 0; i < stage_count; ++i) {
    const Cell& cell = row.cells[i];
    if (cell.mark == Mark::failed || cell.mark == Mark::warning) {
      row.odd = true;
      row.kind = i == stage_count - 1 ? "slow" : cell.text;
      break;
    }
  }
}

Row row_of(const EndpointTrace& trace, double slow_ms, int upstream) {
  Row row;
  row.upstream = upstream;
  row.cells = cells_of(trace, trace.main(), slow_ms);
  sum_up(row);
  return row;
}

// "10.0.0.5:8080" of "http://10.0.0.5:8080/path".
std::string authority_of(const EndpointTrace& trace) {
  std::string_view text = trace.endpoint;
  if (const std::size_t slashes = text.find("://"); slashes != std::string_view::npos) {
    text.remove_prefix(slashes + 3);
  }
  return std::string(trace.socket_path.empty() ? text.substr(0, text.find('/')) : text);
}

// The other addresses of the endpoint that fare differently from the one that counts.
void add_addresses(std::vector<Row>& rows, const EndpointTrace& trace, const Row& main_row, double slow_ms) {
  std::size_t added = 0;
  for (const Attempt& attempt : trace.attempts) {
    const bool of_an_address = attempt.role == "main" || attempt.role == "address" || attempt.role == "connect-only";
    if (&attempt == trace.main() || !of_an_address || added == most_addresses) {
      continue;
    }
    Row row;
    row.upstream = main_row.upstream;
    row.label = " " + attempt.address;
    row.cells = cells_of(trace, &attempt, slow_ms);
    row.cells[0] = {Mark::none, ""};
    sum_up(row);
    const bool connected_only = attempt.role == "connect-only" && !row.odd;
    if (row.kind != main_row.kind && !connected_only) {
      rows.push_back(std::move(row));
      ++added;
    }
  }
}

} // namespace

std::vector<Row> stage_rows(const Evidence& evidence) {
  const double slow = evidence.expectations.slow_ms;
  std::vector<Row> rows;
  for (std::size_t i = 0; i < evidence.upstreams.size(); ++i) {
    Row& row = rows.emplace_back(row_of(evidence.upstreams[i], slow, static_cast<int>(i)));
    row.label = evidence.upstreams.size() == 1 ? "upstream" : authority_of(evidence.upstreams[i]);
  }
  std::ranges::stable_partition(rows, &Row::odd);
  if (evidence.has_proxy) {
    Row proxy = row_of(evidence.proxy, slow, -1);
    proxy.label = "proxy";
    rows.insert(rows.begin(), std::move(proxy));
  }
  return rows;
}

std::vector<Row> stage_rows_with_addresses(const Evidence& evidence) {
  std::vector<Row> rows = stage_rows(evidence);
  if (evidence.upstreams.size() > small_pool) {
    return rows;
  }
  std::vector<Row> all;
  for (Row& row : rows) {
    const EndpointTrace& trace =
        row.upstream < 0 ? evidence.proxy : evidence.upstreams[static_cast<std::size_t>(row.upstream)];
    const Row& main_row = all.emplace_back(std::move(row));
    add_addresses(all, trace, Row(main_row), evidence.expectations.slow_ms);
  }
  return all;
}

std::string remainder_text(const std::vector<Row>& rows, std::size_t first) {
  if (first >= rows.size()) {
    return "";
  }
  std::map<std::string, std::size_t> counts;
  for (std::size_t i = first; i < rows.size(); ++i) {
    ++counts[rows[i].kind];
  }
  const std::size_t more = rows.size() - first;
  if (counts.size() == 1 && first > 0 && rows[first - 1].kind == rows[first].kind) {
    return fmt::format("and {} more alike", more);
  }
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, std::ranges::greater{}, &std::pair<std::string, std::size_t>::second);
  std::string out = fmt::format("and {} more:", more);
  constexpr std::size_t most = 4;
  std::size_t told = 0;
  for (std::size_t i = 0; i < std::min(most, sorted.size()); ++i) {
    out += fmt::format("{} {} × {}", i == 0 ? "" : ",", sorted[i].second, sorted[i].first);
    told += sorted[i].second;
  }
  return told < more ? out + fmt::format(", {} others", more - told) : out;
}

} // namespace gwdiag
