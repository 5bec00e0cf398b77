#pragma once

#include "net/connection.h"

namespace plenary::net {

/// A connection until its TLS handshake is done; then HTTP/2 or HTTP/1.1 takes its place, as agreed
/// by ALPN.
class TlsHandshake final : public Connection {
 public:
  TlsHandshake(HttpWorker& worker, Transport transport, Origin origin);

  void on_ready(std::uint32_t events) override;
  void drain() override;

 private:
  bool begun_ = false;  // The client has said something.
};

}  // namespace plenary::net
