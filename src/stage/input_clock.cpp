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
constexpr std::int64_t kGreatestReorderMs = 2'000;
/// Timestamps that are this much ahead of their arrival, or go back this much, have jumped.
constexpr Duration kEarly = 500ms;
constexpr Duration kBackwards = 200ms;
/// How long packets may go on with the timestamps of before a jump, the streams being interleaved.
constexpr Duration kOverlap = 1s;
/// Packets later than the buffer for so long: the delay has grown for good.
constexpr Duration kLateForGood = 500ms;
/// What of the buffer decoding and the length of a frame of sound use up.
constexpr auto kDecoding = 80ms;
/// The first packets may be late ones; until then the offset steps down freely.
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
  const Duration reorder =
      std::chrono::abs(pts - dts) <= std::chrono::milliseconds(kGreatestReorderMs) ? pts - dts
                                                                                   : Duration{0};
  const Duration observed = arrival.time_since_epoch() - dts;
  std::optional<Last>& last = last_[static_cast<std::size_t>(stream)];
  if (!anchored_) {
    first_arrival_ = arrival;
    anchored_ = true;
    anchor(observed, arrival);
  } else if (fits_previous(last, dts, observed, arrival)) {
    last = Last{dts, observed - *previous_offset_};
    return Moment(dts + reorder + *previous_offset_);
  } else if (jumped(last, dts, observed - offset_)) {
    // The media goes on as if nothing had happened, as late as it was before.
    const Duration usual =
        last ? std::clamp<Duration>(last->lateness, 0ms, tolerated_) : Duration{0};
    previous_offset_ = offset_;
    ++jumps_;
    anchor(observed - usual, arrival);
  }
  observe(observed, arrival);
  note_lateness(observed - offset_, observed, arrival);
  last = Last{dts, observed - offset_};
  return Moment(dts + reorder + offset_);
}

void InputClock::anchor(Duration offset, Moment now) {
  offset_ = offset;
  followed_at_ = now;
  anchored_at_ = now;
  late_since_.reset();
  buckets_.fill(Bucket{});
}

bool InputClock::fits_previous(const std::optional<Last>& last, Duration timestamp,
                               Duration observed, Moment now) const {
  if (!previous_offset_ || !last || now - anchored_at_ >= kOverlap) return false;
  if (std::chrono::abs(timestamp - last->timestamp) > kEarly) return false;
  return std::chrono::abs(observed - *previous_offset_) < std::chrono::abs(observed - offset_);
}

bool InputClock::jumped(const std::optional<Last>& last, Duration timestamp,
                        Duration lateness) const {
  if (lateness < -kEarly) return true;
  return last && timestamp < last->timestamp - kBackwards && lateness > kBackwards;
}

void InputClock::note_lateness(Duration lateness, Duration observed, Moment now) {
  if (lateness <= tolerated_) {
    late_since_.reset();
    return;
  }
  if (!late_since_) {
    late_since_ = now;
    least_late_ = observed;
  }
  least_late_ = std::min(least_late_, observed);
  if (now - *late_since_ < kLateForGood) return;
  ++jumps_;
  previous_offset_.reset();
  anchor(least_late_, now);
  observe(least_late_, now);
}

void InputClock::observe(Duration observed, Moment now) {
  const std::int64_t second = second_of(now);
  Bucket& bucket = buckets_[static_cast<std::size_t>(second) % kBuckets];
  if (bucket.second != second) bucket = Bucket{second, observed};
  bucket.least = std::min(bucket.least, observed);

  const Duration since = now - followed_at_;
  followed_at_ = now;
  const Duration error = std::clamp<Duration>(least_observed() - offset_, -1s, 1s);
  if (error < 0ms && now - first_arrival_ < kYoung) {
    offset_ += error;
    return;
  }
  // One second at most, so that a pause is not followed by a leap.
  const Duration elapsed = std::min<Duration>(since, 1s);
  const Duration most = elapsed / kFollowAtMost;
  const Duration wanted = error * elapsed.count() / (kFollowSeconds * 1'000'000'000);
  offset_ += std::clamp(wanted, -most, most);
}

InputClock::Duration InputClock::least_observed() const {
  const std::int64_t newest = second_of(followed_at_);
  Duration least = Duration::max();
  for (const Bucket& bucket : buckets_) {
    if (bucket.second > newest - static_cast<std::int64_t>(kBuckets) && bucket.second >= 0) {
      least = std::min(least, bucket.least);
    }
  }
  return least;
}

}  // namespace plenary::stage
