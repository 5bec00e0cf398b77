#include "picture/picture.h"

#include <vips/vips.h>

#include <algorithm>
#include <memory>
#include <string>

namespace plenary::picture {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr int kMasterWidth = 2560;
constexpr int kQuality = 80;
constexpr int kMasterQuality = 90;

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

/// libvips begins once, with the thread that first needs it.
bool is_ready() {
  static const bool ready = [] {
    if (VIPS_INIT("plenary") != 0) return false;
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    // Loaders that its authors do not trust with strangers' bytes.
    vips_block_untrusted_set(TRUE);
    return true;
  }();
  return ready;
}

Error malformed() {
  vips_error_clear();
  return Error(Errc::kMalformed, "The picture is broken or cut off.");
}

/// Opened by the one loader of its format; nothing but its head is decoded yet.
Image open(base::ByteView bytes, Format format) {
  VipsImage* image = nullptr;
  auto* const data = const_cast<std::uint8_t*>(bytes.data());
  const auto fail = VIPS_FAIL_ON_TRUNCATED;
  int failed = -1;
  switch (format) {
    case Format::kJpeg:
      failed = vips_jpegload_buffer(data, bytes.size(), &image, "fail_on", fail, nullptr);
      break;
    case Format::kPng:
      failed = vips_pngload_buffer(data, bytes.size(), &image, "fail_on", fail, nullptr);
      break;
    case Format::kWebp:
      failed = vips_webpload_buffer(data, bytes.size(), &image, "fail_on", fail, nullptr);
      break;
    case Format::kGif:
      failed = vips_gifload_buffer(data, bytes.size(), &image, "fail_on", fail, nullptr);
      break;
    case Format::kAvif:
      failed = vips_heifload_buffer(data, bytes.size(), &image, "fail_on", fail, nullptr);
      break;
  }
  return Image(failed == 0 ? image : nullptr);
}

/// Nothing of what stood beside the pixels goes on: where and by whom a picture was taken,
/// comments, previews, profiles.
void strip(VipsImage* image) {
  const std::unique_ptr<char*, decltype(&g_strfreev)> fields(vips_image_get_fields(image),
                                                             &g_strfreev);
  for (char** field = fields.get(); field && *field; ++field) {
    const std::string_view name(*field);
    for (const std::string_view told : {"exif", "xmp", "iptc", "icc", "photoshop", "png-comment",
                                        "jpeg-thumbnail", "gif-comment", "heif", "webp"}) {
      if (name.starts_with(told)) vips_image_remove(image, *field);
    }
  }
}

/// Pixels in memory, upright, sRGB of 8 bits.
Result<Image> decode(base::ByteView bytes) {
  if (bytes.size() > kMostBytes) {
    return Error(Errc::kLimit, "The picture has more than 20 MiB.");
  }
  const auto format = format_of(bytes);
  if (!format) {
    return Error(Errc::kUnsupported, "Send a picture as JPEG, PNG, WebP, AVIF or GIF.");
  }
  if (!is_ready()) return Error(Errc::kUnavailable, "pictures cannot be read here");
  const Image head = open(bytes, *format);
  if (!head) return malformed();
  const auto pixels =
      std::int64_t{vips_image_get_width(head.get())} * vips_image_get_height(head.get());
  if (pixels > kMostPixels) {
    return Error(Errc::kLimit, "The picture has more than 50 million pixels.");
  }
  VipsImage* upright = nullptr;
  if (vips_autorot(head.get(), &upright, nullptr) != 0) return malformed();
  const Image turned(upright);
  VipsImage* coloured = nullptr;
  if (vips_colourspace(turned.get(), &coloured, VIPS_INTERPRETATION_sRGB, nullptr) != 0) {
    return malformed();
  }
  const Image srgb(coloured);
  // Here the decoding happens, once for all widths.
  VipsImage* memory = vips_image_copy_memory(srgb.get());
  if (!memory) return malformed();
  strip(memory);
  return Image(memory);
}

/// In this width, or as it is where it is narrower.
Result<Image> fitted(VipsImage* image, int width) {
  VipsImage* smaller = image;
  if (width >= vips_image_get_width(image)) {
    g_object_ref(image);
  } else if (vips_thumbnail_image(image, &smaller, width, "height", 20'000, "size", VIPS_SIZE_DOWN, nullptr) != 0) {
    return malformed();
  }
  return Image(smaller);
}

Result<Variant> write(VipsImage* whole, int width, int quality) {
  const auto scaled = fitted(whole, width);
  if (!scaled) return scaled.error();
  VipsImage* const image = scaled->get();
  void* data = nullptr;
  std::size_t size = 0;
  const int failed =
      vips_webpsave_buffer(image, &data, &size, "Q", quality, "strip", TRUE, "effort", 4, nullptr);
  if (failed != 0) return malformed();
  const std::unique_ptr<void, decltype(&g_free)> owned(data, &g_free);
  const auto* begin = static_cast<const std::uint8_t*>(data);
  Variant variant;
  variant.width = vips_image_get_width(image);
  variant.height = vips_image_get_height(image);
  variant.webp = std::make_shared<const base::Bytes>(begin, begin + size);
  return variant;
}

bool starts_with(base::ByteView bytes, std::string_view with, std::size_t at = 0) {
  return bytes.size() >= at + with.size() && base::text_of(bytes.subspan(at, with.size())) == with;
}

}  // namespace

std::optional<Format> format_of(base::ByteView bytes) {
  if (starts_with(bytes, "\xFF\xD8\xFF")) return Format::kJpeg;
  if (starts_with(bytes, "\x89PNG\r\n\x1A\n")) return Format::kPng;
  if (starts_with(bytes, "RIFF") && starts_with(bytes, "WEBP", 8)) return Format::kWebp;
  if (starts_with(bytes, "GIF87a") || starts_with(bytes, "GIF89a")) return Format::kGif;
  if (starts_with(bytes, "ftypavif", 4) || starts_with(bytes, "ftypavis", 4)) return Format::kAvif;
  return std::nullopt;
}

Result<Encoded> encode(base::ByteView bytes) {
  const auto image = decode(bytes);
  if (!image) return image.error();
  Encoded encoded;
  encoded.width = vips_image_get_width(image->get());
  encoded.height = vips_image_get_height(image->get());
  for (const int width : kWidths) {
    auto variant = write(image->get(), std::min(width, encoded.width), kQuality);
    if (!variant) return variant.error();
    encoded.variants.push_back(std::move(*variant));
    if (width >= encoded.width) break;
  }
  return encoded;
}

Result<Variant> encode_master(base::ByteView bytes) {
  const auto image = decode(bytes);
  if (!image) return image.error();
  return write(image->get(), std::min(kMasterWidth, vips_image_get_width(image->get())),
               kMasterQuality);
}

Result<Printed> encode_printed(base::ByteView bytes) {
  const auto image = decode(bytes);
  if (!image) return image.error();
  const auto scaled = fitted(image->get(), kWidths.back());
  if (!scaled) return scaled.error();
  void* data = nullptr;
  std::size_t size = 0;
  VipsArrayDouble* const white = vips_array_double_newv(1, 255.0);
  const int failed = vips_jpegsave_buffer(scaled->get(), &data, &size, "Q", kQuality, "strip", TRUE, "background", white,
                                          nullptr);
  vips_area_unref(VIPS_AREA(white));
  if (failed != 0) return malformed();
  const std::unique_ptr<void, decltype(&g_free)> owned(data, &g_free);
  const auto* begin = static_cast<const std::uint8_t*>(data);
  return Printed{vips_image_get_width(scaled->get()), vips_image_get_height(scaled->get()),
                 std::make_shared<const base::Bytes>(begin, begin + size)};
}

}  // namespace plenary::picture
