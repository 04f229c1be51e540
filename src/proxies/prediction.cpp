// SPDX-License-Identifier: Apache-2.0
#include "proxies/prediction.hpp"

#include <algorithm>

namespace gwdiag {
namespace {

template <typename Table, typename Input>
Outcome predict_from(const Table& table,
                     Input input,
                     std::span<const Change<Input>> changes,
                     std::string_view version) {
  for (const Change<Input>& change : changes) {
    const bool begun = change.since.empty() || compare_versions(version, change.since) >= 0;
    const bool over = !change.before.empty() && compare_versions(version, change.before) >= 0;
    if (change.input == input && begun && !over) {
      return to_outcome(change.answer);
    }
  }
  const auto index = static_cast<std::size_t>(input);
  return index < table.size() ? to_outcome(table[index].answer) : Outcome{};
}

} // namespace

Outcome to_outcome(const Answer& answer) {
  Outcome outcome;
  outcome.kind = answer.kind;
  outcome.also_closes = answer.also_closes;
  for (const int status : answer.statuses) {
    if (status != 0) {
      outcome.statuses.push_back(status);
    }
  }
  for (const Outcome::Kind kind : answer.also) {
    if (kind != Outcome::Kind::unknown) {
      outcome.also.push_back(kind);
    }
  }
  return outcome;
}

Outcome predict(const FaultTable& table,
                Fault input,
                std::span<const Change<Fault>> changes,
                std::string_view version) {
  return predict_from(table, input, changes, version);
}

std::optional<Outcome>
predict_application(std::span<const ApplicationRow> rows, std::string_view scheme, Fault fault) {
  const auto row = std::ranges::find_if(
      rows, [&](const ApplicationRow& r) { return r.scheme == scheme && r.fault == fault; });
  return row == rows.end() ? std::nullopt : std::optional(to_outcome(row->answer));
}

Outcome
outcome_of(const Profile& profile, std::string_view scheme, Fault fault, std::string_view version) {
  if (scheme == "grpc" || scheme == "grpcs") {
    scheme = "h2c"; // whatever is asked for in HTTP/2
  }
  const bool application = scheme != "http" && scheme != "https" && !scheme.empty();
  if (application && profile.on_application != nullptr) {
    if (auto own = profile.on_application(scheme, fault)) {
      return *std::move(own);
    }
  }
  // What is garbage to one protocol's reader says nothing of another's.
  return application && fault == Fault::garbage ? Outcome{} : profile.on_fault(fault, version);
}

Outcome predict(const AnomalyTable& table,
                Anomaly input,
                std::span<const Change<Anomaly>> changes,
                std::string_view version) {
  return predict_from(table, input, changes, version);
}

} // namespace gwdiag
