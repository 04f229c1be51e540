// SPDX-License-Identifier: Apache-2.0
#include "wire/http1.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "wire/http1_state.hpp"

namespace gwdiag {

Http1Reader::Http1Reader(Http1Request request) : state_(std::make_unique<State>(std::move(request))) {}

Http1Reader::~Http1Reader() = default;
Http1Reader::Http1Reader(Http1Reader&&) noexcept = default;
Http1Reader& Http1Reader::operator=(Http1Reader&&) noexcept = default;

bool Http1Reader::feed(std::string_view bytes) { return state_->feed(bytes); }

bool Http1Reader::complete() const { return state_->complete(); }

bool Http1Reader::head_complete() const { return state_->head_complete(); }

bool Http1Reader::limit_reached() const { return state_->limit_reached(); }

Http1Response Http1Reader::finish(Ended ended) {
  Http1Response response = state_->finish(ended);
  state_ = std::make_unique<State>(Http1Request{});
  return response;
}

const FoundAnomaly* Http1Response::find(Anomaly anomaly) const {
  const auto found = std::find_if(anomalies.begin(), anomalies.end(), [&](const FoundAnomaly& one) {
    return one.anomaly == anomaly;
  });
  return found == anomalies.end() ? nullptr : &*found;
}

std::optional<std::string_view> Http1Response::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const Header& header) {
    return equals_ignoring_case(header.name, name);
  });
  return found == headers.end() ? std::nullopt : std::optional<std::string_view>(found->value);
}

std::string_view to_string(Framing framing) {
  constexpr std::array<std::string_view, 4> names{"none", "content-length", "chunked", "to-close"};
  return names.at(static_cast<std::size_t>(framing));
}

std::string_view to_string(Ended ended) {
  constexpr std::array<std::string_view, 7> names{"complete", "fin",     "close-notify", "rst",
                                                  "stall",    "timeout", "limit"};
  return names.at(static_cast<std::size_t>(ended));
}

} // namespace gwdiag
