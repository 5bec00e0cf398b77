#include "delivery/pulse_path.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace plenary::delivery {
namespace {

constexpr std::string_view kPrefix = "/p1/";
constexpr std::size_t kDigits = 15;
constexpr std::size_t kEpochCharacters = 64;

std::optional<PulsePath::Kind> kind_of(std::string_view letter) {
  if (letter == "n") return PulsePath::Kind::kPulse;
  if (letter == "b") return PulsePath::Kind::kBlock;
  if (letter == "s") return PulsePath::Kind::kSnapshot;
  return std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> parse_sequence(std::string_view text) {
  if (text.empty() || text.size() > kDigits || (text[0] == '0' && text.size() > 1)) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  if (failure != std::errc() || stop != end) return std::nullopt;
  return value;
}

bool is_epoch(std::string_view text) {
  return !text.empty() && text.size() <= kEpochCharacters &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

std::optional<PulsePath> parse_pulse_path(std::string_view path) {
  if (path.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  const auto words = base::split(path.substr(kPrefix.size()), '/');
  const bool now = words.size() == 2 && words[1] == "now";
  if (!now && words.size() != 4) return std::nullopt;
  auto stage = base::StageId::parse(now ? words[0] : words[1]);
  if (!stage) return std::nullopt;
  PulsePath parsed{.stage = std::move(*stage)};
  if (now) return parsed;
  const auto kind = kind_of(words[2]);
  const auto number = parse_sequence(words[3]);
  if (!kind || !number || !is_epoch(words[0])) return std::nullopt;
  parsed.kind = *kind;
  parsed.epoch = words[0];
  parsed.number = *number;
  return parsed;
}

}  // namespace plenary::delivery
