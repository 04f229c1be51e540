// SPDX-License-Identifier: Apache-2.0
#include "probe/prober.hpp"

#include <algorithm>
#include <csignal>
#include <deque>
#include <exception>
#include <map>

#include <asio/co_spawn.hpp>
#include <asio/signal_set.hpp>
#include <asio/use_awaitable.hpp>

#include "probe/samples.hpp"
#include "probe/stages/keepalive.hpp"
#include "probe/stages/load.hpp"

namespace gwdiag {

struct Prober::State {
  ProbeSettings settings;
  std::shared_ptr<TlsContext> proxy_tls, upstream_tls;
  Loop loop = std::make_shared<EventLoop>();
  std::shared_ptr<Slots> slots;
  TimePoint start = SteadyClock::now();
  std::deque<Side> sides;
  // For the whole life: between two rounds a signal must not end the program without a report.
  asio::signal_set signals{*loop, SIGINT, SIGTERM, SIGHUP};
  std::string interrupted_by;
  std::size_t running = 0;
  std::size_t next = 0;

  void run(std::vector<Task<void>> tasks);
  void note_deadline(); // when it has come
  void launch(std::vector<Task<void>>& tasks);
  void watch_signals();
  void watch_idle();
  void raise_load();
  void sample();
};

namespace {

const char* signal_name(int number) {
  return number == SIGINT ? "SIGINT" : number == SIGTERM ? "SIGTERM" : "SIGHUP";
}

// What one endpoint's task throws is noted there; the others go on.
Task<void> contained(Side& side, Task<void> task) {
  try {
    co_await std::move(task);
  } catch (const std::exception& error) {
    side.note_failure(error);
  }
}

} // namespace

void Prober::State::watch_signals() {
  signals.async_wait([this](const asio::error_code& error, int number) {
    if (!error) {
      interrupted_by = signal_name(number);
      loop->interrupt();
    }
  });
}

// Keeps at most `concurrency` endpoints going; the loop ends with the last of them.
void Prober::State::launch(std::vector<Task<void>>& tasks) {
  while (next < tasks.size() && running < settings.concurrency) {
    ++running;
    asio::co_spawn(
        *loop, std::move(tasks[next++]), [this, &tasks](const std::exception_ptr& error) {
          --running;
          if (error) {
            std::rethrow_exception(error);
          }
          launch(tasks);
          if (running == 0) {
            loop->stop();
          }
        });
  }
}

void Prober::State::watch_idle() {
  loop->hard_end += 2 * settings.keepalive + settings.timeout + settings.answer_timeout;
  std::vector<Task<void>> tasks;
  std::map<std::string, const Side*> first_at;
  for (Side& side : sides) {
    const auto address = side.address_that_counts();
    if (side.role == EndpointRole::proxy || !address) {
      continue;
    }
    const auto [first, is_first] = first_at.emplace(address->text(), &side);
    if (is_first) {
      tasks.push_back(contained(side, keepalive_stage(side)));
    } else {
      side.attempts[side.trace.counts].timing.keepalive.because =
          "watched at " + first->second->endpoint.text() + ", which is at the same address";
    }
  }
  run(std::move(tasks));
}

// One endpoint after the other, the proxy last: the load on it is its upstreams' as well.
void Prober::State::raise_load() {
  for (const bool proxy : {false, true}) {
    for (Side& side : sides) {
      const bool asks = side.endpoint.scheme != Scheme::tcp && side.endpoint.scheme != Scheme::tls;
      if (loop->interrupted || (side.role == EndpointRole::proxy) != proxy ||
          side.attempts.empty() || !asks) {
        continue;
      }
      loop->hard_end += longest_load(settings);
      std::vector<Task<void>> tasks;
      tasks.push_back(contained(side, load_stage(side)));
      run(std::move(tasks));
    }
  }
}

// At once, unless a slow upstream may have one worker: then the proxy's wait would be of our
// making.
void Prober::State::sample() {
  constexpr double slow_ms = 250; // no timeout in use is shorter than two such answers
  if (settings.samples < 2) {
    return;
  }
  const bool slow = std::ranges::any_of(sides, [](const Side& side) {
    return std::ranges::any_of(side.attempts, [](const Attempt& attempt) {
      return answered(attempt) && attempt.timing.first_byte_ms.value_or(0) > slow_ms;
    });
  });
  const auto of = [&](auto wanted) {
    std::vector<Task<void>> tasks;
    for (Side& side : sides) {
      if (wanted(side.role)) {
        tasks.push_back(contained(side, take_samples(side)));
      }
    }
    run(std::move(tasks));
  };
  if (!slow) {
    of([](EndpointRole) { return true; });
    return;
  }
  of([](EndpointRole role) { return role != EndpointRole::proxy; });
  if (!loop->interrupted) {
    loop->hard_end += (settings.samples - 1) * settings.answer_timeout;
  }
  of([](EndpointRole role) { return role == EndpointRole::proxy; });
}

void Prober::State::run(std::vector<Task<void>> tasks) {
  if (tasks.empty()) {
    return;
  }
  next = 0;
  loop->restart();
  launch(tasks);
  loop->run();
  note_deadline();
}

void Prober::State::note_deadline() {
  if (interrupted_by.empty() && SteadyClock::now() >= loop->hard_end) {
    interrupted_by = "deadline";
    loop->interrupted = true;
  }
}

Prober::Prober(std::unique_ptr<State> state) : state_(std::move(state)) {}

Prober::~Prober() = default;
Prober::Prober(Prober&&) noexcept = default;
Prober& Prober::operator=(Prober&&) noexcept = default;

Result<Prober> Prober::create(ProbeSettings settings) {
  auto state = std::make_unique<State>();
  auto proxy = TlsContext::create(settings.proxy.tls);
  if (!proxy) {
    return std::unexpected(proxy.error());
  }
  // One for both, where nothing differs: making another costs as much as a handshake.
  auto upstream = settings.upstream.tls == settings.proxy.tls
                      ? proxy
                      : TlsContext::create(settings.upstream.tls);
  if (!upstream) {
    return std::unexpected(upstream.error());
  }
  state->proxy_tls = *std::move(proxy);
  state->upstream_tls = *std::move(upstream);
  state->settings = std::move(settings);
  state->slots = std::make_shared<Slots>(state->loop, state->settings.concurrency);
  state->loop->hard_end = state->start + state->settings.deadline;
  state->watch_signals();
  return Prober(std::move(state));
}

void Prober::probe(const std::vector<ProbeTarget>& targets) {
  std::vector<Task<void>> tasks;
  for (const ProbeTarget& target : targets) {
    Side& side = state_->sides.emplace_back();
    side.endpoint = target.endpoint;
    side.role = target.role;
    side.settings = &state_->settings;
    side.tls = target.role == EndpointRole::proxy ? state_->proxy_tls : state_->upstream_tls;
    side.loop = state_->loop;
    side.slots = state_->slots;
    side.run_start = state_->start;
    side.trace.endpoint = target.endpoint.text();
    side.trace.role = target.role == EndpointRole::proxy ? "proxy" : "upstream";
    side.trace.scheme = std::string(to_string(target.endpoint.scheme));
    side.trace.scheme_given = target.endpoint.scheme_given;
    side.trace.host = target.endpoint.host;
    side.trace.port = target.endpoint.port;
    side.trace.path = target.endpoint.path;
    side.trace.socket_path = target.endpoint.socket_path;
    if (!target.endpoint.host_unicode.empty()) {
      side.trace.notes.push_back(target.endpoint.host_unicode + " is " + target.endpoint.host +
                                 " on the wire");
    }
    if (target.endpoint.uses_tls()) {
      side.tls->prepare();
    }
    tasks.push_back(contained(side, probe_side(side)));
  }
  state_->run(std::move(tasks));
  state_->sample();
}

void Prober::ask(const std::vector<Question>& questions) {
  std::vector<Task<void>> tasks;
  for (std::size_t i = 0; i < state_->sides.size() && !state_->loop->interrupted; ++i) {
    std::vector<Question> own;
    std::ranges::copy_if(
        questions, std::back_inserter(own), [i](const Question& q) { return q.target == i; });
    if (!own.empty()) {
      tasks.push_back(contained(state_->sides[i], ask_side(state_->sides[i], std::move(own))));
    }
  }
  state_->run(std::move(tasks));
}

void Prober::let_count(std::size_t target, std::string_view role) {
  Side& side = state_->sides[target];
  const auto found = std::find_if(side.attempts.rbegin(),
                                  side.attempts.rend(),
                                  [&](const Attempt& a) { return a.role == role; });
  if (found == side.attempts.rend() || side.trace.counts >= side.attempts.size()) {
    return;
  }
  std::swap(found->timing.samples, side.attempts[side.trace.counts].timing.samples);
  side.trace.counts = static_cast<std::size_t>(side.attempts.rend() - found) - 1;
}

bool Prober::pause(std::chrono::milliseconds time) {
  EventLoop& loop = *state_->loop;
  const TimePoint end = loop.bound(SteadyClock::now() + time);
  loop.restart();
  loop.poll();
  while (!loop.interrupted && SteadyClock::now() < end) {
    loop.run_one_until(end);
  }
  state_->note_deadline();
  return !loop.interrupted;
}

void Prober::measure() {
  if (state_->settings.keepalive.count() > 0 && !state_->loop->interrupted) {
    state_->watch_idle();
  }
  if (state_->settings.load > 0) {
    state_->raise_load();
  }
}

std::vector<EndpointTrace> Prober::traces() const {
  std::vector<EndpointTrace> result;
  for (const Side& side : state_->sides) {
    EndpointTrace trace = side.trace;
    trace.attempts.assign(side.attempts.begin(), side.attempts.end());
    trace.interrupted = trace.interrupted ||
                        std::ranges::any_of(trace.attempts,
                                            [](const Attempt& a) {
                                              return a.tcp.error == "interrupted" ||
                                                     a.tls.error == "interrupted" ||
                                                     a.http.error == "interrupted";
                                            }) ||
                        trace.dns.error == "interrupted";
    result.push_back(std::move(trace));
  }
  return result;
}

std::string Prober::interrupted_by() const {
  return state_->interrupted_by;
}

double Prober::elapsed_ms() const {
  return milliseconds_between(state_->start, SteadyClock::now());
}

} // namespace gwdiag
