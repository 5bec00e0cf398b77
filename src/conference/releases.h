#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace plenary::conference {

/// What becomes public at an instant.
enum class ReleaseKind : std::uint8_t { kReport, kNews, kProduct, kSigning };

/// "report", "news", "product", "signing", as addresses and the database spell it.
std::string_view name(ReleaseKind kind);
std::optional<ReleaseKind> parse_release_kind(std::string_view word);

/// One report, news item or product that is launched, or the moment of one signing.
struct ReleaseSubject {
  ReleaseKind kind = ReleaseKind::kReport;
  std::string id;  ///< A report's id, a post's slug, "EXHIBITOR/PRODUCT", a session's id.

  auto operator<=>(const ReleaseSubject&) const = default;
};

/// "report/cidr-2020", for the audit log.
std::string print(const ReleaseSubject& subject);

/// How the content says that something is released.
struct ReleasePlan {
  ReleaseSubject subject;
  std::optional<base::Instant> at;     ///< By the conference clock; absent: by hand.
  std::optional<ReleaseSubject> with;  ///< Together with this one, and by no clock of its own.
  std::vector<ReleaseSubject> after;   ///< Never before these: `with`, and the reports it shows.
  bool two_hands = true;               ///< Two people arm it first. Reports; no other needs any.

  bool operator==(const ReleasePlan&) const = default;
};

/// The plans of a content, each subject once.
using ReleasePlans = std::map<ReleaseSubject, ReleasePlan>;

enum class ReleasePhase : std::uint8_t {
  kPlanned,   ///< Waits for hands: nothing releases it.
  kArmed,     ///< The clock will release it, or a hand may.
  kHeld,      ///< No clock releases it.
  kReleased,  ///< Public, for good.
};

/// "planned", "armed", "held", "released".
std::string_view name(ReleasePhase phase);

/// What hands and clock have done with a subject. Instants are the conference clock's. A value.
struct Release {
  ReleaseSubject subject;
  std::optional<base::Instant> postponed_to;  ///< Stands for the plan's instant.
  std::vector<std::string> armed_by;          ///< Accounts, at most two, no two alike.
  std::optional<base::Instant> armed_for;     ///< The instant that they saw; absent: by hand.
  /// When it last became ready: by the second pair of hands, or by a resume. A clock makes up for
  /// no instant before that.
  std::optional<base::Instant> ready_since;
  bool held = false;
  std::optional<base::Instant> released_at;
  std::string released_by;  ///< An account, or "clock".

  bool operator==(const Release&) const = default;
};

/// All that was ever done; a subject that nobody touched is not in it.
using Releases = std::map<ReleaseSubject, Release>;

/// The release of a subject, untouched if there is none.
Release release_of(const Releases& releases, const ReleaseSubject& subject);

/// The instant by which the clock goes, if it goes by one: postponed or planned.
std::optional<base::Instant> release_instant(const ReleasePlan& plan, const Release& release);

/// True if two different people armed it for the instant that holds now; a plan that changed since
/// needs them again. True where no hands are needed.
bool is_armed(const ReleasePlan& plan, const Release& release);

ReleasePhase phase_of(const ReleasePlan& plan, const Release& release);

// The hands. Each gives the release as it then is, or fails with kConflict and a sentence. `now` is
// the conference clock's.

/// One of two people says yes. kConflict: released; the same account twice; a plan without hands.
base::Result<Release> arm(const ReleasePlan& plan, Release release, std::string account,
                          base::Instant now);
/// Everybody's yes is taken back.
base::Result<Release> disarm(const ReleasePlan& plan, Release release);
/// From now on no clock releases it; who armed it stays.
base::Result<Release> hold(const ReleasePlan& plan, Release release);
/// Ends a hold. An instant that passed while it was held is not made up for: a hand releases it
/// then.
base::Result<Release> resume(const ReleasePlan& plan, Release release, base::Instant now);
/// To a later instant, for which it is armed anew. kConflict also where `to` is not after `now`.
base::Result<Release> postpone(const ReleasePlan& plan, Release release, base::Instant to,
                               base::Instant now);
/// At once. kConflict unless armed and not held.
base::Result<Release> release_now(const ReleasePlan& plan, Release release, std::string account,
                                  base::Instant now);

/// True if the clock releases it at `now`: never before its instant, never while held, never
/// without its hands.
bool is_due(const ReleasePlan& plan, const Release& release, base::Instant now);

/// True if everything that the plan comes after is out.
bool may_follow(const ReleasePlan& plan, const Releases& releases);

/// Everything that is released at `now`, those that go with another together with it: as they then
/// are, in the order of their subjects.
std::vector<Release> due_releases(const ReleasePlans& plans, const Releases& releases,
                                  base::Instant now);
/// When due_releases() next gives something; nothing if it waits for hands.
std::optional<base::Instant> next_due(const ReleasePlans& plans, const Releases& releases);

/// A clock that never runs ahead: what the civil clock shows, but no later than what it showed at
/// the pin plus the time that has passed since. A civil clock that is set forward under way so
/// releases nothing early; one that is set back releases late, or by hand. A value.
class CautiousClock {
 public:
  /// `elapsed` counts from anywhere and is never set.
  CautiousClock(base::Instant civil, std::chrono::milliseconds elapsed)
      : civil_(civil), elapsed_(elapsed) {}

  base::Instant now(base::Instant civil, std::chrono::milliseconds elapsed) const {
    const base::Instant passed = civil_ + (elapsed - elapsed_);
    return civil < passed ? civil : passed;
  }

 private:
  base::Instant civil_;
  std::chrono::milliseconds elapsed_;
};

}  // namespace plenary::conference
