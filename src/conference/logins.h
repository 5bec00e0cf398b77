#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/mailbox.h"
#include "base/result.h"
#include "base/time.h"
#include "storage/database.h"

namespace plenary::conference {

/// Somebody who is signed in, as a request finds out from its cookie.
struct Login {
  std::string account;
  std::string role;  ///< "organiser".
  std::string csrf;  ///< What an unsafe request must bring in its X-Plenary-Csrf header.
};

/// Accounts and who is signed in. Looks up in memory; writes are durable before they count. Safe
/// from every thread.
class Logins {
 public:
  /// Reads accounts and logins. Throws std::runtime_error if the database cannot be read.
  /// `database` outlives this.
  Logins(storage::Database& database, base::UtcClock utc);
  ~Logins();

  /// A fresh login and the cookie's token. Fails with kUnauthorised for a wrong name or password
  /// alike and in like time, kLimit when too many sign-ins wait for their hash. At most two
  /// passwords are hashed at a time.
  struct SignedIn {
    std::string token;
    Login login;
  };
  boost::asio::awaitable<base::Result<SignedIn>> sign_in(std::string name, std::string password);

  /// The login of a cookie's token; nothing if it is unknown or has expired.
  std::optional<Login> find(std::string_view token) const;

  boost::asio::awaitable<base::Status> sign_out(std::string token);

  /// Makes the account or gives it a new password; all its logins end.
  boost::asio::awaitable<base::Status> set_password(std::string name, std::string password,
                                                    std::string role);
  /// The same, blocking: for start-up and the command line.
  base::Status set_password_now(const std::string& name, const std::string& password,
                                const std::string& role);
  bool has_account(const std::string& name) const;

 private:
  using Accounts = std::map<std::string, storage::AccountRecord>;
  using ByTokenHash = std::map<std::string, storage::LoginRecord, std::less<>>;

  boost::asio::awaitable<bool> verified(std::string phc_hash, std::string password);
  void remember(storage::AccountRecord account);

  storage::Database& database_;
  base::UtcClock utc_;
  base::Latest<std::shared_ptr<const Accounts>> accounts_;
  base::Latest<std::shared_ptr<const ByTokenHash>> logins_;
  std::atomic<int> hashing_{0};
  boost::asio::thread_pool hashers_{2};
};

}  // namespace plenary::conference
