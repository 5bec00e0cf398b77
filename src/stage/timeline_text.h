#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace plenary::stage {

/// Text beside its compressed form, which may be joined with others into one gzip file without
/// being compressed again: how a playlist of many hours is answered for the price of its last
/// minute.
struct DeflatedText {
  std::string text;
  std::string deflated;  ///< Raw deflate (RFC 1951), ends on a byte with its window reset.
  std::uint32_t checksum = 0;
};

/// `level` as zlib has it: 1 is fast, 9 is small.
DeflatedText deflate_text(std::string text, int level = 6);

/// One gzip member (RFC 1952) whose content is the texts one after another.
std::string join_gzip(std::span<const DeflatedText* const> pieces);

/// The texts one after another.
std::string join_text(std::span<const DeflatedText* const> pieces);

}  // namespace plenary::stage
