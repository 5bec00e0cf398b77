#include "net/http2.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "base/check.h"
#include "net/http2_stream.h"
#include "net/http_worker.h"

namespace plenary::net {
namespace {

using Io = IoResult::State;

// CVE-2023-44487: a client that opens and resets streams makes us work for nothing. A page that
// seeks about in a video resets a few a second.
constexpr std::size_t kResetsAtOnce = 200;
constexpr std::size_t kResetsPerSecond = 20;
constexpr int kReadsPerTurn = 16;

struct FreeCallbacks {
  void operator()(nghttp2_session_callbacks* callbacks) const {
    nghttp2_session_callbacks_del(callbacks);
  }
};
struct FreeOption {
  void operator()(nghttp2_option* option) const { nghttp2_option_del(option); }
};
using OptionHandle = std::unique_ptr<nghttp2_option, FreeOption>;

OptionHandle make_option() {
  nghttp2_option* raw = nullptr;
  PLENARY_CHECK(nghttp2_option_new(&raw) == 0);
  OptionHandle option(raw);
  nghttp2_option_set_no_closed_streams(raw, 1);
  nghttp2_option_set_max_outbound_ack(raw, 200);  // Floods of PING and SETTINGS.
  nghttp2_option_set_max_settings(raw, 32);
  return option;
}

}  // namespace

/// nghttp2's callbacks; `user` is the Http2.
struct Http2Callbacks {
  static Http2& self(void* user) { return *static_cast<Http2*>(user); }

  static bool opens_stream(const nghttp2_frame* frame) {
    return frame->hd.type == NGHTTP2_HEADERS && frame->headers.cat == NGHTTP2_HCAT_REQUEST;
  }

  static int on_begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    if (opens_stream(frame)) self(user).begin_stream(frame->hd.stream_id);
    return 0;
  }

  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                       std::uint8_t, void* user) {
    if (!opens_stream(frame)) return 0;  // A trailer.
    if (Http2Stream* const stream = self(user).find(frame->hd.stream_id)) {
      stream->on_field(base::text_of({name, name_size}), base::text_of({value, value_size}));
    }
    return 0;
  }

  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data,
                     std::size_t size, void* user) {
    if (Http2Stream* const stream = self(user).find(id)) stream->on_data({data, size});
    return 0;
  }

  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    const bool carries = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (!carries || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
    if (Http2Stream* const stream = self(user).find(frame->hd.stream_id)) stream->on_end();
    return 0;
  }

  /// An answer that was complete before its request, a refused body, ends the request too.
  static int on_frame_sent(nghttp2_session* session, const nghttp2_frame* frame, void*) {
    const std::int32_t id = frame->hd.stream_id;
    const bool carries = frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA;
    if (!carries || (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
    if (nghttp2_session_get_stream_remote_close(session, id) == 0) {
      nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, NGHTTP2_NO_ERROR);
    }
    return 0;
  }

  static int on_stream_close(nghttp2_session*, std::int32_t id, std::uint32_t code, void* user) {
    self(user).end_stream(id, code != NGHTTP2_NO_ERROR);
    return 0;
  }

  static std::unique_ptr<nghttp2_session_callbacks, FreeCallbacks> table() {
    nghttp2_session_callbacks* raw = nullptr;
    PLENARY_CHECK(nghttp2_session_callbacks_new(&raw) == 0);
    std::unique_ptr<nghttp2_session_callbacks, FreeCallbacks> callbacks(raw);
    nghttp2_session_callbacks_set_on_begin_headers_callback(raw, &on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(raw, &on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(raw, &on_data);
    nghttp2_session_callbacks_set_on_frame_recv_callback(raw, &on_frame);
    nghttp2_session_callbacks_set_on_frame_send_callback(raw, &on_frame_sent);
    nghttp2_session_callbacks_set_on_stream_close_callback(raw, &on_stream_close);
    return callbacks;
  }
};

bool is_http2_preface(std::string_view input) {
  const std::size_t size = std::min(input.size(), kHttp2Preface.size());
  return input.substr(0, size) == kHttp2Preface.substr(0, size);
}

Http2::Http2(HttpWorker& worker, Transport transport, Origin origin)
    : Connection(worker, std::move(transport), std::move(origin)), resets_left_(kResetsAtOnce) {
  const auto callbacks = Http2Callbacks::table();
  const OptionHandle option = make_option();
  PLENARY_CHECK(nghttp2_session_server_new2(&session_, callbacks.get(), this, option.get()) == 0);
  const HttpLimits& limits = worker.settings().limits;
  const std::array<nghttp2_settings_entry, 3> entries{{
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, static_cast<std::uint32_t>(limits.streams)},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(limits.header_bytes)},
      {NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1},
  }};
  nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, entries.data(), entries.size());
  deadline_ = after(limits.header_timeout);
  if (worker.draining()) drain();
}

