#include "conference/release_records.h"

namespace plenary::conference {

storage::ReleaseRecord record_of(const Release& release) {
  storage::ReleaseRecord record;
  record.kind = name(release.subject.kind);
  record.id = release.subject.id;
  record.postponed_to = release.postponed_to;
  if (!release.armed_by.empty()) record.first_hand = release.armed_by.front();
  if (release.armed_by.size() > 1) record.second_hand = release.armed_by[1];
  record.armed_for = release.armed_for;
  record.ready_since = release.ready_since;
  record.held = release.held;
  record.released_at = release.released_at;
  record.released_by = release.released_by;
  return record;
}

Releases releases_of(const storage::ReleaseRecords& records) {
  Releases releases;
  for (const storage::ReleaseRecord& record : records) {
    const auto kind = parse_release_kind(record.kind);
    if (!kind) continue;
    Release release;
    release.subject = {*kind, record.id};
    release.postponed_to = record.postponed_to;
    if (!record.first_hand.empty()) release.armed_by.push_back(record.first_hand);
    if (!record.second_hand.empty()) release.armed_by.push_back(record.second_hand);
    release.armed_for = record.armed_for;
    release.ready_since = record.ready_since;
    release.held = record.held;
    release.released_at = record.released_at;
    release.released_by = record.released_by;
    releases.emplace(release.subject, std::move(release));
  }
  return releases;
}

}  // namespace plenary::conference
