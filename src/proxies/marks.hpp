// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

// Who leaves which mark in a response, as data. Bodies are compared in escaped form
// (base/text.hpp), so no part may hold a control byte.
namespace gwdiag {

// Part of a header's value. All ignore case.
struct HeaderMark {
  enum class How { present, contains, starts, equals };
  std::string_view name;
  How how = How::present;
  std::string_view part;
};

// A product that was on the path: a header it adds to every response that goes through it, its own
// errors too.
struct PathMark {
  std::string_view product;
  HeaderMark header;
  std::string_view version_after; // what stands before the version in that header's value: "nginx/"
};

// An answer that the product wrote itself. Every condition given must hold.
struct PageMark {
  std::string_view product;
  std::string_view because;               // for a person: "its own error page"
  std::array<int, 8> statuses{};          // any from 400 on when empty
  std::array<std::string_view, 3> body{}; // parts of the body
  std::string_view body_starts;
  std::string_view status_after; // the body must have the status in digits right after this text
  std::array<std::size_t, 3> lengths{}; // bytes of the body
  bool empty_body = false;
  bool bare = false; // no header but those that any server or Fly.io's edge adds
  HeaderMark header;
  std::string_view without_header;
  std::string_view reason; // the reason phrase
};

std::span<const PathMark> path_marks();
std::span<const PageMark> page_marks();         // of proxies that one runs oneself
std::span<const PageMark> service_page_marks(); // of content networks, balancers and platforms

// The line at the end of the page that nginx and its kin share: <hr><center>TAIL</center>.
struct TailMark {
  std::string_view tail; // up to a version that a slash begins
  std::string_view product;
};

std::span<const TailMark> tail_marks();

} // namespace gwdiag
