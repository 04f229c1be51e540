// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proxies/profile.hpp"

// The profiles, one function and one file each; profiles.cpp has the table.
namespace gwdiag {

const Profile& nginx_profile();
const Profile& haproxy_profile();
const Profile& apache_profile();
const Profile& caddy_profile();

} // namespace gwdiag
