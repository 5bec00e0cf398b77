#include "audience/owner.h"

#include <algorithm>
#include <future>
#include <stdexcept>

#include "audience/documents.h"
#include "audience/figures_text.h"
#include "base/log.h"

namespace plenary::audience {
namespace {

using account::Right;
using storage::JournalRecord;

constexpr std::size_t kMostInBatch = 512;
constexpr std::size_t kMostQueued = 50'000;
constexpr std::size_t kMostShownName = 40;
constexpr std::chrono::seconds kFlushEach{5};

/// The name of a role as it stands beside what somebody says.
std::string shown_role(const std::vector<account::Grant>& grants, const account::Place& place) {
  const bool moderates = account::may(grants, Right::kModerate, place);
  for (const account::Role role :
       {account::Role::kOrganiser, account::Role::kHost, account::Role::kModerator}) {
    if (moderates && account::has_role(grants, role)) return std::string(account::name(role));
  }
  const bool speaks = account::has_role(grants, account::Role::kSpeaker);
  return speaks ? std::string(account::name(account::Role::kSpeaker)) : std::string();
}

/// The refusal of an act whose author has only just got a ticket.
ActResult without_ticket(const Act& act) {
  ActResult result =
      refusal(act, "ticket", "Send this again with the ticket that came with this answer.");
  result.retry = std::chrono::milliseconds(0);
  return result;
}

}  // namespace

ActResult unavailable(const Act& act) {
  ActResult result =
      refusal(act, "unavailable", "This cannot be stored now. Try again in a moment.");
  result.retry = std::chrono::milliseconds(2000);
  return result;
}

Owner::Owner(storage::Database& database, AudienceSettings given, base::UtcClock clock,
             PulseSink to)
    : journal(database),
      settings(std::move(given)),
      utc(std::move(clock)),
      sink(std::move(to)),
      secrets(Secrets::open(database)) {
  for (const base::StageId& id : settings.stages) add(id);
  flushed = utc();
}

void Owner::add(const base::StageId& id) {
  if (stage(id) != nullptr) return;
  auto added = std::make_unique<StageAudience>(id, folding, secrets.receipts());
  rebuild(*added);
  for (const Release& release : releases) added->tell(release);
  latest.put(id.text(), std::make_unique<base::Latest<Counts>>(added->reach.counts()));
  fresh.insert(added.get());
  stages.put(id.text(), std::move(added));
}

void Owner::rebuild(StageAudience& rebuilt) {
  const base::StageId& id = rebuilt.room.stage();
  const auto fail = [&](const base::Error& error) {
    throw std::runtime_error("cannot read the audience's journal: " + error.detail());
  };
  const base::Status replayed = journal.replay(id, [&](const JournalRecord& record) {
    const auto entry = entry_of(record);
    // A gap or an unreadable line is damage that nobody may paper over.
    if (!entry || entry->seq != rebuilt.room.next_seq()) {
      throw std::runtime_error("the audience's journal is damaged at " + id.text() + " " +
                               std::to_string(record.seq));
    }
    (void)rebuilt.room.apply(*entry);
  });
  if (!replayed) fail(replayed.error());
  const auto kept = journal.minutes(id);
  if (!kept) fail(kept.error());
  for (const storage::MinuteRecord& minute : *kept) rebuilt.reach.read(minute);
  const base::Status read =
      journal.seen(id, [&](const storage::SeenRecord& record) { rebuilt.reach.read(record); });
  if (!read) fail(read.error());
}

Owner::~Owner() {
  stopping = true;
  post([] {});  // Wakes it.
  if (thread.joinable()) thread.join();
}

void Owner::run() {
  auto next = std::chrono::steady_clock::now() + settings.pulse_every;
  for (;;) {
    if (auto message = mailbox.take_until(next)) (*message)();
    // The database answers into this mailbox: nothing ends before it has.
    if (stopping && !writing && !flushing) break;
    if (std::chrono::steady_clock::now() >= next) {
      tick();
      next += settings.pulse_every;
      // After a stall the missed seconds are not made up for one by one.
      next = std::max(next, std::chrono::steady_clock::now());
    }
  }
  stop();
}

void Owner::tick() {
  const base::Instant now = utc();
  for (StageAudience* const stage : stages.all()) {
    // One hand at a time: what is due is asked for again once all acts before it are decided.
    if (waiting.empty() && !writing && !unsure) {
      for (Act& act : stage->due_acts(now)) {
        Waiting own;
        own.stage = stage;
        own.wish.actor.author = std::string(kProgramme);
        own.wish.act = std::move(act);
        waiting.push_back(std::move(own));
      }
    }
    auto pulse = stage->pulse(epoch, now);
    latest.find(stage->room.stage().text())->set(stage->reach.counts());
    if (!pulse) continue;
    counters.pulses.fetch_add(1, std::memory_order_relaxed);
    sink(std::move(pulse));
  }
  if (unsure && !writing) reread(unsure_stages);
  bring_up();
  pump();
  if (now - flushed >= kFlushEach) flush();
}

void Owner::stop() {
  mailbox.close();
  while (auto message = mailbox.try_take()) (*message)();
  for (Waiting& one : waiting) {
    if (one.beat) one.beat->decide(one.index, unavailable(one.wish.act));
  }
  waiting.clear();
  flush_last();
}

bool Owner::identify(const std::string& ticket, const account::Visitor& visitor,
                     BeatAnswer& answer) {
  const base::Instant now = utc();
  auto verified = secrets.tickets().verify(ticket, now);
  const bool known = verified.has_value();
  if (!known) {
    if (!ticket.empty()) counters.tickets_refused.fetch_add(1, std::memory_order_relaxed);
    counters.tickets_issued.fetch_add(1, std::memory_order_relaxed);
    answer.ticket = secrets.tickets().issue(now);
    verified = secrets.tickets().verify(answer.ticket, now);
  } else if (auto renewed = secrets.tickets().renewed(*verified, now)) {
    counters.tickets_renewed.fetch_add(1, std::memory_order_relaxed);
    answer.ticket = std::move(*renewed);
  }
  answer.sid = verified->sid;
  answer.author = account::author_key(visitor, answer.sid);
  return known || visitor.signed_in();
}

void Owner::greet(StageAudience& stage, const account::Visitor& visitor, const Beat& beat,
                  BeatAnswer& answer, Wish& wish) {
  const base::Instant now = utc();
  answer.next = stage.pacing.beat;
  answer.by = secrets.pseudonym(answer.author);
  wish.place = stage.place();
  wish.grants = visitor.grants;
  wish.actor.author = answer.author;
  wish.actor.by = answer.by;
  wish.actor.account = visitor.signed_in();
  wish.actor.verified = visitor.verified;
  wish.actor.role = shown_role(visitor.grants, wish.place);
  std::string wanted = clean_text(visitor.signed_in() ? visitor.name : beat.name, false);
  const bool usable = !wanted.empty() && poll::count_characters(wanted) <= kMostShownName;
  wish.actor.name = usable ? std::move(wanted) : "Guest " + answer.by.substr(0, 4);

  for (const Right right : account::kEveryRight) {
    const bool anybodys = account::may({}, right, wish.place);
    if (!anybodys && account::may(visitor.grants, right, wish.place)) {
      answer.may.emplace_back(account::name(right));
    }
  }
  if (const Person* person = stage.room.person(answer.author)) {
    answer.removed = person->banned;
    if (person->timed_out_until && *person->timed_out_until > now) {
      answer.timed_out_until = person->timed_out_until;
    }
  }
  stage.hear(answer.sid, now);
  const std::uint64_t device = secrets.count_hash(answer.sid);
  if (beat.playing.value_or(false) && !answer.removed) {
    const std::uint64_t account = visitor.signed_in() ? secrets.count_hash(answer.author) : 0;
    stage.reach.playing(device, account, now);
  } else if (beat.playing.has_value() || answer.removed) {
    stage.reach.gone(device, now);
  }
}

void Owner::on_beat(StageAudience& stage, const std::string& ticket,
                    const account::Visitor& visitor, Beat beat,
                    std::function<void(BeatAnswer)> done) {
  counters.beats.fetch_add(1, std::memory_order_relaxed);
  auto open = std::make_shared<OpenBeat>();
  open->answer.ack = beat.n;
  open->done = std::move(done);
  Wish wish;
  const bool known = identify(ticket.empty() ? beat.ticket : ticket, visitor, open->answer);
  greet(stage, visitor, beat, open->answer, wish);
  if (!known) {
    // If this answer is lost, the device comes back as another one, and would say it all twice.
    counters.without_ticket.fetch_add(beat.acts.size(), std::memory_order_relaxed);
    for (const Act& act : beat.acts) open->answer.results.push_back(without_ticket(act));
    open->done(std::move(open->answer));
    return;
  }
  take_acts(stage, std::move(wish), std::move(beat.acts), open);
}

/// What a demonstration's audience does is counted nowhere: it has no ticket and plays nothing.
void Owner::on_demonstration(StageAudience& stage, const std::string& name, std::vector<Act> acts,
                             std::function<void(BeatAnswer)> done) {
  auto open = std::make_shared<OpenBeat>();
  open->done = std::move(done);
  Wish wish;
  wish.place = stage.place();
  wish.grants = {{account::Role::kOrganiser, {}}};
  wish.actor.author = "d:" + name;
  wish.actor.by = secrets.pseudonym(wish.actor.author);
  wish.actor.name = name;
  wish.actor.role = kDemo;
  open->answer.sid = wish.actor.author;
  take_acts(stage, std::move(wish), std::move(acts), open);
}

void Owner::take_acts(StageAudience& stage, Wish wish, std::vector<Act> acts,
                      const std::shared_ptr<OpenBeat>& open) {
  open->answer.results.resize(acts.size());
  open->undecided = acts.size() + 1;  // The beat itself: it is answered once all is decided.
  for (std::size_t index = 0; index < acts.size(); ++index) {
    wish.act = std::move(acts[index]);
    if (is_momentary(wish.act.kind)) {
      ActResult result = stage.do_now(wish, open->answer.sid, utc());
      if (!result.ok) counters.refused.fetch_add(1, std::memory_order_relaxed);
      open->decide(index, std::move(result));
    } else if (waiting.size() >= kMostQueued) {
      counters.unavailable.fetch_add(1, std::memory_order_relaxed);
      open->decide(index, unavailable(wish.act));
    } else {
      waiting.push_back({&stage, wish, open, index});
    }
  }
  open->answer.hand = stage.hands.contains(open->answer.sid);
  if (--open->undecided == 0) open->done(std::move(open->answer));
  pump();
}

bool Owner::gather(std::vector<Written>& batch) {
  const base::Instant now = utc();
  std::map<StageAudience*, std::uint64_t> next;
  std::set<std::pair<StageAudience*, std::string>> ids;
  while (!waiting.empty() && batch.size() < kMostInBatch) {
    Waiting& one = waiting.front();
    const Act& act = one.wish.act;
    const bool alone = changes_rules(act.kind);
    if (alone && !batch.empty()) break;
    const std::string& author = one.wish.actor.author;
    // The same act twice at once: the second waits for what becomes of the first.
    const std::pair key(one.stage, author + '\n' + act.id);
    if (ids.contains(key)) break;
    const std::uint64_t before = one.stage->room.seq_of_act(author, act.id);
    if (before != 0) {
      if (one.beat) one.beat->decide(one.index, one.stage->result_of(author, act, before));
      waiting.pop_front();
      continue;
    }
    Entry entry;
    if (author == kProgramme) {
      entry.at = now;
      entry.actor = one.wish.actor;
      entry.act = act;
    } else {
      one.wish.about = one.stage->author_of_hand(act.by);
      auto judged = one.stage->judge.judge(one.stage->room, one.wish, now);
      if (auto* refused = std::get_if<ActResult>(&judged)) {
        counters.refused.fetch_add(1, std::memory_order_relaxed);
        one.beat->decide(one.index, std::move(*refused));
        waiting.pop_front();
        continue;
      }
      entry = std::move(std::get<Entry>(judged));
      if (act.kind == ActKind::kBan && act.all) {
        // Not every stage knows them.
        const Person* known = one.stage->room.person_by(act.by);
        if (known != nullptr) entry.about = known->author;
      }
    }
    ids.insert(key);
    auto [number, is_first] = next.try_emplace(one.stage, one.stage->room.next_seq());
    entry.seq = number->second++;
    batch.push_back({one.stage, std::move(entry), std::move(one.beat), one.index});
    waiting.pop_front();
    if (alone) {
      const Written first = batch.back();
      add_for_other_stages(first, batch);
      break;
    }
  }
  return !batch.empty();
}

void Owner::add_for_other_stages(const Written& written, std::vector<Written>& batch) {
  const Act& act = written.entry.act;
  if (!is_everywhere(written.stage->room, act)) return;
  const LogLine* const meant = line_meant(written.stage->room, act);
  for (StageAudience* const other : stages.all()) {
    if (other == written.stage) continue;
    if (other->room.seq_of_act(written.entry.actor.author, act.id) != 0) continue;
    Written copy{other, written.entry, nullptr, 0};
    copy.entry.seq = other->room.next_seq();
    if (meant != nullptr) {
      // The same act stands there under a number of its own.
      const std::uint64_t there = other->room.seq_of_act(meant->moderator, meant->act.id);
      const LogLine* line = other->room.log_line(there);
      if (line == nullptr || !line->undoable()) continue;
      if (act.kind == ActKind::kUndo) {
        copy.entry.act.number = static_cast<std::int64_t>(there);
      } else {
        copy.entry.act.ref = print_ref('a', there);
      }
    }
    batch.push_back(std::move(copy));
  }
}

void Owner::bring_up() {
  if (writing || unsure || stopping) return;
  auto batch = std::make_shared<std::vector<Written>>();
  const base::Instant now = utc();
  while (!fresh.empty() && batch->empty()) {
    StageAudience* const stage = *fresh.begin();
    std::uint64_t seq = stage->room.next_seq();
    std::set<std::pair<std::string, std::string>> told;
    for (const StageAudience* const other : stages.all()) {
      if (other == stage) continue;
      for (const LogLine& line : other->room.log()) {
        auto entry = still_for_all(other->room, line, now);
        if (!entry || stage->room.seq_of_act(line.moderator, line.act.id) != 0) continue;
        if (!told.emplace(line.moderator, line.act.id).second) continue;
        if (batch->size() == kMostInBatch) break;
        entry->seq = seq++;
        batch->push_back({stage, std::move(*entry), nullptr, 0});
      }
    }
    // Looked at once more after it was written, or could not be.
    if (batch->empty()) fresh.erase(stage);
  }
  if (!batch->empty()) write(std::move(batch));
}

void Owner::pump() {
  if (writing || unsure || stopping) return;
  auto batch = std::make_shared<std::vector<Written>>();
  if (!gather(*batch)) return;
  write(std::move(batch));
}

void Owner::write(std::shared_ptr<std::vector<Written>> batch) {
  std::vector<JournalRecord> records;
  records.reserve(batch->size());
  for (const Written& one : *batch)
    records.push_back(record_of(one.stage->room.stage(), one.entry));
  writing = true;
  journal.append(std::move(records), [this, batch](base::Status status) {
    post([this, batch, status = std::move(status)] { written(std::move(*batch), status); });
  });
}

void Owner::written(std::vector<Written> batch, const base::Status& status) {
  writing = false;
  if (!status) {
    // Acts that wait would meet the same: they are refused now, not held back with the disk.
    std::set<StageAudience*> touched;
    for (Written& one : batch) {
      touched.insert(one.stage);
      if (one.beat) one.beat->decide(one.index, unavailable(one.entry.act));
    }
    for (Waiting& one : waiting) {
      if (one.beat) one.beat->decide(one.index, unavailable(one.wish.act));
    }
    counters.unavailable.fetch_add(batch.size() + waiting.size(), std::memory_order_relaxed);
    waiting.clear();
    // Whether a transaction that failed left nothing behind is for the database to say.
    reread(std::move(touched));
    return;
  }
  counters.batches.fetch_add(1, std::memory_order_relaxed);
  counters.acts.fetch_add(batch.size(), std::memory_order_relaxed);
  for (Written& one : batch) {
    const std::string banned = one.stage->apply(one.entry);
    if (!banned.empty() && removed) removed(one.stage->room.stage(), banned);
    if (!one.beat) continue;
    const std::string& author = one.entry.actor.author;
    one.beat->decide(one.index, one.stage->result_of(author, one.entry.act, one.entry.seq));
  }
  pump();
}

void Owner::reread(std::set<StageAudience*> stages_unsure) {
  unsure = true;
  unsure_stages = stages_unsure;
  writing = true;
  auto left = std::make_shared<std::size_t>(stages_unsure.size());
  for (StageAudience* one : stages_unsure) reread_one(*one, left);
}

void Owner::reread_one(StageAudience& stage, std::shared_ptr<std::size_t> left) {
  const std::uint64_t known = stage.room.next_seq() - 1;
  journal.read(stage.room.stage(), known, kMostInBatch, [this, &stage, left](auto records) {
    post([this, &stage, left, records = std::move(records)] {
      if (records) {
        for (const JournalRecord& record : *records) {
          const auto entry = entry_of(record);
          if (entry && entry->seq == stage.room.next_seq()) (void)stage.apply(*entry);
        }
        unsure_stages.erase(&stage);
      }
      if (--*left > 0) return;
      writing = false;
      unsure = !unsure_stages.empty();  // Else asked again with the next tick.
      pump();
    });
  });
}

void Owner::flush_last() {
  for (StageAudience* const stage : stages.all()) stage->reach.take(minutes, seen, true);
  if (minutes.empty() && seen.empty()) return;
  std::promise<void> stored;
  journal.append(std::move(minutes), std::move(seen),
                 [&stored](const base::Status&) { stored.set_value(); });
  stored.get_future().wait();
}

void Owner::flush() {
  if (flushing) return;
  flushed = utc();
  for (StageAudience* const stage : stages.all()) stage->reach.take(minutes, seen, false);
  if (minutes.empty() && seen.empty()) return;
  flushing = true;
  using Kept = std::pair<std::vector<storage::MinuteRecord>, std::vector<storage::SeenRecord>>;
  auto kept = std::make_shared<Kept>(std::exchange(minutes, {}), std::exchange(seen, {}));
  journal.append(kept->first, kept->second, [this, kept](base::Status status) {
    post([this, kept, stored = status.has_value()] {
      flushing = false;
      if (stored) return;
      // No figure is lost to a full disk: it goes with the next.
      minutes.insert(minutes.begin(), kept->first.begin(), kept->first.end());
      seen.insert(seen.begin(), kept->second.begin(), kept->second.end());
    });
  });
}

base::Result<std::string> Owner::make_document(StageAudience& stage, const DocumentRequest& request,
                                               const account::Visitor& visitor) {
  using Kind = DocumentRequest::Kind;
  const account::Place place = stage.place();
  const base::Error forbidden(base::Errc::kForbidden, "this is for others");
  const base::Error not_found(base::Errc::kNotFound, "no such poll");
  switch (request.kind) {
    case Kind::kDesk:
      if (account::may(visitor.grants, Right::kModerate, place)) {
        return desk_document(stage, utc());
      }
      if (!account::may(visitor.grants, Right::kAnnounce, place)) return forbidden;
      return announcers_document(stage, utc());
    case Kind::kModerationLog:
      return moderation_document(stage.room);
    case Kind::kTally:
    case Kind::kTallyCsv: {
      const Ref ref = parse_ref(request.poll);
      const Poll* poll = ref.kind == 'p' ? stage.room.poll(ref.seq) : nullptr;
      if (poll == nullptr || poll->state == Poll::State::kDropped) return not_found;
      const bool is_public =
          poll->state == Poll::State::kClosed && poll->question.show != poll::Show::kNever;
      if (!is_public && !account::may(visitor.grants, Right::kRunPolls, place)) return not_found;
      return request.kind == Kind::kTally ? tally_document(stage.room, *poll) : tally_csv(*poll);
    }
    case Kind::kAnswers: {
      if (!account::may(visitor.grants, Right::kModerate, place)) return forbidden;
      const Ref ref = parse_ref(request.poll);
      const Poll* poll = ref.kind == 'p' ? stage.room.poll(ref.seq) : nullptr;
      if (poll == nullptr || poll->state == Poll::State::kDropped) return not_found;
      if (poll->question.kind != poll::Kind::kText) return not_found;
      return answers_document(*poll, parse_ref(request.before).seq);
    }
    case Kind::kFigures:
    case Kind::kFiguresCsv: {
      account::Place session = place;
      session.session = request.session.text();
      session.forum = request.forum;
      if (!account::may(visitor.grants, Right::kSeeFigures, session)) return forbidden;
      const Figures figures = stage.reach.figures(request.session.text());
      return request.kind == Kind::kFigures ? figures_document(request.session.text(), figures)
                                            : figures_csv(figures);
    }
    case Kind::kExportJsonl:
    case Kind::kExportCsv:
      break;  // Read from the database: see Audience::document().
  }
  return not_found;
}

}  // namespace plenary::audience
