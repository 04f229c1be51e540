// SPDX-License-Identifier: Apache-2.0
#include "demo/stage.hpp"

#include <optional>

#include <sys/socket.h>

#include <fmt/format.h>

#include "demo/gateway.hpp"
#include "demo/nameserver.hpp"
#include "demo/upstream.hpp"

namespace gwdiag::demo {

namespace {

constexpr const char* authority_name = "authority.pem";
constexpr const char* socket_name = "app.sock";
constexpr const char* unknown_name = "no-such-app.demo.test";

Result<void> passed(const auto& result) {
  return result ? Result<void>{} : std::unexpected(result.error());
}

} // namespace

struct Stage::State {
  std::string gateway_text, authority_file, resolver;
  std::vector<std::string> upstream_texts;
  std::uint16_t named_port = 0;
  Target target;                // the row's upstream, as the gateway goes there
  std::vector<Target> targets;  // in the gateway's order
  std::optional<Folder> folder; // removed last
  std::unique_ptr<Authority> authority;
  std::unique_ptr<NameServer> names;
  std::vector<Descriptor> kept; // ports that are taken and refuse
  std::vector<FullQueue> queues;
  std::vector<std::unique_ptr<Listener>> upstreams;
  std::unique_ptr<Listener> gateway; // ended first: it may be waiting for an upstream

