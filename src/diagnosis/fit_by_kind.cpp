// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "diagnosis/fit.hpp"
#include "diagnosis/load_view.hpp"
#include "proxies/offers.hpp"

namespace gwdiag {

namespace {

constexpr double clock_slack =
    0.93; // a timeout of 2 s may fire a little sooner than our own watch says

// A pause that we sat out explains a body cut short, if the proxy waited as well.
Fit judge_pause(const Finding& /*finding*/, const ProxyView& proxy) {
  const double total = proxy.attempt == nullptr ? 0 : proxy.attempt->timing.total_ms.value_or(0);
  return proxy.stopped_short && total >= shortest_timeout_ms ? Fit::agrees : Fit::none;
}

// Slow answers explain a failure only if the proxy stopped waiting before they came.
Fit judge_pace(const Finding& finding, const ProxyView& proxy) {
  const double first_byte =
      detail(finding, "head_ms").value_or(detail(finding, "first_byte_ms").value_or(0));
  const bool sooner =
      proxy.elapsed_ms < first_byte && first_byte * clock_slack > proxy.elapsed_ms - 50;
  const bool waited = proxy.elapsed_ms > shortest_timeout_ms;
  // A proxy that tries again waits that long each time: we left before it had an answer for us.
  if (proxy.error == "timeout" && first_byte > shortest_timeout_ms) {
    return Fit::open;
  }
  if (sooner && waited && gave_up(proxy)) {
    return proxy.profile != nullptr ? Fit::agrees : Fit::open;
  }
  // Timers that tick once a second, and an upstream that is as slow as the proxy is patient.
  const bool about_as_long = first_byte > 1000 && first_byte > proxy.elapsed_ms * 0.6;
  if (about_as_long && gave_up(proxy)) {
    return Fit::open;
  }
  return finding.weight == Finding::Weight::note ? Fit::none : Fit::contradicts;
}

bool dates(const std::string& id) {
  return id == "tls-cert-expired" || id == "tls-cert-not-yet-valid" || id == "clock-wrong";
}

// Does this proxy look at that of a certificate?
Fit judge_certificate(const Finding& finding, const ProxyView& proxy) {
  if (proxy.reaches_again) {
    return Fit::contradicts; // a certificate that is refused is refused each time
  }
  if (proxy.profile == nullptr || proxy.profile->asking == nullptr) {
    return without_profile(proxy);
  }
  const Asking asking = proxy.profile->asking(proxy.version);
  const VerifyRule rule = asking.verify;
  const bool by_common_name =
      std::ranges::find(finding.details, "common_name", &Detail::key) != finding.details.end();
  if (by_common_name && asking.takes_common_name) {
    return Fit::none;
  }
  const bool name = finding.id == "tls-cert-name-mismatch";
  const bool looks = rule == VerifyRule::full || (rule == VerifyRule::chain_and_dates && !name) ||
                     (rule == VerifyRule::name_and_dates && (name || dates(finding.id)));
  if (rule == VerifyRule::unknown) {
    return without_profile(proxy);
  }
  if (!looks) {
    return Fit::contradicts;
  }
  return from_outcome(proxy.meets(Fault::tls_unverified), proxy);
}

Fit judge_sni(const Finding& finding, const ProxyView& proxy) {
  if (proxy.profile == nullptr || proxy.profile->asking == nullptr) {
    return without_profile(proxy);
  }
  const Asking asking = proxy.profile->asking(proxy.version);
  if (asking.sni == SniRule::upstream_host) {
    return Fit::contradicts;
  }
  const bool only_certificate = finding.fault == Fault::tls_unverified;
  if (only_certificate && asking.verify == VerifyRule::none) {
    return Fit::contradicts;
  }
  return from_outcome(proxy.meets(*finding.fault), proxy);
}

// A product that offers TLS 1.2 at most meets an upstream that takes TLS 1.3 only.
Fit judge_newest(const Finding& /*finding*/, const ProxyView& proxy) {
  if (proxy.profile == nullptr || proxy.profile->asking == nullptr) {
    return without_profile(proxy);
  }
  const std::string maximum = proxy.profile->asking(proxy.version).maximum_tls;
  if (maximum.empty() || maximum == "TLSv1.3") {
    return Fit::contradicts;
  }
  return from_outcome(proxy.meets(Fault::tls_failure), proxy);
}

// Some products take no 304 for what they did not ask by a condition.
Fit judge_304(const Finding& /*finding*/, const ProxyView& proxy) {
  return proxy.profile != nullptr && proxy.wrote && proxy.fails &&
                 proxy.status == proxy.profile->refuses_unasked_304
             ? Fit::agrees
             : Fit::none;
}

// What this product offers by default completes the handshake, or does not.
Fit judge_cipher(const Finding& finding, const ProxyView& proxy) {
  if (proxy.profile == nullptr || proxy.profile->asking == nullptr) {
    return without_profile(proxy);
  }
  const auto chosen = std::ranges::find(finding.details, "cipher", &Detail::key);
  const Asking asking = proxy.profile->asking(proxy.version);
  if (offers(asking.ciphers, chosen->text)) {
    return Fit::contradicts;
  }
  if (offers(asking.ciphers_of_some, chosen->text)) {
    return Fit::open;
  }
  return from_outcome(proxy.meets(Fault::tls_failure), proxy);
}

// Sizes against the product's own limits.
Fit judge_size(const Finding& finding, const ProxyView& proxy) {
  const double head = detail(finding, "head_bytes").value_or(0);
  const double line = detail(finding, "longest_line").value_or(0);
  const double count = detail(finding, "header_count").value_or(0);
  if (proxy.profile == nullptr || proxy.profile->limits == nullptr) {
    const bool few = count > 0 && !finding.anomaly; // lines: most products take as many
    return few ? Fit::none : without_profile(proxy);
  }
  Limits limits = proxy.profile->limits(proxy.version);
  if (proxy.asks_an_application()) {
    const bool script = proxy.upstream_scheme == "fcgi" || proxy.upstream_scheme == "scgi";
    limits.line_bytes = script ? limits.script_line_bytes : std::nullopt;
  }
  const bool over = (limits.head_bytes && head > static_cast<double>(*limits.head_bytes)) ||
                    (limits.line_bytes && line > static_cast<double>(*limits.line_bytes)) ||
                    (limits.header_count && count > static_cast<double>(*limits.header_count));
  const bool smaller_than_default =
      !over && limits.head_bytes && head > 0 && head * 4 > static_cast<double>(*limits.head_bytes);
  if (!over && finding.weight == Finding::Weight::hard) {
    return without_profile(proxy); // a head without an end: no limit bears it
  }
  if (!over) {
    return smaller_than_default ? Fit::contradicts : Fit::none;
  }
  const Outcome outcome = proxy.meets(count > 0 ? Fault::too_many_headers : Fault::head_too_big);
  return outcome.kind == Outcome::Kind::passes ? Fit::contradicts : from_outcome(outcome, proxy);
}

// Another Host, an answer that names another protocol, an error of the upstream's own: the proxy
// hands the status on.
Fit judge_status(const Finding& finding, const ProxyView& proxy) {
  const auto status = detail(finding, "http_status");
  if (const auto call = detail(finding, "grpc_status"); call && !proxy.fails) {
    return Fit::contradicts; // the call that fails there came through well
  }
  if (!status) {
    return proxy.fails ? without_profile(proxy) : Fit::open;
  }
  if (static_cast<int>(*status) == proxy.status) {
    // A page of the proxy's own with the same number need not be the upstream's.
    // The same page from both, by a product behind the one that was asked, was handed on.
    const Http1Response* page = proxy.attempt == nullptr ? nullptr : &proxy.attempt->http.response;
    const bool handed_on = page != nullptr && proxy.wrote_behind && page->body_bytes > 0 &&
                           page->body_hash == finding.page;
    const bool own = page != nullptr && !handed_on && standard_page(*page);
    const bool refuses = finding.id == "host-rejected" && proxy.status < 500;
    const bool another = refuses && page != nullptr && page->body_hash != finding.page;
    const bool may_be_its_own = finding.id == "upstream-error-status" || refuses;
    return another || (may_be_its_own && own) ? Fit::open : Fit::agrees;
  }
  // An answer to our reader, and garbage to one that wants no status line (RFC 3875 section 6.2).
  const bool garbage = finding.id == "protocol-mismatch" &&
                       finding.weight == Finding::Weight::hard && proxy.asks_an_application() &&
                       proxy.profile != nullptr && proxy.profile->on_fault != nullptr;
  return garbage && from_outcome(proxy.meets(Fault::garbage), proxy) == Fit::agrees
             ? Fit::agrees
             : Fit::contradicts;
}

// A gateway behind another may ask in the version in which it was asked, as HAProxy does
// (src/h1_htx.c keeps the request's version).
bool asks_in_http10(const ProxyView& proxy) {
  const bool asked_in_it = proxy.front != nullptr && proxy.front->asking != nullptr &&
                           proxy.front->asking("").http_version == "1.0";
  return asked_in_it || proxy.profile == nullptr || proxy.profile->asking == nullptr ||
         proxy.profile->asking(proxy.version).http_version == "1.0";
}

Fit judge_names(const Finding& /*finding*/, const ProxyView& proxy) {
  // It may lead the proxy elsewhere; by itself it explains nothing.
  return proxy.fails ? Fit::open : Fit::none;
}

// The page that the upstream gives for a PROXY header came through the proxy.
Fit judge_proxy_header(const Finding& finding, const ProxyView& proxy) {
  const bool same = !finding.page.empty() && proxy.attempt != nullptr &&
                    proxy.status == static_cast<int>(detail(finding, "http_status").value_or(0)) &&
                    proxy.attempt->http.response.body_hash == finding.page;
  return same ? Fit::agrees : Fit::none;
}

// An answer that ends with its connection, and no close_notify: cut off, or ended by a server that
// never sends one. It matters in front of a proxy that does not pass it on.
Fit judge_silent_end(const Finding& /*finding*/, const ProxyView& proxy) {
  const bool ends_too = proxy.error == "closed" || proxy.error == "reset" || proxy.stopped_short;
  return ends_too ? Fit::agrees : Fit::none;
}

// A version of HTTP that this product does not speak to its upstreams is none of its troubles.
std::optional<Fit> judge_version(const Finding& finding, const ProxyView& proxy) {
  if (!asks_in_http10(proxy)) {
    return Fit::none;
  }
  return finding.fault ? std::nullopt : std::optional(judge_status(finding, proxy));
}

// A close of idle connections meets one request in many: race.cpp weighs it.
Fit judge_race(const Finding& /*finding*/, const ProxyView& /*proxy*/) {
  return Fit::none;
}

// What a load of our own brings about, a proxy may meet by that of others.
Fit judge_load(const Finding& finding, const ProxyView& proxy) {
  if (finding.id == "connection-limit" && !finding.fault) {
    return gateway_status(proxy.status) || !proxy.fails ? Fit::open : Fit::none;
  }
  return !proxy.fails || may_show(proxy, *finding.fault) ? Fit::open : Fit::none;
}

bool note(const Finding& finding) {
  return finding.weight == Finding::Weight::note;
}

struct Kind {
  bool (*is)(const Finding& finding);
  Fit (*fit)(const Finding& finding, const ProxyView& proxy);
};

bool is_pause(const Finding& f) {
  return f.id == "stalled-response" && !f.anomaly;
}

bool is_pace(const Finding& f) {
  return f.id == "slow-response" || f.id == "proxy-timeout-too-short";
}

bool is_certificate(const Finding& f) {
  return f.id.starts_with("tls-cert-") || f.id == "clock-wrong";
}

bool is_304(const Finding& f) {
  return f.id == "response-refused-by-proxy" && note(f);
}

bool is_cipher(const Finding& f) {
  return f.id == "tls-cipher-mismatch" &&
         std::ranges::find(f.details, "cipher", &Detail::key) != f.details.end();
}

bool is_sni(const Finding& f) {
  return f.id == "sni-required" && note(f);
}

bool is_size(const Finding& f) {
  return f.id == "header-buffer-exceeded" || f.id == "header-too-large" ||
         f.id == "too-many-headers";
}

bool is_proxy_header(const Finding& f) {
  return f.id == "proxy-protocol-unexpected" && f.weight == Finding::Weight::soft;
}

bool is_silent_end(const Finding& f) {
  return f.id == "truncated-body" && note(f);
}

bool is_names(const Finding& f) {
  return f.id == "dns-sources-differ";
}

bool is_race(const Finding& f) {
  return f.id == "keepalive-race";
}

bool is_load(const Finding& f) {
  return by_load(f.details);
}

bool is_status(const Finding& f) {
  return !f.fault && !f.anomaly;
}

// The first that applies.
constexpr std::array kinds{
    Kind{is_race, judge_race},
    Kind{is_load, judge_load},
    Kind{is_pause, judge_pause},
    Kind{is_pace, judge_pace},
    Kind{is_certificate, judge_certificate},
    Kind{takes_newest_tls_only, judge_newest},
    Kind{is_304, judge_304},
    Kind{is_cipher, judge_cipher},
    Kind{is_sni, judge_sni},
    Kind{is_size, judge_size},
    Kind{is_names, judge_names},
    Kind{is_silent_end, judge_silent_end},
    Kind{is_proxy_header, judge_proxy_header},
    Kind{is_status, judge_status},
};

} // namespace

bool takes_newest_tls_only(const Finding& finding) {
  return finding.id == "tls-protocol-mismatch" && note(finding);
}

std::optional<Fit> fit_by_kind(const Finding& finding, const ProxyView& proxy) {
  if (finding.id == "protocol-mismatch" && note(finding)) {
    return judge_version(finding, proxy);
  }
  const auto* const kind =
      std::ranges::find_if(kinds, [&](const Kind& k) { return k.is(finding); });
  return kind == kinds.end() ? std::nullopt : std::optional(kind->fit(finding, proxy));
}

} // namespace gwdiag
