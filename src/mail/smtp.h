#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/result.h"

namespace plenary::mail {

/// How we reach the mail server that takes our letters.
struct SmtpSettings {
  std::string url;   ///< "smtp://mail.example:587" (STARTTLS) or "smtps://mail.example:465".
  std::string from;  ///< An address.
  std::string from_name;
  std::string user;  ///< Empty: it asks for none.
  std::string password;
  std::string ca_file;  ///< PEM of who vouches for the server; empty: whom the system trusts.
};

/// A sentence if the settings are none, for the operator.
base::Status check(const SmtpSettings& settings);

/// A mail server by libcurl (RFC 5321, 3207, 4954), one conversation at a time; the connection is
/// kept from letter to letter. TLS with a verified certificate is required, unless the server is on
/// this machine. Every call blocks, for 60 s at most: for a thread of its own.
class Smtp {
 public:
  explicit Smtp(SmtpSettings settings);
  ~Smtp();
  Smtp(const Smtp&) = delete;
  Smtp& operator=(const Smtp&) = delete;

  /// Once the server has taken the letter. kForbidden with the server's words: it never will;
  /// kUnavailable with a sentence: another time perhaps.
  base::Status send(const std::string& recipient, const std::string& letter);

  /// Has a send() that runs fail at once; safe from every thread.
  void stop() { stopping_ = true; }

 private:
  struct Close {
    void operator()(void* curl) const;
  };
  SmtpSettings settings_;
  std::atomic<bool> stopping_{false};
  std::unique_ptr<void, Close> curl_;
};

}  // namespace plenary::mail
