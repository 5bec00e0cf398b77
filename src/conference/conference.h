#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "conference/api_documents.h"
#include "conference/clock.h"
#include "conference/content.h"
#include "conference/document.h"
#include "conference/exhibition_documents.h"
#include "conference/publications.h"
#include "conference/releases.h"
#include "conference/slate.h"
#include "programme/history.h"
#include "programme/session_state.h"

namespace plenary::storage {
class Database;
}

namespace plenary::conference {

/// Everything a reader needs, as it was at one moment. Immutable: share it, never change it.
struct Snapshot {
  std::shared_ptr<const Content> content;  ///< What is out: see visible.h.
  Releases releases;                       ///< Of what is out, and of nothing else.
  programme::SessionStates states;
  std::shared_ptr<const programme::History> history;  ///< Never null.
  std::vector<StagePresence> presences;
  std::uint64_t version = 0;  ///< Of the programme document; grows, across restarts too.
  Document conference;        ///< GET /api/v1/conference; its `clock.now` is renewed by refresh().
  Document programme;         ///< GET /api/v1/programme
  Document people;            ///< GET /api/v1/people
  Document stages;            ///< GET /api/v1/stages
  std::shared_ptr<const Publications> publications;  ///< Reports and news that are out.
  std::shared_ptr<const ExhibitionDocuments> exhibition;  ///< Of what is out; never null.
  PictureSizes pictures;  ///< Where the content's pictures are served; null: nowhere.

  programme::SessionState state(const base::SessionId& id) const {
    return programme::state_of(states, id);
  }
};

/// Something that has just become public.
struct Released {
  ReleaseSubject subject;
  base::LocalisedText title;
  std::string url;   ///< "/report/cidr-2020".
  base::Instant at;  ///< The conference clock's.
};

/// How a release stands, for the desk.
struct ReleaseView {
  ReleasePlan plan;
  Release release;
  base::LocalisedText title;
};

/// The conference at work: the content, what the hand did with its sessions, and the documents that
/// say so. A state is durable before anybody sees it. One io context owns it; the awaitables can
/// be called from any executor and resume there, the rest is safe from every thread.
class Conference {
 public:
  using Listener = std::function<void(std::shared_ptr<const Snapshot>)>;
  using ReleaseListener = std::function<void(const Released&)>;
  /// Milliseconds since anywhere; never set, and counts on while the machine sleeps.
  using ElapsedClock = std::function<std::chrono::milliseconds()>;

  /// Reads the stored states. Blocks: for start-up. Fails with kUnavailable if the database does.
  /// `owner` is the executor of an io context that one thread runs (net::IoThreads gives such).
  /// `database` outlives the conference; the conference outlives whoever awaits it.
  static base::Result<std::unique_ptr<Conference>> open(boost::asio::any_io_executor owner,
                                                        std::shared_ptr<const Content> content,
                                                        storage::Database& database, Clock clock);
  ~Conference();
  Conference(const Conference&) = delete;
  Conference& operator=(const Conference&) = delete;

  /// What is out of it now: replace() and a release make it another.
  std::shared_ptr<const Content> content() const;
  /// Everything, embargoed or not: for the organiser's desk and accredited press, never for a
  /// public door.
  std::shared_ptr<const Content> full() const;
  const Clock& clock() const;
  std::shared_ptr<const Snapshot> snapshot() const;

  /// Calls `listener` with every new snapshot from now on, on the owner's thread: it must be quick,
  /// as posting is. For start-up, before the first awaitable.
  void on_change(Listener listener);

  /// From now on the conference is this: a version was published. A snapshot (and the listeners'
  /// calls) follows on the owner's thread. What the hand did with sessions stays, also of those
  /// that are not in it, which may come back. Safe from every thread; the conference outlives the
  /// owner's pending work.
  void replace(std::shared_ptr<const Content> content);
  /// Where the package's pictures are served. For start-up; publications then name them.
  void serve_pictures(PictureSizes pictures);

  /// What serve_pictures() was given: where pictures are served, on every thread.
  PictureSizes pictures() const;

  /// Calls `listener` for each release, on the owner's thread, after the snapshot that shows it.
  void on_released(ReleaseListener listener);

  /// Has the releases happen at their instants to the millisecond, not only in refresh(), until
  /// `stopping`, which it looks at twice a second. `elapsed` is a clock that nobody sets: see
  /// CautiousClock.
  boost::asio::awaitable<void> watch_releases(ElapsedClock elapsed,
                                              const std::atomic<bool>& stopping);

  /// Every report and post, as it stands.
  std::vector<ReleaseView> releases() const;

  /// The hand on a release; each gives it as it then is. kNotFound: no such report or post;
  /// kConflict with a sentence: it does not stand so; kUnavailable: it could not be stored, and
  /// nothing changed. What is released is public, on disk first, when these resume.
  using ReleaseAct = boost::asio::awaitable<base::Result<Release>>;
  ReleaseAct arm(ReleaseSubject subject, std::string account);
  ReleaseAct disarm(ReleaseSubject subject);
  ReleaseAct hold(ReleaseSubject subject);
  ReleaseAct resume(ReleaseSubject subject);
  ReleaseAct postpone(ReleaseSubject subject, base::Instant to);
  ReleaseAct release_now(ReleaseSubject subject, std::string account);

  /// The hand on a session; each gives the state as it then is. kNotFound: no such session;
  /// kConflict: it does not stand so (or, for start, another session is live on its stage); kLimit:
  /// see programme::extend(); kUnavailable: it could not be stored, and nothing changed.
  boost::asio::awaitable<base::Result<programme::SessionState>> start(base::SessionId id);
  boost::asio::awaitable<base::Result<programme::SessionState>> end(base::SessionId id);
  boost::asio::awaitable<base::Result<programme::SessionState>> extend(base::SessionId id,
                                                                       std::chrono::minutes by);
  /// An item of the session's running order begins now, or its mark is taken back: see
  /// programme::start_item() and unmark_item().
  boost::asio::awaitable<base::Result<programme::SessionState>> start_item(base::SessionId id,
                                                                           std::string item);
  boost::asio::awaitable<base::Result<programme::SessionState>> unmark_item(base::SessionId id,
                                                                            std::string item);

  /// Renews what depends on the time and on the stages, and releases what is due: call it once a
  /// second and when a stage opens, closes or changes over. Makes a snapshot (and calls the
  /// listeners) every time.
  boost::asio::awaitable<void> refresh(std::vector<StagePresence> presences);

  /// What the timetable proposes to start now, one at most for each stage. It only proposes.
  std::vector<base::SessionId> due() const;
  /// The words for a stage's slate now.
  SlateTexts slate(const base::StageId& stage) const;

 private:
  class Impl;
  using ReleaseMove =
      std::function<base::Result<Release>(const ReleasePlan&, Release, base::Instant now)>;
  ReleaseAct move_release(ReleaseSubject subject, ReleaseMove move);
  explicit Conference(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::conference
