#include "hls/media_name.h"

#include <fmt/format.h>

#include <charconv>

namespace plenary::hls {
namespace {

constexpr int kHighestPart = 999;

/// Takes a decimal integer off the front of `text`; false if none is there.
bool take_number(std::string_view& text, std::uint64_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const auto size = static_cast<std::size_t>(end - text.data());
  if (error != std::errc{} || size == 0) return false;
  if (size > 1 && text.front() == '0') return false;
  text.remove_prefix(size);
  return true;
}

bool take_part(std::string_view& text, int& value) {
  std::uint64_t number = 0;
  if (!take_number(text, number) || number > kHighestPart) return false;
  value = static_cast<int>(number);
  return true;
}

bool take(std::string_view& text, std::string_view expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(expected.size());
  return true;
}

}  // namespace

base::Result<MediaName> parse_media_name(std::string_view name) {
  const base::Error malformed(base::Errc::kMalformed, "not a media name");
  MediaName parsed;
  if (take(name, "init.")) {
    parsed.kind = MediaName::Kind::kHeader;
    if (!take_number(name, parsed.number) || name != ".mp4") return malformed;
    return parsed;
  }
  if (!take_number(name, parsed.number)) return malformed;
  if (name == ".m4s") return parsed;
  if (!take(name, ".") || !take_part(name, parsed.first)) return malformed;
  parsed.last = parsed.first;
  parsed.kind = MediaName::Kind::kPart;
  if (take(name, "-")) {
    parsed.kind = MediaName::Kind::kWide;
    if (!take_part(name, parsed.last) || parsed.last < parsed.first) return malformed;
  }
  if (name != ".m4s") return malformed;
  return parsed;
}

std::string header_name(std::uint64_t run) {
  return fmt::format("init.{}.mp4", run);
}
std::string segment_name(std::uint64_t number) {
  return fmt::format("{}.m4s", number);
}
std::string part_name(std::uint64_t number, int part) {
  return fmt::format("{}.{}.m4s", number, part);
}
std::string wide_name(std::uint64_t number, int first, int last) {
  return fmt::format("{}.{}-{}.m4s", number, first, last);
}

}  // namespace plenary::hls
