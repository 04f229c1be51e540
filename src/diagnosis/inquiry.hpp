// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/request.hpp"
#include "diagnosis/judge.hpp"
#include "diagnosis/questions.hpp"

namespace gwdiag {

// One endpoint while its questions are chosen.
struct Inquiry {
  const EndpointTrace& trace;
  const Evidence& evidence;
  const ProxyView& proxy;
  const QuestionRules& rules;
  std::size_t target;
  int round;
  std::vector<Question>& out;

  const Attempt& attempt() const { return *trace.main(); }

  bool asked(std::string_view role) const { return find_role(trace, role) < trace.attempts.size(); }

  // The proxy failed before this upstream's answer came.
  bool gave_up_on(const Attempt& slow) const {
    constexpr double slow_ms = 500;
    const double answer = slow.timing.answer_ms();
    return proxy.fails && answer > slow_ms && answer > proxy.elapsed_ms;
  }

  bool proxy_may_send_a_header() const {
    return proxy.profile == nullptr || proxy.profile->sends_proxy_header;
  }

  std::size_t asked_so_far() const {
    return static_cast<std::size_t>(std::ranges::count_if(trace.attempts, [](const Attempt& a) {
      return a.role != "main" && a.role != "address" && a.role != "connect-only" &&
             a.role != "sample" && a.role != "other-scheme";
    }));
  }

  // A method that may change something, as gRPC's POST, is sent once: what would send it again is
  // not asked, and a handshake is asked for alone.
  bool may_ask(Question& question) const {
    // In plain HTTP a gRPC port is asked with the method that was given, not with gRPC's POST.
    const bool other_method = attempt().http.protocol.name == "grpc" && rules.upstream_may_repeat;
    const bool another = question.scheme && (!attempt().http.request_sent || other_method);
    if (question.no_request || another || repeatable(attempt().http.request.method)) {
      return true;
    }
    question.no_request = attempt().tls.status == StageStatus::failed;
    return question.no_request;
  }

  bool add(Question question) {
    const auto now = std::ranges::count(out, target, &Question::target);
    const bool chosen = std::ranges::any_of(
        out, [&](const Question& q) { return q.target == target && q.role == question.role; });
    if (chosen || asked(question.role) || !may_ask(question) ||
        asked_so_far() + static_cast<std::size_t>(now) >= limits::questions) {
      return false;
    }
    question.target = target;
    question.address = attempt().address;
    out.push_back(std::move(question));
    return true;
  }
};

// A question of that role; `quick`: only a prompt answer tells anything.
Question named(std::string role, bool quick = true);

// One question each, unless it was asked before or the budget is spent.
void ask_again(Inquiry& inquiry);
void ask_other_host(Inquiry& inquiry);   // the Host that the proxy got, where it is another
void ask_proxy_header(Inquiry& inquiry); // version 1 first, then version 2
void identify(Inquiry& inquiry, bool passive = false); // passive: it listens only

// Whether that question was asked and a response came.
bool with_answer(const Inquiry& inquiry, std::string_view role);

bool is_name(const std::string& host); // neither an address nor localhost

// One page that refuses the Host (RFC 9110 section 7.2 and 15.5.20), or a default site's that is
// not what the user expects, from both sides, and the two were asked with different ones: does the
// proxy leave out the name that it was asked for?
bool refused_alike(const Inquiry& inquiry);

// What silence makes worth asking, one step at a time: after the request, and in the handshake.
void after_silence(Inquiry& inquiry);
void after_handshake(Inquiry& inquiry);
void doubt_the_header(Inquiry& inquiry); // that helped: would any other line have?
// An answer that began and then stopped coming.
void after_stall(Inquiry& inquiry);

} // namespace gwdiag
