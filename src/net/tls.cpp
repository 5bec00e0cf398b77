#include "net/tls.h"

#include <openssl/err.h>

#include <string>
#include <string_view>

namespace plenary::net {
namespace {

using base::Errc;
using base::Error;

constexpr std::string_view kProtocols = "\x02h2\x08http/1.1";

std::string last_error() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "no reason given" : reason;
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* in, unsigned int in_size, void*) {
  const auto* const ours = reinterpret_cast<const unsigned char*>(kProtocols.data());
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(
      &chosen, out_size, ours, static_cast<unsigned int>(kProtocols.size()), in, in_size);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

void configure(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Forward secrecy and authenticated encryption only; TLS 1.3's suites all are.
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // Tickets resume without memory.
  SSL_CTX_set_alpn_select_cb(context, &choose_protocol, nullptr);
}

}  // namespace

base::Result<std::shared_ptr<const TlsContext>> TlsContext::load(const TlsFiles& files) {
  SSL_CTX* const raw = SSL_CTX_new(TLS_server_method());
  if (raw == nullptr) return Error(Errc::kUnavailable, "OpenSSL: " + last_error());
  auto context = std::make_shared<const TlsContext>(raw);
  configure(raw);

  if (SSL_CTX_use_certificate_chain_file(raw, files.certificate.c_str()) != 1) {
    return Error(Errc::kUnavailable,
                 "The certificate file " + files.certificate + " cannot be used (" + last_error() +
                     "): give a readable PEM file, the server's own certificate first.");
  }
  if (SSL_CTX_use_PrivateKey_file(raw, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Error(Errc::kUnavailable,
                 "The key file " + files.key + " cannot be used (" + last_error() +
                     "): give a readable PEM file with the unencrypted key of the certificate.");
  }
  if (SSL_CTX_check_private_key(raw) != 1) {
    return Error(Errc::kUnavailable,
                 "The key " + files.key + " does not belong to the certificate " +
                     files.certificate + ": give the two that were made together.");
  }
  return context;
}

SslHandle TlsContext::accept(int fd) const {
  SslHandle ssl(SSL_new(context_));
  if (!ssl || SSL_set_fd(ssl.get(), fd) != 1) return nullptr;
  SSL_set_accept_state(ssl.get());
  return ssl;
}

}  // namespace plenary::net
