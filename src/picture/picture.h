#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace plenary::picture {

/// The widths in which a picture is served; one that is narrower than some is served in its own
/// instead of those.
inline constexpr std::array<int, 4> kWidths = {160, 320, 640, 1280};
inline constexpr std::size_t kMostBytes = 20u << 20;
inline constexpr std::int64_t kMostPixels = 50'000'000;

enum class Format : std::uint8_t { kJpeg, kPng, kWebp, kGif, kAvif };

/// What the first bytes say, and nothing else: no name, no type that a browser sent.
std::optional<Format> format_of(base::ByteView bytes);

/// One width of a picture.
struct Variant {
  int width = 0;
  int height = 0;
  base::SharedBytes webp;
};

/// A picture as it may be served.
struct Encoded {
  int width = 0;  ///< Of the original, upright.
  int height = 0;
  std::vector<Variant> variants;  ///< By rising width, at least one.
};

/// A picture as it may be printed: a JPEG on white.
struct Printed {
  int width = 0;
  int height = 0;
  base::SharedBytes jpeg;
};

/// Decodes (the first frame), turns upright, strips, encodes. Blocks for tens of milliseconds. Safe
/// from every thread. kUnsupported: no format of ours; kLimit: too many bytes or pixels;
/// kMalformed: cut off or broken. The detail is a sentence for whoever sent it.
base::Result<Encoded> encode(base::ByteView bytes);

/// The same as one WebP of at most 2560 pixels in width, for a package: what an editor uploads is
/// kept so, and nothing else that stood in the file.
base::Result<Variant> encode_master(base::ByteView bytes);

/// The same as a JPEG of at most 1280 pixels in width, for paper.
base::Result<Printed> encode_printed(base::ByteView bytes);

}  // namespace plenary::picture
