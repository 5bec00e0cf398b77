#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>

#include "media/audio_decoder.h"
#include "media/jpeg_encoder.h"
#include "media/picture_stats.h"
#include "media/scaler.h"
#include "media/video_decoder.h"

extern "C" {
#include <libavutil/frame.h>
}

namespace {

using namespace plenary;

void watch(const std::vector<media::Picture>& pictures, media::Scaler& scaler,
           media::JpegEncoder& jpeg) {
  for (const media::Picture& picture : pictures) {
    const auto scaled = scaler.scale(picture.frame);
    if (!scaled) continue;
    if ((*scaled)->width != scaler.width() || (*scaled)->height != scaler.height()) std::abort();
    if (!std::isfinite(media::stats_of(**scaled).mean_luma)) std::abort();
    (void)jpeg.encode(*scaled);
  }
}

void listen(const std::vector<media::Sound>& sounds) {
  for (const media::Sound& sound : sounds) {
    for (const float sample : sound.block.samples) {
      if (!(sample >= -1 && sample <= 1)) std::abort();
    }
  }
}

}  // namespace

/// A publisher that sends anything at all trips none of our own checks. The bytes are packets: a
/// kind, a length of two bytes, a payload.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool quiet = (media::quiet_libav(), true);
  (void)quiet;
  media::VideoDecoder video;
  media::AudioDecoder audio;
  media::Scaler scaler(320, 180);
  media::JpegEncoder jpeg;
  base::ByteReader reader(base::ByteView(data, size));
  for (std::int64_t time = 0; reader.remaining() >= 3; time += 40) {
    media::Packet packet;
    packet.kind = static_cast<media::Packet::Kind>(*reader.u8() % 4);
    packet.dts_ms = packet.pts_ms = time;
    const std::size_t length = std::min<std::size_t>(*reader.u16(), reader.remaining());
    const base::ByteView payload = *reader.take(length);
    packet.bytes = std::make_shared<base::Bytes>(payload.begin(), payload.end());
    if (packet.kind == media::Packet::Kind::kVideo ||
        packet.kind == media::Packet::Kind::kVideoConfig) {
      if (const auto pictures = video.push(packet)) watch(*pictures, scaler, jpeg);
    } else if (const auto sounds = audio.push(packet)) {
      listen(*sounds);
    }
  }
  watch(video.flush(), scaler, jpeg);
  return 0;
}
