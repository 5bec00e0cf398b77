#include "net/http1.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <variant>

#include "net/head.h"
#include "net/http2.h"
#include "net/http_worker.h"
#include "net/web_socket.h"
#include "net/ws_handshake.h"

namespace plenary::net {
namespace {

using Io = IoResult::State;

constexpr int kRequestsPerTurn = 16;
constexpr std::size_t kPieces = 8;
constexpr std::size_t kSmallBody = 8 * 1024;
constexpr std::size_t kTlsRecord = 16 * 1024;
constexpr int kReadsAway = 64;
constexpr std::chrono::seconds kLingerTime{3};

iovec piece_of(std::string_view text) {
  return {const_cast<char*>(text.data()), text.size()};
}
iovec piece_of(base::ByteView bytes) {
  return {const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
}

/// The whole body, if it lies in memory and copying it is cheaper than a second piece.
std::optional<base::ByteView> small_body(const Answer& answer) {
  if (answer.window.size == 0) return base::ByteView();
  if (answer.window.size > kSmallBody) return std::nullopt;
  const BodyCursor::Run run = BodyCursor(answer.response.body, answer.window).peek();
  const auto* const bytes = std::get_if<base::ByteView>(&run);
  if (bytes == nullptr || bytes->size() != answer.window.size) return std::nullopt;
  return *bytes;
}

const char* title_of(int status) {
  switch (status) {
    case 413:
      return "Body too large";
    case 431:
      return "Header too large";
    default:
      return "Not understood";
  }
}

}  // namespace

Http1::Http1(HttpWorker& worker, Transport transport, Origin origin)
    : Connection(worker, std::move(transport), std::move(origin)) {
  deadline_ = after(worker.draining() ? kLastWord : worker.settings().limits.header_timeout);
}

void Http1::on_ready(std::uint32_t events) {
  if (note(events)) advance();
}

void Http1::drain() {
  keep_alive_ = false;
  if (state_ != State::kReading) return;
  readable_ = true;
  advance();  // A request that is here already is still served.
  const bool idle = state_ == State::kReading && !exchange_;
  if (!closed_ && idle) close();
}

void Http1::on_deadline() {
  if (state_ == State::kSending) {
    const HttpLimits& limits = worker_.settings().limits;
    if (progress_.renew(transport_.unacknowledged(), limits.write_bytes)) {
      deadline_ = after(limits.write_timeout);
      return;
    }
  }
  close();
}

void Http1::on_close() {
  if (exchange_) std::exchange(exchange_, nullptr)->abandon();
}

// Goes from state to state until something is not there yet. Only here does the connection move, so
// that an answer that comes at once does not nest.
void Http1::advance() {
  if (advancing_) return;
  advancing_ = true;
  int requests = 0;
  while (!closed_) {
    bool moved = false;
    switch (state_) {
      case State::kReading:
        moved = requests++ < kRequestsPerTurn && receive();
        break;
      case State::kHandling:
        break;
      case State::kSending:
        moved = send();
        break;
      case State::kLingering:
        moved = read_away();
        break;
    }
    if (!moved) break;
  }
  advancing_ = false;
  if (!closed_ && requests > kRequestsPerTurn) worker_.poller().give_turn(*this);
}

// True once a request is complete or refused.
bool Http1::receive() {
  if (!input_.empty() && take_kept()) return true;
  while (!closed_ && readable_) {
    const auto buffer = worker_.read_buffer();
    const IoResult got = transport_.read(buffer);
    if (got.state == Io::kClosed) {
      close();
      return false;
    }
    // The end of the stream is an edge that has been seen already; only a read of nothing tells it.
    readable_ = got.state == Io::kDone && (!got.exhausted || peer_ended_);
    if (take(base::text_of(buffer.first(got.bytes)))) return true;
  }
  return false;
}

// Consumes what an earlier read left over.
bool Http1::take_kept() {
  input_used_ += consume(std::string_view(input_).substr(input_used_));
  if (!closed_ && input_used_ == input_.size()) {
    input_ = std::string();
    input_used_ = 0;
  }
  return !closed_ && state_ != State::kReading;
}

// Consumes what was just read, where it was read if nothing is left from before, and keeps the
// rest.
bool Http1::take(std::string_view fresh) {
  if (fresh.empty()) return false;
  if (!input_.empty()) {
    input_.erase(0, std::exchange(input_used_, 0));
    input_.append(fresh);
    return take_kept();
  }
  const std::size_t used = consume(fresh);
  if (!closed_ && used < fresh.size()) input_ = fresh.substr(used);
  return !closed_ && state_ != State::kReading;
}

// Returns how much of `input` the parser is done with.
std::size_t Http1::consume(std::string_view input) {
  const std::size_t whole = input.size();
  if (!exchange_ && !begin_request(input)) return whole - input.size();
  RequestParser& parser = *exchange_->parser;
  const RequestParser::Step step = parser.feed(input);
  const std::size_t used = whole - input.size() + step.consumed;
  switch (step.progress) {
    case RequestParser::Progress::kNeedsMore:
      if (parser.is_header_done() && !std::exchange(reading_body_, true)) {
        deadline_ = after(worker_.settings().limits.body_timeout);
      }
      if (parser.wants_continue()) send_continue();
      break;
    case RequestParser::Progress::kRefused:
      refuse(parser.refusal());
      break;
    case RequestParser::Progress::kComplete:
      pipelined_ = used < whole;
      start_handler();
      break;
  }
  return used;
}

// False if the bytes are not yet, or not at all, the beginning of an HTTP/1.1 request.
bool Http1::begin_request(std::string_view& input) {
  while (!input.empty() && (input[0] == '\r' || input[0] == '\n')) input.remove_prefix(1);
  if (input.empty()) return false;
  if (first_request_ && !transport_.secure() && is_http2_preface(input)) {
    if (input.size() < kHttp2Preface.size()) return false;
    auto next = std::make_unique<Http2>(worker_, std::move(transport_), std::move(origin_));
    Http2& http2 = *next;
    worker_.replace(*this, std::move(next));
    http2.receive(input);
    return false;
  }
  const HttpLimits& limits = worker_.settings().limits;
  if (!first_request_) deadline_ = after(limits.header_timeout);
  first_request_ = false;
  reading_body_ = false;
  exchange_ = worker_.exchanges().take();
  exchange_->parser.emplace(exchange_->request, limits.header_bytes, limits.body_bytes,
                            &limits.body_bytes_of);
  return true;
}

void Http1::start_handler() {
  Request& request = exchange_->request;
  request.peer = origin_.peer;
  request.secure = transport_.secure();
  keep_alive_ = exchange_->parser->keep_alive() && !worker_.draining();
  http10_ = exchange_->parser->is_http10();
  if (origin_.refusing) return refuse(503);
  state_ = State::kHandling;
  deadline_ = kNever;  // Handlers have deadlines of their own.
  const std::shared_ptr<Exchange> exchange = exchange_;
  exchange->start(*this);
}

void Http1::on_answer(Answer&& answer) {
  if (answer.response.upgrade && become_socket(answer)) return;
  exchange_.reset();
  begin_answer(std::move(answer));
  if (!advancing_) worker_.poller().give_turn(*this);
}

// False if the client's handshake does not allow it; `answer` then says so.
bool Http1::become_socket(Answer& answer) {
  Handshake handshake = check_handshake(exchange_->request);
  // A client waits for our half of the handshake before it sends anything (RFC 6455 section 4.1).
  if (pipelined_ || http10_) handshake.status = 400;
  if (worker_.draining()) handshake.status = 503;
  if (handshake.status != 101) {
    answer = unasked(refuse_handshake(handshake.status));
    keep_alive_ = false;
    return false;
  }
  exchange_.reset();
  std::string head = std::move(worker_.head_buffer());
  head.clear();
  append_upgrade_head(head, handshake.accept, worker_.date(), worker_.settings().server_name);
  auto next = std::make_unique<WebSocket>(worker_, std::move(transport_), std::move(origin_),
                                          answer.response.upgrade());
  WebSocket& socket = *next;
  worker_.replace(*this, std::move(next));
  socket.open(head);
  worker_.head_buffer() = std::move(head);
  return true;
}

// Answers what was not understood, or came when we were full, and ends the connection.
void Http1::refuse(int status) {
  const std::shared_ptr<Exchange> exchange = std::exchange(exchange_, nullptr);
  Response response = status == 503 ? problem(503, "Too many connections", "Try again in a moment.")
                                    : problem(status, title_of(status));
  if (status == 503) response.with("retry-after", "2");
  Answer answer = complete(exchange->request, std::move(response));
  worker_.note_answer(exchange->request.path, status);
  worker_.exchanges().give_back(*exchange);
  keep_alive_ = false;
  begin_answer(std::move(answer));
}

void Http1::send_continue() {
  const iovec piece = piece_of("HTTP/1.1 100 Continue\r\n\r\n");
  // A socket that takes no 25 bytes before the first answer is broken; the client sends anyway.
  transport_.write({&piece, 1}, false);
}

void Http1::begin_answer(Answer&& answer) {
  if (worker_.draining()) keep_alive_ = false;
  head_ = std::move(worker_.head_buffer());
  head_.clear();
  head_sent_ = 0;
  HeadContext context;
  context.date = worker_.date();
  context.server = worker_.settings().server_name;
  context.keep_alive = keep_alive_;
  context.http10 = http10_;
  append_head(head_, answer, context);
  if (const auto body = small_body(answer)) {
    head_ += base::text_of(*body);  // One piece to send, and nothing to keep.
    worker_.tallies().bytes_sent.add(body->size());
  } else {
    answer_ = std::move(answer);
    cursor_ = BodyCursor(answer_.response.body, answer_.window);
  }
  progress_.restart();
  state_ = State::kSending;
  deadline_ = after(worker_.settings().limits.write_timeout);
}

// True once the kernel has it all.
bool Http1::send() {
  std::size_t budget = kBytesPerTurn;
  while (!unsent_head().empty() || cursor_.remaining() > 0) {
    if (!writable_) return false;
    if (budget == 0) {
      worker_.poller().give_turn(*this);
      return false;
    }
    const IoResult sent = send_some(budget);
    if (sent.state == Io::kClosed) {
      close();
      return false;
    }
    writable_ = sent.state == Io::kDone && !sent.exhausted;
    account(sent.bytes);
    budget -= std::min(budget, sent.bytes);
  }
  finish_answer();
  return true;
}

IoResult Http1::send_some(std::size_t at_most) {
  return transport_.secure() ? send_tls(at_most) : send_plain(at_most);
}

// The head with as much memory as fits in one call; or, where a file follows, the head with
// MSG_MORE so that its packet is filled up by sendfile.
IoResult Http1::send_plain(std::size_t at_most) {
  std::array<iovec, kPieces> pieces;
  std::size_t count = 0;
  if (!unsent_head().empty()) pieces[count++] = piece_of(unsent_head());
  BodyCursor ahead = cursor_;
  bool file_follows = false;
  while (count < kPieces && ahead.remaining() > 0) {
    const BodyCursor::Run run = ahead.peek();
    if (const auto* file = std::get_if<BodyCursor::FileRun>(&run)) {
      if (count == 0) {
        return transport_.send_file(file->fd, file->offset,
                                    std::min<std::uint64_t>(file->size, at_most));
      }
      file_follows = true;
      break;
    }
    const auto bytes = std::get<base::ByteView>(run);
    pieces[count++] = piece_of(bytes);
    ahead.advance(bytes.size());
  }
  return transport_.write(std::span(pieces).first(count), file_follows);
}

// One buffer for head and body, so that a small answer is one TLS record.
IoResult Http1::send_tls(std::size_t at_most) {
  const auto buffer = worker_.write_buffer().first(std::min(at_most, kTlsRecord));
  const std::string_view head = unsent_head();
  const std::size_t head_size = std::min(head.size(), buffer.size());
  std::copy_n(head.begin(), head_size, buffer.begin());
  const auto copied = cursor_.copy_to(buffer.subspan(head_size));
  if (!copied) return {};  // The file is gone: the answer cannot be completed.
  const iovec piece = piece_of(base::ByteView(buffer.first(head_size + *copied)));
  return transport_.write({&piece, 1}, false);
}

void Http1::account(std::size_t sent) {
  progress_.sent(sent);
  const std::size_t of_head = std::min(sent, head_.size() - head_sent_);
  head_sent_ += of_head;
  cursor_.advance(sent - of_head);
  worker_.tallies().bytes_sent.add(sent - of_head);
}

void Http1::finish_answer() {
  worker_.head_buffer() = std::move(head_);
  head_.clear();
  head_sent_ = 0;
  if (size_of(answer_.response.body) > 0) {
    answer_ = Answer();
    cursor_ = BodyCursor();
  }
  if (!keep_alive_) return linger();
  state_ = State::kReading;
  deadline_ = after(worker_.settings().limits.idle_timeout);
}

// A socket closed with unread bytes in it resets the connection, and the answer may be lost with
// it.
void Http1::linger() {
  state_ = State::kLingering;
  deadline_ = after(kLingerTime);
  input_ = std::string();
  input_used_ = 0;
  readable_ = true;
  transport_.shutdown_write();
}

bool Http1::read_away() {
  for (int reads = 0; readable_; ++reads) {
    const IoResult got = transport_.read(worker_.read_buffer());
    if (got.state == Io::kClosed || reads == kReadsAway) {
      close();
      return false;
    }
    readable_ = got.state == Io::kDone && (!got.exhausted || peer_ended_);
  }
  return false;
}

}  // namespace plenary::net
