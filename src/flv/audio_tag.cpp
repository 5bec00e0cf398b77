#include "flv/audio_tag.h"

#include <string>

#include "flv/enhanced.h"

namespace plenary::flv {
namespace {

using base::Errc;
using base::Error;

constexpr std::uint8_t kExHeaderFormat = 9;
constexpr std::uint8_t kAac = 10;

/// The names of the sound formats of E.4.2.1.
const char* format_name(std::uint8_t format) {
  switch (format) {
    case 0:
      return "PCM";
    case 1:
      return "ADPCM";
    case 2:
      return "MP3";
    case 3:
      return "PCM, little endian";
    case 4:
      return "Nellymoser 16 kHz";
    case 5:
      return "Nellymoser 8 kHz";
    case 6:
      return "Nellymoser";
    case 7:
      return "G.711 A-law";
    case 8:
      return "G.711 mu-law";
    case 11:
      return "Speex";
    case 14:
      return "MP3 8 kHz";
    case 15:
      return "a device's own sound";
    default:
      return nullptr;
  }
}

Error refuse_format(std::uint8_t format) {
  const char* known = format_name(format);
  if (known == nullptr) return {Errc::kMalformed, "sound format " + std::to_string(format)};
  return {Errc::kUnsupported, std::string("audio is ") + known + "; send AAC"};
}

}  // namespace

base::Result<AudioTag> parse_audio_tag(base::ByteView body) {
  base::ByteReader reader(body);
  const auto first = reader.u8();
  if (!first) return first.error();
  const auto format = static_cast<std::uint8_t>(*first >> 4);
  if (format == kExHeaderFormat) {
    return Error(Errc::kUnsupported, "audio is enhanced RTMP '" + enhanced_audio_codec(body) +
                                         "'; send AAC in classic RTMP");
  }
  if (format != kAac) return refuse_format(format);

  const auto packet_type = reader.u8();
  if (!packet_type) return packet_type.error();
  switch (*packet_type) {
    case 0:
      return AudioTag{AudioTag::Kind::kConfig, reader.rest()};
    case 1:
      return AudioTag{AudioTag::Kind::kFrame, reader.rest()};
    default:
      return Error(Errc::kMalformed, "AAC packet type " + std::to_string(*packet_type));
  }
}

}  // namespace plenary::flv
