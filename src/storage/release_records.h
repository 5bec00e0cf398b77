#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace plenary::storage {

/// What hands and clock have done with a report or a post that becomes public at an instant.
/// Instants are the conference clock's.
struct ReleaseRecord {
  std::string kind;  ///< "report", "news".
  std::string id;
  std::optional<base::Instant> postponed_to;
  std::string first_hand;  ///< Accounts that armed it; empty: nobody.
  std::string second_hand;
  std::optional<base::Instant> armed_for;  ///< Absent: by hand.
  std::optional<base::Instant> ready_since;
  bool held = false;
  std::optional<base::Instant> released_at;
  std::string released_by;
  bool operator==(const ReleaseRecord&) const = default;
};

/// Records that belong together: all of them are on disk, or none.
using ReleaseRecords = std::vector<ReleaseRecord>;

/// A speaker's link; its token is kept only as its hash. One a person.
struct SpeakerLinkRecord {
  std::string person;
  std::string token_hash;
  std::string made_by;
  base::Instant made_at;
  bool operator==(const SpeakerLinkRecord&) const = default;
};

/// What a speaker would have changed about themselves, until the organiser decides.
struct SpeakerProposalRecord {
  std::string id;
  std::string person;
  base::Instant at;
  std::string text;     ///< JSON: a biography by language.
  std::string picture;  ///< Name of the picture as it would be kept; empty: it stays.
  std::string state;    ///< "pending", "accepted", "refused".
  std::string decided_by;
  bool operator==(const SpeakerProposalRecord&) const = default;
};

}  // namespace plenary::storage
