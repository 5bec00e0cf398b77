#include "conference/accounts.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <utility>

#include "account/secret.h"
#include "base/log.h"
#include "base/text.h"

namespace plenary::conference {
namespace {

using base::Errc;
using base::Error;

constexpr std::chrono::hours kLoginLasts{24 * 14};
constexpr int kMostHashesWaiting = 64;  // About 1.6 s of work for two threads.
constexpr std::size_t kLongestEmail = 254;
constexpr std::size_t kLongestName = 80;

/// True for text that is shown as it is written: no control characters, nothing that turns the
/// direction of what stands beside it.
bool is_plain(std::string_view text) {
  if (!base::is_utf8(text)) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return false;
    const std::string_view three = text.substr(i, 3);
    const bool turns = (three >= "\xE2\x80\xAA" && three <= "\xE2\x80\xAE") ||
                       (three >= "\xE2\x81\xA6" && three <= "\xE2\x81\xA9");
    if (three.size() == 3 && turns) return false;
  }
  return true;
}

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  return text.size() <= kLongestEmail && at != std::string_view::npos && at > 0 &&
         at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
         text.find_first_of(" <>\"',;:\\") == std::string_view::npos && is_plain(text);
}

/// The name as it is kept, or why it is none.
base::Result<std::string> shown_name(std::string_view typed) {
  const std::string_view name = base::trim(typed);
  if (name.empty() || name.size() > kLongestName || !is_plain(name)) {
    return Error(Errc::kMalformed, "A name has 1 to 80 bytes and no control characters.");
  }
  return std::string(name);
}

std::string new_account_id() {
  return "a-" + account::hash_token(account::new_token()).substr(0, 20);
}

Error wrong_password() {
  return Error(Errc::kUnauthorised, "wrong name or password");
}

bool banned(const storage::AccountRecord& record, base::Instant now) {
  return record.banned_until.value_or(now) > now;
}

}  // namespace

base::Instant Accounts::for_good() {
  return base::Instant(std::chrono::seconds(253402300799));
}

Accounts::Accounts(storage::Database& database, base::UtcClock utc, AccountSettings settings)
    : database_(database), utc_(std::move(utc)), settings_(std::move(settings)) {
  const auto stored = database_.accounts(utc_());
  if (!stored) throw std::runtime_error("cannot read the accounts from the database");
  shared_ = std::make_shared<Shared>(*stored);
  account::decoy_hash();  // Made before the first stranger tries.
}

Accounts::~Accounts() {
  hashers_.join();
}

void Accounts::on_changed(Listener listener) {
  shared_->listeners.with([&](auto& all) { all.push_back(std::move(listener)); });
}

storage::Database::Applied Accounts::applied(std::string tell, AccountChange change) const {
  return [shared = shared_, tell = std::move(tell), change](const storage::AccountChanges& changes) {
    shared->book.with([&](AccountBook& book) { book.apply(changes); });
    if (tell.empty()) return;
    const auto listeners = shared->listeners.with([](const auto& all) { return all; });
    for (const Listener& listener : listeners) listener(tell, change);
  };
}

Accounts::Changing Accounts::apply(storage::AccountChanges changes, std::string tell,
                                   AccountChange change) {
  storage::Database::Applied then = applied(std::move(tell), change);
  co_return co_await database_.apply(std::move(changes), std::move(then));
}

base::Status Accounts::apply_now(storage::AccountChanges changes, std::string tell) {
  return database_.apply_now(std::move(changes), applied(std::move(tell), AccountChange::kRights));
}

storage::AuditRecord Accounts::audit(std::string by, std::string action,
                                     std::string subject) const {
  base::log(base::Level::kInfo, "account",
            {{"account", by}, {"action", action}, {"subject", subject}});
  return {utc_(), std::move(by), std::move(action), std::move(subject)};
}

// Passwords.

boost::asio::awaitable<base::Result<bool>> Accounts::matches(std::string phc_hash,
                                                             std::string password) {
  if (hashing_.fetch_add(1) >= kMostHashesWaiting) {
    hashing_.fetch_sub(1);
    co_return Error(Errc::kLimit, "too many passwords wait");
  }
  const auto home = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(hashers_.get_executor(), boost::asio::use_awaitable);
  const bool right = account::verify_password(phc_hash, password);
  co_await boost::asio::post(home, boost::asio::use_awaitable);
  hashing_.fetch_sub(1);
  co_return right;
}

