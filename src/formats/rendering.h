#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/text.h"
#include "base/time.h"
#include "conference/content.h"

namespace plenary::formats {

/// For whom a text is written: what a format has to say and a content does not know.
struct Rendering {
  std::string origin;    ///< "https://conference.example": scheme and host, no slash at the end.
  std::string language;  ///< One of the conference's languages.

  bool operator==(const Rendering&) const = default;
};

/// The words in the rendering's language, else in the conference's fallbacks.
std::string words(const base::LocalisedText& text, const conference::Content& content,
                  const Rendering& rendering);

/// "2020-07-23T14:30:00+08:00", with ".250" where the instant has milliseconds.
std::string local_time(base::Instant instant, std::chrono::minutes utc_offset);

/// `text` without control characters other than line feeds, and without what XML 1.0 cannot hold.
std::string printable(std::string_view text);

// Where things are on the site.
std::string session_url(const Rendering& rendering, const base::SessionId& id);
std::string stage_url(const Rendering& rendering, const base::StageId& id);
std::string person_url(const Rendering& rendering, const base::PersonId& id);
std::string organisation_url(const Rendering& rendering, const base::OrganisationId& id);

}  // namespace plenary::formats
