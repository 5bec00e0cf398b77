#include "rtmp/publisher_script.h"

#include <string>
#include <utility>

#include "rtmp/digest.h"

namespace plenary::rtmp {
namespace {

using Kind = AmfValue::Kind;

constexpr std::uint32_t kMediaChunkStream = 4;

HandshakeBlock counted_block(std::uint8_t first) {
  HandshakeBlock block{};
  for (std::size_t i = 8; i < block.size(); ++i) {
    block[i] = static_cast<std::uint8_t>(first + i * 7);
  }
  return block;
}

base::Bytes with_header(base::Bytes header, const base::Bytes& body) {
  header.insert(header.end(), body.begin(), body.end());
  return header;
}

std::string_view software(PublisherScript::Style style) {
  switch (style) {
    case PublisherScript::Style::kFfmpeg:
      return "FMLE/3.0 (compatible; Lavf59.27.100)";
    case PublisherScript::Style::kObs:
      return "FMLE/3.0 (compatible; FMSc/1.0)";
    case PublisherScript::Style::kFmle:
      return "FMLE/3.0 (compatible; FMSc/1.0 WIN/3.2.0.9932)";
    case PublisherScript::Style::kFlash:
      return "WIN 32,0,0,465";
    case PublisherScript::Style::kHaivision:
      return "Haivision KB/5.1";
  }
  return {};
}

}  // namespace

base::Bytes sample_avc_config() {
  return {0x01, 0x64, 0x00, 0x0B, 0xFF, 0xE1, 0x00, 0x19, 0x67, 0x64, 0x00, 0x0B, 0xAC, 0xD9, 0x42,
          0x8D, 0xF9, 0x30, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01, 0x00, 0x00, 0x03, 0x00, 0x14, 0x0F,
          0x14, 0x29, 0x96, 0x01, 0x00, 0x04, 0x68, 0xEF, 0xBC, 0xB0, 0xFD, 0xF8, 0xF8, 0x00};
}

base::Bytes sample_aac_config() {
  return {0x11, 0x90};
}

PublisherScript& PublisherScript::greet(Greeting greeting) {
  HandshakeBlock c1 = counted_block(11);
  if (greeting != Greeting::kSimple) {
    c1[4] = 10;  // the version of a Flash player
    const auto schema = greeting == Greeting::kDigestFirstHalf ? DigestSchema::kFirstHalf
                                                               : DigestSchema::kSecondHalf;
    write_digest(c1, schema, Side::kClient);
  }
  const HandshakeBlock c2 = counted_block(23);
  bytes_.push_back(3);
  return raw(c1).raw(c2);
}

PublisherScript& PublisherScript::ask(Style style, std::string_view app, std::string_view name) {
  const Command create{"createStream", 4, {AmfValue(Kind::kNull)}};
  const Command publish{"publish", 5, {AmfValue(Kind::kNull), AmfValue(name), AmfValue("live")}};
  switch (style) {
    case Style::kObs:
      chunk_size(4096).connect(style, app).call("releaseStream", 2, name);
      call("FCPublish", 3, name).command(create).command(publish, 1);
      break;
    case Style::kFfmpeg:
      connect(style, app).call("releaseStream", 2, name).call("FCPublish", 3, name);
      command(create).call("_checkbw", 5, {}).command(publish, 1);
      break;
    case Style::kFmle:
      connect(style, app).call("releaseStream", 2, name).call("FCPublish", 3, name);
      command(create).command(publish, 1).chunk_size(8192);
      break;
    case Style::kFlash:
      connect(style, app).command_amf3(create).command_amf3(publish, 1);
      break;
    case Style::kHaivision:
      connect(style, app).command(create).call("getStreamLength", 6, name);
      call("FCPublish", 3, name).command(publish, 1);
      break;
  }
  return metadata();
}

PublisherScript& PublisherScript::broadcast(int pictures, std::uint32_t first_timestamp_ms) {
  const std::uint32_t start = first_timestamp_ms;
  message(MessageType::kVideo, kMediaChunkStream, start,
          with_header({0x17, 0x00, 0x00, 0x00, 0x00}, sample_avc_config()));
  message(MessageType::kAudio, kMediaChunkStream, start,
          with_header({0xAF, 0x00}, sample_aac_config()));
  for (int i = 0; i < pictures; ++i) {
    const bool key = i % 25 == 0;
    const std::uint32_t at = start + static_cast<std::uint32_t>(i) * 40;
    const auto size = static_cast<std::uint8_t>(key ? 250 : 120);
    base::Bytes unit{0, 0, 0, size, static_cast<std::uint8_t>(key ? 0x65 : 0x41)};
    unit.resize(std::size_t{4} + size, static_cast<std::uint8_t>(i));
    message(MessageType::kVideo, kMediaChunkStream, at,
            with_header({static_cast<std::uint8_t>(key ? 0x17 : 0x27), 1, 0, 0, 0}, unit));
    for (const std::uint32_t offset : {0u, 21u}) {
      message(MessageType::kAudio, kMediaChunkStream, at + offset,
              with_header({0xAF, 0x01}, base::Bytes(48, static_cast<std::uint8_t>(i))));
    }
  }
  return *this;
}

PublisherScript& PublisherScript::leave(std::string_view name) {
  call("FCUnpublish", 6, name);
  const Command remove{"deleteStream", 7, {AmfValue(Kind::kNull), AmfValue(1.0)}};
  return command(remove);
}

PublisherScript& PublisherScript::command(const Command& command, std::uint32_t stream_id) {
  return message(MessageType::kCommandAmf0, kCommandChunkStream, 0, write_command(command),
                 stream_id);
}

PublisherScript& PublisherScript::command_amf3(const Command& command, std::uint32_t stream_id) {
  return message(MessageType::kCommandAmf3, kCommandChunkStream, 0,
                 with_header({0x00}, write_command(command)), stream_id);
}

PublisherScript& PublisherScript::message(MessageType type, std::uint32_t chunk_stream_id,
                                          std::uint32_t timestamp_ms, base::Bytes payload,
                                          std::uint32_t stream_id) {
  const Message message{chunk_stream_id, type, stream_id, timestamp_ms, std::move(payload)};
  writer_.write(message, bytes_);
  return *this;
}

PublisherScript& PublisherScript::chunk_size(std::uint32_t size, bool keep_to_it) {
  base::Bytes payload;
  base::ByteWriter(payload).u32(size);
  message(MessageType::kSetChunkSize, 2, 0, std::move(payload), 0);
  if (keep_to_it) writer_.set_chunk_size(size);
  return *this;
}

PublisherScript& PublisherScript::raw(base::ByteView bytes) {
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  return *this;
}

PublisherScript& PublisherScript::connect(Style style, std::string_view app) {
  const std::string address = "rtmp://127.0.0.1:1935/" + std::string(app);
  AmfValue object = AmfValue::object({{"app", AmfValue(app)},
                                      {"type", AmfValue("nonprivate")},
                                      {"flashVer", AmfValue(software(style))},
                                      {"tcUrl", AmfValue(address)}});
  if (style == Style::kFlash) object.members.push_back({"objectEncoding", AmfValue(3.0)});
  const Command connect{"connect", 1, {std::move(object)}};
  return command(connect);
}

PublisherScript& PublisherScript::call(std::string_view name, double transaction,
                                       std::string_view argument) {
  Command call{std::string(name), transaction, {AmfValue(Kind::kNull)}};
  if (!argument.empty()) call.values.emplace_back(argument);
  return command(call);
}

PublisherScript& PublisherScript::metadata() {
  base::Bytes payload;
  base::ByteWriter writer(payload);
  write_amf0(AmfValue("@setDataFrame"), writer);
  write_amf0(AmfValue("onMetaData"), writer);
  write_amf0(AmfValue::object({{"width", AmfValue(160.0)},
                               {"height", AmfValue(90.0)},
                               {"videocodecid", AmfValue(7.0)},
                               {"audiocodecid", AmfValue(10.0)},
                               {"stereo", AmfValue(true)}}),
             writer);
  return message(MessageType::kDataAmf0, kMediaChunkStream, 0, std::move(payload));
}

}  // namespace plenary::rtmp
