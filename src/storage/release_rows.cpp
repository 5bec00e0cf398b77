#include "storage/release_rows.h"

#include "storage/columns.h"

namespace plenary::storage {

void write(soci::session& sql, const ReleaseRecord& r) {
  const std::int64_t postponed_to = to_ms(r.postponed_to);
  const std::int64_t armed_for = to_ms(r.armed_for);
  const std::int64_t ready_since = to_ms(r.ready_since);
  const std::int64_t held = r.held ? 1 : 0;
  const std::int64_t released_at = to_ms(r.released_at);
  sql << "INSERT INTO release(kind, id, postponed_to, first_hand, second_hand, armed_for, "
         "ready_since, held, released_at, released_by) "
         "VALUES(:k, :i, :p, :f, :s, :a, :y, :h, :r, :b) ON CONFLICT(kind, id) DO UPDATE SET "
         "postponed_to = excluded.postponed_to, first_hand = excluded.first_hand, "
         "second_hand = excluded.second_hand, armed_for = excluded.armed_for, "
         "ready_since = excluded.ready_since, held = excluded.held, "
         "released_at = excluded.released_at, released_by = excluded.released_by",
      soci::use(r.kind, "k"), soci::use(r.id, "i"), soci::use(postponed_to, "p"),
      soci::use(r.first_hand, "f"), soci::use(r.second_hand, "s"), soci::use(armed_for, "a"),
      soci::use(ready_since, "y"), soci::use(held, "h"), soci::use(released_at, "r"),
      soci::use(r.released_by, "b");
}

void write(soci::session& sql, const ReleaseRecords& records) {
  for (const ReleaseRecord& record : records) write(sql, record);
}

void write(soci::session& sql, const SpeakerLinkRecord& r) {
  const std::int64_t made_at = to_ms(r.made_at);
  sql << "INSERT INTO speaker_link(person, token_hash, made_by, made_at) VALUES(:p, :t, :b, :a) "
         "ON CONFLICT(person) DO UPDATE SET token_hash = excluded.token_hash, "
         "made_by = excluded.made_by, made_at = excluded.made_at",
      soci::use(r.person, "p"), soci::use(r.token_hash, "t"), soci::use(r.made_by, "b"),
      soci::use(made_at, "a");
}

void write(soci::session& sql, const SpeakerProposalRecord& r) {
  const std::int64_t at = to_ms(r.at);
  sql << "INSERT INTO speaker_proposal(id, person, at, text, picture, state, decided_by) "
         "VALUES(:i, :p, :a, :t, :c, :s, :d) ON CONFLICT(id) DO UPDATE SET "
         "state = excluded.state, decided_by = excluded.decided_by",
      soci::use(r.id, "i"), soci::use(r.person, "p"), soci::use(at, "a"), soci::use(r.text, "t"),
      soci::use(r.picture, "c"), soci::use(r.state, "s"), soci::use(r.decided_by, "d");
}

ReleaseRecord release_of_row(const soci::row& row) {
  ReleaseRecord record;
  record.kind = row.get<std::string>(0);
  record.id = row.get<std::string>(1);
  record.postponed_to = optional_from_ms(integer(row, 2));
  record.first_hand = row.get<std::string>(3);
  record.second_hand = row.get<std::string>(4);
  record.armed_for = optional_from_ms(integer(row, 5));
  record.ready_since = optional_from_ms(integer(row, 6));
  record.held = integer(row, 7) != 0;
  record.released_at = optional_from_ms(integer(row, 8));
  record.released_by = row.get<std::string>(9);
  return record;
}

SpeakerLinkRecord speaker_link_of_row(const soci::row& row) {
  return {row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2),
          from_ms(integer(row, 3))};
}

SpeakerProposalRecord speaker_proposal_of_row(const soci::row& row) {
  return {row.get<std::string>(0), row.get<std::string>(1), from_ms(integer(row, 2)),
          row.get<std::string>(3), row.get<std::string>(4), row.get<std::string>(5),
          row.get<std::string>(6)};
}

}  // namespace plenary::storage
