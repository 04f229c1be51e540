// SPDX-License-Identifier: Apache-2.0
#include "wire/http1_framing.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

// A length as parsers hold it: a signed 64-bit number.
std::optional<std::uint64_t> read_length(std::string_view text) {
  constexpr std::uint64_t largest = std::uint64_t{1} << 63U;
  std::uint64_t value = 0;
  if (text.empty()) {
    return std::nullopt;
  }
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (largest - 1 - digit) / 10) {
      return std::nullopt;
    }
    value = value * 10 + digit;
  }
  return value;
}

// The lengths of all Content-Length lines taken together.
class Lengths {
public:
  explicit Lengths(AnomalyList& anomalies) : anomalies_(anomalies) {}

  void take(const Field& field) {
    const std::optional<std::uint64_t> value = read_value(field);
    if (!value) {
      return;
    }
    if (first_ && *value != *first_) {
      anomalies_.note(Anomaly::duplicate_content_length_different,
                      field.offset,
                      fmt::format("Content-Length: {}, {}", *first_, *value));
    } else if (first_) {
      note_same(field, *value);
    }
    first_ = first_.value_or(*value);
    smallest_ = std::min(smallest_, *value);
    largest_ = std::max(largest_, *value);
  }

  std::optional<std::uint64_t> first() const { return first_; }

  std::uint64_t smallest() const { return smallest_; }

  std::uint64_t largest() const { return largest_; }

private:
  void note_same(const Field& field, std::uint64_t value) {
    anomalies_.note(Anomaly::duplicate_content_length_same,
                    field.offset,
                    fmt::format("Content-Length: {0}, {0}", value));
  }

  // One line may hold a list; a list of one value repeated means that value (RFC 9110 section 8.6).
  std::optional<std::uint64_t> read_value(const Field& field) {
    std::optional<std::uint64_t> common;
    std::size_t members = 0;
    for (const std::string_view part : split(field.value, ',')) {
      const std::optional<std::uint64_t> value = read_length(trim(part));
      if (!value || (common && *common != *value)) {
        anomalies_.note(
            Anomaly::bad_content_length, field.offset, "Content-Length: " + excerpt(field.value));
        return std::nullopt;
      }
      common = value;
      ++members;
    }
    if (members > 1) {
      note_same(field, common.value_or(0));
    }
    return common;
  }

  AnomalyList& anomalies_;
  std::optional<std::uint64_t> first_;
  std::uint64_t smallest_ = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t largest_ = 0;
};

// The codings of all Transfer-Encoding lines taken together.
struct Codings {
  bool present = false;
  std::size_t chunked = 0;
  bool chunked_last = false;
  std::size_t offset = 0; // of the first line

  void take(const Field& field, AnomalyList& anomalies) {
    if (!present) {
      offset = field.offset;
    }
    present = true;
    bool noted_unknown = false;
    for (const std::string_view part : split(field.value, ',')) {
      const std::size_t semicolon = part.find(';');
      const std::string_view coding = trim(part.substr(0, semicolon));
      // chunked has no parameters: those are to be taken for an error (RFC 9112 section 7.1)
      const bool parameter = semicolon != std::string_view::npos;
      chunked_last = equals_ignoring_case(coding, "chunked");
      if (chunked_last && ++chunked == 2) {
        anomalies.note(Anomaly::duplicate_transfer_encoding, field.offset, excerpt(field.value));
      } else if ((!chunked_last || parameter) && !noted_unknown) {
        anomalies.note(Anomaly::unknown_transfer_encoding, field.offset, excerpt(field.value));
        noted_unknown = true;
      }
    }
  }
};

bool has_no_body(const Head& head, const Http1Request& request) {
  return request.method == "HEAD" ||
         (head.status_valid &&
          (head.status / 100 == 1 || head.status == 204 || head.status == 304));
}

} // namespace

BodyPlan plan_body(const Head& head, const Http1Request& request, AnomalyList& anomalies) {
  Lengths lengths(anomalies);
  Codings codings;
  std::size_t length_offset = 0;
  for (const Field& field : head.fields) {
    if (equals_ignoring_case(field.name, "Content-Length")) {
      lengths.take(field);
      length_offset = field.offset;
    } else if (equals_ignoring_case(field.name, "Transfer-Encoding")) {
      codings.take(field, anomalies);
    }
  }
  const std::optional<std::uint64_t> announced = lengths.first();
  if (codings.chunked != 0 && announced) {
    anomalies.note(Anomaly::content_length_with_chunked,
                   std::max(length_offset, codings.offset),
                   fmt::format("Content-Length: {}", *announced));
  }
  if (codings.present && head.version == "1.0") {
    anomalies.note(Anomaly::transfer_encoding_http10, codings.offset);
  }
  BodyPlan plan{.announced = announced};
  if (has_no_body(head, request)) {
    plan.framing = Framing::none;
  } else if (codings.chunked_last) {
    plan.framing = Framing::chunked;
  } else if (announced) {
    plan.framing = Framing::content_length;
    plan.length = lengths.largest();
    plan.enough = lengths.smallest();
  }
  return plan;
}

} // namespace gwdiag
