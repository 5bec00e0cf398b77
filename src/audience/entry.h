#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "audience/act.h"
#include "base/result.h"
#include "base/time.h"
#include "storage/journal.h"

namespace plenary::audience {

/// How a message or question stands before others.
enum class Standing : std::uint8_t {
  kShown,
  kHeld,    ///< Waits for a moderator.
  kHidden,  ///< Its author was silenced without being told: nobody but moderators sees it.
  kRemoved,
};

/// Who acts: what the journal keeps of an author beside the key.
struct Actor {
  std::string author;  ///< "u:{account}", "v:{sid}", "d:{name}" of a demonstration, or kProgramme.
  std::string by;      ///< The public pseudonym.
  std::string name;
  std::string role;  ///< "moderator", "host", "organiser", "speaker", kDemo, or empty.
  bool account = false;
  bool verified = false;

  bool operator==(const Actor&) const = default;
};

/// The author of what nobody's hand does: a poll that opens with its session.
inline constexpr std::string_view kProgramme = "programme";

/// The role of an audience that a demonstration plays: pages label whatever it does.
inline constexpr std::string_view kDemo = "demo";

/// One line of a stage's journal: an act that a rule let through, and what the server decided of
/// it.
struct Entry {
  std::uint64_t seq = 0;
  base::Instant at;
  Actor actor;
  Act act;
  Standing standing = Standing::kShown;  ///< Of a message or question.
  std::string reason;                    ///< Why it is held: "first", "near_duplicate".
  std::string about;  ///< The author key of whom a ban on every stage is about: not all know them.

  bool operator==(const Entry&) const = default;
};

storage::JournalRecord record_of(const base::StageId& stage, const Entry& entry);
/// Fails with kMalformed where the body is not what record_of() writes.
base::Result<Entry> entry_of(const storage::JournalRecord& record);

std::string_view name(Standing standing);

/// What an entry made or is about, as it is named on the wire: 'm', 'q', 'p' or 'a' and the number;
/// 'v': a vote's, as the answer to an open-text poll.
struct Ref {
  char kind = 0;
  std::uint64_t seq = 0;
};
/// {0, 0} for anything else.
Ref parse_ref(std::string_view text);
std::string print_ref(char kind, std::uint64_t seq);

}  // namespace plenary::audience
