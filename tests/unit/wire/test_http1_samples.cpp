// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include "base/text.hpp"
#include "samples.hpp"

using namespace gwdiag;

namespace {

std::vector<std::pair<Anomaly, std::size_t>> found(const Http1Response& response) {
  std::vector<std::pair<Anomaly, std::size_t>> out;
  for (const FoundAnomaly& one : response.anomalies) {
    out.emplace_back(one.anomaly, one.offset);
  }
  return out;
}

std::string shown(const std::vector<std::pair<Anomaly, std::size_t>>& anomalies) {
  std::string out;
  for (const auto& [anomaly, offset] : anomalies) {
    out += std::string(info(anomaly).id) + "@" + std::to_string(offset) + " ";
  }
  return out;
}

std::string shown(const Http1Response& response) {
  std::string out = std::to_string(response.has_head) + "|" + response.version + "|" +
                    std::to_string(response.status) + "|" + response.reason + "|" +
                    std::to_string(response.header_count) + "|" + std::to_string(response.head_bytes) + "|" +
                    std::to_string(response.longest_line) + "|" + std::string(to_string(response.framing)) + "|" +
                    std::to_string(response.content_length.value_or(~std::uint64_t{0})) + "|" +
                    std::to_string(response.body_bytes) + "|" + std::to_string(response.total_bytes) + "|" +
                    response.body + "|" + response.body_hash + "|" + response.first_bytes + "|";
  for (const int status : response.interim) {
    out += std::to_string(status) + ",";
  }
  for (const Header& header : response.headers) {
    out += header.name + "=" + header.value + ";";
  }
  for (const FoundAnomaly& one : response.anomalies) {
    out += "\n" + std::string(info(one.anomaly).id) + "@" + std::to_string(one.offset) + " " + one.detail;
  }
  return out;
}

} // namespace

TEST_CASE("each sample shows its anomalies, each at its byte, and no other") {
  for (const samples::Sample& sample : samples::all()) {
    CAPTURE(sample.name);
    CHECK(shown(found(samples::read(sample))) == shown(sample.expected()));
  }
}

TEST_CASE("pieces of any size give what the whole gives") {
  for (const samples::Sample& sample : samples::all()) {
    CAPTURE(sample.name);
    const std::string whole = shown(samples::read(sample));
    const bool long_one = sample.marked.size() > 100000;
    for (const std::size_t piece : std::initializer_list<std::size_t>{1, 2, 3, 7, 64, 1000}) {
      if (piece == 1 || !long_one) {
        CAPTURE(piece);
        CHECK(shown(samples::read(sample, piece)) == whole);
      }
    }
  }
}

TEST_CASE("every anomaly has a sample") {
  std::set<Anomaly> seen;
  for (const samples::Sample& sample : samples::all()) {
    seen.insert(sample.anomalies.begin(), sample.anomalies.end());
  }
  for (const AnomalyInfo& row : anomalies()) {
    CAPTURE(row.id);
    CHECK(seen.count(row.anomaly) == 1);
  }
}

TEST_CASE("every text of a response may stand in a report") {
  for (const samples::Sample& sample : samples::all()) {
    CAPTURE(sample.name);
    const Http1Response response = samples::read(sample);
    CHECK(is_printable(response.first_bytes));
    CHECK(is_printable(response.body));
    CHECK(is_printable(response.reason + response.version));
    for (const Header& header : response.headers) {
      CHECK(is_printable(header.name + header.value));
    }
    for (const FoundAnomaly& one : response.anomalies) {
      CHECK(is_printable(one.detail));
    }
  }
}
