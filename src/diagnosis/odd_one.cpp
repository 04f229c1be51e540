// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "diagnosis/pool.hpp"

namespace gwdiag {

namespace {

constexpr std::size_t most_named = 4; // odd members that one aspect names

std::string status_class_of(const Attempt& attempt) {
  return std::to_string(attempt.http.response.status / 100);
}

std::string status_of(const Attempt& attempt) {
  return std::to_string(attempt.http.response.status);
}

std::string certificate_of(const Attempt& attempt) {
  return attempt.tls.chain.empty() ? "" : attempt.tls.chain.front().fingerprint;
}

std::string certificate_in_words(const Attempt& attempt) {
  const Certificate& leaf = attempt.tls.chain.front();
  return fmt::format(
      "{} (valid to {})", leaf.fingerprint.substr(0, 8), leaf.not_after.substr(0, 10));
}

std::string product_of(const Attempt& attempt) {
  std::string out;
  for (const char* field : {"Server", "X-Powered-By", "X-App-Version", "X-Version"}) {
    if (const auto value = attempt.http.response.header(field)) {
      out += out.empty() ? "" : ", ";
      out += *value;
    }
  }
  return out;
}

std::string length_of(const Attempt& attempt) {
  return fmt::format("{} {}", attempt.http.response.status, attempt.http.response.body_bytes);
}

std::string length_in_words(const Attempt& attempt) {
  return std::to_string(attempt.http.response.body_bytes);
}

// A name or a number in the page makes a few bytes.
bool other_length(const Attempt& odd, const Attempt& usual) {
  const auto a = static_cast<double>(odd.http.response.body_bytes);
  const auto b = static_cast<double>(usual.http.response.body_bytes);
  return odd.http.response.status == usual.http.response.status &&
         std::fabs(a - b) > std::max(16.0, 0.05 * std::max(a, b));
}

std::string page_of(const Attempt& attempt) {
  const Http1Response& response = attempt.http.response;
  return response.body_bytes == 0 ? fmt::format("{}", response.status) : response.body_hash;
}

std::string page_in_words(const Attempt& attempt) {
  return page_of(attempt).substr(0, 6);
}

// Asked several times, each of its answers had these bytes.
bool steady(const Attempt& attempt) {
  const auto& samples = attempt.timing.samples;
  return !samples.empty() && std::ranges::all_of(samples, [&](const TimingTrace::Sample& sample) {
    return !sample.error.empty() || sample.body_hash == attempt.http.response.body_hash;
  });
}

// Another page of about the same length. One that changes with each answer tells nothing.
bool other_page(const Attempt& odd, const Attempt& usual) {
  return odd.http.response.status == usual.http.response.status && !other_length(odd, usual) &&
         steady(odd) && steady(usual);
}

bool always(const Attempt&, const Attempt&) {
  return true;
}

struct Aspect {
  const char* name;
  std::string (*value)(const Attempt&); // what is compared; empty: not known
  std::string (*words)(const Attempt&);
  bool (*matters)(const Attempt& odd, const Attempt& usual);
  const char* says; // member, its value, how many others, theirs
  bool of_two;      // two members that differ are worth a word, though none of them is the odd one
};

constexpr std::array aspects{
    Aspect{"pool_status", status_class_of, status_of, always, "{} answers {}, {} {}", true},
    Aspect{"pool_certificate",
           certificate_of,
           certificate_in_words,
           always,
           "{} serves the certificate {}, {} {}",
           false},
    Aspect{"pool_version", product_of, product_of, always, "{} is {}, {} {}", true},
    Aspect{"pool_body_bytes",
           length_of,
           length_in_words,
           other_length,
           "{} answers with {} bytes of body, {} with {}",
           false},
    Aspect{"pool_body", page_of, page_in_words, other_page, "{} serves the page {}, {} {}", false}};

// Those that answered the question that the first of them was asked.
std::vector<const Member*> comparable(const Scene& scene, const std::vector<Member>& members) {
  std::vector<const Member*> out;
  for (const Member& member : members) {
    const Attempt& attempt = attempt_of(scene, member);
    const bool whole = answered(attempt) && attempt.http.response.has_head;
    if (whole && (out.empty() || (attempt.http.request.target ==
                                      attempt_of(scene, *out.front()).http.request.target &&
                                  attempt.scheme == attempt_of(scene, *out.front()).scheme))) {
      out.push_back(&member);
    }
  }
  return out;
}

Comparison row_of(const Member& odd) {
  Comparison row;
  row.upstream_index = static_cast<int>(odd.upstream);
  row.address = odd.only_address ? "" : odd.where;
  return row;
}

std::string others_in_words(std::size_t count, const Member& one) {
  return count == 1 ? one.where : fmt::format("the {} others", count);
}

// The members whose value is not that of nearly all; of two that differ the second, or the one that
// answers 4xx.
void by_aspect(const Scene& scene,
               const std::vector<const Member*>& members,
               const Aspect& aspect,
               std::vector<Comparison>& out) {
  std::map<std::string, std::vector<const Member*>> by_value;
  for (const Member* member : members) {
    by_value[aspect.value(attempt_of(scene, *member))].push_back(member);
  }
  if (by_value.size() < 2 || by_value.contains("")) {
    return;
  }
  const auto usual =
      std::ranges::max_element(by_value, {}, [](const auto& entry) { return entry.second.size(); });
  const std::size_t most = usual->second.size();
  const bool two = members.size() == 2 && aspect.of_two;
  if (!two && (most < 2 || most * 3 < members.size() * 2)) {
    return;
  }
  const Member& other = *usual->second.front();
  std::size_t named = 0;
  for (const Member* odd : members) {
    const Attempt& theirs = attempt_of(scene, *odd);
    const Attempt& ours = attempt_of(scene, other);
    if (aspect.value(theirs) == usual->first || !aspect.matters(theirs, ours) ||
        ++named > most_named) {
      continue;
    }
    Comparison row = row_of(*odd);
    row.aspect = aspect.name;
    row.upstream = aspect.words(theirs);
    row.others = aspect.words(ours);
    row.says = fmt::format(fmt::runtime(aspect.says),
                           odd->where,
                           row.upstream,
                           others_in_words(most, other),
                           row.others);
    out.push_back(std::move(row));
  }
}

double first_byte(const Scene& scene, const Member* member) {
  return attempt_of(scene, *member).timing.first_byte_ms.value_or(0);
}

// Several times later than the others, and by more than a busy moment takes.
void by_pace(const Scene& scene, std::vector<const Member*> members, std::vector<Comparison>& out) {
  constexpr double times = 5;
  constexpr double worth_naming_ms = 250;
  if (members.size() < 3) {
    return;
  }
  std::ranges::sort(members, {}, [&](const Member* m) { return first_byte(scene, m); });
  const double median = first_byte(scene, members[(members.size() - 1) / 2]);
  std::size_t named = 0;
  for (const Member* member : members) {
    const double late = first_byte(scene, member);
    if (late < median * times || late < median + worth_naming_ms || ++named > most_named) {
      continue;
    }
    Comparison row = row_of(*member);
    row.aspect = "pool_first_byte_ms";
    row.upstream = fmt::format("{:.1f}", late);
    row.others = fmt::format("{:.1f}", median);
    row.says = fmt::format("{} sends its first byte after {}, the {} others after {} (the median)",
                           member->where,
                           seconds(late),
                           members.size() - 1,
                           seconds(median));
    out.push_back(std::move(row));
  }
}

std::string share_in_words(const Scene& scene, const Pool& pool) {
  const bool addresses = scene.evidence.upstreams.size() == 1;
  const char* few = pool.spoilt() == 1 ? "s" : "";
  const std::string what = pool.hundred > 0
                               ? fmt::format("answer{} 4xx where the others do not", few)
                               : fmt::format("fail{}", few);
  return fmt::format("{} of {} {} {}, {:.0f} % of the requests if all are asked alike",
                     pool.spoilt(),
                     pool.members.size(),
                     addresses ? "addresses" : "members",
                     what,
                     pool.share() * 100);
}

void by_share(const Scene& scene, const Pool& pool, std::vector<Comparison>& out) {
  if (!pool.divided()) {
    return;
  }
  Comparison row;
  row.aspect = "failing_share";
  row.upstream_index = -1;
  row.upstream = fmt::format("{:.3f}", pool.share());
  row.says = share_in_words(scene, pool);
  if (pool.draws.answers > 1) {
    const std::size_t hits =
        pool.hundred > 0 ? answers_of_class(scene, pool.hundred) : pool.draws.failed;
    row.proxy =
        fmt::format("{:.3f}", static_cast<double>(hits) / static_cast<double>(pool.draws.answers));
    row.says += "; " + pool.draws.in_words(hits, pool.share(), pool.hundred);
  }
  out.push_back(std::move(row));
}

} // namespace

std::vector<Comparison> compare_members(const Scene& scene) {
  std::vector<Comparison> out;
  const Pool pool = view_pool(scene);
  if (pool.members.size() > 1) {
    const std::vector<const Member*> members = comparable(scene, pool.members);
    for (const Aspect& aspect : aspects) {
      by_aspect(scene, members, aspect, out);
    }
    by_pace(scene, members, out);
    by_share(scene, pool, out);
  }
  if (auto groups = group_answers(scene)) {
    out.push_back(std::move(*groups));
  }
  return out;
}

} // namespace gwdiag
