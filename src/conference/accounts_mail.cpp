#include <chrono>
#include <utility>

#include "account/secret.h"
#include "conference/accounts.h"
#include "mail/letter.h"

namespace plenary::conference {
namespace {

using base::Errc;
using base::Error;
using storage::AccountRecord;
using storage::MailTokenRecord;

constexpr const char* kReset = "reset";
constexpr const char* kConfirm = "confirm";
constexpr std::chrono::hours kConfirmationLasts{24 * 7};

Error no_link() {
  return Error(Errc::kNotFound, "the link does not work any more");
}

bool is_banned(const AccountRecord& record, base::Instant now) {
  return record.banned_until.value_or(now) > now;
}

}  // namespace

void Accounts::wake() const {
  if (letters_ && letters_->wake) letters_->wake();
}

bool Accounts::too_many_letters(const std::string& account) {
  const auto now = std::chrono::steady_clock::now();
  return letter_limit_.with(
      [&](account::RateLimit& limit) { return limit.take(account, now).has_value(); });
}

// A new password.

Accounts::Changing Accounts::ask_reset(std::string typed, std::string language) {
  const base::Instant now = utc_();
  const auto account = find_account(typed);
  const bool mailed = letters_ && account && mail::is_address(account->sign_in) &&
                      !is_banned(*account, now) && !too_many_letters(account->id);
  if (!mailed) {
    // As slow as the other way: what a stranger types is not to be found out by the clock.
    std::string at = base::format_rfc3339(now);
    co_return co_await database_.put_value("reset_asked_at", std::move(at));
  }
  const std::string token = account::new_token();
  const base::Instant expires_at = now + kResetLasts;
  storage::AccountChanges changes;
  changes.emplace_back(MailTokenRecord{account::hash_token(token), account->id, kReset,
                                       account->sign_in, expires_at});
  changes.emplace_back(letters_->reset(*account, token, now, expires_at, language));
  changes.emplace_back(audit(account->id, "ask_reset", account->id));
  const base::Status status = co_await apply(std::move(changes));
  if (status) wake();
  co_return status;
}

boost::asio::awaitable<base::Result<Accounts::Reset>> Accounts::make_reset(std::string by,
                                                                           std::string account) {
  const auto of = person(account);
  if (!of) co_return Error(Errc::kNotFound, "no such account");
  const base::Instant now = utc_();
  const bool mailed = letters_ && mail::is_address(of->record.sign_in);
  const std::string token = account::new_token();
  Reset made{mailed ? "" : token, now + kResetLasts};
  storage::AccountChanges changes;
  changes.emplace_back(MailTokenRecord{account::hash_token(token), account, kReset,
                                       mailed ? of->record.sign_in : "", made.expires_at});
  if (mailed) {
    changes.emplace_back(letters_->reset(of->record, token, now, made.expires_at, ""));
  }
  changes.emplace_back(audit(std::move(by), mailed ? "mail reset" : "show reset", account));
  const base::Status status = co_await apply(std::move(changes));
  if (!status) co_return status.error();
  if (mailed) wake();
  co_return made;
}

std::optional<AccountRecord> Accounts::reset(std::string_view token) const {
  const std::string hash = account::hash_token(token);
  const base::Instant now = utc_();
  return shared_->book.with([&](const AccountBook& book) -> std::optional<AccountRecord> {
    const MailTokenRecord* const link = book.mail_token(hash, kReset, now);
    const AccountRecord* const of = link == nullptr ? nullptr : book.account(link->account);
    return of == nullptr ? std::nullopt : std::optional(*of);
  });
}

Accounts::SigningIn Accounts::set_new_password(std::string token, std::string password) {
  const std::string hash_of_token = account::hash_token(token);
  const base::Instant now = utc_();
  const auto link =
      shared_->book.with([&](const AccountBook& book) -> std::optional<MailTokenRecord> {
        const MailTokenRecord* const found = book.mail_token(hash_of_token, kReset, now);
        return found == nullptr ? std::nullopt : std::optional(*found);
      });
  const auto of = link ? person(link->account) : std::nullopt;
  if (!of) co_return no_link();
  if (is_banned(of->record, now)) co_return Error(Errc::kForbidden, "banned");
  auto hashed = co_await hash(std::move(password));
  if (!hashed) co_return hashed.error();
  const std::string id = of->record.id;
  storage::AccountChanges changes;
  changes.emplace_back(storage::UseMailToken{hash_of_token});
  changes.emplace_back(storage::EraseMailTokens{id, kReset});
  changes.emplace_back(storage::SetPassword{id, std::move(*hashed)});
  changes.emplace_back(storage::EraseLogins{id});
  // The letter has reached its address.
  if (!link->address.empty() && !mail_status(id).verified) {
    changes.emplace_back(
        storage::MailAddressRecord{id, link->address, account::new_token(), true, now});
  }
  changes.emplace_back(audit(id, "new_password", id));
  const base::Status status = co_await apply(std::move(changes), id);
  if (!status && status.error().code() == Errc::kConflict) co_return no_link();
  if (!status) co_return status.error();
  co_return co_await admit({}, id);
}

// Where letters reach.

void Accounts::add_confirmation(storage::AccountChanges& changes, const AccountRecord& account,
                                const std::string& language) const {
  if (!letters_ || !mail::is_address(account.sign_in)) return;
  const base::Instant now = utc_();
  const std::string token = account::new_token();
  changes.emplace_back(MailTokenRecord{account::hash_token(token), account.id, kConfirm,
                                       account.sign_in, now + kConfirmationLasts});
  changes.emplace_back(
      letters_->confirmation(account, token, now, now + kConfirmationLasts, language));
}

Accounts::Changing Accounts::ask_confirmation(std::string account, std::string language) {
  const auto of = person(account);
  if (!letters_ || !of) co_return Error(Errc::kNotFound, "there is no mail server");
  if (!mail::is_address(of->record.sign_in) || mail_status(account).verified) {
    co_return Error(Errc::kConflict, "it has no address, or has shown it");
  }
  if (too_many_letters(account)) co_return Error(Errc::kLimit, "too many letters");
  storage::AccountChanges changes;
  add_confirmation(changes, of->record, language);
  const base::Status status = co_await apply(std::move(changes));
  if (status) wake();
  co_return status;
}

Accounts::Changing Accounts::confirm(std::string token) {
  const std::string hash_of_token = account::hash_token(token);
  const base::Instant now = utc_();
  const auto link =
      shared_->book.with([&](const AccountBook& book) -> std::optional<MailTokenRecord> {
        const MailTokenRecord* const found = book.mail_token(hash_of_token, kConfirm, now);
        return found == nullptr ? std::nullopt : std::optional(*found);
      });
  if (!link) co_return no_link();
  storage::AccountChanges changes;
  changes.emplace_back(storage::UseMailToken{hash_of_token});
  changes.emplace_back(storage::EraseMailTokens{link->account, kConfirm});
  changes.emplace_back(
      storage::MailAddressRecord{link->account, link->address, account::new_token(), true, now});
  changes.emplace_back(audit(link->account, "confirm_address", link->account));
  const base::Status status = co_await apply(std::move(changes));
  if (!status && status.error().code() == Errc::kConflict) co_return no_link();
  co_return status;
}

MailStatus Accounts::mail_status(const std::string& account) const {
  return shared_->book.with([&](const AccountBook& book) {
    MailStatus status;
    const AccountRecord* const of = book.account(account);
    if (of == nullptr || !mail::is_address(of->sign_in)) return status;
    status.address = of->sign_in;
    const storage::MailAddressRecord* const reached = book.address(account);
    status.verified = reached != nullptr && reached->address == of->sign_in;
    status.reminders = status.verified && reached->reminders;
    return status;
  });
}

Accounts::Changing Accounts::set_reminders(std::string account, bool on) {
  auto reached =
      shared_->book.with([&](const AccountBook& book) -> std::optional<storage::MailAddressRecord> {
        const storage::MailAddressRecord* const found = book.address(account);
        return found == nullptr ? std::nullopt : std::optional(*found);
      });
  if (!reached) co_return Error(Errc::kNotFound, "letters are not known to reach it");
  reached->reminders = on;
  storage::AccountChanges changes;
  changes.emplace_back(std::move(*reached));
  co_return co_await apply(std::move(changes));
}

Accounts::Changing Accounts::stop_reminders(std::string token) {
  const auto account =
      shared_->book.with([&](const AccountBook& book) -> std::optional<std::string> {
        const storage::MailAddressRecord* const found = book.address_of_stop(token);
        return found == nullptr ? std::nullopt : std::optional(found->account);
      });
  if (!account) co_return no_link();
  co_return co_await set_reminders(*account, false);
}

}  // namespace plenary::conference
