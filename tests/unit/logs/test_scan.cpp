// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>
#include <zlib.h>

#include "logs/classify.hpp"
#include "logs/quiet.hpp"
#include "logs/scan.hpp"
#include "logs/shape.hpp"

namespace {

using gwdiag::LogCause;
using gwdiag::LogScanner;
using gwdiag::LogScanOptions;
using gwdiag::LogSummary;

constexpr std::string_view refused = "2024/05/06 07:08:09 [error] 29#29: *3 connect() failed (111: "
                                     "Connection refused) while connecting to upstream, client: "
                                     "192.0.2.9, server: a.example, request: \"GET /x HTTP/1.1\", "
                                     "upstream: \"http://10.0.0.8:8080/x\", host: \"a.example\"";
constexpr std::string_view no_live = "2024/05/06 07:08:10 [error] 29#29: *4 no live upstreams "
                                     "while connecting to upstream, client: 192.0.2.9, server: "
                                     "a.example, upstream: \"http://pool/x\", host: \"a.example\"";

LogSummary scan(std::string_view text, LogScanOptions options = {}) {
  LogScanner scanner(std::move(options));
  scanner.feed(text);
  return scanner.finish();
}

const LogCause* find(const LogSummary& summary, std::string_view id) {
  for (const LogCause& cause : summary.causes) {
    if (cause.id == id) {
      return &cause;
    }
  }
  return nullptr;
}

// A file of its own that goes with the test.
class TemporaryFile {
public:
  TemporaryFile() {
    std::string name = (std::filesystem::temp_directory_path() / "gwdiag-scan-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    REQUIRE(descriptor >= 0);
    ::close(descriptor);
    path_ = name;
  }

  ~TemporaryFile() { std::filesystem::remove(path_); }

  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

  void write(std::string_view bytes) const {
    std::ofstream(path_, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }

private:
  std::string path_;
};

std::string lines(std::string_view line, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) {
    out += line;
    out += '\n';
  }
  return out;
}

std::vector<std::string> known_lines() {
  std::ifstream file(GWDIAG_SOURCE_DIR "/tests/unit/logs/lines.txt");
  std::vector<std::string> lines;
  for (std::string row; std::getline(file, row);) {
    const std::size_t tab = row.find('\t');
    if (!row.starts_with("# ") && tab != std::string::npos) {
      lines.push_back(row.substr(tab + 1));
    }
  }
  REQUIRE(lines.size() > 300);
  return lines;
}

constexpr std::array quiet_lines{
    R"([2026-11-23T08:00:00.123Z] "GET /x HTTP/1.1" 200 - via_upstream - "-" 0 91 3 12 "-" "curl")",
    R"(Nov 23 08:00:00 lb haproxy[8]: 192.0.2.9:5 [23/Nov/2026:08:00:00.1] web be/a 0/0/1/2/3 304 0 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1")",
    R"(https 2026-11-23T08:00:00.1Z app/lb/1 192.0.2.9:5 10.0.0.5:80 0.001 0.012 0.000 404 404 1 2 "GET https://a/ HTTP/2.0")",
    R"({"time":"2026-11-23T08:00:00Z","method":"GET","uri":"/x","status":204,"upstream_status":"204","rt":0.1})"};

} // namespace

TEST_CASE(
    "causes are counted with upstreams, times and an example, consequences behind the causes") {
  const LogSummary summary = scan(lines(no_live, 5) + lines(refused, 2) + "nothing here\n");
  CHECK(summary.lines == 8);
  REQUIRE(summary.causes.size() == 2);
  CHECK(summary.causes[0].id == "connection-refused");
  CHECK(summary.causes[0].count == 2);
  CHECK(summary.causes[0].upstreams.at("http://10.0.0.8:8080") == 2);
  REQUIRE(summary.causes[0].first_ms.has_value());
  CHECK(gwdiag::rfc3339(*summary.causes[0].first_ms) == "2024-05-06T07:08:09.000Z");
  CHECK(summary.causes[0].example.starts_with("2024/05/06 07:08:09 [error]"));
  CHECK(summary.causes[1].id == "no-live-upstream");
  CHECK(summary.causes[1].consequence);
}

