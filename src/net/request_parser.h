#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "net/http.h"

namespace plenary::net {

/// Reads one HTTP/1.1 request into a Request by Beast's parser, and turns its complaints into a
/// status.
class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  /// The bound of a body once the head of its request is read; the second argument is the usual one.
  using BodyBytesOf = std::function<std::size_t(const Request&, std::size_t)>;

  /// `request` outlives the parser, and so does `body_bytes_of`, which may be empty.
  RequestParser(Request& request, std::size_t header_bytes, std::size_t body_bytes,
                const BodyBytesOf* body_bytes_of = nullptr);

  enum class Progress : std::uint8_t { kNeedsMore, kComplete, kRefused };
  /// Consumes from the front of `input`; what is not consumed has to be offered again with more
  /// behind it.
  struct Step {
    Progress progress = Progress::kNeedsMore;
    std::size_t consumed = 0;
  };
  Step feed(std::string_view input);

  /// After kRefused: 400, 413 or 431.
  int refusal() const { return refusal_; }
  /// True for HTTP/1.0, which keeps a connection only when it says so.
  bool is_http10() const { return version_ == 10; }
  /// True once, when the client waits for "100 Continue" before it sends the body.
  bool wants_continue();

 private:
  using ErrorCode = boost::beast::error_code;
  using View = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb method, View method_text, View target, int version,
                       ErrorCode& failure) override;
  void on_response_impl(int, View, int, ErrorCode&) override {}
  void on_field_impl(boost::beast::http::field field, View name, View value,
                     ErrorCode& failure) override;
  void on_header_impl(ErrorCode& failure) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
  std::size_t on_body_impl(View body, ErrorCode& failure) override;
  void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t remain, View body, ErrorCode& failure) override;
  void on_finish_impl(ErrorCode&) override {}

  void refuse(int status, ErrorCode& failure);

  Request& request_;
  const std::size_t header_limit_;
  std::size_t body_bytes_;
  const BodyBytesOf* const body_bytes_of_;
  std::size_t header_bytes_ = 0;
  int refusal_ = 400;
  int version_ = 11;
  std::size_t hosts_ = 0;
  bool encoded_ = false;
  bool continue_wanted_ = false;
};

}  // namespace plenary::net
