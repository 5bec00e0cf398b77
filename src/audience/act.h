#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace plenary::audience {

/// What a viewer or a moderator does. The names on the wire are those of the enumerators in lower
/// case with underscores: "poll_open".
enum class ActKind : std::uint8_t {
  // Any viewer.
  kSay,
  kAsk,
  kUpvote,
  kVote,
  kReact,
  kHand,
  // Moderators, and whoever may run polls or announce.
  kApprove,
  kRemove,
  kTimeout,
  kBan,
  kHide,
  kUndo,
  kPin,
  kSlow,
  kMembersOnly,
  kPause,
  kHoldFirst,
  kHoldQuestions,
  kLinks,
  kWords,
  kLabel,
  kAnswered,
  kScreen,
  kPollMake,
  kPollOpen,
  kPollClose,
  kPollDrop,
  kAnnounce,
  kAnnounceEnd,
  kLowerHand,
};

/// "poll_open".
std::string_view name(ActKind kind);
std::optional<ActKind> act_kind(std::string_view name);
/// All of them, once.
std::vector<ActKind> every_act();

/// One act. Flat: which members mean something depends on `kind`, and the reader of a beat checks
/// that each kind brings what it needs (act.cpp has the table).
struct Act {
  std::string
      id;  ///< The client's, unique among the author's acts on the stage; 1 to 36 characters.
  ActKind kind = ActKind::kSay;

  base::LocalisedText
      text;  ///< say, ask, vote (open text), poll_make, announce. A plain string is "und".
  std::string
      ref;  ///< "m12", "q7", "p3", "a9": what it is about ("v8", an open-text answer, for remove
            ///< alone); say: the message replied to, or empty.
  std::string by;    ///< timeout, ban, hide, lower_hand: the public pseudonym of the person meant.
  std::string rule;  ///< remove, timeout, ban: "spam", "abuse", "off_topic", "personal_data", ...
  std::string word;  ///< react: kind; links: policy; label; poll_make: kind; announce: scope.
  std::string show;  ///< poll_make: "live", "close", "never".
  std::string session;  ///< poll_make: the session that opens and closes it, or empty.
  bool on = false;      ///< upvote, hand, members_only, pause, hold_first, hold_questions, label,
                        ///< answered; ask: anonymous.
  bool all = false;     ///< pause, ban: every stage.
  std::int64_t number =
      0;  ///< react: count; timeout, slow, announce, poll_open: seconds; vote: rating; undo: seq.
  std::vector<int> choices;                  ///< vote.
  std::vector<base::LocalisedText> options;  ///< poll_make.
  std::vector<std::string> add, drop;        ///< words.

  bool operator==(const Act&) const = default;
};

/// True for what is done to every stage at once.
bool for_all_stages(const Act& act);

/// The plain words of a text that is in no particular language; else the first language's.
std::string_view plain(const base::LocalisedText& text);
/// A text in no particular language: BCP 47's "und".
base::LocalisedText plain_text(std::string words);

}  // namespace plenary::audience