boost::asio::awaitable<base::Result<std::string>> Accounts::hash(std::string password) {
  if (hashing_.fetch_add(1) >= kMostHashesWaiting) {
    hashing_.fetch_sub(1);
    co_return Error(Errc::kLimit, "too many passwords wait");
  }
  const auto home = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(hashers_.get_executor(), boost::asio::use_awaitable);
  auto made = account::hash_password(password);
  co_await boost::asio::post(home, boost::asio::use_awaitable);
  hashing_.fetch_sub(1);
  if (!made && made.error().code() == Errc::kMalformed) {
    co_return Error(Errc::kMalformed, "A password has 10 to 256 bytes.");
  }
  co_return made;
}

// Signing in and out.

std::optional<storage::AccountRecord> Accounts::find_account(std::string_view typed) const {
  return shared_->book.with([&](const AccountBook& book) {
    const storage::AccountRecord* const found = book.by_sign_in(typed);
    return found == nullptr ? std::nullopt : std::optional(*found);
  });
}

Accounts::SigningIn Accounts::admit(storage::AccountChanges changes, std::string account,
                                    bool other_rights) {
  SignedIn signed_in{account::new_token(), {}};
  const storage::LoginRecord record{account::hash_token(signed_in.token), account,
                                    account::new_token(), utc_() + kLoginLasts};
  changes.emplace_back(record);
  std::string tell = other_rights ? account : std::string();
  const base::Status status = co_await apply(std::move(changes), std::move(tell));
  if (!status) co_return status.error();
  signed_in.login = shared_->book.with([&](const AccountBook& book) {
    return Login{book.visitor(account), record.csrf};
  });
  co_return signed_in;
}

Accounts::SigningIn Accounts::sign_in(std::string typed, std::string password) {
  const auto account = find_account(typed);
  const bool opens = account && !account->password_hash.empty();
  std::string hash = opens ? account->password_hash : std::string(account::decoy_hash());
  const auto right = co_await matches(std::move(hash), std::move(password));
  if (!right) co_return right.error();
  if (!opens || !*right) co_return wrong_password();
  if (banned(*account, utc_())) co_return Error(Errc::kForbidden, "banned");
  storage::AccountChanges changes;
  const account::Visitor visitor =
      shared_->book.with([&](const AccountBook& book) { return book.visitor(account->id); });
  // An audience's sign-ins are no news; those of people with a hand on something are.
  const bool staff = std::any_of(
      visitor.grants.begin(), visitor.grants.end(),
      [](const account::Grant& grant) { return grant.role != account::Role::kAttendee; });
  if (staff) changes.emplace_back(audit(account->id, "sign_in", account->id));
  co_return co_await admit(std::move(changes), account->id);
}

Accounts::SigningIn Accounts::sign_up(NewAccount wanted) {
  if (settings_.sign_up != SignUp::kOpen) co_return Error(Errc::kForbidden, "only the invited");
  auto name = shown_name(wanted.name);
  if (!name) co_return name.error();
  const std::string sign_in = sign_in_key(wanted.email);
  if (!is_email(sign_in)) co_return Error(Errc::kMalformed, "That is no e-mail address.");
  auto hashed = co_await hash(std::move(wanted.password));
  if (!hashed) co_return hashed.error();
  if (find_account(sign_in)) co_return Error(Errc::kConflict, "the address has an account");
  const std::string id = new_account_id();
  storage::AccountChanges changes;
  const storage::AccountRecord record{id, sign_in, std::move(*name), std::move(*hashed), false, {},
                                      utc_()};
  changes.emplace_back(record);
  changes.emplace_back(storage::GrantRecord{id, "attendee:conference", "sign-up", utc_()});
  changes.emplace_back(audit(id, "sign_up", id));
  add_confirmation(changes, record, wanted.language);
  auto signed_in = co_await admit(std::move(changes), id);
  wake();
  co_return signed_in;
}

