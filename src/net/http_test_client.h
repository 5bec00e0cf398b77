#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "net/descriptor.h"

/// What tests of servers ask with. Blocking, with a deadline on every wait; never part of the
/// server.
namespace plenary::net::testing {

/// A client's end of a connection, plaintext or TLS.
class TestSocket {
 public:
  static TestSocket tcp(std::uint16_t port, int receive_buffer = 0) {
    TestSocket client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (receive_buffer > 0) {
      ::setsockopt(client.fd(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    const int on = 1;
    ::setsockopt(client.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    client.connected_ =
        ::connect(client.fd(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    return client;
  }

  static TestSocket at_path(const std::string& path) {
    TestSocket client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    client.connected_ =
        ::connect(client.fd(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    return client;
  }

  /// Offers `protocol` by ALPN and trusts every certificate.
  static TestSocket tls(std::uint16_t port, const std::string& protocol, int receive_buffer = 0) {
    TestSocket client = tcp(port, receive_buffer);
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
        SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    client.ssl_.reset(SSL_new(context.get()));
    const std::string offer = static_cast<char>(protocol.size()) + protocol;
    SSL_set_alpn_protos(client.ssl_.get(), reinterpret_cast<const unsigned char*>(offer.data()),
                        static_cast<unsigned int>(offer.size()));
    SSL_set_fd(client.ssl_.get(), client.fd());
    client.connected_ = SSL_connect(client.ssl_.get()) == 1;
    return client;
  }

  bool connected() const { return connected_; }
  int fd() const { return fd_.get(); }
  SSL* ssl() const { return ssl_.get(); }
  void end_sending() { ::shutdown(fd(), SHUT_WR); }

  /// Sends all. False if the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ssl_
                               ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                               : ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// Some bytes; none if the server has closed, or sends nothing in time.
  std::string receive(std::chrono::milliseconds patience = std::chrono::minutes(1)) {
    pollfd ready{fd(), POLLIN, 0};
    const bool pending = ssl_ && SSL_pending(ssl_.get()) > 0;
    if (!pending && ::poll(&ready, 1, static_cast<int>(patience.count())) != 1) return {};
    std::string buffer(64 * 1024, '\0');
    const ssize_t got = ssl_ ? SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()))
                             : ::recv(fd(), buffer.data(), buffer.size(), 0);
    buffer.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return buffer;
  }

  /// Everything until the server closes or nothing comes for `patience`.
  std::string receive_all(std::chrono::milliseconds patience = std::chrono::minutes(1)) {
    std::string all;
    for (std::string some = receive(patience); !some.empty(); some = receive(patience)) all += some;
    return all;
  }

  /// True if the server closes, in a minute at most; what it sends before is dropped.
  bool closes() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (std::chrono::steady_clock::now() < deadline) {
      pollfd ready{fd(), POLLIN, 0};
      if (::poll(&ready, 1, 50) == 1 && receive().empty()) return true;
    }
    return false;
  }

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  explicit TestSocket(int fd) : fd_(fd) {}

  Descriptor fd_;
  std::unique_ptr<SSL, Free> ssl_;
  bool connected_ = false;
};

/// Speaks HTTP/1.1 over a socket; answers are read by Beast.
class TestClient {
 public:
  using Reply = boost::beast::http::response<boost::beast::http::string_body>;

  explicit TestClient(TestSocket socket) : socket_(std::move(socket)) {}
  explicit TestClient(std::uint16_t port) : TestClient(TestSocket::tcp(port)) {}

  TestSocket& socket() { return socket_; }

  /// `fields` are lines with their ends: "range: bytes=0-1\r\n".
  Reply ask(std::string_view method, std::string_view target, std::string_view fields = {},
            std::string_view body = {}) {
    std::string text(method);
    text.append(" ").append(target).append(" HTTP/1.1\r\nhost: localhost\r\n").append(fields);
    if (!body.empty()) text.append("content-length: " + std::to_string(body.size()) + "\r\n");
    text.append("\r\n").append(body);
    EXPECT_TRUE(socket_.send(text));
    return read(method == "HEAD");
  }
  Reply get(std::string_view target, std::string_view fields = {}) {
    return ask("GET", target, fields);
  }

  /// The next answer. Status 0 if none comes, or it is cut off.
  Reply read(bool to_head = false) {
    boost::beast::http::response_parser<boost::beast::http::string_body> parser;
    parser.body_limit(boost::none);
    parser.eager(true);
    parser.skip(to_head);
    while (!parser.is_done()) {
      if (input_.empty() || wants_more_) {
        const std::string some = socket_.receive();
        if (some.empty()) {
          Reply none;
          none.result(0u);
          return none;
        }
        input_ += some;
      }
      boost::beast::error_code failure;
      input_.erase(0, parser.put(boost::asio::buffer(input_), failure));
      wants_more_ = failure == boost::beast::http::error::need_more;
      if (failure && !wants_more_) {
        ADD_FAILURE() << failure.message();
        return parser.release();
      }
    }
    wants_more_ = false;
    return parser.release();
  }

 private:
  TestSocket socket_;
  std::string input_;
  bool wants_more_ = false;
};

}  // namespace plenary::net::testing
