// SPDX-License-Identifier: Apache-2.0
#include "wire/uwsgi.hpp"

#include <fmt/format.h>

namespace gwdiag {

namespace {

constexpr std::size_t most_variables = 65535;

void append_little_endian(std::string& out, std::size_t value) {
  out += static_cast<char>(value & 0xffU);
  out += static_cast<char>((value >> 8U) & 0xffU);
}

} // namespace

std::string uwsgi_request(const GatewayRequest& request) {
  std::string variables;
  Variables all = cgi_variables(request);
  all.emplace_back("PATH_INFO", request.target.substr(0, request.target.find('?')));
  for (auto& [name, value] : all) {
    if (name == "SCRIPT_NAME") {
      value.clear(); // the application is the root; its path is PATH_INFO (PEP 3333)
    }
    if (variables.size() + name.size() + value.size() + 4 > most_variables) {
      continue;
    }
    append_little_endian(variables, name.size());
    variables += name;
    append_little_endian(variables, value.size());
    variables += value;
  }
  std::string out(1, '\0'); // modifier1
  append_little_endian(out, variables.size());
  out += '\0'; // modifier2
  out += variables;
  out += request.body;
  return out;
}

std::string scgi_request(const GatewayRequest& request) {
  std::string variables;
  Variables all = cgi_variables(request); // CONTENT_LENGTH first
  all.insert(all.begin() + 1, {"SCGI", "1"});
  all.emplace_back("PATH_INFO", request.target.substr(0, request.target.find('?')));
  for (auto& [name, value] : all) {
    if (name == "SCRIPT_NAME") {
      value.clear();
    }
    variables += name;
    variables += '\0';
    variables += value;
    variables += '\0';
  }
  return fmt::format("{}:", variables.size()) + variables + "," + std::string(request.body);
}

} // namespace gwdiag
