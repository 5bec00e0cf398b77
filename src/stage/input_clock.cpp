#include "stage/input_clock.h"

#include <algorithm>

namespace plenary::stage {
namespace {

using namespace std::chrono_literals;
using base::Moment;
using Duration = std::chrono::nanoseconds;

/// No clock of a publisher goes further (139 years); keeps the arithmetic within 64 bits.
constexpr std::int64_t kGreatestMs = std::int64_t{1} << 42;
/// A presentation time further than this from the decoding time is nonsense.
constexpr Duration kGreatestReorder = 2s;
/// Timestamps that are this much further ahead of their arrival than the last, or go back this
/// much, have jumped.
constexpr Duration kEarly = 500ms;
constexpr Duration kBackwards = 200ms;
/// How long after a stream's jump the other one may follow.
constexpr Duration kOverlap = 1s;
/// Streams that begin further apart than this have unrelated clocks.
constexpr Duration kUnrelated = 2s;
/// Packets later than the buffer for so long: the delay has grown for good.
constexpr Duration kLateForGood = 500ms;
/// What of the buffer decoding and the length of a frame of sound use up.
constexpr auto kDecoding = 80ms;
/// The first packets may be late ones; until then the offset steps freely.
constexpr Duration kYoung = 1s;
/// An error is worked off over this time, and by no more than this share of it.
constexpr std::int64_t kFollowSeconds = 5;
constexpr std::int64_t kFollowAtMost = 200;  // 1/200 = 5 ms a second.

Duration from_ms(std::int64_t ms) {
  return std::chrono::milliseconds(std::clamp(ms, -kGreatestMs, kGreatestMs));
}

std::int64_t second_of(Moment now) {
  return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
}

}  // namespace

InputClock::InputClock(std::chrono::milliseconds buffer)
    : tolerated_(buffer - std::min<std::chrono::milliseconds>(kDecoding, buffer / 2)) {}

Moment InputClock::place(Stream stream, std::int64_t dts_ms, std::int64_t pts_ms, Moment arrival) {
  const Duration dts = from_ms(dts_ms);
  const Duration pts = from_ms(pts_ms);
  const bool sensible = std::chrono::abs(pts - dts) <= kGreatestReorder;
  const auto index = static_cast<std::size_t>(stream);
  Track& track = tracks_[index];
  if (!anchored_) {
    anchored_ = true;
    first_arrival_ = followed_at_ = arrival;
    offset_ = arrival.time_since_epoch() - dts;
  } else {
    take_jumps_out(track, tracks_[1 - index], dts, arrival);
  }
  const Duration observed = arrival.time_since_epoch() - (dts + track.shift);
  track.observe(observed, arrival);
  follow_drift(arrival);
  note_lateness(track, observed, arrival);
  track.begun = true;
  track.last_timestamp = dts;
  track.last_lateness = observed - offset_;
  return Moment(dts + track.shift + offset_) + (sensible ? pts - dts : 0ms);
}

bool InputClock::jumped(const Track& track, Duration timestamp, Duration lateness) const {
  if (!track.begun) return std::chrono::abs(lateness) > kUnrelated;
  if (lateness < std::min<Duration>(track.last_lateness, 0ms) - kEarly) return true;
  return timestamp < track.last_timestamp - kBackwards && lateness > kBackwards;
}

void InputClock::take_jumps_out(Track& track, Track& other, Duration timestamp, Moment arrival) {
  const auto lateness_with = [&](Duration shift) {
    return arrival.time_since_epoch() - (timestamp + shift) - offset_;
  };
  if (track.expected_shift && arrival - track.expected_since >= kOverlap) {
    track.expected_shift.reset();
  }
  if (track.expected_shift && std::chrono::abs(lateness_with(*track.expected_shift)) <
                                  std::chrono::abs(lateness_with(track.shift))) {
    track.shift = *track.expected_shift;
    track.expected_shift.reset();
    track.buckets = {};
    track.late_since.reset();
    return;
  }
  const Duration lateness = lateness_with(track.shift);
  if (!jumped(track, timestamp, lateness)) return;
  // The media goes on as if nothing had happened, as late as it was before.
  const bool in_step = track.begun && other.begun && other.shift == track.shift;
  track.shift += lateness - std::clamp<Duration>(track.last_lateness, 0ms, tolerated_);
  track.buckets = {};
  track.late_since.reset();
  if (in_step) {
    other.expected_shift = track.shift;
    other.expected_since = arrival;
  }
  if (track.begun) ++jumps_;
}

void InputClock::note_lateness(Track& track, Duration observed, Moment now) {
  if (observed - offset_ <= tolerated_) {
    track.late_since.reset();
    return;
  }
  if (!track.late_since) {
    track.late_since = now;
    track.least_late = observed;
  }
  track.least_late = std::min(track.least_late, observed);
  if (now - *track.late_since < kLateForGood) return;
  ++jumps_;
  offset_ = track.least_late;
  for (Track& each : tracks_) {
    each.buckets = {};
    each.late_since.reset();
  }
  track.observe(offset_, now);
}

void InputClock::follow_drift(Moment now) {
  // A second at most, so that a pause is not followed by a leap.
  const Duration elapsed = std::min<Duration>(now - followed_at_, 1s);
  followed_at_ = now;
  std::optional<Duration> wanted;
  for (const Track& track : tracks_) {
    const auto least = track.least(now);
    if (least && (!wanted || *least > *wanted)) wanted = least;
  }
  if (!wanted) return;
  const Duration error = std::clamp<Duration>(*wanted - offset_, -kUnrelated, kUnrelated);
  if (now - first_arrival_ < kYoung) {
    offset_ += error;
    return;
  }
  const Duration most = elapsed / kFollowAtMost;
  const Duration step = error * elapsed.count() / (kFollowSeconds * 1'000'000'000);
  offset_ += std::clamp(step, -most, most);
}

void InputClock::Track::observe(Duration observed, Moment now) {
  const std::int64_t second = second_of(now);
  Bucket& bucket = buckets[static_cast<std::size_t>(second) % kBuckets];
  if (bucket.second != second) bucket = Bucket{second, observed};
  bucket.least = std::min(bucket.least, observed);
}

std::optional<InputClock::Duration> InputClock::Track::least(Moment now) const {
  const std::int64_t oldest = second_of(now) - static_cast<std::int64_t>(kBuckets);
  std::optional<Duration> least;
  for (const Bucket& bucket : buckets) {
    if (bucket.second <= oldest) continue;
    if (bucket.second >= 0 && (!least || bucket.least < *least)) least = bucket.least;
  }
  return least;
}

}  // namespace plenary::stage
