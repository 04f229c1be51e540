// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/options.hpp"

// Readers of option values. An error is what is wrong and the remedy, without the option's name;
// values that may be secret never stand in it.
namespace gwdiag {

template <typename T> using ValueResult = std::expected<T, std::string>;

// `500ms`, `10s`, `2m`, a bare number of seconds; decimals allowed. From 1 ms to 24 h.
ValueResult<Milliseconds> read_duration(std::string_view text);

// A whole number from `least` to `most`.
ValueResult<int> read_number(std::string_view text, int least, int most);

// `200,301-308,2xx`: statuses from 100 to 999, sorted, each once.
ValueResult<std::vector<int>> read_status_list(std::string_view text);

// One word of `words`, written exactly so; else the nearest are named.
ValueResult<std::string> read_word(std::string_view text, const std::vector<std::string>& words);

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

// 'N: V', or @FILE with one field a line.
ValueResult<HeaderFields> read_headers(std::string_view text);

ValueResult<std::string> read_method(std::string_view text);
ValueResult<std::string>
read_path(std::string_view text); // origin form, or `*`; bytes above 0x7f percent-encoded
ValueResult<std::string> read_host(std::string_view text); // HOST[:PORT] for the Host field
ValueResult<std::string> read_sni(std::string_view text);  // a name without trailing dot, or "none"
ValueResult<std::vector<Options::Resolve>>
read_resolve(std::string_view text);                           // HOST:PORT:ADDR[,ADDR…]
ValueResult<std::string> read_resolver(std::string_view text); // ADDR[:PORT]

// PRODUCT[/VERSION], in lower case.
ValueResult<std::pair<std::string, std::string>> read_product(std::string_view text);

// FORMAT=FILE.
ValueResult<std::pair<std::string, std::string>> read_report(std::string_view text);

// ID[=ENDPOINT], checked in form only.
ValueResult<std::string> read_ignored(std::string_view text);

// The names of the output formats of the contract.
const std::vector<std::string>& format_names();

// What keeps `path` from being read, with the remedy; empty when nothing does.
std::string check_file(std::string_view path);
std::string check_directory(std::string_view path);

} // namespace gwdiag
