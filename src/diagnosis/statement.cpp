// SPDX-License-Identifier: Apache-2.0
#include "diagnosis/statement.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "diagnosis/logged.hpp"
#include "diagnosis/whose.hpp"
#include "proxies/catalogue.hpp"
#include "proxies/proxy_status.hpp"

namespace gwdiag {

namespace {

// For the leg behind a service that nobody can look into there are ids of their own.
std::string_view seen_from_a_service(Leg leg, std::string_view id) {
  switch (leg) {
  case Leg::name:
  case Leg::refused:
  case Leg::unreachable:
  case Leg::connect:
    return "cdn-origin-unreachable";
  case Leg::connect_timeout:
  case Leg::silence:
    return "cdn-origin-timeout";
  case Leg::tls:
  case Leg::certificate:
    return "cdn-origin-tls";
  case Leg::closed:
  case Leg::send:
  case Leg::answer:
    return "cdn-origin-invalid";
  case Leg::none:
  case Leg::head_size:
  case Leg::count_:
    break;
  }
  return id == "proxy-resources-exhausted" ? "cdn-provider-failure" : id;
}

bool is_service(std::string_view product) {
  const auto services = service_profiles();
  return std::ranges::any_of(services, [&](const Profile& p) { return p.name == product; });
}

// An upstream that was asked directly gives the same word: it was handed on.
bool handed_on(const Scene& scene, const GatewayWord& word) {
  return std::ranges::any_of(scene.evidence.upstreams, [&](const EndpointTrace& upstream) {
    if (upstream.main() == nullptr) {
      return false;
    }
    const auto theirs = gateway_words(upstream.main()->http.response);
    return std::ranges::any_of(theirs, [&](const GatewayWord& other) {
      return other.name == word.name && other.error == word.error &&
             other.received_status == word.received_status;
    });
  });
}

std::string header_place(const Http1Response& response) {
  const auto found = std::ranges::find_if(response.headers, [](const Header& header) {
    return equals_ignoring_case(header.name, "proxy-status");
  });
  return fmt::format("/proxy/stages/http/headers/{}/value", found - response.headers.begin());
}

Statement from_word(const Http1Response& response, const GatewayWord& word, std::string_view id) {
  Statement said;
  said.leg = word.error->leg;
  said.ids = {std::string(is_service(word.product) ? seen_from_a_service(said.leg, id) : id)};
  said.says = fmt::format("{} says that {}", word.name, word.error->says);
  said.details = {text_detail("proxy_status", std::string(word.error->type)),
                  text_detail("gateway", word.name)};
  if (!word.next_hop.empty()) {
    said.details.push_back(text_detail("next_hop", word.next_hop));
  }
  said.fact = make_fact("http",
                        fmt::format("Proxy-Status of {}: error={}{}{}",
                                    word.name,
                                    word.error->type,
                                    word.details.empty() ? "" : ", ",
                                    word.details),
                        header_place(response));
  return said;
}

// Of several gateways that name an error the one nearest to the origin met it first.
std::optional<Statement> from_proxy_status(const Scene& scene) {
  const Http1Response& response = scene.proxy.attempt->http.response;
  const auto words = gateway_words(response);
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    const std::string_view id = cause_of(*word);
    if (!id.empty() && !handed_on(scene, *word)) {
      return from_word(response, *word, id);
    }
  }
  return std::nullopt;
}

// The status came from the next hop: no gateway that says so made it up.
std::optional<Statement> from_received_status(const Scene& scene) {
  const Http1Response& response = scene.proxy.attempt->http.response;
  const auto words = gateway_words(response);
  if (words.empty() || scene.proxy.wrote || response.status < 500 ||
      words.back().received_status != response.status || handed_on(scene, words.back())) {
    return std::nullopt;
  }
  Statement said;
  said.ids = {"upstream-error-status"};
  said.says = fmt::format(
      "{} says that it received {} from the next hop", words.back().name, response.status);
  said.fact = make_fact(
      "http",
      fmt::format("Proxy-Status of {}: received-status={}", words.back().name, response.status),
      header_place(response));
  return said;
}

} // namespace

bool Statement::names_a_leg() const {
  static constexpr std::string_view provider = "cdn-provider-failure";
  return leg != Leg::none || (ids.front().starts_with("cdn-") && ids.front() != provider);
}

std::optional<Statement> statement_of(const Scene& scene) {
  if (scene.proxy.attempt == nullptr) {
    return std::nullopt;
  }
  if (auto said = from_proxy_status(scene)) {
    return said;
  }
  auto said = from_page(scene);
  return said ? said : from_received_status(scene);
}

bool agrees(const Statement& said, const Finding& finding) {
  // A fault only for who minds it: the gateway says that it does, of these two and no wider class.
  const bool minded = said.leg == Leg::certificate || said.leg == Leg::head_size;
  if (finding.weight == Finding::Weight::note && !minded) {
    return false;
  }
  const auto faults = faults_of(said.leg);
  const bool same_leg = finding.fault && std::ranges::find(faults, *finding.fault) != faults.end();
  const bool message = finding.anomaly && (said.leg == Leg::answer || said.leg == Leg::closed);
  return same_leg || message || std::ranges::any_of(said.ids, [&](const std::string& id) {
           return same_family(id, finding.id);
         });
}

bool disagrees(const Statement& said, const Finding& finding) {
  return said.leg != Leg::none && finding.fault && finding.weight == Finding::Weight::hard &&
         !agrees(said, finding);
}

std::vector<Cause>
to_causes(const Scene& scene, const Statement& said, Subject subject, int upstream) {
  std::vector<Cause> causes;
  for (const std::string& id : said.ids) {
    Cause cause = make_cause(scene,
                             id,
                             whose(id).value_or(subject),
                             upstream,
                             fmt::format("{}; {}", answer_in_words(scene.proxy), said.says));
    cause.details = said.details;
    cause.evidence = {proxy_fact(scene, nullptr), said.fact};
    causes.push_back(std::move(cause));
  }
  return causes;
}

} // namespace gwdiag
