#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.h"
#include "stage/stage.h"

namespace plenary::stage {

/// How an input is at one moment. A value.
struct Health {
  bool present = false;  ///< A publisher is connected.
  bool goodbye = false;  ///< Not present, and the last publisher said that it stops.
  /// There is something to show: a picture is due, or the publisher sends sound alone.
  bool ready = false;
  bool audio_only = false;   ///< Ready without a picture so far.
  bool missing = true;       ///< Nothing arrives, or nothing that can be decoded.
  bool undecodable = false;  ///< Why it is missing: packets arrive and none can be decoded.
  bool frozen = false;
  bool black = false;
  bool silent = false;
  std::chrono::milliseconds quiet{0};  ///< Since the last packet.
  /// When the present uninterrupted feed began; empty while missing.
  std::optional<base::Moment> feeding_since;
  bool operator==(const Health&) const = default;
};

/// Something that must be seen again and again, or else a flag goes up: after `threshold` without
/// it. The flag comes down once it has been seen for `hold_off` again, so that it does not flutter.
/// A threshold of zero switches it off.
class Symptom {
 public:
  Symptom(std::chrono::milliseconds threshold, std::chrono::milliseconds hold_off)
      : threshold_(threshold), hold_off_(hold_off) {}

  /// Begins anew, flag down, as if seen now.
  void reset(base::Moment now);
  /// It was seen.
  void seen(base::Moment now);
  /// Whether the flag is up.
  bool at(base::Moment now) const;

 private:
  bool overdue(base::Moment now) const { return now - last_seen_ >= threshold_; }

  std::chrono::milliseconds threshold_;
  std::chrono::milliseconds hold_off_;
  base::Moment last_seen_;
  bool raised_ = false;
  std::optional<base::Moment> recovering_since_;
};

/// The usual distance between an input's packets: the median of the last few. Tells a slow slide
/// show from a lost publisher.
class Cadence {
 public:
  void reset();
  void add(base::Moment now);
  /// Zero until there is something to say.
  std::chrono::nanoseconds usual() const { return usual_; }

 private:
  static constexpr int kKept = 15;

  std::optional<base::Moment> last_;
  std::chrono::nanoseconds intervals_[kKept]{};
  int count_ = 0;
  std::chrono::nanoseconds usual_{0};
};

/// Watches one input. Pure: every call says what time it is, and time never goes back.
///
/// Packets count when they arrive, pictures and sound when they are decoded. An input is missing
/// when nothing arrived for the threshold (for two and a half times its usual interval, where that
/// is more), when nothing of what arrives can be decoded, or when nobody publishes: then at once.
class HealthMonitor {
 public:
  explicit HealthMonitor(const HealthSettings& settings);

  /// A publisher came. In place of one who was there: the input is not missing for that alone.
  void begin(base::Moment now);
  /// It went; `goodbye` if it said so.
  void end(bool goodbye);

  void packet(base::Moment now);
  /// The publisher described its video: a picture is to be waited for.
  void video_announced();
  /// A picture was decoded that is due at `due`. `changed`: it differs from the one before.
  void picture(base::Moment now, base::Moment due, bool black, bool changed);
  void sound(base::Moment now, double level_db);

  Health at(base::Moment now) const;

 private:
  std::chrono::nanoseconds missing_after() const;
  bool unheard(base::Moment now) const;
  bool undecodable(base::Moment now) const;
  bool ready(base::Moment now) const;
  bool audio_only(base::Moment now) const;
  void decoded(base::Moment now);

  HealthSettings settings_;
  bool present_ = false;
  bool goodbye_ = false;
  bool video_announced_ = false;
  bool last_black_ = false;
  base::Moment last_packet_;
  std::optional<base::Moment> last_decoded_;
  std::optional<base::Moment> feeding_since_;
  std::optional<base::Moment> first_due_;  ///< Of the first picture.
  std::optional<base::Moment> first_sound_;
  Cadence cadence_;
  Symptom frozen_;
  Symptom black_;
  Symptom silent_;
};

}  // namespace plenary::stage