Accounts::SigningIn Accounts::redeem_token(std::string token) {
  if (!settings_.ticket_shop) co_return Error(Errc::kNotFound, "there is no ticket shop");
  const auto ticket = settings_.ticket_shop->verify(token, utc_());
  if (!ticket) co_return ticket.error();
  struct Known {
    bool spent;
    std::optional<storage::AccountRecord> account;
  };
  const Known known = shared_->book.with([&](const AccountBook& book) {
    const auto* const account = book.account(ticket->account);
    return Known{book.spent(ticket->token),
                 account == nullptr ? std::nullopt : std::optional(*account)};
  });
  if (known.spent) co_return Error(Errc::kUnauthorised, "used before");
  if (known.account && banned(*known.account, utc_())) co_return Error(Errc::kForbidden, "banned");

  auto name = shown_name(ticket->name);
  const std::string shown = name ? *name : std::string();
  storage::AccountChanges changes;
  changes.emplace_back(storage::SpentTokenRecord{ticket->token, ticket->expires_at});
  if (!known.account) {
    changes.emplace_back(storage::AccountRecord{
        ticket->account, "", shown.empty() ? "Guest" : shown, "", true, {}, utc_()});
    changes.emplace_back(audit(ticket->account, "ticket", ticket->account));
  } else if (!shown.empty() && shown != known.account->name) {
    changes.emplace_back(storage::SetName{ticket->account, shown});
  }
  changes.emplace_back(storage::EraseGrantsOf{ticket->account, "ticket shop"});
  for (const account::Grant& grant : ticket->grants) {
    changes.emplace_back(
        storage::GrantRecord{ticket->account, account::print(grant), "ticket shop", utc_()});
  }
  co_return co_await admit(std::move(changes), ticket->account, known.account.has_value());
}

std::optional<Login> Accounts::find(std::string_view token) const {
  if (token.empty()) return std::nullopt;
  const std::string hash = account::hash_token(token);
  const base::Instant now = utc_();
  return shared_->book.with([&](const AccountBook& book) { return book.login(hash, now); });
}

Accounts::Changing Accounts::sign_out(std::string token) {
  storage::AccountChanges changes;
  changes.emplace_back(storage::EraseLogin{account::hash_token(token)});
  co_return co_await apply(std::move(changes));
}

// Accepting an invitation.

Accounts::SigningIn Accounts::accept(std::string token, NewAccount wanted) {
  const auto invited = invitation(token);
  if (!invited) co_return Error(Errc::kNotFound, "no such invitation");
  auto name = shown_name(wanted.name.empty() ? invited->name : wanted.name);
  if (!name) co_return name.error();
  const std::string sign_in = sign_in_key(wanted.email.empty() ? *name : wanted.email);
  if (!wanted.email.empty() && !is_email(sign_in)) {
    co_return Error(Errc::kMalformed, "That is no e-mail address.");
  }
  const auto there = find_account(sign_in);
  std::string id = there ? there->id : new_account_id();
  storage::AccountChanges changes;
  changes.emplace_back(storage::UseInvitation{invited->id});
  if (there) {
    std::string stored =
        there->password_hash.empty() ? std::string(account::decoy_hash()) : there->password_hash;
    const auto right = co_await matches(std::move(stored), std::move(wanted.password));
    if (!right) co_return right.error();
    if (!*right) co_return wrong_password();
    if (banned(*there, utc_())) co_return Error(Errc::kForbidden, "banned");
    changes.emplace_back(storage::SetVerified{id});
  } else {
    auto hashed = co_await hash(std::move(wanted.password));
    if (!hashed) co_return hashed.error();
    const storage::AccountRecord record{id, sign_in, std::move(*name), std::move(*hashed), true, {},
                                        utc_()};
    changes.emplace_back(record);
    add_confirmation(changes, record, wanted.language);
  }
  changes.emplace_back(storage::GrantRecord{id, invited->grant, invited->made_by, utc_()});
  changes.emplace_back(audit(id, "accept_invitation", invited->id + " " + invited->grant));
  auto signed_in = co_await admit(std::move(changes), std::move(id), there.has_value());
  wake();
  co_return signed_in;
}

Accounts::Changing Accounts::accept_for(std::string token, std::string account) {
  const auto invited = invitation(token);
  if (!invited) co_return Error(Errc::kNotFound, "no such invitation");
  storage::AccountChanges changes;
  changes.emplace_back(storage::UseInvitation{invited->id});
  changes.emplace_back(storage::SetVerified{account});
  changes.emplace_back(storage::GrantRecord{account, invited->grant, invited->made_by, utc_()});
  changes.emplace_back(audit(account, "accept_invitation", invited->id + " " + invited->grant));
  co_return co_await apply(std::move(changes), account);
}

}  // namespace plenary::conference
