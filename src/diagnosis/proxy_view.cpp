// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "base/text.hpp"
#include "diagnosis/failed_call.hpp"
#include "diagnosis/judge.hpp"
#include "diagnosis/waited.hpp"

namespace gwdiag {

namespace {

// "HTTP/1.1 200" and whatever follows: a client can go on.
bool readable_first_line(const std::string& bytes) {
  static constexpr std::string_view form = "HTTP/d.d ddd";
  bool fits = bytes.size() >= form.size();
  for (std::size_t i = 0; fits && i < form.size(); ++i) {
    const bool digit = bytes[i] >= '0' && bytes[i] <= '9';
    fits = form[i] == 'd' ? digit : bytes[i] == form[i];
  }
  // A space, or the line's end, which stands escaped: no tab, no NUL.
  const std::string_view rest = std::string_view(bytes).substr(fits ? form.size() : 0);
  const bool ends = fits && (rest.empty() || rest.front() == ' ' || rest.starts_with("\\x0d") ||
                             rest.starts_with("\\x0a"));
  return fits && ends && bytes[5] != '0' && bytes[9] != '0';
}

// A client stops at such a first line or a NUL, cannot tell where the body ends, or waits behind a
// 101 that it did not ask for (RFC 9110 section 7.8).
bool damaged_message(const HttpTrace& http) {
  const Http1Response& response = http.response;
  static constexpr std::array unusable{Anomaly::bad_content_length,
                                       Anomaly::duplicate_content_length_different,
                                       Anomaly::bad_chunk_size,
                                       Anomaly::bad_chunk_end,
                                       Anomaly::nul_in_value,
                                       Anomaly::unexpected_101};
  const bool damaged = std::ranges::any_of(response.anomalies, [](const FoundAnomaly& found) {
    return std::ranges::find(unusable, found.anomaly) != unusable.end();
  });
  // "6, 6" is no number, and may not be handed on (RFC 9110 section 8.6); two lines with one number
  // are read as one.
  const bool list = std::ranges::any_of(response.headers, [](const Header& header) {
    return equals_ignoring_case(header.name, "Content-Length") &&
           header.value.find(',') != std::string::npos;
  });
  const bool cr = response.reason.find("\\x0d") != std::string::npos; // it may end the line
  const bool lines = http.protocol.name.empty();                      // HTTP/2 has none
  return damaged || list || cr ||
         (lines && !response.first_bytes.empty() && !readable_first_line(response.first_bytes));
}

} // namespace

bool ProxyView::asks_an_application() const {
  static constexpr std::array<std::string_view, 7> schemes{
      "fcgi", "uwsgi", "scgi", "ajp", "h2c", "grpc", "grpcs"};
  return std::ranges::find(schemes, std::string_view(upstream_scheme)) != schemes.end();
}

Outcome ProxyView::meets(Fault fault) const {
  return outcome_of(*profile, upstream_scheme, fault, version);
}

std::string ProxyView::title() const {
  return profile == nullptr ? "the proxy" : profile->title;
}

bool expected_status(int status, const Expectations& expected) {
  if (expected.expect_status.empty()) {
    return status > 0 && status < 500;
  }
  return std::ranges::find(expected.expect_status, status) != expected.expect_status.end();
}

bool same_page(const Http1Response& one, const Http1Response& other) {
  return one.status == other.status && one.body_hash == other.body_hash;
}

bool says_unavailable(const HttpTrace& http) {
  return http.protocol.grpc_status == 14U;
}

std::string failed_call(const HttpTrace& http) {
  static constexpr std::array<std::pair<std::uint32_t, const char*>, 5> codes{
      {{2, "UNKNOWN"},
       {4, "DEADLINE_EXCEEDED"},
       {13, "INTERNAL"},
       {14, "UNAVAILABLE"},
       {15, "DATA_LOSS"}}};
  for (const auto& [code, name] : codes) {
    if (http.protocol.grpc_status == code) {
      return fmt::format("grpc-status {} ({})", code, name);
    }
  }
  return {};
}

bool refuses_size(int status) {
  return status == 413 || status == 414 || status == 431;
}

bool refused(const Attempt& attempt) {
  return attempt.tcp.status == StageStatus::failed &&
         (attempt.tcp.error == "refused" || attempt.tcp.error == "missing");
}

bool is_end_of_ours(std::string_view error) {
  static constexpr std::array<std::string_view, 6> ours{
      "interrupted", "descriptors", "no-local-address", "no-ipv4", "no-ipv6", "no-zone"};
  return std::ranges::find(ours, error) != ours.end();
}

bool ended_by_us(const Attempt& attempt) {
  return is_end_of_ours(attempt.tcp.error) || attempt.tls.error == "interrupted" ||
         attempt.http.error == "interrupted";
}

bool attempt_fails(const Attempt& attempt, const Expectations& expected) {
  const HttpTrace& http = attempt.http;
  const bool asked = http.status != StageStatus::skipped; // not of a tcp or tls endpoint
  return !answered(attempt) || http.error == "invalid" || damaged_message(http) ||
         !failed_call(http).empty() || (asked && !expected_status(http.response.status, expected));
}

namespace {

// h2o ends chunks that it cannot complete with an empty line where the next one's size has to
// stand, so that no client takes the body for whole.
bool broken_off(const Http1Response& response) {
  const FoundAnomaly* const wrong = response.find(Anomaly::bad_chunk_size);
  return response.has_head && wrong != nullptr && wrong->detail == "'\\x0d'";
}

ProxyView view_layers(const Evidence& evidence, const std::vector<Layer>& layers) {
  ProxyView view;
  view.asked = evidence.has_proxy;
  if (!evidence.upstreams.empty()) {
    const EndpointTrace& first = evidence.upstreams.front(); // a pool speaks one protocol
    const bool http2 = first.main() != nullptr && first.main()->http.protocol.name == "http2";
    view.upstream_scheme = http2 ? "h2c" : first.scheme; // --http2 leaves the scheme as it was
  }
  if (!evidence.has_proxy) {
    return view;
  }
  const auto writer = std::ranges::find_if(layers, &Layer::wrote_answer);
  const Expectations& expected = evidence.expectations;
  if (writer != layers.end()) {
    view.wrote = true;
    view.wrote_behind = layers.front().product != writer->product;
    view.front = view.wrote_behind ? find_profile(layers.front().product) : nullptr;
    view.profile = find_profile(writer->product);
    view.version = writer->version;
  } else if (!layers.empty()) {
    view.profile = find_profile(layers.front().product);
    view.version = layers.front().version;
  }
  if (!expected.as_product.empty()) {
    view.profile = find_profile(expected.as_product);
    view.version = expected.as_version;
  }
  return view;
}

} // namespace

ProxyView
view_attempt(const Evidence& evidence, const Attempt& attempt, const std::vector<Layer>& layers) {
  ProxyView view = view_layers(evidence, layers);
  const HttpTrace& http = attempt.http;
  view.attempt = &attempt;
  view.error = http.error;
  view.status = http.response.has_head ? http.response.status : 0;
  view.elapsed_ms = waited_ms(attempt);
  view.stopped_short =
      http.error == "incomplete" ||
      (http.response.has_head && (http.ended == Ended::stall || http.ended == Ended::rst)) ||
      broken_off(http.response);
  view.damaged = http.error == "invalid" || damaged_message(http);
  const bool refused_certificate = attempt.tls.status == StageStatus::warning;
  view.fails = attempt_fails(attempt, evidence.expectations) || refused_certificate;
  return view;
}

namespace {

bool reaches_again(const Evidence& evidence) {
  if (evidence.upstreams.size() != 1 || evidence.upstreams.front().main() == nullptr) {
    return false; // another member may have answered
  }
  const Http1Response& page = evidence.upstreams.front().main()->http.response;
  return std::ranges::any_of(evidence.proxy.attempts, [&](const Attempt& attempt) {
    const bool again = attempt.role.starts_with("again") || attempt.role == "alone";
    return again && answered(attempt) &&
           (!attempt_fails(attempt, evidence.expectations) ||
            same_page(attempt.http.response, page));
  });
}

} // namespace

ProxyView view_proxy(const Evidence& evidence) {
  const Attempt* attempt = evidence.has_proxy ? evidence.proxy.main() : nullptr;
  if (attempt != nullptr) {
    ProxyView view = view_attempt(evidence, *attempt, evidence.proxy.layers);
    view.reaches_again = view.fails && reaches_again(evidence);
    return view;
  }
  ProxyView view = view_layers(evidence, evidence.proxy.layers);
  view.fails = evidence.has_proxy;
  return view;
}

} // namespace gwdiag
