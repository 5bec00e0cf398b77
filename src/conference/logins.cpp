#include "conference/logins.h"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

#include "account/secret.h"

namespace plenary::conference {
namespace {

constexpr std::chrono::hours kLoginLasts{24 * 14};
constexpr int kMostHashesWaiting = 64;  // About 1.6 s of work for two threads.

}  // namespace

Logins::Logins(storage::Database& database, base::UtcClock utc)
    : database_(database),
      utc_(std::move(utc)),
      accounts_(std::make_shared<const Accounts>()),
      logins_(std::make_shared<const ByTokenHash>()) {
  const auto accounts = database_.accounts();
  const auto logins = database_.logins();
  if (!accounts || !logins) throw std::runtime_error("cannot read the accounts from the database");
  auto by_name = std::make_shared<Accounts>();
  for (const auto& account : *accounts) (*by_name)[account.name] = account;
  accounts_.set(std::move(by_name));
  auto by_token = std::make_shared<ByTokenHash>();
  for (const auto& login : *logins) {
    if (login.expires_at > utc_()) (*by_token)[login.token_hash] = login;
  }
  logins_.set(std::move(by_token));
  account::decoy_hash();  // Made before the first stranger tries.
}

Logins::~Logins() {
  hashers_.join();
}

boost::asio::awaitable<bool> Logins::verified(std::string phc_hash, std::string password) {
  const auto home = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(hashers_.get_executor(), boost::asio::use_awaitable);
  const bool right = account::verify_password(phc_hash, password);
  co_await boost::asio::post(home, boost::asio::use_awaitable);
  co_return right;
}

boost::asio::awaitable<base::Result<Logins::SignedIn>> Logins::sign_in(std::string name,
                                                                       std::string password) {
  if (hashing_.fetch_add(1) >= kMostHashesWaiting) {
    hashing_.fetch_sub(1);
    co_return base::Error(base::Errc::kLimit, "too many sign-ins at once");
  }
  const auto accounts = accounts_.get();
  const auto account = accounts->find(name);
  const bool known = account != accounts->end();
  std::string hash = known ? account->second.password_hash : std::string(account::decoy_hash());
  const bool right = co_await verified(std::move(hash), std::move(password));
  hashing_.fetch_sub(1);
  if (!known || !right) co_return base::Error(base::Errc::kUnauthorised, "wrong name or password");

  const std::string token = account::new_token();
  const storage::LoginRecord record{account::hash_token(token), name, account::new_token(),
                                    utc_() + kLoginLasts};
  storage::LoginRecord stored = record;
  const base::Status status = co_await database_.put(std::move(stored));
  if (!status) co_return status.error();
  logins_.update([&](std::shared_ptr<const ByTokenHash>& logins) {
    auto next = std::make_shared<ByTokenHash>(*logins);
    (*next)[record.token_hash] = record;
    logins = std::move(next);
  });
  Login login{name, account->second.role, record.csrf};
  SignedIn signed_in{token, std::move(login)};
  co_return signed_in;
}

std::optional<Login> Logins::find(std::string_view token) const {
  if (token.empty()) return std::nullopt;
  const auto logins = logins_.get();
  const auto found = logins->find(account::hash_token(token));
  if (found == logins->end() || found->second.expires_at <= utc_()) return std::nullopt;
  const auto accounts = accounts_.get();
  const auto account = accounts->find(found->second.account);
  if (account == accounts->end()) return std::nullopt;
  return Login{account->first, account->second.role, found->second.csrf};
}

boost::asio::awaitable<base::Status> Logins::sign_out(std::string token) {
  const std::string hash = account::hash_token(token);
  logins_.update([&](std::shared_ptr<const ByTokenHash>& logins) {
    auto next = std::make_shared<ByTokenHash>(*logins);
    next->erase(hash);
    logins = std::move(next);
  });
  std::string erased = hash;
  co_return co_await database_.erase_login(std::move(erased));
}

boost::asio::awaitable<base::Status> Logins::set_password(std::string name, std::string password,
                                                          std::string role) {
  const auto home = co_await boost::asio::this_coro::executor;
  co_await boost::asio::post(hashers_.get_executor(), boost::asio::use_awaitable);
  // A worker thread: the blocking form may wait for the disk here.
  const base::Status status = set_password_now(name, password, role);
  co_await boost::asio::post(home, boost::asio::use_awaitable);
  co_return status;
}

base::Status Logins::set_password_now(const std::string& name, const std::string& password,
                                      const std::string& role) {
  auto hash = account::hash_password(password);
  if (!hash) return hash.error();
  const storage::AccountRecord record{name, *hash, role, utc_()};
  const base::Status status = database_.put_now(record);
  if (!status) return status;
  remember(record);
  return base::Done{};
}

bool Logins::has_account(const std::string& name) const {
  return accounts_.get()->contains(name);
}

void Logins::remember(storage::AccountRecord account) {
  logins_.update([&](std::shared_ptr<const ByTokenHash>& logins) {
    auto next = std::make_shared<ByTokenHash>(*logins);
    std::erase_if(*next, [&](const auto& entry) { return entry.second.account == account.name; });
    logins = std::move(next);
  });
  accounts_.update([&](std::shared_ptr<const Accounts>& accounts) {
    auto next = std::make_shared<Accounts>(*accounts);
    (*next)[account.name] = std::move(account);
    accounts = std::move(next);
  });
}

}  // namespace plenary::conference
