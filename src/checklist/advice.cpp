// SPDX-License-Identifier: Apache-2.0
#include "checklist/advice.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "base/request.hpp"
#include "base/text.hpp"
#include "checklist/asked.hpp"
#include "checklist/checklist.hpp"
#include "checklist/commands.hpp"
#include "checklist/difference.hpp"
#include "checklist/longer.hpp"
#include "checklist/product_steps.hpp"
#include "checklist/proxy_words.hpp"
#include "checklist/variants.hpp"
#include "diagnosis/detail_of.hpp"

namespace gwdiag {

namespace {

// The address of the attempt that counts, or the first of those that the name gave; empty for a
// Unix socket.
std::string address_of(const EndpointTrace& trace) {
  if (!trace.socket_path.empty()) {
    return {};
  }
  const Attempt* main = trace.main();
  const std::string_view used =
      main != nullptr ? std::string_view(main->tcp.address) : std::string_view();
  const std::size_t colon = used.rfind(':');
  if (colon == std::string_view::npos) {
    return trace.dns.addresses.empty() ? trace.host : trace.dns.addresses.front();
  }
  const std::string_view host = used.substr(0, colon);
  return std::string(host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2)
                                                                  : host);
}

// The server name of a handshake that succeeded.
std::string good_sni_of(const EndpointTrace& trace) {
  const auto good = std::ranges::find_if(trace.attempts, [](const Attempt& attempt) {
    return attempt.tls.status == StageStatus::ok && !attempt.tls.sni.empty();
  });
  return good == trace.attempts.end() ? trace.dns.name : good->tls.sni;
}

// A Host that got a good answer.
std::string good_host_of(const EndpointTrace& trace) {
  const auto good = std::ranges::find_if(trace.attempts, [](const Attempt& attempt) {
    const int status = attempt.http.response.status;
    return status >= 200 && status < 400 && !attempt.http.request.host.empty();
  });
  return good == trace.attempts.end() ? std::string() : good->http.request.host;
}

Site site_of(const EndpointTrace& trace) {
  Site site;
  site.text = trace.endpoint;
  site.scheme = trace.scheme;
  site.host = trace.host;
  site.port = trace.port > 0 ? std::to_string(trace.port) : std::string();
  site.socket = trace.socket_path;
  site.path = trace.path;
  site.name = trace.dns.name;
  site.address = address_of(trace);
  site.sni = trace.dns.name;
  site.good_sni = good_sni_of(trace);
  site.good_host = good_host_of(trace);
  const Attempt* main = trace.main();
  if (main == nullptr) {
    return site;
  }
  if (main->tls.status != StageStatus::skipped) {
    site.sni = main->tls.sni;
  }
  const RequestTrace& request = main->http.request;
  if (main->http.request_sent) {
    site.path = request.target;
  }
  const bool own_host = request.host == trace.host ||
                        trace.endpoint.ends_with("/" + request.host) ||
                        trace.endpoint.find("/" + request.host + "/") != std::string::npos;
  site.host_header = own_host ? std::string() : request.host;
  return site;
}

// Where the proxy goes for a request besides: none of the endpoints of this run.
Site site_besides(const Cause& cause) {
  const auto used = std::ranges::find(cause.details, "proxy_uses", &Detail::key);
  const std::string text = used == cause.details.end() ? "" : used->text;
  const std::size_t scheme = text.find("://");
  const std::size_t path = text.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  const std::size_t colon = text.rfind(':', path);
  Site site;
  if (scheme != std::string::npos && colon != std::string::npos && colon > scheme + 3) {
    site.text = text;
    site.scheme = text.substr(0, scheme);
    site.host = text.substr(scheme + 3, colon - scheme - 3);
    site.port = text.substr(colon + 1, path == std::string::npos ? path : path - colon - 1);
    site.path = path == std::string::npos ? "/" : text.substr(path);
  }
  return site;
}

const EndpointTrace* proxy_of(const Evidence& evidence) {
  return evidence.has_proxy ? &evidence.proxy : nullptr;
}

// The upstream that the cause is about; null if it names none and there is not exactly one.
const EndpointTrace* upstream_of(const Cause& cause, const Evidence& evidence) {
  if (cause.upstream >= 0 && static_cast<std::size_t>(cause.upstream) < evidence.upstreams.size()) {
    return &evidence.upstreams[static_cast<std::size_t>(cause.upstream)];
  }
  return evidence.upstreams.size() == 1 ? &evidence.upstreams.front() : nullptr;
}

// The product that the user names, that wrote the proxy's answer, or that stands first on the path.
Layer product_of(const Evidence& evidence) {
  if (!evidence.expectations.as_product.empty()) {
    return {.product = evidence.expectations.as_product,
            .version = evidence.expectations.as_version};
  }
  const auto& layers = evidence.proxy.layers;
  const auto author = std::ranges::find(layers, true, &Layer::wrote_answer);
  if (author != layers.end()) {
    return *author;
  }
  return layers.empty() ? Layer{} : layers.front();
}

// The power of two above the head that was measured, from 16 kB to 256 kB.
std::string buffer_for(const EndpointTrace* trace) {
  const Attempt* main = trace != nullptr ? trace->main() : nullptr;
  const std::uint64_t bytes = main != nullptr ? main->http.response.head_bytes : 0;
  return std::to_string(std::clamp<std::uint64_t>(std::bit_ceil(bytes / 1024 + 1), 16, 256));
}

// The command that asks the whole question again.
std::string check_again(const Evidence& evidence, const std::string& command_line) {
  if (command_line.starts_with("gwdiag check") ||
      (!evidence.has_proxy && evidence.upstreams.empty())) {
    return command_line;
  }
  std::string command = "gwdiag check";
  if (evidence.has_proxy) {
    command += " " + shell_quote(evidence.proxy.endpoint);
  }
  for (const EndpointTrace& upstream : evidence.upstreams) {
    command += " " + shell_quote(upstream.endpoint);
  }
  return command;
}

void append(std::vector<Fix>& fixes, const CauseWords::Step& step, const Values& values) {
  const std::string command = fill(step.command, values);
  if (step.number == 0 && command.empty() && !step.command.empty()) {
    return; // our own step is its command; a documented one stands without
  }
  const std::string_view own = step.text.empty() ? step_text(step.number) : step.text;
  const std::string text = fill(own, values);
  if (!text.empty()) {
    fixes.push_back({.text = text, .command = command, .checklist_step = step.number});
  }
}

void append_product_steps(std::vector<Fix>& fixes,
                          const Cause& cause,
                          const CommandFacts& facts,
                          const Values& values,
                          int after) {
  for (const ProductStep& row : product_steps()) {
    const bool speaks = row.speaks.empty() || row.speaks == detail_of(cause, "speaks");
    if (row.after == after && speaks && equals_ignoring_case(row.product, facts.product) &&
        concerns(row, cause.id)) {
      append(fixes, {0, row.text, row.command}, values);
    }
  }
}

std::vector<Fix> fixes_for(const Cause& cause, const CauseWords& words, const CommandFacts& facts) {
  const Values values = values_of(facts);
  std::vector<Fix> fixes;
  const auto& steps = words.advice;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    append(fixes, steps[i], values);
    if (steps[i].number != 0) {
      append_product_steps(fixes, cause, facts, values, steps[i].number);
    }
  }
  return fixes;
}

