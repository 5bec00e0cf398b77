#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/visitor.h"
#include "audience/beat.h"
#include "audience/counts.h"
#include "audience/pulse.h"
#include "audience/stage_now.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace plenary::storage {
class Database;
}

namespace plenary::audience {

struct AudienceSettings {
  std::vector<base::StageId> stages;  ///< Those that are there from the start.
  /// The conference's languages, first one first: texts of polls fall back along it.
  std::vector<std::string> languages = {"en"};
  std::chrono::milliseconds pulse_every{1000};
};

/// A document out of the audience's state.
struct DocumentRequest {
  enum class Kind : std::uint8_t {
    kDesk,           ///< The moderator's state, JSON. Right: moderate; announce: less.
    kModerationLog,  ///< What moderators did, by rule and hour, without a person. Public.
    kTally,  ///< Of `poll`, with receipts, JSON. Public once it is closed, unless it is never
             ///< shown.
    kTallyCsv,
    kAnswers,  ///< To `poll` of open text, from before `before`, JSON. Right: moderate.
    kFigures,  ///< Of `session`, with definitions and a curve per minute, JSON. Right: see_figures.
    kFiguresCsv,
    kExportJsonl,  ///< The journal, one object a line. Right: export_audience.
    kExportCsv,
  };
  Kind kind = Kind::kDesk;
  std::string poll;         ///< "p12".
  std::string before;       ///< "v17", or empty: of kAnswers.
  base::SessionId session;  ///< Of kFigures.
  std::string forum;        ///< In which that session lies, or empty.
};

/// The audience of all stages: who watches, what they say, ask, vote and do, and what moderators
/// make of it. Makes one pulse a second of each stage. An act is answered once it is durable; a
/// disk that is full refuses acts ("unavailable") and holds nothing else up.
///
/// One thread, "audience", owns all state and takes messages from a bounded mailbox. All methods
/// are safe from every thread.
class Audience {
 public:
  /// Rebuilds everything from the journal. Blocks: for start-up. Throws std::runtime_error with a
  /// sentence if the database cannot be read. `database` outlives this. Pulses begin with start().
  Audience(storage::Database& database, AudienceSettings settings, base::UtcClock utc,
           PulseSink sink);
  /// Waits for what is being written, answers what waits, joins the thread.
  ~Audience();
  Audience(const Audience&) = delete;
  Audience& operator=(const Audience&) = delete;

  /// Starts the thread and with it the pulses; what came before waits. Call once, when whoever is
  /// behind `sink` and on_removed() can be reached.
  void start();

  /// A stage that came later, with what its journal holds; what reaches it before it is ready is
  /// refused as for an unknown stage. No effect if it is there already.
  void add(const base::StageId& stage);

  /// One beat of a viewer. `ticket` is what the beat brought (or a cookie); `visitor` is who is
  /// signed in, or anonymous. `done` is called once, on the audience's thread, when every act of it
  /// is durable or refused; on the caller's thread with "unavailable" results if too much waits.
  void beat(const base::StageId& stage, std::string_view ticket, account::Visitor visitor,
            Beat beat, std::function<void(BeatAnswer)> done);
  /// The same; resumes on the caller's executor.
  boost::asio::awaitable<BeatAnswer> beat(base::StageId stage, std::string ticket,
                                          account::Visitor visitor, Beat beat);

  /// The socket of a viewer closed: BeatAnswer::sid of its last answer. `played`: its last word was
  /// that it plays; a page that only talks takes nobody else's picture along.
  void left(const base::StageId& stage, std::string sid, bool played);

  /// What the stage shows now. Opens and closes the polls of a session that goes live or ends.
  void set_now(const base::StageId& stage, StageNow now);

  /// Something became public: the next pulse of every stage says so, and for kReleaseIsNews
  /// whoever comes later hears of it too.
  void tell(Release release);

  /// Acts of an audience that a demonstration plays, labelled as such and counted nowhere; it may do
  /// what organisers may. Resumes on the caller's executor.
  boost::asio::awaitable<std::vector<ActResult>> demonstrate(base::StageId stage, std::string name,
                                                             std::vector<Act> acts);

  /// As of the last pulse; all zero for an unknown stage.
  Counts counts(const base::StageId& stage) const;
  /// For /metrics.
  Totals totals() const;

  bool has_stage(const base::StageId& stage) const;
  const std::string& epoch() const;

  /// Fails with kNotFound, kForbidden, or kUnavailable.
  boost::asio::awaitable<base::Result<std::string>> document(base::StageId stage,
                                                             DocumentRequest request,
                                                             account::Visitor visitor);

  /// Calls `removed` with the author key of everybody whose ban took effect and the stage that it
  /// holds on, on the audience's thread. For start-up, before the first beat.
  using Removed = std::function<void(const base::StageId& stage, const std::string& author)>;
  void on_removed(Removed removed);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::audience
