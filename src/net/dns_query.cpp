// SPDX-License-Identifier: Apache-2.0
#include <array>
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

// poll and not select: descriptors may be above 1023.
void run(ares_channel channel) {
  std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
  while (true) {
    const unsigned wanted =
        static_cast<unsigned>(ares_getsock(channel, sockets.data(), ARES_GETSOCK_MAXNUM));
    std::vector<pollfd> polled;
    for (std::size_t i = 0; i < sockets.size(); ++i) {
      const bool reads = (wanted >> i & 1U) != 0;
      const bool writes = (wanted >> (i + ARES_GETSOCK_MAXNUM) & 1U) != 0;
      if (reads || writes) {
        polled.push_back(
            {sockets.at(i), static_cast<short>((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), 0});
      }
    }
    if (polled.empty()) {
      return;
    }
    timeval buffer{};
    const timeval* wait = ares_timeout(channel, nullptr, &buffer);
    const int milliseconds = wait == nullptr
                                 ? per_try_ms
                                 : static_cast<int>(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1);
    const int ready = poll(polled.data(), polled.size(), milliseconds);
    if (ready <= 0) {
      ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    }
    for (const pollfd& one : polled) {
      const bool reads = (one.revents & (POLLIN | POLLERR | POLLHUP)) != 0;
      const bool writes = (one.revents & POLLOUT) != 0;
      if (ready > 0 && (reads || writes)) {
        ares_process_fd(
            channel, reads ? one.fd : ARES_SOCKET_BAD, writes ? one.fd : ARES_SOCKET_BAD);
      }
    }
  }
}

DnsAnswer ask(const std::string& server, const std::string& name, int type) {
  DnsAnswer answer;
  answer.source = server;
  answer.family = type == ns_t_a ? "A" : "AAAA";
  answer.result = "error";
  ares_options options{};
  options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
  options.timeout = per_try_ms;
  options.tries = tries;
  ares_channel raw = nullptr;
  if (ares_init_options(&raw, &options, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) !=
      ARES_SUCCESS) {
    return answer;
  }
  const Channel channel(raw);
  if (ares_set_servers_ports_csv(channel.get(), server.c_str()) != ARES_SUCCESS) {
    return answer;
  }
  ares_query(channel.get(), name.c_str(), ns_c_in, type, on_reply, &answer);
  run(channel.get());
  return answer;
}

std::vector<std::string> system_servers() {
  std::vector<std::string> servers;
  std::ifstream file("/etc/resolv.conf");
  std::string line;
  while (std::getline(file, line) && servers.size() < 3) { // resolv.conf(5): at most three are used
    std::istringstream words(line);
    std::string key;
    std::string value;
    if (words >> key >> value && key == "nameserver") {
      servers.push_back(value.find(':') == std::string::npos ? value + ":53"
                                                             : "[" + value + "]:53");
    }
  }
  return servers;
}

void add_hosts_file(std::vector<DnsAnswer>& answers, const std::string& name) {
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
  for (DnsAnswer& answer : found) {
    if (!answer.addresses.empty()) {
      answers.push_back(std::move(answer));
    }
  }
}

std::vector<DnsAnswer> explain(const std::string& name, const std::string& server) {
  std::vector<DnsAnswer> answers;
  if (server.empty()) {
    add_hosts_file(answers, name);
  }
  const auto servers = server.empty() ? system_servers() : std::vector<std::string>{server};
  for (const std::string& one : servers) {
    answers.push_back(ask(one, name, ns_t_a));
    answers.push_back(ask(one, name, ns_t_aaaa));
  }
  return answers;
}

} // namespace

bool in_hosts_file(const std::string& name) {
  std::vector<DnsAnswer> answers;
  add_hosts_file(answers, name);
  return !answers.empty();
}

Task<std::vector<DnsAnswer>>
explain_name(Loop loop, std::string name, std::string server, TimePoint until) {
  auto work = [name = std::move(name), server = std::move(server)] {
    return explain(name, server);
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
