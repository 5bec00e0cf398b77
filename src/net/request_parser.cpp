#include "net/request_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <string>
#include <utility>

#include "net/target.h"

namespace plenary::net {
namespace {

namespace http = boost::beast::http;

Method method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
      return Method::kGet;
    case http::verb::head:
      return Method::kHead;
    case http::verb::post:
      return Method::kPost;
    case http::verb::put:
      return Method::kPut;
    case http::verb::patch:
      return Method::kPatch;
    case http::verb::delete_:
      return Method::kDelete;
    case http::verb::options:
      return Method::kOptions;
    default:
      return Method::kOther;
  }
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string_view view_of(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

RequestParser::RequestParser(Request& request, std::size_t header_bytes, std::size_t body_bytes,
                             const BodyBytesOf* body_bytes_of)
    : request_(request),
      header_limit_(header_bytes),
      body_bytes_(body_bytes),
      body_bytes_of_(body_bytes_of) {
  header_limit(static_cast<std::uint32_t>(header_bytes));
  body_limit(boost::none);  // Which one holds is known with the head.
  eager(true);
}

RequestParser::Step RequestParser::feed(std::string_view input) {
  ErrorCode failure;
  const std::size_t consumed = put(boost::asio::buffer(input.data(), input.size()), failure);
  if (failure == http::error::header_limit) refusal_ = 431;
  if (failure == http::error::body_limit) refusal_ = 413;
  if (failure && failure != http::error::need_more) return {Progress::kRefused, consumed};
  if (is_done()) return {Progress::kComplete, consumed};
  // A chunk's header or the trailers may be as long as a header, and no longer.
  if (input.size() - consumed > header_limit_) {
    refusal_ = 431;
    return {Progress::kRefused, consumed};
  }
  return {Progress::kNeedsMore, consumed};
}

bool RequestParser::wants_continue() {
  return std::exchange(continue_wanted_, false);
}

void RequestParser::refuse(int status, ErrorCode& failure) {
  refusal_ = status;
  failure = http::error::bad_value;
}

void RequestParser::on_request_impl(http::verb method, View, View target, int version,
                                    ErrorCode& failure) {
  auto parsed = net::parse_target(view_of(target));
  if (!parsed) return refuse(400, failure);
  version_ = version;
  request_.method = method_of(method);
  request_.path = std::move(parsed->path);
  request_.query = std::move(parsed->query);
  header_bytes_ = target.size();
}

void RequestParser::on_field_impl(http::field field, View name, View value, ErrorCode& failure) {
  if (is_header_done()) return;  // A trailer: nothing here reads those.
  header_bytes_ += name.size() + value.size() + 4;
  if (header_bytes_ > header_limit_) return refuse(431, failure);
  if (field == http::field::host) ++hosts_;
  if (field == http::field::transfer_encoding) encoded_ = true;
  if (field == http::field::expect) continue_wanted_ = boost::beast::iequals(value, "100-continue");
  request_.headers.emplace_back(lower_case(view_of(name)), view_of(value));
}

void RequestParser::on_header_impl(ErrorCode& failure) {
  if (hosts_ > 1 || (!is_http10() && hosts_ == 0)) return refuse(400, failure);
  // RFC 9112 section 6.1: where the end of the body would be a guess, nothing is guessed.
  if (encoded_ && (!chunked() || is_http10())) return refuse(400, failure);
  if (is_http10() || is_done()) continue_wanted_ = false;
  if (body_bytes_of_ && *body_bytes_of_) body_bytes_ = (*body_bytes_of_)(request_, body_bytes_);
  if (content_length() && *content_length() > body_bytes_) refuse(413, failure);
}

std::size_t RequestParser::on_body_impl(View body, ErrorCode& failure) {
  if (request_.body.size() + body.size() > body_bytes_) {
    refuse(413, failure);
    return 0;
  }
  request_.body.append(body.data(), body.size());
  return body.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, View body, ErrorCode& failure) {
  return on_body_impl(body, failure);
}

}  // namespace plenary::net
