#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "storage/database.h"

namespace plenary::conference {

/// The speakers' own pages: to whom a link was given, and what they would have changed about
/// themselves. Looks up in memory; a write is durable before it counts. Safe from every thread.
class Speakers {
 public:
  /// Reads everything. Throws std::runtime_error if the database cannot be read. `database`
  /// outlives this.
  Speakers(storage::Database& database, base::UtcClock utc);

  /// Makes a person's link and returns its token, which is known now and never again; an older link
  /// of theirs opens nothing from then on.
  boost::asio::awaitable<base::Result<std::string>> make_link(base::PersonId person,
                                                              std::string by);
  /// Whose link this is; nothing for any other text.
  std::optional<base::PersonId> person_of(std::string_view token) const;

  /// What a speaker proposes: `text` is JSON, a biography by language; an older proposal of theirs
  /// that waits is refused by it. kLimit if too much waits.
  boost::asio::awaitable<base::Result<storage::SpeakerProposalRecord>> propose(
      base::PersonId person, std::string text, std::string picture);
  /// Oldest first, also those that were decided.
  std::vector<storage::SpeakerProposalRecord> proposals() const;
  std::optional<storage::SpeakerProposalRecord> pending(const base::PersonId& person) const;
  /// kNotFound; kConflict: it was decided before.
  boost::asio::awaitable<base::Result<storage::SpeakerProposalRecord>> decide(std::string id,
                                                                              bool accepted,
                                                                              std::string by);

 private:
  struct Book {
    std::map<std::string, std::string, std::less<>> person_by_hash;
    std::map<std::string, storage::SpeakerProposalRecord> proposals;
  };
  using Record = storage::SpeakerProposalRecord;

  void remember(const Record& record);

  storage::Database& database_;
  base::UtcClock utc_;
  base::Guarded<Book> book_;
};

}  // namespace plenary::conference
