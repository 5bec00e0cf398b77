#include "conference/speakers.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "account/secret.h"

namespace plenary::conference {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using boost::asio::awaitable;
using storage::SpeakerProposalRecord;

constexpr std::size_t kMostProposals = 5'000;

}  // namespace

Speakers::Speakers(storage::Database& database, base::UtcClock utc)
    : database_(database), utc_(std::move(utc)) {
  const auto links = database_.speaker_links();
  const auto proposals = database_.speaker_proposals();
  if (!links || !proposals) throw std::runtime_error("cannot read the speakers' links");
  book_.with([&](Book& book) {
    for (const auto& link : *links) book.person_by_hash[link.token_hash] = link.person;
    for (const auto& proposal : *proposals) book.proposals[proposal.id] = proposal;
  });
}

awaitable<Result<std::string>> Speakers::make_link(base::PersonId person, std::string by) {
  const std::string token = account::new_token();
  storage::SpeakerLinkRecord record{person.text(), account::hash_token(token), std::move(by),
                                    utc_()};
  storage::SpeakerLinkRecord stored = record;
  const base::Status status = co_await database_.put(std::move(stored));
  if (!status) co_return status.error();
  book_.with([&](Book& book) {
    std::erase_if(book.person_by_hash,
                  [&](const auto& link) { return link.second == record.person; });
    book.person_by_hash[record.token_hash] = record.person;
  });
  co_return token;
}

std::optional<base::PersonId> Speakers::person_of(std::string_view token) const {
  const std::string hash = account::hash_token(token);
  const std::string person = book_.with([&](const Book& book) {
    const auto found = book.person_by_hash.find(hash);
    return found == book.person_by_hash.end() ? std::string() : found->second;
  });
  const auto id = base::PersonId::parse(person);
  return id ? std::optional(*id) : std::nullopt;
}

awaitable<Result<SpeakerProposalRecord>> Speakers::propose(base::PersonId person, std::string text,
                                                           std::string picture) {
  const auto before = pending(person);
  if (!before && proposals().size() >= kMostProposals) {
    co_return Error(Errc::kLimit, "too many proposals wait");
  }
  if (before) {
    const auto refused = co_await decide(before->id, false, "its author");
    if (!refused) co_return refused.error();
  }
  Record record{account::new_token().substr(0, 16),
                person.text(),
                utc_(),
                std::move(text),
                std::move(picture),
                "pending",
                ""};
  Record stored = record;
  const base::Status status = co_await database_.put(std::move(stored));
  if (!status) co_return status.error();
  remember(record);
  co_return record;
}

std::vector<SpeakerProposalRecord> Speakers::proposals() const {
  auto all = book_.with([](const Book& book) {
    std::vector<Record> records;
    for (const auto& [id, record] : book.proposals) records.push_back(record);
    return records;
  });
  std::stable_sort(all.begin(), all.end(),
                   [](const Record& a, const Record& b) { return a.at < b.at; });
  return all;
}

std::optional<SpeakerProposalRecord> Speakers::pending(const base::PersonId& person) const {
  for (const Record& record : proposals()) {
    if (record.person == person.text() && record.state == "pending") return record;
  }
  return std::nullopt;
}

awaitable<Result<SpeakerProposalRecord>> Speakers::decide(std::string id, bool accepted,
                                                          std::string by) {
  std::optional<Record> record = book_.with([&](const Book& book) {
    const auto found = book.proposals.find(id);
    return found == book.proposals.end() ? std::optional<Record>() : std::optional(found->second);
  });
  if (!record) co_return Error(Errc::kNotFound, "there is no such proposal");
  if (record->state != "pending") co_return Error(Errc::kConflict, "It was decided before.");
  record->state = accepted ? "accepted" : "refused";
  record->decided_by = std::move(by);
  Record stored = *record;
  const base::Status status = co_await database_.put(std::move(stored));
  if (!status) co_return status.error();
  remember(*record);
  co_return *record;
}

void Speakers::remember(const Record& record) {
  book_.with([&](Book& book) { book.proposals[record.id] = record; });
}

}  // namespace plenary::conference
