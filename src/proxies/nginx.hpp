// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proxies/profile.hpp"

// What nginx does, for the products that are built on it.
namespace gwdiag {

Asking nginx_asking(std::string_view version);
Limits nginx_limits(std::string_view version);
Reuse nginx_reuse(std::string_view version);
Outcome nginx_on_fault(Fault fault, std::string_view version);
Outcome nginx_on_anomaly(Anomaly anomaly, std::string_view version);

} // namespace gwdiag
