// SPDX-License-Identifier: Apache-2.0
#include "probe/side.hpp"

#include <algorithm>
#include <exception>

#include <asio/use_awaitable.hpp>

#include "base/limits.hpp"
#include "base/request.hpp"
#include "base/text.hpp"
#include "probe/gate.hpp"
#include "probe/plan.hpp"
#include "probe/stages/identify.hpp"
#include "probe/stages/reference.hpp"

namespace gwdiag {

namespace {

constexpr std::chrono::milliseconds head_start{
    250}; // what an earlier address gets before a later one is taken (RFC 8305)

constexpr std::chrono::milliseconds quick_answer{2000};

// Starts one attempt that runs beside others.
void start(Side& side, const std::shared_ptr<Gate>& gate, std::size_t index, bool connect_only) {
  auto run = [](Side& owner, std::size_t i, bool only) -> Task<void> {
    const SocketAddress address = owner.addresses[i];
    std::string role = only ? "connect-only" : i == 0 ? "main" : "address";
    co_await owner.attempt(address, std::move(role), nullptr, only);
  };
  start_beside(*side.loop, gate, run(side, index, connect_only));
}

void choose_what_counts(Side& side) {
  const auto good = std::ranges::find_if(
      side.attempts, [](const Attempt& a) { return a.role != "connect-only" && answered(a); });
  const auto any = std::ranges::find_if(side.attempts, [](const Attempt& a) {
    return a.role != "connect-only" && a.role != "shorthand";
  });
  const auto chosen = good != side.attempts.end() ? good : any;
  side.trace.counts =
      chosen == side.attempts.end() ? 0 : static_cast<std::size_t>(chosen - side.attempts.begin());
}

Task<void> every_address(Side& side) {
  const auto gate = std::make_shared<Gate>(*side.loop);
  for (std::size_t i = 0; i < std::min(side.addresses.size(), limits::connect_only_addresses);
       ++i) {
    start(side, gate, i, i >= limits::addresses);
  }
  co_await all_done(gate);
}

const Attempt* attempt_at(const Side& side, const SocketAddress& address) {
  const std::string text = address.text();
  const auto found = std::ranges::find(side.attempts, text, &Attempt::address);
  return found == side.attempts.end() ? nullptr : &*found;
}

// The first address that can be connected to; an earlier one that is still silent is given a head
// start.
Task<std::size_t> first_that_connects(Side& side, const std::shared_ptr<Gate>& gate) {
  TimePoint patience = TimePoint::max();
  while (true) {
    std::size_t connected = side.addresses.size();
    bool earlier_pending = false;
    for (std::size_t i = 0; i < side.addresses.size() && connected == side.addresses.size(); ++i) {
      const Attempt* attempt = attempt_at(side, side.addresses[i]);
      const bool settled = attempt != nullptr && attempt->tcp.elapsed_ms.has_value();
      earlier_pending = earlier_pending || !settled;
      connected = settled && attempt->tcp.status == StageStatus::ok ? i : connected;
    }
    const TimePoint now = SteadyClock::now();
    if (connected < side.addresses.size()) {
      patience = std::min(patience, now + head_start);
      if (!earlier_pending || now >= patience) {
        co_return connected;
      }
    } else if (gate->open == 0) {
      co_return 0;
    }
    co_await gate->change(patience);
  }
}

// ":PORT" is 127.0.0.1, or ::1 where that refuses; the refusal is no fault there.
Task<void> this_machine(Side& side) {
  const SocketAddress first = side.addresses.front();
  std::string role = "main";
  const Attempt* attempt = co_await side.attempt(first, role, nullptr, false);
  if (attempt->tcp.error == "refused") {
    const SocketAddress second = side.addresses.back();
    const Attempt* other = co_await side.attempt(second, role, nullptr, false);
    const bool took = other->tcp.status == StageStatus::ok;
    (took ? side.attempts.front() : side.attempts.back()).role = "shorthand";
    if (took) { // what is said and typed later is about the address that was asked
      Endpoint asked = side.endpoint;
      asked.host = "::1";
      asked.is_ipv6_literal = true;
      side.trace.endpoint = asked.text();
      side.trace.host = asked.host;
    }
  }
}

Task<void> one_request(Side& side) {
  if (side.addresses.size() == 1) {
    const SocketAddress only = side.addresses.front();
    std::string role = "main";
    co_await side.attempt(only, std::move(role), nullptr, false);
    co_return;
  }
  const auto gate = std::make_shared<Gate>(*side.loop);
  for (std::size_t i = 0; i < std::min(side.addresses.size(), limits::connect_only_addresses);
       ++i) {
    start(side, gate, i, true);
  }
  const std::size_t chosen = co_await first_that_connects(side, gate);
  const SocketAddress address = side.addresses[chosen];
  std::string role = "main";
  co_await side.attempt(address, std::move(role), nullptr, false);
  co_await all_done(gate);
}

// A method that may change something is sent once a side and never again.
bool may_repeat(const Side& side) {
  return repeatable(method_of(side.endpoint, side.side()));
}

// Without a scheme the other one is tried when the first fails in a way that speaks for it.
Task<void> other_scheme(Side& side) {
  if (side.endpoint.scheme_given || side.attempts.empty() || side.endpoint.is_unix()) {
    co_return;
  }
  const Attempt& counted = side.attempts[side.trace.counts];
  if (answered(counted) ? counted.http.speaks != "tls" : counted.tcp.status != StageStatus::ok) {
    co_return;
  }
  if (!may_repeat(side) && counted.http.request_sent) {
    co_return;
  }
  if (counted.scheme == "https" && carries_credentials(side.endpoint, side.side())) {
    side.trace.notes.push_back("not tried in plain HTTP: the request carries credentials");
    co_return;
  }
  const std::string same_address = counted.address;
  const auto place = std::ranges::find(
      side.addresses, same_address, [](const SocketAddress& a) { return a.text(); });
  if (place == side.addresses.end()) {
    co_return;
  }
  const SocketAddress address = *place;
  Question question;
  question.role = "other-scheme";
  question.scheme = counted.scheme == "https" ? "http" : "https";
  const Attempt* other = co_await side.attempt(address, question.role, &question, false);
  if (answered(*other)) {
    side.trace.counts = side.attempts.size() - 1;
    side.trace.scheme = other->scheme;
    side.endpoint.scheme = other->scheme == "https" ? Scheme::https : Scheme::http;
    side.trace.notes.push_back("no scheme was given: " + counted.scheme + " failed, " +
                               other->scheme + " is used");
  }
}

// Without a script php-fpm's own pages are asked for: the second where the first is not there.
Task<void> second_page(Side& side) {
  if (side.endpoint.scheme != Scheme::fcgi || side.endpoint.path_given || side.attempts.empty() ||
      !may_repeat(side)) {
    co_return;
  }
  const Attempt& counted = side.attempts[side.trace.counts];
  const auto address = std::ranges::find(
      side.addresses, counted.address, [](const SocketAddress& a) { return a.text(); });
  if (counted.http.response.status != 404 || address == side.addresses.end()) {
    co_return;
  }
  Question question;
  question.role = "status-page";
  question.path = "/status";
  const SocketAddress same = *address;
  const Attempt* other = co_await side.attempt(same, question.role, &question, false);
  if (answered(*other) && other->http.response.status < 400) {
    side.trace.counts = side.attempts.size() - 1;
  }
}

} // namespace

std::optional<SocketAddress> Side::address_that_counts() const {
  if (trace.counts >= attempts.size()) {
    return std::nullopt;
  }
  const std::string& text = attempts[trace.counts].address;
  const auto found =
      std::ranges::find(addresses, text, [](const SocketAddress& a) { return a.text(); });
  return found == addresses.end() ? std::nullopt : std::optional(*found);
}

void Side::note_failure(const std::exception& error) {
  trace.interrupted = true;
  trace.notes.push_back(std::string("not looked at to the end: ") + error.what());
}

Task<void>
Side::run_one(const AttemptPlan& plan, Waits limits_of_this, Attempt& kept, IdleTrace* idle) {
  while (true) {
    const Slots::Place place = co_await slots->enter(plan.address.text());
    kept.started_ms = milliseconds_between(run_start, SteadyClock::now());
    co_await run_attempt(loop, plan, limits_of_this, kept, idle);
    if (kept.tcp.error != "descriptors" || !slots->fewer()) {
      co_return;
    }
  }
}

Task<Attempt*> Side::attempt(SocketAddress address,
                             std::string role_name,
                             const Question* question,
                             bool connect_only,
                             IdleTrace* idle) {
  AttemptPlan plan = make_plan(endpoint, side(), tls, address, question);
  plan.role = std::move(role_name);
  plan.connect_only = connect_only;
  Attempt& kept = attempts.emplace_back();
  ++trace.connections_opened;
  Waits limits_of_this = waits();
  if (question != nullptr && question->quick) {
    limits_of_this.timeout = std::min(limits_of_this.timeout, quick_answer);
    limits_of_this.answer_timeout = std::min(limits_of_this.answer_timeout, quick_answer);
  }
  try {
    co_await run_one(plan, limits_of_this, kept, idle);
  } catch (const std::exception& error) { // the stage it came from stands as interrupted
    note_failure(error);
    if (kept.tcp.status == StageStatus::skipped) {
      kept.tcp.error = "interrupted";
    }
  }
  trace.requests_sent += kept.http.request_sent ? 1U : 0U;
  co_return &kept;
}

Task<void> probe_side(Side& side) {
  co_await dns_stage(side);
  if (side.addresses.empty()) {
    co_return;
  }
  if (side.endpoint.local_shorthand) {
    co_await this_machine(side);
  } else if (side.role == EndpointRole::upstream && may_repeat(side)) {
    co_await every_address(side);
  } else {
    co_await one_request(side);
  }
  choose_what_counts(side);
  co_await other_scheme(side);
  co_await second_page(side);
}

Task<void> ask_side(Side& side, std::vector<Question> questions) {
  for (const Question& question : questions) {
    const std::string wanted = question.address.empty() && !side.attempts.empty()
                                   ? side.attempts[side.trace.counts].address
                                   : question.address;
    const auto address =
        std::ranges::find(side.addresses, wanted, [](const SocketAddress& a) { return a.text(); });
    if (address == side.addresses.end() || side.loop->interrupted) {
      continue;
    }
    if (question.role == "name-sources") {
      co_await name_sources(side);
      continue;
    }
    if (question.role != "identify" && question.role != "reference") {
      co_await side.attempt(*address, question.role, &question, false);
      continue;
    }
    AttemptPlan plan = make_plan(side.endpoint, side.side(), side.tls, *address, &question);
    const Slots::Place place = co_await side.slots->enter(address->text());
    if (question.role == "reference") {
      co_await reference_stage(side, plan);
      continue;
    }
    co_await identify_stage(
        side.loop, plan, question, side.trace.identify, side.trace.connections_opened);
  }
}

} // namespace gwdiag
