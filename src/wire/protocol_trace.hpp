// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace gwdiag {

// What a protocol other than HTTP/1 says beside the response that it carries. Text of the peer is
// escaped.
struct ProtocolTrace {
  std::string name;   // "fastcgi", "uwsgi", "scgi", "ajp", "http2"; empty: HTTP/1
  std::string script; // SCRIPT_FILENAME, as it was asked for
  // The first thing that breaks the protocol: "version", "type", "request-id", "length", "cut",
  // "no-head", "unfinished", "refused"; HTTP/2: "preface" (the first bytes are none of it),
  // "frame", "reset" (RST_STREAM), "goaway", "flood"; empty when nothing did.
  std::string fault;
  std::string what;       // that in words
  std::size_t offset = 0; // of the fault, counted from the first byte received
  std::string end;        // how the protocol ended the request: "REQUEST_COMPLETE", …
  std::optional<std::uint32_t> app_status; // FastCGI: the application's exit status
  std::string errors;                      // text beside the answer (FastCGI STDERR), an excerpt
  std::uint64_t errors_bytes = 0;

  // HTTP/2 and gRPC.
  std::string code; // of the fault: "PROTOCOL_ERROR", "REFUSED_STREAM", … (RFC 9113 section 7)
  std::string goaway; // error code of the peer's GOAWAY
  std::optional<std::uint32_t> last_stream; // of the peer's GOAWAY: ours is 1
  std::string debug;                        // text of the peer's GOAWAY, an excerpt
  std::string settings;                     // the peer's: "MAX_CONCURRENT_STREAMS=128, …"
  std::optional<std::uint32_t> grpc_status; // of the trailers, or of the head without a body
  std::string grpc_message;

  bool operator==(const ProtocolTrace&) const = default;
};

} // namespace gwdiag
