#pragma once

#include <string>
#include <vector>

#include "audience/stage_audience.h"
#include "base/csv.h"
#include "base/time.h"
#include "storage/journal.h"

namespace plenary::audience {

// The documents made of a stage's audience. Instants are RFC 3339.

/// The moderator's state: queues, people, rules, log. For those who may moderate.
std::string desk_document(const StageAudience& stage, base::Instant now);
/// What those see who may announce but not moderate: announcements that run, and counts.
std::string announcers_document(const StageAudience& stage, base::Instant now);
/// What moderators did, by hour, action and rule: no person, no text. Public.
std::string moderation_document(const Room& room);
/// A poll's question, counts and every vote by its receipt.
std::string tally_document(const Room& room, const Poll& poll);
std::string tally_csv(const Poll& poll);
/// The answers to an open-text poll, the newest first, from before the one numbered `before` (0:
/// from the end). For those who may moderate.
std::string answers_document(const Poll& poll, std::uint64_t before);
/// Lines of an export; the CSV begins with export_csv_head().
std::string export_jsonl(const std::vector<storage::JournalRecord>& records);
std::string export_csv_head();
std::string export_csv(const std::vector<storage::JournalRecord>& records);

using base::csv_field;

}  // namespace plenary::audience
