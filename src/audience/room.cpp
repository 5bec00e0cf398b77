#include "audience/room.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "base/check.h"

namespace plenary::audience {
namespace {

/// Of author and act; only equal pairs are ever meant to meet, by chance one in 2^64.
std::uint64_t act_hash(const std::string& author, const std::string& act_id) {
  const std::string both = author + '\n' + act_id;
  constexpr std::array<unsigned char, crypto_shorthash_KEYBYTES> kKey{};
  std::array<unsigned char, crypto_shorthash_BYTES> digest{};
  crypto_shorthash(digest.data(), reinterpret_cast<const unsigned char*>(both.data()), both.size(),
                   kKey.data());
  std::uint64_t hash = 0;
  for (const unsigned char byte : digest) hash = hash << 8U | byte;
  return hash;
}

template <class Map>
auto* find_in(Map& map, const typename Map::key_type& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

std::string_view name(Poll::State state) {
  switch (state) {
    case Poll::State::kPrepared:
      return "prepared";
    case Poll::State::kOpen:
      return "open";
    case Poll::State::kClosed:
      return "closed";
    case Poll::State::kDropped:
      return "dropped";
  }
  return "";
}

Room::Room(base::StageId stage, const Folding& folding, const poll::Receipts& receipts)
    : stage_(std::move(stage)), folding_(folding), receipts_(receipts) {}

const Message* Room::message(std::uint64_t seq) const {
  return find_in(messages_, seq);
}
const Question* Room::question(std::uint64_t seq) const {
  return find_in(questions_, seq);
}
const Poll* Room::poll(std::uint64_t seq) const {
  return find_in(polls_, seq);
}

const Person* Room::person(const std::string& author) const {
  return find_in(people_, author);
}

const Person* Room::person_by(const std::string& by) const {
  const auto found = author_of_by_.find(by);
  return found == author_of_by_.end() ? nullptr : person(found->second);
}

std::uint64_t Room::seq_of_act(const std::string& author, const std::string& act_id) const {
  const auto found = acts_.find(act_hash(author, act_id));
  return found == acts_.end() ? 0 : found->second;
}

poll::Receipt Room::receipt(std::uint64_t poll, const std::string& author) const {
  return receipts_.of(stage_.text() + "/" + print_ref('p', poll), author);
}

std::vector<const Question*> Room::best_questions() const {
  std::vector<const Question*> list;
  for (const auto& [seq, question] : questions_) {
    if (question.asked.standing == Standing::kShown) list.push_back(&question);
  }
  const auto rank = [this](const Question* question) {
    const bool below = question->asked.seq != on_screen_;
    return std::tuple(below, question->answered, -static_cast<std::int64_t>(question->votes()),
                      question->asked.seq);
  };
  std::sort(list.begin(), list.end(),
            [&](const Question* left, const Question* right) { return rank(left) < rank(right); });
  return list;
}

Person& Room::person_of(const Actor& actor) {
  Person& person = people_[actor.author];
  person.author = actor.author;
  person.by = actor.by;
  person.account = actor.account;
  if (!actor.name.empty()) person.name = actor.name;
  author_of_by_[actor.by] = actor.author;
  return person;
}

Person* Room::find_by(const std::string& by) {
  const auto found = author_of_by_.find(by);
  return found == author_of_by_.end() ? nullptr : find_in(people_, found->second);
}

Message* Room::find_message(Ref ref) {
  if (ref.kind == 'm') return find_in(messages_, ref.seq);
  Question* question = find_question(ref);
  return question == nullptr ? nullptr : &question->asked;
}
Question* Room::find_question(Ref ref) {
  return ref.kind == 'q' ? find_in(questions_, ref.seq) : nullptr;
}
Poll* Room::find_poll(Ref ref) {
  return ref.kind == 'p' ? find_in(polls_, ref.seq) : nullptr;
}

Poll* Room::poll_of_answer(std::uint64_t vote) {
  const auto found = std::find_if(polls_.begin(), polls_.end(), [vote](const auto& poll) {
    return poll.second.box.answer(vote) != nullptr;
  });
  return found == polls_.end() ? nullptr : &found->second;
}

const poll::Answer* Room::answer(std::uint64_t vote) const {
  for (const auto& [seq, poll] : polls_) {
    const poll::Answer* found = poll.box.answer(vote);
    if (found != nullptr && poll.state != Poll::State::kDropped) return found;
  }
  return nullptr;
}

Change Room::apply(const Entry& entry) {
  PLENARY_CHECK(entry.seq == next_seq_);
  ++next_seq_;
  acts_[act_hash(entry.actor.author, entry.act.id)] = entry.seq;
  Change change;
  switch (entry.act.kind) {
    case ActKind::kSay:
      say(entry, change);
      break;
    case ActKind::kAsk:
      ask(entry, change);
      break;
    case ActKind::kApprove:
    case ActKind::kRemove:
    case ActKind::kPin:
      moderate_text(entry, change);
      break;
    case ActKind::kTimeout:
    case ActKind::kBan:
    case ActKind::kHide:
      moderate_person(entry, change);
      break;
    case ActKind::kUndo:
      undo(entry, change);
      break;
    case ActKind::kSlow:
    case ActKind::kMembersOnly:
    case ActKind::kPause:
    case ActKind::kHoldFirst:
    case ActKind::kHoldQuestions:
    case ActKind::kLinks:
    case ActKind::kWords:
      set_rules(entry, change);
      break;
    case ActKind::kUpvote:
    case ActKind::kLabel:
    case ActKind::kAnswered:
    case ActKind::kScreen:
      change_question(entry, change);
      break;
    case ActKind::kVote:
    case ActKind::kPollMake:
    case ActKind::kPollOpen:
    case ActKind::kPollClose:
    case ActKind::kPollDrop:
      change_poll(entry, change);
      break;
    case ActKind::kAnnounce:
    case ActKind::kAnnounceEnd:
      announce(entry, change);
      break;
    case ActKind::kReact:
    case ActKind::kHand:
    case ActKind::kLowerHand:
      break;  // Of the moment; never in the journal.
  }
  return change;
}

void Room::say(const Entry& entry, Change& change) {
  Person& person = person_of(entry.actor);
  ++person.messages;
  Message message{entry.seq,     entry.at,       entry.actor, std::string(plain(entry.act.text)),
                  entry.act.ref, entry.standing, entry.reason};
  message.at_first = entry.standing;
  messages_.emplace(entry.seq, std::move(message));
  if (entry.standing == Standing::kShown) {
    person.trusted = true;
    change.said.push_back(entry.seq);
  }
  forget_old();
}

void Room::ask(const Entry& entry, Change& change) {
  Person& person = person_of(entry.actor);
  ++person.messages;
  Question question;
  question.asked = {entry.seq, entry.at,       entry.actor, std::string(plain(entry.act.text)),
                    "",        entry.standing, entry.reason};
  question.asked.at_first = entry.standing;
  question.anonymous = entry.act.on;
  questions_.emplace(entry.seq, std::move(question));
  if (entry.standing == Standing::kShown) {
    person.trusted = true;
    change.questions.push_back(entry.seq);
  }
}

void Room::forget_old() {
  while (messages_.size() > kMostMessages) {
    auto oldest = messages_.begin();
    if (oldest->first == pinned_) ++oldest;
    messages_.erase(oldest);
  }
}

void Room::set_standing(Ref ref, Standing standing, Change& change) {
  Message* message = find_message(ref);
  if (message == nullptr || message->standing == standing) return;
  const bool was_shown = message->standing == Standing::kShown;
  Person& author = people_[message->actor.author];
  if (message->standing == Standing::kRemoved && author.removed > 0) --author.removed;
  if (standing == Standing::kRemoved) ++author.removed;
  message->standing = standing;
  if (standing == Standing::kShown) {
    author.trusted = true;
    (ref.kind == 'm' ? change.said : change.questions).push_back(ref.seq);
    return;
  }
  if (was_shown) change.tombs.push_back(print_ref(ref.kind, ref.seq));
  if (ref.kind == 'm' && pinned_ == ref.seq) {
    pinned_ = 0;
    change.pinned = true;
  }
  if (ref.kind == 'q' && on_screen_ == ref.seq) on_screen_ = 0;
}

void Room::moderate_text(const Entry& entry, Change& change) {
  const Ref ref = parse_ref(entry.act.ref);
  if (entry.act.kind == ActKind::kPin) {
    const Message* pinned = ref.kind == 'm' ? find_message(ref) : nullptr;
    LogLine& line = log(entry);
    if (pinned != nullptr) line.author = pinned->actor.author;
    pinned_ = pinned != nullptr ? ref.seq : 0;
    change.pinned = true;
    return;
  }
  if (ref.kind == 'v') return remove_answer(entry);
  Message* message = find_message(ref);
  if (message == nullptr) return;
  LogLine& line = log(entry);
  line.author = message->actor.author;
  const Person& author = people_[message->actor.author];
  const bool trusted = author.trusted;
  const bool removes = entry.act.kind == ActKind::kRemove;
  set_standing(ref, removes ? Standing::kRemoved : Standing::kShown, change);
  line.made_trusted = !trusted && author.trusted;
}

void Room::remove_answer(const Entry& entry) {
  const Ref ref = parse_ref(entry.act.ref);
  Poll* poll = poll_of_answer(ref.seq);
  if (poll == nullptr || !poll->box.remove(ref.seq, entry.act.rule, entry.seq)) return;
  log(entry);
}

void Room::moderate_person(const Entry& entry, Change& change) {
  Person* person = find_by(entry.act.by);
  if (person == nullptr && !entry.about.empty()) {
    Actor stranger;
    stranger.author = entry.about;
    stranger.by = entry.act.by;
    person = &person_of(stranger);
  }
  if (person == nullptr) return;
  LogLine& line = log(entry);
  line.author = person->author;
  switch (entry.act.kind) {
    case ActKind::kTimeout:
      ++person->timeouts;
      person->timed_out_until = entry.at + std::chrono::seconds(entry.act.number);
      break;
    case ActKind::kBan:
      person->banned = true;
      change.banned = person->author;
      break;
    default:
      person->hidden = true;
      break;
  }
}

void Room::set_rules(const Entry& entry, Change& change) {
  log(entry);
  if (entry.act.kind == ActKind::kWords) return change_words(entry.act);
  const Rules before = rules_;
  set_rule(entry.act);
  change.rules = rules_ != before;
}

void Room::set_rule(const Act& act) {
  switch (act.kind) {
    case ActKind::kSlow:
      rules_.slow_s = act.number;
      break;
    case ActKind::kMembersOnly:
      rules_.members_only = act.on;
      break;
    case ActKind::kPause:
      rules_.paused = act.on;
      break;
    case ActKind::kHoldFirst:
      rules_.hold_first = act.on;
      break;
    case ActKind::kHoldQuestions:
      rules_.hold_questions = act.on;
      break;
    default:
      rules_.links = act.word;
      break;
  }
}

void Room::change_words(const Act& act) {
  for (const std::string& word : act.drop) words_.drop(folding_, word);
  for (const std::string& word : act.add) words_.add(folding_, word);
}

void Room::change_question(const Entry& entry, Change& change) {
  const Act& act = entry.act;
  if (act.kind == ActKind::kUpvote) {
    const Ref ref = parse_ref(act.ref);
    Question* question = find_question(ref);
    if (question == nullptr) return;
    if (act.on) {
      question->voters.insert(entry.actor.author);
    } else {
      question->voters.erase(entry.actor.author);
    }
    change.questions.push_back(ref.seq);
    return;
  }
  const bool is_there = find_question(parse_ref(act.ref)) != nullptr;
  if (is_there || act.kind == ActKind::kScreen) log(entry);
  mark_question(act, change);
}

void Room::mark_question(const Act& act, Change& change) {
  const Ref ref = parse_ref(act.ref);
  Question* question = find_question(ref);
  if (act.kind == ActKind::kScreen) {
    if (on_screen_ != 0) change.questions.push_back(on_screen_);
    on_screen_ = question == nullptr ? 0 : ref.seq;
    if (on_screen_ != 0) change.questions.push_back(on_screen_);
    return;
  }
  if (question == nullptr) return;
  if (act.kind == ActKind::kAnswered) {
    question->answered = act.on;
    if (act.on && on_screen_ == ref.seq) on_screen_ = 0;
  } else if (act.on) {
    question->labels.insert(act.word);
  } else {
    question->labels.erase(act.word);
  }
  change.questions.push_back(ref.seq);
}

void Room::change_poll(const Entry& entry, Change& change) {
  const Act& act = entry.act;
  if (act.kind == ActKind::kPollMake) {
    log(entry);
    poll::Question question;
    question.kind = poll::parse_kind(act.word).value_or(poll::Kind::kSingle);
    question.text = act.text;
    question.options = act.options;
    question.show = poll::parse_show(act.show).value_or(poll::Show::kNever);
    Poll poll{entry.seq,    question,           act.session, Poll::State::kPrepared,
              std::nullopt, poll::Box(question), {}};
    if (entry.actor.role == kDemo) poll.role = kDemo;
    polls_.emplace(entry.seq, std::move(poll));
    return;
  }
  Poll* poll = find_poll(parse_ref(act.ref));
  if (poll == nullptr) return;
  if (act.kind == ActKind::kVote) {
    vote(entry, *poll);
    change.polls.push_back(poll->seq);
    return;
  }
  log(entry);
  const bool was_seen = poll->seen();
  set_poll(*poll, act, entry.at);
  if (poll->seen()) {
    change.polls.push_back(poll->seq);
  } else if (was_seen) {
    change.tombs.push_back(act.ref);
  }
}

void Room::vote(const Entry& entry, Poll& poll) {
  const Act& act = entry.act;
  poll::Ballot ballot;
  ballot.verified = entry.actor.verified;
  ballot.text = plain(act.text);
  ballot.choices = act.choices;
  if (poll.question.kind == poll::Kind::kRating) {
    ballot.choices = {static_cast<int>(act.number) - 1};
  }
  auto checked = poll::check(poll.question, std::move(ballot));
  if (!checked) return;
  poll.box.cast(receipt(poll.seq, entry.actor.author), *checked, entry.seq, entry.at);
}

void Room::set_poll(Poll& poll, const Act& act, base::Instant at) {
  poll.closes.reset();
  switch (act.kind) {
    case ActKind::kPollMake:
      poll.state = Poll::State::kPrepared;
      break;
    case ActKind::kPollOpen:
      poll.state = Poll::State::kOpen;
      if (act.number > 0) poll.closes = at + std::chrono::seconds(act.number);
      break;
    case ActKind::kPollClose:
      poll.state = Poll::State::kClosed;
      break;
    default:
      poll.state = Poll::State::kDropped;
      break;
  }
}

void Room::announce(const Entry& entry, Change& change) {
  if (entry.act.kind == ActKind::kAnnounce) {
    log(entry);
    constexpr std::size_t kMost = 200;
    Announcement made{entry.seq, entry.at, entry.act.text, entry.act.word,
                      entry.at + std::chrono::seconds(entry.act.number)};
    announcements_.emplace(entry.seq, std::move(made));
    if (announcements_.size() > kMost) announcements_.erase(announcements_.begin());
    change.announced = entry.seq;
    return;
  }
  const auto found = announcements_.find(parse_ref(entry.act.ref).seq);
  if (found == announcements_.end()) return;
  log(entry);
  found->second.until = std::min(found->second.until, entry.at);
  change.tombs.push_back(print_ref('a', found->first));
}

}  // namespace plenary::audience
