#include "audience/reach.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace plenary::audience {
namespace {

constexpr std::uint64_t kLevelBits = 3;
/// Seconds; a minute that was seen for less has no mean worth a peak.
constexpr std::int64_t kEnough = 30;

base::Instant minute_of(base::Instant instant) {
  return std::chrono::floor<std::chrono::minutes>(instant);
}

double mean(std::int64_t sum, std::int64_t seconds) {
  return seconds == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(seconds);
}

}  // namespace

bool SeenSet::raise(std::uint64_t hash, std::size_t level) {
  const std::uint64_t who = hash & ~kLevelBits;
  const auto [place, is_new] = levels_.try_emplace(who, static_cast<std::uint8_t>(level));
  if (!is_new && place->second >= level) return false;
  for (std::size_t i = is_new ? 0 : place->second + std::size_t{1}; i <= level; ++i) ++counts_[i];
  place->second = static_cast<std::uint8_t>(level);
  news_.push_back(who | level);
  return true;
}

void SeenSet::raise_by_seconds(std::uint64_t hash, std::int64_t seconds) {
  std::size_t level = 0;
  while (level + 1 < kSeconds.size() && seconds >= kSeconds[level + 1]) ++level;
  raise(hash, level);
}

std::uint64_t SeenSet::count(std::size_t level) const {
  return counts_[level];
}

std::string SeenSet::take_news() {
  std::string text;
  text.reserve(16 * news_.size());
  for (const std::uint64_t hash : news_) fmt::format_to(std::back_inserter(text), "{:016x}", hash);
  news_.clear();
  return text;
}

void SeenSet::read(std::string_view hashes) {
  constexpr std::size_t kDigits = 16;
  for (; hashes.size() >= kDigits; hashes.remove_prefix(kDigits)) {
    std::uint64_t hash = 0;
    std::from_chars(hashes.data(), hashes.data() + kDigits, hash, 16);
    raise(hash, hash & kLevelBits);
  }
  news_.clear();
}

void Reach::credit(std::uint64_t device, Viewer& viewer, base::Instant now) {
  const auto watched = now - viewer.heard;
  // A longer silence than the lease is not watching.
  if (watched.count() > 0 && watched <= std::chrono::seconds(HeadCounter::kLease)) {
    viewer.watched_ms += watched.count();
  }
  viewer.heard = now;
  const std::int64_t seconds = viewer.watched_ms / 1000;
  seen_[""].devices.raise_by_seconds(device, seconds);
  if (viewer.account != 0) seen_[""].accounts.raise(viewer.account, 0);
  if (session_.empty()) return;
  seen_[session_].devices.raise_by_seconds(device, seconds);
  if (viewer.account != 0) seen_[session_].accounts.raise(viewer.account, 0);
}

void Reach::playing(std::uint64_t device, std::uint64_t account, base::Instant now) {
  Viewer& viewer = viewers_[device];
  if (viewer.last == HeadCounter::kAway) {
    viewer.heard = now;
    const auto before = watched_ms_.find(device);
    if (before != watched_ms_.end()) {
      viewer.watched_ms = before->second;
      watched_ms_.erase(before);
    }
  }
  viewer.last = heads_.heard(viewer.last, second_);
  viewer.account = account;
  credit(device, viewer, now);
}

void Reach::gone(std::uint64_t device, base::Instant now) {
  const auto found = viewers_.find(device);
  if (found == viewers_.end()) return;
  credit(device, found->second, now);
  heads_.left(found->second.last);
  keep_watched(device, found->second);
  viewers_.erase(found);
}

void Reach::keep_watched(std::uint64_t device, const Viewer& viewer) {
  if (viewer.watched_ms < 1000 * SeenSet::kSeconds.back()) watched_ms_[device] = viewer.watched_ms;
}

void Reach::forget_silent() {
  std::erase_if(viewers_, [this](const auto& entry) {
    if (heads_.leased(entry.second.last)) return false;
    keep_watched(entry.first, entry.second);
    return true;
  });
}

void Reach::begin_session(const std::string& session, base::Instant now) {
  session_ = session;
  watched_ms_.clear();
  for (auto& [device, viewer] : viewers_) {
    viewer.watched_ms = 0;
    viewer.heard = now;  // What it watched before was no second of this session.
  }
}

