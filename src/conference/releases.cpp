#include "conference/releases.h"

#include <algorithm>
#include <utility>

namespace plenary::conference {
namespace {

using base::Errc;
using base::Error;
using base::Instant;
using base::Result;

constexpr std::size_t kHands = 2;

Error conflict(std::string sentence) {
  return Error(Errc::kConflict, std::move(sentence));
}

Error already_released() {
  return conflict("It is released, and nothing takes that back.");
}

/// The instant at which the clock will release it, passed or not; nothing if only hands can.
std::optional<Instant> clock_instant(const ReleasePlan& plan, const Release& release) {
  if (release.released_at || release.held || !is_armed(plan, release)) return std::nullopt;
  const auto instant = release_instant(plan, release);
  const bool missed = instant && release.ready_since && *release.ready_since > *instant;
  return missed ? std::nullopt : instant;
}

/// True if it goes out because what it goes with is out.
bool follows(const ReleasePlan& plan, const Release& release, const Releases& releases) {
  if (!plan.with || release.postponed_to || release.released_at || release.held) return false;
  const auto leader = releases.find(*plan.with);
  if (leader == releases.end() || !leader->second.released_at) return false;
  return !release.ready_since || *release.ready_since <= *leader->second.released_at;
}

}  // namespace

std::string_view name(ReleaseKind kind) {
  switch (kind) {
    case ReleaseKind::kReport:
      return "report";
    case ReleaseKind::kNews:
      return "news";
    case ReleaseKind::kProduct:
      return "product";
    case ReleaseKind::kSigning:
      return "signing";
  }
  return {};
}

std::optional<ReleaseKind> parse_release_kind(std::string_view word) {
  for (const ReleaseKind kind : {ReleaseKind::kReport, ReleaseKind::kNews, ReleaseKind::kProduct,
                                 ReleaseKind::kSigning}) {
    if (word == name(kind)) return kind;
  }
  return std::nullopt;
}

std::string print(const ReleaseSubject& subject) {
  return std::string(name(subject.kind)) + "/" + subject.id;
}

std::string_view name(ReleasePhase phase) {
  switch (phase) {
    case ReleasePhase::kPlanned:
      return "planned";
    case ReleasePhase::kArmed:
      return "armed";
    case ReleasePhase::kHeld:
      return "held";
    case ReleasePhase::kReleased:
      return "released";
  }
  return "";
}

Release release_of(const Releases& releases, const ReleaseSubject& subject) {
  const auto found = releases.find(subject);
  if (found != releases.end()) return found->second;
  Release untouched;
  untouched.subject = subject;
  return untouched;
}

std::optional<Instant> release_instant(const ReleasePlan& plan, const Release& release) {
  return release.postponed_to ? release.postponed_to : plan.at;
}

bool is_armed(const ReleasePlan& plan, const Release& release) {
  if (!plan.two_hands) return true;
  return release.armed_by.size() >= kHands && release.armed_for == release_instant(plan, release);
}

ReleasePhase phase_of(const ReleasePlan& plan, const Release& release) {
  if (release.released_at) return ReleasePhase::kReleased;
  if (release.held) return ReleasePhase::kHeld;
  return is_armed(plan, release) ? ReleasePhase::kArmed : ReleasePhase::kPlanned;
}

Result<Release> arm(const ReleasePlan& plan, Release release, std::string account, Instant now) {
  if (release.released_at) return already_released();
  if (!plan.two_hands) return conflict("A post is not armed: its instant releases it.");
  const auto instant = release_instant(plan, release);
  if (release.armed_for != instant) {
    release.armed_by.clear();
    release.armed_for = instant;
  }
  if (release.armed_by.size() >= kHands) return conflict("Two people have armed it already.");
  if (std::find(release.armed_by.begin(), release.armed_by.end(), account) !=
      release.armed_by.end()) {
    return conflict("You have armed it: a second person has to.");
  }
  release.armed_by.push_back(std::move(account));
  if (release.armed_by.size() == kHands) release.ready_since = now;
  return release;
}

Result<Release> disarm(const ReleasePlan& plan, Release release) {
  if (release.released_at) return already_released();
  if (!plan.two_hands) return conflict("This is not armed by hands: hold it instead.");
  if (release.armed_by.empty()) return conflict("Nobody has armed it.");
  release.armed_by.clear();
  release.armed_for.reset();
  release.ready_since.reset();
  return release;
}

Result<Release> hold(const ReleasePlan&, Release release) {
  if (release.released_at) return already_released();
  if (release.held) return conflict("It is held already.");
  release.held = true;
  return release;
}

Result<Release> resume(const ReleasePlan& plan, Release release, Instant now) {
  if (release.released_at) return already_released();
  if (!release.held) return conflict("It is not held.");
  release.held = false;
  if (is_armed(plan, release)) release.ready_since = now;
  return release;
}

Result<Release> postpone(const ReleasePlan& plan, Release release, Instant to, Instant now) {
  if (release.released_at) return already_released();
  if (to <= now) return conflict("That instant has passed: name a later one.");
  release.postponed_to = to;
  release.armed_by.clear();
  release.armed_for.reset();
  release.ready_since.reset();
  if (!plan.two_hands) release.ready_since = now;
  return release;
}

Result<Release> release_now(const ReleasePlan& plan, Release release, std::string account,
                            Instant now) {
  if (release.released_at) return already_released();
  if (release.held) return conflict("It is held: resume it first.");
  if (!is_armed(plan, release)) return conflict("Two people have to arm it first.");
  release.released_at = now;
  release.released_by = std::move(account);
  return release;
}

bool is_due(const ReleasePlan& plan, const Release& release, Instant now) {
  const auto instant = clock_instant(plan, release);
  return instant && *instant <= now;
}

bool may_follow(const ReleasePlan& plan, const Releases& releases) {
  return std::all_of(plan.after.begin(), plan.after.end(), [&](const ReleaseSubject& subject) {
    return release_of(releases, subject).released_at.has_value();
  });
}

std::vector<Release> due_releases(const ReleasePlans& plans, const Releases& releases,
                                  Instant now) {
  Releases after = releases;
  std::vector<Release> released;
  const auto let_out = [&](const ReleaseSubject& subject) {
    Release release = release_of(after, subject);
    release.released_at = now;
    release.released_by = "clock";
    after[subject] = release;
    released.push_back(std::move(release));
  };
  for (const auto& [subject, plan] : plans) {
    // Reports come before posts in their order, and only posts come after anything.
    const Release release = release_of(after, subject);
    const bool out = is_due(plan, release, now) || follows(plan, release, after);
    if (out && may_follow(plan, after)) let_out(subject);
  }
  return released;
}

std::optional<Instant> next_due(const ReleasePlans& plans, const Releases& releases) {
  std::optional<Instant> next;
  for (const auto& [subject, plan] : plans) {
    const auto instant = clock_instant(plan, release_of(releases, subject));
    if (instant && (!next || *instant < *next)) next = instant;
  }
  return next;
}

}  // namespace plenary::conference
