// SPDX-License-Identifier: Apache-2.0
#include "probe/stages/identify.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <asio/use_awaitable.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "wire/banner.hpp"

namespace gwdiag {

namespace {

constexpr std::chrono::milliseconds patience{1000}; // the contract: listens for a second

struct Step {
  const char* name;
  std::string (*bytes)();            // what is sent; null: nothing
  bool (*answers)(std::string_view); // whether the answer is this protocol's
  const char* speaks;
  int usual_port; // asked first there; 0: none
  bool full_only;
};

std::string scgi_root() {
  return scgi_request("/");
}

bool is_postgresql(std::string_view answer) {
  return answer == "S" || answer == "N";
}

bool is_cgi(std::string_view answer) {
  return answer.starts_with("Status:") || answer.starts_with("Content-Type:");
}

constexpr std::array steps{
    Step{"fastcgi", fastcgi_get_values, is_fastcgi, "fastcgi", 9000, false},
    Step{"http2", http2_preface, is_http2, "http2", 50051, false},
    Step{"ajp", ajp_cping, is_ajp, "ajp", 8009, false},
    Step{"postgresql", postgresql_ssl_request, is_postgresql, "postgresql", 5432, true},
    Step{"uwsgi", uwsgi_ping, is_uwsgi_pong, "uwsgi", 3031, true},
    Step{"scgi", scgi_root, is_cgi, "scgi", 4000, true},
};

Task<std::string> exchange(Loop loop, SocketAddress address, std::string bytes) {
  Socket socket(std::move(loop));
  const TimePoint until = SteadyClock::now() + patience;
  std::string answer;
  const IoResult connected = co_await socket.connect(address, until);
  if (!connected.ok()) {
    co_return answer;
  }
  if (!bytes.empty()) {
    co_await socket.write(bytes, until);
  }
  std::array<char, 1024> buffer{};
  const IoResult got = co_await socket.read(buffer.data(), buffer.size(), until);
  answer.assign(buffer.data(), got.bytes);
  co_return answer;
}

Task<bool>
speaks_tls(Loop loop, SocketAddress address, std::shared_ptr<TlsContext> context, std::string sni) {
  Socket socket(std::move(loop));
  const TimePoint until = SteadyClock::now() + patience;
  const IoResult connected = co_await socket.connect(address, until);
  if (!connected.ok()) {
    co_return false;
  }
  TlsWish wish;
  wish.sni = std::move(sni);
  TlsSession session(std::move(context), wish);
  co_await session.handshake(socket, until);
  co_return session.facts().hello_answered || session.facts().error == "alert";
}

void found(IdentifyTrace& trace, std::string speaks_what, std::string why) {
  trace.status = StageStatus::ok;
  trace.speaks = std::move(speaks_what);
  trace.why = std::move(why);
}

// The bytes of any answer tell their protocol, whatever was asked.
bool told(IdentifyTrace& trace, const std::string& answer) {
  const Spoken spoken = speaks(answer);
  if (spoken.speaks.empty() || spoken.speaks == "http") {
    return false;
  }
  found(trace, spoken.speaks, spoken.why);
  return true;
}

std::vector<Step> in_order(int port, bool full) {
  std::vector<Step> chosen;
  std::ranges::copy_if(
      steps, std::back_inserter(chosen), [&](const Step& step) { return full || !step.full_only; });
  std::ranges::stable_partition(chosen, [&](const Step& step) { return step.usual_port == port; });
  return chosen;
}

int port_of(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  return colon == std::string::npos
             ? 0
             : static_cast<int>(std::max(0LL, parse_number(address.substr(colon + 1))));
}

} // namespace

Task<void> identify_stage(Loop loop,
                          const AttemptPlan& base,
                          const Question& question,
                          IdentifyTrace& trace,
                          unsigned& connections) {
  const TimePoint start = SteadyClock::now();
  trace.status = StageStatus::warning;
  trace.because = "no answer told what the port speaks";
  bool done = false;
  if (!question.no_listening) {
    trace.asked.emplace_back("listen");
    ++connections;
    std::string nothing;
    const std::string unasked = co_await exchange(loop, base.address, nothing);
    done = told(trace, unasked) || !unasked.empty() || question.passive;
    if (trace.speaks.empty() && !unasked.empty() && speaks(unasked).speaks.empty()) {
      trace.unasked = escape_peer(unasked, 64);
      trace.because = "it sent text before it was asked, of a protocol that is not known here";
    }
  }
  if (!done && !base.tls) {
    trace.asked.emplace_back("tls");
    ++connections;
    done = co_await speaks_tls(loop, base.address, base.tls_context, base.tls_wish.sni);
    if (done) {
      found(trace, "tls", "a ClientHello was answered");
    }
  }
  for (const Step& step : in_order(port_of(base.address.text()), question.everything)) {
    if (done || loop->interrupted || SteadyClock::now() >= loop->hard_end) {
      break;
    }
    trace.asked.emplace_back(step.name);
    ++connections;
    const std::string bytes = step.bytes();
    const std::string answer = co_await exchange(loop, base.address, bytes);
    done = step.answers(answer);
    if (done) {
      found(trace, step.speaks, "it answered: " + escape_peer(answer, 24));
    } else {
      done = told(trace, answer);
    }
  }
  if (!trace.speaks.empty()) {
    trace.because.clear();
  }
  trace.elapsed_ms = milliseconds_between(start, SteadyClock::now());
}

} // namespace gwdiag
