// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "checklist/product_steps.hpp"

// The rows of product_steps(), by what they are about.
namespace gwdiag::products {

std::span<const ProductStep> tls_rows();
std::span<const ProductStep> limit_rows();
std::span<const ProductStep> target_rows();

} // namespace gwdiag::products
