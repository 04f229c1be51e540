// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/version.hpp"
#include "report/renderers.hpp"
#include "report/shown.hpp"

namespace gwdiag {

std::string render_json(const Report& report, const RenderOptions& options) {
  return dump_ordered(report_document(shown(report, options.show_secrets)), 2);
}

std::string render_evidence_json(const Evidence& evidence, const RenderOptions& options) {
  nlohmann::json document = to_json(evidence, options.show_secrets);
  nlohmann::json endpoints = nlohmann::json::array();
  if (const auto proxy = document.find("proxy"); proxy != document.end()) {
    (*proxy)["role"] = "proxy";
    endpoints.push_back(std::move(*proxy));
    document.erase(proxy);
  }
  for (nlohmann::json& upstream : document["upstreams"]) {
    upstream["role"] = "upstream";
    endpoints.push_back(std::move(upstream));
  }
  document.erase("upstreams");
  document["schema"] = "gwdiag.evidence/1";
  document["version"] = version;
  document["endpoints"] = std::move(endpoints);
  return dump_ordered(document, 2);
}

} // namespace gwdiag
