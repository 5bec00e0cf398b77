#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/bytes.h"
#include "base/result.h"
#include "rtmp/chunk_reader.h"
#include "rtmp/chunk_writer.h"
#include "rtmp/command.h"
#include "rtmp/handshake.h"
#include "rtmp/message.h"
#include "rtmp/stream_name.h"
#include "rtmp/timestamp.h"

namespace plenary::rtmp {

/// The peer asks to publish and waits: nothing further is read until accept_publish() or
/// reject_publish() has answered.
struct PublishRequest {
  StreamName name;
  std::string software;  ///< What the encoder calls itself: printable ASCII, at most 64 characters.
};

/// A body of an FLV audio or video tag: see flv/audio_tag.h and flv/video_tag.h.
struct Media {
  enum class Kind : std::uint8_t { kAudio, kVideo };
  Kind kind = Kind::kVideo;
  std::int64_t timestamp_ms = 0;  ///< On the publisher's clock, unwrapped.
  base::Bytes body;               ///< Never empty.
};

/// The peer ended its stream in order. Nothing comes after it.
struct Unpublished {};

using Event = std::variant<PublishRequest, Media, Unpublished>;

/// The server's side of one publisher's connection, from the first byte on: handshake, chunks,
/// commands. Pure: bytes go in by feed(), events come out of next(), and what must be sent lies in
/// take_output(). An owner calls next() until it gives nothing, sends the output, then feeds more.
///
/// Nothing queues up: an event is made when it is asked for. Before a publish was accepted at most
/// kBytesBeforePublish are taken in. Single owner, no thread of its own.
class Session {
 public:
  static constexpr std::size_t kBytesBeforePublish = 16 << 10;
  static constexpr int kCommandsBeforePublish = 64;

  explicit Session(RandomFill random) : handshake_(std::move(random)) {}

  /// Takes received bytes in. Fails with kLimit once a peer that was not accepted sent more than it
  /// may; the connection must then be closed. Precondition: next() gave nothing, or gave a
  /// PublishRequest that has been answered since.
  base::Status feed(base::ByteView bytes);

  /// The next thing that happened; nothing when more bytes are needed. Fails when the connection
  /// must be closed after sending the output: kMalformed, kLimit or kTruncated for nonsense,
  /// kUnsupported for what Plenary does not speak (encrypted RTMP, playing), kClosed once
  /// Unpublished was given or the publish was rejected or ended.
  base::Result<std::optional<Event>> next();

  /// Precondition of both: a PublishRequest waits. `code` is a NetStream.Publish... status, and
  /// `description` is what the person at the encoder reads.
  void accept_publish();
  void reject_publish(std::string_view code, std::string_view description);

  /// Tells an accepted publisher why it must go. Precondition: accept_publish() was called.
  void end_publish(std::string_view code, std::string_view description);

  /// What must be sent, in order; empties it.
  base::Bytes take_output() { return std::exchange(output_, {}); }

  /// Bytes taken in and not yet made into events.
  std::size_t held_bytes() const { return input_.size() - read_ + chunks_.held_bytes(); }

 private:
  enum class State : std::uint8_t {
    kHandshake,
    kIdle,            ///< Commands are read, nothing is published.
    kAwaitingAnswer,  ///< A PublishRequest waits for the owner.
    kPublishing,
    kEnded,
  };

  base::Result<bool> advance_handshake();
  base::Result<std::optional<Event>> handle(Message message);
  base::Result<std::optional<Event>> handle_media(Media::Kind kind, std::uint32_t timestamp_ms,
                                                  base::Bytes body);
  base::Result<std::optional<Event>> next_of_aggregate();
  base::Status handle_control(const Message& message);
  void answer_ping(base::ByteView payload);
  base::Result<std::optional<Event>> handle_command(const Message& message);
  base::Status on_connect(const Command& command);
  void on_create_stream(const Command& command);
  base::Result<std::optional<Event>> on_publish(const Command& command, std::uint32_t stream_id);
  base::Status on_play(std::uint32_t stream_id);
  std::optional<Event> on_unpublish(const Command& command);
  void acknowledge();
  void send(MessageType type, std::uint32_t stream_id, base::Bytes payload);
  void send_control(MessageType type, std::uint32_t value);
  void send_result(const Command& call, AmfValue information);
  void send_status(std::uint32_t stream_id, std::string_view level, std::string_view code,
                   std::string_view description);

  Handshake handshake_;
  ChunkReader chunks_;
  ChunkWriter writer_{ChunkWriter::Headers::kFull};
  TimestampUnwrapper clock_;
  State state_ = State::kHandshake;

  base::Bytes input_;  ///< Received; the first read_ bytes are done with.
  std::size_t read_ = 0;
  base::Bytes output_;
  Message aggregate_;  ///< Its tags are given one by one.
  std::size_t aggregate_read_ = 0;
  std::uint32_t aggregate_base_ms_ = 0;

  std::uint64_t received_bytes_ = 0;
  std::uint64_t acknowledged_bytes_ = 0;
  std::uint32_t window_bytes_ = 2'500'000;
  int commands_ = 0;

  bool connected_ = false;
  std::string app_, address_, software_;
  std::uint32_t streams_made_ = 0;
  std::uint32_t published_stream_ = 0;
  bool fc_publish_ = false;  ///< The encoder asked by FCPublish as well and awaits onFCPublish.
};

}  // namespace plenary::rtmp
