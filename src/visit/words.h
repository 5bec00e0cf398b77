#pragma once

#include <string>

#include "base/text.h"

/// What visitors are told without having asked, in the languages that the pages speak.
namespace plenary::visit {

base::LocalisedText moved_up_words(const base::LocalisedText& event);
base::LocalisedText event_soon_words(const base::LocalisedText& event);
base::LocalisedText meeting_soon_words(const base::LocalisedText& exhibitor);
/// `reason` in the booth's own words; may be empty.
base::LocalisedText booking_cancelled_words(const base::LocalisedText& exhibitor,
                                            const std::string& reason);
/// To whoever signed in to an account that meets somebody else at that time.
base::LocalisedText meeting_given_back_words(const base::LocalisedText& exhibitor);
/// "Meeting with Example" and, on the booth's side, "Meeting with a visitor".
base::LocalisedText meeting_title(const base::LocalisedText& exhibitor);
base::LocalisedText visitor_meeting_title(const std::string& visitor);

}  // namespace plenary::visit