Http2::~Http2() {
  streams_.clear();
  nghttp2_session_del(session_);
}

void Http2::on_ready(std::uint32_t events) {
  if (note(events)) advance();
}

void Http2::receive(std::string_view bytes) {
  advancing_ = true;
  const bool whole = feed(bytes);
  advancing_ = false;
  whole ? advance() : close();
}

void Http2::on_sweep(Instant now) {
  resets_left_ = std::min(resets_left_ + kResetsPerSecond, kResetsAtOnce);
  std::vector<std::int32_t> overdue;
  for (const auto& [id, stream] : streams_) {
    if (stream->is_overdue(now)) overdue.push_back(id);
  }
  for (const std::int32_t id : overdue) reset(id, NGHTTP2_CANCEL);
  if (worker_.draining() && !std::exchange(going_away_, true)) {
    // A second after the notice: whatever the client sent before it read that has arrived.
    nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE,
                          nghttp2_session_get_last_proc_stream_id(session_), NGHTTP2_NO_ERROR,
                          nullptr, 0);
  }
  if (streams_.empty() && now >= deadline_) return close();
  advance();
}

void Http2::drain() {
  nghttp2_submit_shutdown_notice(session_);
  worker_.poller().give_turn(*this);
}

void Http2::on_close() {
  streams_.clear();
}

void Http2::advance() {
  if (closed_ || advancing_) return;
  advancing_ = true;
  const bool open = read_some() && flush();
  advancing_ = false;
  if (!open) close();
}

// False if the connection has to end.
bool Http2::read_some() {
  for (int reads = 0; readable_; ++reads) {
    if (reads == kReadsPerTurn) {
      worker_.poller().give_turn(*this);
      return true;
    }
    const auto buffer = worker_.read_buffer();
    const IoResult got = transport_.read(buffer);
    if (got.state == Io::kClosed) return false;
    readable_ = got.state == Io::kDone && (!got.exhausted || peer_ended_);
    if (!feed(base::text_of(buffer.first(got.bytes)))) return false;
  }
  return true;
}

bool Http2::feed(std::string_view bytes) {
  if (bytes.empty()) return true;
  const ssize_t used = nghttp2_session_mem_recv(
      session_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (used < 0) flush();  // The reason, if nghttp2 has one to send.
  return used >= 0;
}

bool Http2::flush() {
  std::size_t sent_this_turn = 0;
  while (output_sent_ < output_.size() || fill_output()) {
    if (!writable_) return true;
    if (sent_this_turn >= kBytesPerTurn) {
      worker_.poller().give_turn(*this);
      return true;
    }
    const iovec piece{output_.data() + output_sent_, output_.size() - output_sent_};
    const IoResult sent = transport_.write({&piece, 1}, false);
    if (sent.state == Io::kClosed) return false;
    writable_ = sent.state == Io::kDone && !sent.exhausted;
    output_sent_ += sent.bytes;
    sent_this_turn += sent.bytes;
  }
  return nghttp2_session_want_read(session_) != 0 || nghttp2_session_want_write(session_) != 0;
}

// Frames what streams have to say, up to a buffer's worth. False if that is nothing.
bool Http2::fill_output() {
  output_sent_ = 0;
  output_.clear();
  const std::size_t enough = worker_.write_buffer().size();
  while (output_.size() < enough) {
    const std::uint8_t* frame = nullptr;
    const ssize_t size = nghttp2_session_mem_send(session_, &frame);
    if (size <= 0) break;
    output_.insert(output_.end(), frame, frame + size);
  }
  if (output_.empty()) output_ = base::Bytes();  // An idle connection holds no buffer.
  return !output_.empty();
}

Http2Stream* Http2::find(std::int32_t id) const {
  const auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : found->second.get();
}

void Http2::begin_stream(std::int32_t id) {
  streams_.emplace(id, std::make_unique<Http2Stream>(*this, id));
}

void Http2::end_stream(std::int32_t id, bool by_reset) {
  const auto found = streams_.find(id);
  if (found == streams_.end()) return;
  if (by_reset && found->second->is_handling()) {
    if (resets_left_ == 0) {
      nghttp2_session_terminate_session(session_, NGHTTP2_ENHANCE_YOUR_CALM);
    } else {
      --resets_left_;
    }
  }
  streams_.erase(found);
  if (streams_.empty()) deadline_ = after(worker_.settings().limits.idle_timeout);
}

void Http2::reset(std::int32_t id, std::uint32_t code) {
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, code);
}

}  // namespace plenary::net
