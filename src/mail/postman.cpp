#include "mail/postman.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/log.h"
#include "mail/letter.h"

namespace plenary::mail {
namespace {

using base::Errc;
using storage::MailRecord;

constexpr std::size_t kMostAtOnce = 50;
constexpr std::chrono::seconds kLooksEvery{15};
constexpr std::chrono::minutes kRemindsEvery{1};
constexpr std::chrono::hours kKeepsDone{24 * 30};
constexpr std::chrono::minutes kFirstPause{1};
constexpr std::chrono::minutes kLongestPause{60};

/// The same for every try, so that a letter that comes twice can be seen to be one; tells nothing.
std::string message_id(const MailRecord& letter) {
  const std::string what =
      letter.id + '\n' + std::to_string(letter.made_at.time_since_epoch().count());
  std::array<unsigned char, 16> digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(what.data()), what.size(), nullptr, 0);
  std::string text;
  for (const unsigned char byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace

std::chrono::minutes pause_after(std::int64_t tries) {
  constexpr std::int64_t kDoublings = 6;  // 64 minutes are more than the longest.
  const std::int64_t doubled = std::clamp<std::int64_t>(tries - 1, 0, kDoublings);
  return std::min<std::chrono::minutes>(kFirstPause * (std::int64_t{1} << doubled), kLongestPause);
}

Postman::Postman(storage::Database& database, SmtpSettings settings, base::UtcClock utc)
    : outbox_(database),
      settings_(settings),
      utc_(std::move(utc)),
      smtp_(std::make_unique<Smtp>(std::move(settings))) {
  send_ = [this](const std::string& recipient, const std::string& letter) {
    return smtp_->send(recipient, letter);
  };
}

Postman::Postman(storage::Database& database, SmtpSettings settings, base::UtcClock utc, Send send)
    : outbox_(database),
      settings_(std::move(settings)),
      utc_(std::move(utc)),
      send_(std::move(send)) {}

Postman::~Postman() {
  calls_.close();
  if (smtp_) smtp_->stop();
  if (thread_.joinable()) thread_.join();
}

void Postman::start() {
  thread_ = std::thread([this] { run(); });
}

void Postman::run() {
  while (!calls_.closed()) {
    // What is left over goes on at once, unless nothing can be read.
    if (work() >= kMostAtOnce) continue;
    calls_.take_until(std::chrono::steady_clock::now() + kLooksEvery);
  }
}

std::size_t Postman::work() {
  const base::Instant now = utc_();
  if (remind_ && now - reminded_at_ >= kRemindsEvery) {
    reminded_at_ = now;
    auto letters = remind_(now);
    const base::Status put = letters.empty() ? base::Done{} : outbox_.put(std::move(letters));
    if (!put) base::log(base::Level::kError, "mail_not_kept", {{"why", put.error().detail()}});
  }
  if (now - forgot_at_ >= std::chrono::hours(1)) {
    forgot_at_ = now;
    (void)outbox_.forget(now - kKeepsDone);
  }
  const auto due = outbox_.due(now, kMostAtOnce);
  if (!due) {
    base::log(base::Level::kError, "mail_not_read", {{"why", due.error().detail()}});
    return 0;
  }
  for (const MailRecord& letter : *due) {
    if (calls_.closed()) break;
    deliver(letter);
  }
  return due->size();
}

void Postman::deliver(const MailRecord& record) {
  const base::Instant now = utc_();
  // Where the disk did not take that a letter is gone, only that is tried again.
  if (gone_.contains(record.id)) {
    if (outbox_.sent(record.id)) gone_.erase(record.id);
    return;
  }
  const auto give_up = [&](const std::string& why) {
    base::log(base::Level::kWarning, "mail_given_up",
              {{"mail", record.id}, {"kind", record.kind}, {"why", why}});
    (void)outbox_.failed(record.id, why);
  };
  if (now >= record.good_until) return give_up("It came too late to be of use.");
  Letter letter;
  letter.from = settings_.from;
  letter.from_name = settings_.from_name;
  letter.to = record.recipient;
  letter.subject = record.subject;
  letter.text = record.text;
  letter.stop_url = record.stop_url;
  letter.id = message_id(record);
  letter.at = record.made_at;
  const auto text = print(letter);
  if (!text) return give_up(text.error().detail());
  const base::Status sent = send_(record.recipient, *text);
  if (sent) {
    base::log(base::Level::kInfo, "mail_sent", {{"mail", record.id}, {"kind", record.kind}});
    if (!outbox_.sent(record.id)) gone_.insert(record.id);
    return;
  }
  if (sent.error().code() == Errc::kForbidden) return give_up(sent.error().detail());
  base::log(base::Level::kWarning, "mail_not_sent",
            {{"mail", record.id}, {"kind", record.kind}, {"why", sent.error().detail()}});
  (void)outbox_.again(record.id, now + pause_after(record.tries + 1), sent.error().detail());
}

}  // namespace plenary::mail
