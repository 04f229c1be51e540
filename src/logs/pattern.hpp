// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "logs/parts.hpp"
#include "proxies/logs/pattern.hpp"

namespace gwdiag {

// True if the pieces of `pattern` (see LogPattern::match) stand in `text` in this order. `text` is
// in lower case.
bool matches(std::string_view text, std::string_view pattern);

struct LogMatch {
  const LogPattern* row = nullptr; // null: no row matches
  std::string_view product;
};

// The first row of the first table that matches `text` (lower case). `parts`: of a text that `text`
// is a piece of.
LogMatch find_pattern(LogTables tables, std::string_view text);
LogMatch find_pattern(LogTables tables, std::string_view text, const TextParts& parts);

// The rows of which `text` (lower case) holds all but the end, being cut in the middle of their
// last piece; the first of them if all name the same cause, else none.
LogMatch find_cut_pattern(LogTables tables, std::string_view text);

// False: no row that names a cause, in whatever table, matches `text` (lower case), of which these
// are the parts.
bool names_cause(std::string_view text, const TextParts& parts);

// False: find_cut_pattern() finds nothing in `text`, in whatever table.
bool may_be_cut(std::string_view text);

// What an error text says, given what its writer was doing.
struct ErrorMeaning {
  std::string_view ids; // as LogPattern::ids
  std::string_view meaning;
};

// Where to look for an errno in a text.
enum class ErrorWords { named, named_or_numbered };

// The error (TLS, resolver, socket) that `text` (lower case) quotes, for a peer behind a Unix
// socket or TCP; nothing if it quotes none.
std::optional<ErrorMeaning> error_meaning(std::string_view text,
                                          FaultPhase phase,
                                          bool unix_socket,
                                          ErrorWords words = ErrorWords::named_or_numbered);

// False: no TLS library speaks in the text.
bool may_speak_of_tls(const TextParts& parts);

// The same for texts of TLS libraries alone.
std::optional<ErrorMeaning> tls_meaning(std::string_view text);

// The phase that the words around an error speak of; `none` if they speak of none.
FaultPhase phase_of(std::string_view text);

} // namespace gwdiag
