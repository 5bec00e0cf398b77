#include "conference/account_book.h"

#include <algorithm>
#include <variant>

#include "base/log.h"
#include "base/text.h"

namespace plenary::conference {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

std::string sign_in_key(std::string_view typed) {
  return lower(base::trim(typed));
}

/// Mirrors storage's statements, one for one.
struct AccountBook::Change {
  AccountBook& book;

  Entry* entry(const std::string& account) const {
    const auto found = book.accounts_.find(account);
    return found == book.accounts_.end() ? nullptr : &found->second;
  }

  void operator()(const storage::AccountRecord& r) const {
    if (!book.accounts_.emplace(r.id, Entry{r, {}, {}}).second) return;
    if (!r.sign_in.empty()) book.by_sign_in_.emplace(sign_in_key(r.sign_in), r.id);
  }

  void operator()(const storage::GrantRecord& r) const {
    Entry* const to = entry(r.account);
    auto grant = account::parse_grant(r.grant);
    if (!grant) base::log(base::Level::kError, "grant_unreadable", {{"grant", r.grant}});
    if (to == nullptr || !grant) return;
    if (std::find(to->grants.begin(), to->grants.end(), *grant) != to->grants.end()) return;
    to->given.push_back(r);
    to->grants.push_back(std::move(*grant));
  }

  void operator()(const storage::InvitationRecord& r) const {
    book.invitation_ids_[r.token_hash] = r.id;
    book.invitations_.emplace(r.id, r);
  }

  void operator()(const storage::LoginRecord& r) const { book.logins_[r.token_hash] = r; }
  void operator()(const storage::SpentTokenRecord& r) const { book.spent_[r.token] = r.expires_at; }
  void operator()(const storage::AuditRecord&) const {}

  void operator()(const storage::SetName& r) const {
    if (Entry* const of = entry(r.account)) of->record.name = r.name;
  }
  void operator()(const storage::SetPassword& r) const {
    if (Entry* const of = entry(r.account)) of->record.password_hash = r.password_hash;
  }
  void operator()(const storage::SetVerified& r) const {
    if (Entry* const of = entry(r.account)) of->record.verified = true;
  }
  void operator()(const storage::SetBan& r) const {
    if (Entry* const of = entry(r.account)) of->record.banned_until = r.until;
  }
  void operator()(const storage::UseInvitation& r) const {
    const auto found = book.invitations_.find(r.id);
    if (found == book.invitations_.end()) return;
    --found->second.uses_left;
    ++found->second.used;
  }

