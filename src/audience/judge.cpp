#include "audience/judge.h"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <utility>

#include "audience/act_json.h"

namespace plenary::audience {
namespace {

using account::Right;
using std::chrono::milliseconds;

constexpr std::size_t kMostChat = 500;
constexpr std::size_t kMostQuestion = 300;
constexpr std::size_t kMostLabel = 30;
constexpr std::size_t kMostPollBytes = 2400;     // As JSON: it must fit into a pulse.
constexpr std::size_t kMostAnnouncement = 1200;  // Bytes of JSON, likewise.
constexpr std::int64_t kShortestTimeout = 10;
constexpr std::int64_t kLongestTimeout = 86'400;
constexpr std::int64_t kLongestSlow = 600;
constexpr std::int64_t kLongestAnnouncement = 3600;

constexpr std::array<std::string_view, 6> kRules{"spam",          "abuse",       "off_topic",
                                                 "personal_data", "advertising", "other"};

template <class Words>
bool one_of(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool speaks(ActKind kind) {
  return kind == ActKind::kSay || kind == ActKind::kAsk;
}

std::size_t json_size(const boost::json::value& value) {
  return boost::json::serialize(value).size();
}

ActResult malformed(const Act& act, std::string detail) {
  return refusal(act, "malformed", std::move(detail));
}
ActResult unknown(const Act& act) {
  return refusal(act, "unknown", "What this is about is not there any more.");
}

}  // namespace

ActResult refusal(const Act& act, std::string error, std::string detail) {
  ActResult result;
  result.id = act.id;
  result.error = std::move(error);
  result.detail = std::move(detail);
  return result;
}

Right right_of(const Act& act) {
  switch (act.kind) {
    case ActKind::kSay:
      return Right::kSay;
    case ActKind::kAsk:
    case ActKind::kUpvote:
      return Right::kAsk;
    case ActKind::kVote:
      return Right::kVote;
    case ActKind::kReact:
      return Right::kReact;
    case ActKind::kHand:
      return Right::kRaiseHand;
    case ActKind::kPollMake:
    case ActKind::kPollOpen:
    case ActKind::kPollClose:
    case ActKind::kPollDrop:
      return Right::kRunPolls;
    case ActKind::kAnnounce:
      return act.word == "all" ? Right::kAnnounceAll : Right::kAnnounce;
    case ActKind::kAnnounceEnd:
      return Right::kAnnounce;
    default:
      return Right::kModerate;
  }
}

const LogLine* line_meant(const Room& room, const Act& act) {
  if (act.kind == ActKind::kUndo) return room.log_line(static_cast<std::uint64_t>(act.number));
  if (act.kind != ActKind::kAnnounceEnd) return nullptr;
  const LogLine* line = room.log_line(parse_ref(act.ref).seq);
  return line == nullptr || line->act.kind != ActKind::kAnnounce ? nullptr : line;
}

bool is_everywhere(const Room& room, const Act& act) {
  if (for_all_stages(act)) return true;
  const LogLine* line = line_meant(room, act);
  return line != nullptr && is_everywhere(room, line->act);
}

std::optional<Entry> still_for_all(const Room& room, const LogLine& line, base::Instant now) {
  if (line.undone || !for_all_stages(line.act)) return std::nullopt;
  Entry entry;
  entry.at = line.at;
  entry.actor.author = line.moderator;
  entry.actor.name = line.actor;
  if (const Person* moderator = room.person(line.moderator)) {
    entry.actor.by = moderator->by;
    entry.actor.account = moderator->account;
  }
  entry.act = line.act;
  switch (line.act.kind) {
    case ActKind::kBan:
      entry.about = line.author;
      return entry;
    case ActKind::kPause:
      if (!line.act.on || !room.rules().paused) return std::nullopt;
      return entry;
    case ActKind::kAnnounce: {
      const auto announcement = room.announcements().find(line.seq);
      if (announcement == room.announcements().end()) return std::nullopt;
      if (announcement->second.until <= now) return std::nullopt;
      entry.act.ref.clear();
      entry.act.text = announcement->second.text;
      return entry;
    }
    default:
      return std::nullopt;
  }
}

bool is_momentary(ActKind kind) {
  return kind == ActKind::kReact || kind == ActKind::kHand || kind == ActKind::kLowerHand;
}

bool changes_rules(ActKind kind) {
  return kind != ActKind::kSay && kind != ActKind::kAsk && kind != ActKind::kUpvote &&
         kind != ActKind::kVote;
}

std::variant<Entry, ActResult> Judge::judge(const Room& room, const Wish& wish, base::Instant now) {
  // What is for every stage is for those who may moderate the whole conference.
  const bool everywhere = is_everywhere(room, wish.act);
  const account::Place place = everywhere ? account::Place{} : wish.place;
  const bool ends_all = everywhere && wish.act.kind == ActKind::kAnnounceEnd;
  const Right right = ends_all ? Right::kAnnounceAll : right_of(wish.act);
  if (!account::may(wish.grants, right, place)) {
    return refusal(wish.act, "not_allowed", "This is for others to do.");
  }
  if (auto refused = refuse_person(room, wish, now)) return *refused;
  if (auto refused = refuse_values(wish.act)) return *refused;
  Entry entry;
  entry.at = now;
  entry.actor = wish.actor;
  entry.act = wish.act;
  if (room.person_by(wish.act.by) == nullptr) entry.about = wish.about;
  if (auto refused = refuse_text(room, wish, entry, now)) return *refused;
  if (auto refused = refuse_subject(room, wish, entry)) return *refused;
  return entry;
}

std::optional<ActResult> Judge::refuse_person(const Room& room, const Wish& wish,
                                              base::Instant now) {
  const Act& act = wish.act;
  const bool moderates = account::may(wish.grants, Right::kModerate, wish.place);
  const Person* person = room.person(wish.actor.author);
  if (person != nullptr && !moderates) {
    if (person->banned) return refusal(act, "banned", "You cannot take part here any more.");
    if (person->timed_out_until && *person->timed_out_until > now) {
      ActResult result = refusal(act, "timed_out", "You can take part again after a pause.");
      result.retry = *person->timed_out_until - now;
      return result;
    }
  }
  if (speaks(act.kind) && !moderates) {
    const Rules& rules = room.rules();
    if (rules.paused) return refusal(act, "paused", "The moderators have paused the conversation.");
    if (rules.members_only && !wish.actor.account) {
      return refusal(act, "members_only", "Only people with an account can write here now.");
    }
    // Who has just said something may still ask: questions stand in a list, not in a stream.
    const bool chats = act.kind == ActKind::kSay;
    const auto last = chats ? last_said_.find(wish.actor.author) : last_said_.end();
    const auto pause = std::chrono::seconds(rules.slow_s);
    if (last != last_said_.end() && last->second + pause > now) {
      ActResult result =
          refusal(act, "too_fast", "Slow mode is on: wait a little between messages.");
      result.retry = last->second + pause - now;
      return result;
    }
  }
  RateLimit& limit = speaks(act.kind) ? (moderates ? moderators_messages_ : messages_)
                                      : (moderates ? moderators_others_ : others_);
  if (const auto wait = limit.take(wish.actor.author, now)) {
    ActResult result = refusal(act, "too_fast", "That was too much at once: wait a little.");
    result.retry = *wait;
    return result;
  }
  return std::nullopt;
}

std::optional<ActResult> Judge::refuse_text(const Room& room, const Wish& wish, Entry& entry,
                                            base::Instant now) {
  const Act& act = wish.act;
  const bool answers = act.kind == ActKind::kVote && !act.text.empty();
  if (!speaks(act.kind) && !answers) return std::nullopt;
  std::string text = clean_text(plain(act.text), act.kind == ActKind::kSay);
  if (text.empty()) return refusal(act, "empty", "There are no words in it.");
  const std::size_t most = act.kind == ActKind::kSay ? kMostChat : kMostQuestion;
  const std::size_t characters = poll::count_characters(text);
  if (characters > most) {
    return refusal(act, "too_long", "At most " + std::to_string(most) + " characters.");
  }
  const bool moderates = account::may(wish.grants, Right::kModerate, wish.place);
  const Folded folded = folding_.fold(text);
  const std::uint64_t hash = near_hash(folded);
  if (!moderates) {
    const std::string& links = room.rules().links;
    const bool may_link = links == "all" || (links == "verified" && wish.actor.verified);
    // A name stands beside what is said.
    const bool linked = has_link(text) || (speaks(act.kind) && has_link(wish.actor.name));
    if (!may_link && linked) return refusal(act, "link", "Links are not let through here.");
    if (!room.words().find(folded).empty() ||
        !room.words().find(folding_.fold(wish.actor.name)).empty()) {
      return refusal(act, "word", "The moderators do not want one of these words here.");
    }
  }
  entry.act.text = plain_text(std::move(text));
  if (answers) return std::nullopt;
  const Person* person = room.person(wish.actor.author);
  if (person != nullptr && person->hidden && !moderates) {
    entry.standing = Standing::kHidden;
  } else if (!moderates && act.kind == ActKind::kAsk && room.rules().hold_questions) {
    entry.standing = Standing::kHeld;
    entry.reason = "premoderated";
  } else if (!moderates && room.rules().hold_first && (person == nullptr || !person->trusted)) {
    entry.standing = Standing::kHeld;
    entry.reason = "first";
  } else if (!moderates && repetitions_.seen(wish.actor.author, hash, characters, now)) {
    entry.standing = Standing::kHeld;
    entry.reason = "near_duplicate";
  }
  repetitions_.add(wish.actor.author, hash, characters, now);
  if (room.rules().slow_s > 0 && act.kind == ActKind::kSay) last_said_[wish.actor.author] = now;
  return std::nullopt;
}

std::optional<ActResult> Judge::refuse_values(const Act& act) {
  const bool names_rule =
      act.kind == ActKind::kRemove || act.kind == ActKind::kTimeout || act.kind == ActKind::kBan;
  if (names_rule && !one_of(kRules, act.rule)) return malformed(act, "There is no such rule.");
  const auto beyond = [&](std::int64_t least, std::int64_t most) {
    return act.number < least || act.number > most;
  };
  switch (act.kind) {
    case ActKind::kReact: {
      constexpr std::array<std::string_view, 5> kKinds{"clap", "heart", "laugh", "wow", "thanks"};
      if (!one_of(kKinds, act.word) || beyond(1, 10)) return malformed(act, "No such reaction.");
      break;
    }
    case ActKind::kTimeout:
      if (beyond(kShortestTimeout, kLongestTimeout)) {
        return malformed(act, "A time-out lasts 10 seconds to 24 hours.");
      }
      break;
    case ActKind::kSlow:
      if (beyond(0, kLongestSlow)) return malformed(act, "Slow mode waits 0 to 600 seconds.");
      break;
    case ActKind::kLinks: {
      constexpr std::array<std::string_view, 3> kPolicies{"all", "verified", "none"};
      if (!one_of(kPolicies, act.word)) return malformed(act, "Links: all, verified or none.");
      break;
    }
    case ActKind::kLabel:
      if (act.word.empty() || poll::count_characters(act.word) > kMostLabel) {
        return malformed(act, "A label has 1 to 30 characters.");
      }
      break;
    case ActKind::kAnnounce: {
      constexpr std::array<std::string_view, 2> kScopes{"stage", "all"};
      if (!one_of(kScopes, act.word) || beyond(5, kLongestAnnouncement)) {
        return malformed(act, "An announcement is for the stage or all, for 5 s to 1 h.");
      }
      if (json_size(text_json(act.text)) > kMostAnnouncement) {
        return refusal(act, "too_long", "An announcement has at most 1,200 bytes.");
      }
      break;
    }
    default:
      break;
  }
  return std::nullopt;
}

std::optional<ActResult> Judge::refuse_subject(const Room& room, const Wish& wish,
                                               const Entry& entry) {
  const Act& act = wish.act;
  const Ref ref = parse_ref(act.ref);
  switch (act.kind) {
    case ActKind::kSay: {
      if (act.ref.empty()) return std::nullopt;
      const Message* message = ref.kind == 'm' ? room.message(ref.seq) : nullptr;
      if (message == nullptr || message->standing != Standing::kShown) return unknown(act);
      return std::nullopt;
    }
    case ActKind::kAsk:
      if (room.questions().size() >= Room::kMostQuestions) {
        return refusal(act, "full", "There are too many questions already.");
      }
      return std::nullopt;
    case ActKind::kApprove:
    case ActKind::kRemove:
      if (ref.kind == 'v' && act.kind == ActKind::kRemove) {
        const poll::Answer* answer = room.answer(ref.seq);
        if (answer == nullptr || !answer->removed.empty()) return unknown(act);
        return std::nullopt;
      }
      if (ref.kind == 'm' && room.message(ref.seq) != nullptr) return std::nullopt;
      if (ref.kind == 'q' && room.question(ref.seq) != nullptr) return std::nullopt;
      return unknown(act);
    case ActKind::kPin:
      if (act.ref.empty() || (ref.kind == 'm' && room.message(ref.seq) != nullptr)) {
        return std::nullopt;
      }
      return unknown(act);
    case ActKind::kTimeout:
    case ActKind::kBan:
    case ActKind::kHide:
      if (room.person_by(act.by) == nullptr && wish.about.empty()) return unknown(act);
      return std::nullopt;
    case ActKind::kUndo: {
      const LogLine* line = room.log_line(static_cast<std::uint64_t>(act.number));
      if (line == nullptr || !line->undoable()) return unknown(act);
      return std::nullopt;
    }
    case ActKind::kAnnounceEnd:
      if (!room.announcements().contains(ref.seq)) return unknown(act);
      return std::nullopt;
    case ActKind::kUpvote:
    case ActKind::kLabel:
    case ActKind::kAnswered:
    case ActKind::kScreen:
      return refuse_question(room, act);
    case ActKind::kVote:
    case ActKind::kPollMake:
    case ActKind::kPollOpen:
    case ActKind::kPollClose:
    case ActKind::kPollDrop: {
      Wish cleaned = wish;
      cleaned.act = entry.act;
      return refuse_poll(room, cleaned);
    }
    default:
      return std::nullopt;
  }
}

std::optional<ActResult> Judge::refuse_question(const Room& room, const Act& act) {
  if (act.kind == ActKind::kScreen && act.ref.empty()) return std::nullopt;
  const Ref ref = parse_ref(act.ref);
  const Question* question = ref.kind == 'q' ? room.question(ref.seq) : nullptr;
  if (question == nullptr) return unknown(act);
  const bool needs_shown = act.kind == ActKind::kUpvote || act.kind == ActKind::kScreen;
  if (needs_shown && question->asked.standing != Standing::kShown) return unknown(act);
  if (act.kind == ActKind::kUpvote && question->answered) {
    return refusal(act, "closed", "This question has been answered.");
  }
  constexpr std::size_t kMostLabels = 5;
  if (act.kind == ActKind::kLabel && act.on && question->labels.size() >= kMostLabels) {
    return refusal(act, "full", "A question has at most five labels.");
  }
  return std::nullopt;
}

std::optional<ActResult> Judge::refuse_poll(const Room& room, const Wish& wish) {
  const Act& act = wish.act;
  if (act.kind == ActKind::kPollMake) {
    const auto kind = poll::parse_kind(act.word);
    const auto show = poll::parse_show(act.show);
    if (!kind || !show) return malformed(act, "No such kind of poll, or of showing it.");
    if (room.polls().size() >= Room::kMostPolls) return refusal(act, "full", "Too many polls.");
    poll::Question question{*kind, act.text, act.options, *show};
    const base::Status fits = poll::check(question);
    if (!fits) {
      const bool limit = fits.error().code() == base::Errc::kLimit;
      return refusal(act, limit ? "too_long" : "malformed", fits.error().detail());
    }
    if (json_size(act_json(act)) > kMostPollBytes) {
      return refusal(act, "too_long", "A poll in all its languages has at most 2,400 bytes.");
    }
    return std::nullopt;
  }
  const Ref ref = parse_ref(act.ref);
  const Poll* poll = ref.kind == 'p' ? room.poll(ref.seq) : nullptr;
  if (poll == nullptr || poll->state == Poll::State::kDropped) return unknown(act);
  const auto closed = [&] { return refusal(act, "closed", "This poll is not open."); };
  switch (act.kind) {
    case ActKind::kVote: {
      if (poll->state != Poll::State::kOpen) return closed();
      poll::Ballot ballot;
      ballot.choices = act.choices;
      ballot.text = plain(act.text);
      if (poll->question.kind == poll::Kind::kRating) {
        if (act.number < 1 || act.number > poll::kHighestRating) {
          return malformed(act, "A rating is 1 to 5.");
        }
        ballot.choices = {static_cast<int>(act.number) - 1};
      }
      const auto checked = poll::check(poll->question, std::move(ballot));
      if (!checked) return malformed(act, checked.error().detail());
      return std::nullopt;
    }
    case ActKind::kPollOpen:
      if (poll->state == Poll::State::kOpen) return refusal(act, "closed", "It is open already.");
      if (act.number < 0 || act.number > kLongestTimeout) {
        return malformed(act, "A poll is open for at most 24 hours.");
      }
      return std::nullopt;
    case ActKind::kPollClose:
      if (poll->state != Poll::State::kOpen) return closed();
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace plenary::audience
