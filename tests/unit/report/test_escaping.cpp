// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "report/escaping.hpp"

using namespace gwdiag;

TEST_CASE("XML and HTML: no markup, no way out of an attribute") {
  CHECK(escape_xml("<a href=\"x\" o='y'>&amp;") == "&lt;a href=&quot;x&quot; o=&#39;y&#39;&gt;&amp;amp;");
}

TEST_CASE("GitHub: no second command, no second property") {
  CHECK(escape_github("100%\r\n::error::x") == "100%25%0D%0A::error::x");
  CHECK(escape_github_property("a,file=b::c%") == "a%2Cfile=b%3A%3Ac%25");
}

TEST_CASE("Markdown: no markup, no links, no mentions") {
  CHECK(escape_markdown("*a* _b_ [c](d) <e> | ~f~ $g$ a&b") ==
        "\\*a\\* \\_b\\_ \\[c\\]\\(d\\) \\<e\\> \\| \\~f\\~ \\$g\\$ a\\&b");
  CHECK(escape_markdown("see http://x/y now") == "see `http://x/y` now");
  CHECK(escape_markdown("ask @team or me@x.org, WWW.x.org, #12") == "ask `@team` or `me@x.org,` `WWW.x.org,` `#12`");
  CHECK(escape_markdown("- item") == "\\- item");
  CHECK(escape_markdown("a - b") == "a - b");
  CHECK(escape_markdown("\\x1b") == "\\\\x1b");
}

TEST_CASE("Markdown code: the fence outgrows the backticks inside, a bar cannot end a table cell") {
  CHECK(markdown_code("a") == "`a`");
  CHECK(markdown_code("a`b") == "``a`b``");
  CHECK(markdown_code("`x``") == "``` `x`` ```");
  CHECK(markdown_code("a|b") == "`a\\|b`");
  CHECK(markdown_code("") == "`  `");
}

TEST_CASE("Prometheus: a label value stays inside its quotes and its line") {
  CHECK(escape_label("a\"} 1\nb\\") == "a\\\"} 1\\nb\\\\");
}
