#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"

namespace plenary::storage {

/// A letter on its way. Its words are erased once it has been sent or given up: they hold links
/// that open something.
struct MailRecord {
  std::string id;         ///< Of what it tells: a second letter of the same id is not taken.
  std::string kind;       ///< "invitation", "reset", "confirmation", "reminder", "trial".
  std::string account;    ///< Whom it is for, or empty.
  std::string recipient;  ///< An address.
  std::string subject;
  std::string text;
  std::string stop_url;  ///< Where its receiver ends letters of this kind; may be empty.
  base::Instant made_at;
  base::Instant good_until;  ///< Later it is given up: nobody wants it any more.
  base::Instant next_at;     ///< When it is tried next.
  std::int64_t tries = 0;
  std::string state = "waiting";  ///< "waiting", "sent", "failed".
  std::string error;              ///< Why the last try failed.
  bool operator==(const MailRecord&) const = default;
};

/// What a letter's link lets its receiver do, once; the token is kept only as its hash.
struct MailTokenRecord {
  std::string token_hash;
  std::string account;
  std::string purpose;  ///< "reset", "confirm".
  std::string address;  ///< Where the link was sent; empty: it was handed over by the organiser.
  base::Instant expires_at;
  bool operator==(const MailTokenRecord&) const = default;
};

/// An address whose owner has shown that letters reach them.
struct MailAddressRecord {
  std::string account;
  std::string address;
  std::string stop_token;  ///< In every reminder: whoever has it can end them, and nothing else.
  bool reminders = true;
  base::Instant verified_at;
  bool operator==(const MailAddressRecord&) const = default;
};

/// Takes a token; fails with kConflict where it is gone: a link works once.
struct UseMailToken {
  std::string token_hash;
};
/// All tokens of an account for one purpose.
struct EraseMailTokens {
  std::string account;
  std::string purpose;
};

/// Whom to remind of which sessions.
struct ReminderRow {
  MailAddressRecord address;
  std::vector<std::string> sessions;  ///< Of the account's agenda.
};

}  // namespace plenary::storage
