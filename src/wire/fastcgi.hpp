// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "wire/cgi.hpp"

// FastCGI 1.0 (fastcgi-archives.github.io, FastCGI_Specification).
namespace gwdiag {

// One request of the Responder role under request id 1: BEGIN_REQUEST without FCGI_KEEP_CONN
// (section 5.1), PARAMS (sections 3.4 and 5.2) and STDIN (5.3), each stream closed by an empty
// record.
std::string fastcgi_request(const GatewayRequest& request);

// Decodes records (section 3.3) as they arrive; keeps nothing but an END_REQUEST's eight bytes.
class FastcgiRecords {
public:
  enum class Stream { output, errors };
  using Sink = std::function<void(Stream stream, std::string_view bytes, std::size_t offset)>;

  // Takes bytes and hands the content of STDOUT and STDERR to `sink`; stops at the first fault and
  // after END_REQUEST. Returns how many it took.
  std::size_t feed(std::string_view bytes, const Sink& sink);

  bool ended() const { return ended_; } // END_REQUEST came

  bool inside() const { return at_ != 0 || left_ != 0 || padding_ != 0; } // of a record

  std::size_t records() const { return records_; }

  std::size_t offset() const { return total_; }

  // The first thing wrong: "version", "type", "request-id", "length"; empty while all is well.
  const std::string& fault() const { return fault_; }

  const std::string& what() const { return what_; } // in words

  std::size_t fault_offset() const { return fault_offset_; }

  std::uint32_t app_status() const; // of END_REQUEST (section 5.5)

  unsigned protocol_status() const { return end_[4]; }

private:
  std::size_t step(std::string_view bytes, const Sink& sink);
  void read_header();
  void take_content(std::string_view piece, const Sink& sink);
  void wrong(const char* fault, std::size_t place, std::string what);

  std::array<unsigned char, 8> header_{};
  std::array<unsigned char, 8> end_{};
  std::size_t at_ = 0;      // bytes of the header that are here
  std::size_t left_ = 0;    // of the content
  std::size_t padding_ = 0; // still to come
  std::size_t end_at_ = 0;
  std::size_t records_ = 0;
  std::size_t total_ = 0;
  bool ended_ = false;
  std::string fault_, what_;
  std::size_t fault_offset_ = 0;
};

// "REQUEST_COMPLETE", "CANT_MPX_CONN", "OVERLOADED", "UNKNOWN_ROLE", or the number (section 5.5).
std::string fastcgi_status_name(unsigned status);

} // namespace gwdiag
