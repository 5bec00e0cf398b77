#pragma once

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
#include "conference/slate.h"
#include "programme/session_state.h"

namespace plenary::storage {
class Database;
}

namespace plenary::conference {

/// Everything a reader needs, as it was at one moment. Immutable: share it, never change it.
struct Snapshot {
  std::shared_ptr<const Content> content;
  programme::SessionStates states;
  std::vector<StagePresence> presences;
  std::uint64_t version = 0;  ///< Of the programme document; grows, across restarts too.
  Document conference;        ///< GET /api/v1/conference; its `clock.now` is renewed by refresh().
  Document programme;         ///< GET /api/v1/programme
  Document people;            ///< GET /api/v1/people
  Document stages;            ///< GET /api/v1/stages

  programme::SessionState state(const base::SessionId& id) const {
    return programme::state_of(states, id);
  }
};

/// The conference at work: the content, what the hand did with its sessions, and the documents that
/// say so. A state is durable before anybody sees it. One io context owns it; the awaitables can
/// be called from any executor and resume there, the rest is safe from every thread.
class Conference {
 public:
  using Listener = std::function<void(std::shared_ptr<const Snapshot>)>;

  /// Reads the stored states. Blocks: for start-up. Fails with kUnavailable if the database does.
  /// `owner` is the executor of an io context that one thread runs (net::IoThreads gives such).
  /// `database` outlives the conference; the conference outlives whoever awaits it.
  static base::Result<std::unique_ptr<Conference>> open(boost::asio::any_io_executor owner,
                                                        std::shared_ptr<const Content> content,
                                                        storage::Database& database, Clock clock);
  ~Conference();
  Conference(const Conference&) = delete;
  Conference& operator=(const Conference&) = delete;

  /// What it is now: replace() makes it another.
  std::shared_ptr<const Content> content() const;
  const Clock& clock() const;
  std::shared_ptr<const Snapshot> snapshot() const;

  /// Calls `listener` with every new snapshot from now on, on the owner's thread: it must be quick,
  /// as posting is. For start-up, before the first awaitable.
  void on_change(Listener listener);

  /// From now on the conference is this: a version was published. A snapshot (and the listeners'
  /// calls) follows on the owner's thread. What the hand did with sessions stays, also of those that
  /// are not in it, which may come back. Safe from every thread; the conference outlives the owner's
  /// pending work.
  void replace(std::shared_ptr<const Content> content);

  /// The hand on a session; each gives the state as it then is. kNotFound: no such session;
  /// kConflict: it does not stand so (or, for start, another session is live on its stage); kLimit:
  /// see programme::extend(); kUnavailable: it could not be stored, and nothing changed.
  boost::asio::awaitable<base::Result<programme::SessionState>> start(base::SessionId id);
  boost::asio::awaitable<base::Result<programme::SessionState>> end(base::SessionId id);
  boost::asio::awaitable<base::Result<programme::SessionState>> extend(base::SessionId id,
                                                                       std::chrono::minutes by);

  /// Renews what depends on the time and on the stages: call it once a second and when a stage
  /// opens, closes or changes over. Makes a snapshot (and calls the listeners) every time.
  boost::asio::awaitable<void> refresh(std::vector<StagePresence> presences);

  /// What the timetable proposes to start now, one at most for each stage. It only proposes.
  std::vector<base::SessionId> due() const;
  /// The words for a stage's slate now.
  SlateTexts slate(const base::StageId& stage) const;

 private:
  class Impl;
  explicit Conference(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::conference
