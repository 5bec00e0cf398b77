#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "net/socket.h"

namespace plenary::net {

enum class Method : std::uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions, kOther };

/// One request, the same from HTTP/1.1 and HTTP/2. Lives until its handler has returned; the views
/// point into it.
struct Request {
  Method method = Method::kGet;
  std::string path;   ///< Percent-decoded once, UTF-8, begins with '/', no dot segments, no NUL.
  std::string query;  ///< After '?', still encoded; empty if there is none.
  std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case.
  std::string body;                                          ///< At most the server's body limit.
  std::string peer;     ///< The client's address without port; "unix" for the control socket.
  bool secure = false;  ///< Came over TLS.
  /// "https://conference.example": how the operator says that the site is reached; empty: as the
  /// request's Host has it. Outlives the request.
  std::string_view site = {};

  /// The first header of this (lower-case) name, or empty.
  std::string_view header(std::string_view name) const;
  /// The decoded value of a query field; nothing if absent. An undecodable value is empty.
  std::optional<std::string> query_value(std::string_view name) const;
  /// The value of a cookie, or empty.
  std::string_view cookie(std::string_view name) const;
};

/// An open file that several responses may read at once; closed with its last owner.
class OpenFile {
 public:
  /// Opens for reading. Fails with kNotFound or kUnavailable.
  static base::Result<std::shared_ptr<const OpenFile>> open(const std::string& path);
  explicit OpenFile(int fd) : fd_(fd) {}
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

/// Bytes of a file, sent by sendfile on plaintext connections.
struct FileSlice {
  std::shared_ptr<const OpenFile> file;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

/// Slices sent one after another: a segment of which a part never reached the disk has memory
/// between.
using Body =
    std::variant<std::monostate, std::string, base::SharedBytes, std::shared_ptr<const std::string>,
                 FileSlice, std::vector<std::variant<base::SharedBytes, FileSlice>>>;

std::uint64_t size_of(const Body& body);

/// Fields that many responses have in common, checked and written out once: a playlist is asked for
/// a thousand times while one is made.
class SharedHeaders {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  /// Names in lower case. A field that the server writes itself, or one with a control character,
  /// is a programmer's mistake.
  explicit SharedHeaders(Fields fields);

  const Fields& fields() const { return fields_; }
  /// As HTTP/1.1 writes them.
  const std::string& text() const { return text_; }

 private:
  Fields fields_;
  std::string text_;
};

/// One answer. The server adds Content-Length, Date, Connection and Server (never set those),
/// answers HEAD without a body, and cuts a single-range Range request (RFC 9110 section 14) out of
/// any body whose response is 200 and `ranges` is true. A 200 whose `etag` the request's
/// If-None-Match names becomes a 304 with the same headers. A status of 400 and above without
/// `cache-control` is sent with `no-store`. A header that holds a control character turns the whole
/// into a 500.
struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case.
  Body body;
  bool ranges = false;
  std::shared_ptr<const SharedHeaders> shared;  ///< Further fields, or null.
  /// With status 101: makes the session of the WebSocket that this connection becomes. The server
  /// checks the handshake and writes the answer's fields; where the client did not ask for a
  /// WebSocket, or speaks HTTP/2, it answers 400 or 426 instead and makes no session.
  std::function<std::unique_ptr<SocketSession>()> upgrade = {};

  /// The first header of this (lower-case) name, or empty.
  std::string_view header(std::string_view name) const;

  Response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

/// application/problem+json (RFC 9457):
/// {"type":"about:blank","title":...,"status":...,"detail":...}. `detail` is for the reader at the
/// other end: plain words, nothing internal.
Response problem(int status, std::string_view title, std::string_view detail = {});

/// The one mapping of Errc to an HTTP status; the error's detail is not shown.
Response problem(const base::Error& error);

Response json(std::string body, int status = 200);

/// Answers one request; runs on the connection's own io_context and may wait, always with a
/// deadline. A thrown exception becomes a 500 problem and is logged.
using Handler = std::function<boost::asio::awaitable<Response>(Request&)>;

}  // namespace plenary::net
