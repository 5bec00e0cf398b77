#include "stage/timeline_origin.h"

#include <stdexcept>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/log.h"

namespace plenary::stage {
namespace {

constexpr std::size_t kNewsCapacity = 1 << 16;

}  // namespace

Origin::Origin(net::IoThreads& threads, SpoolSettings settings, base::UtcClock utc,
               std::shared_ptr<Disk> disk)
    : threads_(threads),
      settings_(std::move(settings)),
      utc_(std::move(utc)),
      disk_(std::move(disk)),
      news_(kNewsCapacity),
      introductions_(kNewsCapacity) {
  if (const auto status = disk_->make_folder(settings_.folder); !status) {
    throw std::runtime_error("The recordings' folder cannot be made (" + status.error().detail() +
                             "). Choose another --data or make it writable.");
  }
  const bool deletes = settings_.max_age.count() > 0 || settings_.max_bytes > 0;
  if (deletes) keeper_ = std::thread([this] { keep(); });
}

Origin::~Origin() {
  stop();
  news_.close();
  if (keeper_.joinable()) keeper_.join();
}

StageTimeline& Origin::add(const base::StageId& stage) {
  PLENARY_CHECK(stages_.find(stage.text()) == nullptr);
  auto added = std::make_unique<OfStage>();
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    added->replicas.push_back(
        std::make_shared<StageReplica>(threads_.context(i), settings_.folder / stage.text()));
  }
  StageTimeline::TellRetention tell;
  if (keeper_.joinable()) {
    tell = [this](RetentionNews news) { news_.send(std::move(news)); };
  }
  added->timeline = std::make_unique<StageTimeline>(stage, settings_, disk_, added->replicas,
                                                    std::move(tell));
  introductions_.send({stage.text(), added->timeline.get()});
  return *stages_.put(stage.text(), std::move(added)).timeline;
}

StageReplica* Origin::replica(std::string_view stage) const {
  const std::size_t thread = threads_.current();
  PLENARY_CHECK(thread < threads_.size());
  const OfStage* const found = stages_.find(stage);
  return found == nullptr ? nullptr : found->replicas[thread].get();
}

void Origin::stop() {
  for (const OfStage* stage : stages_.all()) {
    for (const auto& replica : stage->replicas) replica->post_stop();
  }
}

void Origin::keep() {
  auto next = std::chrono::steady_clock::now() + settings_.retention_pace;
  while (!news_.closed()) {
    while (auto news = news_.take_until(next)) {
      if (news->block) ledger_.add(news->stage, news->run, *news->block);
      if (news->closed) ledger_.close(news->stage, news->run);
    }
    if (std::chrono::steady_clock::now() < next) continue;  // The mailbox was closed.
    next += settings_.retention_pace;
    expire();
  }
}

void Origin::expire() {
  while (auto introduced = introductions_.try_take()) known_.insert(std::move(*introduced));
  const auto deletions = ledger_.expire(utc_(), settings_.max_age, settings_.max_bytes);
  for (const Deletion& deletion : deletions) {
    const auto folder = settings_.folder / deletion.stage / std::to_string(deletion.run);
    // Viewers learn it first, so that no playlist names a file that is gone.
    if (const auto known = known_.find(deletion.stage); known != known_.end()) {
      known->second->deleted(deletion.run, deletion.last_number + 1, deletion.bytes);
    }
    const auto status = delete_segments(folder, deletion.first_number, deletion.last_number,
                                        deletion.whole_run, *disk_);
    base::log(status ? base::Level::kInfo : base::Level::kError, "spool_deleted",
              {{"stage", deletion.stage},
               {"run", deletion.run},
               {"last_number", deletion.last_number},
               {"bytes", deletion.bytes},
               {"why", status ? "retention" : status.error().detail()}});
  }
}

}  // namespace plenary::stage
