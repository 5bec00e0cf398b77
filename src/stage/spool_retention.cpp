#include "stage/spool_retention.h"

#include <algorithm>

namespace plenary::stage {
namespace {

/// Several blocks of a run in one deletion.
void add_to(std::vector<Deletion>& deletions, Deletion next) {
  if (!deletions.empty() && deletions.back().stage == next.stage &&
      deletions.back().run == next.run) {
    deletions.back().last_number = next.last_number;
    deletions.back().bytes += next.bytes;
    deletions.back().whole_run = next.whole_run;
    return;
  }
  deletions.push_back(std::move(next));
}

}  // namespace

void RetentionLedger::add(const std::string& stage, std::uint64_t run, KeptBlock block) {
  bytes_ += block.bytes;
  const auto [entry, is_new] = runs_[{stage, run}].blocks.try_emplace(block.first_number, block);
  if (!is_new) entry->second.bytes += block.bytes;
}

void RetentionLedger::close(const std::string& stage, std::uint64_t run) {
  runs_[{stage, run}].closed = true;
}

std::map<RetentionLedger::RunKey, RetentionLedger::KeptRun>::iterator RetentionLedger::oldest() {
  auto found = runs_.end();
  for (auto each = runs_.begin(); each != runs_.end(); ++each) {
    if (each->second.blocks.empty()) continue;
    if (found == runs_.end() ||
        each->second.blocks.begin()->second.ends < found->second.blocks.begin()->second.ends) {
      found = each;
    }
  }
  return found;
}

std::vector<Deletion> RetentionLedger::expire(base::Instant now, std::chrono::hours max_age,
                                              std::uint64_t max_bytes) {
  std::vector<Deletion> deletions;
  for (auto each = oldest(); each != runs_.end(); each = oldest()) {
    KeptRun& run = each->second;
    const KeptBlock block = run.blocks.begin()->second;
    const bool too_old = max_age.count() > 0 && block.ends + max_age < now;
    const bool too_much = max_bytes > 0 && bytes_ > max_bytes;
    if (!too_old && !too_much) break;
    bytes_ -= block.bytes;
    run.blocks.erase(run.blocks.begin());
    const bool whole_run = run.closed && run.blocks.empty();
    add_to(deletions, {.stage = each->first.first,
                       .run = each->first.second,
                       .first_number = block.first_number,
                       .last_number = block.last_number,
                       .bytes = block.bytes,
                       .whole_run = whole_run});
    if (whole_run) runs_.erase(each);
  }
  return deletions;
}

}  // namespace plenary::stage
