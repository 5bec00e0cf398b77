#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/rate_limit.h"
#include "account/ticket_shop.h"
#include "base/guarded.h"
#include "base/result.h"
#include "base/time.h"
#include "conference/account_book.h"
#include "storage/database.h"

namespace plenary::conference {

/// Whether strangers may make an account for themselves, or only guests with an invitation or a
/// ticket.
enum class SignUp : std::uint8_t { kOpen, kInvited };

struct AccountSettings {
  SignUp sign_up = SignUp::kOpen;
  std::optional<account::TicketShop> ticket_shop;
};

/// What somebody fills in who wants an account.
struct NewAccount {
  std::string
      email;  ///< For an invitation it may be empty: then the name is what is typed to sign in.
  std::string name;      ///< As shown to others: 1 to 80 bytes.
  std::string password;  ///< 10 to 256 bytes.
  std::string language = {};  ///< Of letters to them; empty: the conference's own.
};

/// What the organiser asks an invitation to be.
struct NewInvitation {
  account::Grant grant;
  std::string name;   ///< For whom; may be empty.
  std::string email;  ///< May be empty.
  std::chrono::hours good_for{24 * 7};
  std::int64_t uses = 1;
  std::string language = {};  ///< Of the letter that brings it; empty: the conference's own.
};

/// What happened to an account that others must hear of.
enum class AccountChange : std::uint8_t {
  kRights,  ///< It has other rights, or its logins ended: ask again who somebody is.
  kBanned,
};

/// Writes letters, where there is a mail server. What it writes goes into the same transaction as
/// what it tells of. Safe from every thread.
struct LetterWriter {
  std::function<storage::MailRecord(const storage::InvitationRecord&, const std::string& token,
                                    const std::string& language)>
      invitation;
  std::function<storage::MailRecord(const storage::AccountRecord&, const std::string& token,
                                    base::Instant now, base::Instant expires_at,
                                    const std::string& language)>
      reset, confirmation;
  std::function<void()> wake;  ///< Something is in the outbox.
};

/// Where letters reach an account.
struct MailStatus {
  std::string address;  ///< Empty: the account signs in by a name.
  bool verified = false;
  bool reminders = false;
};

/// Accounts, who is signed in, who is invited, and who may do what. Looks up in memory; a write is
/// durable before it counts. Safe from every thread. `by` is the account that acts, for the audit
/// log.
class Accounts {
 public:
  struct SignedIn {
    std::string token;  ///< The cookie's.
    Login login;
  };
  using SigningIn = boost::asio::awaitable<base::Result<SignedIn>>;
  using Changing = boost::asio::awaitable<base::Status>;
  using Listener = std::function<void(const std::string& account, AccountChange change)>;

  /// Until when a ban for good lasts.
  static base::Instant for_good();

  /// Reads all accounts. Throws std::runtime_error if the database cannot be read. `database`
  /// outlives this.
  Accounts(storage::Database& database, base::UtcClock utc, AccountSettings settings = {});
  ~Accounts();

  /// Calls `listener` whenever an account was given or has lost a right, its password or its
  /// admission, from any thread: it must be quick, as posting is. For start-up.
  void on_changed(Listener listener);

  // Signing in. At most two passwords are hashed at a time; kLimit when too many wait for that.

  /// `typed` is an e-mail address or a name. kUnauthorised for an unknown one and a wrong password
  /// alike and in like time; kForbidden: banned.
  SigningIn sign_in(std::string typed, std::string password);
  /// Makes an account that nobody vouches for and signs it in. kForbidden: only the invited;
  /// kMalformed with a sentence; kConflict: the address has an account.
  SigningIn sign_up(NewAccount wanted);
  /// By a ticket shop's token. kNotFound: there is no ticket shop; kUnauthorised: the token is not
  /// good, or has signed somebody in before; kForbidden: banned.
  SigningIn redeem_token(std::string token);
  /// Makes an account of an invitation's grant and signs it in; where the address has an account
  /// and the password is right, that one gets the grant. kNotFound: no such invitation now.
  SigningIn accept(std::string invitation, NewAccount wanted);
  /// Gives an invitation's grant to an account that is signed in.
  Changing accept_for(std::string invitation, std::string account);

  /// The login of a cookie's token; nothing if it is unknown, has expired, or its account is
  /// banned.
  std::optional<Login> find(std::string_view token) const;
  Changing sign_out(std::string token);

  // Invitations.

  /// The link's token, which is known now and never again, and the invitation. kMalformed with a
  /// sentence.
  struct Invited {
    std::string token;
    storage::InvitationRecord record;
    bool mailed = false;  ///< A letter with the link is on its way.
  };
  boost::asio::awaitable<base::Result<Invited>> invite(std::string by, NewInvitation wanted);
  base::Result<Invited> invite_now(const std::string& by, const NewInvitation& wanted);
  /// Nothing unless it can be accepted now.
  std::optional<storage::InvitationRecord> invitation(std::string_view token) const;
  std::vector<storage::InvitationRecord> invitations() const;
  /// kNotFound.
  Changing withdraw(std::string by, std::string id);

