#include "flv/enhanced.h"

#include <cstdint>

namespace plenary::flv {
namespace {

constexpr std::uint8_t kModEx = 7;
constexpr std::uint8_t kManyTracksManyCodecs = 2;

/// Skips one ModEx block and gives the packet type that stands behind it.
base::Result<std::uint8_t> skip_mod_ex(base::ByteReader& reader) {
  const auto short_size = reader.u8();
  if (!short_size) return short_size.error();
  std::size_t size = std::size_t{*short_size} + 1;
  if (size == 256) {
    const auto long_size = reader.u16();
    if (!long_size) return long_size.error();
    size = std::size_t{*long_size} + 1;
  }
  if (const auto data = reader.take(size); !data) return data.error();
  const auto types = reader.u8();
  if (!types) return types.error();
  return static_cast<std::uint8_t>(*types & 0x0F);
}

base::Result<std::string> read_codec(base::ByteView body, std::uint8_t multitrack) {
  base::ByteReader reader(body);
  const auto first = reader.u8();
  if (!first) return first.error();
  std::uint8_t packet_type = *first & 0x0F;
  while (packet_type == kModEx) {
    const auto next = skip_mod_ex(reader);
    if (!next) return next.error();
    packet_type = *next;
  }
  if (packet_type == multitrack) {
    const auto tracks = reader.u8();
    if (!tracks) return tracks.error();
    if (*tracks >> 4 == kManyTracksManyCodecs) return std::string("several tracks");
  }
  const auto code = reader.take(4);
  if (!code) return code.error();
  for (const std::uint8_t c : *code) {
    if (c < 0x20 || c > 0x7E) return std::string("unknown");
  }
  return std::string(base::text_of(*code));
}

}  // namespace

std::string enhanced_video_codec(base::ByteView body) {
  auto codec = read_codec(body, 6);
  return codec ? *std::move(codec) : std::string("unknown");
}

std::string enhanced_audio_codec(base::ByteView body) {
  auto codec = read_codec(body, 5);
  return codec ? *std::move(codec) : std::string("unknown");
}

}  // namespace plenary::flv
