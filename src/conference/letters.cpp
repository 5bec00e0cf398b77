#include "conference/letters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "account/grant.h"
#include "account/secret.h"
#include "conference/zone.h"

namespace plenary::conference {
namespace {

using storage::MailRecord;

/// A letter's words in one language. {0} is the conference, the rest is said beside each.
struct Words {
  std::string_view language;
  std::string_view invitation;       // Subject.
  std::string_view invitation_text;  // {1} greeting, {2} link, {3} until.
  std::string_view reset;
  std::string_view reset_text;  // {1} name, {2} link.
  std::string_view confirmation;
  std::string_view confirmation_text;  // {1} name, {2} link.
  std::string_view reminder;           // {1} session, {2} time.
  std::string_view reminder_text;      // {1} session, {2} time, {3} zone, {4} link, {5} stop link.
  std::string_view greeting;           // {0} name.
};

constexpr std::array<Words, 3> kWords{
    {{"zh", "{0}：邀请函",
      "{1}您受邀参加{0}。请打开以下链接，设置您的账号：\n\n{2}\n\n"
      "链接有效期至 {3}（世界协调时）。请勿转发：任何人凭此链接都能以您的身份加入。\n",
      "{0}：设置新密码",
      "{1}有人为您在{0}的账号申请了新密码。如果是您本人，请在一小时内打开以下链接：\n\n{2}\n\n"
      "如果不是您本人，无需任何操作：密码不会改变。\n",
      "{0}：请确认您的邮箱",
      "{1}请打开以下链接，确认{0}可以向此邮箱发送邮件：\n\n{2}"
      "\n\n如果您没有注册账号，请忽略本邮件。\n",
      "{2} 开始：{1}",
      "您收藏的场次即将开始。\n\n{1}\n{2}（{3}）\n\n{4}\n\n不再接收此类提醒：\n{5}\n",
      "{0}，您好！\n\n"},
     {"en", "{0}: an invitation",
      "{1}You are invited to {0}. Open this link to set up your account:\n\n{2}\n\n"
      "It is good until {3} (UTC). Please do not pass it on: whoever has it can join as you.\n",
      "{0}: a new password",
      "{1}Somebody asked for a new password for your account at {0}. If it was you, open this link "
      "within an hour:\n\n{2}\n\nIf it was not you, there is nothing to do: your password stays.\n",
      "{0}: please confirm your address",
      "{1}Open this link to confirm that letters from {0} may come to this address:\n\n{2}\n\n"
      "If you have made no account there, ignore this letter.\n",
      "{2}: {1}",
      "A session on your agenda begins soon.\n\n{1}\n{2} ({3})\n\n{4}\n\n"
      "No further reminders:\n{5}\n",
      "Hello {0},\n\n"},
     {"id", "{0}: undangan",
      "{1}Anda diundang ke {0}. Buka tautan ini untuk menyiapkan akun Anda:\n\n{2}\n\n"
      "Tautan berlaku hingga {3} (UTC). Jangan teruskan: siapa pun yang memilikinya dapat "
      "bergabung "
      "sebagai Anda.\n",
      "{0}: kata sandi baru",
      "{1}Seseorang meminta kata sandi baru untuk akun Anda di {0}. Jika itu Anda, buka tautan ini "
      "dalam satu jam:\n\n{2}\n\nJika bukan Anda, tidak perlu berbuat apa-apa: kata sandi tetap.\n",
      "{0}: konfirmasikan alamat Anda",
      "{1}Buka tautan ini untuk mengonfirmasi bahwa surat dari {0} boleh dikirim ke alamat ini:\n\n"
      "{2}\n\nJika Anda tidak membuat akun, abaikan surat ini.\n",
      "{2}: {1}",
      "Sesi dalam agenda Anda segera dimulai.\n\n{1}\n{2} ({3})\n\n{4}\n\n"
      "Hentikan pengingat:\n{5}\n",
      "Halo {0},\n\n"}}};

const Words* words_in(std::string_view language) {
  const auto* const found =
      std::find_if(kWords.begin(), kWords.end(),
                   [language](const Words& words) { return words.language == language; });
  return found == kWords.end() ? nullptr : &*found;
}

std::string said(const base::LocalisedText& text, const Letterhead& head,
                 std::string_view language) {
  const auto own = text.by_language.find(std::string(language));
  if (own != text.by_language.end()) return own->second;
  for (const std::string& other : head.fallback) {
    const auto found = text.by_language.find(other);
    if (found != text.by_language.end()) return found->second;
  }
  return text.empty() ? std::string() : text.by_language.begin()->second;
}

/// What names and titles must not do to a subject: lines, and what is longer than one.
std::string on_one_line(std::string text) {
  constexpr std::size_t kMost = 300;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  if (text.size() <= kMost) return text;
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

template <class... Given>
std::string filled(std::string_view words, const Given&... given) {
  return fmt::format(fmt::runtime(words), given...);
}

/// Subject and text in each of the languages.
template <class Subject, class Text>
void write(MailRecord& letter, const Letterhead& head, Subject subject, Text text) {
  for (const std::string& language : head.languages) {
    const Words& words = *words_in(language);
    if (letter.subject.empty()) {
      letter.subject = on_one_line(subject(words));
    } else {
      letter.text += "\n" + std::string(20, '-') + "\n\n";
    }
    letter.text += text(words);
  }
}

std::string greeting(const Words& words, const std::string& name) {
  return name.empty() ? std::string() : filled(words.greeting, on_one_line(name));
}

}  // namespace

Letterhead letterhead(const Content& content, std::string public_url, std::string_view language) {
  Letterhead head{content.title, content.fallback, std::move(public_url), {}};
  const std::string_view primary = language.substr(0, language.find('-'));
  if (words_in(primary) != nullptr) {
    head.languages.emplace_back(primary);
    return head;
  }
  const std::string first = content.languages.empty() ? std::string() : content.languages.front();
  const std::string own = first.substr(0, first.find('-'));
  if (words_in(own) != nullptr) head.languages.push_back(own);
  if (own != "en") head.languages.emplace_back("en");
  return head;
}

MailRecord invitation_letter(const Letterhead& head, const storage::InvitationRecord& invitation,
                             const std::string& token) {
  MailRecord letter;
  letter.id = "invitation-" + invitation.id;
  letter.kind = "invitation";
  letter.recipient = invitation.email;
  letter.made_at = letter.next_at = invitation.made_at;
  letter.good_until = invitation.expires_at;
  const std::string link = head.public_url + "/join/" + token;
  const std::string until = base::format_rfc3339(invitation.expires_at).substr(0, 16);
  write(
      letter, head,
      [&](const Words& words) {
        return filled(words.invitation, said(head.title, head, words.language));
      },
      [&](const Words& words) {
        return filled(words.invitation_text, said(head.title, head, words.language),
                      greeting(words, invitation.name), link, until);
      });
  return letter;
}

MailRecord reset_letter(const Letterhead& head, const storage::AccountRecord& account,
                        const std::string& token, base::Instant now, base::Instant expires_at) {
  MailRecord letter;
  letter.id = "reset-" + account::hash_token(token).substr(0, 24);
  letter.kind = "reset";
  letter.account = account.id;
  letter.recipient = account.sign_in;
  letter.made_at = letter.next_at = now;
  letter.good_until = expires_at;
  const std::string link = head.public_url + "/reset/" + token;
  write(
      letter, head,
      [&](const Words& words) {
        return filled(words.reset, said(head.title, head, words.language));
      },
      [&](const Words& words) {
        return filled(words.reset_text, said(head.title, head, words.language),
                      greeting(words, account.name), link);
      });
  return letter;
}

MailRecord confirmation_letter(const Letterhead& head, const storage::AccountRecord& account,
                               const std::string& token, base::Instant now,
                               base::Instant expires_at) {
  MailRecord letter;
  letter.id = "confirmation-" + account::hash_token(token).substr(0, 24);
  letter.kind = "confirmation";
  letter.account = account.id;
  letter.recipient = account.sign_in;
  letter.made_at = letter.next_at = now;
  letter.good_until = expires_at;
  const std::string link = head.public_url + "/confirm/" + token;
  write(
      letter, head,
      [&](const Words& words) {
        return filled(words.confirmation, said(head.title, head, words.language));
      },
      [&](const Words& words) {
        return filled(words.confirmation_text, said(head.title, head, words.language),
                      greeting(words, account.name), link);
      });
  return letter;
}

namespace {

bool begins_soon(const programme::Session& session, base::Instant now) {
  return !session.cancelled && session.starts_at > now && session.starts_at <= now + kRemindsBefore;
}

MailRecord reminder_letter(const Content& content, const Letterhead& head,
                           const storage::MailAddressRecord& to, const programme::Session& session,
                           base::Instant now, base::Instant real_now) {
  MailRecord letter;
  const auto starts = std::to_string(session.starts_at.time_since_epoch().count());
  letter.id = "reminder-" + to.account + "-" + session.id.text() + "-" + starts;
  letter.kind = "reminder";
  letter.account = to.account;
  letter.recipient = to.address;
  letter.stop_url = head.public_url + "/api/v1/account/mail/stop/" + to.stop_token;
  letter.made_at = letter.next_at = real_now;
  letter.good_until = real_now + (session.starts_at - now);
  const std::string link = head.public_url + "/session/" + session.id.text();
  const std::string stop = head.public_url + "/stop-mail/" + to.stop_token;
  const std::string time = wall_clock(session.starts_at, content.utc_offset);
  write(
      letter, head,
      [&](const Words& words) {
        return filled(words.reminder, said(head.title, head, words.language),
                      said(session.title, head, words.language), time);
      },
      [&](const Words& words) {
        return filled(words.reminder_text, said(head.title, head, words.language),
                      said(session.title, head, words.language), time,
                      said(content.time_zone_name, head, words.language), link, stop);
      });
  return letter;
}

}  // namespace

bool anything_begins_soon(const Content& content, base::Instant now) {
  const auto& sessions = content.programme.sessions;
  return std::any_of(sessions.begin(), sessions.end(),
                     [now](const auto& session) { return begins_soon(session, now); });
}

std::vector<MailRecord> reminder_letters(const Content& content, const std::string& public_url,
                                         const std::vector<storage::ReminderRow>& rows,
                                         base::Instant now, base::Instant real_now) {
  std::vector<MailRecord> letters;
  const Letterhead head = letterhead(content, public_url, "");
  for (const programme::Session& session : content.programme.sessions) {
    if (!begins_soon(session, now)) continue;
    for (const storage::ReminderRow& row : rows) {
      const auto& wanted = row.sessions;
      if (std::find(wanted.begin(), wanted.end(), session.id.text()) == wanted.end()) continue;
      letters.push_back(reminder_letter(content, head, row.address, session, now, real_now));
    }
  }
  return letters;
}

}  // namespace plenary::conference
