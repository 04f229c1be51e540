// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <deque>
#include <fstream>
#include <memory>
#include <sstream>
#include <utility>

#include <ares.h>
#include <ares_nameser.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>

#include "base/text.hpp"
#include "net/background.hpp"
#include "net/resolver.hpp"

namespace gwdiag {

namespace {

constexpr int per_try_ms = 2000; // two tries within what a resolver's client usually waits
constexpr int tries = 2;

struct ChannelDeleter {
  void operator()(ares_channel channel) const { ares_destroy(channel); }
};

using Channel = std::unique_ptr<std::remove_pointer_t<ares_channel>, ChannelDeleter>;

const char* result_of(int status) {
  switch (status) {
  case ARES_SUCCESS:
    return "ok";
  case ARES_ENOTFOUND:
    return "nxdomain";
  case ARES_ENODATA:
    return "no-data";
  case ARES_ESERVFAIL:
    return "servfail";
  case ARES_EREFUSED:
    return "refused";
  case ARES_ETIMEOUT:
  case ARES_ECONNREFUSED: // nobody answers at the server's port
    return "timeout";
  default:
    return "error";
  }
}

void parse_addresses(DnsAnswer& answer, const unsigned char* data, int size) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (answer.family == "A") {
    std::array<ares_addrttl, 16> found{};
    int count = static_cast<int>(found.size());
    const int status = ares_parse_a_reply(data, size, nullptr, found.data(), &count);
    answer.result = result_of(status);
    for (int i = 0; status == ARES_SUCCESS && i < count; ++i) {
      const auto& row = found.at(static_cast<std::size_t>(i));
      inet_ntop(AF_INET, &row.ipaddr, text.data(), text.size());
      answer.addresses.emplace_back(text.data());
      answer.ttl = static_cast<std::uint32_t>(row.ttl);
      answer.has_ttl = true;
    }
    return;
  }
  std::array<ares_addr6ttl, 16> found{};
  int count = static_cast<int>(found.size());
  const int status = ares_parse_aaaa_reply(data, size, nullptr, found.data(), &count);
  answer.result = result_of(status);
  for (int i = 0; status == ARES_SUCCESS && i < count; ++i) {
    const auto& row = found.at(static_cast<std::size_t>(i));
    inet_ntop(AF_INET6, &row.ip6addr, text.data(), text.size());
    answer.addresses.emplace_back(text.data());
    answer.ttl = static_cast<std::uint32_t>(row.ttl);
    answer.has_ttl = true;
  }
}

// With ARES_FLAG_NOCHECKRESP the reply comes through whatever its rcode: read it here (RFC 1035
// section 4.1.1).
void on_reply(void* self, int status, int, unsigned char* data, int size) {
  if (status == ARES_EDESTRUCTION || status == ARES_ECANCELLED) {
    return; // our own time has come
  }
  auto& answer = *static_cast<DnsAnswer*>(self);
  if (status != ARES_SUCCESS && status != ARES_ENODATA) {
    answer.result = result_of(status);
    return;
  }
  const int rcode = size >= 4 ? data[3] & 15 : 0;
  static constexpr std::array<const char*, 6> by_rcode{
      "", "error", "servfail", "nxdomain", "error", "refused"};
  if (rcode != 0) {
    answer.result = static_cast<std::size_t>(rcode) < by_rcode.size()
                        ? by_rcode.at(static_cast<std::size_t>(rcode))
                        : "error";
    return;
  }
  parse_addresses(answer, data, size);
}

// One name server and what it was asked. It stays in its place: c-ares writes into the answers.
struct Asked {
  Channel channel;
  std::array<DnsAnswer, 2> answers;
};

void collect(const Asked& asked, std::vector<pollfd>& polled) {
  std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
  if (!asked.channel) {
    return;
  }
  const auto wanted =
      static_cast<unsigned>(ares_getsock(asked.channel.get(), sockets.data(), ARES_GETSOCK_MAXNUM));
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    const bool reads = (wanted >> i & 1U) != 0;
    const bool writes = (wanted >> (i + ARES_GETSOCK_MAXNUM) & 1U) != 0;
    if (reads || writes) {
      polled.push_back(
          {sockets.at(i), static_cast<short>((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), 0});
    }
  }
}

void process(const Asked& asked, const std::vector<pollfd>& polled) {
  if (!asked.channel) {
    return;
  }
  ares_process_fd(asked.channel.get(), ARES_SOCKET_BAD, ARES_SOCKET_BAD); // what has timed out
  for (const pollfd& one : polled) {
    const bool reads = (one.revents & (POLLIN | POLLERR | POLLHUP)) != 0;
    const bool writes = (one.revents & POLLOUT) != 0;
    if (reads || writes) {
      ares_process_fd(
          asked.channel.get(), reads ? one.fd : ARES_SOCKET_BAD, writes ? one.fd : ARES_SOCKET_BAD);
    }
  }
}

// All servers at once, until each has answered or the time has come: what is missing then stays
// "timeout". poll and not select: descriptors may be above 1023.
void run(const std::deque<Asked>& all, TimePoint until) {
  constexpr int look_again_ms = 50; // c-ares keeps times of its own
  while (SteadyClock::now() < until) {
    std::vector<std::vector<pollfd>> polled(all.size());
    std::vector<pollfd> together;
    for (std::size_t i = 0; i < all.size(); ++i) {
      collect(all[i], polled[i]);
      together.insert(together.end(), polled[i].begin(), polled[i].end());
    }
    if (together.empty()) {
      return;
    }
    poll(together.data(), together.size(), look_again_ms);
    std::size_t next = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (pollfd& one : polled[i]) {
        one.revents = together[next++].revents;
      }
      process(all[i], polled[i]);
    }
  }
}

