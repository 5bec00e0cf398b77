#include "audience/pulse_text.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "audience/act_json.h"
#include "audience/pulse.h"

namespace plenary::audience {
namespace {

namespace json = boost::json;

std::int64_t ms(base::Instant instant) {
  return instant.time_since_epoch().count();
}

json::object on_json(const StageNow& now) {
  json::object object{{"state", now.open ? "open" : "closed"},
                      {"showing", now.open && now.on_input ? "input" : "slate"}};
  object["session"] = nullptr;
  if (now.session) {
    const auto& started = now.session->started_at;
    object["session"] = json::object{
        {"id", now.session->id.text()},
        {"state", now.session->state},
        {"started_at", started ? json::value(base::format_rfc3339(*started)) : json::value()},
        {"ends_at", base::format_rfc3339(now.session->ends_at)}};
  }
  object["next"] = nullptr;
  if (now.next) {
    object["next"] = json::object{{"id", now.next->id.text()},
                                  {"starts_at", base::format_rfc3339(now.next->starts_at)}};
  }
  object["programme_version"] = now.programme_version;
  return object;
}

json::object head(const Room& room, const Moment& moment) {
  return {{"v", 1},
          {"epoch", moment.epoch},
          {"stage", room.stage().text()},
          {"seq", moment.seq},
          {"t", ms(moment.at)},
          {"viewers", json::object{{"now", moment.counts.now},
                                   {"low", moment.counts.low},
                                   {"high", moment.counts.high}}},
          {"unique", moment.counts.unique},
          {"hands", moment.hands},
          {"next", json::object{{"ms", moment.pacing.pulse.count()},
                                {"guard", moment.pacing.guard.count()},
                                {"spread", moment.pacing.spread.count()},
                                {"every", moment.pacing.every}}}};
}

json::object reactions_json(const std::map<std::string, std::uint64_t>& reactions) {
  json::object object;
  for (const auto& [kind, count] : reactions) object[kind] = count;
  return object;
}

json::value pinned_json(const Room& room) {
  const Message* message = room.message(room.pinned());
  if (message == nullptr || message->standing != Standing::kShown) return nullptr;
  return message_json(*message);
}

std::size_t shown_questions(const Room& room) {
  return static_cast<std::size_t>(std::count_if(
      room.questions().begin(), room.questions().end(),
      [](const auto& entry) { return entry.second.asked.standing == Standing::kShown; }));
}

/// A pulse that is filled up to its budget.
class Filling {
 public:
  explicit Filling(json::object start)
      : object_(std::move(start)), bytes_(json::serialize(object_).size()) {}

  /// Sets a field if it fits.
  bool set(std::string_view field, json::value value) {
    const std::size_t more = json::serialize(value).size() + field.size() + 4;
    if (bytes_ + more > kMostPulseBytes) return false;
    bytes_ += more;
    object_[field] = std::move(value);
    return true;
  }
  /// Appends to a list if it fits; the first one makes the list.
  bool append(std::string_view field, json::value value) {
    const bool is_new = !object_.contains(field);
    const std::size_t more = json::serialize(value).size() + 1 + (is_new ? field.size() + 6 : 0);
    if (bytes_ + more > kMostPulseBytes) return false;
    bytes_ += more;
    if (is_new) object_[field] = json::array();
    object_[field].as_array().push_back(std::move(value));
    return true;
  }
  std::string text() const { return json::serialize(object_); }

