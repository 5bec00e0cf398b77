#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plenary::app {

/// The same words twice: large in Chinese, small in English.
struct DemoText {
  std::string zh;
  std::string en;
  bool empty() const { return zh.empty() && en.empty(); }
  bool operator==(const DemoText&) const = default;
};

/// A fact as a card in the lower third, with the key of the source that it rests on.
struct DemoCard {
  DemoText fact;
  std::string source;  ///< "ISC".
  bool operator==(const DemoCard&) const = default;
};

/// Everything the demonstration broadcast says. Whoever starts it fills it from the conference's
/// content; any text may be empty and its place closes up.
struct DemoScript {
  DemoText conference;
  DemoText theme;
  DemoText session;
  std::vector<DemoCard> cards;
  DemoText zone;                              ///< {"北京时间", "UTC+8"}, beside the clock.
  std::chrono::minutes zone_offset{0};        ///< The conference's zone minus UTC.
  std::chrono::milliseconds clock_offset{0};  ///< Conference clock minus UTC.
  bool operator==(const DemoScript&) const = default;
};

/// As one line of JSON: how the server hands the script to the process that draws.
std::string to_json(const DemoScript& script);
/// Fails with kMalformed. What is missing stays empty.
base::Result<DemoScript> demo_script_from_json(std::string_view text);

}  // namespace plenary::app
