#include "ingest/media_packets.h"

#include <memory>

#include "flv/aac_config.h"
#include "flv/audio_tag.h"
#include "flv/avc_config.h"
#include "flv/video_tag.h"

namespace plenary::ingest {
namespace {

using Result = base::Result<std::optional<media::Packet>>;
using Kind = media::Packet::Kind;

media::Packet packet(Kind kind, std::int64_t timestamp_ms, base::ByteView data) {
  media::Packet packet{kind};
  packet.dts_ms = timestamp_ms;
  packet.pts_ms = timestamp_ms;
  packet.bytes = std::make_shared<const base::Bytes>(data.begin(), data.end());
  return packet;
}

Result video_packet(const rtmp::Media& media) {
  const auto tag = flv::parse_video_tag(media.body);
  if (!tag) return tag.error();
  switch (tag->kind) {
    case flv::VideoTag::Kind::kConfig:
      if (const auto config = flv::parse_avc_config(tag->data); !config) return config.error();
      return std::optional(packet(Kind::kVideoConfig, media.timestamp_ms, tag->data));
    case flv::VideoTag::Kind::kPicture: {
      media::Packet picture = packet(Kind::kVideo, media.timestamp_ms, tag->data);
      picture.pts_ms += tag->composition_ms;
      picture.key = tag->key;
      return std::optional(std::move(picture));
    }
    default:
      return std::optional<media::Packet>();
  }
}

Result audio_packet(const rtmp::Media& media) {
  const auto tag = flv::parse_audio_tag(media.body);
  if (!tag) return tag.error();
  if (tag->kind == flv::AudioTag::Kind::kConfig) {
    if (const auto config = flv::parse_aac_config(tag->data); !config) return config.error();
    return std::optional(packet(Kind::kAudioConfig, media.timestamp_ms, tag->data));
  }
  if (tag->data.empty()) return std::optional<media::Packet>();
  return std::optional(packet(Kind::kAudio, media.timestamp_ms, tag->data));
}

}  // namespace

Result packet_of(const rtmp::Media& media) {
  return media.kind == rtmp::Media::Kind::kVideo ? video_packet(media) : audio_packet(media);
}

}  // namespace plenary::ingest
