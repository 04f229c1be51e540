// SPDX-License-Identifier: Apache-2.0
#include "demo/families.hpp"

namespace gwdiag::demo {

std::vector<Fault> healthy_rows() {
  return {
      {.name = "healthy",
       .title = "nothing is wrong",
       .play = {.answer = good_answer()},
       .status = Status::healthy},
      {.name = "healthy-chunked",
       .title = "nothing is wrong; the answer comes in chunks",
       .play = {.answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: "
                          "close\r\n\r\n6\r\nhello \r\n6\r\nworld\n\r\n0\r\n\r\n"},
       .status = Status::healthy},
      {.name = "healthy-not-found",
       .title = "nothing is wrong; the page does not exist",
       .play = {.answer = full_answer("404 Not Found", "no such page\n")},
       .status = Status::healthy},
      {.name = "healthy-https",
       .title = "nothing is wrong; the upstream is asked by TLS",
       .play = {.answer = good_answer()},
       .tls = {.certificate = Served::good},
       .https = true,
       .status = Status::healthy},
      {.name = "healthy-unix-socket",
       .title = "nothing is wrong; the upstream is a Unix socket",
       .play = {.answer = good_answer()},
       .place = Place::unix_socket,
       .status = Status::healthy},
  };
}

} // namespace gwdiag::demo
