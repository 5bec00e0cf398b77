#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "net/answer.h"
#include "net/body_cursor.h"
#include "net/connection.h"
#include "net/exchange.h"

namespace plenary::net {

class Http2;

/// One request and its answer on an HTTP/2 connection, which owns it.
class Http2Stream final : private AnswerSink {
 public:
  Http2Stream(Http2& connection, std::int32_t id);
  ~Http2Stream();
  Http2Stream(const Http2Stream&) = delete;
  Http2Stream& operator=(const Http2Stream&) = delete;

  /// A field of the request, pseudo-fields included; nghttp2 has checked its form.
  void on_field(std::string_view name, std::string_view value);
  void on_data(base::ByteView data);
  /// The request is complete: the handler starts, or the refusal is sent.
  void on_end();

  /// The next bytes of the answer's body; `last` once none remain. Fails if they cannot be read.
  struct Chunk {
    std::size_t size = 0;
    bool last = false;
  };
  base::Result<Chunk> read_body(std::span<std::uint8_t> into);

  /// True if the stream waits too long for the rest of the request, or the client takes too little.
  bool is_overdue(Connection::Instant now);
  bool is_handling() const { return state_ == State::kHandling; }

 private:
  enum class State : std::uint8_t { kReading, kHandling, kSending };

  void on_answer(Answer&& answer) override;
  void refuse(int status);
  void send_refusal();
  void submit(Answer&& answer);

  Http2& connection_;
  const std::int32_t id_;
  State state_ = State::kReading;
  int refusal_ = 0;
  std::shared_ptr<Exchange> exchange_;
  std::string authority_;
  std::size_t header_bytes_ = 0;
  std::size_t body_bytes_ = 0;  // Known with the first bytes of the body.
  Answer answer_;
  BodyCursor cursor_;
  Progress progress_;
  Connection::Instant deadline_;
};

}  // namespace plenary::net