  // People. kNotFound: no such account; kConflict: it would leave the conference without an
  // organiser, or is a ban of oneself.

  Changing give(std::string by, std::string account, account::Grant grant);
  Changing take(std::string by, std::string account, account::Grant grant);
  /// Ends all its logins; nobody signs in with it until then.
  Changing ban(std::string by, std::string account, base::Instant until);
  Changing lift_ban(std::string by, std::string account);
  std::optional<Person> person(std::string_view account) const;
  std::vector<Person> people(std::string_view words, std::size_t most) const;
  /// Everybody who holds exactly this grant, by id.
  std::vector<Person> people_with(const account::Grant& grant) const;
  std::size_t size() const;
  SignUp sign_up_policy() const { return settings_.sign_up; }
  bool has_ticket_shop() const { return settings_.ticket_shop.has_value(); }

  // By letter (accounts_mail.cpp). For start-up, before the first request:
  void write_letters(LetterWriter writer) { letters_ = std::move(writer); }
  bool has_mail() const { return letters_.has_value(); }

  static constexpr std::chrono::hours kResetLasts{1};

  /// Sends the link to a new password to the account of that address, if there is one that may have
  /// it: nothing tells the caller whether. `language` is the letter's.
  Changing ask_reset(std::string typed, std::string language);
  /// The same by the organiser's hand. Where there is no mail server, or no address, the token is
  /// given out for the organiser to hand over. kNotFound.
  struct Reset {
    std::string token;  ///< Empty where it was mailed.
    base::Instant expires_at;
  };
  boost::asio::awaitable<base::Result<Reset>> make_reset(std::string by, std::string account);
  /// Whose password the link sets; nothing unless it is good now.
  std::optional<storage::AccountRecord> reset(std::string_view token) const;
  /// Sets it, ends all other logins and signs in; the link works once. kNotFound: it does not work;
  /// kForbidden: banned; kMalformed: the password.
  SigningIn set_new_password(std::string token, std::string password);

  /// Sends the link by which the account shows that letters reach its address. kNotFound: there is
  /// no mail server; kConflict: it has no address, or has shown it; kLimit: too often.
  Changing ask_confirmation(std::string account, std::string language);
  /// kNotFound: the link does not work.
  Changing confirm(std::string token);
  MailStatus mail_status(const std::string& account) const;
  /// kNotFound: letters are not known to reach the account.
  Changing set_reminders(std::string account, bool on);
  /// By the token in every reminder. kNotFound.
  Changing stop_reminders(std::string token);

  // The command line. The account is made where there is none of that name; its logins end.

  Changing set_password(std::string name, std::string password, account::Grant grant);
  /// The same, blocking: for start-up and the command line.
  base::Status set_password_now(const std::string& name, const std::string& password,
                                const account::Grant& grant);
  bool has_account(std::string_view typed) const;

 private:
  struct Shared {
    explicit Shared(const storage::StoredAccounts& stored) : book(stored) {}
    base::Guarded<AccountBook> book;
    base::Guarded<std::vector<Listener>> listeners;
  };

  /// `tell`: the account whose `change` the listeners hear of; empty: nothing is told.
  Changing apply(storage::AccountChanges changes, std::string tell = {},
                 AccountChange change = AccountChange::kRights);
  base::Status apply_now(storage::AccountChanges changes, std::string tell = {});
  storage::Database::Applied applied(std::string tell, AccountChange change) const;
  storage::AuditRecord audit(std::string by, std::string action, std::string subject) const;
  /// Adds a login for the account to the changes, writes all, and gives the cookie. `other_rights`:
  /// the changes touch the rights of an account that may be signed in elsewhere.
  SigningIn admit(storage::AccountChanges changes, std::string account, bool other_rights = false);
  boost::asio::awaitable<base::Result<std::string>> hash(std::string password);
  boost::asio::awaitable<base::Result<bool>> matches(std::string phc_hash, std::string password);
  std::optional<storage::AccountRecord> find_account(std::string_view typed) const;
  bool last_organiser(const std::string& account, const account::Grant& taken) const;
  base::Result<storage::AccountChanges> new_password_changes(const std::string& name,
                                                             const std::string& hash,
                                                             const account::Grant& grant) const;

  /// The link that confirms an account's address, added to the changes that make the account.
  void add_confirmation(storage::AccountChanges& changes, const storage::AccountRecord& account,
                        const std::string& language) const;
  bool too_many_letters(const std::string& account);
  void wake() const;

  storage::Database& database_;
  base::UtcClock utc_;
  AccountSettings settings_;
  std::optional<LetterWriter> letters_;
  // Nobody's postbox is filled by others' asking.
  base::Guarded<account::RateLimit> letter_limit_{
      account::RateLimit::Rate{std::chrono::minutes(10), 3}};
  std::shared_ptr<Shared> shared_;  // Also held by what is being written.
  std::atomic<int> hashing_{0};
  boost::asio::thread_pool hashers_{2};
};

}  // namespace plenary::conference
