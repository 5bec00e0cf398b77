#include "stage/timeline_origin.h"

#include <boost/asio/post.hpp>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/log.h"

namespace plenary::stage {
namespace {

constexpr std::size_t kNewsCapacity = 1 << 16;

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

}  // namespace

struct Origin::StagesOfThread {
  std::unordered_map<std::string, std::shared_ptr<StageReplica>, TextHash, std::equal_to<>> stages;
};

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
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    by_thread_.push_back(std::make_shared<StagesOfThread>());
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
  PLENARY_CHECK(!timelines_.contains(stage));
  StageTimeline::Replicas replicas;
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    auto replica =
        std::make_shared<StageReplica>(threads_.context(i), settings_.folder / stage.text());
    boost::asio::post(threads_.context(i),
                      [of_thread = by_thread_[i], replica, name = stage.text()] {
                        of_thread->stages.emplace(name, replica);
                      });
    replicas_.push_back(replica);
    replicas.push_back(std::move(replica));
  }
  StageTimeline::TellRetention tell;
  if (keeper_.joinable()) {
    tell = [this](RetentionNews news) { news_.send(std::move(news)); };
  }
  auto timeline = std::make_unique<StageTimeline>(stage, settings_, disk_, std::move(replicas),
                                                  std::move(tell));
  StageTimeline& added = *timeline;
  introductions_.send({stage.text(), &added});
  timelines_.emplace(stage, std::move(timeline));
  return added;
}

StageReplica* Origin::replica(std::string_view stage) const {
  const std::size_t thread = threads_.current();
  PLENARY_CHECK(thread < by_thread_.size());
  const auto& stages = by_thread_[thread]->stages;
  const auto found = stages.find(stage);
  return found == stages.end() ? nullptr : found->second.get();
}

void Origin::stop() {
  for (const auto& replica : replicas_) replica->post_stop();
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
