#include "stage/health.h"

#include <algorithm>

namespace plenary::stage {
namespace {

using namespace std::chrono_literals;
using base::Moment;

constexpr double kSilenceDb = -60;
/// A slow slide show may pause this long, however slow it is.
constexpr auto kLongestPatience = 5s;
/// Packets that give nothing for this long are as good as none.
constexpr auto kUndecodableAfter = 2s;
/// How long sound waits for the picture that was announced, or for one that was not.
constexpr auto kSoundWaitsForPicture = 3s;
constexpr auto kSoundAlone = 1s;

}  // namespace

void Symptom::reset(Moment now) {
  last_seen_ = now;
  raised_ = false;
  recovering_since_.reset();
}

void Symptom::seen(Moment now) {
  if (overdue(now)) {
    raised_ = true;
    recovering_since_ = now;
  } else if (recovering_since_ && now - *recovering_since_ >= hold_off_) {
    raised_ = false;
    recovering_since_.reset();
  }
  last_seen_ = now;
}

bool Symptom::at(Moment now) const {
  if (threshold_ == 0ms) return false;
  return raised_ || overdue(now);
}

void Cadence::reset() {
  *this = Cadence();
}

void Cadence::add(Moment now) {
  if (last_) {
    intervals_[count_ % kKept] = now - *last_;
    ++count_;
    const int known = std::min(count_, kKept);
    if (known >= 3) {
      std::chrono::nanoseconds sorted[kKept];
      std::copy_n(intervals_, known, sorted);
      std::nth_element(sorted, sorted + known / 2, sorted + known);
      usual_ = sorted[known / 2];
    }
  }
  last_ = now;
}

HealthMonitor::HealthMonitor(const HealthSettings& settings)
    : settings_(settings),
      frozen_(settings.frozen, settings.hold_off),
      black_(settings.black, settings.hold_off),
      silent_(settings.silent, settings.hold_off) {}

void HealthMonitor::begin(Moment now) {
  if (!present_) {
    last_packet_ = now;
    last_decoded_.reset();
  }
  present_ = true;
  goodbye_ = false;
  video_announced_ = false;
  last_black_ = false;
  feeding_since_.reset();
  first_due_.reset();
  first_sound_.reset();
  cadence_.reset();
  frozen_.reset(now);
  black_.reset(now);
  silent_.reset(now);
}

void HealthMonitor::end(bool goodbye) {
  present_ = false;
  goodbye_ = goodbye;
  feeding_since_.reset();
}

void HealthMonitor::packet(Moment now) {
  if (feeding_since_ && (unheard(now) || undecodable(now))) feeding_since_.reset();
  cadence_.add(now);
  last_packet_ = now;
}

void HealthMonitor::video_announced() {
  video_announced_ = true;
}

void HealthMonitor::decoded(Moment now) {
  // A feed begins with the first thing that can be decoded.
  if (present_ && (!feeding_since_ || undecodable(now))) feeding_since_ = now;
  last_decoded_ = now;
}

void HealthMonitor::picture(Moment now, Moment due, bool black, bool changed) {
  decoded(now);
  if (!first_due_) first_due_ = due;
  if (!black) black_.seen(now);
  if (changed) frozen_.seen(now);
  last_black_ = black;
}

void HealthMonitor::sound(Moment now, double level_db) {
  decoded(now);
  if (!first_sound_) first_sound_ = now;
  if (level_db > kSilenceDb) silent_.seen(now);
}

std::chrono::nanoseconds HealthMonitor::missing_after() const {
  const std::chrono::nanoseconds patient =
      std::min<std::chrono::nanoseconds>(cadence_.usual() * 5 / 2, kLongestPatience);
  return std::max<std::chrono::nanoseconds>(settings_.missing, patient);
}

bool HealthMonitor::unheard(Moment now) const {
  return settings_.missing != 0ms && now - last_packet_ >= missing_after();
}

bool HealthMonitor::undecodable(Moment now) const {
  return last_decoded_ && now - *last_decoded_ >= std::max<std::chrono::nanoseconds>(
                                                      kUndecodableAfter, missing_after());
}

bool HealthMonitor::audio_only(Moment now) const {
  if (first_due_ || !first_sound_) return false;
  return now - *first_sound_ >= (video_announced_ ? kSoundWaitsForPicture : kSoundAlone);
}

bool HealthMonitor::ready(Moment now) const {
  return (first_due_ && *first_due_ <= now) || audio_only(now);
}

Health HealthMonitor::at(Moment now) const {
  Health health;
  health.present = present_;
  health.goodbye = !present_ && goodbye_;
  if (!present_) return health;
  health.ready = ready(now);
  health.audio_only = audio_only(now);
  const bool garbled = undecodable(now);
  health.missing = !last_decoded_ || garbled || unheard(now);
  health.undecodable = garbled && !unheard(now);
  const bool has_picture = first_due_.has_value();
  health.frozen = has_picture && frozen_.at(now);
  health.black = has_picture && last_black_ && black_.at(now);
  health.silent = silent_.at(now);
  health.quiet = std::chrono::duration_cast<std::chrono::milliseconds>(now - last_packet_);
  if (!health.missing) health.feeding_since = feeding_since_;
  return health;
}

}  // namespace plenary::stage
