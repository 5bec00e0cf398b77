#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "storage/mail_records.h"

namespace plenary::storage {

/// Somebody who has an account.
struct AccountRecord {
  std::string id;       ///< Never changes; what journals and logs know the account by.
  std::string sign_in;  ///< The e-mail address or name typed to sign in; empty: there is none.
  std::string name;     ///< As shown to others.
  std::string password_hash;  ///< PHC string of Argon2id; empty: no password opens this account.
  bool verified = false;      ///< Somebody vouches for who this is.
  std::optional<base::Instant> banned_until;
  base::Instant created_at;
  bool operator==(const AccountRecord&) const = default;
};

/// A role in a scope, given to an account: account::Grant as text.
struct GrantRecord {
  std::string account;
  std::string grant;     ///< "moderator:stage/opening".
  std::string given_by;  ///< An account's id, "invitation", "ticket shop" or "command line".
  base::Instant given_at;
  bool operator==(const GrantRecord&) const = default;
};

/// An invitation's link; its token is kept only as its hash.
struct InvitationRecord {
  std::string id;  ///< What the organiser's list calls it; opens nothing.
  std::string token_hash;
  std::string grant;
  std::string name;   ///< For whom it is, as the organiser wrote it; may be empty.
  std::string email;  ///< May be empty.
  std::string made_by;
  base::Instant made_at;
  base::Instant expires_at;
  std::int64_t uses_left = 1;
  std::int64_t used = 0;
  bool operator==(const InvitationRecord&) const = default;
};

/// A browser that is signed in; the cookie's token is kept only as its hash.
struct LoginRecord {
  std::string token_hash;
  std::string account;  ///< An AccountRecord's id.
  std::string csrf;
  base::Instant expires_at;
  bool operator==(const LoginRecord&) const = default;
};

/// A ticket shop's token that has signed somebody in, and must not again.
struct SpentTokenRecord {
  std::string token;  ///< A hash of what makes it one of a kind.
  base::Instant expires_at;
  bool operator==(const SpentTokenRecord&) const = default;
};

/// One line of the audit log: who did what to what.
struct AuditRecord {
  base::Instant at;
  std::string account;  ///< "command line" for the control socket.
  std::string action;   ///< "session_start", "take_input", ...
  std::string subject;
  bool operator==(const AuditRecord&) const = default;
};

/// A line of the audit log with its number, which grows.
struct AuditEntry {
  std::int64_t number = 0;
  AuditRecord record;
};

// What can change. The account or the invitation that it speaks of must be there.
struct SetName {
  std::string account;
  std::string name;
};
struct SetPassword {
  std::string account;
  std::string password_hash;
};
/// Somebody now vouches for who this is.
struct SetVerified {
  std::string account;
};
struct SetBan {
  std::string account;
  std::optional<base::Instant> until;
};
/// Takes one of the uses left; fails with kConflict where there is none.
struct UseInvitation {
  std::string id;
};

// What can be taken away. Nothing there to take is no error.
struct EraseGrant {
  std::string account;
  std::string grant;
};
/// All grants of an account that came from one source.
struct EraseGrantsOf {
  std::string account;
  std::string given_by;
};
/// Every login of an account.
struct EraseLogins {
  std::string account;
};
struct EraseLogin {
  std::string token_hash;
};
struct EraseInvitation {
  std::string id;
};

/// One write of the accounts' tables. An account, an invitation and a spent token are new, or the
/// write fails with kConflict; a grant that is there already is left as it is.
using AccountChange =
    std::variant<AccountRecord, GrantRecord, InvitationRecord, LoginRecord, SpentTokenRecord,
                 AuditRecord, SetName, SetPassword, SetVerified, SetBan, UseInvitation, EraseGrant,
                 EraseGrantsOf, EraseLogins, EraseLogin, EraseInvitation, MailRecord,
                 MailTokenRecord, MailAddressRecord, UseMailToken, EraseMailTokens>;
/// Writes that belong together: all of them are on disk, or none.
using AccountChanges = std::vector<AccountChange>;

/// Everything the accounts' service keeps in memory.
struct StoredAccounts {
  std::vector<AccountRecord> accounts;
  std::vector<GrantRecord> grants;
  std::vector<InvitationRecord> invitations;
  std::vector<LoginRecord> logins;
  std::vector<SpentTokenRecord> spent;
  std::vector<MailTokenRecord> mail_tokens;
  std::vector<MailAddressRecord> mail_addresses;
  bool operator==(const StoredAccounts&) const = default;
};

}  // namespace plenary::storage
