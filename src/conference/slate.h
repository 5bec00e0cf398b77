#pragma once

#include <chrono>
#include <string>

#include "base/ids.h"
#include "base/time.h"
#include "conference/content.h"
#include "programme/session_state.h"

namespace plenary::conference {

/// The words of a stage's slate. The lines are in the conference's first two languages.
struct SlateTexts {
  std::string conference;               ///< Its title in the first language.
  std::string session;                  ///< Title of the session that is live, else of the next.
  std::string session_second_language;  ///< Empty if it is the same or there is no second.
  std::string next;     ///< "下一场 19:30 开幕论坛 · Next 19:30 Opening forum".
  std::string message;  ///< "We will be right back" while live, and so on.
  std::chrono::milliseconds clock_offset{0};
  std::chrono::minutes zone_offset{0};
  std::string zone_name;  ///< "北京时间 · Beijing time".

  bool operator==(const SlateTexts&) const = default;
};

/// What the slate of `stage` says at `now` (the conference clock's). Times that are ours rather
/// than a source's are marked as such.
SlateTexts slate_texts(const Content& content, const programme::SessionStates& states,
                       const base::StageId& stage, base::Instant now,
                       std::chrono::milliseconds clock_offset);

}  // namespace plenary::conference