void Reach::tick(base::Instant now, const std::string& session) {
  heads_.advance(++second_);
  constexpr HeadCounter::Second kSweep = 16;
  if (second_ % kSweep == 0) forget_silent();
  const HeadCount heads = heads_.count();
  counts_.now = heads.now;
  counts_.low = heads.low;
  counts_.high = heads.high;
  counts_.unique = seen_[""].devices.count(0);

  const base::Instant minute = minute_of(now);
  if (minute != minute_.minute || session != session_) {
    if (minute_.seconds > 0) {
      kept_.push_back(minute_);
      done_.push_back(minute_);
    }
    if (session != session_) begin_session(session, now);
    minute_ = {stage_, session_, minute};
  }
  ++minute_.seconds;
  minute_.play_seconds += static_cast<std::int64_t>(heads.now);
  minute_.low_seconds += static_cast<std::int64_t>(heads.low);
  minute_.high_seconds += static_cast<std::int64_t>(heads.high);
  if (minute_.seconds >= kEnough) {
    const auto present = std::llround(mean(minute_.play_seconds, minute_.seconds));
    counts_.peak = std::max(counts_.peak, static_cast<std::uint64_t>(present));
  }
}

Figures Reach::figures(const std::string& session) const {
  Figures figures;
  std::int64_t play = 0;
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::vector<storage::MinuteRecord> minutes = kept_;
  if (minute_.seconds > 0) minutes.push_back(minute_);
  for (const storage::MinuteRecord& minute : minutes) {
    if (minute.session != session || minute.seconds == 0) continue;
    figures.seconds += minute.seconds;
    play += minute.play_seconds;
    low += minute.low_seconds;
    high += minute.high_seconds;
    Figures::Minute point;
    point.at = minute.minute;
    point.now = mean(minute.play_seconds, minute.seconds);
    point.low = mean(minute.low_seconds, minute.seconds);
    point.high = mean(minute.high_seconds, minute.seconds);
    if (minute.seconds >= kEnough) {
      figures.peak = std::max(figures.peak, point.now);
      figures.peak_low = std::max(figures.peak_low, point.low);
      figures.peak_high = std::max(figures.peak_high, point.high);
    }
    figures.curve.push_back(point);
  }
  figures.average = mean(play, figures.seconds);
  figures.average_low = mean(low, figures.seconds);
  figures.average_high = mean(high, figures.seconds);
  const auto seen = seen_.find(session);
  if (seen == seen_.end()) return figures;
  for (std::size_t level = 0; level < figures.views.size(); ++level) {
    figures.views[level] = seen->second.devices.count(level);
  }
  figures.accounts = seen->second.accounts.count(0);
  return figures;
}

void Reach::take(std::vector<storage::MinuteRecord>& minutes,
                 std::vector<storage::SeenRecord>& seen, bool all) {
  if (all && minute_.seconds > 0) {
    kept_.push_back(minute_);
    done_.push_back(minute_);
    minute_ = {stage_, session_, minute_.minute};
  }
  minutes.insert(minutes.end(), done_.begin(), done_.end());
  done_.clear();
  for (auto& [session, sets] : seen_) {
    std::string devices = sets.devices.take_news();
    if (!devices.empty()) seen.push_back({stage_, session, "device", std::move(devices)});
    std::string accounts = sets.accounts.take_news();
    if (!accounts.empty()) seen.push_back({stage_, session, "account", std::move(accounts)});
  }
}

void Reach::read(const storage::MinuteRecord& minute) {
  kept_.push_back(minute);
  if (minute.seconds < kEnough) return;
  const auto mean_now = std::llround(mean(minute.play_seconds, minute.seconds));
  counts_.peak = std::max(counts_.peak, static_cast<std::uint64_t>(mean_now));
}

void Reach::read(const storage::SeenRecord& record) {
  Seen& sets = seen_[record.session];
  (record.kind == "account" ? sets.accounts : sets.devices).read(record.hashes);
  counts_.unique = seen_[""].devices.count(0);
}

}  // namespace plenary::audience
