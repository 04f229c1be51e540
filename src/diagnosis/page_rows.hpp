// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "proxies/leg.hpp"

namespace gwdiag {

// What an answer that a product wrote itself says of the leg behind it. Of the conditions that are
// given all must hold.
struct PageRow {
  std::string_view product;
  int status = 0;         // 0: any
  std::string_view code;  // own_code(), up to a space in it, or what follows its last dot
  std::string_view words; // in the body
  std::string_view id;
  std::string_view or_id; // speaks for this as much; "" for none
  Leg leg = Leg::none;
  std::string_view says;
};

// The first that applies counts. Two tables: proxies that one runs oneself, and services.
std::span<const PageRow> proxy_page_rows();
std::span<const PageRow> service_page_rows();

} // namespace gwdiag
