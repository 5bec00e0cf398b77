#include "rtmp/session.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "flv/tag_header.h"

namespace plenary::rtmp {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using Kind = AmfValue::Kind;

constexpr std::uint32_t kOurChunkBytes = 4096;
constexpr std::uint32_t kWindowBytes = 2'500'000;
constexpr std::uint32_t kSmallestWindow = 4096;  ///< A smaller one would have us answer every read.
constexpr std::uint32_t kControlChunkStream = 2;

/// Calls that encoders make out of habit and that need no more than a yes.
constexpr std::array<std::string_view, 5> kHarmlessCalls{
    "releaseStream", "_checkbw", "checkBandwidth", "getStreamLength", "FCSubscribe"};

/// What a peer says of itself, fit to be shown and logged.
std::string clean(std::string_view text) {
  std::string cleaned;
  for (const char c : text.substr(0, 64)) {
    if (c >= 0x20 && c <= 0x7E) cleaned.push_back(c);
  }
  return cleaned;
}

AmfValue status(std::string_view level, std::string_view code, std::string_view description) {
  return AmfValue::object({{"level", AmfValue(level)},
                           {"code", AmfValue(code)},
                           {"description", AmfValue(description)}});
}

AmfValue connected_information(double encoding) {
  AmfValue information = status("status", "NetConnection.Connect.Success", "Connected.");
  information.members.push_back({"objectEncoding", AmfValue(encoding)});
  return information;
}

}  // namespace

base::Status Session::feed(base::ByteView bytes) {
  received_bytes_ += bytes.size();
  if (state_ != State::kPublishing && received_bytes_ > kBytesBeforePublish) {
    return Error(Errc::kLimit, "too many bytes before a publish was accepted");
  }
  input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(read_));
  read_ = 0;
  input_.insert(input_.end(), bytes.begin(), bytes.end());
  if (state_ != State::kHandshake) acknowledge();
  return base::Done{};
}

Result<std::optional<Event>> Session::next() {
  for (;;) {
    if (state_ == State::kEnded) return Error(Errc::kClosed, "the stream ended");
    if (state_ == State::kAwaitingAnswer) return std::optional<Event>();
    if (state_ == State::kHandshake) {
      const auto advanced = advance_handshake();
      if (!advanced) return advanced.error();
      if (!*advanced) return std::optional<Event>();
      continue;
    }
    if (aggregate_read_ < aggregate_.payload.size()) {
      auto event = next_of_aggregate();
      if (!event || event->has_value()) return event;
      continue;
    }
    auto step = chunks_.read(base::ByteView(input_).subspan(read_));
    if (!step) return step.error();
    read_ += step->consumed;
    if (!step->message && step->consumed == 0) return std::optional<Event>();
    if (!step->message) continue;
    auto event = handle(*std::move(step->message));
    if (!event || event->has_value()) return event;
  }
}

/// True if something was consumed.
Result<bool> Session::advance_handshake() {
  const auto consumed = handshake_.read(base::ByteView(input_).subspan(read_), output_);
  if (!consumed) return consumed.error();
  read_ += *consumed;
  if (handshake_.done()) state_ = State::kIdle;
  return *consumed > 0;
}

Result<std::optional<Event>> Session::handle(Message message) {
  switch (message.type) {
    case MessageType::kAudio:
      return handle_media(Media::Kind::kAudio, message.timestamp_ms, std::move(message.payload));
    case MessageType::kVideo:
      return handle_media(Media::Kind::kVideo, message.timestamp_ms, std::move(message.payload));
    case MessageType::kAggregate:
      aggregate_ = std::move(message);
      aggregate_read_ = 0;
      return std::optional<Event>();
    case MessageType::kCommandAmf0:
    case MessageType::kCommandAmf3:
      return handle_command(message);
    default:
      // Data messages (@setDataFrame with onMetaData) say nothing that the media does not.
      if (const auto handled = handle_control(message); !handled) return handled.error();
      return std::optional<Event>();
  }
}

/// Media before the publish was accepted is dropped. Empty messages are an encoder's way to say
/// that it is still there.
Result<std::optional<Event>> Session::handle_media(Media::Kind kind, std::uint32_t timestamp_ms,
                                                   base::Bytes body) {
  if (state_ != State::kPublishing || body.empty()) return std::optional<Event>();
  return std::optional<Event>(Media{kind, clock_.unwrap(timestamp_ms), std::move(body)});
}

