// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>
#include <zlib.h>

#include "logs/blocks.hpp"
#include "logs/classify.hpp"
#include "logs/finder.hpp"
#include "logs/scan.hpp"

namespace {

using gwdiag::LogScanner;
using gwdiag::LogScanOptions;
using gwdiag::LogSummary;

// A file of its own that goes with the test.
class LogFile {
public:
  explicit LogFile(std::string_view bytes) {
    std::string name = (std::filesystem::temp_directory_path() / "gwdiag-blocks-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    REQUIRE(descriptor >= 0);
    ::close(descriptor);
    path_ = name;
    std::ofstream(path_, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

  ~LogFile() { std::filesystem::remove(path_); }

  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  const std::string& path() const { return path_; }

private:
  std::string path_;
};

std::vector<std::string> sample_lines() {
  std::ifstream file(GWDIAG_SOURCE_DIR "/tests/unit/logs/lines.txt");
  std::vector<std::string> out;
  for (std::string row; std::getline(file, row);) {
    const std::size_t tab = row.find('\t');
    if (!row.starts_with("# ") && tab != std::string::npos) {
      out.push_back(row.substr(tab + 1));
    }
  }
  REQUIRE(out.size() > 300);
  return out;
}

std::size_t below(std::mt19937& dice, std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>(0, bound - 1)(dice);
}

// Lines of every kind in any order: failures of two lines, lines without a time, long ones,
// binary ones, empty ones, both line ends, upstreams by the hundred.
std::vector<std::string> mixed_lines(std::mt19937& dice, std::size_t count) {
  const std::vector<std::string> samples = sample_lines();
  std::vector<std::string> out;
  while (out.size() < count) {
    const std::string number = std::to_string(below(dice, 500));
    switch (below(dice, 12)) {
    case 0:
      out.push_back("[2024-05-06 07:08:09 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:" + number +
                    ")");
      break;
    case 1:
      out.push_back("[2024-05-06 07:08:10 +0000] [1] [ERROR] Worker (pid:" + number +
                    ") was sent SIGKILL! Perhaps out of memory?");
      break;
    case 2:
      out.push_back("upstream connect error or disconnect/reset before headers. reset reason: "
                    "connection failure"); // no time
      break;
    case 3:
      out.push_back(std::string(below(dice, 8) == 0 ? 70'000 : below(dice, 300), 'x'));
      break;
    case 4:
      out.emplace_back();
      break;
    case 5:
      out.push_back(std::string("\0\x01\xff\r", 4) + samples[below(dice, samples.size())]);
      break;
    case 6:
    case 7:
      out.push_back("2024/05/06 07:" + std::to_string(10 + below(dice, 50)) +
                    ":09 [error] 29#29: *" + number +
                    " connect() failed (111: Connection refused) while connecting to "
                    "upstream, client: 192.0.2.9, server: a, upstream: \"http://10.0.0." +
                    number + ":80/x\"");
      break;
    default:
      out.push_back(samples[below(dice, samples.size())]);
    }
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines, std::mt19937& dice) {
  std::string out;
  for (const std::string& line : lines) {
    out += line;
    out += below(dice, 5) == 0 ? "\r\n" : "\n";
  }
  if (below(dice, 2) == 0) {
    out += "2024/05/06 07:08:09 [error] 29#29: *3 no live upstreams while connecting to upstream, "
           "client: 192.0.2.9, server: a, upstream: \"http://pool/x\"";
  }
  return out;
}

// One line after the other, each ended by hand.
LogSummary by_lines(std::string_view text, const LogScanOptions& options) {
  LogScanner scanner(options);
  const std::size_t size = text.size();
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    scanner.line(text.substr(0, std::min(end, gwdiag::longest_log_line)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  LogSummary summary = scanner.finish();
  summary.bytes = size;
  return summary;
}

std::string shown(const LogSummary& summary) {
  return gwdiag::render_log_summary(summary, "0");
}

std::string gzipped(std::string_view text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  std::string input(text);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

} // namespace

TEST_CASE("a log gives the same however it is cut into blocks and shared among threads") {
  std::mt19937 dice(20261123);
  for (int round = 0; round < 2; ++round) {
    const std::string text = joined(mixed_lines(dice, 600), dice);
    const LogFile file(text);
    LogScanOptions all;
    LogScanOptions late;
    late.since_ms = gwdiag::log_time("2024-05-06T07:30:00Z", {});
    LogScanOptions between = late;
    between.until_ms = gwdiag::log_time("2024-05-06T07:50:00Z", {});
    LogScanOptions there;
    there.upstream = "10.0.0.1";
    for (LogScanOptions options : {all, late, between, there}) {
      const std::string expected = shown(by_lines(text, options));
      for (const std::size_t block : {20 + below(dice, 500), std::size_t{40'000}}) {
        for (const unsigned threads : {1U, 2U, 4U}) {
          CAPTURE(round);
          CAPTURE(block);
          CAPTURE(threads);
          options.block_bytes = block;
          options.threads = threads;
          const auto summary = gwdiag::scan_log_file(file.path(), options);
          REQUIRE(summary.has_value());
          CHECK(shown(*summary) == expected);
        }
      }
    }
  }
}

TEST_CASE("a log that is fed in pieces gives the same as its lines") {
  std::mt19937 dice(7);
  const std::string text = joined(mixed_lines(dice, 400), dice);
  const std::string expected = shown(by_lines(text, {}));
  for (const std::size_t most : {3UL, 500UL, 100'000UL}) {
    LogScanner scanner(LogScanOptions{});
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t size = 1 + below(dice, most);
      scanner.feed(std::string_view(text).substr(at, size));
      at += size;
    }
    CAPTURE(most);
    CHECK(shown(scanner.finish()) == expected);
  }
}

TEST_CASE("packed logs are blocks too, several archives in one file as well") {
  std::mt19937 dice(11);
  const std::string text = joined(mixed_lines(dice, 400), dice);
  const LogFile file(gzipped(text.substr(0, 1000)) + gzipped(text.substr(1000)));
  LogScanOptions options;
  options.block_bytes = 777;
  options.threads = 3;
  const auto summary = gwdiag::scan_log_file(file.path(), options);
  REQUIRE(summary.has_value());
  CHECK(shown(*summary) == shown(by_lines(text, {})));
  const LogFile broken(gzipped(text.substr(0, 1000)) + "no archive");
  CHECK_FALSE(gwdiag::scan_log_file(broken.path(), options).has_value());
}

TEST_CASE("an archive that fills a read to its last byte ends there") {
  const std::string line =
      "2024/05/06 07:08:09 [error] 29#29: *3 no live upstreams while connecting "
      "to upstream, client: 192.0.2.9, server: a, upstream: \"http://pool/\"";
  for (const std::size_t size : {511UL, 512UL, 513UL, 1024UL, 5 * 512UL}) {
    CAPTURE(size);
    const std::string text = line + "\n" + std::string(size - line.size() - 1, 'x');
    LogScanOptions options;
    options.block_bytes = 512;
    const LogFile one(gzipped(text));
    const auto summary = gwdiag::scan_log_file(one.path(), options);
    REQUIRE(summary.has_value());
    CHECK(shown(*summary) == shown(by_lines(text, {})));
    const LogFile two(gzipped(text) + gzipped(text));
    const auto both = gwdiag::scan_log_file(two.path(), options);
    REQUIRE(both.has_value());
    CHECK(shown(*both) == shown(by_lines(text + text, {})));
    const std::string whole = gzipped(text);
    const LogFile cut(whole.substr(0, whole.size() - 1));
    CHECK_FALSE(gwdiag::scan_log_file(cut.path(), options).has_value());
  }
}

TEST_CASE("what a thread cannot go on after is thrown by the scan, and nobody waits for it") {
  const LogFile file("a\n");
  LogScanOptions options;
  options.block_bytes = std::numeric_limits<std::size_t>::max() - (std::size_t{1} << 20);
  for (const unsigned threads : {1U, 4U}) {
    options.threads = threads;
    CHECK_THROWS_AS(gwdiag::scan_log_file(file.path(), options), std::length_error);
  }
}

TEST_CASE("a line of a hundred megabytes is one line, and what follows it is found") {
  const LogFile file("");
  constexpr std::uint64_t size = 100'000'000;
  std::filesystem::resize_file(file.path(), size); // zeros that take no room
  std::ofstream(file.path(), std::ios::binary | std::ios::app)
      << "\r\n2024/05/06 07:08:09 [error] 29#29: *3 connect() failed (111: Connection refused) "
         "while "
         "connecting to upstream, client: 192.0.2.9\n";
  for (const unsigned threads : {1U, 3U}) {
    LogScanOptions options;
    options.threads = threads;
    const auto summary = gwdiag::scan_log_file(file.path(), options);
    REQUIRE(summary.has_value());
    CHECK(summary->lines == 2);
    CHECK(summary->bytes > size);
    REQUIRE(summary->causes.size() == 1);
    CHECK(summary->causes[0].id == "connection-refused");
  }
}

TEST_CASE("what is remembered of other lines never changes what a line shows") {
  std::mt19937 dice(3);
  std::vector<std::string> lines = sample_lines();
  for (const std::string& line : sample_lines()) { // the same with other numbers
    const std::size_t connection = line.find("#29: *3 ");
    if (connection != std::string::npos) {
      std::string other = line;
      other.replace(connection, 8, "#7: *" + std::to_string(below(dice, 1'000'000)) + " ");
      lines.push_back(other);
    }
  }
  gwdiag::LogFinder finder(LogScanOptions{});
  for (int pass = 0; pass < 3; ++pass) {
    std::shuffle(lines.begin(), lines.end(), dice);
    for (const std::string& line : lines) {
      CAPTURE(line);
      gwdiag::LogHits found;
      finder.line(line, found);
      const auto alone = gwdiag::classify_line(line);
      REQUIRE(found.hits.size() == (alone.empty() ? 0 : 1));
      if (!alone.empty()) {
        CHECK(found.hits[0].finding->id == alone[0].id);
        CHECK(found.hits[0].finding->meaning == alone[0].meaning);
        CHECK(found.hits[0].finding->product == alone[0].product);
        CHECK(alone[0].upstream.starts_with(found.hits[0].upstream));
      }
    }
  }
}
