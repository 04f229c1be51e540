// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/path_rows.hpp"

#include <algorithm>
#include <array>

namespace gwdiag {

namespace {

constexpr double at_once_ms = 900; // the shortest connect timeout in use is a second

const PathRow wrong_address{
    "wrong-upstream-address",
    Subject::path,
    "the upstream is well; the proxy seems to talk to another address or port",
    {Fault::connect_refused,
     Fault::connect_timeout,
     Fault::unreachable,
     Fault::closed,
     Fault::reset,
     Fault::garbage,
     Fault::answer_timeout,
     Fault::tls_not_spoken}};
const PathRow blocked{"path-blocked",
                      Subject::path,
                      "the upstream is well from here; the proxy's way to it may be blocked",
                      {Fault::connect_refused, Fault::connect_timeout, Fault::unreachable}};
const PathRow ejected{"no-live-upstream",
                      Subject::path,
                      "the upstream is well; the proxy may have taken it out of rotation, as after "
                      "failed health checks",
                      {Fault::no_live_upstream}};
const PathRow refused_tls{"tls-handshake-failure",
                          Subject::path,
                          "TLS with the upstream works from here; the proxy may verify it with "
                          "other authorities, another name or other versions",
                          {Fault::tls_failure, Fault::tls_unverified}};
const PathRow stale{
    "stale-address",
    Subject::path,
    "the upstream is well; the proxy may hold an address that the name no longer has",
    {Fault::connect_refused, Fault::connect_timeout, Fault::unreachable, Fault::garbage}};

const PathRow other_protocol{"protocol-mismatch",
                             Subject::path,
                             "the upstream speaks HTTP; the proxy may speak something else to it, "
                             "as FastCGI or HTTP/2",
                             {Fault::garbage, Fault::closed, Fault::reset}};

const PathRow plain_request{"plain-http-to-tls-port",
                            Subject::path,
                            "the upstream speaks TLS; the proxy may ask it in plain HTTP",
                            {Fault::garbage, Fault::closed, Fault::reset}};

bool is_haproxy_503(const ProxyView& proxy) {
  return proxy.profile != nullptr && proxy.profile->name == "haproxy" && proxy.status == 503;
}

} // namespace

// HAProxy waits a second before each retry of a refused connect, three times by default
// (src/backend.c, back_handle_st_cer).
bool refused_after_retries(const ProxyView& proxy) {
  return is_haproxy_503(proxy) && proxy.elapsed_ms > 2950 && proxy.elapsed_ms < 3300;
}

namespace {

bool shows_as_one_of(const PathRow& row, std::span<const Fault> faults) {
  return std::ranges::any_of(
      row.shows_as, [&](Fault fault) { return std::ranges::find(faults, fault) != faults.end(); });
}

const PathRow own_error{
    "upstream-error-status",
    Subject::path,
    "the proxy hands on what looks like an application's own error; asked directly the upstream "
    "does "
    "not give it: it may fail now and then, or for what the proxy adds to a request",
    {}};
const PathRow other_application{
    "wrong-upstream-address",
    Subject::path,
    "the upstream is well; the proxy seems to hand on the error of another application",
    {}};

} // namespace

bool still_waits(const ProxyView& proxy) {
  return proxy.error == "timeout" && proxy.status == 0;
}

bool gives_up_without_trying(const ProxyView& proxy) {
  return is_haproxy_503(proxy) && proxy.wrote && proxy.elapsed_ms < at_once_ms;
}

std::vector<PathRow> path_rows(const Scene& scene, std::span<const Fault> said) {
  if (hands_on_an_error(scene.proxy) && said.empty()) { // somebody was reached, and answered
    return {other_application, own_error}; // chance does not fail every time that it is asked
  }
  const bool named = std::ranges::any_of(
      scene.evidence.upstreams, [](const EndpointTrace& u) { return !u.dns.name.empty(); });
  std::vector<PathRow> rows;
  if (gives_up_without_trying(scene.proxy)) {
    rows = {ejected, wrong_address, blocked};
  } else if (refused_after_retries(scene.proxy)) {
    rows = {wrong_address, blocked};
  } else if (scene.proxy.elapsed_ms < at_once_ms) {
    rows = {wrong_address, ejected, blocked}; // a firewall that rejects answers at once as well
  } else {
    rows = {blocked, wrong_address};
  }
  if (scene.proxy.profile != nullptr && !scene.proxy.wrote && scene.proxy.status == 500) {
    rows.insert(rows.begin() + 1, own_error);
  }
  const bool https = std::ranges::any_of(scene.evidence.upstreams, [](const EndpointTrace& u) {
    return u.main() != nullptr && tls_came(*u.main());
  });
  if (https) { // before another port where this is what the product keeps its answer for
    const bool only_tls = !may_show(scene.proxy, Fault::connect_refused) &&
                          !may_show(scene.proxy, Fault::connect_timeout) &&
                          !may_show(scene.proxy, Fault::closed);
    rows.insert(only_tls ? rows.begin() : rows.end(), refused_tls);
  }
  if (named) {
    rows.push_back(stale);
  }
  if (scene.proxy.elapsed_ms < at_once_ms) {
    rows.push_back(https ? plain_request : other_protocol); // one fault, the more specific id
  }
  if (std::ranges::all_of(scene.evidence.upstreams,
                          [](const EndpointTrace& u) { return !u.socket_path.empty(); })) {
    std::erase_if(rows, [](const PathRow& row) { return row.id == blocked.id; }); // no network
  }
  const auto fits = [&](const PathRow& row) {
    return row.shows_as.empty() || std::ranges::any_of(row.shows_as, [&](Fault fault) {
             return may_show(scene.proxy, fault);
           });
  };
  if (std::ranges::any_of(rows, fits)) {
    std::erase_if(rows, [&](const PathRow& row) { return !fits(row); });
  }
  if (still_waits(scene.proxy)) {
    static constexpr std::array waits{Fault::connect_timeout, Fault::answer_timeout};
    std::erase_if(rows, [](const PathRow& row) { return !shows_as_one_of(row, waits); });
  }
  if (!said.empty()) { // the proxy names the leg itself
    std::erase_if(rows, [&](const PathRow& row) { return !shows_as_one_of(row, said); });
  }
  return rows;
}

} // namespace gwdiag
