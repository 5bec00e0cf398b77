#include "audience/audience.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <future>
#include <map>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

#include "audience/documents.h"
#include "audience/secrets.h"
#include "audience/stage_audience.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "storage/database.h"
#include "storage/journal.h"

namespace plenary::audience {
namespace {

using account::Right;
using boost::asio::awaitable;
using storage::JournalRecord;

constexpr std::size_t kMostMessages = 65'536;
// Beats leave room for what the database and the doors have to say.
constexpr std::size_t kMostBeats = 60'000;
constexpr std::size_t kMostInBatch = 512;
constexpr std::size_t kMostQueued = 50'000;
constexpr std::size_t kMostName = 40;
constexpr std::chrono::seconds kFlushEach{5};

ActResult unavailable(const Act& act) {
  ActResult result =
      refusal(act, "unavailable", "This cannot be stored now. Try again in a moment.");
  result.retry = std::chrono::milliseconds(2000);
  return result;
}

BeatAnswer refused_whole(const Beat& beat) {
  BeatAnswer answer;
  answer.ack = beat.n;
  for (const Act& act : beat.acts) answer.results.push_back(unavailable(act));
  return answer;
}

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

/// Runs `start(handler)` and resumes on the caller's executor with what the handler is given.
template <class Value, class Start>
awaitable<Value> resumed(Start start) {
  auto initiate = [start = std::move(start)](auto handler) mutable {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    start([shared](Value value) {
      auto executor = boost::asio::get_associated_executor(*shared);
      auto resume = [shared, value = std::move(value)]() mutable { (*shared)(std::move(value)); };
      boost::asio::post(executor, std::move(resume));
    });
  };
  auto operation = boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(Value)>(
      std::move(initiate), boost::asio::use_awaitable);
  co_return co_await std::move(operation);
}

}  // namespace

class Audience::Impl {
 public:
  Impl(storage::Database& database, AudienceSettings given, base::UtcClock utc, PulseSink to);
  ~Impl();

  /// A beat of which some acts are not decided yet.
  struct OpenBeat {
    BeatAnswer answer;
    std::size_t undecided = 0;
    std::function<void(BeatAnswer)> done;
    void decide(std::size_t index, ActResult result) {
      answer.results[index] = std::move(result);
      if (--undecided == 0) done(std::move(answer));
    }
  };
  /// An act on its way to the journal.
  struct Waiting {
    StageAudience* stage = nullptr;
    Wish wish;
    std::shared_ptr<OpenBeat> beat;  // Null: the programme's own.
    std::size_t index = 0;
  };
  /// An act in the transaction that is being written; `beat` is null where it is told elsewhere.
  struct Written {
    StageAudience* stage = nullptr;
    Entry entry;
    std::shared_ptr<OpenBeat> beat;
    std::size_t index = 0;
  };

  bool post(std::function<void()> message) { return mailbox.send(std::move(message)); }
  StageAudience* stage(const base::StageId& id) {
    const auto found = stages.find(id);
    return found == stages.end() ? nullptr : found->second.get();
  }

  void rebuild(const base::StageId& id);
  void run();
  void tick();
  void stop();

  void on_beat(StageAudience& stage, const std::string& ticket, const account::Visitor& visitor,
               Beat beat, std::function<void(BeatAnswer)> done);
  void greet(StageAudience& stage, const std::string& ticket, const account::Visitor& visitor,
             const Beat& beat, BeatAnswer& answer, Wish& wish);

  void pump();
  bool gather(std::vector<Written>& batch);
  void add_for_other_stages(const Written& written, std::vector<Written>& batch);
  void written(std::vector<Written> batch, const base::Status& status);
  void reread(std::set<StageAudience*> unsure);
  void reread_one(StageAudience& stage, std::shared_ptr<std::size_t> left);
  void flush();
  void flush_last();

  base::Result<std::string> make_document(StageAudience& stage, const DocumentRequest& request,
                                          const account::Visitor& visitor);

  storage::Journal journal;
  AudienceSettings settings;
  base::UtcClock utc;
  PulseSink sink;
  Secrets secrets;
  Folding folding;
  const std::string epoch = new_epoch();
  Removed removed;
  std::map<base::StageId, std::unique_ptr<StageAudience>> stages;  // Never changes after start-up.
  std::map<base::StageId, std::unique_ptr<base::Latest<Counts>>> latest;

  base::Mailbox<std::function<void()>> mailbox{kMostMessages};
  std::thread thread;
  std::atomic<bool> stopping{false};

