// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/cells.hpp"
#include "report/shown.hpp"
#include "report/terminal.hpp"

// The parts of the text report, from top to bottom.
namespace gwdiag {

void write_header(Page& page, const Verdict& verdict);
void write_stages(Page& page, const Shown& what);
void write_why(Page& page, const Verdict& verdict);
void write_further_causes(Page& page, const Verdict& verdict);
void write_fix(Page& page, const Verdict& verdict);
void write_notes(Page& page, const Shown& what);
void write_healthy(Page& page, const Shown& what);

// Which member is not like the others, what share of the requests fails, and who gave the answers.
void write_pool(Page& page, const Verdict& verdict);

// --verbose: everything that was seen of every endpoint, and what was ruled out and compared.
void write_background(Page& page, const Verdict& verdict);
void write_endpoint(Page& page, const EndpointTrace& trace);

// One line: the status, the sentence, the cause and how certain it is.
std::string one_line(const Verdict& verdict);

} // namespace gwdiag
