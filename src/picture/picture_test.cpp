#include "picture/picture.h"

#include <gtest/gtest.h>
#include <vips/vips.h>

#include <string>

namespace plenary::picture::picture_test {
namespace {

using base::Errc;

/// A grey picture of this size in a format that libvips writes by a file's ending.
base::Bytes drawn(int width, int height, const char* ending, int orientation = 0) {
  static const bool ready = VIPS_INIT("test") == 0;
  EXPECT_TRUE(ready);
  VipsImage* black = nullptr;
  VipsImage* image = nullptr;
  vips_black(&black, width, height, "bands", 3, nullptr);
  vips_linear1(black, &image, 1.0, 128.0, "uchar", TRUE, nullptr);
  vips_image_set_string(image, "exif-ifd0-Artist", "somebody at home");
  if (orientation > 0) vips_image_set_int(image, VIPS_META_ORIENTATION, orientation);
  void* data = nullptr;
  std::size_t size = 0;
  EXPECT_EQ(vips_image_write_to_buffer(image, ending, &data, &size, nullptr), 0) << ending;
  const auto* begin = static_cast<const std::uint8_t*>(data);
  base::Bytes bytes(begin, begin + size);
  g_free(data);
  g_object_unref(image);
  g_object_unref(black);
  return bytes;
}

Errc refusal(base::ByteView bytes) {
  const auto encoded = encode(bytes);
  EXPECT_FALSE(encoded);
  return encoded ? Errc::kClosed : encoded.error().code();
}

TEST(Picture, IsWrittenAnewInFourWidths) {
  for (const char* ending : {".jpg", ".png", ".webp", ".gif"}) {
    const auto encoded = encode(drawn(1600, 900, ending));
    ASSERT_TRUE(encoded) << ending;
    EXPECT_EQ(encoded->width, 1600);
    ASSERT_EQ(encoded->variants.size(), 4u);
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(encoded->variants[i].width, kWidths[i]);
      EXPECT_EQ(encoded->variants[i].height, kWidths[i] * 9 / 16);
      EXPECT_EQ(format_of(*encoded->variants[i].webp), Format::kWebp);
    }
  }
}

TEST(Picture, OfFewPixelsIsNotMadeLarger) {
  const auto encoded = encode(drawn(200, 100, ".png"));
  ASSERT_TRUE(encoded);
  ASSERT_EQ(encoded->variants.size(), 2u);
  EXPECT_EQ(encoded->variants[1].width, 200);
}

TEST(Picture, IsTurnedUprightAndFreedOfWhatItTells) {
  const base::Bytes sent = drawn(400, 200, ".jpg", 6);
  ASSERT_NE(std::string(base::text_of(sent)).find("somebody"), std::string::npos);
  const auto master = encode_master(sent);
  ASSERT_TRUE(master);
  EXPECT_EQ(master->width, 200);
  EXPECT_EQ(master->height, 400);
  EXPECT_EQ(std::string(base::text_of(*master->webp)).find("somebody"), std::string::npos);
}

TEST(Picture, ThatIsAProgramOrADrawingIsRefused) {
  EXPECT_EQ(refusal(base::view_of("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")),
            Errc::kUnsupported);
  EXPECT_EQ(refusal(base::view_of("<?xml version='1.0'?><svg/>")), Errc::kUnsupported);
  EXPECT_EQ(refusal(base::view_of("%PDF-1.4")), Errc::kUnsupported);
  EXPECT_EQ(refusal(base::view_of("<html><script>alert(1)</script>")), Errc::kUnsupported);
  EXPECT_EQ(refusal(base::view_of("")), Errc::kUnsupported);
}

TEST(Picture, ThatIsAlsoSomethingElseLeavesThatBehind) {
  base::Bytes polyglot = drawn(64, 64, ".png");
  const auto page = base::view_of("<html><script>alert(1)</script></html>");
  polyglot.insert(polyglot.end(), page.begin(), page.end());
  const auto encoded = encode(polyglot);
  if (!encoded) return;
  for (const Variant& variant : encoded->variants) {
    EXPECT_EQ(std::string(base::text_of(*variant.webp)).find("script"), std::string::npos);
  }
}

TEST(Picture, WithTooManyPixelsIsRefusedByItsHead) {
  base::Bytes bomb = drawn(16, 16, ".png");
  // The width and the height of a PNG stand at byte 16; what is claimed is 65,535 by 65,535, and
  // whether the checksum or the size is looked at first does not matter.
  bomb[18] = bomb[19] = bomb[22] = bomb[23] = 0xFF;
  EXPECT_FALSE(encode(bomb));
  EXPECT_EQ(refusal(drawn(9000, 6000, ".png")), Errc::kLimit);
  EXPECT_EQ(refusal(base::Bytes(kMostBytes + 1)), Errc::kLimit);
}

TEST(Picture, ThatIsCutOffIsRefused) {
  for (const char* ending : {".jpg", ".png", ".webp"}) {
    const base::Bytes whole = drawn(800, 600, ending);
    EXPECT_EQ(refusal(base::ByteView(whole).first(whole.size() / 2)), Errc::kMalformed) << ending;
    EXPECT_EQ(refusal(base::ByteView(whole).first(20)), Errc::kMalformed) << ending;
  }
}

}  // namespace
}  // namespace plenary::picture::picture_test