// The same checklist, where the proxy itself is what fails: its own process, its own listener, its
// own log.
std::vector<Fix>
proxy_fixes(const ProxyWords& proxy, const CauseWords& words, const CommandFacts& facts) {
  const Values values = values_of(facts);
  std::vector<Fix> fixes;
  append(fixes, proxy.look, values);
  for (const auto& step : words.advice) {
    if (step.number != 0 && step.number != proxy.left_out) {
      append(fixes, proxy_step(step.number), values);
    }
  }
  return fixes;
}

// The request may change something: it is sent once, and not until it is well.
bool asks_once(const std::string& check) {
  const auto has = [&](std::string_view part) { return check.find(part) != std::string::npos; };
  if (has(" grpc://") || has(" grpcs://") || has("data @") || has("data '@")) {
    return true;
  }
  constexpr std::string_view option = "method ";
  const std::size_t at = check.find(std::string("-").append(option));
  const std::size_t value = at == std::string::npos ? at : at + 1 + option.size();
  return value != std::string::npos &&
         !repeatable(std::string_view(check).substr(value, check.find(' ', value) - value));
}

std::string verify_with(const std::string& check) {
  const auto has = [&](std::string_view part) { return check.find(part) != std::string::npos; };
  const bool once = asks_once(check);
  return check.empty() || once || has(" --wait") ? check : check + " --wait 60";
}

// openssl's options for the files that the run was given.
std::string openssl_files(const Access& access) {
  std::string out;
  for (const auto& [option, file] : {std::pair{"-CAfile", &access.cacert},
                                     std::pair{"-CApath", &access.capath},
                                     std::pair{"-cert", &access.cert},
                                     std::pair{"-key", &access.key}}) {
    out += file->empty() ? "" : fmt::format(" {} {}", option, shell_quote(*file));
  }
  return out;
}

