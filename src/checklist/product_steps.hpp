// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace gwdiag {

// What to do about a cause in one product's own words, given after the documented step `after`.
// `speaks` narrows a row of protocol-mismatch to what the port speaks.
struct ProductStep {
  std::string_view causes;  // ids, separated by spaces
  std::string_view product; // the profile's name
  int after = 2;
  std::string_view text; // may hold placeholders
  std::string_view command;
  std::string_view speaks;
};

std::span<const ProductStep> product_steps();

// True if `id` is one of the row's causes.
bool concerns(const ProductStep& row, std::string_view id);

// "HAProxy" for "haproxy": how people write the product.
std::string_view product_title(std::string_view product);

} // namespace gwdiag