  template <class Wanted>
  void erase_grants(const std::string& account, Wanted wanted) const {
    Entry* const of = entry(account);
    if (of == nullptr) return;
    for (std::size_t i = of->given.size(); i-- > 0;) {
      if (!wanted(of->given[i])) continue;
      of->given.erase(of->given.begin() + static_cast<std::ptrdiff_t>(i));
      of->grants.erase(of->grants.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  void operator()(const storage::EraseGrant& r) const {
    erase_grants(r.account, [&](const auto& given) { return given.grant == r.grant; });
  }
  void operator()(const storage::EraseGrantsOf& r) const {
    erase_grants(r.account, [&](const auto& given) { return given.given_by == r.given_by; });
  }
  void operator()(const storage::EraseLogins& r) const {
    std::erase_if(book.logins_,
                  [&](const auto& login) { return login.second.account == r.account; });
  }
  void operator()(const storage::EraseLogin& r) const { book.logins_.erase(r.token_hash); }
  void operator()(const storage::MailRecord&) const {}
  void operator()(const storage::MailTokenRecord& r) const { book.mail_tokens_[r.token_hash] = r; }
  void operator()(const storage::MailAddressRecord& r) const { book.addresses_[r.account] = r; }
  void operator()(const storage::UseMailToken& r) const { book.mail_tokens_.erase(r.token_hash); }
  void operator()(const storage::EraseMailTokens& r) const {
    std::erase_if(book.mail_tokens_, [&](const auto& token) {
      return token.second.account == r.account && token.second.purpose == r.purpose;
    });
  }
  void operator()(const storage::EraseInvitation& r) const {
    const auto found = book.invitations_.find(r.id);
    if (found == book.invitations_.end()) return;
    book.invitation_ids_.erase(found->second.token_hash);
    book.invitations_.erase(found);
  }
};

AccountBook::AccountBook(const storage::StoredAccounts& stored) {
  const Change change{*this};
  for (const auto& record : stored.accounts) change(record);
  for (const auto& record : stored.grants) change(record);
  for (const auto& record : stored.invitations) change(record);
  for (const auto& record : stored.logins) change(record);
  for (const auto& record : stored.spent) change(record);
  for (const auto& record : stored.mail_tokens) change(record);
  for (const auto& record : stored.mail_addresses) change(record);
}

void AccountBook::apply(const storage::AccountChanges& changes) {
  for (const storage::AccountChange& change : changes) std::visit(Change{*this}, change);
}

const storage::AccountRecord* AccountBook::account(std::string_view id) const {
  const auto found = accounts_.find(id);
  return found == accounts_.end() ? nullptr : &found->second.record;
}

const storage::AccountRecord* AccountBook::by_sign_in(std::string_view typed) const {
  const auto found = by_sign_in_.find(sign_in_key(typed));
  return found == by_sign_in_.end() ? nullptr : account(found->second);
}

account::Visitor AccountBook::visitor(std::string_view account) const {
  const auto found = accounts_.find(account);
  if (found == accounts_.end()) return {};
  const Entry& entry = found->second;
  return {entry.record.id, entry.record.name, entry.grants, entry.record.verified};
}

std::vector<storage::GrantRecord> AccountBook::grants(std::string_view account) const {
  const auto found = accounts_.find(account);
  return found == accounts_.end() ? std::vector<storage::GrantRecord>() : found->second.given;
}

bool AccountBook::holds(std::string_view account, const account::Grant& grant) const {
  const auto found = accounts_.find(account);
  if (found == accounts_.end()) return false;
  const auto& grants = found->second.grants;
  return std::find(grants.begin(), grants.end(), grant) != grants.end();
}

std::size_t AccountBook::holders(const account::Grant& grant) const {
  return static_cast<std::size_t>(
      std::count_if(accounts_.begin(), accounts_.end(),
                    [&](const auto& entry) { return holds(entry.first, grant); }));
}

std::vector<Person> AccountBook::people_with(const account::Grant& grant) const {
  std::vector<Person> people;
  for (const auto& [id, entry] : accounts_) {
    if (!holds(id, grant)) continue;
    if (auto found = person(id)) people.push_back(std::move(*found));
  }
  return people;
}

std::optional<Login> AccountBook::login(const std::string& token_hash, base::Instant now) const {
  const auto found = logins_.find(token_hash);
  if (found == logins_.end() || found->second.expires_at <= now) return std::nullopt;
  const storage::AccountRecord* const record = account(found->second.account);
  if (record == nullptr || record->banned_until.value_or(now) > now) return std::nullopt;
  return Login{visitor(record->id), found->second.csrf};
}

const storage::InvitationRecord* AccountBook::invitation(const std::string& token_hash,
                                                         base::Instant now) const {
  const auto found = invitation_ids_.find(token_hash);
  if (found == invitation_ids_.end()) return nullptr;
  const storage::InvitationRecord* const record = invitation_by_id(found->second);
  const bool good = record != nullptr && record->uses_left > 0 && record->expires_at > now;
  return good ? record : nullptr;
}

std::vector<storage::InvitationRecord> AccountBook::invitations() const {
  std::vector<storage::InvitationRecord> all;
  for (const auto& [id, record] : invitations_) all.push_back(record);
  std::stable_sort(all.begin(), all.end(), [](const auto& left, const auto& right) {
    return left.made_at < right.made_at;
  });
  return all;
}

const storage::InvitationRecord* AccountBook::invitation_by_id(const std::string& id) const {
  const auto found = invitations_.find(id);
  return found == invitations_.end() ? nullptr : &found->second;
}

const storage::MailTokenRecord* AccountBook::mail_token(const std::string& token_hash,
                                                        std::string_view purpose,
                                                        base::Instant now) const {
  const auto found = mail_tokens_.find(token_hash);
  const bool good = found != mail_tokens_.end() && found->second.purpose == purpose &&
                    found->second.expires_at > now;
  return good ? &found->second : nullptr;
}

const storage::MailAddressRecord* AccountBook::address(const std::string& account) const {
  const auto found = addresses_.find(account);
  return found == addresses_.end() ? nullptr : &found->second;
}

const storage::MailAddressRecord* AccountBook::address_of_stop(const std::string& token) const {
  const auto found = std::find_if(addresses_.begin(), addresses_.end(), [&](const auto& one) {
    return one.second.stop_token == token;
  });
  return found == addresses_.end() ? nullptr : &found->second;
}

std::optional<Person> AccountBook::person(std::string_view account) const {
  const auto found = accounts_.find(account);
  if (found == accounts_.end()) return std::nullopt;
  Person person{found->second.record, found->second.given, 0};
  for (const auto& [hash, login] : logins_) {
    if (login.account == account) ++person.logins;
  }
  return person;
}

std::vector<Person> AccountBook::people(std::string_view words, std::size_t most) const {
  const std::string wanted = sign_in_key(words);
  std::vector<const Entry*> found;
  for (const auto& [id, entry] : accounts_) {
    const bool said = lower(entry.record.name).find(wanted) != std::string::npos ||
                      lower(entry.record.sign_in).find(wanted) != std::string::npos ||
                      lower(id).find(wanted) != std::string::npos;
    if (said) found.push_back(&entry);
  }
  std::stable_sort(found.begin(), found.end(), [](const Entry* left, const Entry* right) {
    return left->record.name < right->record.name;
  });
  if (found.size() > most) found.resize(most);
  std::vector<Person> people;
  std::unordered_map<std::string_view, std::size_t> logins;
  for (const auto& [hash, login] : logins_) ++logins[login.account];
  for (const Entry* entry : found) {
    people.push_back({entry->record, entry->given, logins[entry->record.id]});
  }
  return people;
}

}  // namespace plenary::conference
