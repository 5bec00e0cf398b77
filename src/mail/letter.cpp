#include "mail/letter.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"

namespace plenary::mail {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kMostAddress = 254;
constexpr std::size_t kMostLocal = 64;
constexpr std::size_t kMostLabel = 63;
constexpr std::size_t kMostText = 256u << 10;
constexpr std::size_t kMostHeaderText = 998;
constexpr std::size_t kMostUrl = 900;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// RFC 5322 section 3.2.3.
bool is_dot_atom(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~";
  if (text.empty() || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_alphanumeric(c) || c == '.' || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_domain(std::string_view text) {
  for (const std::string_view label : base::split(text, '.')) {
    if (label.empty() || label.size() > kMostLabel) return false;
    if (label.front() == '-' || label.back() == '-') return false;
    const bool plain = std::all_of(label.begin(), label.end(),
                                   [](char c) { return is_alphanumeric(c) || c == '-'; });
    if (!plain) return false;
  }
  return true;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string base64(std::string_view bytes) {
  const int variant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  text.pop_back();  // The terminator.
  return text;
}

/// The bytes of the character that begins at `at` in valid UTF-8.
std::size_t character_size(std::string_view text, std::size_t at) {
  std::size_t size = 1;
  while (at + size < text.size() && (static_cast<unsigned char>(text[at + size]) & 0xC0) == 0x80) {
    ++size;
  }
  return size;
}

/// RFC 2047: words of at most 75 characters, whole characters in each, a line each.
std::string encoded_words(std::string_view text) {
  constexpr std::size_t kMostBytes = 42;  // 56 characters of base64 within "=?UTF-8?B?" and "?=".
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = 0;
    while (at + size < text.size()) {
      const std::size_t more = character_size(text, at + size);
      if (size + more > kMostBytes) break;
      size += more;
    }
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(text.substr(at, size)) + "?=";
    at += size;
  }
  return out;
}

/// The text of a header: as it is where that is short, plain and cannot be taken for encoded.
std::string header_text(std::string_view text) {
  constexpr std::size_t kMostPlain = 60;
  const bool plain =
      text.size() <= kMostPlain && is_ascii(text) && text.find("=?") == std::string_view::npos;
  return plain ? std::string(text) : encoded_words(text);
}

/// A name before an address: quoted, where it is plain.
std::string display_name(std::string_view name) {
  const std::string text = header_text(name);
  if (text != name) return text;
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

/// RFC 5322 section 3.3.
std::string date_text(base::Instant at) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  return fmt::format(
      "{}, {} {} {:04} {:02}:{:02}:{:02} +0000", kDays[std::chrono::weekday(day).c_encoding()],
      static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
      static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
      time.seconds().count());
}

std::string body_lines(std::string_view text) {
  constexpr std::size_t kLine = 76;
  std::string lines;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') lines += '\r';
    lines += c;
  }
  const std::string encoded = base64(lines);
  std::string out;
  for (std::size_t at = 0; at < encoded.size(); at += kLine) {
    out += encoded.substr(at, kLine) + "\r\n";
  }
  return out;
}

std::optional<Error> fault_of(const Letter& letter) {
  if (!is_address(letter.from) || !is_address(letter.to)) {
    return Error(Errc::kMalformed, "that is no address to write to or from");
  }
  for (const std::string* text : {&letter.from_name, &letter.subject}) {
    if (has_control(*text) || !base::is_utf8(*text) || text->size() > kMostHeaderText) {
      return Error(Errc::kMalformed, "a name or subject has control characters, or is too long");
    }
  }
  const std::string& url = letter.stop_url;
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  if (!url.empty() && (!web || has_control(url) || !is_ascii(url) || url.size() > kMostUrl ||
                       url.find_first_of(" <>") != std::string::npos)) {
    return Error(Errc::kMalformed, "that is no address of a page");
  }
  if (!base::is_utf8(letter.text) || letter.text.size() > kMostText) {
    return Error(Errc::kMalformed, "a letter is UTF-8 of at most 256 KiB");
  }
  const bool id = !letter.id.empty() && letter.id.size() <= 64 &&
                  std::all_of(letter.id.begin(), letter.id.end(),
                              [](char c) { return is_alphanumeric(c) || c == '-'; });
  if (!id) return Error(Errc::kMalformed, "a letter has an id");
  return std::nullopt;
}

}  // namespace

bool is_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || text.size() > kMostAddress || at > kMostLocal) return false;
  return is_dot_atom(text.substr(0, at)) && is_domain(text.substr(at + 1));
}

base::Result<std::string> print(const Letter& letter) {
  if (auto fault = fault_of(letter)) return std::move(*fault);
  const std::string domain = letter.from.substr(letter.from.rfind('@') + 1);
  std::string text;
  const auto header = [&text](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append("\r\n");
  };
  header("Date", date_text(letter.at));
  header("From", letter.from_name.empty()
                     ? letter.from
                     : display_name(letter.from_name) + "\r\n <" + letter.from + ">");
  header("To", "<" + letter.to + ">");
  header("Subject", header_text(letter.subject));
  header("Message-ID", "<" + letter.id + "@" + domain + ">");
  header("Auto-Submitted", "auto-generated");
  if (!letter.stop_url.empty()) {
    header("List-Unsubscribe", "<" + letter.stop_url + ">");
    header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
  }
  header("MIME-Version", "1.0");
  header("Content-Type", "text/plain; charset=utf-8");
  header("Content-Transfer-Encoding", "base64");
  return text + "\r\n" + body_lines(letter.text);
}

}  // namespace plenary::mail
