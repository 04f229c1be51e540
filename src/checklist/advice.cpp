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
#include "checklist/checklist.hpp"
#include "checklist/commands.hpp"
#include "checklist/difference.hpp"
#include "checklist/longer.hpp"
#include "checklist/product_steps.hpp"
#include "checklist/proxy_words.hpp"
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

std::string number_of(const Cause& cause, std::string_view key) {
  const auto found = std::ranges::find(cause.details, key, &Detail::key);
  return found == cause.details.end() || !found->number ? std::string()
                                                        : fmt::format("{:.0f}", *found->number);
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

// What to do about a process that cannot run; {pid} is its number.
struct StateStep {
  std::string_view state;
  std::string_view text;
  std::string_view command;
};

constexpr std::array state_steps{
    StateStep{"stopped",
              "Let the process and its group run again, and find out who stopped it",
              "kill -CONT $(pgrep -g $(ps -o pgid= -p {pid}))"},
    StateStep{"traced",
              "See which debugger holds the process, and let it go on",
              "grep TracerPid /proc/{pid}/status"},
    StateStep{"frozen",
              "See which control group is frozen, and thaw it (docker unpause, systemctl thaw)",
              "cat /proc/{pid}/cgroup"},
    StateStep{"disk", "See what the process waits for", "sudo cat /proc/{pid}/stack"},
};

void prepend_state_step(std::vector<Fix>& fixes, const Cause& cause) {
  const std::string state = detail_of(cause, "process_state");
  const auto* const row =
      std::ranges::find(state_steps, std::string_view(state), &StateStep::state);
  const Values values{{"pid", number_of(cause, "process")}};
  if (row != state_steps.end()) {
    fixes.insert(fixes.begin(),
                 {.text = std::string(row->text), .command = fill(row->command, values)});
  }
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

bool is_interim(const Cause& cause) {
  return std::ranges::any_of(cause.details, [](const Detail& detail) {
    return detail.key == "interim" ||
           (detail.key == "anomaly" && detail.text.ends_with("-interim"));
  });
}

// What another port says comes through the proxy.
bool is_handed_on(const Cause& cause) {
  return std::ranges::any_of(cause.details, [](const Detail& d) { return d.key == "speaks"; }) ||
         std::ranges::any_of(cause.evidence, [](const Fact& f) {
           return f.fact.starts_with("X-Transformed-From");
         });
}

bool is_of_descriptors(const Cause& cause) {
  return detail_of(cause, "resource") == "file descriptors";
}

bool is_of_a_firewall(const Cause& cause) {
  return detail_of(cause, "how") == "a firewall that rejects" ||
         (cause.id == "path-blocked" && detail_of(cause, "proxy_runs") == "here");
}

// What holds for this way of coming about, ahead of the ordinary steps.
void prepend_special_step(std::vector<Fix>& fixes, const Cause& cause) {
  if (const std::string gateway = detail_of(cause, "gateway"); !gateway.empty()) {
    fixes.insert(fixes.begin(),
                 {.text = fmt::format("{} is a gateway itself: look up in its configuration what "
                                      "stands behind it, and check that pair, {} as PROXY",
                                      gateway,
                                      gateway),
                  .command = {}});
  } else if (const std::string to = detail_of(cause, "location");
             !to.empty() && cause.id == "upstream-error-status") {
    fixes.insert(
        fixes.begin(),
        {.text = fmt::format("It sends to {}: to https it wants X-Forwarded-Proto from the "
                             "proxy, to another path that one is to be asked (--path), to "
                             "a login it wants credentials; where that is well, say so "
                             "(--expect-status)",
                             to),
         .command = {}});
  } else if (detail_of(cause, "buffered") == "true") {
    fixes.insert(fixes.begin(),
                 {.text =
                      "Let the proxy hand on what comes: in nginx, proxy_buffering off for this "
                      "location, or X-Accel-Buffering: no in the application's answer",
                  .command = {}});
  } else if (is_of_a_firewall(cause)) { // it runs, and a restart leaves the rule as it is
    std::erase_if(
        fixes, [](const Fix& fix) { return fix.checklist_step == 3 || fix.checklist_step == 5; });
    fixes.insert(fixes.begin(),
                 {.text = "Look for the rule among those of this machine's firewall, rules for one "
                          "user (skuid, --uid-owner) and redirections too",
                  .command = "nft list ruleset; iptables-save"});
  } else if (is_of_descriptors(cause)) {
    fixes.insert(
        fixes.begin(),
        {{.text = "See what the process holds open, and whether its number only grows",
          .command = fill("ls -l /proc/{pid}/fd | awk '{print $NF}' | sort | uniq -c | sort -rn",
                          {{"pid", number_of(cause, "process")}})},
         {.text = "Raise its limit (LimitNOFILE= of the service, ulimit -n before it starts) and "
                  "restart it",
          .command = {}}});
  }
}

// One id that was seen in two ways, of which its ordinary words describe the other.
struct Variant {
  std::string_view id;
  bool (*is)(const Cause& cause);
  std::string_view title; // "" for the ordinary one
  std::string_view explanation;
};

bool is_redirect(const Cause& cause) {
  return !detail_of(cause, "location").empty();
}

constexpr std::array variants{
    Variant{"upstream-error-status",
            is_redirect,
            "The upstream redirects where another status is expected",
            "The response is whole and valid, and sends elsewhere; the proxy hands it on. Usual "
            "reasons: the application takes the request for one without TLS (X-Forwarded-Proto is "
            "missing), wants the path with a slash, its own public name, or a login."},
    Variant{
        "unexpected-upgrade",
        is_interim,
        "The upstream sends interim answers before its answer",
        "Interim answers (1xx) come before the response: 100 to a request that has nothing to be "
        "continued, 102 while the application works, 103 with early hints. RFC 9110 section "
        "15.2 allows them, and a proxy has to hand them on or drop them; some products take the "
        "first for the answer, or take a few and no more, and fail."},
    Variant{"connection-limit",
            is_of_descriptors,
            "The upstream has no file descriptor left",
            "Each connection needs one, beside the files and connections that the process holds "
            "itself. At its limit (ulimit -n, LimitNOFILE of the service) accept() fails: what "
            "comes waits in the queue, or is closed at once. Often they leak: connections that "
            "are never closed."},
    Variant{
        "connection-refused",
        is_of_a_firewall,
        "A firewall rejects connections to the upstream",
        "A process listens on this address and port and has done so all along, and the connect "
        "is answered with a reset: a rule in front of it rejects, for everybody or for some, or "
        "leads the connect to another port on which nothing listens."},
    Variant{"wrong-upstream-address",
            is_handed_on,
            "",
            "The upstream named here is a web server and is well; what comes through the proxy are "
            "the bytes of something else, which the proxy took for an answer of HTTP/0.9, from "
            "before there were heads. The configuration in force points to that other port."},
};

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
    const auto* const variant = std::ranges::find_if(
        variants, [&](const Variant& v) { return v.id == cause.id && v.is(cause); });
    const bool other = variant != variants.end();
    cause.title = other && !variant->title.empty() ? variant->title : words->title;
    cause.explanation = other ? variant->explanation : words->explanation;
    cause.fixes = fixes_for(cause, *words, facts);
  }
  prepend_special_step(cause.fixes, cause);
  prepend_state_step(cause.fixes, cause);
  follow_difference(cause, evidence.proxy.endpoint, check);
}

} // namespace

void advise(Verdict& verdict, const Evidence& evidence, const Rerun& rerun) {
  const std::string check = check_again(evidence, rerun.check);
  for (Cause& cause : verdict.causes) {
    advise(cause, evidence, rerun, check);
  }
}

} // namespace gwdiag
