#include "hls/directives.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace plenary::hls {
namespace {

constexpr std::string_view kTooFar = "That part of the stream is too far ahead.";
constexpr std::string_view kPartAlone = "_HLS_part needs _HLS_msn.";

base::Result<std::uint64_t> parse_integer(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return base::Error(base::Errc::kMalformed, "a directive is no decimal integer");
  }
  return value;
}

base::Status set_once(std::optional<std::uint64_t>& directive, std::string_view value) {
  if (directive) return base::Error(base::Errc::kMalformed, "a directive is given twice");
  const auto number = parse_integer(value);
  if (!number) return number.error();
  directive = *number;
  return base::Done{};
}

/// The Advance Part Limit: three seconds' worth of parts where they are shorter than a second, else
/// three parts.
bool beyond_part_limit(std::int64_t ahead, Duration part_target) {
  if (part_target < std::chrono::seconds(1)) return ahead * part_target > std::chrono::seconds(3);
  return ahead > 3;
}

/// Where the edge stands once `parts` short parts of segment `msn` exist.
Edge edge_with(std::uint64_t msn, int parts, const Shape& shape) {
  if (parts >= shape.parts_per_segment) return {msn + 1, 0};
  return {msn, parts};
}

Decision wait_or_answer(const Edge& edge, const Edge& until) {
  if (edge >= until) return {.kind = Decision::Kind::kAnswer};
  return {.kind = Decision::Kind::kWait, .until = until};
}

}  // namespace

base::Result<Directives> parse_directives(std::string_view query) {
  Directives directives;
  while (!query.empty()) {
    const std::string_view field = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(field.size() + 1, query.size()));
    if (!field.starts_with("_HLS_")) continue;
    const std::size_t equals = std::min(field.find('='), field.size());
    const std::string_view name = field.substr(0, equals);
    const std::string_view value = field.substr(std::min(equals + 1, field.size()));
    base::Status status = base::Done{};
    if (name == "_HLS_msn") status = set_once(directives.msn, value);
    if (name == "_HLS_part") status = set_once(directives.part, value);
    if (name == "_HLS_skip") directives.skip = value == "YES" || value == "v2";
    if (!status) return status.error();
  }
  return directives;
}

Decision decide(const Directives& directives, const Edge& edge, bool ended, const Shape& shape,
                PartSet set) {
  if (directives.part && !directives.msn) {
    return {.kind = Decision::Kind::kRefuse, .why = kPartAlone};
  }
  if (ended || !directives.msn) return {.kind = Decision::Kind::kAnswer};
  const std::uint64_t msn = *directives.msn;
  // The last segment listed is edge.number - 1; two more may be asked for.
  if (msn > edge.number && msn - edge.number > 1) {
    return {.kind = Decision::Kind::kRefuse, .why = kTooFar};
  }
  if (!directives.part || set == PartSet::kNone) return wait_or_answer(edge, {msn + 1, 0});
  if (msn + 1 < edge.number) return {.kind = Decision::Kind::kAnswer};

  const std::int64_t per_segment = shape.parts_in(set);
  const int group = set == PartSet::kWide ? shape.parts_per_wide : 1;
  const auto part = static_cast<std::int64_t>(std::min<std::uint64_t>(*directives.part, 1'000'000));
  const std::int64_t last = edge.parts / group - 1;
  const std::int64_t asked =
      (static_cast<std::int64_t>(msn) - static_cast<std::int64_t>(edge.number)) * per_segment +
      part;
  if (beyond_part_limit(asked - last, shape.part_target(set))) {
    return {.kind = Decision::Kind::kRefuse, .why = kTooFar};
  }
  if (part >= per_segment) return wait_or_answer(edge, edge_with(msn + 1, group, shape));
  return wait_or_answer(edge, edge_with(msn, static_cast<int>(part + 1) * group, shape));
}

}  // namespace plenary::hls