TEST_CASE("lines may be cut anywhere, be too long, end with CR LF or not at all") {
  const std::string text =
      lines(refused, 3) + std::string(300000, 'x') + "\r\n" + std::string(refused);
  LogScanner whole(LogScanOptions{});
  whole.feed(text);
  LogScanner pieces(LogScanOptions{});
  for (std::size_t at = 0; at < text.size(); at += 7) {
    pieces.feed(std::string_view(text).substr(at, 7));
  }
  const LogSummary a = whole.finish();
  const LogSummary b = pieces.finish();
  CHECK(a.lines == 5);
  CHECK(b.lines == 5);
  REQUIRE(find(a, "connection-refused") != nullptr);
  REQUIRE(find(b, "connection-refused") != nullptr);
  CHECK(find(a, "connection-refused")->count == 4);
  CHECK(find(b, "connection-refused")->count == 4);
  CHECK(a.bytes == b.bytes);
}

TEST_CASE("two lines of one failure count once, failures of their own do not") {
  const std::string apache = "[Mon May 06 07:08:09.123456 2024] [proxy:error] [pid 21:tid 1391] "
                             "(111)Connection refused: AH00957: HTTP: attempt to "
                             "connect to 127.0.0.1:8080 (app) failed\n"
                             "[Mon May 06 07:08:09.123499 2024] [proxy_http:error] [pid 21:tid "
                             "1391] [client 192.0.2.9:50110] AH01114: HTTP: failed "
                             "to make connection to backend: app\n";
  const LogSummary once = scan(apache);
  REQUIRE(find(once, "connection-refused") != nullptr);
  CHECK(find(once, "connection-refused")->count == 1);
  const auto by_thread = [&](const char* thread) {
    std::string text = apache;
    for (std::size_t at = text.find("1391"); at != std::string::npos; at = text.find("1391")) {
      text.replace(at, 4, thread);
    }
    return text;
  };
  const LogSummary threads = scan(apache + by_thread("1392") + by_thread("1393") + apache);
  CHECK(find(threads, "connection-refused")->count == 4);
  const std::string lighttpd = "2024-05-06 07:08:09: (gw_backend.c.291) establishing connection "
                               "failed: socket: tcp:10.0.0.5:9000: Connection refused\n";
  const std::string other = "2024-05-06 07:08:09: (gw_backend.c.291) establishing connection "
                            "failed: socket: tcp:10.0.0.6:9000: Connection refused\n";
  const LogSummary backends = scan(lighttpd + other + lighttpd);
  CHECK(find(backends, "connection-refused")->count == 3);
  CHECK(find(backends, "connection-refused")->upstreams.size() == 2);
  const std::string worker = "[2024-05-06 07:08:09 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:33)\n"
                             "[2024-05-06 07:08:10 +0000] [1] [ERROR] Worker (pid:33) was sent "
                             "SIGKILL! Perhaps out of memory?\n";
  const LogSummary killed = scan(worker);
  CHECK(find(killed, "worker-killed") != nullptr);
  CHECK(find(killed, "oom-killed") == nullptr); // gunicorn's own kill, not the kernel's
  const LogSummary buried =
      scan("[2024-05-06 07:08:09 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:33)\n"
           "[2024-05-06 07:08:12 +0000] [1] [WARNING] Worker with pid 33 was terminated due to "
           "signal 9\n");
  CHECK(find(buried, "worker-killed") != nullptr);
  CHECK(find(buried, "oom-killed") == nullptr);
  const LogSummary alone = scan("[2024-05-06 07:08:10 +0000] [1] [ERROR] Worker (pid:33) was sent "
                                "SIGKILL! Perhaps out of memory?\n");
  CHECK(find(alone, "oom-killed") != nullptr);
  CHECK(find(scan(lines(refused, 4)), "connection-refused")->count == 4);
}

TEST_CASE("since, until and upstream narrow by the lines' own time and name") {
  LogScanOptions late;
  late.since_ms = gwdiag::log_time("2024-05-06T07:08:10Z", {});
  CHECK(find(scan(lines(refused, 1) + lines(no_live, 1), late), "connection-refused") == nullptr);
  CHECK(find(scan(lines(refused, 1) + lines(no_live, 1), late), "no-live-upstream") != nullptr);
  LogScanOptions early;
  early.until_ms = late.since_ms;
  CHECK(find(scan(lines(refused, 1) + lines(no_live, 1), early), "no-live-upstream") == nullptr);
  LogScanOptions there;
  there.upstream = "10.0.0.8";
  CHECK(scan(lines(refused, 1) + lines(no_live, 1), there).causes.size() == 1);
}

