#include "net/http2_stream.h"

#include <nghttp2/nghttp2.h>

#include <string>
#include <utility>
#include <vector>

#include "net/head.h"
#include "net/http2.h"
#include "net/http_worker.h"
#include "net/target.h"
#include "net/ws_handshake.h"

namespace plenary::net {
namespace {

Method method_of(std::string_view name) {
  if (name == "GET") return Method::kGet;
  if (name == "HEAD") return Method::kHead;
  if (name == "POST") return Method::kPost;
  if (name == "PUT") return Method::kPut;
  if (name == "PATCH") return Method::kPatch;
  if (name == "DELETE") return Method::kDelete;
  if (name == "OPTIONS") return Method::kOptions;
  return Method::kOther;
}

nghttp2_nv field_of(std::string_view name, std::string_view value) {
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE};
}

ssize_t read_data(nghttp2_session*, std::int32_t, std::uint8_t* buffer, std::size_t size,
                  std::uint32_t* flags, nghttp2_data_source* source, void*) {
  const auto chunk = static_cast<Http2Stream*>(source->ptr)->read_body({buffer, size});
  if (!chunk) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
  if (chunk->last) *flags |= NGHTTP2_DATA_FLAG_EOF;
  return static_cast<ssize_t>(chunk->size);
}

}  // namespace

Http2Stream::Http2Stream(Http2& connection, std::int32_t id)
    : connection_(connection),
      id_(id),
      exchange_(connection.worker_.exchanges().take()),
      deadline_(connection.after(connection.worker_.settings().limits.body_timeout)) {}

Http2Stream::~Http2Stream() {
  if (!exchange_) return;
  if (state_ == State::kHandling) {
    exchange_->abandon();
  } else {
    connection_.worker_.exchanges().give_back(*exchange_);
  }
}

void Http2Stream::on_field(std::string_view name, std::string_view value) {
  if (state_ != State::kReading || refusal_ != 0) return;
  header_bytes_ += name.size() + value.size() + 4;
  if (header_bytes_ > connection_.worker_.settings().limits.header_bytes) return refuse(431);
  Request& request = exchange_->request;
  if (name == ":method") {
    request.method = method_of(value);
  } else if (name == ":path") {
    auto target = parse_target(value);
    if (!target) return refuse(400);
    request.path = std::move(target->path);
    request.query = std::move(target->query);
  } else if (name == ":authority") {
    authority_ = value;
  } else if (!name.empty() && name[0] != ':') {
    request.headers.emplace_back(name, value);
  }
}

void Http2Stream::on_data(base::ByteView data) {
  if (state_ != State::kReading || refusal_ != 0) return;
  std::string& body = exchange_->request.body;
  const HttpLimits& limits = connection_.worker_.settings().limits;
  if (body.empty()) {
    body_bytes_ = limits.body_bytes_of ? limits.body_bytes_of(exchange_->request, limits.body_bytes)
                                       : limits.body_bytes;
  }
  if (body.size() + data.size() > body_bytes_) {
    refuse(413);
    return send_refusal();
  }
  body.append(base::text_of(data));
}

void Http2Stream::on_end() {
  if (state_ != State::kReading) return;
  Request& request = exchange_->request;
  if (connection_.origin_.refusing) refusal_ = 503;
  if (refusal_ == 0 && request.path.empty()) refusal_ = 400;  // CONNECT.
  if (refusal_ != 0) return send_refusal();
  if (request.header("host").empty() && !authority_.empty()) {
    request.headers.emplace_back("host", authority_);
  }
  request.peer = connection_.origin_.peer;
  request.secure = connection_.transport_.secure();
  state_ = State::kHandling;
  deadline_ = Connection::kNever;
  const std::shared_ptr<Exchange> exchange = exchange_;
  exchange->start(*this);
}

void Http2Stream::on_answer(Answer&& answer) {
  if (answer.response.upgrade) answer = unasked(refuse_handshake(426));
  exchange_.reset();
  submit(std::move(answer));
}

void Http2Stream::refuse(int status) {
  refusal_ = status;
}

void Http2Stream::send_refusal() {
  Response response = problem(refusal_, reason_of(refusal_));
  if (refusal_ == 503) response.with("retry-after", "2");
  Answer answer = complete(exchange_->request, std::move(response));
  HttpWorker& worker = connection_.worker_;
  worker.note_answer(exchange_->request.path, refusal_);
  worker.exchanges().give_back(*std::exchange(exchange_, nullptr));
  submit(std::move(answer));
}

void Http2Stream::submit(Answer&& answer) {
  HttpWorker& worker = connection_.worker_;
  state_ = State::kSending;
  deadline_ = connection_.after(worker.settings().limits.write_timeout);
  progress_.restart();
  answer_ = std::move(answer);
  cursor_ = BodyCursor(answer_.response.body, answer_.window);

  const std::string status = std::to_string(answer_.response.status);
  const std::string length = std::to_string(answer_.content_length);
  std::vector<nghttp2_nv> fields;
  const auto& shared = answer_.response.shared;
  fields.reserve(answer_.response.headers.size() + (shared ? shared->fields().size() : 0) + 4);
  fields.push_back(field_of(":status", status));
  fields.push_back(field_of("date", worker.date()));
  const std::string_view server = worker.settings().server_name;
  if (!server.empty()) fields.push_back(field_of("server", server));
  if (shared) {
    for (const auto& [name, value] : shared->fields()) fields.push_back(field_of(name, value));
  }
  for (const auto& [name, value] : answer_.response.headers) {
    if (!is_own_field(name)) fields.push_back(field_of(name, value));
  }
  if (answer_.has_length) fields.push_back(field_of("content-length", length));

  nghttp2_data_provider provider{};
  provider.source.ptr = this;
  provider.read_callback = &read_data;
  const bool has_body = cursor_.remaining() > 0;
  nghttp2_submit_response(connection_.session_, id_, fields.data(), fields.size(),
                          has_body ? &provider : nullptr);
  if (!connection_.advancing_) worker.poller().give_turn(connection_);
}

base::Result<Http2Stream::Chunk> Http2Stream::read_body(std::span<std::uint8_t> into) {
  const auto copied = cursor_.copy_to(into);
  if (!copied) return copied.error();
  cursor_.advance(*copied);
  progress_.sent(*copied);
  connection_.worker_.tallies().bytes_sent.add(*copied);
  Chunk chunk;
  chunk.size = *copied;
  chunk.last = cursor_.remaining() == 0;
  return chunk;
}

bool Http2Stream::is_overdue(Connection::Instant now) {
  if (now < deadline_) return false;
  const HttpLimits& limits = connection_.worker_.settings().limits;
  if (state_ == State::kSending && progress_.renew(0, limits.write_bytes)) {
    deadline_ = connection_.after(limits.write_timeout);
    return false;
  }
  return true;
}

}  // namespace plenary::net
