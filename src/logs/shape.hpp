// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gwdiag {

// What the context of a line of nginx's error log says that its message does not: which side it is
// about.
enum class ErrorContext { none, client, upstream, upstream_socket };

// A line of nginx's error log as one number: equal for lines that differ only in numbers, paths,
// and what follows ", client: ". Their plain_error_line() is the same text.
struct ErrorShape {
  std::uint64_t hash = 0;
  std::size_t message_end = 0; // where ", client: " starts, else the end of the line
  bool is_chatter = false;     // is_nginx_chatter(); the two above are not set then
};

// True for a record of nginx, from its `[level] ` on, that tells no gateway's failure by its level:
// of those at `info` and `debug` only the end of a stream's session does
// (ngx_stream_proxy_module.c).
bool is_nginx_chatter(std::string_view record);

// Nothing for other lines, and for very long ones.
std::optional<ErrorShape> nginx_error_shape(std::string_view line, std::uint64_t seed);

// The upstream as the line names it; empty if it names none.
std::string_view nginx_upstream(std::string_view line, const ErrorShape& shape);

ErrorContext
nginx_context(std::string_view line, const ErrorShape& shape, std::string_view upstream);

// The line without what its shape leaves out: other numbers, paths, names. What classify_line()
// finds in it holds for every line of the shape with the same context, unless numbers_tell().
std::string plain_error_line(std::string_view line, ErrorContext context);

// True if a number outside brackets is the fact in this line ("http2 frame: 4740180").
bool numbers_tell(std::string_view plain_line);

} // namespace gwdiag
