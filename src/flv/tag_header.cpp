#include "flv/tag_header.h"

namespace plenary::flv {

base::Result<TagHeader> read_tag_header(base::ByteReader& reader) {
  const auto bytes = reader.take(11);
  if (!bytes) return bytes.error();
  base::ByteReader fields(*bytes);
  TagHeader header;
  header.type = *fields.u8() & 0x1F;  // the bits above mark encryption
  header.body_bytes = *fields.u24();
  const std::uint32_t low = *fields.u24();
  header.timestamp_ms = std::uint32_t{*fields.u8()} << 24 | low;
  return header;
}

}  // namespace plenary::flv
