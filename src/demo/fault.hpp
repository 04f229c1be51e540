// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/verdict.hpp"

namespace gwdiag::demo {

class Stream;

// What the upstream waits for before it sends anything.
enum class Await {
  request, // a request's head; first bytes that are no HTTP request are answered with 400
  bytes,   // whatever the client sends
  nothing, // it speaks first
};

// What follows the bytes that were sent.
enum class After {
  close, // FIN, and close_notify under TLS
  reset, // RST
  hold,  // silence, until the client goes
};

// What the upstream does with a connection.
struct Play {
  Await await = Await::request;
  std::chrono::milliseconds before{0}; // between the request and the answer
  std::string answer;                  // bytes, as they are
  After after = After::close;
  void (*serve)(Stream& peer, const std::string& authority) = nullptr; // in place of all the above
};

// Where the upstream stands.
enum class Place {
  tcp,
  closed_port, // nothing listens
  full_queue,  // it listens and never accepts: connects go unanswered
  unix_socket,
  missing_socket, // the path does not exist
  dead_socket,    // the file is left over, nobody listens
  gateway,        // the gateway's own address
  unknown_name,   // a name that the built-in name server does not know
};

enum class Served { no_tls, good, expired, not_yet_valid, self_signed, other_name, unknown_ca };

// How the upstream does TLS, where it does.
struct TlsServing {
  Served certificate = Served::no_tls;
  bool wants_certificate = false; // of the client
  bool wants_name = false;        // a hello without SNI is refused
};

// Where the gateway goes in place of the upstream.
enum class Detour {
  none,
  closed_port, // a port on which nothing listens
  full_queue,  // a port that never answers
  alternating, // such a closed port first, the upstream second, and so on
  absent,      // there is no gateway: its own port is closed
};

// One fault: a row of data.
struct Fault {
  std::string name;
  std::string title;
  std::string ids; // right first causes, separated by spaces; empty: healthy
  Play play;
  Place place = Place::tcp;
  TlsServing tls;
  bool https = false;     // the gateway, and the check, ask by TLS
  bool by_name = false;   // the upstream has a name; the gateway sends no SNI for it
  bool companion = false; // a second upstream, which is well
  Detour detour = Detour::none;
  Status status = Status::unhealthy; // right status
};

// A healthy answer: status 200, a small page.
const std::string& good_answer();
// A head of these lines, "Connection: close" added, and a body with its length.
std::string full_answer(std::string_view status,
                        std::string_view body,
                        const std::vector<std::string>& lines = {});

// All rows, in the order in which they are listed.
std::span<const Fault> faults();
// The row of that name; null when there is none.
const Fault* find_fault(std::string_view name);
// Whether `id` is among the right causes of the row.
bool is_right(const Fault& fault, std::string_view id);

} // namespace gwdiag::demo