  Result<void> make_authority(const Fault& fault);
  Result<std::uint16_t> refusing_port();
  Result<std::uint16_t> silent_port();
  Result<void>
  serve(Descriptor socket, const Play& play, const TlsServing& tls, std::string authority_text);
  Result<void> place_socket(const Fault& fault);
  Result<void> place_port(const Fault& fault, std::uint16_t gateway_port);
  Result<void> place_name();
  Result<void> place(const Fault& fault, std::uint16_t gateway_port);
  Result<void> add_companion();
  Result<void> choose_targets(const Fault& fault);
};

Result<void> Stage::State::make_authority(const Fault& fault) {
  if (!fault.https && fault.tls.certificate == Served::no_tls) {
    return {};
  }
  auto made = Authority::create();
  auto where = Folder::create();
  if (!made || !where) {
    return std::unexpected(made ? where.error() : made.error());
  }
  authority = std::move(*made);
  folder = std::move(*where);
  authority_file = folder->file(authority_name);
  return folder->write(authority_name, authority->pem());
}

Result<std::uint16_t> Stage::State::refusing_port() {
  auto socket = closed_port();
  if (!socket) {
    return std::unexpected(socket.error());
  }
  kept.push_back(std::move(*socket));
  return port_of(kept.back());
}

Result<std::uint16_t> Stage::State::silent_port() {
  auto queue = full_queue();
  if (!queue) {
    return std::unexpected(queue.error());
  }
  queues.push_back(std::move(*queue));
  return port_of(queues.back().listener);
}

Result<void> Stage::State::serve(Descriptor socket,
                                 const Play& play,
                                 const TlsServing& tls,
                                 std::string authority_text) {
  Context context;
  if (tls.certificate != Served::no_tls) {
    auto made = authority->server(tls);
    if (!made) {
      return std::unexpected(made.error());
    }
    context = std::move(*made);
  }
  auto listener =
      start_upstream(std::move(socket), play, std::move(authority_text), std::move(context));
  if (!listener) {
    return std::unexpected(listener.error());
  }
  upstreams.push_back(std::move(*listener));
  return {};
}

Result<void> Stage::State::place_socket(const Fault& fault) {
  auto where = Folder::create();
  if (!where) {
    return std::unexpected(where.error());
  }
  folder = std::move(*where);
  target.socket_path = folder->file(socket_name);
  upstream_texts.push_back("http://unix:" + target.socket_path);
  if (fault.place == Place::missing_socket) {
    return {};
  }
  auto socket = bound_socket(target.socket_path);
  if (!socket || fault.place == Place::dead_socket) {
    return passed(socket); // closed here, the file stays
  }
  return serve(std::move(*socket), fault.play, fault.tls, "localhost");
}

Result<void> Stage::State::place_port(const Fault& fault, std::uint16_t gateway_port) {
  Result<std::uint16_t> port = gateway_port;
  std::optional<Descriptor> socket;
  if (fault.place == Place::closed_port) {
    port = refusing_port();
  } else if (fault.place == Place::full_queue) {
    port = silent_port();
  } else if (fault.place == Place::tcp) {
    auto bound = bound_socket(SOCK_STREAM);
    if (!bound) {
      return std::unexpected(bound.error());
    }
    port = port_of(*bound);
    socket = std::move(*bound);
  }
  if (!port) {
    return std::unexpected(port.error());
  }
  target.port = *port;
  target.tls = fault.https;
  target.verify_name = fault.by_name ? demo_name : "";
  named_port = fault.by_name ? *port : std::uint16_t{0};
  const std::string authority_text =
      fmt::format("{}:{}", fault.by_name ? demo_name : "127.0.0.1", *port);
  upstream_texts.push_back(fmt::format("{}://{}", fault.https ? "https" : "http", authority_text));
  return socket ? serve(std::move(*socket), fault.play, fault.tls, authority_text) : Result<void>{};
}

Result<void> Stage::State::place_name() {
  auto server = NameServer::start();
  if (!server) {
    return std::unexpected(server.error());
  }
  names = std::move(*server);
  resolver = fmt::format("127.0.0.1:{}", names->port());
  target.resolved = false;
  upstream_texts.push_back(fmt::format("http://{}:8080", unknown_name));
  return {};
}

Result<void> Stage::State::place(const Fault& fault, std::uint16_t gateway_port) {
  switch (fault.place) {
  case Place::unix_socket:
  case Place::missing_socket:
  case Place::dead_socket:
    return place_socket(fault);
  case Place::tcp:
  case Place::closed_port:
  case Place::full_queue:
  case Place::gateway:
    return place_port(fault, gateway_port);
  case Place::unknown_name:
    return place_name();
  }
  return {};
}

Result<void> Stage::State::add_companion() {
  auto bound = bound_socket(SOCK_STREAM);
  if (!bound) {
    return std::unexpected(bound.error());
  }
  Target well;
  well.port = port_of(*bound);
  targets.push_back(well);
  const std::string authority_text = fmt::format("127.0.0.1:{}", well.port);
  upstream_texts.push_back("http://" + authority_text);
  return serve(std::move(*bound), {.answer = good_answer()}, {}, authority_text);
}

Result<void> Stage::State::choose_targets(const Fault& fault) {
  targets = {target};
  if (fault.detour == Detour::closed_port || fault.detour == Detour::alternating ||
      fault.detour == Detour::full_queue) {
    const auto port = fault.detour == Detour::full_queue ? silent_port() : refusing_port();
    if (!port) {
      return std::unexpected(port.error());
    }
    Target elsewhere;
    elsewhere.port = *port;
    targets.insert(targets.begin(), elsewhere);
    targets.resize(fault.detour == Detour::alternating ? 2 : 1);
  }
  return fault.companion ? add_companion() : Result<void>{};
}

Stage::Stage(std::unique_ptr<State> state) : state_(std::move(state)) {}

Stage::~Stage() = default;
Stage::Stage(Stage&&) noexcept = default;
Stage& Stage::operator=(Stage&&) noexcept = default;

const std::string& Stage::gateway() const {
  return state_->gateway_text;
}

const std::vector<std::string>& Stage::upstreams() const {
  return state_->upstream_texts;
}

const std::string& Stage::authority_file() const {
  return state_->authority_file;
}

const std::string& Stage::resolver() const {
  return state_->resolver;
}

std::uint16_t Stage::named_port() const {
  return state_->named_port;
}

Result<Stage> Stage::set(const Fault& fault) {
  auto state = std::make_unique<State>();
  auto socket = bound_socket(SOCK_STREAM);
  if (!socket) {
    return std::unexpected(socket.error());
  }
  const std::uint16_t port = port_of(*socket);
  state->gateway_text = fmt::format("http://127.0.0.1:{}", port);
  auto done = state->make_authority(fault);
  done = done ? state->place(fault, port) : done;
  done = done ? state->choose_targets(fault) : done;
  if (!done) {
    return std::unexpected(done.error());
  }
  if (fault.detour == Detour::absent) {
    state->kept.push_back(std::move(*socket));
    return Stage(std::move(state));
  }
  Context client;
  if (state->authority) {
    auto made = state->authority->client();
    if (!made) {
      return std::unexpected(made.error());
    }
    client = std::move(*made);
  }
  auto gateway = start_gateway(std::move(*socket), std::move(state->targets), std::move(client));
  if (!gateway) {
    return std::unexpected(gateway.error());
  }
  state->gateway = std::move(*gateway);
  return Stage(std::move(state));
}

} // namespace gwdiag::demo
