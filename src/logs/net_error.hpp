// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gwdiag {

enum class NetError {
  none,
  refused,
  timed_out,
  reset,
  aborted,
  broken_pipe,
  end_of_file,
  host_unreachable,
  network_unreachable,
  no_such_file,
  permission_denied,
  not_permitted,
  try_again,
  no_local_address,
  too_many_files,
  no_buffers,
  family_unsupported,
  address_in_use,
  invalid_argument,
};

// The socket error that `text` (lower case) names in the words of glibc, musl, BSD, Windows, Go,
// Node or Java. Particular words such as `Resource temporarily unavailable` come before vague ones
// such as "timeout".
NetError named_net_error(std::string_view text);

// The same, and else by an errno in digits (`(111`, `errno=111`, `os error 111`): for texts that
// are known to quote one.
NetError net_error(std::string_view text);

} // namespace gwdiag
