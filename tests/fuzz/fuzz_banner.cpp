// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "wire/banner.hpp"

using namespace gwdiag;

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

void check(const Spoken& spoken) {
  require(spoken.speaks.empty() == spoken.why.empty());
  require(is_printable(spoken.speaks));
  require(is_printable(spoken.why));
  require(spoken.why.size() < 1024);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(speaks(bytes));
  check(speaks_binary(bytes));
  for (const int status : {200, 400, 403, 404, 501}) {
    check(complaint(status, bytes.substr(0, bytes.size() / 2), bytes));
  }
  is_fastcgi(bytes);
  is_ajp(bytes);
  is_http2(bytes);
  is_uwsgi_pong(bytes);
  return 0;
}
