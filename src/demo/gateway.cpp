// SPDX-License-Identifier: Apache-2.0
#include "demo/gateway.hpp"

#include <algorithm>
#include <atomic>

#include <openssl/x509v3.h>

#include <fmt/format.h>

#include "base/text.hpp"
#include "demo/fault.hpp"
#include "wire/http1.hpp"

namespace gwdiag::demo {

namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 20; // of an answer
constexpr std::ptrdiff_t most_hops = 4;                  // of a request that comes back
constexpr std::string_view via = "Via: 1.1 gwdiag-demo\r\n";

enum class Failure { none, bad, late };

struct Answer {
  Failure failure = Failure::bad;
  std::string bytes; // as they came
  Http1Response message;
};

struct Gateway {
  std::vector<Target> targets;
  std::shared_ptr<SSL_CTX> client;
  std::atomic<std::size_t> turn{0};
};

// The name, or the address, is what the certificate has to be for (RFC 9110 section 4.3.4).
SSL* session(SSL_CTX* context, const Target& target) {
  SSL* ssl = SSL_new(context);
  X509_VERIFY_PARAM* verify = SSL_get0_param(ssl);
  if (target.verify_name.empty()) {
    X509_VERIFY_PARAM_set1_ip_asc(verify, "127.0.0.1");
  } else {
    X509_VERIFY_PARAM_set1_host(verify, target.verify_name.c_str(), 0);
  }
  return ssl;
}

// Any rule broken is one too many; what the body is encoded in is the client's business.
bool acceptable(const Http1Response& message) {
  return message.has_head && message.head_bytes <= gateway_head_buffer &&
         std::ranges::all_of(message.anomalies, [](const FoundAnomaly& found) {
           return found.anomaly == Anomaly::broken_content_encoding;
         });
}

Answer read_answer(Stream& upstream) {
  Http1Reader reader(Http1Request{});
  Answer answer;
  Ended ended = Ended::complete;
  bool over = false;
  while (!over) {
    const Got got = upstream.read(gateway_patience);
    if (got.how == Got::How::late) {
      answer.failure = Failure::late;
      return answer;
    }
    if (got.how != Got::How::data) {
      ended = got.how == Got::How::end ? Ended::fin : Ended::rst;
      break;
    }
    answer.bytes += got.bytes;
    over = reader.feed(got.bytes) || answer.bytes.size() > most_bytes;
  }
  answer.message = reader.finish(ended);
  answer.failure = acceptable(answer.message) && answer.bytes.size() <= most_bytes ? Failure::none
                                                                                   : Failure::bad;
  return answer;
}

// One header line instead of the client's own: the connection is this gateway's.
std::string forwarded(const std::string& request) {
  std::string out;
  for (std::string_view line : split(request, '\n')) {
    line = trim(line);
    if (line.empty()) {
      break;
    }
    if (!equals_ignoring_case(line.substr(0, line.find(':')), "Connection")) {
      out += std::string(line) + "\r\n";
    }
  }
  return out + std::string(via) + "Connection: close\r\n\r\n";
}

Answer
ask(const Gateway& gateway, const Target& target, const std::string& request, const Stop& stop) {
  if (!target.resolved) {
    return {};
  }
  Descriptor socket =
      target.socket_path.empty() ? start_connect(target.port) : start_connect(target.socket_path);
  if (!socket.valid()) {
    return {};
  }
  Stream upstream(std::move(socket), stop);
  Got::How how = upstream.finish_connect(gateway_patience);
  if (how == Got::How::data && target.tls) {
    how = upstream.start_tls(session(gateway.client.get(), target), false, gateway_patience);
  }
  if (how != Got::How::data) {
    return {.failure = how == Got::How::late ? Failure::late : Failure::bad};
  }
  return upstream.write(forwarded(request)) ? read_answer(upstream) : Answer{};
}

// The answer as the upstream wrote it, without interim responses before it; only the connection is
// this gateway's own.
std::string handed_on(const Answer& answer) {
  std::string_view rest = answer.bytes;
  std::size_t end = rest.find("\r\n\r\n");
  while (end != std::string_view::npos && rest.starts_with("HTTP/1.1 1")) {
    rest.remove_prefix(end + 4);
    end = rest.find("\r\n\r\n");
  }
  std::string out;
  for (std::string_view line : split(rest.substr(0, end), '\n')) {
    line = trim(line);
    if (!equals_ignoring_case(line.substr(0, line.find(':')), "Connection")) {
      out += std::string(line) + "\r\n";
    }
  }
  return out + "Connection: close\r\n\r\n" + std::string(rest.substr(end + 4));
}

std::string own_page(std::string_view status) {
  return full_answer(
      status, fmt::format("{}\n", status), {"Server: gwdiag-demo", "Content-Type: text/plain"});
}

std::ptrdiff_t hops(const std::string& request) {
  std::ptrdiff_t count = 0;
  for (std::size_t at = request.find(via); at != std::string::npos;
       at = request.find(via, at + 1)) {
    ++count;
  }
  return count;
}

void serve(Gateway& gateway, Stream& client, const Stop& stop) {
  const std::string request = client.read_request();
  if (request.empty()) {
    return;
  }
  const Target& target = gateway.targets[gateway.turn++ % gateway.targets.size()];
  const Answer answer = hops(request) < most_hops ? ask(gateway, target, request, stop) : Answer{};
  switch (answer.failure) {
  case Failure::none:
    client.write(handed_on(answer));
    break;
  case Failure::bad:
    client.write(own_page("502 Bad Gateway"));
    break;
  case Failure::late:
    client.write(own_page("504 Gateway Timeout"));
    break;
  }
  client.close();
}

} // namespace

Result<std::unique_ptr<Listener>>
start_gateway(Descriptor socket, std::vector<Target> targets, Context client) {
  auto gateway = std::make_shared<Gateway>();
  gateway->targets = std::move(targets);
  gateway->client = std::move(client);
  return Listener::start(std::move(socket), [gateway](Stream& peer, const Stop& stop) {
    serve(*gateway, peer, stop);
  });
}

} // namespace gwdiag::demo
