// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

#include "base/result.hpp"
#include "demo/fault.hpp"

namespace gwdiag::demo {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

using Context = std::unique_ptr<SSL_CTX, FreeContext>;

// A certificate authority of this run alone: made in memory, never written but for its public
// certificate.
class Authority {
public:
  // Errors (internal): OpenSSL gives no key or certificate.
  static Result<std::unique_ptr<Authority>> create();
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  // The authority's certificate as PEM: what the gateway and the check trust.
  std::string pem() const;
  // The server's side of TLS as that row has it, for 127.0.0.1 and demo_name.
  Result<Context> server(const TlsServing& serving) const;
  // The gateway's side: TLS 1.2 or later, verifies against this authority.
  Result<Context> client() const;

private:
  struct State;
  explicit Authority(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The upstream's name in rows that need one; nobody can register it (RFC 2606).
inline constexpr const char* demo_name = "app.demo.test";

} // namespace gwdiag::demo
