// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "evidence/evidence.hpp"

namespace gwdiag {

// What stands in place of a secret.
inline constexpr std::string_view redacted_mark = "…redacted";

// `text` without userinfo in URLs, without values of query parameters that carry secrets (token, key, password, sig, …) and
// without the values of credential header lines. Everything else stays as it is.
std::string redact_text(std::string_view text);

// The value of header `name` as it may be shown: credentials go, a cookie's name and attributes stay.
std::string redact_header(std::string_view name, std::string_view value);

// All of it. The evidence is the same otherwise.
void redact(EndpointTrace& trace);
void redact(Evidence& evidence);

// The command lines of processes: as redact_text, and the argument behind a name that announces a secret.
void redact_host(HostTrace& host);

// `text` as it stands in saved evidence, safe to show again: what is not printable is escaped as base/text.hpp does, and a
// backslash, already escaped when it was saved, stays.
std::string printable(std::string_view text);

} // namespace gwdiag
