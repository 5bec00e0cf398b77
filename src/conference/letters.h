#pragma once

#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "conference/content.h"
#include "programme/session.h"
#include "storage/account_records.h"
#include "storage/mail_records.h"

namespace plenary::conference {

/// What all letters of a conference have in common.
struct Letterhead {
  base::LocalisedText title;  ///< The conference's.
  std::vector<std::string> fallback;
  std::string public_url;  ///< "https://conference.example", without a slash at the end.
  /// Those in which a letter is written, one below the other, the first for its subject: of zh, en
  /// and id; never empty.
  std::vector<std::string> languages;
};

/// For somebody who reads `language`; where that is empty or none of ours, the conference's own
/// language and English.
Letterhead letterhead(const Content& content, std::string public_url, std::string_view language);

/// To where the organiser wrote it; the link is good as long as the invitation.
storage::MailRecord invitation_letter(const Letterhead& head,
                                      const storage::InvitationRecord& invitation,
                                      const std::string& token);
/// The link to a new password, good for an hour.
storage::MailRecord reset_letter(const Letterhead& head, const storage::AccountRecord& account,
                                 const std::string& token, base::Instant now,
                                 base::Instant expires_at);
/// The link by which somebody shows that letters reach them.
storage::MailRecord confirmation_letter(const Letterhead& head,
                                        const storage::AccountRecord& account,
                                        const std::string& token, base::Instant now,
                                        base::Instant expires_at);

/// How long before a session its reminder goes out.
inline constexpr std::chrono::minutes kRemindsBefore{15};

/// One letter for each session of a row's agenda that begins within kRemindsBefore of `now` (the
/// conference clock's) and is not cancelled. A letter's id is of account, session and start, so
/// that nobody is reminded twice, and again of a session that moved. `real_now` is real UTC.
std::vector<storage::MailRecord> reminder_letters(const Content& content,
                                                  const std::string& public_url,
                                                  const std::vector<storage::ReminderRow>& rows,
                                                  base::Instant now, base::Instant real_now);
/// True if reminder_letters() could have any.
bool anything_begins_soon(const Content& content, base::Instant now);

}  // namespace plenary::conference
