#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace plenary::mail {

/// True for an address that we write to: RFC 5321 section 4.1.2 without quoted strings, comments,
/// literals and what is not ASCII, at most 254 bytes.
bool is_address(std::string_view text);

/// One letter. A value.
struct Letter {
  std::string from;
  std::string from_name;  ///< What the receiver sees it comes from; may be empty.
  std::string to;
  std::string subject;
  std::string text;      ///< UTF-8, lines end in '\n'.
  std::string stop_url;  ///< Where a mail program ends letters of this kind, by a POST: RFC 8058.
  std::string id;        ///< Before the '@' of the Message-ID: [a-z0-9-], 1 to 64.
  base::Instant at;
};

/// The letter as RFC 5322 and RFC 2045 have it: CRLF, 7 bits, no line beyond 998 characters. Fails
/// with kMalformed for an address that is none, for control characters in a name, a subject or a
/// URL (they would be headers of their own), and for what is not UTF-8.
base::Result<std::string> print(const Letter& letter);

}  // namespace plenary::mail
