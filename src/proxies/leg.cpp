// SPDX-License-Identifier: Apache-2.0
#include "proxies/leg.hpp"

#include <array>

namespace gwdiag {
namespace {

constexpr std::array name{Fault::name_unresolved};
constexpr std::array refused{Fault::connect_refused};
constexpr std::array connect_timeout{Fault::connect_timeout};
constexpr std::array unreachable{Fault::unreachable};
constexpr std::array connect{Fault::connect_refused, Fault::connect_timeout, Fault::unreachable};
constexpr std::array closed{
    Fault::closed, Fault::reset, Fault::truncated_head, Fault::truncated_body};
constexpr std::array silence{Fault::answer_timeout, Fault::stalled_head, Fault::stalled_body};
constexpr std::array send{Fault::send_timeout, Fault::early_response, Fault::reset, Fault::closed};
constexpr std::array tls{Fault::tls_failure, Fault::tls_not_spoken, Fault::tls_unverified};
constexpr std::array certificate{Fault::tls_unverified};
constexpr std::array answer{Fault::garbage,
                            Fault::closed,
                            Fault::reset,
                            Fault::truncated_head,
                            Fault::head_too_big,
                            Fault::too_many_headers};
constexpr std::array head_size{Fault::head_too_big, Fault::too_many_headers};

} // namespace

std::span<const Fault> faults_of(Leg leg) {
  switch (leg) {
  case Leg::name:
    return name;
  case Leg::refused:
    return refused;
  case Leg::connect_timeout:
    return connect_timeout;
  case Leg::unreachable:
    return unreachable;
  case Leg::connect:
    return connect;
  case Leg::closed:
    return closed;
  case Leg::silence:
    return silence;
  case Leg::send:
    return send;
  case Leg::tls:
    return tls;
  case Leg::certificate:
    return certificate;
  case Leg::answer:
    return answer;
  case Leg::head_size:
    return head_size;
  case Leg::none:
  case Leg::count_:
    break;
  }
  return {};
}

} // namespace gwdiag