TEST_CASE(
    "a remembered message never decides for a line in which a number, a socket or a word differs") {
  const std::string text =
      "2024/05/06 07:08:09 [error] 9#9: *1 upstream sent too large http2 frame: 20000 while "
      "reading response header from upstream, client: 192.0.2.9\n"
      "2024/05/06 07:08:09 [error] 9#9: *2 upstream sent too large http2 frame: 4740180 while "
      "reading response header from upstream, client: 192.0.2.9\n"
      "2024/05/06 07:08:09 [error] 9#9: *3 connect() failed (111: Connection refused) while "
      "connecting to upstream, client: 192.0.2.9, upstream: \"http://10.0.0.8:80/\"\n"
      "2024/05/06 07:08:09 [error] 9#9: *4 connect() failed (113: No route to host) while "
      "connecting to upstream, client: 192.0.2.9, upstream: \"http://10.0.0.8:80/\"\n"
      "2024/05/06 07:08:09 [error] 9#9: *5 connect() failed (111: Connection refused) while "
      "connecting to upstream, client: 192.0.2.9, upstream: \"http://unix:/a.sock:/\"\n";
  const LogSummary summary = scan(text);
  for (const std::string_view id : {"http2-protocol-error",
                                    "protocol-mismatch",
                                    "connection-refused",
                                    "host-unreachable",
                                    "unix-socket-refused"}) {
    CAPTURE(id);
    REQUIRE(find(summary, id) != nullptr);
    CHECK(find(summary, id)->count == 1);
  }
}

// Cut as by a rotation, a full disk or a line limit.
TEST_CASE("a line may end anywhere") {
  std::vector<std::string> all = known_lines();
  all.insert(all.end(), quiet_lines.begin(), quiet_lines.end());
  for (const std::string& line : all) {
    for (std::size_t size = 0; size < line.size(); ++size) {
      const std::string_view cut = std::string_view(line).substr(0, size);
      CAPTURE(cut);
      CHECK_NOTHROW(gwdiag::is_quiet_line(cut));
      const bool at_a_field = size > 0 && std::string_view(" \":,[]").contains(line[size - 1]);
      if (at_a_field) {
        CHECK_NOTHROW(scan(cut));
      }
    }
  }
}

TEST_CASE("what the scanner passes over, the classifier finds nothing in") {
  for (const std::string& line : known_lines()) {
    CAPTURE(line);
    if (gwdiag::is_quiet_line(line)) {
      CHECK(gwdiag::classify_line(line).empty());
    }
    CHECK(scan(line).causes.empty() == gwdiag::classify_line(line).empty());
  }
  CHECK(gwdiag::is_quiet_line("192.0.2.9 - - [06/May/2024:07:08:09 +0000] \"GET / "
                              "HTTP/1.1\" 200 612 \"-\" \"curl/8.5.0\""));
  for (const char* quiet : quiet_lines) {
    CAPTURE(quiet);
    CHECK(gwdiag::is_quiet_line(quiet));
    CHECK(gwdiag::classify_line(quiet).empty());
  }
  for (
      const char* loud :
      {R"([2026-11-23T08:00:00.123Z] "GET /x HTTP/1.1" 503 - via_upstream - "-" 0 91 3 12 "-" "curl")",
       R"([2026-11-23T08:00:00.123Z] "GET /x HTTP/1.1" 200 UC upstream_reset - "-" 0 91 3 12 "-" "curl")",
       R"(192.0.2.9:5 [23/Nov/2026:08:00:00.1] web be/a 0/0/1/2/3 502 0 - - ---- 1/1/0/0/0 0/0 "GET / HTTP/1.1")",
       R"(https 2026-11-23T08:00:00.1Z app/lb/1 192.0.2.9:5 10.0.0.5:80 0.001 0.012 0.000 502 502 1 2 "GET https://a/ HTTP/2.0")",
       R"(https 2026-11-23T08:00:00.1Z app/lb/1 192.0.2.9:5 10.0.0.5:80 0.001 0.012 0.000 464 - 1 2 "GET https://a/ HTTP/2.0")",
       R"({"method":"GET","uri":"/x","status":200,"error":"upstream connect error"})",
       R"({"method":"GET","uri":"/x","status":200,"response_flags":"UC"})",
       R"({"log":"connect() failed (111: Connection refused) while connecting to upstream","stream":"stderr","status":200})",
       R"({"uri":"/x","status":"502"})"}) {
    CAPTURE(loud);
    CHECK_FALSE(gwdiag::is_quiet_line(loud));
  }
  CHECK_FALSE(gwdiag::is_quiet_line("192.0.2.9 - - [06/May/2024:07:08:09 +0000] \"GET / "
                                    "HTTP/1.1\" 502 612 \"-\" \"curl/8.5.0\""));
}

