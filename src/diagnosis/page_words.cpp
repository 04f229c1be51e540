// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "diagnosis/page_rows.hpp"
#include "diagnosis/statement.hpp"
#include "proxies/own_code.hpp"

namespace gwdiag {

namespace {

// A word of the code: "ERR_DNS_FAIL" of "ERR_DNS_FAIL 0", "TooBigBody" of
// "protocol.http.TooBigBody", or the whole of a family: "INTERNAL_".
bool has_code(std::string_view code, std::string_view wanted) {
  if (wanted.ends_with('_')) {
    return code.starts_with(wanted);
  }
  if (const std::size_t dot = code.rfind('.'); dot != std::string_view::npos) {
    code.remove_prefix(dot + 1);
  }
  const std::size_t end = wanted.size();
  return code.starts_with(wanted) && (code.size() == end || code[end] == ' ' || code[end] == '-');
}

bool applies(const PageRow& row,
             std::string_view product,
             std::string_view code,
             const Http1Response& response) {
  return row.product == product && (row.status == 0 || row.status == response.status) &&
         (row.code.empty() || has_code(code, row.code)) &&
         (row.words.empty() || response.body.find(row.words) != std::string::npos);
}

const PageRow* find_row(std::string_view product, const Http1Response& response) {
  const std::string_view kin = product == "istio" ? "envoy" : product; // one program
  const std::string code = own_code(kin, response);
  for (const std::span<const PageRow> rows : {proxy_page_rows(), service_page_rows()}) {
    const auto row = std::ranges::find_if(
        rows, [&](const PageRow& r) { return applies(r, kin, code, response); });
    if (row != rows.end()) {
      return &*row;
    }
  }
  return nullptr;
}

// The same page comes from an upstream that was asked directly: it is not the proxy's.
bool handed_on(const Scene& scene, const Http1Response& page) {
  return std::ranges::any_of(scene.evidence.upstreams, [&](const EndpointTrace& upstream) {
    const Attempt* ours = upstream.main();
    return ours != nullptr && ours->http.response.has_head && same_page(ours->http.response, page);
  });
}

Fact page_fact(const PageRow& row, const Http1Response& response, const std::string& code) {
  const bool body = !row.words.empty();
  return make_fact("http",
                   body                ? fmt::format("its own page says \"{}\"", row.words)
                   : !row.code.empty() ? fmt::format("its own error code is {}", code)
                                       : fmt::format("its own page, status {}", response.status),
                   body || !row.code.empty() ? "/proxy/stages/http/body"
                                             : "/proxy/stages/http/http_status");
}

} // namespace

std::optional<Statement> from_page(const Scene& scene) {
  const auto& layers = scene.evidence.proxy.layers;
  const auto writer = std::ranges::find_if(layers, &Layer::wrote_answer);
  if (scene.proxy.attempt == nullptr || writer == layers.end()) {
    return std::nullopt;
  }
  const Http1Response& response = scene.proxy.attempt->http.response;
  const PageRow* row = find_row(writer->product, response);
  if (row == nullptr || handed_on(scene, response)) {
    return std::nullopt;
  }
  Statement said;
  said.ids = {std::string(row->id)};
  if (!row->or_id.empty()) {
    said.ids.emplace_back(row->or_id);
  }
  said.says = row->says;
  said.leg = row->leg;
  said.fact = page_fact(*row, response, own_code(writer->product, response));
  return said;
}

} // namespace gwdiag
