#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/ids.h"
#include "base/mailbox.h"
#include "base/roster.h"
#include "base/time.h"
#include "net/io_threads.h"
#include "stage/spool.h"
#include "stage/timeline.h"
#include "stage/timeline_replica.h"

namespace plenary::stage {

/// All stages' timelines with their replicas on every io thread, and the thread that deletes what
/// the retention settings say. Outlives whoever delivers; must be destroyed before `threads`.
class Origin {
 public:
  /// Throws std::runtime_error with a sentence for the operator if the spool's folder cannot be
  /// made.
  Origin(net::IoThreads& threads, SpoolSettings settings, base::UtcClock utc,
         std::shared_ptr<Disk> disk = std::make_shared<Disk>());
  ~Origin();
  Origin(const Origin&) = delete;
  Origin& operator=(const Origin&) = delete;

  /// Recovers a stage's recordings and makes it known to every io thread. The timeline lives as
  /// long as the origin. Precondition: not added before. One thread at a time; reads the disk.
  StageTimeline& add(const base::StageId& stage);

  /// This io thread's replica of a stage; null if there is no such stage.
  /// Precondition: called on one of the threads.
  StageReplica* replica(std::string_view stage) const;
  const net::IoThreads& threads() const { return threads_; }

  /// Ends the requests that wait for a part, so that a shutdown need not. Safe from every thread.
  void stop();

 private:
  /// A stage with its replica on each io thread.
  struct OfStage {
    std::vector<std::shared_ptr<StageReplica>> replicas;
    std::unique_ptr<StageTimeline> timeline;
  };

  void keep();
  void expire();

  net::IoThreads& threads_;
  const SpoolSettings settings_;
  const base::UtcClock utc_;
  const std::shared_ptr<Disk> disk_;
  base::Roster<OfStage> stages_;

  base::Mailbox<RetentionNews> news_;
  RetentionLedger ledger_;  // The keeper's own.
  base::Mailbox<std::pair<std::string, StageTimeline*>> introductions_;
  std::map<std::string, StageTimeline*> known_;  // The keeper's own.
  std::thread keeper_;
};

}  // namespace plenary::stage
