#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "audience/audience.h"
#include "conference/accounts.h"
#include "conference/conference.h"
#include "delivery/pulses.h"
#include "net/io_threads.h"
#include "net/router.h"
#include "storage/database.h"

namespace plenary::app {

/// The audience and its doors, joined: beats go in, pulses go out, who is banned is shown out, and
/// whose rights changed is asked to come back with those. Safe from every thread.
class AudienceHost {
 public:
  /// Rebuilds the audience of the content's stages from the journal: throws std::runtime_error where
  /// that cannot be read.
  /// Everything given outlives the host.
  AudienceHost(net::IoThreads& threads, storage::Database& database,
               const conference::Content& content, conference::Accounts& accounts,
               base::UtcClock utc);
  /// The server that had the routes must be gone.
  ~AudienceHost();
  AudienceHost(const AudienceHost&) = delete;
  AudienceHost& operator=(const AudienceHost&) = delete;

  void add_routes(net::Router& router);

  /// Pulses begin.
  void start() { audience_->start(); }

  /// A stage that came with a later version of the content. No effect if it is there already.
  void add(const base::StageId& stage);

  /// What the stages show, from now on.
  void tell(const conference::Snapshot& snapshot,
            const std::vector<conference::StagePresence>& presences, const conference::Clock& clock);
  /// How many watch a stage.
  conference::Viewers viewers(const base::StageId& stage) const;

  audience::Audience& audience() { return *audience_; }
  delivery::PulsesCounters pulses() const { return pulses_->counters(); }
  audience::Totals totals() const { return audience_->totals(); }
  audience::Counts counts(const base::StageId& stage) const { return audience_->counts(stage); }

  /// Answers every held request: the server is about to stop.
  void stop() { pulses_->stop(); }

 private:
  std::unique_ptr<delivery::Pulses> pulses_;
  std::unique_ptr<audience::Audience> audience_;  // Ends first: it tells the pulses.
};

}  // namespace plenary::app
