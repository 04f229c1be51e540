// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "diagnosis/scene.hpp"

namespace gwdiag {

// That the upstream leaves the rest of its answer to this product, as by X-Accel-Redirect, and that
// the proxy answers an error for the place that it names. Empty where it does not.
std::string handed_over(const ProxyView& proxy, const Http1Response& upstream);

} // namespace gwdiag
