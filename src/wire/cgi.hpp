// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gwdiag {

// A request as application protocols carry it: the same for FastCGI, uwsgi, SCGI and AJP.
struct GatewayRequest {
  std::string method = "GET";
  std::string target = "/"; // path and query
  std::string host;
  std::string script;                                       // SCRIPT_FILENAME; empty: none is named
  std::vector<std::pair<std::string, std::string>> headers; // without Host
  std::string_view body; // outlives the request
  std::string server_port = "80";
};

using Variables = std::vector<std::pair<std::string, std::string>>;

// The request's meta-variables (RFC 3875 section 4.1), as nginx's fastcgi_params has them, and
// HTTP_* for each header. With `script` SCRIPT_NAME is its file name and DOCUMENT_ROOT its folder;
// without one SCRIPT_NAME is the path. CONTENT_LENGTH comes first, as SCGI wants it.
Variables cgi_variables(const GatewayRequest& request);

} // namespace gwdiag
