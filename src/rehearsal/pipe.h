#pragma once

#include <netinet/in.h>
#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "rehearsal/loop.h"

namespace plenary::rehearsal {

/// Where the server is: what "https://conference.example:8443" says, resolved once. Of several
/// addresses that a host has it is the first where somebody answers within two seconds.
struct Server {
  std::string host;  ///< As it stands in the URL, for Host and SNI.
  std::uint16_t port = 80;
  bool secure = false;
  sockaddr_storage address{};
  socklen_t address_size = 0;

  /// "host:port", as the Host field has it.
  std::string authority() const;
  /// "http://host:port".
  std::string origin() const;

  /// Fails with kMalformed for what is no http or https URL, kNotFound for a host that nobody
  /// knows.
  static base::Result<Server> parse(std::string_view url);
};

/// One connection to the server, plain or TLS. Never waits: what the socket does not take stays in
/// its queue.
class Pipe final : public Waiting {
 public:
  /// Told on the loop's thread. Either call may destroy the pipe.
  class Owner {
   public:
    virtual void on_bytes(std::string_view bytes) = 0;
    /// The other end closed, or nobody answered. Not called after close().
    virtual void on_broken() = 0;

   protected:
    ~Owner() = default;
  };

  /// Begins to connect. Everything referred to outlives the pipe.
  Pipe(Loop& loop, const Server& server, Owner& owner);
  ~Pipe() override;
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void send(std::string_view bytes);
  /// Says goodbye to TCP as a program that ends does.
  void close();
  /// Stays connected, hears and says nothing any more: a network that is gone.
  void fall_silent();

  void on_ready(std::uint32_t events) override;

 private:
  enum class Step : std::uint8_t { kDone, kBlocked, kBroken };
  Step shake_hands();
  Step flush();
  Step read(std::string_view& got);
  Step after_ssl(int outcome) const;
  void broke();

  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  Loop& loop_;
  Owner& owner_;
  int fd_ = -1;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool shaken_ = false;
  std::string queue_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace plenary::rehearsal
