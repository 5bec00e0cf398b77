#include "conference/conference.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <set>
#include <utility>

#include "base/log.h"
#include "base/mailbox.h"
#include "conference/announced_things.h"
#include "conference/programme_history.h"
#include "conference/release_records.h"
#include "conference/visible.h"
#include "programme/agenda.h"
#include "storage/database.h"

namespace plenary::conference {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using base::Errc;
using base::Error;
using base::Result;
using programme::Session;
using programme::SessionPhase;
using programme::SessionState;
using programme::SessionStates;

/// What a hand does to the state of a session; runs on the owner.
using Move = std::function<Result<SessionState>(const Session&, SessionState)>;
/// Default-constructible for co_spawn; present when it is awaited.
using Outcome = std::optional<Result<SessionState>>;
using ReleaseOutcome = std::optional<Result<Release>>;

storage::SessionRecord record_of(const SessionState& state) {
  storage::SessionRecord record;
  record.session = state.id;
  record.started_at = state.started_at;
  record.ended_at = state.ended_at;
  record.extended_minutes = static_cast<int>(state.extended.count());
  record.items = state.items;
  return record;
}

SessionState state_of_record(const storage::SessionRecord& record) {
  SessionState state;
  state.id = record.session;
  state.started_at = record.started_at;
  state.ended_at = record.ended_at;
  state.extended = std::chrono::minutes{record.extended_minutes};
  state.items = record.items;
  if (state.ended_at) {
    state.phase = SessionPhase::kEnded;
  } else if (state.started_at) {
    state.phase = SessionPhase::kLive;
  }
  return state;
}

/// What was done so far, and what fell due while nobody served.
Result<Releases> releases_at_start(const Content& content, storage::Database& database,
                                   base::Instant now) {
  const auto records = database.releases();
  if (!records) return records.error();
  Releases releases = releases_of(*records);
  storage::ReleaseRecords fallen_due;
  for (Release& release : due_releases(release_plans(content), releases, now)) {
    fallen_due.push_back(record_of(release));
    releases[release.subject] = std::move(release);
  }
  if (fallen_due.empty()) return releases;
  const base::Status stored = database.put_now(std::move(fallen_due));
  if (!stored) return stored.error();
  return releases;
}

constexpr const char* kHistory = "programme_history";

/// What was announced so far, the programme as it is now included.
Result<programme::History> history_at_start(const Content& content, storage::Database& database,
                                            base::Instant now) {
  const auto stored = database.value(kHistory);
  if (!stored) return stored.error();
  programme::History before;
  if (*stored) {
    auto read = read_history(**stored);
    if (!read) return Error(Errc::kUnavailable, read.error().detail());
    before = std::move(*read);
  }
  programme::History history = programme::announce(before, content.programme, now);
  if (history == before) return history;
  const base::Status put = database.put_value_now(kHistory, print_history(history));
  if (!put) return put.error();
  return history;
}

}  // namespace

class Conference::Impl {
 public:
  Impl(asio::any_io_executor owner, std::shared_ptr<const Content> content,
       storage::Database& database, Clock clock, SessionStates states, Releases releases,
       programme::History history)
      : owner_(std::move(owner)),
        full_(std::move(content)),
        plans_(release_plans(*full_)),
        database_(database),
        clock_(std::move(clock)),
        turn_(owner_, 1),
        states_(std::move(states)),
        releases_(std::move(releases)),
        history_(std::make_shared<const programme::History>(std::move(history))) {
    look();
    raise_version();
    publish();
  }

  const asio::any_io_executor& owner() const { return owner_; }
  std::shared_ptr<const Content> full() const { return behind_.get()->full; }
  const Clock& clock() const { return clock_; }
  std::shared_ptr<const Snapshot> snapshot() const { return latest_.get(); }
  void on_change(Listener listener) { listeners_.push_back(std::move(listener)); }
  void serve_pictures(PictureSizes pictures) {
    pictures_ = std::move(pictures);
    publications_.reset();
    look();
    publish();
  }
  PictureSizes pictures() const { return behind_.get()->pictures; }
  void on_released(ReleaseListener listener) { release_listeners_.push_back(std::move(listener)); }

