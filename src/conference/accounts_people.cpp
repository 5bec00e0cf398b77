#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "account/secret.h"
#include "base/text.h"
#include "conference/accounts.h"
#include "mail/letter.h"

namespace plenary::conference {
namespace {

using base::Errc;
using base::Error;

constexpr std::int64_t kMostUses = 100'000;
constexpr std::chrono::hours kLongestInvitation{24 * 400};
constexpr std::size_t kLongestNote = 254;

const account::Grant& organiser_grant() {
  static const account::Grant grant{account::Role::kOrganiser, {}};
  return grant;
}

/// True for what may stand in an address and a log line as it is: an account made by the command
/// line is known by its name.
bool can_be_id(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

std::optional<std::string> problem_of(const NewInvitation& wanted) {
  if (wanted.uses < 1 || wanted.uses > kMostUses) return "An invitation has 1 to 100000 uses.";
  if (wanted.good_for < std::chrono::hours(1) || wanted.good_for > kLongestInvitation) {
    return "An invitation is good for 1 hour to 400 days.";
  }
  if (wanted.name.size() > kLongestNote || wanted.email.size() > kLongestNote ||
      !base::is_utf8(wanted.name) || !base::is_utf8(wanted.email)) {
    return "A name and an address have at most 254 bytes.";
  }
  return std::nullopt;
}

storage::InvitationRecord record_of(const std::string& token, const std::string& by,
                                    const NewInvitation& wanted, base::Instant now) {
  const std::string hash = account::hash_token(token);
  // The id tells nothing of the token: it is of a second hash.
  return {.id = "i-" + account::hash_token(hash).substr(0, 16),
          .token_hash = hash,
          .grant = account::print(wanted.grant),
          .name = wanted.name,
          .email = wanted.email,
          .made_by = by,
          .made_at = now,
          .expires_at = now + wanted.good_for,
          .uses_left = wanted.uses,
          .used = 0};
}

Error no_account() {
  return Error(Errc::kNotFound, "no such account");
}

}  // namespace

// Invitations.

boost::asio::awaitable<base::Result<Accounts::Invited>> Accounts::invite(std::string by,
                                                                         NewInvitation wanted) {
  if (auto problem = problem_of(wanted)) co_return Error(Errc::kMalformed, std::move(*problem));
  const std::string token = account::new_token();
  Invited invited{token, record_of(token, by, wanted, utc_()), false};
  storage::AccountChanges changes;
  changes.emplace_back(invited.record);
  changes.emplace_back(audit(by, "invite", invited.record.id + " " + invited.record.grant));
  invited.mailed = letters_ && mail::is_address(wanted.email);
  if (invited.mailed) {
    changes.emplace_back(letters_->invitation(invited.record, token, wanted.language));
  }
  const base::Status status = co_await apply(std::move(changes));
  if (!status) co_return status.error();
  if (invited.mailed) wake();
  co_return invited;
}

base::Result<Accounts::Invited> Accounts::invite_now(const std::string& by,
                                                     const NewInvitation& wanted) {
  if (auto problem = problem_of(wanted)) return Error(Errc::kMalformed, std::move(*problem));
  const std::string token = account::new_token();
  Invited invited{token, record_of(token, by, wanted, utc_()), false};
  const base::Status status = apply_now(
      {invited.record, audit(by, "invite", invited.record.id + " " + invited.record.grant)});
  if (!status) return status.error();
  return invited;
}

std::optional<storage::InvitationRecord> Accounts::invitation(std::string_view token) const {
  const std::string hash = account::hash_token(token);
  const base::Instant now = utc_();
  return shared_->book.with([&](const AccountBook& book) {
    const storage::InvitationRecord* const found = book.invitation(hash, now);
    return found == nullptr ? std::nullopt : std::optional(*found);
  });
}

std::vector<storage::InvitationRecord> Accounts::invitations() const {
  return shared_->book.with([](const AccountBook& book) { return book.invitations(); });
}

Accounts::Changing Accounts::withdraw(std::string by, std::string id) {
  const bool there = shared_->book.with(
      [&](const AccountBook& book) { return book.invitation_by_id(id) != nullptr; });
  if (!there) co_return Error(Errc::kNotFound, "no such invitation");
  storage::AccountChanges changes;
  changes.emplace_back(storage::EraseInvitation{id});
  changes.emplace_back(audit(std::move(by), "withdraw_invitation", id));
  co_return co_await apply(std::move(changes));
}

// People.

bool Accounts::last_organiser(const std::string& account, const account::Grant& taken) const {
  if (!(taken == organiser_grant())) return false;
  return shared_->book.with([&](const AccountBook& book) {
    return book.holds(account, taken) && book.holders(taken) == 1;
  });
}

Accounts::Changing Accounts::give(std::string by, std::string account, account::Grant grant) {
  if (!person(account)) co_return no_account();
  const std::string text = account::print(grant);
  storage::AccountChanges changes;
  changes.emplace_back(storage::GrantRecord{account, text, by, utc_()});
  changes.emplace_back(audit(std::move(by), "give " + text, account));
  co_return co_await apply(std::move(changes), account);
}

Accounts::Changing Accounts::take(std::string by, std::string account, account::Grant grant) {
  if (!person(account)) co_return no_account();
  if (last_organiser(account, grant)) co_return Error(Errc::kConflict, "the last organiser");
  const std::string text = account::print(grant);
  storage::AccountChanges changes;
  changes.emplace_back(storage::EraseGrant{account, text});
  changes.emplace_back(audit(std::move(by), "take " + text, account));
  co_return co_await apply(std::move(changes), account);
}

Accounts::Changing Accounts::ban(std::string by, std::string account, base::Instant until) {
  if (!person(account)) co_return no_account();
  if (by == account) co_return Error(Errc::kConflict, "nobody bans themselves");
  storage::AccountChanges changes;
  changes.emplace_back(storage::SetBan{account, until});
  changes.emplace_back(storage::EraseLogins{account});
  changes.emplace_back(audit(std::move(by), "ban until " + base::format_rfc3339(until), account));
  co_return co_await apply(std::move(changes), account, AccountChange::kBanned);
}

Accounts::Changing Accounts::lift_ban(std::string by, std::string account) {
  if (!person(account)) co_return no_account();
  storage::AccountChanges changes;
  changes.emplace_back(storage::SetBan{account, std::nullopt});
  changes.emplace_back(audit(std::move(by), "lift ban", account));
  co_return co_await apply(std::move(changes));
}

std::optional<Person> Accounts::person(std::string_view account) const {
  return shared_->book.with([&](const AccountBook& book) { return book.person(account); });
}

std::vector<Person> Accounts::people(std::string_view words, std::size_t most) const {
  return shared_->book.with([&](const AccountBook& book) { return book.people(words, most); });
}

std::vector<Person> Accounts::people_with(const account::Grant& grant) const {
  return shared_->book.with([&](const AccountBook& book) { return book.people_with(grant); });
}

std::size_t Accounts::size() const {
  return shared_->book.with([](const AccountBook& book) { return book.size(); });
}

// The command line.

base::Result<storage::AccountChanges> Accounts::new_password_changes(
    const std::string& name, const std::string& hash, const account::Grant& grant) const {
  const std::string typed(base::trim(name));
  if (typed.empty() || typed.size() > kLongestNote || !base::is_utf8(typed)) {
    return Error(Errc::kMalformed, "a name has 1 to 254 bytes");
  }
  const auto there = find_account(typed);
  std::string id = there ? there->id : typed;
  storage::AccountChanges changes;
  if (there) {
    changes.emplace_back(storage::SetPassword{id, hash});
    changes.emplace_back(storage::EraseMailTokens{id, "reset"});
    changes.emplace_back(storage::EraseLogins{id});
  } else {
    if (!can_be_id(id) || person(id)) {
      id = "a-" + account::hash_token(account::new_token()).substr(0, 20);
    }
    const std::string shown = typed.substr(0, typed.find('@'));
    changes.emplace_back(
        storage::AccountRecord{id, sign_in_key(typed), shown, hash, true, {}, utc_()});
  }
  changes.emplace_back(storage::GrantRecord{id, account::print(grant), "command line", utc_()});
  changes.emplace_back(audit("command line", "set password, give " + account::print(grant), id));
  return changes;
}

base::Status Accounts::set_password_now(const std::string& name, const std::string& password,
                                        const account::Grant& grant) {
  const auto hash = account::hash_password(password);
  if (!hash) return hash.error();
  auto changes = new_password_changes(name, *hash, grant);
  if (!changes) return changes.error();
  const auto there = find_account(name);
  return apply_now(std::move(*changes), there ? there->id : std::string());
}

Accounts::Changing Accounts::set_password(std::string name, std::string password,
                                          account::Grant grant) {
  const auto home = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(hashers_.get_executor(), boost::asio::use_awaitable);
  // A worker thread: the blocking form may wait for the disk here.
  const base::Status status = set_password_now(name, password, grant);
  co_await boost::asio::post(home, boost::asio::use_awaitable);
  co_return status;
}

bool Accounts::has_account(std::string_view typed) const {
  return find_account(typed).has_value();
}

}  // namespace plenary::conference
