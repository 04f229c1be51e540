// SPDX-License-Identifier: Apache-2.0
#include "app/demo.hpp"

#include <array>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/settings.hpp"
#include "base/text.hpp"
#include "demo/certificates.hpp"
#include "diagnosis/diagnose.hpp"

namespace gwdiag {

namespace {

// A little longer than the gateway waits, so that an answer which is too late for it is still seen.
constexpr Milliseconds timeout{1200};
constexpr Milliseconds answer_timeout{2000};
constexpr Milliseconds deadline{15000};

constexpr std::array shown{"connection-refused", "healthy"}; // by `demo` alone
constexpr const char* farewell =
    "\nGateway and upstream are gone with this report; more of them: gwdiag demo --list\n";

bool talks(const Options& options) {
  return options.output == "text" && !options.quiet;
}

std::string list_text() {
  std::string text;
  for (const demo::Fault& fault : demo::faults()) {
    text += fmt::format("{:<26}  {}\n", fault.name, fault.title);
  }
  return text;
}

std::string no_such(const std::string& name) {
  std::vector<std::string> names;
  for (const demo::Fault& fault : demo::faults()) {
    names.push_back(fault.name);
  }
  std::string near;
  for (const std::string& candidate : nearest(name, names)) {
    near += (near.empty() ? "; the nearest: " : ", ") + candidate;
  }
  return fmt::format(
      "demo: {}: no such fault{}; `gwdiag demo --list` lists them", escape_peer(name, 80), near);
}

std::string introduction(const demo::Fault& fault, const demo::Stage& stage) {
  std::string text =
      fmt::format("Demo {}: {}.\n  gateway   {}\n", fault.name, fault.title, stage.gateway());
  for (const std::string& upstream : stage.upstreams()) {
    text += fmt::format("  upstream  {}\n", upstream);
  }
  return text + "\n";
}

// The exit status of a check of that fault; `deserved` says whether the verdict is the right one.
Result<int> show(const demo::Fault& fault, const Options& options, bool& deserved) {
  const auto stage = demo::Stage::set(fault);
  if (!stage) {
    return std::unexpected(stage.error());
  }
  if (talks(options)) {
    if (const auto printed = print(introduction(fault, *stage)); !printed) {
      return std::unexpected(printed.error());
    }
  }
  const auto evidence = gather_stage(*stage, options);
  if (!evidence) {
    return std::unexpected(evidence.error());
  }
  deserved = undeserved(fault, *evidence).empty();
  const Options check = check_of(*stage, options);
  return report_verdict(*evidence, check, rerun_of(check, *evidence));
}

Result<int> say_goodbye(const Options& options, int status) {
  const auto printed = talks(options) ? print(farewell) : Result<void>{};
  return printed ? Result<int>(status) : std::unexpected(printed.error());
}

// A fault and a healthy pair, one after the other.
Result<int> show_both(const Options& options) {
  if (options.output != "text" || !options.reports.empty()) {
    const std::string option = options.reports.empty() ? "--output " + options.output : "--report";
    return fail(ErrorKind::usage,
                fmt::format("demo: {} is for one report, and two are shown; name a FAULT, as in "
                            "`gwdiag demo {}`",
                            option,
                            shown.front()));
  }
  bool all_deserved = true;
  for (const char* name : shown) {
    if (name != shown.front()) {
      if (const auto printed = print("\n"); !printed) {
        return std::unexpected(printed.error());
      }
    }
    bool deserved = false;
    const auto status = show(*demo::find_fault(name), options, deserved);
    if (!status || *status > 4) { // a signal ends the demo
      return status;
    }
    all_deserved = all_deserved && deserved;
  }
  return say_goodbye(options, all_deserved ? 0 : 1);
}

} // namespace

Options check_of(const demo::Stage& stage, const Options& options) {
  Options check = options;
  check.command = Command::check;
  check.arguments = {stage.gateway()};
  check.arguments.insert(check.arguments.end(), stage.upstreams().begin(), stage.upstreams().end());
  check.timeout = timeout;
  check.answer_timeout = answer_timeout;
  check.deadline = deadline;
  if (!stage.authority_file().empty()) {
    check.request.cacert = stage.authority_file();
  }
  if (!stage.resolver().empty()) {
    check.resolver = stage.resolver();
  }
  if (stage.named_port() != 0) {
    check.resolve.push_back({demo::demo_name, stage.named_port(), "127.0.0.1"});
  }
  return check;
}

Result<Evidence> gather_stage(const demo::Stage& stage, const Options& options) {
  const Options check = check_of(stage, options);
  const auto targets = probe_targets(check, true);
  const auto settings = probe_settings(check);
  if (!targets || !settings) {
    return std::unexpected(targets ? settings.error() : targets.error());
  }
  return gather(*targets, *settings, check);
}

std::string undeserved(const demo::Fault& fault, const Evidence& evidence) {
  const Verdict verdict = diagnose(evidence);
  if (verdict.status != fault.status) {
    return fmt::format("{}, not {}", to_string(verdict.status), to_string(fault.status));
  }
  if (verdict.causes.empty()) {
    return fault.ids.empty() ? "" : "no cause";
  }
  return demo::is_right(fault, verdict.causes.front().id)
             ? ""
             : "the first cause is " + verdict.causes.front().id;
}

Result<int> run_demo(const Options& options) {
  if (options.list) {
    const auto printed = print(list_text());
    return printed ? Result<int>(0) : std::unexpected(printed.error());
  }
  if (options.arguments.empty()) {
    return show_both(options);
  }
  const demo::Fault* fault = demo::find_fault(options.arguments.front());
  if (fault == nullptr) {
    return fail(ErrorKind::usage, no_such(options.arguments.front()));
  }
  bool deserved = false;
  const auto status = show(*fault, options, deserved);
  return status ? say_goodbye(options, *status) : status;
}

} // namespace gwdiag
