#include "audience/act.h"

#include <array>
#include <utility>

namespace plenary::audience {
namespace {

constexpr std::array<std::pair<ActKind, std::string_view>, 30> kNames{{
    {ActKind::kSay, "say"},
    {ActKind::kAsk, "ask"},
    {ActKind::kUpvote, "upvote"},
    {ActKind::kVote, "vote"},
    {ActKind::kReact, "react"},
    {ActKind::kHand, "hand"},
    {ActKind::kApprove, "approve"},
    {ActKind::kRemove, "remove"},
    {ActKind::kTimeout, "timeout"},
    {ActKind::kBan, "ban"},
    {ActKind::kHide, "hide"},
    {ActKind::kUndo, "undo"},
    {ActKind::kPin, "pin"},
    {ActKind::kSlow, "slow"},
    {ActKind::kMembersOnly, "members_only"},
    {ActKind::kPause, "pause"},
    {ActKind::kHoldFirst, "hold_first"},
    {ActKind::kHoldQuestions, "hold_questions"},
    {ActKind::kLinks, "links"},
    {ActKind::kWords, "words"},
    {ActKind::kLabel, "label"},
    {ActKind::kAnswered, "answered"},
    {ActKind::kScreen, "screen"},
    {ActKind::kPollMake, "poll_make"},
    {ActKind::kPollOpen, "poll_open"},
    {ActKind::kPollClose, "poll_close"},
    {ActKind::kPollDrop, "poll_drop"},
    {ActKind::kAnnounce, "announce"},
    {ActKind::kAnnounceEnd, "announce_end"},
    {ActKind::kLowerHand, "lower_hand"},
}};

constexpr const char* kUndetermined = "und";

}  // namespace

std::string_view name(ActKind kind) {
  for (const auto& [candidate, text] : kNames) {
    if (candidate == kind) return text;
  }
  return "";
}

std::optional<ActKind> act_kind(std::string_view text) {
  for (const auto& [kind, candidate] : kNames) {
    if (candidate == text) return kind;
  }
  return std::nullopt;
}

std::vector<ActKind> every_act() {
  std::vector<ActKind> all;
  for (const auto& [kind, text] : kNames) all.push_back(kind);
  return all;
}

bool for_all_stages(const Act& act) {
  return act.all || (act.kind == ActKind::kAnnounce && act.word == "all");
}

std::string_view plain(const base::LocalisedText& text) {
  const auto found = text.by_language.find(kUndetermined);
  if (found != text.by_language.end()) return found->second;
  return text.in("en");
}

base::LocalisedText plain_text(std::string words) {
  base::LocalisedText text;
  text.by_language.emplace(kUndetermined, std::move(words));
  return text;
}

}  // namespace plenary::audience