 private:
  json::object object_;
  std::size_t bytes_;
};

}  // namespace

json::object message_json(const Message& message) {
  json::object object{{"id", print_ref('m', message.seq)},
                      {"t", ms(message.at)},
                      {"by", message.actor.by},
                      {"name", message.actor.name},
                      {"text", message.text}};
  if (!message.re.empty()) object["re"] = message.re;
  if (!message.actor.role.empty()) object["role"] = message.actor.role;
  return object;
}

json::object question_json(const Question& question, const Room& room, bool desk) {
  const Message& asked = question.asked;
  // Who asks anonymously must not be told apart from others by the pseudonym either.
  const bool named = !question.anonymous || desk;
  json::object object{{"id", print_ref('q', asked.seq)},
                      {"t", ms(asked.at)},
                      {"by", named ? json::value(asked.actor.by) : json::value()},
                      {"name", named ? json::value(asked.actor.name) : json::value()},
                      {"text", asked.text},
                      {"votes", question.votes()},
                      {"labels", json::array(question.labels.begin(), question.labels.end())},
                      {"state", question.answered ? "answered" : "open"}};
  if (named && !asked.actor.role.empty()) object["role"] = asked.actor.role;
  if (room.on_screen() == asked.seq) object["screen"] = true;
  return object;
}

json::object poll_json(const Poll& poll, bool desk) {
  const poll::Question& asked = poll.question;
  json::array options;
  for (const base::LocalisedText& option : asked.options) options.push_back(text_json(option));
  json::object object{{"id", print_ref('p', poll.seq)},
                      {"kind", poll::name(asked.kind)},
                      {"text", text_json(asked.text)},
                      {"options", std::move(options)},
                      {"state", name(poll.state)},
                      {"show", poll::name(asked.show)},
                      {"votes", poll.box.tally().votes},
                      {"results", nullptr},
                      {"closes", poll.closes ? json::value(ms(*poll.closes)) : json::value()}};
  if (!poll.role.empty()) object["role"] = poll.role;
  const bool closed = poll.state == Poll::State::kClosed;
  const bool shown =
      asked.show == poll::Show::kLive || (asked.show == poll::Show::kClose && closed);
  if ((shown || desk) && asked.kind != poll::Kind::kText) {
    const poll::Tally& tally = poll.box.tally();
    object["results"] =
        json::object{{"verified", json::array(tally.verified.begin(), tally.verified.end())},
                     {"anonymous", json::array(tally.anonymous.begin(), tally.anonymous.end())}};
  }
  return object;
}

json::object announcement_json(const Announcement& announcement) {
  return {{"id", print_ref('a', announcement.seq)},
          {"t", ms(announcement.at)},
          {"text", text_json(announcement.text)},
          {"scope", announcement.scope},
          {"until", ms(announcement.until)}};
}

json::object release_json(const Release& release) {
  return {{"kind", release.kind},
          {"id", release.id},
          {"title", text_json(release.title)},
          {"url", release.url},
          {"t", ms(release.at)}};
}

json::object rules_json(const Rules& rules) {
  const char* chat = rules.paused ? "paused" : rules.members_only ? "members" : "open";
  return {{"chat", chat},
          {"slow_s", rules.slow_s},
          {"hold_first", rules.hold_first},
          {"hold_questions", rules.hold_questions},
          {"links", rules.links}};
}

void PulseWriter::add(const Change& change) {
  for (const std::uint64_t seq : change.said) chat_.push_back(seq);
  questions_.insert(change.questions.begin(), change.questions.end());
  polls_.insert(change.polls.begin(), change.polls.end());
  for (const std::string& ref : change.tombs) tombs_.push_back({0, ref});
  // What was taken down and is back is no tomb any more.
  const auto lives_again = [&](const Repeated& tomb) {
    const Ref ref = parse_ref(tomb.ref);
    if (ref.kind == 'a') return change.announced == ref.seq;
    const auto& list = ref.kind == 'm'   ? change.said
                       : ref.kind == 'p' ? change.polls
                                         : change.questions;
    return std::count(list.begin(), list.end(), ref.seq) > 0;
  };
  std::erase_if(tombs_, lives_again);
  if (change.announced) announcements_.push_back({*change.announced, ""});
  pinned_ = pinned_ || change.pinned;
  rules_ = rules_ || change.rules;
}

void PulseWriter::add(Release release) {
  constexpr std::size_t kMostReleases = 20;
  if (released_.size() == kMostReleases) released_.pop_front();
  released_.push_back({std::move(release)});
}

bool PulseWriter::has_news() const {
  const bool releases = std::any_of(released_.begin(), released_.end(),
                                    [](const Released& one) { return one.left > 0; });
  return first_ || releases || !chat_.empty() || !questions_.empty() || !polls_.empty() || !tombs_.empty() ||
         !announcements_.empty() || pinned_ || rules_;
}

std::string PulseWriter::pulse(const Room& room, const Moment& moment) {
  Filling filling(head(room, moment));
  filling.set("question_count", shown_questions(room));
  if (moment.reactions != reactions_said_ || first_) {
    filling.set("reactions", reactions_json(moment.reactions));
    reactions_said_ = moment.reactions;
  }
  if (first_ || !(moment.on == on_said_)) {
    filling.set("on", on_json(moment.on));
    on_said_ = moment.on;
  }
  if ((rules_ || first_) && filling.set("rules", rules_json(room.rules()))) rules_ = false;
  first_ = false;
  // What the room must stop showing goes first.
  for (Repeated& tomb : tombs_) {
    if (filling.append("tomb", json::value(tomb.ref))) --tomb.left;
  }
  std::erase_if(tombs_, [](const Repeated& tomb) { return tomb.left <= 0; });
  for (Released& one : released_) {
    if (one.left > 0 && filling.append("releases", release_json(one.release))) --one.left;
  }
  for (Repeated& repeated : announcements_) {
    const auto found = room.announcements().find(repeated.seq);
    const bool over = found == room.announcements().end() || found->second.until <= moment.at;
    if (over) repeated.left = 0;
    if (!over && filling.append("announcements", announcement_json(found->second))) --repeated.left;
  }
  std::erase_if(announcements_, [](const Repeated& one) { return one.left <= 0; });
  for (auto seq = polls_.begin(); seq != polls_.end();) {
    const Poll* poll = room.poll(*seq);
    const bool seen = poll != nullptr &&
                      (poll->state == Poll::State::kOpen || poll->state == Poll::State::kClosed);
    if (seen && !filling.append("polls", poll_json(*poll, false))) break;
    seq = polls_.erase(seq);
  }
  if (pinned_ && filling.set("pinned", pinned_json(room))) pinned_ = false;
  if (!questions_.empty()) {
    std::size_t said = 0;
    for (const Question* question : room.best_questions()) {
      if (!questions_.contains(question->asked.seq)) continue;
      if (said == kMostQuestions) break;
      if (!filling.append("questions", question_json(*question, room, false))) break;
      questions_.erase(question->asked.seq);
      ++said;
    }
    // What is left and not to be seen will never be said.
    std::erase_if(questions_, [&](std::uint64_t seq) {
      const Question* question = room.question(seq);
      return question == nullptr || question->asked.standing != Standing::kShown;
    });
  }
  std::erase_if(chat_, [&](std::uint64_t seq) {
    const Message* message = room.message(seq);
    return message == nullptr || message->standing != Standing::kShown;
  });
  // Three seconds' worth may wait; more cannot be read, so a sample stands for it.
  const std::size_t sent = chat_.size();
  const bool samples = sent > 3 * kMostChat;
  while (samples && chat_.size() > kMostChat) {
    const auto victim = static_cast<std::ptrdiff_t>(chance_() % chat_.size());
    const Message* message = room.message(chat_[static_cast<std::size_t>(victim)]);
    const bool official = !message->actor.role.empty();
    if (!official || chance_() % 64 == 0) chat_.erase(chat_.begin() + victim);
  }
  if (samples) filling.set("chat_rate", json::object{{"sent", sent}, {"shown", chat_.size()}});
  std::size_t shown = 0;
  while (!chat_.empty() && shown < kMostChat) {
    if (!filling.append("chat", message_json(*room.message(chat_.front())))) break;
    chat_.pop_front();
    ++shown;
  }
  return filling.text();
}

std::string PulseWriter::snapshot(const Room& room, const Moment& moment) const {
  constexpr std::size_t kMessages = 50;
  constexpr std::size_t kQuestions = 50;
  constexpr std::size_t kPolls = 10;
  json::object object = head(room, moment);
  object["snapshot"] = true;
  object["reactions"] = reactions_json(moment.reactions);
  object["on"] = on_json(moment.on);
  object["rules"] = rules_json(room.rules());
  object["pinned"] = pinned_json(room);
  object["question_count"] = shown_questions(room);
  object["tomb"] = json::array();

  std::vector<const Message*> last;
  for (auto it = room.messages().rbegin(); it != room.messages().rend(); ++it) {
    if (it->second.standing != Standing::kShown) continue;
    // What waits for a pulse of its own is not said before.
    if (std::count(chat_.begin(), chat_.end(), it->first) > 0) continue;
    last.push_back(&it->second);
    if (last.size() == kMessages) break;
  }
  json::array chat;
  for (auto it = last.rbegin(); it != last.rend(); ++it) chat.push_back(message_json(**it));
  object["chat"] = std::move(chat);

  json::array questions;
  for (const Question* question : room.best_questions()) {
    if (questions.size() == kQuestions) break;
    questions.push_back(question_json(*question, room, false));
  }
  object["questions"] = std::move(questions);

  json::array polls;
  for (auto it = room.polls().rbegin(); it != room.polls().rend() && polls.size() < kPolls; ++it) {
    const Poll::State state = it->second.state;
    if (state != Poll::State::kOpen && state != Poll::State::kClosed) continue;
    polls.insert(polls.begin(), poll_json(it->second, false));
  }
  object["polls"] = std::move(polls);

  json::array announcements;
  for (const auto& [seq, announcement] : room.announcements()) {
    if (announcement.until > moment.at) announcements.push_back(announcement_json(announcement));
  }
  object["announcements"] = std::move(announcements);

  json::array releases;
  for (const Released& one : released_) {
    if (one.release.at + kReleaseIsNews > moment.at) releases.push_back(release_json(one.release));
  }
  object["releases"] = std::move(releases);
  return json::serialize(object);
}

}  // namespace plenary::audience
