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
};

// The socket error that `text` (lower case) quotes, by the words of glibc, musl, BSD, Windows, Go,
// Node and Java, and else by its number. `Resource temporarily unavailable` and the like come
// before vague words such as "timeout".
NetError net_error(std::string_view text);

} // namespace gwdiag
