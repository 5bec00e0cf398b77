#include "net/web_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

#include "net/http_worker.h"

namespace plenary::net {
namespace {

using Io = IoResult::State;

constexpr std::chrono::seconds kClosePatience{5};
constexpr int kReadsPerTurn = 4;
// Messages and control frames that a client may send in a second.
constexpr std::uint8_t kReceivedPerSecond = 64;
// What the kernel may hold of what it has not sent yet: a state is then still the newest when it
// leaves, and a reader that never reads costs the kernel little.
constexpr int kUnsentBytes = 16 * 1024;

/// Of one send in a batch.
IoResult outcome_of(std::int32_t outcome) {
  if (outcome >= 0) return {Io::kDone, static_cast<std::size_t>(outcome), true};
  const bool blocked = outcome == -EAGAIN || outcome == -EINTR;
  return {blocked ? Io::kBlocked : Io::kClosed, 0, blocked};
}

iovec piece_of(std::string_view text) {
  return {const_cast<char*>(text.data()), text.size()};
}

}  // namespace

WebSocket::WebSocket(HttpWorker& worker, Transport transport, Origin origin,
                     std::unique_ptr<SocketSession> session)
    : Connection(worker, std::move(transport), std::move(origin)), session_(std::move(session)) {}

void WebSocket::open(std::string_view head) {
  if (closed_) return;
  opened_ = true;
  worker_.tallies().sockets.opened.add();
  ::setsockopt(transport_.fd(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentBytes, sizeof kUnsentBytes);
  corked_ = true;  // The head and what the session says at once leave together.
  send_bytes(head);
  session_->on_open(*this);
  corked_ = false;
  flush();
}

void WebSocket::on_ready(std::uint32_t events) {
  if (!note(events)) return;
  if (backlog_ && (writable_ || transport_.secure())) flush();
  if (state_ != State::kBroken) receive();
  if (!closed_ && state_ == State::kBroken) close();
}

void WebSocket::on_sweep(Instant now) {
  received_ = 0;
  Connection::on_sweep(now);
}

void WebSocket::on_deadline() {
  if (state_ == State::kOpen && std::exchange(moved_, false)) {
    deadline_ = after(worker_.settings().limits.write_timeout);
    return;
  }
  if (state_ == State::kOpen) worker_.tallies().sockets.timed_out.add();
  close();
}

void WebSocket::on_close() {
  if (!opened_) return;
  worker_.tallies().sockets.ended.add();
  session_->on_close();
}

void WebSocket::drain() {
  close(close_code::kServiceRestart, session_->drain_reason());
}

void WebSocket::receive() {
  for (int reads = 0; !closed_ && readable_ && state_ != State::kBroken; ++reads) {
    if (reads == kReadsPerTurn) return worker_.poller().give_turn(*this);
    const auto buffer = worker_.read_buffer();
    const IoResult got = transport_.read(buffer);
    if (got.state == Io::kClosed) return close();
    readable_ = got.state == Io::kDone && (!got.exhausted || peer_ended_);
    take(buffer.first(got.bytes));
  }
}

void WebSocket::take(std::span<std::uint8_t> bytes) {
  while (state_ == State::kOpen || state_ == State::kClosing) {
    const MessageReader::Step step = reader_.next(bytes);
    if (step.progress == MessageReader::Progress::kNeedsMore) return;
    if (step.progress == MessageReader::Progress::kViolation) {
      worker_.tallies().sockets.violations.add();
      close(step.violation, step.reason);
      // What follows cannot be understood, the peer's answer neither.
      if (state_ == State::kClosing) state_ = State::kLingering;
      return;
    }
    if (++received_ > kReceivedPerSecond) {
      received_ = kReceivedPerSecond;
      worker_.tallies().sockets.violations.add();
      close(close_code::kPolicy, "too many messages");
    }
    take_message(step.message);
  }
}

void WebSocket::take_message(const ClientMessage& message) {
  switch (message.kind) {
    case ClientMessage::Kind::kText:
      if (state_ != State::kOpen) return;
      worker_.tallies().sockets.messages.add();
      return session_->on_text(message.payload);
    case ClientMessage::Kind::kPing: {
      if (state_ != State::kOpen) return;
      std::string pong;
      append_pong_frame(pong, message.payload);
      return send_bytes(pong);
    }
    case ClientMessage::Kind::kPong:
      return;
    case ClientMessage::Kind::kClose:
      close(message.code, {});
      if (state_ != State::kClosing) return;
      state_ = State::kEnding;
      return flush();
  }
}

void WebSocket::send_state(const SharedFrame& frame) {
  if (state_ != State::kOpen) return;
  worker_.tallies().sockets.states.add();
  if (backlog_ || corked_) {
    Backlog& waiting = backlog();
    if (waiting.newest) worker_.tallies().sockets.states_replaced.add();
    waiting.newest = frame;
    return;
  }
  const iovec piece = piece_of(*frame);
  after_state(frame, transport_.write({&piece, 1}, false));
}

void WebSocket::send_state(std::span<SocketLink* const> sockets, const SharedFrame& frame) {
  if (sockets.empty()) return;
  const auto at = [&](std::size_t i) -> WebSocket& { return static_cast<WebSocket&>(*sockets[i]); };
  HttpWorker& worker = at(0).worker_;
  SendBatch& batch = worker.send_batch();
  std::array<WebSocket*, SendBatch::kSends> batched;
  for (std::size_t i = 0; i < sockets.size(); ++i) {
    WebSocket& socket = at(i);
    const bool direct = socket.state_ == State::kOpen && !socket.backlog_ && !socket.corked_ &&
                        !socket.transport_.secure();
    if (direct) {
      batched[batch.size()] = &socket;
      batch.add(socket.transport_.fd(), *frame);
    } else {
      socket.send_state(frame);
    }
    if (batch.size() < SendBatch::kSends && i + 1 < sockets.size()) continue;
    const auto outcomes = batch.submit();
    worker.tallies().sockets.states.add(outcomes.size());
    for (std::size_t sent = 0; sent < outcomes.size(); ++sent) {
      const auto bytes = static_cast<std::size_t>(outcomes[sent]);
      if (outcomes[sent] >= 0 && bytes == frame->size()) continue;
      batched[sent]->after_state(frame, outcome_of(outcomes[sent]));
    }
  }
}

void send_state(std::span<SocketLink* const> links, const SharedFrame& frame) {
  WebSocket::send_state(links, frame);
}

void WebSocket::after_state(const SharedFrame& frame, IoResult sent) {
  if (sent.state == Io::kClosed) return break_off();
  if (sent.state == Io::kDone && sent.bytes == frame->size()) return;
  writable_ = false;
  Backlog& waiting = backlog();
  if (sent.bytes > 0 || transport_.secure()) {
    waiting.begun = frame;
    waiting.begun_sent = sent.bytes;
    if (sent.state == Io::kDone && transport_.secure()) flush();  // TLS takes a record at a time.
  } else {
    waiting.newest = frame;
  }
}

void WebSocket::send(std::string_view text) {
  if (state_ != State::kOpen) return;
  worker_.tallies().sockets.texts.add();
  std::string frame;
  frame.reserve(text.size() + 10);
  append_text_frame(frame, text);
  send_bytes(frame);
}

void WebSocket::close(std::uint16_t code, std::string_view reason) {
  if (state_ != State::kOpen) return;
  worker_.tallies().sockets.closed.add();
  state_ = State::kClosing;
  deadline_ = after(kClosePatience);
  drop_unbegun();
  std::string frame;
  append_close_frame(frame, code, reason);
  send_bytes(frame);
}

// Own bytes go out in their order, behind a state that has begun.
void WebSocket::send_bytes(std::string_view bytes) {
  if (state_ == State::kBroken) return;
  std::size_t sent = 0;
  if (!backlog_ && !corked_) {
    const iovec piece = piece_of(bytes);
    const IoResult result = transport_.write({&piece, 1}, false);
    if (result.state == Io::kClosed) return break_off();
    sent = result.bytes;
    if (sent == bytes.size()) return;
    writable_ = false;
  }
  const std::size_t queued = backlog_ ? backlog_->own.size() - backlog_->own_sent : 0;
  if (state_ == State::kOpen && queued + bytes.size() - sent > kQueuedBytes) {
    worker_.tallies().sockets.overflows.add();
    return close(close_code::kTryAgainLater, "too slow");
  }
  Backlog& waiting = backlog();
  waiting.own.append(bytes);
  if (sent > 0) waiting.own_sent = sent;
  if (!corked_ && transport_.secure() && sent > 0) flush();
}

WebSocket::Backlog& WebSocket::backlog() {
  if (!backlog_) {
    backlog_ = std::make_unique<Backlog>();
    moved_ = false;
    if (state_ == State::kOpen) deadline_ = after(worker_.settings().limits.write_timeout);
  }
  return *backlog_;
}

// What has begun must be finished, or the close frame would be read as a part of it. Of own bytes
// we do not know where a frame ends: once some of them are written, they all go.
void WebSocket::drop_unbegun() {
  if (!backlog_ || corked_) return;
  backlog_->newest.reset();
  const bool offered = transport_.secure() && !backlog_->begun;
  if (backlog_->own_sent == 0 && !offered) backlog_->own.clear();
}

// Not closed here: whoever sends is in the middle of something, and on_close() would surprise it.
void WebSocket::break_off() {
  state_ = State::kBroken;
  backlog_.reset();
  worker_.poller().give_turn(*this);
}

void WebSocket::flush() {
  while (backlog_ && !corked_) {
    const IoResult sent = transport_.secure() ? flush_tls() : flush_plain();
    if (sent.state == Io::kClosed) return break_off();
    account(sent.bytes);
    if (!backlog_) break;
    if (sent.state == Io::kBlocked || sent.exhausted) {
      writable_ = false;
      return;
    }
  }
  if (backlog_ || corked_) return;
  if (state_ == State::kEnding) {
    transport_.shutdown_write();
    break_off();
  }
}

IoResult WebSocket::flush_plain() {
  const Backlog& waiting = *backlog_;
  std::array<iovec, 3> pieces;
  std::size_t count = 0;
  if (waiting.begun) {
    pieces[count++] = piece_of(std::string_view(*waiting.begun).substr(waiting.begun_sent));
  }
  if (waiting.own_sent < waiting.own.size()) {
    pieces[count++] = piece_of(std::string_view(waiting.own).substr(waiting.own_sent));
  }
  if (waiting.newest) pieces[count++] = piece_of(*waiting.newest);
  return transport_.write(std::span(pieces).first(count), false);
}

// One piece at a time; a state that was offered has begun, since its bytes may be encrypted
// already.
IoResult WebSocket::flush_tls() {
  Backlog& waiting = *backlog_;
  if (!waiting.begun && waiting.own_sent == waiting.own.size()) {
    waiting.begun = std::move(waiting.newest);
    waiting.begun_sent = 0;
  }
  const std::string_view rest = waiting.begun
                                    ? std::string_view(*waiting.begun).substr(waiting.begun_sent)
                                    : std::string_view(waiting.own).substr(waiting.own_sent);
  const iovec piece = piece_of(rest);
  return transport_.write({&piece, 1}, false);
}

void WebSocket::account(std::size_t sent) {
  Backlog& waiting = *backlog_;
  if (sent > 0) moved_ = true;
  if (waiting.begun) {
    const std::size_t taken = std::min(sent, waiting.begun->size() - waiting.begun_sent);
    waiting.begun_sent += taken;
    sent -= taken;
    if (waiting.begun_sent < waiting.begun->size()) return;
    waiting.begun.reset();
    waiting.begun_sent = 0;
  }
  const std::size_t taken = std::min(sent, waiting.own.size() - waiting.own_sent);
  waiting.own_sent += taken;
  sent -= taken;
  if (waiting.own_sent < waiting.own.size()) return;
  waiting.own.clear();
  waiting.own_sent = 0;
  if (waiting.newest) {
    if (sent == 0) return;
    waiting.begun = std::move(waiting.newest);
    waiting.begun_sent = sent;
    if (sent < waiting.begun->size()) return;
  }
  backlog_.reset();
  if (state_ == State::kOpen) deadline_ = kNever;
}

}  // namespace plenary::net