void ask(Asked& asked, const std::string& server, const std::string& name) {
  for (DnsAnswer& answer : asked.answers) {
    answer.source = server;
    answer.result = "error";
  }
  asked.answers[0].family = "A";
  asked.answers[1].family = "AAAA";
  ares_options options{};
  options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
  options.timeout = per_try_ms;
  options.tries = tries;
  ares_channel raw = nullptr;
  if (ares_init_options(&raw, &options, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) !=
      ARES_SUCCESS) {
    return;
  }
  asked.channel.reset(raw);
  if (ares_set_servers_ports_csv(raw, server.c_str()) != ARES_SUCCESS) {
    asked.channel.reset();
    return;
  }
  for (DnsAnswer& answer : asked.answers) {
    answer.result = "timeout";
    const int type = answer.family == "A" ? ns_t_a : ns_t_aaaa;
    ares_query(raw, name.c_str(), ns_c_in, type, on_reply, &answer);
  }
}

std::vector<std::string> system_servers() {
  std::vector<std::string> servers;
  std::ifstream file("/etc/resolv.conf");
  std::string line;
  while (std::getline(file, line) && servers.size() < 3) { // resolv.conf(5): at most three are used
    std::istringstream words(line);
    std::string key;
    std::string value;
    const bool server = words >> key >> value && key == "nameserver";
    if (server && value.find('%') == std::string::npos) { // c-ares 1.18 takes no zone
      servers.push_back(value.find(':') == std::string::npos ? value + ":53"
                                                             : "[" + value + "]:53");
    }
  }
  return servers;
}

std::vector<DnsAnswer>
explain(const std::string& name, const std::string& server, TimePoint until) {
  std::vector<DnsAnswer> answers;
  if (server.empty()) {
    answers = hosts_file_answers(name);
  }
  const auto servers = server.empty() ? system_servers() : std::vector<std::string>{server};
  std::deque<Asked> all;
  for (const std::string& one : servers) {
    ask(all.emplace_back(), one, name);
  }
  run(all, until);
  for (Asked& asked : all) {
    asked.channel.reset(); // its pending questions end here, as cancelled
    std::ranges::move(asked.answers, std::back_inserter(answers));
  }
  return answers;
}

} // namespace

std::vector<DnsAnswer> hosts_file_answers(const std::string& name) {
  std::ifstream file("/etc/hosts");
  std::string line;
  std::array<DnsAnswer, 2> found{DnsAnswer{"hosts", "A", "ok", {}, 0, false},
                                 DnsAnswer{"hosts", "AAAA", "ok", {}, 0, false}};
  while (std::getline(file, line)) {
    std::istringstream words(line.substr(0, line.find('#')));
    std::string address;
    std::string word;
    words >> address;
    while (words >> word) {
      if (equals_ignoring_case(word, name)) {
        found.at(address.find(':') == std::string::npos ? 0 : 1)
            .addresses.push_back(escape_peer(address, 64));
      }
    }
  }
  std::vector<DnsAnswer> answers;
  for (DnsAnswer& answer : found) {
    if (!answer.addresses.empty()) {
      answers.push_back(std::move(answer));
    }
  }
  return answers;
}

Task<std::vector<DnsAnswer>>
explain_name(Loop loop, std::string name, std::string server, TimePoint until) {
  constexpr std::chrono::milliseconds hand_over{20}; // what came is still to be taken
  const TimePoint own = loop->bound(until) - hand_over;
  auto work = [name = std::move(name), server = std::move(server), own] {
    return explain(name, server, own);
  };
  std::vector<DnsAnswer> none;
  co_return co_await in_background<std::vector<DnsAnswer>>(
      std::move(loop), std::move(work), std::move(none), until);
}

LookUp addresses_of(const std::vector<DnsAnswer>& answers, std::uint16_t port, FamilyWish family) {
  LookUp result;
  bool no_data = false;
  for (const DnsAnswer& answer : answers) {
    const bool wanted =
        family == FamilyWish::any || (family == FamilyWish::ipv4) == (answer.family == "A");
    for (const std::string& text : wanted ? answer.addresses : std::vector<std::string>{}) {
      if (const auto address = literal_address(text, "", port)) {
        result.addresses.push_back(*address);
      }
    }
    no_data = no_data || answer.result == "no-data" || (answer.result == "ok" && !wanted);
    if (answer.result != "ok" && answer.result != "no-data") {
      result.error = answer.result == "error" ? "failure" : answer.result;
    }
  }
  if (!result.addresses.empty()) {
    result.error.clear();
  } else if (result.error.empty()) {
    result.error = no_data ? "no-address" : "timeout";
  }
  result.timed_out = result.error == "timeout";
  return result;
}

} // namespace gwdiag
