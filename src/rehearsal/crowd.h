#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "rehearsal/audience_member.h"
#include "rehearsal/follower.h"
#include "rehearsal/plan.h"

namespace plenary::rehearsal {

/// All simulated viewers, and what they do when.
class Crowd {
 public:
  Crowd(Surroundings& around, const Plan& plan);

  /// Puts the whole course on the loop, from now on.
  void begin();
  /// Everybody goes.
  void end();

  /// Everybody who can votes within the next `spread`, once, one of two options.
  void vote(const std::string& poll, std::chrono::milliseconds spread);

  int connected() const;
  int playing() const;
  int playing_at(base::Moment moment) const;
  /// How each who ever played watched.
  std::vector<Watched> watched() const;
  int in_storm() const { return storm_; }
  /// When the crash comes, seconds since the beginning; nothing if none is planned.
  std::optional<double> crash_at() const;
  /// Seconds from the beginning to the end of the course.
  double length() const;

 private:
  void add(base::Moment when, bool storm, bool following);
  void crash_some();
  void churn();
  void speak();
  void react();
  AudienceMember* somebody();
  /// The next moment of something that happens so often, by chance.
  std::chrono::milliseconds wait_for(double per_second);

  Surroundings& around_;
  const Plan& plan_;
  std::vector<std::unique_ptr<AudienceMember>> members_;
  std::vector<std::unique_ptr<Follower>> followers_;
  std::uint64_t said_ = 0;
  int storm_ = 0;
  bool ended_ = false;
};

}  // namespace plenary::rehearsal
