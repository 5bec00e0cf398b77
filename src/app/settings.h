#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "account/ticket_shop.h"
#include "base/result.h"
#include "base/time.h"
#include "conference/accounts.h"
#include "mail/smtp.h"

namespace plenary::app {

/// Everything `plenary serve` can be told. Each is an option (--listen), a key of plenary.yaml
/// (listen) and a variable of the environment (PLENARY_LISTEN), in this order of precedence.
struct Settings {
  std::string data = "data";              ///< The data folder.
  std::string conference;                 ///< A conference package; empty: the one imported before.
  std::string listen = "127.0.0.1:8080";  ///< HTTP, or HTTPS where a certificate is given.
  std::string rtmp = "127.0.0.1:1935";
  std::string tls_cert;
  std::string tls_key;
  bool demo = false;
  bool rehearsal = false;
  std::optional<base::Instant> clock;  ///< What the conference clock shall show now.
  std::string public_host;             ///< The name that printed addresses carry; empty: localhost.
  unsigned threads = 0;                ///< io threads; 0: one a core, at most 4.
  std::chrono::milliseconds input_buffer{200};
  std::chrono::milliseconds input_missing{500};
  std::string encoder_preset = "superfast";
  std::chrono::hours keep{24 * 30};           ///< How long recorded media is kept.
  std::uint64_t min_free_bytes = 1ULL << 30;  ///< Below it recording stops and the stage goes on.
  bool log_debug = false;
  std::string public_url;       ///< "https://conference.example"; empty: as each reader came.
  std::string trusted_proxies = "127.0.0.0/8, ::1";  ///< Whose X-Forwarded-For and -Proto count: see net/forwarded.h.
  mail::SmtpSettings smtp;      ///< No url: there is no mail server.
  std::string smtp_password_file;
  conference::SignUp sign_up = conference::SignUp::kOpen;
  account::TicketShopSettings ticket_shop;  ///< No issuer: there is none.
  std::string ticket_shop_key_file;         ///< Instead of ticket_shop.key.

  std::string file;                          ///< The plenary.yaml that was read, if any.
  std::map<std::string, std::size_t> lines;  ///< The settings that it set, and in which line.
};

/// A mistake in the command line, the environment or plenary.yaml: the program says it and exits
/// with 2.
struct UsageError {
  std::string sentence;  ///< "plenary.yaml:7: unknown setting 'listn'. Did you mean 'listen'?"
};

/// One setting by its names, with how to read it. The table is what --help, plenary.yaml and the
/// environment are made from.
struct SettingEntry {
  std::string name;        ///< "tls-cert": the option; with '_' for the file and PLENARY_TLS_CERT.
  std::string value_name;  ///< "FILE"; empty for a switch.
  std::string help;
  /// Sets the field from text; a sentence if the text is no value for it.
  std::optional<std::string> (*set)(Settings&, const std::string&);
};

const std::vector<SettingEntry>& setting_entries();

/// Reads `key: value` lines of plenary.yaml (below `ticket_shop:` and `smtp:` a mapping of its own) into
/// `settings`, skipping those names that are in `already_set` (option names). Returns the first
/// mistake, if any.
std::optional<UsageError> read_settings_file(const std::string& path, Settings& settings,
                                             const std::vector<std::string>& already_set);

/// What the accounts' service is told: who may sign up, and the ticket shop with its key read.
/// Throws UsageError with a sentence for a key that is none.
conference::AccountSettings account_settings(const Settings& settings);

/// The mail server with its password read. Throws UsageError with a sentence if it cannot be.
mail::SmtpSettings smtp_settings(const Settings& settings);

/// What contradicts itself in settings that are each valid, as a sentence; with file and line where
/// the file says it.
std::optional<UsageError> contradiction(const Settings& settings);

}  // namespace plenary::app