  // On the audience's thread.
  std::deque<Waiting> waiting;
  bool writing = false;
  bool unsure = false;  // What the last transaction left behind is being read, or has yet to be.
  std::set<StageAudience*> unsure_stages;
  std::vector<storage::MinuteRecord> minutes;
  std::vector<storage::SeenRecord> seen;
  bool flushing = false;
  base::Instant flushed;

  struct Counters {
    std::atomic<std::uint64_t> beats{0}, acts{0}, refused{0}, unavailable{0}, pulses{0}, batches{0};
  };
  Counters counters;
};

Audience::Impl::Impl(storage::Database& database, AudienceSettings given, base::UtcClock clock,
                     PulseSink to)
    : journal(database),
      settings(std::move(given)),
      utc(std::move(clock)),
      sink(std::move(to)),
      secrets(Secrets::open(database)) {
  for (const base::StageId& id : settings.stages) {
    stages.emplace(id, std::make_unique<StageAudience>(id, folding, secrets.receipts()));
    latest.emplace(id, std::make_unique<base::Latest<Counts>>());
    rebuild(id);
  }
  flushed = utc();
}

void Audience::Impl::rebuild(const base::StageId& id) {
  StageAudience& rebuilt = *stage(id);
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
  latest.at(id)->set(rebuilt.reach.counts());
}

Audience::Impl::~Impl() {
  stopping = true;
  post([] {});  // Wakes it.
  if (thread.joinable()) thread.join();
}

void Audience::Impl::run() {
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

void Audience::Impl::tick() {
  const base::Instant now = utc();
  for (auto& [id, stage] : stages) {
    // One hand at a time: what is due is asked for again once all acts before it are decided.
    if (waiting.empty() && !writing && !unsure) {
      for (Act& act : stage->due_acts(now)) {
        Waiting own;
        own.stage = stage.get();
        own.wish.actor.author = std::string(kProgramme);
        own.wish.act = std::move(act);
        waiting.push_back(std::move(own));
      }
    }
    auto pulse = stage->pulse(epoch, now);
    latest.at(id)->set(stage->reach.counts());
    if (!pulse) continue;
    counters.pulses.fetch_add(1, std::memory_order_relaxed);
    sink(std::move(pulse));
  }
  if (unsure && !writing) reread(unsure_stages);
  pump();
  if (now - flushed >= kFlushEach) flush();
}

void Audience::Impl::stop() {
  mailbox.close();
  while (auto message = mailbox.try_take()) (*message)();
  for (Waiting& one : waiting) {
    if (one.beat) one.beat->decide(one.index, unavailable(one.wish.act));
  }
  waiting.clear();
  flush_last();
}

void Audience::Impl::greet(StageAudience& stage, const std::string& ticket,
                           const account::Visitor& visitor, const Beat& beat, BeatAnswer& answer,
                           Wish& wish) {
  const base::Instant now = utc();
  auto verified = secrets.tickets().verify(ticket, now);
  if (!verified) {
    answer.ticket = secrets.tickets().issue(now);
    verified = secrets.tickets().verify(answer.ticket, now);
  }
  answer.sid = verified->sid;
  answer.author = account::author_key(visitor, answer.sid);
  answer.by = secrets.pseudonym(answer.author);
  wish.place = stage.place();
  wish.grants = visitor.grants;
  wish.actor.author = answer.author;
  wish.actor.by = answer.by;
  wish.actor.account = visitor.signed_in();
  wish.actor.verified = visitor.verified;
  wish.actor.role = shown_role(visitor.grants, wish.place);
  std::string wanted = clean_text(visitor.signed_in() ? visitor.name : beat.name, false);
  const bool usable = !wanted.empty() && poll::count_characters(wanted) <= kMostName;
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
  const std::uint64_t device = secrets.count_hash(answer.sid);
  if (beat.playing && !answer.removed) {
    const std::uint64_t account = visitor.signed_in() ? secrets.count_hash(answer.author) : 0;
    stage.reach.playing(device, account, now);
  } else {
    stage.reach.gone(device, now);
  }
}

void Audience::Impl::on_beat(StageAudience& stage, const std::string& ticket,
                             const account::Visitor& visitor, Beat beat,
                             std::function<void(BeatAnswer)> done) {
  counters.beats.fetch_add(1, std::memory_order_relaxed);
  auto open = std::make_shared<OpenBeat>();
  open->answer.ack = beat.n;
  open->done = std::move(done);
  Wish wish;
  greet(stage, ticket.empty() ? beat.ticket : ticket, visitor, beat, open->answer, wish);
  open->answer.results.resize(beat.acts.size());
  open->undecided = beat.acts.size() + 1;  // The beat itself: it is answered once all is decided.
  for (std::size_t index = 0; index < beat.acts.size(); ++index) {
    wish.act = std::move(beat.acts[index]);
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
  if (--open->undecided == 0) open->done(std::move(open->answer));
  pump();
}

bool Audience::Impl::gather(std::vector<Written>& batch) {
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
    if (!ids.emplace(one.stage, author + '\n' + act.id).second) break;
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
      auto judged = one.stage->judge.judge(one.stage->room, one.wish, now);
      if (auto* refused = std::get_if<ActResult>(&judged)) {
        counters.refused.fetch_add(1, std::memory_order_relaxed);
        one.beat->decide(one.index, std::move(*refused));
        waiting.pop_front();
        continue;
      }
      entry = std::move(std::get<Entry>(judged));
    }
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

void Audience::Impl::add_for_other_stages(const Written& written, std::vector<Written>& batch) {
  const Act& act = written.entry.act;
  const bool all = (act.kind == ActKind::kPause && act.all) ||
                   (act.kind == ActKind::kAnnounce && act.word == "all");
  if (!all) return;
  for (auto& [id, other] : stages) {
    if (other.get() == written.stage) continue;
    if (other->room.seq_of_act(written.entry.actor.author, act.id) != 0) continue;
    Written copy{other.get(), written.entry, nullptr, 0};
    copy.entry.seq = other->room.next_seq();
    batch.push_back(std::move(copy));
  }
}

void Audience::Impl::pump() {
  if (writing || unsure || stopping) return;
  auto batch = std::make_shared<std::vector<Written>>();
  if (!gather(*batch)) return;
  std::vector<JournalRecord> records;
  records.reserve(batch->size());
  for (const Written& one : *batch)
    records.push_back(record_of(one.stage->room.stage(), one.entry));
  writing = true;
  journal.append(std::move(records), [this, batch](base::Status status) {
    post([this, batch, status = std::move(status)] { written(std::move(*batch), status); });
  });
}

void Audience::Impl::written(std::vector<Written> batch, const base::Status& status) {
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
    if (!banned.empty() && removed) removed(banned);
    if (!one.beat) continue;
    const std::string& author = one.entry.actor.author;
    one.beat->decide(one.index, one.stage->result_of(author, one.entry.act, one.entry.seq));
  }
  pump();
}

void Audience::Impl::reread(std::set<StageAudience*> stages_unsure) {
  unsure = true;
  unsure_stages = stages_unsure;
  writing = true;
  auto left = std::make_shared<std::size_t>(stages_unsure.size());
  for (StageAudience* one : stages_unsure) reread_one(*one, left);
}

void Audience::Impl::reread_one(StageAudience& stage, std::shared_ptr<std::size_t> left) {
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

void Audience::Impl::flush_last() {
  for (auto& [id, stage] : stages) stage->reach.take(minutes, seen, true);
  if (minutes.empty() && seen.empty()) return;
  std::promise<void> stored;
  journal.append(std::move(minutes), std::move(seen),
                 [&stored](const base::Status&) { stored.set_value(); });
  stored.get_future().wait();
}

void Audience::Impl::flush() {
  if (flushing) return;
  flushed = utc();
  for (auto& [id, stage] : stages) stage->reach.take(minutes, seen, false);
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

base::Result<std::string> Audience::Impl::make_document(StageAudience& stage,
                                                        const DocumentRequest& request,
                                                        const account::Visitor& visitor) {
  using Kind = DocumentRequest::Kind;
  const account::Place place = stage.place();
  const base::Error forbidden(base::Errc::kForbidden, "this is for others");
  const base::Error not_found(base::Errc::kNotFound, "no such poll");
  switch (request.kind) {
    case Kind::kDesk:
      if (!account::may(visitor.grants, Right::kModerate, place)) return forbidden;
      return desk_document(stage, utc());
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
    case Kind::kFigures:
    case Kind::kFiguresCsv: {
      account::Place session = place;
      session.session = request.session.text();
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

Audience::Audience(storage::Database& database, AudienceSettings settings, base::UtcClock utc,
                   PulseSink sink)
    : impl_(
          std::make_unique<Impl>(database, std::move(settings), std::move(utc), std::move(sink))) {}

Audience::~Audience() = default;

void Audience::start() {
  impl_->thread = std::thread([this] { impl_->run(); });
}

void Audience::beat(const base::StageId& stage, std::string_view ticket, account::Visitor visitor,
                    Beat beat, std::function<void(BeatAnswer)> done) {
  StageAudience* known = impl_->stage(stage);
  if (known == nullptr || impl_->mailbox.size() >= kMostBeats) {
    impl_->counters.unavailable.fetch_add(beat.acts.size(), std::memory_order_relaxed);
    done(refused_whole(beat));
    return;
  }
  // Shared, so that a mailbox that closes just now can still be answered for.
  struct Handed {
    std::string ticket;
    account::Visitor visitor;
    Beat beat;
    std::function<void(BeatAnswer)> done;
  };
  auto handed = std::make_shared<Handed>(
      Handed{std::string(ticket), std::move(visitor), std::move(beat), std::move(done)});
  Impl* impl = impl_.get();
  const bool sent = impl->post([impl, known, handed] {
    impl->on_beat(*known, handed->ticket, handed->visitor, std::move(handed->beat),
                  std::move(handed->done));
  });
  if (!sent) handed->done(refused_whole(handed->beat));
}

awaitable<BeatAnswer> Audience::beat(base::StageId stage, std::string ticket,
                                     account::Visitor visitor, Beat beat_of_viewer) {
  auto shared = std::make_shared<Beat>(std::move(beat_of_viewer));
  auto start = [this, stage, ticket, visitor, shared](std::function<void(BeatAnswer)> done) {
    beat(stage, ticket, visitor, std::move(*shared), std::move(done));
  };
  co_return co_await resumed<BeatAnswer>(std::move(start));
}

void Audience::left(const base::StageId& stage, std::string sid) {
  StageAudience* known = impl_->stage(stage);
  if (known == nullptr || sid.empty()) return;
  impl_->post([impl = impl_.get(), known, sid = std::move(sid)] {
    known->reach.gone(impl->secrets.count_hash(sid), impl->utc());
    known->lower_hand_of(sid);
  });
}

void Audience::set_now(const base::StageId& stage, StageNow now) {
  StageAudience* known = impl_->stage(stage);
  if (known == nullptr) return;
  impl_->post([known, now = std::move(now)] { known->set_now(now); });
}

Counts Audience::counts(const base::StageId& stage) const {
  const auto found = impl_->latest.find(stage);
  return found == impl_->latest.end() ? Counts{} : found->second->get();
}

Totals Audience::totals() const {
  const auto& counters = impl_->counters;
  const auto of = [](const std::atomic<std::uint64_t>& counter) {
    return counter.load(std::memory_order_relaxed);
  };
  return {of(counters.beats),  of(counters.acts),    of(counters.refused), of(counters.unavailable),
          of(counters.pulses), of(counters.batches), impl_->mailbox.size()};
}

bool Audience::has_stage(const base::StageId& stage) const {
  return impl_->stages.contains(stage);
}

const std::string& Audience::epoch() const {
  return impl_->epoch;
}

void Audience::on_removed(Removed removed) {
  impl_->removed = std::move(removed);
}

awaitable<base::Result<std::string>> Audience::document(base::StageId stage,
                                                        DocumentRequest request,
                                                        account::Visitor visitor) {
  using Outcome = base::Result<std::string>;
  using Kind = DocumentRequest::Kind;
  StageAudience* known = impl_->stage(stage);
  if (known == nullptr) co_return base::Error(base::Errc::kNotFound, "no such stage");
  const bool exports = request.kind == Kind::kExportJsonl || request.kind == Kind::kExportCsv;
  if (!exports) {
    auto start = [impl = impl_.get(), known, request, visitor](std::function<void(Outcome)> done) {
      const bool sent = impl->post([=] { done(impl->make_document(*known, request, visitor)); });
      if (!sent) done(base::Error(base::Errc::kUnavailable, "the server stops"));
    };
    co_return co_await resumed<Outcome>(std::move(start));
  }
  if (!account::may(visitor.grants, Right::kExportAudience, {})) {
    co_return base::Error(base::Errc::kForbidden, "this is for others");
  }
  constexpr std::size_t kPage = 2000;
  const bool csv = request.kind == Kind::kExportCsv;
  std::string text = csv ? export_csv_head() : "";
  std::uint64_t after = 0;
  for (;;) {
    auto page = co_await impl_->journal.read(stage, after, kPage);
    if (!page) co_return page.error();
    text += csv ? export_csv(*page) : export_jsonl(*page);
    if (page->size() < kPage) break;
    after = page->back().seq;
  }
  co_return text;
}

}  // namespace plenary::audience
