// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "endpoint/endpoint.hpp"

namespace gwdiag {

// One row a scheme, in the order of the enum.
struct SchemeRow {
  Scheme scheme;
  std::string_view name;
  std::uint16_t default_port; // 0: the port has to be given
  std::uint16_t usual_port;   // for the remedy in a message; 0: none is usual
  bool takes_path;
  bool takes_userinfo;
};

inline constexpr std::array<SchemeRow, 11> scheme_rows{{
    {Scheme::http, "http", 80, 80, true, true},
    {Scheme::https, "https", 443, 443, true, true},
    {Scheme::h2c, "h2c", 80, 80, true, true},
    {Scheme::grpc, "grpc", 0, 50051, true, true},
    {Scheme::grpcs, "grpcs", 0, 443, true, true},
    {Scheme::fcgi, "fcgi", 0, 9000, true, false},
    {Scheme::uwsgi, "uwsgi", 0, 3031, true, false},
    {Scheme::scgi, "scgi", 0, 4000, true, false},
    {Scheme::ajp, "ajp", 0, 8009, true, false},
    {Scheme::tcp, "tcp", 0, 8080, false, false},
    {Scheme::tls, "tls", 0, 443, false, false},
}};

constexpr const SchemeRow& row_of(Scheme scheme) {
  return scheme_rows[static_cast<std::size_t>(scheme)];
}

// The row of `name` in any case; null when there is none.
const SchemeRow* find_scheme(std::string_view name);

// Where `://` stands after something that can be a scheme (RFC 3986, 3.1); npos otherwise.
std::size_t find_scheme_end(std::string_view text);

// What to say of a scheme without a row.
std::string unknown_scheme(std::string_view name);

} // namespace gwdiag