/// An aggregate holds whole FLV tags, each followed by its size. Their times count from the first
/// one's, which stands for the message's own.
Result<std::optional<Event>> Session::next_of_aggregate() {
  base::ByteReader reader(base::ByteView(aggregate_.payload).subspan(aggregate_read_));
  const auto header = flv::read_tag_header(reader);
  if (!header) return header.error();
  const auto body = reader.take(header->body_bytes);
  if (!body) return body.error();
  if (const auto back_pointer = reader.u32(); !back_pointer) return back_pointer.error();

  if (aggregate_read_ == 0) aggregate_base_ms_ = header->timestamp_ms;
  aggregate_read_ += reader.position();
  const auto time = aggregate_.timestamp_ms + (header->timestamp_ms - aggregate_base_ms_);
  const auto type = static_cast<MessageType>(header->type);
  if (type != MessageType::kAudio && type != MessageType::kVideo) return std::optional<Event>();
  const auto kind = type == MessageType::kAudio ? Media::Kind::kAudio : Media::Kind::kVideo;
  return handle_media(kind, time, base::Bytes(body->begin(), body->end()));
}

base::Status Session::handle_control(const Message& message) {
  base::ByteReader reader(message.payload);
  switch (message.type) {
    case MessageType::kSetChunkSize: {
      const auto size = reader.u32();
      if (!size) return size.error();
      return chunks_.set_chunk_size(*size);
    }
    case MessageType::kAbort: {
      const auto id = reader.u32();
      if (!id) return id.error();
      chunks_.abort(*id);
      return base::Done{};
    }
    case MessageType::kWindowAcknowledgementSize: {
      const auto window = reader.u32();
      if (!window) return window.error();
      window_bytes_ = std::max(*window, kSmallestWindow);
      return base::Done{};
    }
    case MessageType::kUserControl:
      answer_ping(message.payload);
      return base::Done{};
    default:
      return base::Done{};
  }
}

void Session::answer_ping(base::ByteView payload) {
  constexpr std::uint16_t kPingRequest = 6;
  constexpr std::uint16_t kPingResponse = 7;
  base::ByteReader reader(payload);
  const auto event = reader.u16();
  const auto time = reader.u32();
  if (!event || !time || *event != kPingRequest) return;
  base::Bytes pong;
  base::ByteWriter writer(pong);
  writer.u16(kPingResponse);
  writer.u32(*time);
  send(MessageType::kUserControl, 0, std::move(pong));
}

Result<std::optional<Event>> Session::handle_command(const Message& message) {
  if (state_ != State::kPublishing && ++commands_ > kCommandsBeforePublish) {
    return Error(Errc::kLimit, "too many commands before a publish");
  }
  const auto command = read_command(message.payload, message.type == MessageType::kCommandAmf3);
  if (!command) return command.error();
  const std::string& name = command->name;

  if (name == "connect") {
    if (const auto connected = on_connect(*command); !connected) return connected.error();
    return std::optional<Event>();
  }
  if (!connected_) return Error(Errc::kMalformed, "a command before connect");
  if (name == "publish") return on_publish(*command, message.stream_id);
  if (name == "play" || name == "play2") return on_play(message.stream_id).error();
  if (name == "FCUnpublish" || name == "deleteStream" || name == "closeStream") {
    return on_unpublish(*command);
  }
  if (name == "createStream") {
    on_create_stream(*command);
  } else if (name == "FCPublish") {
    fc_publish_ = true;
    send_result(*command, AmfValue());
  } else if (std::find(kHarmlessCalls.begin(), kHarmlessCalls.end(), name) !=
             kHarmlessCalls.end()) {
    send_result(*command, AmfValue());
  } else if (command->transaction != 0) {
    const Command refusal{"_error",
                          command->transaction,
                          {AmfValue(Kind::kNull), status("error", "NetConnection.Call.Failed",
                                                         "Plenary has no such method.")}};
    send(MessageType::kCommandAmf0, 0, write_command(refusal));
  }
  return std::optional<Event>();
}

base::Status Session::on_connect(const Command& command) {
  if (connected_) return Error(Errc::kMalformed, "connect twice");
  connected_ = true;
  const AmfValue& object = command.value(0);
  app_ = object.text_of("app");
  address_ = object.text_of("tcUrl");
  software_ = clean(object.text_of("flashVer"));

  send_control(MessageType::kWindowAcknowledgementSize, kWindowBytes);
  base::Bytes bandwidth;
  base::ByteWriter fields(bandwidth);
  fields.u32(kWindowBytes);
  fields.u8(2);  // dynamic
  send(MessageType::kSetPeerBandwidth, 0, std::move(bandwidth));
  send_control(MessageType::kSetChunkSize, kOurChunkBytes);
  writer_.set_chunk_size(kOurChunkBytes);

  // No fourCcList and no capsEx: none of enhanced RTMP's codecs is accepted.
  const double encoding = object.number_of("objectEncoding", 0) == 3 ? 3 : 0;
  const AmfValue properties = AmfValue::object({{"fmsVer", AmfValue("FMS/3,5,1,1")},
                                                {"capabilities", AmfValue(31.0)},
                                                {"mode", AmfValue(1.0)}});
  const Command result{
      "_result", command.transaction, {properties, connected_information(encoding)}};
  send(MessageType::kCommandAmf0, 0, write_command(result));
  return base::Done{};
}

