#include "flv/video_tag.h"

#include <string>

#include "flv/enhanced.h"

namespace plenary::flv {
namespace {

using base::Errc;
using base::Error;

constexpr std::uint8_t kIsExHeader = 0x80;
constexpr std::uint8_t kAvc = 7;

enum FrameType : std::uint8_t {
  kKeyFrame = 1,
  kInterFrame = 2,
  kGeneratedKeyFrame = 4,
  kVideoCommand = 5,
};

/// The names of the codec numbers of E.4.3.1, and of 12, which encoders in use took for HEVC.
const char* codec_name(std::uint8_t id) {
  switch (id) {
    case 2:
      return "Sorenson H.263";
    case 3:
      return "Screen video";
    case 4:
      return "On2 VP6";
    case 5:
      return "On2 VP6 with alpha";
    case 6:
      return "Screen video 2";
    case 12:
      return "HEVC under the unregistered number 12";
    case 13:
      return "AV1 under the unregistered number 13";
    default:
      return nullptr;
  }
}

Error refuse_codec(std::uint8_t id) {
  const char* known = codec_name(id);
  if (known == nullptr) return {Errc::kMalformed, "video codec number " + std::to_string(id)};
  return {Errc::kUnsupported, std::string("video is ") + known + "; send H.264"};
}

std::int32_t sign_extend_24(std::uint32_t value) {
  return static_cast<std::int32_t>(value << 8) >> 8;
}

}  // namespace

base::Result<VideoTag> parse_video_tag(base::ByteView body) {
  base::ByteReader reader(body);
  const auto first = reader.u8();
  if (!first) return first.error();
  if (*first & kIsExHeader) {
    return Error(Errc::kUnsupported, "video is enhanced RTMP '" + enhanced_video_codec(body) +
                                         "'; send H.264 in classic RTMP");
  }
  const auto frame_type = static_cast<std::uint8_t>(*first >> 4);
  const auto codec = static_cast<std::uint8_t>(*first & 0x0F);
  if (codec != kAvc) return refuse_codec(codec);
  if (frame_type == kVideoCommand) return VideoTag{VideoTag::Kind::kCommand, false, 0, {}};
  if (frame_type != kKeyFrame && frame_type != kInterFrame && frame_type != kGeneratedKeyFrame) {
    return Error(Errc::kMalformed, "video frame type " + std::to_string(frame_type));
  }

  const auto packet_type = reader.u8();
  if (!packet_type) return packet_type.error();
  const auto composition = reader.u24();
  if (!composition) return composition.error();
  const bool key = frame_type != kInterFrame;

  switch (*packet_type) {
    case 0:
      return VideoTag{VideoTag::Kind::kConfig, true, 0, reader.rest()};
    case 1:
      if (reader.at_end()) return Error(Errc::kMalformed, "picture without bytes");
      return VideoTag{VideoTag::Kind::kPicture, key, sign_extend_24(*composition), reader.rest()};
    case 2:
      return VideoTag{VideoTag::Kind::kEndOfSequence, false, 0, {}};
    default:
      return Error(Errc::kMalformed, "AVC packet type " + std::to_string(*packet_type));
  }
}

}  // namespace plenary::flv
