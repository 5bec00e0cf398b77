#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "account/visitor.h"
#include "base/time.h"
#include "storage/account_records.h"

namespace plenary::conference {

/// Somebody who is signed in, as a request finds out from its cookie.
struct Login {
  account::Visitor visitor;
  std::string csrf;  ///< What an unsafe request must bring in its X-Plenary-Csrf header.
};

/// An account as the organiser sees it.
struct Person {
  storage::AccountRecord record;
  std::vector<storage::GrantRecord> grants;
  std::size_t logins = 0;  ///< Browsers that are signed in.
};

/// "Li@Example.ORG " as it is compared: without spaces around it, ASCII letters in lower case.
std::string sign_in_key(std::string_view typed);

/// The accounts as they stand on disk, in memory: it is changed by what was written, as it was
/// written, and by nothing else. A value; not safe from several threads.
class AccountBook {
 public:
  explicit AccountBook(const storage::StoredAccounts& stored);

  /// What the same changes did to the tables.
  void apply(const storage::AccountChanges& changes);

  /// The account, or null.
  const storage::AccountRecord* account(std::string_view id) const;
  /// Whose name to sign in this is, or null.
  const storage::AccountRecord* by_sign_in(std::string_view typed) const;
  account::Visitor visitor(std::string_view account) const;
  /// The grants as text, with who gave each; empty for an unknown account.
  std::vector<storage::GrantRecord> grants(std::string_view account) const;
  bool holds(std::string_view account, const account::Grant& grant) const;
  /// How many accounts hold the grant.
  std::size_t holders(const account::Grant& grant) const;

  /// Who is signed in with the cookie of this hash; nothing if nobody, if it expired, or if the
  /// account is banned at `now`.
  std::optional<Login> login(const std::string& token_hash, base::Instant now) const;

  /// Nothing unless the invitation is there, has a use left and has not expired at `now`.
  const storage::InvitationRecord* invitation(const std::string& token_hash,
                                              base::Instant now) const;
  /// Also those that nobody can use any more, oldest first.
  std::vector<storage::InvitationRecord> invitations() const;
  const storage::InvitationRecord* invitation_by_id(const std::string& id) const;

  /// The link of a letter, by its hash; null unless it is there and good at `now`.
  const storage::MailTokenRecord* mail_token(const std::string& token_hash,
                                             std::string_view purpose, base::Instant now) const;
  /// Where letters are known to reach the account, or null.
  const storage::MailAddressRecord* address(const std::string& account) const;
  const storage::MailAddressRecord* address_of_stop(const std::string& token) const;

  bool spent(const std::string& token) const { return spent_.contains(token); }

  std::optional<Person> person(std::string_view account) const;
  /// At most `most` of the accounts whose id, sign-in or name contains `words` (any case), by name.
  std::vector<Person> people(std::string_view words, std::size_t most) const;
  /// Everybody who holds the grant, by id.
  std::vector<Person> people_with(const account::Grant& grant) const;
  std::size_t size() const { return accounts_.size(); }

 private:
  struct Entry {
    storage::AccountRecord record;
    std::vector<storage::GrantRecord> given;
    std::vector<account::Grant> grants;  // The same, read.
  };
  struct Change;

  std::map<std::string, Entry, std::less<>> accounts_;
  std::unordered_map<std::string, std::string> by_sign_in_;  // sign_in_key() to id.
  std::unordered_map<std::string, storage::LoginRecord> logins_;
  std::map<std::string, storage::InvitationRecord> invitations_;  // By id.
  std::unordered_map<std::string, std::string> invitation_ids_;   // Token hash to id.
  std::unordered_map<std::string, base::Instant> spent_;
  std::unordered_map<std::string, storage::MailTokenRecord> mail_tokens_;   // By token hash.
  std::unordered_map<std::string, storage::MailAddressRecord> addresses_;  // By account.
};

}  // namespace plenary::conference
