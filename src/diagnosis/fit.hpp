// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "diagnosis/judge.hpp"

// How a fault at an upstream sits with what the proxy shows: the profile's tables, and the faults
// that are weighed in ways of their own.
namespace gwdiag {

inline constexpr double shortest_timeout_ms = 900; // a second is the shortest in use

// A status that gateways give for a failure behind them.
bool gateway_status(int status);

// The proxy's answer is this outcome, or one of its other forms.
bool shows_any(const ProxyView& proxy, const Outcome& outcome);

// Nothing is known of the product: any gateway error fits any failure of the upstream.
Fit without_profile(const ProxyView& proxy);

// The outcome that a profile gives, against what the proxy shows.
Fit from_outcome(const Outcome& outcome, const ProxyView& proxy);

// The same of a damaged message. Products refuse the forms of one anomaly with different statuses:
// a refusal with another one leaves it open.
Fit from_message(const Outcome& outcome, const ProxyView& proxy);

// A whole answer with a status that says that a gateway failed, on a page of nobody's that is
// known.
bool some_page(const ProxyView& proxy);

// A proxy that gave up waiting shows what it shows for an unanswered request, whatever came later.
bool gave_up(const ProxyView& proxy);

// The number that a finding carries under that key.
std::optional<double> detail(const Finding& finding, std::string_view key);

// It takes TLS 1.3 only, and only clients that know TLS 1.2 at most fail there.
bool takes_newest_tls_only(const Finding& finding);

// Faults that are weighed by more than the profile's tables (sizes, times, certificates, …);
// nothing for all others.
std::optional<Fit> fit_by_kind(const Finding& finding, const ProxyView& proxy);

} // namespace gwdiag
