#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "net/answer.h"
#include "net/body_cursor.h"
#include "net/connection.h"
#include "net/exchange.h"

namespace plenary::net {

/// A connection that speaks HTTP/1.1 (RFC 9112), and becomes an Http2 if its first bytes say so.
/// One request at a time: while one is handled or answered nothing is read, so that what a client
/// pipelines waits in the kernel. An idle connection holds no buffer.
class Http1 final : public Connection, private AnswerSink {
 public:
  Http1(HttpWorker& worker, Transport transport, Origin origin);

  void on_ready(std::uint32_t events) override;
  void drain() override;

 private:
  enum class State : std::uint8_t {
    kReading,    // Between requests or within one.
    kHandling,   // The handler has it.
    kSending,    // The answer is not yet wholly with the kernel.
    kLingering,  // Answered and ended; the peer's last bytes are read away so that it gets the
                 // answer.
  };

  void on_answer(Answer&& answer) override;
  void on_deadline() override;
  void on_close() override;

  void advance();
  bool receive();
  bool take_kept();
  bool take(std::string_view fresh);
  std::size_t consume(std::string_view input);
  bool begin_request(std::string_view& input);
  void start_handler();
  void refuse(int status);
  bool become_socket(Answer& answer);
  void send_continue();

  void begin_answer(Answer&& answer);
  bool send();
  IoResult send_some(std::size_t at_most);
  IoResult send_plain(std::size_t at_most);
  IoResult send_tls(std::size_t at_most);
  void account(std::size_t sent);
  void finish_answer();
  void linger();
  bool read_away();

  std::string_view unsent_head() const { return std::string_view(head_).substr(head_sent_); }

  State state_ = State::kReading;
  bool first_request_ = true;
  bool keep_alive_ = true;
  bool http10_ = false;
  bool reading_body_ = false;
  bool advancing_ = false;
  bool pipelined_ = false;  // More came in one piece with the request.
  std::string input_;  // What was read and is not wholly consumed.
  std::size_t input_used_ = 0;
  std::shared_ptr<Exchange> exchange_;
  Answer answer_;  // While sending.
  BodyCursor cursor_;
  std::string head_;
  std::size_t head_sent_ = 0;
  Progress progress_;
};

}  // namespace plenary::net
