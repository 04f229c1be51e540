// SPDX-License-Identifier: Apache-2.0
// floor NAMESERVER CA-FILE NAME NAME: what a check of two https sides by name costs with no
// diagnosis at all: both looked up, shaken hands with and asked at once, the answers' first bytes
// read.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <resolv.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/ssl.h>

namespace {

sockaddr_in at(const char* address, in_port_t port) {
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(port);
  inet_pton(AF_INET, address, &there.sin_addr);
  return there;
}

int open_to(const sockaddr_in& there, int type) {
  const int fd = socket(AF_INET, type, 0);
  const bool connected =
      fd >= 0 && connect(fd, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
  return connected ? fd : -1;
}

std::optional<sockaddr_in> look_up(const char* nameserver, const char* name) {
  std::array<unsigned char, 512> query{}, answer{};
  const int size = res_mkquery(
      ns_o_query, name, ns_c_in, ns_t_a, nullptr, 0, nullptr, query.data(), int{query.size()});
  const int fd = open_to(at(nameserver, NS_DEFAULTPORT), SOCK_DGRAM);
  if (size < 0 || fd < 0 || send(fd, query.data(), static_cast<std::size_t>(size), 0) != size) {
    return std::nullopt;
  }
  const ssize_t got = recv(fd, answer.data(), answer.size(), 0);
  close(fd);
  ns_msg message;
  ns_rr record;
  if (got < 0 || ns_initparse(answer.data(), static_cast<int>(got), &message) != 0 ||
      ns_parserr(&message, ns_s_an, 0, &record) != 0 || ns_rr_rdlen(record) != NS_INADDRSZ) {
    return std::nullopt;
  }
  sockaddr_in there = at("0.0.0.0", 443);
  std::memcpy(&there.sin_addr, ns_rr_rdata(record), NS_INADDRSZ);
  return there;
}

bool ask(SSL_CTX* context, const char* nameserver, const char* name) {
  const std::optional<sockaddr_in> there = look_up(nameserver, name);
  const int fd = there ? open_to(*there, SOCK_STREAM) : -1;
  if (fd < 0) {
    return false;
  }
  const int now = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
  SSL* const tls = SSL_new(context);
  SSL_set_fd(tls, fd);
  SSL_set_tlsext_host_name(tls, name);
  SSL_set1_host(tls, name);
  const std::string request = "GET / HTTP/1.1\r\nHost: " + std::string(name) + "\r\n\r\n";
  std::array<char, 4096> answer{};
  const bool answered = SSL_connect(tls) == 1 &&
                        SSL_write(tls, request.data(), static_cast<int>(request.size())) > 0 &&
                        SSL_read(tls, answer.data(), int{answer.size()}) > 0;
  SSL_free(tls);
  close(fd);
  return answered;
}

} // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::fputs("usage: floor NAMESERVER CA-FILE NAME NAME\n", stderr);
    return 2;
  }
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_load_verify_locations(context, arguments[2], nullptr) != 1) {
    return 1;
  }
  bool other = false;
  std::thread beside([&] { other = ask(context, arguments[1], arguments[3]); });
  const bool one = ask(context, arguments[1], arguments[4]);
  beside.join();
  SSL_CTX_free(context);
  return one && other ? EXIT_SUCCESS : EXIT_FAILURE;
}
