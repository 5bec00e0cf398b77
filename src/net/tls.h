#pragma once

#include <openssl/ssl.h>

#include <memory>

#include "base/result.h"
#include "net/http_server.h"

namespace plenary::net {

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using SslHandle = std::unique_ptr<SSL, FreeSsl>;

/// A server's TLS 1.2 and 1.3 with one certificate, offering h2 and http/1.1. Immutable;
/// connections share it and keep what they need of it.
class TlsContext {
 public:
  /// Reads the PEM files. Fails with kUnavailable and a sentence that names the file and the
  /// mistake.
  static base::Result<std::shared_ptr<const TlsContext>> load(const TlsFiles& files);

  /// The server's side of a new connection on a non-blocking socket; null if there is no memory.
  SslHandle accept(int fd) const;

  explicit TlsContext(SSL_CTX* context) : context_(context) {}
  ~TlsContext() { SSL_CTX_free(context_); }
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

 private:
  SSL_CTX* context_;
};

}  // namespace plenary::net
