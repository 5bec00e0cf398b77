#include "stage/meters.h"

#include <algorithm>
#include <cmath>

#include "media/frame.h"

namespace plenary::stage {
namespace {

using namespace std::chrono_literals;

constexpr auto kWindow = 2s;
constexpr double kFloorDb = -120;

double squares_of(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * sample;
  return sum;
}

double db_of(double squares, std::size_t count) {
  if (count == 0 || squares <= 0) return kFloorDb;
  return std::max(kFloorDb, 10 * std::log10(squares / static_cast<double>(count)));
}

}  // namespace

void RateMeter::add(base::Moment now, double amount) {
  entries_.push_back({now, amount});
  while (entries_.front().at <= now - kWindow) entries_.pop_front();
}

double RateMeter::per_second(base::Moment now) const {
  double sum = 0;
  for (const Entry& entry : entries_) sum += entry.at > now - kWindow ? entry.amount : 0;
  return sum / std::chrono::duration<double>(kWindow).count();
}

void LevelMeter::add(std::span<const float> samples) {
  entries_.push_back({squares_of(samples), samples.size()});
  count_ += samples.size();
  while (count_ - entries_.front().count >= 2 * media::kSampleRate) {
    count_ -= entries_.front().count;
    entries_.pop_front();
  }
}

double LevelMeter::db() const {
  double squares = 0;
  for (const Entry& entry : entries_) squares += entry.squares;
  return db_of(squares, count_);
}

void LevelMeter::clear() {
  *this = LevelMeter();
}

double level_db(std::span<const float> samples) {
  return db_of(squares_of(samples), samples.size());
}

}  // namespace plenary::stage
