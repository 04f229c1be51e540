// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "logs/access_shape.hpp"
#include "logs/classify.hpp"
#include "logs/quiet.hpp"
#include "logs/scan.hpp"
#include "logs/shape.hpp"
#include "logs/silent.hpp"
#include "logs/tie.hpp"

using namespace gwdiag;

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

LogSummary scanned(std::string_view bytes, std::size_t piece) {
  LogScanner scanner({});
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    scanner.feed(bytes.substr(at, piece));
  }
  return scanner.finish();
}

RunMarks marks() {
  RunMarks run;
  run.start_ms = 1795420810000;
  run.end_ms = run.start_ms + 1000;
  run.clients = {"192.0.2.7:54321"};
  run.request_ids = {"0f3c9a1e7b"};
  run.method = "GET";
  run.target = "/cart";
  run.host = "shop.example.com";
  return run;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::vector<LogFinding> findings = classify_line(bytes);
  require(findings.empty() || !is_silent_line(bytes));
  for (const LogFinding& finding : findings) {
    require(!finding.id.empty() && !finding.meaning.empty());
    require(is_printable(finding.upstream));
  }
  is_quiet_line(bytes);
  PlainAccess().read(bytes);
  if (const auto shape = nginx_error_shape(bytes, 1)) {
    const bool context = shape->message_end < bytes.size();
    const auto again = nginx_error_shape(
        plain_error_line(bytes, context ? ErrorContext::client : ErrorContext::none), 1);
    require(!again || again->hash == shape->hash);
  }
  static const RunMarks run = marks();
  tie_of(bytes, run, {}, Written::since);
  const LogSummary whole = scanned(bytes, size + 1);
  const LogSummary pieces = scanned(bytes, 7);
  require(whole.lines == pieces.lines && whole.causes.size() == pieces.causes.size());
  for (const LogCause& cause : whole.causes) {
    require(is_printable(cause.example) && cause.example.size() <= 4 * 500);
  }
  const std::string json = render_log_summary(whole, "0");
  require(parse_log_summary(json).has_value());
  parse_log_summary(bytes);
  return 0;
}
