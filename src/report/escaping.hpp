// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Printable text made harmless for one output format. Control characters are gone before (base/text.hpp).
namespace gwdiag {

// Text and attribute values of XML and HTML.
std::string escape_xml(std::string_view text);

// GitHub workflow commands: data after "::", and property values, which may hold no ':' or ','.
std::string escape_github(std::string_view text);
std::string escape_github_property(std::string_view text);

// A sentence in GitHub-flavoured Markdown: no markup, no links, no mentions; words that could become one stand as code.
std::string escape_markdown(std::string_view text);
// A code span, safe in a table cell too.
std::string markdown_code(std::string_view text);

// A label value of the Prometheus text format.
std::string escape_label(std::string_view text);

} // namespace gwdiag
