// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "cli/options.hpp"
#include "cli/values.hpp"

// What option rows name as their setters: each reads a value and puts it into the options.
namespace gwdiag::setters {

template <typename T, typename Put> std::string put(ValueResult<T> value, Put store) {
  if (!value) {
    return std::move(value.error());
  }
  store(*std::move(value));
  return {};
}

template <auto Member> std::string flag(Options& options, std::string_view /*value*/) {
  options.*Member = true;
  return {};
}

template <auto Member> std::string duration(Options& options, std::string_view value) {
  return put(read_duration(value), [&](Milliseconds read) { options.*Member = read; });
}

template <auto Member, int Least, int Most>
std::string number(Options& options, std::string_view value) {
  return put(read_number(value, Least, Most), [&](int read) { options.*Member = read; });
}

template <auto Member> std::string text(Options& options, std::string_view value) {
  if (value.empty()) {
    return "the value is empty; write one, or leave the option out";
  }
  options.*Member = std::string(value);
  return {};
}

template <auto Member> std::string file(Options& options, std::string_view value) {
  std::string problem = check_file(value);
  return problem.empty() ? text<Member>(options, value) : problem;
}

// Repeatable: appends.
template <auto Member> std::string each_file(Options& options, std::string_view value) {
  std::string problem = check_file(value);
  if (problem.empty()) {
    (options.*Member).emplace_back(value);
  }
  return problem;
}

// The same for a member of RequestOptions, on the side that `Side` names.
template <auto Side, auto Member, auto Read>
std::string request(Options& options, std::string_view value) {
  return put(Read(value), [&](std::string read) { (options.*Side).*Member = std::move(read); });
}

template <auto Side> std::string headers(Options& options, std::string_view value) {
  return put(read_headers(value), [&](HeaderFields fields) {
    auto& all = (options.*Side).headers;
    all.insert(
        all.end(), std::make_move_iterator(fields.begin()), std::make_move_iterator(fields.end()));
  });
}

template <auto Side> std::string insecure(Options& options, std::string_view /*value*/) {
  (options.*Side).insecure = true;
  return {};
}

ValueResult<std::string> read_data(std::string_view text);      // @FILE: the file's name
ValueResult<std::string> read_file(std::string_view text);      // a readable file
ValueResult<std::string> read_directory(std::string_view text); // a readable directory

std::string config(Options& options, std::string_view value);
std::string resolve(Options& options, std::string_view value);
std::string resolver(Options& options, std::string_view value);
std::string product(Options& options, std::string_view value);
std::string expect_status(Options& options, std::string_view value);
std::string identify(Options& options, std::string_view value);
std::string fail_on(Options& options, std::string_view value);
std::string ignore(Options& options, std::string_view value);
std::string host_root(Options& options, std::string_view value);
std::string output(Options& options, std::string_view value);
std::string report(Options& options, std::string_view value);
std::string color(Options& options, std::string_view value);

} // namespace gwdiag::setters
