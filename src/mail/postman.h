#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/mailbox.h"
#include "base/result.h"
#include "base/time.h"
#include "mail/smtp.h"
#include "storage/outbox.h"

namespace plenary::mail {

/// After how long a letter is tried again that failed `tries` times: a minute, doubled each time,
/// an hour at most.
std::chrono::minutes pause_after(std::int64_t tries);

/// Works the outbox: sends what is due, tries again what failed for now, gives up what failed for
/// good or has lost its sense. A letter is erased only once the mail server has taken it.
class Postman {
 public:
  /// Hands one letter over: Smtp::send().
  using Send = std::function<base::Status(const std::string& recipient, const std::string& letter)>;
  /// Letters that nobody asked for by hand: asked once a minute, on the postman's thread.
  using Remind = std::function<std::vector<storage::MailRecord>(base::Instant now)>;

  /// By the mail server of the settings. `database` outlives this.
  Postman(storage::Database& database, SmtpSettings settings, base::UtcClock utc);
  /// By `send`: for tests.
  Postman(storage::Database& database, SmtpSettings settings, base::UtcClock utc, Send send);
  /// Ends the conversation that runs, if any; the letter stays. Joins the thread.
  ~Postman();
  Postman(const Postman&) = delete;
  Postman& operator=(const Postman&) = delete;

  /// For start-up, before start().
  void on_remind(Remind remind) { remind_ = std::move(remind); }
  void start();

  /// There is something to do; safe from every thread.
  void wake() { calls_.send(Call{}); }

  /// One round: reminders if a minute has gone, then what is due. How many letters were handled.
  /// For the thread, and for tests without one.
  std::size_t work();

 private:
  struct Call {};
  void deliver(const storage::MailRecord& letter);
  void run();

  storage::Outbox outbox_;
  const SmtpSettings settings_;
  base::UtcClock utc_;
  std::unique_ptr<Smtp> smtp_;
  Send send_;
  Remind remind_;
  std::set<std::string> gone_;  // Sent, while the outbox says they wait.
  base::Instant reminded_at_;
  base::Instant forgot_at_;
  base::Mailbox<Call> calls_{1};  // One call is enough, however many come.
  std::thread thread_;
};

}  // namespace plenary::mail
