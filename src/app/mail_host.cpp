#include "app/mail_host.h"

#include "base/log.h"
#include "conference/letters.h"

namespace plenary::app {
namespace {

conference::LetterWriter letter_writer(const std::string& public_url,
                                       const conference::Conference& conference,
                                       mail::Postman& postman) {
  const auto head = [&conference, public_url](const std::string& language) {
    return conference::letterhead(*conference.content(), public_url, language);
  };
  conference::LetterWriter writer;
  writer.invitation = [head](const storage::InvitationRecord& invitation, const std::string& token,
                             const std::string& language) {
    return conference::invitation_letter(head(language), invitation, token);
  };
  writer.reset = [head](const storage::AccountRecord& account, const std::string& token,
                        base::Instant now, base::Instant expires_at, const std::string& language) {
    return conference::reset_letter(head(language), account, token, now, expires_at);
  };
  writer.confirmation = [head](const storage::AccountRecord& account, const std::string& token,
                               base::Instant now, base::Instant expires_at,
                               const std::string& language) {
    return conference::confirmation_letter(head(language), account, token, now, expires_at);
  };
  writer.wake = [&postman] { postman.wake(); };
  return writer;
}

mail::Postman::Remind reminders(const std::string& public_url, storage::Database& database,
                                const conference::Conference& conference) {
  return [&database, &conference, public_url](base::Instant real_now) {
    const auto content = conference.content();
    const base::Instant now = conference.clock().now();
    // Nobody is looked up in the hours in which nothing begins.
    if (!conference::anything_begins_soon(*content, now)) return std::vector<storage::MailRecord>();
    const auto rows = storage::Outbox(database).reminders();
    if (rows) return conference::reminder_letters(*content, public_url, *rows, now, real_now);
    base::log(base::Level::kError, "reminders_not_read", {{"why", rows.error().detail()}});
    return std::vector<storage::MailRecord>();
  };
}

}  // namespace

std::unique_ptr<mail::Postman> make_postman(const Settings& settings, storage::Database& database,
                                            conference::Accounts& accounts,
                                            const conference::Conference& conference) {
  if (settings.smtp.url.empty()) return nullptr;
  mail::SmtpSettings smtp = smtp_settings(settings);
  const auto content = conference.content();
  smtp.from_name =
      content->title.in(content->languages.empty() ? "en" : content->languages.front());
  auto postman = std::make_unique<mail::Postman>(database, std::move(smtp), &base::real_utc_now);
  accounts.write_letters(letter_writer(settings.public_url, conference, *postman));
  if (conference.clock().kind() == conference::FolderKind::kConference) {
    postman->on_remind(reminders(settings.public_url, database, conference));
  }
  return postman;
}

}  // namespace plenary::app
