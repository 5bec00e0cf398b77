#pragma once

#include <soci/soci.h>

#include "storage/release_records.h"

namespace plenary::storage {

// Each within the caller's transaction; a row of the same key is replaced. Throws whatever soci
// throws.
void write(soci::session& sql, const ReleaseRecord& record);
void write(soci::session& sql, const ReleaseRecords& records);
void write(soci::session& sql, const SpeakerLinkRecord& record);
void write(soci::session& sql, const SpeakerProposalRecord& record);

// Rows as the queries below give them.
inline constexpr const char* kSelectReleases =
    "SELECT kind, id, postponed_to, first_hand, second_hand, armed_for, ready_since, held, "
    "released_at, released_by FROM release ORDER BY kind, id";
ReleaseRecord release_of_row(const soci::row& row);

inline constexpr const char* kSelectSpeakerLinks =
    "SELECT person, token_hash, made_by, made_at FROM speaker_link ORDER BY person";
SpeakerLinkRecord speaker_link_of_row(const soci::row& row);

inline constexpr const char* kSelectSpeakerProposals =
    "SELECT id, person, at, text, picture, state, decided_by FROM speaker_proposal "
    "ORDER BY at, id";
SpeakerProposalRecord speaker_proposal_of_row(const soci::row& row);

}  // namespace plenary::storage