void Session::on_create_stream(const Command& command) {
  ++streams_made_;
  send_result(command, AmfValue(static_cast<double>(streams_made_)));
}

Result<std::optional<Event>> Session::on_publish(const Command& command, std::uint32_t stream_id) {
  if (state_ != State::kIdle) return Error(Errc::kMalformed, "publish twice");
  published_stream_ = stream_id;
  auto name = parse_stream_name(app_, address_, command.value(1).text);
  if (!name) {
    send_status(stream_id, "error", "NetStream.Publish.BadName",
                "The stream's name is missing or too long.");
    return name.error();
  }
  state_ = State::kAwaitingAnswer;
  return std::optional<Event>(PublishRequest{*std::move(name), software_});
}

base::Status Session::on_play(std::uint32_t stream_id) {
  send_status(stream_id, "error", "NetStream.Play.Failed",
              "Plenary serves viewers over HTTP: open the stage's page or its playlist.");
  return Error(Errc::kUnsupported, "the peer wanted to play");
}

/// Ends the stream if one is published; encoders also tidy up streams that never were.
std::optional<Event> Session::on_unpublish(const Command& command) {
  if (command.name == "FCUnpublish") send_result(command, AmfValue());
  if (state_ != State::kPublishing) return std::nullopt;
  const AmfValue& stream = command.value(1);
  const bool another = command.name == "deleteStream" && stream.kind == Kind::kNumber &&
                       stream.number != static_cast<double>(published_stream_);
  if (another) return std::nullopt;
  send_status(published_stream_, "status", "NetStream.Unpublish.Success", "Stopped.");
  state_ = State::kEnded;
  return Event(Unpublished{});
}

void Session::accept_publish() {
  PLENARY_CHECK(state_ == State::kAwaitingAnswer);
  state_ = State::kPublishing;
  constexpr std::uint16_t kStreamBegin = 0;
  base::Bytes begin;
  base::ByteWriter writer(begin);
  writer.u16(kStreamBegin);
  writer.u32(published_stream_);
  send(MessageType::kUserControl, 0, std::move(begin));
  if (fc_publish_) {
    const Command answer{
        "onFCPublish",
        0,
        {AmfValue(Kind::kNull), status("status", "NetStream.Publish.Start", "Publishing.")}};
    send(MessageType::kCommandAmf0, published_stream_, write_command(answer));
  }
  send_status(published_stream_, "status", "NetStream.Publish.Start", "Publishing.");
}

void Session::reject_publish(std::string_view code, std::string_view description) {
  PLENARY_CHECK(state_ == State::kAwaitingAnswer);
  send_status(published_stream_, "error", code, description);
  state_ = State::kEnded;
}

void Session::end_publish(std::string_view code, std::string_view description) {
  PLENARY_CHECK(state_ == State::kPublishing || state_ == State::kEnded);
  send_status(published_stream_, "error", code, description);
  state_ = State::kEnded;
}

/// Tells the peer how much arrived, once a window full of it did (section 5.4.3).
void Session::acknowledge() {
  if (received_bytes_ - acknowledged_bytes_ < window_bytes_) return;
  acknowledged_bytes_ = received_bytes_;
  send_control(MessageType::kAcknowledgement, static_cast<std::uint32_t>(received_bytes_));
}

void Session::send(MessageType type, std::uint32_t stream_id, base::Bytes payload) {
  const bool command = type == MessageType::kCommandAmf0;
  const Message message{command ? kCommandChunkStream : kControlChunkStream, type, stream_id, 0,
                        std::move(payload)};
  writer_.write(message, output_);
}

void Session::send_control(MessageType type, std::uint32_t value) {
  base::Bytes payload;
  base::ByteWriter writer(payload);
  writer.u32(value);
  send(type, 0, std::move(payload));
}

void Session::send_result(const Command& call, AmfValue information) {
  if (call.transaction == 0) return;  // nobody waits
  const Command result{
      "_result", call.transaction, {AmfValue(Kind::kNull), std::move(information)}};
  send(MessageType::kCommandAmf0, 0, write_command(result));
}

void Session::send_status(std::uint32_t stream_id, std::string_view level, std::string_view code,
                          std::string_view description) {
  const Command command{"onStatus", 0, {AmfValue(Kind::kNull), status(level, code, description)}};
  send(MessageType::kCommandAmf0, stream_id, write_command(command));
}

}  // namespace plenary::rtmp