  /// One move at a time: between a move's look at the state and its being stored, no other comes.
  awaitable<Outcome> apply(base::SessionId id, Move move) {
    const boost::system::error_code no_error;
    co_await turn_.async_send(no_error, asio::use_awaitable);
    const Turn turn(turn_);
    const Session* session = content_->programme.session(id);
    if (!session) co_return Error(Errc::kNotFound, "there is no session " + id.text());
    const Result<SessionState> moved = move(*session, state_of(states_, id));
    if (!moved) co_return moved;
    const base::Status stored = co_await database_.put(record_of(*moved));
    if (!stored) co_return stored.error();
    states_[id] = *moved;
    raise_version();
    publish();
    base::log(base::Level::kInfo, "session_moved",
              {{"session", id.text()},
               {"state", name(moved->phase)},
               {"extended_minutes", moved->extended.count()}});
    co_return moved;
  }

  /// The same for a release, with whatever goes together with it.
  awaitable<ReleaseOutcome> apply(ReleaseSubject subject, ReleaseMove move) {
    const boost::system::error_code no_error;
    co_await turn_.async_send(no_error, asio::use_awaitable);
    const Turn turn(turn_);
    const auto plan = plans_.find(subject);
    if (plan == plans_.end()) co_return Error(Errc::kNotFound, "there is no " + print(subject));
    Result<Release> moved = move(plan->second, release_of(releases_, subject), clock_.now());
    if (!moved) co_return moved;
    if (moved->released_at && !may_follow(plan->second, releases_)) {
      co_return Error(Errc::kConflict, "It speaks of a report that is not released yet.");
    }
    Releases after = releases_;
    after[subject] = *moved;
    std::vector<Release> changed{*moved};
    for (Release& other : due_releases(plans_, after, cautious_now()))
      changed.push_back(std::move(other));
    const base::Status stored = co_await store(std::move(changed));
    if (!stored) co_return stored.error();
    co_return moved;
  }

  /// Releases what is due.
  awaitable<void> release_due() {
    if (due_releases(plans_, releases_, cautious_now()).empty()) co_return;
    const boost::system::error_code no_error;
    co_await turn_.async_send(no_error, asio::use_awaitable);
    const Turn turn(turn_);
    std::vector<Release> released = due_releases(plans_, releases_, cautious_now());
    if (released.empty()) co_return;
    const base::Status stored = co_await store(std::move(released));
    if (!stored)
      base::log(base::Level::kError, "release_not_stored", {{"why", stored.error().detail()}});
  }

