#include "audience/stage_audience.h"

#include <algorithm>
#include <utility>

namespace plenary::audience {

std::string StageAudience::apply(const Entry& entry) {
  const Change change = room.apply(entry);
  writer_.add(change);
  if (!change.banned.empty()) {
    std::erase_if(hands, [&](const auto& hand) { return hand.second.author == change.banned; });
  }
  if (entry.act.kind == ActKind::kPollClose && entry.actor.author == kProgramme) {
    const Poll* poll = room.poll(parse_ref(entry.act.ref).seq);
    if (poll != nullptr && ended_.contains(poll->session)) closed_.insert(poll->seq);
  }
  return change.banned;
}

ActResult StageAudience::do_now(const Wish& wish, const std::string& sid, base::Instant at) {
  constexpr std::size_t kMostRemembered = 20'000;
  const Act& act = wish.act;
  ActResult done;
  done.id = act.id;
  done.ok = true;
  std::string key = wish.actor.author + '\n' + act.id;
  if (done_.contains(key)) return done;
  auto judged = judge.judge(room, wish, at);
  if (auto* refused = std::get_if<ActResult>(&judged)) return std::move(*refused);
  if (act.kind == ActKind::kReact) {
    reactions[act.word] += static_cast<std::uint64_t>(act.number);
  } else if (act.kind == ActKind::kHand) {
    constexpr std::size_t kMostHands = 1000;
    if (!act.on) {
      hands.erase(sid);
    } else if (hands.size() >= kMostHands && !hands.contains(sid)) {
      return refusal(act, "full", "Too many hands are up.");
    } else {
      hands.try_emplace(sid, Hand{wish.actor.author, wish.actor.by, wish.actor.name, at, at});
    }
  } else {
    std::erase_if(hands, [&](const auto& entry) { return entry.second.by == act.by; });
  }
  news_ = true;
  done_.insert(key);
  done_order_.push_back(std::move(key));
  if (done_order_.size() > kMostRemembered) {
    done_.erase(done_order_.front());
    done_order_.pop_front();
  }
  return done;
}

void StageAudience::hear(const std::string& sid, base::Instant at) {
  const auto found = hands.find(sid);
  if (found != hands.end()) found->second.heard = at;
}

std::string StageAudience::author_of_hand(const std::string& by) const {
  const auto found = std::find_if(hands.begin(), hands.end(),
                                  [&](const auto& hand) { return hand.second.by == by; });
  return found == hands.end() ? std::string() : found->second.author;
}

ActResult StageAudience::result_of(const std::string& author, const Act& act,
                                   std::uint64_t seq) const {
  ActResult result;
  result.id = act.id;
  result.ok = true;
  const auto standing = [](const Message* message) {
    // Who was silenced without being told, or taken down, is not told here either.
    const bool held = message != nullptr && message->standing == Standing::kHeld;
    return std::string(held ? "held" : "shown");
  };
  switch (act.kind) {
    case ActKind::kSay:
      result.ref = print_ref('m', seq);
      result.state = standing(room.message(seq));
      break;
    case ActKind::kAsk: {
      result.ref = print_ref('q', seq);
      const Question* question = room.question(seq);
      result.state = standing(question == nullptr ? nullptr : &question->asked);
      break;
    }
    case ActKind::kPollMake:
      result.ref = print_ref('p', seq);
      break;
    case ActKind::kAnnounce:
      result.ref = print_ref('a', seq);
      break;
    case ActKind::kVote:
      result.ref = act.ref;
      result.receipt = poll::print(room.receipt(parse_ref(act.ref).seq, author));
      break;
    default:
      result.ref = act.ref;
      break;
  }
  return result;
}

std::vector<Act> StageAudience::due_acts(base::Instant at) {
  std::vector<Act> acts;
  const auto add = [&](ActKind kind, std::uint64_t poll) {
    Act act;
    act.kind = kind;
    act.ref = print_ref('p', poll);
    act.id = std::string(name(kind)) + "-" + act.ref + "-" + std::to_string(room.next_seq());
    acts.push_back(std::move(act));
  };
  const bool live = now.session && now.session->state == "live";
  for (const auto& [seq, poll] : room.polls()) {
    if (poll.state == Poll::State::kOpen) {
      const bool over = poll.closes && *poll.closes <= at;
      const bool ended = ended_.contains(poll.session) && !closed_.contains(seq);
      if (over || ended) add(ActKind::kPollClose, seq);
    } else if (poll.state == Poll::State::kPrepared && live && !poll.session.empty() &&
               poll.session == now.session->id.text()) {
      add(ActKind::kPollOpen, seq);
    }
  }
  return acts;
}

void StageAudience::set_now(StageNow next) {
  const std::string before = now.session ? now.session->id.text() : "";
  const std::string after = next.session ? next.session->id.text() : "";
  // Also those that were over before this server started.
  ended_.insert(next.ended.begin(), next.ended.end());
  if (!before.empty() && before != after) ended_.insert(before);
  if (ended_.erase(after) > 0) {
    std::erase_if(closed_, [&](std::uint64_t seq) { return room.poll(seq)->session == after; });
  }
  news_ = news_ || !(next == now);
  now = std::move(next);
}

account::Place StageAudience::place() const {
  account::Place place;
  place.stage = room.stage().text();
  if (now.session) {
    place.session = now.session->id.text();
  } else if (now.next) {
    place.session = now.next->id.text();
  }
  place.forum = now.forum;
  return place;
}

std::shared_ptr<const Pulse> StageAudience::pulse(const std::string& epoch, base::Instant at) {
  constexpr int kMostSilent = 5;
  constexpr std::uint64_t kSnapshotEach = 10;
  reach.tick(at, now.session && now.session->state == "live" ? now.session->id.text() : "");
  const auto silent = [&](const auto& hand) {
    return at - hand.second.heard > std::chrono::seconds(HeadCounter::kLease);
  };
  news_ = std::erase_if(hands, silent) > 0 || news_;
  ++silent_;
  const bool wanted = news_ || writer_.has_news() || reach.counts().high > 0;
  if (!wanted && silent_ < kMostSilent) return nullptr;
  silent_ = 0;
  news_ = false;
  ++seq_;
  pacing = pacing_for(reach.counts().high, pacing);
  Moment moment{epoch, seq_, at, reach.counts(), reactions, hands.size(), now, pacing};
  auto pulse = std::make_shared<Pulse>();
  pulse->stage = room.stage();
  pulse->epoch = epoch;
  pulse->seq = seq_;
  pulse->at = at;
  pulse->pacing = pacing;
  pulse->json = std::make_shared<const std::string>(writer_.pulse(room, moment));
  if (seq_ == 1 || seq_ % kSnapshotEach == 0) {
    pulse->snapshot = std::make_shared<const std::string>(writer_.snapshot(room, moment));
  }
  return pulse;
}

}  // namespace plenary::audience
