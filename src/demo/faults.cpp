// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/text.hpp"
#include "demo/families.hpp"

namespace gwdiag::demo {

std::string
full_answer(std::string_view status, std::string_view body, const std::vector<std::string>& lines) {
  std::string answer = fmt::format("HTTP/1.1 {}\r\n", status);
  for (const std::string& line : lines) {
    answer += line + "\r\n";
  }
  return answer +
         fmt::format("Content-Length: {}\r\nConnection: close\r\n\r\n{}", body.size(), body);
}

const std::string& good_answer() {
  static const std::string answer =
      full_answer("200 OK", "<h1>It works</h1>\n", {"Content-Type: text/html; charset=utf-8"});
  return answer;
}

std::span<const Fault> faults() {
  static const std::vector<Fault> all = [] {
    std::vector<Fault> rows;
    for (auto family : {connection_rows, message_rows, target_rows, tls_rows, healthy_rows}) {
      std::ranges::move(family(), std::back_inserter(rows));
    }
    return rows;
  }();
  return all;
}

const Fault* find_fault(std::string_view name) {
  const auto found = std::ranges::find(faults(), name, &Fault::name);
  return found == faults().end() ? nullptr : &*found;
}

bool is_right(const Fault& fault, std::string_view id) {
  return std::ranges::any_of(split(fault.ids, ' '),
                             [&](std::string_view right) { return !right.empty() && right == id; });
}

} // namespace gwdiag::demo