  /// Looks again at the next instant, but at least twice a second: the civil clock may be set.
  awaitable<void> watch(ElapsedClock elapsed, const std::atomic<bool>& stopping) {
    elapsed_ = std::move(elapsed);
    cautious_.emplace(clock_.now(), elapsed_());
    asio::steady_timer timer(owner_);
    watching_ = &timer;
    while (!stopping) {
      co_await release_due();
      std::chrono::milliseconds pause{500};
      const auto next = next_due(plans_, releases_);
      const base::Instant now = cautious_now();
      if (next && *next > now) pause = std::min<std::chrono::milliseconds>(pause, *next - now);
      timer.expires_after(pause);
      co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    watching_ = nullptr;
  }

  std::vector<ReleaseView> releases() const {
    const auto behind = behind_.get();
    std::vector<ReleaseView> views;
    for (const auto& [subject, plan] : behind->plans) {
      views.push_back(
          {plan, release_of(behind->releases, subject), release_title(*behind->full, subject)});
    }
    return views;
  }

  awaitable<void> refresh(std::vector<StagePresence> presences) {
    presences_ = std::move(presences);
    co_await release_due();
    publish();
  }

  void replace(std::shared_ptr<const Content> content) {
    full_ = std::move(content);
    plans_ = release_plans(*full_);
    publications_.reset();  // Pictures may have come with it.
    look();
    raise_version();
    publish();
    wake();
  }

  Result<SessionState> start(const Session& session, SessionState state) const {
    const Session* other = live_on(content_->programme, states_, session.stage);
    if (other && other->id != session.id) {
      return Error(Errc::kConflict, other->id.text() + " is live on this stage: end it first");
    }
    return programme::start(std::move(state), clock_.real_now());
  }

 private:
  using Channel = asio::experimental::channel<void(boost::system::error_code)>;

  /// Gives the turn back.
  class Turn {
   public:
    explicit Turn(Channel& channel) : channel_(channel) {}
    ~Turn() {
      channel_.try_receive([](const boost::system::error_code&) {});
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Channel& channel_;
  };

  /// What only the desk and the press may know, for every thread.
  struct Behind {
    std::shared_ptr<const Content> full;
    ReleasePlans plans;
    Releases releases;
    PictureSizes pictures;
  };

  /// The conference's time by which nothing is released early.
  base::Instant cautious_now() const {
    return cautious_ ? cautious_->now(clock_.now(), elapsed_()) : clock_.now();
  }

  /// On disk first, then for everybody at once. Only with the turn.
  awaitable<base::Status> store(std::vector<Release> changed) {
    storage::ReleaseRecords records;
    for (const Release& release : changed) records.push_back(record_of(release));
    base::Status stored = co_await database_.put(std::move(records));
    if (!stored) co_return stored;
    std::vector<Release> released;
    for (Release& release : changed) {
      if (release.released_at) released.push_back(release);
      releases_[release.subject] = std::move(release);
    }
    look();
    if (!released.empty()) {
      raise_version();
      publish();
      tell(released);
    }
    wake();
    co_return stored;
  }

  /// Makes what is seen from what is there.
  void look() {
    behind_.set(std::make_shared<const Behind>(Behind{full_, plans_, releases_, pictures_}));
    const auto before = content_;
    std::set<ReleaseSubject> out;
    for (const auto& [subject, release] : releases_) {
      if (release.released_at) out.insert(subject);
    }
    // A hold shows nobody anything: what was made of the content stays.
    if (full_ != seen_of_ || out != seen_out_) content_ = visible(full_, releases_);
    seen_of_ = full_;
    seen_out_ = std::move(out);
    if (content_ == before && publications_) return;
    people_ = make_document(people_json(*content_, pictures_));
    publications_ = publications(*content_, releases_, pictures_);
    exhibition_ = std::make_shared<const ExhibitionDocuments>(content_, pictures_);
    if (content_ != before) announce();
  }

  /// Tells what is new in the programme and beside it. Should the record not reach the disk, the
  /// next start tells the same again: the history holds what was announced last.
  void announce() {
    const base::Instant now = clock_.now();
    programme::History told = programme::announce(*history_, content_->programme, now);
    told = programme::announce(std::move(told), things_of(*content_), now);
    if (told == *history_) return;
    history_ = std::make_shared<const programme::History>(std::move(told));
    auto work = keep(print_history(*history_));
    asio::co_spawn(owner_, std::move(work), [](const std::exception_ptr&) {});
  }

  awaitable<void> keep(std::string history) {
    const base::Status put = co_await database_.put_value(kHistory, std::move(history));
    if (!put) {
      base::log(base::Level::kError, "programme_history_not_stored",
                {{"why", put.error().detail()}});
    }
  }

  void tell(const std::vector<Release>& releases) const {
    for (const Release& release : releases) {
      base::log(base::Level::kInfo, "released",
                {{"subject", print(release.subject)}, {"by", release.released_by}});
      const Released news{release.subject, release_title(*full_, release.subject),
                          release_url(release.subject), *release.released_at};
      for (const ReleaseListener& listener : release_listeners_) listener(news);
    }
  }

  /// Has the watch look at once.
  void wake() {
    if (watching_ != nullptr) watching_->cancel();
  }

  /// UTC in milliseconds, so that it grows over restarts without being stored.
  void raise_version() {
    const auto utc = clock_.real_now().time_since_epoch().count();
    version_ = std::max(version_ + 1, static_cast<std::uint64_t>(std::max<std::int64_t>(utc, 0)));
  }

  void publish() {
    const base::Instant now = clock_.now();
    const auto before = latest_.get();
    auto next = std::make_shared<Snapshot>();
    next->content = content_;
    for (const auto& [subject, release] : releases_) {
      if (release.released_at && plans_.contains(subject)) next->releases.emplace(subject, release);
    }
    next->states = states_;
    next->history = history_;
    next->presences = presences_;
    next->version = version_;
    next->people = people_;
    next->publications = publications_;
    next->exhibition = exhibition_;
    next->pictures = pictures_;
    next->conference = make_document(conference_json(*content_, clock_, now),
                                     conference_json(*content_, clock_, {}));
    next->programme = before && before->version == version_
                          ? before->programme
                          : make_document(
                                programme_json(*content_, states_, version_, clock_, *history_,
                                               next->releases));
    next->stages = stages_document(before.get(), now);
    latest_.set(next);
    for (const Listener& listener : listeners_) listener(next);
  }

  /// The document before, where nothing changed: most seconds.
  Document stages_document(const Snapshot* before, base::Instant now) const {
    const std::string body = stages_json(*content_, states_, presences_, version_, clock_, now);
    if (before && base::text_of(*before->stages.body) == body) return before->stages;
    return make_document(body);
  }

  const asio::any_io_executor owner_;
  std::shared_ptr<const Content> full_;
  ReleasePlans plans_;
  std::shared_ptr<const Content> content_;  // Of it, what is out.
  std::shared_ptr<const Content> seen_of_;  // What content_ was made of, and what was out then.
  std::set<ReleaseSubject> seen_out_;
  storage::Database& database_;
  const Clock clock_;
  ElapsedClock elapsed_;
  std::optional<CautiousClock> cautious_;   // While the releases are watched.
  asio::steady_timer* watching_ = nullptr;  // Likewise.
  Channel turn_;                            // Full while a move is under way.
  SessionStates states_;
  Releases releases_;
  std::shared_ptr<const programme::History> history_;
  std::vector<StagePresence> presences_;
  std::uint64_t version_ = 0;
  Document people_;
  PictureSizes pictures_;
  std::shared_ptr<const Publications> publications_;
  std::shared_ptr<const ExhibitionDocuments> exhibition_;
  std::vector<Listener> listeners_;
  std::vector<ReleaseListener> release_listeners_;
  base::Latest<std::shared_ptr<const Behind>> behind_;
  base::Latest<std::shared_ptr<const Snapshot>> latest_;
};

Conference::Conference(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Conference::~Conference() = default;

Result<std::unique_ptr<Conference>> Conference::open(asio::any_io_executor owner,
                                                     std::shared_ptr<const Content> content,
                                                     storage::Database& database, Clock clock) {
  const auto records = database.sessions();
  if (!records) return records.error();
  SessionStates states;
  for (const storage::SessionRecord& record : *records) {
    states[record.session] = state_of_record(record);
  }
  auto releases = releases_at_start(*content, database, clock.now());
  if (!releases) return releases.error();
  auto history = history_at_start(*content, database, clock.now());
  if (!history) return history.error();
  auto impl = std::make_unique<Impl>(std::move(owner), std::move(content), database,
                                     std::move(clock), std::move(states), std::move(*releases),
                                     std::move(*history));
  return std::unique_ptr<Conference>(new Conference(std::move(impl)));
}

std::shared_ptr<const Content> Conference::content() const {
  return impl_->snapshot()->content;
}
std::shared_ptr<const Content> Conference::full() const {
  return impl_->full();
}
const Clock& Conference::clock() const {
  return impl_->clock();
}
std::shared_ptr<const Snapshot> Conference::snapshot() const {
  return impl_->snapshot();
}
void Conference::replace(std::shared_ptr<const Content> content) {
  auto work = [impl = impl_.get(), content = std::move(content)]() mutable {
    impl->replace(std::move(content));
  };
  asio::post(impl_->owner(), std::move(work));
}
void Conference::on_change(Listener listener) {
  impl_->on_change(std::move(listener));
}
void Conference::serve_pictures(PictureSizes pictures) {
  impl_->serve_pictures(std::move(pictures));
}
void Conference::on_released(ReleaseListener listener) {
  impl_->on_released(std::move(listener));
}
PictureSizes Conference::pictures() const {
  return impl_->pictures();
}
std::vector<ReleaseView> Conference::releases() const {
  return impl_->releases();
}

awaitable<void> Conference::watch_releases(ElapsedClock elapsed,
                                           const std::atomic<bool>& stopping) {
  auto work = impl_->watch(std::move(elapsed), stopping);
  co_await asio::co_spawn(impl_->owner(), std::move(work), asio::use_awaitable);
}

Conference::ReleaseAct Conference::move_release(ReleaseSubject subject, ReleaseMove move) {
  auto work = impl_->apply(std::move(subject), std::move(move));
  const ReleaseOutcome outcome =
      co_await asio::co_spawn(impl_->owner(), std::move(work), asio::use_awaitable);
  co_return *outcome;
}

Conference::ReleaseAct Conference::arm(ReleaseSubject subject, std::string account) {
  ReleaseMove move = [account = std::move(account)](const ReleasePlan& plan, Release release,
                                                    base::Instant now) {
    return conference::arm(plan, std::move(release), account, now);
  };
  return move_release(std::move(subject), std::move(move));
}

Conference::ReleaseAct Conference::disarm(ReleaseSubject subject) {
  ReleaseMove move = [](const ReleasePlan& plan, Release release, base::Instant) {
    return conference::disarm(plan, std::move(release));
  };
  return move_release(std::move(subject), std::move(move));
}

Conference::ReleaseAct Conference::hold(ReleaseSubject subject) {
  ReleaseMove move = [](const ReleasePlan& plan, Release release, base::Instant) {
    return conference::hold(plan, std::move(release));
  };
  return move_release(std::move(subject), std::move(move));
}

Conference::ReleaseAct Conference::resume(ReleaseSubject subject) {
  return move_release(std::move(subject), conference::resume);
}

Conference::ReleaseAct Conference::postpone(ReleaseSubject subject, base::Instant to) {
  ReleaseMove move = [to](const ReleasePlan& plan, Release release, base::Instant now) {
    return conference::postpone(plan, std::move(release), to, now);
  };
  return move_release(std::move(subject), std::move(move));
}

Conference::ReleaseAct Conference::release_now(ReleaseSubject subject, std::string account) {
  ReleaseMove move = [account = std::move(account)](const ReleasePlan& plan, Release release,
                                                    base::Instant now) {
    return conference::release_now(plan, std::move(release), account, now);
  };
  return move_release(std::move(subject), std::move(move));
}

awaitable<Result<SessionState>> Conference::start(base::SessionId id) {
  Move move = [impl = impl_.get()](const Session& session, SessionState state) {
    return impl->start(session, std::move(state));
  };
  auto work = impl_->apply(std::move(id), std::move(move));
  const Outcome outcome =
      co_await asio::co_spawn(impl_->owner(), std::move(work), asio::use_awaitable);
  co_return *outcome;
}

awaitable<Result<SessionState>> Conference::end(base::SessionId id) {
  Move move = [impl = impl_.get()](const Session&, SessionState state) {
    return programme::end(std::move(state), impl->clock().real_now());
  };
  auto work = impl_->apply(std::move(id), std::move(move));
  const Outcome outcome =
      co_await asio::co_spawn(impl_->owner(), std::move(work), asio::use_awaitable);
  co_return *outcome;
}

awaitable<Result<SessionState>> Conference::extend(base::SessionId id, std::chrono::minutes by) {
  Move move = [by](const Session&, SessionState state) {
    return programme::extend(std::move(state), by);
  };
  auto work = impl_->apply(std::move(id), std::move(move));
  const Outcome outcome =
      co_await asio::co_spawn(impl_->owner(), std::move(work), asio::use_awaitable);
  co_return *outcome;
}

awaitable<Result<SessionState>> Conference::start_item(base::SessionId id, std::string item) {
  Move move = [this, item = std::move(item)](const Session& session, SessionState state) {
    return programme::start_item(session, std::move(state), item, clock().real_now());
  };
  auto work = impl_->apply(std::move(id), std::move(move));
  const Outcome outcome =
      co_await asio::co_spawn(impl_->owner(), std::move(work), asio::use_awaitable);
  co_return *outcome;
}

awaitable<Result<SessionState>> Conference::unmark_item(base::SessionId id, std::string item) {
  Move move = [item = std::move(item)](const Session&, SessionState state) {
    return programme::unmark_item(std::move(state), item);
  };
  auto work = impl_->apply(std::move(id), std::move(move));
  const Outcome outcome =
      co_await asio::co_spawn(impl_->owner(), std::move(work), asio::use_awaitable);
  co_return *outcome;
}

awaitable<void> Conference::refresh(std::vector<StagePresence> presences) {
  auto work = impl_->refresh(std::move(presences));
  co_await asio::co_spawn(impl_->owner(), std::move(work), asio::use_awaitable);
}

std::vector<base::SessionId> Conference::due() const {
  const auto now_known = snapshot();
  std::vector<base::SessionId> sessions;
  const Content& content = *now_known->content;
  for (const programme::StageDescription& stage : content.programme.stages) {
    const Session* session = due_on(content.programme, now_known->states, stage.id, clock().now());
    if (session) sessions.push_back(session->id);
  }
  return sessions;
}

SlateTexts Conference::slate(const base::StageId& stage) const {
  const auto now_known = snapshot();
  return slate_texts(*now_known->content, now_known->states, stage, clock().now(),
                     clock().offset());
}

}  // namespace plenary::conference
