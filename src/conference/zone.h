#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "base/time.h"

namespace plenary::conference {

/// True for a well-formed BCP 47 tag of a language that exists: "zh", "zh-Hant", "id"; not "cn".
bool is_language_tag(std::string_view tag);

/// How far the zone of that IANA name ("Asia/Shanghai") is east of Greenwich at `instant`; nothing
/// if there is no such zone.
std::optional<std::chrono::minutes> zone_offset(const std::string& name, base::Instant instant);

/// What the zone of that IANA name is called in each language, daylight saving or not, as CLDR has
/// it: {"en": "China Time"}. Precondition: there is such a zone.
base::LocalisedText zone_names(const std::string& name, const std::vector<std::string>& languages);

/// "19:30": the wall clock at `instant`, `utc_offset` east of Greenwich.
std::string wall_clock(base::Instant instant, std::chrono::minutes utc_offset);

}  // namespace plenary::conference
