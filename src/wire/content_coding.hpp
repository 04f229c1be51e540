// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gwdiag {

// Checks while a body is read that it is what Content-Encoding says: gzip (RFC 1952), deflate (RFC 1950, or RFC 1951 as
// some send it). Any other coding, or several, is not judged. Output is thrown away and ends at a bound: a small body
// that inflates without end costs no more than that.
class ContentCoding {
public:
  static constexpr std::uint64_t most_output = std::uint64_t{64} << 20U;

  // `value` is the header's value; `offset` where the body begins in the response.
  ContentCoding(std::string_view value, std::size_t offset);
  ~ContentCoding();
  ContentCoding(const ContentCoding&) = delete;
  ContentCoding& operator=(const ContentCoding&) = delete;

  // A piece of the body, which stands at `offset` in the response.
  void feed(std::string_view bytes, std::size_t offset);

  // What is wrong when the body is whole; both are meaningless where `wrong` is empty.
  struct Fault {
    std::string wrong;
    std::size_t offset = 0;
  };
  Fault finish(std::size_t end_offset) const;

private:
  struct Stream;
  std::unique_ptr<Stream> stream_; // null: not judged
};

} // namespace gwdiag