// curl's: it asks for the password of USER, and reads the header from FILE. The request is the one
// of this run: another one may fare better.
std::string curl_access(const Access& access) {
  const bool head = access.method == "HEAD" && access.data_file.empty();
  std::string out = head                    ? "-I "
                    : access.method.empty() ? ""
                                            : fmt::format("-X {} ", shell_quote(access.method));
  out += access.data_file.empty()
             ? ""
             : fmt::format("--data-binary {} ", shell_quote("@" + access.data_file));
  for (const std::string& header : access.headers) {
    // "Name:" alone has curl leave the field out; "Name;" sends it empty.
    const bool empty = header.ends_with(": ");
    out += fmt::format("-H {} ",
                       shell_quote(empty ? header.substr(0, header.size() - 2) + ";" : header));
  }
  out += access.user ? "-u USER " : "";
  out += access.header ? "-H @FILE " : "";
  for (const auto& [option, file] :
       {std::pair{"--cert", &access.cert}, std::pair{"--key", &access.key}}) {
    out += file->empty() ? "" : fmt::format("{} {} ", option, shell_quote(*file));
  }
  return out;
}

void give_access(CommandFacts& facts, bool proxy_itself, const Rerun& rerun) {
  const Access& access = proxy_itself ? rerun.proxy : rerun.upstream;
  facts.upstream.openssl_files = openssl_files(access);
  facts.upstream.curl_access = curl_access(access);
  facts.proxy.openssl_files = openssl_files(rerun.proxy);
  facts.proxy.curl_access = curl_access(rerun.proxy);
}

std::string probe_again(const EndpointTrace& upstream, const std::string& options) {
  return fmt::format("gwdiag probe {}{}{}",
                     shell_quote(upstream.endpoint),
                     asked_options(upstream, "--", options, nullptr),
                     options);
}

void advise(Cause& cause, const Evidence& evidence, const Rerun& rerun, const std::string& check) {
  const CauseWords* words = find_words(cause.id);
  if (words == nullptr) {
    cause.title = cause.summary.empty() ? cause.id : cause.summary;
    return;
  }
  const ProxyWords* proxy = cause.subject == Subject::proxy ? proxy_words(*words) : nullptr;
  const EndpointTrace* endpoint =
      proxy != nullptr ? proxy_of(evidence) : upstream_of(cause, evidence);
  const Layer product = product_of(evidence);
  CommandFacts facts;
  const bool besides =
      std::ranges::find(cause.details, "subrequest", &Detail::key) != cause.details.end();
  facts.upstream = besides               ? site_besides(cause)
                   : endpoint != nullptr ? site_of(*endpoint)
                                         : Site{};
  facts.proxy = evidence.has_proxy ? site_of(evidence.proxy) : Site{};
  for (std::string* name : {&facts.upstream.good_sni, &facts.upstream.good_host}) {
    *name = name->empty() ? facts.proxy.name : *name; // the public name is what a site is known by
  }
  if (cause.id == "sni-required" && facts.upstream.good_sni.empty()) {
    facts.upstream.good_sni = "NAME"; // none is known that is served well
  }
  facts.profile = find_profile(product.product);
  facts.product = facts.profile != nullptr ? facts.profile->name : product.product;
  facts.profile_version = product.version;
  facts.check = check;
  give_access(facts, proxy != nullptr, rerun);
  facts.longer_s = longer_than(endpoint, evidence, facts.profile, facts.profile_version);
  facts.buffer_k = buffer_for(endpoint);
  facts.idle_below_s = number_of(cause, "proxy_at_most_s");
  facts.idle_above_s = number_of(cause, "upstream_at_least_s");

  cause.checklist = words->checklist;
  cause.rfc9209 = words->rfc9209;
  cause.heals = words->heals;
  cause.verify = verify_with(check);
  cause.verify_note = cause.verify.empty() ? "" : rerun.note;
  if (proxy != nullptr) {
    cause.title = proxy_title(*proxy, *words);
    cause.explanation = proxy->explanation;
    cause.fixes = proxy_fixes(*proxy, *words, facts);
  } else {
    const Variant* const variant = variant_of(cause);
    const bool other = variant != nullptr;
    cause.title = other && !variant->title.empty() ? variant->title : words->title;
    cause.explanation = other ? variant->explanation : words->explanation;
    cause.fixes = fixes_for(cause, *words, facts);
  }
  prepend_special_steps(cause, endpoint == nullptr ? "" : probe_again(*endpoint, rerun.probe));
  follow_difference(cause, evidence.proxy.endpoint, check);
}

} // namespace

void advise(Verdict& verdict, const Evidence& evidence, const Rerun& rerun) {
  const std::string check = check_again(evidence, rerun.check);
  for (DecideBy& decide : verdict.decide_by) {
    if (decide.runs == DecideBy::Runs::probe && decide.upstream >= 0) {
      const auto& upstream = evidence.upstreams[static_cast<std::size_t>(decide.upstream)];
      decide.command = probe_again(upstream, rerun.probe) + " -o json > upstream.json";
    } else if (!decide.more.empty()) {
      decide.command = check;
      for (const std::string& option : decide.more) {
        decide.command += check.find(option) == std::string::npos ? option : "";
      }
    }
  }
  for (Cause& cause : verdict.causes) {
    advise(cause, evidence, rerun, check);
  }
}

} // namespace gwdiag