TEST_CASE("summaries add up, and survive their JSON") {
  LogSummary sum = scan(lines(refused, 2));
  gwdiag::merge(sum, scan(lines(refused, 3) + lines(no_live, 1)));
  CHECK(sum.lines == 6);
  CHECK(find(sum, "connection-refused")->count == 5);
  const std::string json = gwdiag::render_log_summary(sum, "0.1.0");
  const auto document = nlohmann::json::parse(json);
  CHECK(document["schema"] == "gwdiag.logs/1");
  CHECK(document["causes"][0]["upstreams"][0] == "http://10.0.0.8:8080");
  CHECK(document["causes"][0]["first_at"] == "2024-05-06T07:08:09.000Z");
  const auto again = gwdiag::parse_log_summary(json);
  REQUIRE(again.has_value());
  CHECK(gwdiag::render_log_summary(*again, "0.1.0") == json);
  CHECK_FALSE(gwdiag::parse_log_summary("{\"schema\":\"gwdiag.report/1\"}").has_value());
  CHECK_FALSE(gwdiag::parse_log_summary("not json").has_value());
  CHECK_FALSE(gwdiag::parse_log_summary(std::string(100000, '[')).has_value());
  const auto hostile = gwdiag::parse_log_summary(
      "{\"schema\":\"gwdiag.logs/"
      "1\",\"causes\":[{\"id\":\"x\",\"count\":1,\"example\":\"\\u001b[31m\"}]}");
  REQUIRE(hostile.has_value());
  CHECK(hostile->causes[0].example.find('\x1b') == std::string::npos);
}

TEST_CASE("files are read plain, packed and in parts; what cannot be read is said") {
  const TemporaryFile plain;
  plain.write(lines(refused, 3));
  const auto small = gwdiag::scan_log_file(plain.path(), {});
  REQUIRE(small.has_value());
  CHECK(find(*small, "connection-refused")->count == 3);

  const TemporaryFile packed;
  gzFile archive = gzopen(packed.path().c_str(), "wb");
  REQUIRE(archive != nullptr);
  const std::string text = lines(refused, 7);
  gzwrite(archive, text.data(), static_cast<unsigned>(text.size()));
  gzclose(archive);
  const auto unpacked = gwdiag::scan_log_file(packed.path(), {});
  REQUIRE(unpacked.has_value());
  CHECK(find(*unpacked, "connection-refused")->count == 7);
  std::filesystem::resize_file(packed.path(), std::filesystem::file_size(packed.path()) - 9);
  CHECK_FALSE(gwdiag::scan_log_file(packed.path(), {}).has_value());

  const TemporaryFile large; // above the size from which several threads read
  const int count = 17 * 1024 * 1024 / static_cast<int>(refused.size());
  large.write(lines(refused, count));
  const auto parts = gwdiag::scan_log_file(large.path(), {});
  REQUIRE(parts.has_value());
  CHECK(parts->lines == static_cast<std::uint64_t>(count));
  CHECK(find(*parts, "connection-refused")->count == static_cast<std::uint64_t>(count));

  CHECK_FALSE(gwdiag::scan_log_file("/", {}).has_value());
  CHECK_FALSE(gwdiag::scan_log_file("/nonexistent/gwdiag.log", {}).has_value());
}
