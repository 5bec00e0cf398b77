#include <algorithm>
#include <utility>

#include "audience/room.h"

// What moderators did, and taking it back: what a step had changed becomes what the steps that still
// stand say, whatever was done since.

namespace plenary::audience {

bool LogLine::undoable() const {
  return !undone && !by_programme && act.kind != ActKind::kUndo;
}

LogLine& Room::log(const Entry& entry) {
  LogLine& line = log_.emplace_back();
  line.seq = entry.seq;
  line.at = entry.at;
  line.actor = entry.actor.name;
  line.moderator = entry.actor.author;
  line.by_programme = entry.actor.author == kProgramme;
  line.act = entry.act;
  // The words stay where they are shown; here their number stands for them.
  if (line.act.kind == ActKind::kPollMake) line.act.ref = print_ref('p', entry.seq);
  if (line.act.kind == ActKind::kAnnounce) line.act.ref = print_ref('a', entry.seq);
  line.act.text = {};
  line.act.options.clear();
  return line;
}

template <class About>
const LogLine* Room::last_standing(About about) const {
  const auto found = std::find_if(log_.rbegin(), log_.rend(), [&](const LogLine& line) {
    return !line.undone && about(line.act);
  });
  return found == log_.rend() ? nullptr : &*found;
}

template <class Visit>
void Room::each_standing(Visit visit) const {
  for (const LogLine& line : log_) {
    if (!line.undone) visit(line);
  }
}

const LogLine* Room::log_line(std::uint64_t seq) const {
  const auto found =
      std::lower_bound(log_.begin(), log_.end(), seq,
                       [](const LogLine& line, std::uint64_t wanted) { return line.seq < wanted; });
  return found == log_.end() || found->seq != seq ? nullptr : &*found;
}

void Room::undo(const Entry& entry, Change& change) {
  const LogLine* const found = log_line(static_cast<std::uint64_t>(entry.act.number));
  if (found == nullptr || !found->undoable()) return;
  log_[static_cast<std::size_t>(found - log_.data())].undone = true;
  const LogLine line = *found;
  log(entry).act.ref = std::to_string(line.seq);
  switch (line.act.kind) {
    case ActKind::kApprove:
    case ActKind::kRemove:
      return settle_text(line, change);
    case ActKind::kTimeout:
    case ActKind::kBan:
    case ActKind::kHide:
      return settle_person(line.author);
    case ActKind::kPin:
      return settle_pin(change);
    case ActKind::kWords:
      return settle_words();
    case ActKind::kLabel:
    case ActKind::kAnswered:
    case ActKind::kScreen:
      return settle_question(line.act, change);
    case ActKind::kPollMake:
    case ActKind::kPollOpen:
    case ActKind::kPollClose:
    case ActKind::kPollDrop:
      return settle_poll(line.act.ref, entry.at, change);
    case ActKind::kAnnounce:
    case ActKind::kAnnounceEnd:
      return settle_announcement(line.act.ref, entry.at, change);
    default:
      return settle_rule(line.act.kind, change);
  }
}

void Room::settle_text(const LogLine& undone, Change& change) {
  const Ref ref = parse_ref(undone.act.ref);
  if (ref.kind == 'v') {
    if (Poll* poll = poll_of_answer(ref.seq)) poll->box.remove(ref.seq, "", 0);
    return;
  }
  const Message* message = find_message(ref);
  if (message == nullptr) return;
  Standing standing = message->at_first;
  each_standing([&](const LogLine& line) {
    if (line.act.ref != undone.act.ref) return;
    if (line.act.kind == ActKind::kApprove) standing = Standing::kShown;
    if (line.act.kind == ActKind::kRemove) standing = Standing::kRemoved;
  });
  set_standing(ref, standing, change);
  const auto author = people_.find(undone.author);
  if (!undone.made_trusted || author == people_.end()) return;
  const auto shows = [&](const Message& one) {
    return one.actor.author == undone.author && one.standing == Standing::kShown;
  };
  author->second.trusted =
      std::any_of(messages_.begin(), messages_.end(),
                  [&](const auto& one) { return shows(one.second); }) ||
      std::any_of(questions_.begin(), questions_.end(),
                  [&](const auto& one) { return shows(one.second.asked); });
}

void Room::settle_person(const std::string& author) {
  const auto found = people_.find(author);
  if (found == people_.end()) return;
  Person& person = found->second;
  person.banned = person.hidden = false;
  person.timed_out_until.reset();
  person.timeouts = 0;
  each_standing([&](const LogLine& line) {
    if (line.author != author) return;
    if (line.act.kind == ActKind::kBan) person.banned = true;
    if (line.act.kind == ActKind::kHide) person.hidden = true;
    if (line.act.kind != ActKind::kTimeout) return;
    ++person.timeouts;
    person.timed_out_until = line.at + std::chrono::seconds(line.act.number);
  });
}

void Room::settle_pin(Change& change) {
  const LogLine* const last =
      last_standing([](const Act& act) { return act.kind == ActKind::kPin; });
  const Ref ref = last == nullptr ? Ref() : parse_ref(last->act.ref);
  const Message* message = ref.kind == 'm' ? find_message(ref) : nullptr;
  pinned_ = message != nullptr && message->standing == Standing::kShown ? ref.seq : 0;
  change.pinned = true;
}

void Room::settle_rule(ActKind kind, Change& change) {
  const LogLine* const last = last_standing([&](const Act& act) { return act.kind == kind; });
  Act as_at_first;
  as_at_first.kind = kind;
  as_at_first.word = Rules().links;
  const Rules before = rules_;
  set_rule(last == nullptr ? as_at_first : last->act);
  change.rules = rules_ != before;
}

void Room::settle_words() {
  words_ = {};
  each_standing([&](const LogLine& line) {
    if (line.act.kind == ActKind::kWords) change_words(line.act);
  });
}

void Room::settle_question(const Act& undone, Change& change) {
  const LogLine* const last = last_standing([&](const Act& act) {
    const bool about = undone.kind == ActKind::kScreen ||
                       (act.ref == undone.ref && act.word == undone.word);
    return act.kind == undone.kind && about;
  });
  Act wanted = undone;
  if (undone.kind == ActKind::kScreen) {
    wanted.ref = last == nullptr ? std::string() : last->act.ref;
    const Question* question = find_question(parse_ref(wanted.ref));
    const bool shown = question != nullptr && question->asked.standing == Standing::kShown &&
                       !question->answered;
    if (!shown) wanted.ref.clear();
  } else {
    wanted.on = last != nullptr && last->act.on;
  }
  mark_question(wanted, change);
}

void Room::settle_poll(const std::string& ref, base::Instant now, Change& change) {
  Poll* const poll = find_poll(parse_ref(ref));
  if (poll == nullptr) return;
  const bool was_seen = poll->seen();
  poll->state = Poll::State::kDropped;
  each_standing([&](const LogLine& line) {
    if (line.act.ref == ref) set_poll(*poll, line.act, line.at);
  });
  // Its time is over: a hand closes it.
  if (poll->closes && *poll->closes <= now) poll->closes.reset();
  if (poll->seen()) {
    change.polls.push_back(poll->seq);
  } else if (was_seen) {
    change.tombs.push_back(ref);
  }
}

void Room::settle_announcement(const std::string& ref, base::Instant now, Change& change) {
  const auto found = announcements_.find(parse_ref(ref).seq);
  if (found == announcements_.end()) return;
  Announcement& announcement = found->second;
  const bool was_seen = announcement.until > now;
  announcement.until = std::min(announcement.until, now);
  each_standing([&](const LogLine& line) {
    if (line.act.ref != ref) return;
    if (line.act.kind == ActKind::kAnnounce) {
      announcement.until = line.at + std::chrono::seconds(line.act.number);
    } else if (line.act.kind == ActKind::kAnnounceEnd) {
      announcement.until = std::min(announcement.until, line.at);
    }
  });
  if (announcement.until > now) {
    change.announced = announcement.seq;
  } else if (was_seen) {
    change.tombs.push_back(ref);
  }
}

}  // namespace plenary::audience
