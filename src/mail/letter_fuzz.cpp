// Whatever is written into a letter, its headers are ours: none is added, none goes on in another's
// line, and no line is a mail server's command.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "mail/letter.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

constexpr std::string_view kHeaders[] = {"Date: ",
                                         "From: ",
                                         "To: ",
                                         "Subject: ",
                                         "Message-ID: ",
                                         "Auto-Submitted: ",
                                         "List-Unsubscribe",
                                         "MIME-Version: ",
                                         "Content-Type: ",
                                         "Content-Transfer-Encoding: "};

bool is_ours(std::string_view line) {
  if (line.starts_with(" ")) return true;  // Goes on.
  for (const std::string_view header : kHeaders) {
    if (line.starts_with(header)) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parts = plenary::base::split(text, '\0');
  const auto part = [&](std::size_t at) {
    return at < parts.size() ? std::string(parts[at]) : std::string();
  };
  plenary::mail::Letter letter;
  letter.from = "plenary@conference.example";
  letter.to = part(0);
  letter.from_name = part(1);
  letter.subject = part(2);
  letter.stop_url = part(3);
  letter.text = part(4);
  letter.id = "i-1";
  const auto printed = plenary::mail::print(letter);
  if (!printed) return 0;
  const std::size_t end = printed->find("\r\n\r\n");
  expect(end != std::string::npos);
  std::size_t headers = 0;
  for (std::string_view line :
       plenary::base::split(std::string_view(*printed).substr(0, end), '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    expect(line.find('\r') == std::string_view::npos && line.size() <= 998 && is_ours(line));
    if (!line.starts_with(" ")) ++headers;
  }
  expect(headers == (letter.stop_url.empty() ? 9u : 11u));
  for (const char c : std::string_view(*printed).substr(end)) {
    expect(static_cast<unsigned char>(c) < 0x80 && c != '.');
  }
  return 0;
}
