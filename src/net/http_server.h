#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "net/http.h"
#include "net/io_threads.h"

namespace plenary::net {

/// What one client may cost. All are per connection unless they say otherwise.
struct HttpLimits {
  std::size_t header_bytes = 16 * 1024;  ///< Request line and fields together; beyond it 431.
  std::size_t body_bytes = 1024 * 1024;  ///< A request's body; beyond it 413.
  /// For some requests another bound, by what their head says (the second argument is
  /// `body_bytes`); called on the connection's thread before the body is read. Null: for none.
  std::function<std::size_t(const Request&, std::size_t)> body_bytes_of = {};
  std::size_t connections = 16'000;      ///< Of the whole server; further ones get 503.
  std::size_t streams = 100;             ///< Concurrent HTTP/2 streams.
  std::chrono::seconds header_timeout{
      15};  ///< From the first byte (or the accept) to the last field.
  std::chrono::seconds body_timeout{60};  ///< From the last field to the body's end.
  std::chrono::seconds idle_timeout{75};  ///< Between two requests.
  /// A reader that takes less than `write_bytes` in this time is closed.
  std::chrono::seconds write_timeout{30};
  std::size_t write_bytes = 16 * 1024;
};

struct HttpSettings {
  HttpLimits limits;
  std::string server_name = "plenary";  ///< The Server field; empty for none.
};

/// PEM files: the certificate with its chain, and its key.
struct TlsFiles {
  std::string certificate;
  std::string key;
};

/// What the server's WebSockets have done.
struct SocketCounters {
  std::uint64_t open = 0;
  std::uint64_t opened = 0;
  std::uint64_t states = 0;           ///< Sent to all alike.
  std::uint64_t states_replaced = 0;  ///< Of those, never sent: the reader was slow and a newer one came.
  std::uint64_t texts = 0;            ///< Sent to one client alone.
  std::uint64_t messages = 0;         ///< Received.
  std::uint64_t closed = 0;           ///< Close frames sent.
  std::uint64_t violations = 0;       ///< Closed because the client broke the protocol or a limit.
  std::uint64_t overflows = 0;        ///< Closed with 1013: too much waited.
  std::uint64_t timed_out = 0;        ///< Closed because the reader took nothing at all.
};

/// What the server has done since it started.
struct HttpCounters {
  std::array<std::uint64_t, 5> responses{};  ///< By class: [1] is 2xx, [4] is 5xx.
  std::uint64_t bytes_sent = 0;              ///< Bodies only, as far as the kernel took them.
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_refused = 0;  ///< Over the limit, or no descriptor left.
  std::uint64_t connections_open = 0;
  SocketCounters sockets;
};

/// From now on a write to a closed socket is an error and not a signal: sendfile and OpenSSL have
/// no MSG_NOSIGNAL. Call once, before the first server.
void ignore_sigpipe();

/// Serves HTTP/1.1 and HTTP/2 to one handler, on every context of `threads`: each has its own
/// acceptor (SO_REUSEPORT), and a connection stays where it was accepted. HTTP/2 is offered by ALPN
/// over TLS and understood with prior knowledge in plaintext. The handler runs on the connection's
/// thread, several at once on different threads.
///
/// listen*, reload_certificates, stop and the destructor are for one thread at a time, not an io
/// thread; counters() is for any.
class HttpServer {
 public:
  HttpServer(IoThreads& threads, Handler handler, HttpSettings settings = {});
  /// Stops without patience. `threads` must still be there.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Opens "127.0.0.1:8080", "[::1]:8080", "localhost:8080" or ":8080" (every address, both
  /// families) and returns the port, which the system chooses where it is 0. Throws
  /// std::runtime_error with a sentence for the operator if the address is wrong or taken.
  std::uint16_t listen(const std::string& address);
  /// The same with TLS 1.2 or later. Throws also if the files cannot be used.
  std::uint16_t listen_tls(const std::string& address, const TlsFiles& files);
  /// Opens a Unix-domain socket of mode 0600 for the control requests of the machine's own
  /// operator; Request::peer is "unix". A socket file left by a dead server is replaced; throws if
  /// a live one answers there.
  void listen_unix(const std::string& path);

  /// Reads all certificate files again. New connections get the new ones, those that exist go on.
  /// If one cannot be used, all stay as they were and the error says which.
  base::Status reload_certificates();

  /// Accepts nothing further, closes what idles, lets requests in flight finish (`connection:
  /// close`, GOAWAY) and closes what is left after `patience`. Blocks. True if nothing had to be
  /// cut off.
  bool stop(std::chrono::milliseconds patience = std::chrono::seconds(30));

  HttpCounters counters() const;

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

}  // namespace plenary::net
