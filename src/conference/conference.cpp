#include "conference/conference.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>
#include <utility>

#include "base/log.h"
#include "base/mailbox.h"
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
/// A Result that co_spawn can default-construct; always present when it is awaited.
using Outcome = std::optional<Result<SessionState>>;

storage::SessionRecord record_of(const SessionState& state) {
  storage::SessionRecord record;
  record.session = state.id;
  record.started_at = state.started_at;
  record.ended_at = state.ended_at;
  record.extended_minutes = static_cast<int>(state.extended.count());
  return record;
}

SessionState state_of_record(const storage::SessionRecord& record) {
  SessionState state;
  state.id = record.session;
  state.started_at = record.started_at;
  state.ended_at = record.ended_at;
  state.extended = std::chrono::minutes{record.extended_minutes};
  if (state.ended_at) {
    state.phase = SessionPhase::kEnded;
  } else if (state.started_at) {
    state.phase = SessionPhase::kLive;
  }
  return state;
}

}  // namespace

class Conference::Impl {
 public:
  Impl(asio::any_io_executor owner, std::shared_ptr<const Content> content,
       storage::Database& database, Clock clock, SessionStates states)
      : owner_(std::move(owner)),
        content_(std::move(content)),
        database_(database),
        clock_(std::move(clock)),
        turn_(owner_, 1),
        states_(std::move(states)),
        people_(make_document(people_json(*content_))) {
    raise_version();
    publish();
  }

  const asio::any_io_executor& owner() const { return owner_; }
  const Clock& clock() const { return clock_; }
  std::shared_ptr<const Snapshot> snapshot() const { return latest_.get(); }
  void on_change(Listener listener) { listeners_.push_back(std::move(listener)); }

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

  awaitable<void> refresh(std::vector<StagePresence> presences) {
    presences_ = std::move(presences);
    publish();
    co_return;
  }

  void replace(std::shared_ptr<const Content> content) {
    content_ = std::move(content);
    people_ = make_document(people_json(*content_));
    raise_version();
    publish();
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
    next->states = states_;
    next->presences = presences_;
    next->version = version_;
    next->people = people_;
    next->conference = make_document(conference_json(*content_, clock_, now),
                                     conference_json(*content_, clock_, {}));
    next->programme = before && before->version == version_
                          ? before->programme
                          : make_document(programme_json(*content_, states_, version_, clock_));
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
  std::shared_ptr<const Content> content_;
  storage::Database& database_;
  const Clock clock_;
  Channel turn_;  // Full while a move is under way.
  SessionStates states_;
  std::vector<StagePresence> presences_;
  std::uint64_t version_ = 0;
  Document people_;
  std::vector<Listener> listeners_;
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
  auto impl = std::make_unique<Impl>(std::move(owner), std::move(content), database,
                                     std::move(clock), std::move(states));
  return std::unique_ptr<Conference>(new Conference(std::move(impl)));
}

std::shared_ptr<const Content> Conference::content() const {
  return impl_->snapshot()->content;
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

awaitable<void> Conference::refresh(std::vector<StagePresence> presences) {
  auto work = impl_->refresh(std::move(presences));
  co_await asio::co_spawn(impl_->owner(), std::move(work), asio::use_awaitable);
}

std::vector<base::SessionId> Conference::due() const {
  const auto now_known = snapshot();
  std::vector<base::SessionId> sessions;
  const Content& content = *now_known->content;
  for (const programme::StageDescription& stage : content.programme.stages) {
    const Session* session =
        due_on(content.programme, now_known->states, stage.id, clock().now());
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
