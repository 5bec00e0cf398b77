#include "app/settings.h"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <initializer_list>
#include <memory>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

#include "base/text.h"
#include "conference/mistake.h"
#include "net/forwarded.h"
#include "net/listen.h"

namespace plenary::app {
namespace {

using Problem = std::optional<std::string>;

template <class Integer>
std::optional<Integer> integer(const std::string& text) {
  Integer value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Problem set_switch(bool& field, const std::string& text) {
  if (text == "true" || text == "yes" || text == "1") {
    field = true;
  } else if (text == "false" || text == "no" || text == "0") {
    field = false;
  } else {
    return "is true or false";
  }
  return std::nullopt;
}

Problem set_milliseconds(std::chrono::milliseconds& field, const std::string& text, long lowest,
                         long highest) {
  const auto value = integer<long>(text);
  if (!value || *value < lowest || *value > highest) {
    return fmt::format("is a whole number of milliseconds from {} to {}", lowest, highest);
  }
  field = std::chrono::milliseconds(*value);
  return std::nullopt;
}

Problem set_address(std::string& field, const std::string& text) {
  if (!net::is_listen_address(text)) {
    return "is ADDRESS:PORT, such as 0.0.0.0:8080, [::]:8080 or :8080";
  }
  field = text;
  return std::nullopt;
}

/// Scheme, host and port; what follows would stand before every path.
Problem set_public_url(std::string& field, std::string text) {
  while (text.ends_with('/')) text.pop_back();
  const std::size_t scheme = text.find("://");
  const bool web = text.starts_with("https://") || text.starts_with("http://");
  const std::string_view host = web ? std::string_view(text).substr(scheme + 3) : "";
  const bool clean = std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == ':' || c == '[' || c == ']';
  });
  if (host.empty() || !clean) return "is https://HOST or http://HOST, without a path";
  field = std::move(text);
  return std::nullopt;
}

std::vector<SettingEntry> make_entries() {
  using S = Settings;
  return {
      {"data", "DIR", "the data folder; made if it is not there [data]",
       [](S& s, const std::string& v) -> Problem { return s.data = v, std::nullopt; }},
      {"conference", "DIR", "a conference package, imported into the data folder",
       [](S& s, const std::string& v) -> Problem { return s.conference = v, std::nullopt; }},
      {"listen", "ADDR:PORT", "pages, API and media [127.0.0.1:8080]",
       [](S& s, const std::string& v) { return set_address(s.listen, v); }},
      {"rtmp", "ADDR:PORT", "publishers [127.0.0.1:1935]",
       [](S& s, const std::string& v) { return set_address(s.rtmp, v); }},
      {"tls-cert", "FILE", "PEM certificate chain: listen with TLS and HTTP/2",
       [](S& s, const std::string& v) -> Problem { return s.tls_cert = v, std::nullopt; }},
      {"tls-key", "FILE", "PEM key of the certificate",
       [](S& s, const std::string& v) -> Problem { return s.tls_key = v, std::nullopt; }},
      {"demo", "", "put the demonstration broadcast on air (a data folder of its own)",
       [](S& s, const std::string& v) { return set_switch(s.demo, v); }},
      {"rehearsal", "", "make the data folder a rehearsal's: its clock can be set",
       [](S& s, const std::string& v) { return set_switch(s.rehearsal, v); }},
      {"clock", "RFC3339", "what the conference clock shows now (rehearsal and demo only)",
       [](S& s, const std::string& v) -> Problem {
         const auto instant = base::parse_rfc3339(v);
         if (!instant) return "is an RFC 3339 instant with its zone, such as 2020-07-23T14:55:00+08:00";
         s.clock = *instant;
         return std::nullopt;
       }},
      {"public-host", "NAME", "the host name in addresses given to publishers [localhost]",
       [](S& s, const std::string& v) -> Problem { return s.public_host = v, std::nullopt; }},
      {"threads", "N", "threads that serve viewers; 0 is one a core, at most 4 [0]",
       [](S& s, const std::string& v) -> Problem {
         const auto value = integer<unsigned>(v);
         if (!value || *value > 64) return "is a number from 0 to 64";
         s.threads = *value;
         return std::nullopt;
       }},
      {"input-buffer-ms", "MS", "how much of an input is held back to smooth its network [200]",
       [](S& s, const std::string& v) { return set_milliseconds(s.input_buffer, v, 0, 5000); }},
      {"input-missing-ms", "MS", "silence of a publisher after which its input is left [500]",
       [](S& s, const std::string& v) { return set_milliseconds(s.input_missing, v, 100, 10000); }},
      {"encoder-preset", "NAME", "x264 preset of the ladder [superfast]",
       [](S& s, const std::string& v) -> Problem {
         constexpr const char* kPresets[] = {"ultrafast", "superfast", "veryfast", "faster",
                                             "fast",      "medium",    "slow"};
         if (std::find(std::begin(kPresets), std::end(kPresets), v) == std::end(kPresets)) {
           return "is one of ultrafast, superfast, veryfast, faster, fast, medium, slow";
         }
         s.encoder_preset = v;
         return std::nullopt;
       }},
      {"keep-hours", "HOURS", "how long recorded media is kept [720]",
       [](S& s, const std::string& v) -> Problem {
         const auto value = integer<long>(v);
         if (!value || *value < 1 || *value > 24 * 3650) return "is a number of hours from 1 to 87600";
         s.keep = std::chrono::hours(*value);
         return std::nullopt;
       }},
      {"min-free-mb", "MB", "free disk below which recording stops and the stage goes on [1024]",
       [](S& s, const std::string& v) -> Problem {
         const auto value = integer<std::uint64_t>(v);
         if (!value || *value > 1ULL << 30) return "is a number of megabytes";
         s.min_free_bytes = *value << 20;
         return std::nullopt;
       }},
      {"sign-up", "WHO", "open: anybody may make an account; invited: only guests [open]",
       [](S& s, const std::string& v) -> Problem {
         if (v != "open" && v != "invited") return "is open or invited";
         s.sign_up = v == "open" ? conference::SignUp::kOpen : conference::SignUp::kInvited;
         return std::nullopt;
       }},
      {"ticket-shop-issuer", "ISS", "`iss` of the tokens (JWT) by which a ticket shop sends its guests",
       [](S& s, const std::string& v) -> Problem { return s.ticket_shop.issuer = v, std::nullopt; }},
      {"ticket-shop-audience", "AUD", "`aud` of these tokens",
       [](S& s, const std::string& v) -> Problem { return s.ticket_shop.audience = v, std::nullopt; }},
      {"ticket-shop-algorithm", "ALG", "HS256, RS256, ES256 or EdDSA; no other is taken [HS256]",
       [](S& s, const std::string& v) -> Problem {
         const auto algorithm = account::parse_token_algorithm(v);
         if (!algorithm) return algorithm.error().detail();
         s.ticket_shop.algorithm = *algorithm;
         return std::nullopt;
       }},
      {"ticket-shop-key-file", "FILE", "the shop's secret (HS256) or its public key in PEM",
       [](S& s, const std::string& v) -> Problem { return s.ticket_shop_key_file = v, std::nullopt; }},
      {"ticket-shop-key", "KEY", "the same, written out; every user of the machine sees an option",
       [](S& s, const std::string& v) -> Problem { return s.ticket_shop.key = v, std::nullopt; }},
      {"ticket-shop-grants", "LIST", "what a ticket's trait gives: crew=producer:stage/main, ...",
       [](S& s, const std::string& v) -> Problem {
         auto grants = account::parse_trait_grants(v);
         if (!grants) return grants.error().detail();
         s.ticket_shop.grants_of_traits = std::move(*grants);
         return std::nullopt;
       }},
      {"public-url", "URL", "how the site is reached: https://conference.example [as each reader came]",
       [](S& s, const std::string& v) { return set_public_url(s.public_url, v); }},
      {"trusted-proxies", "LIST",
       "whose X-Forwarded-For and X-Forwarded-Proto count: addresses, networks [127.0.0.0/8, ::1]",
       [](S& s, const std::string& v) -> Problem {
         const auto proxies = net::TrustedProxies::parse(v);
         if (!proxies) return "is a list of addresses and networks; " + proxies.error().detail();
         s.trusted_proxies = v;
         return std::nullopt;
       }},
      {"smtp-url", "URL", "the mail server: smtp://HOST:587 (STARTTLS) or smtps://HOST:465",
       [](S& s, const std::string& v) -> Problem { return s.smtp.url = v, std::nullopt; }},
      {"smtp-from", "ADDRESS", "whom letters come from",
       [](S& s, const std::string& v) -> Problem { return s.smtp.from = v, std::nullopt; }},
      {"smtp-user", "NAME", "the login at the mail server, where it wants one",
       [](S& s, const std::string& v) -> Problem { return s.smtp.user = v, std::nullopt; }},
      {"smtp-password-file", "FILE", "its password",
       [](S& s, const std::string& v) -> Problem { return s.smtp_password_file = v, std::nullopt; }},
      {"smtp-ca-file", "FILE", "PEM of who vouches for the mail server [whom the system trusts]",
       [](S& s, const std::string& v) -> Problem { return s.smtp.ca_file = v, std::nullopt; }},
      {"log-debug", "", "log more",
       [](S& s, const std::string& v) { return set_switch(s.log_debug, v); }},
  };
}

struct YamlScalar {
  std::string text;
  std::size_t line;
};

/// The scalars of a flat mapping, key and value in turn. The mappings within it that are known are
/// read as if their keys had their name before them.
std::optional<UsageError> read_flat_mapping(const std::string& path, std::FILE* file,
                                            std::vector<YamlScalar>& scalars) {
  yaml_parser_t parser;
  yaml_parser_initialize(&parser);
  const auto end_parser = [](yaml_parser_t* p) { yaml_parser_delete(p); };
  const std::unique_ptr<yaml_parser_t, decltype(end_parser)> guard(&parser, end_parser);
  yaml_parser_set_input_file(&parser, file);
  constexpr std::array<std::string_view, 2> kGroups{"ticket_shop", "smtp"};
  std::string group;
  int depth = 0;
  for (;;) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) {
      return UsageError{fmt::format("{}:{}: {}.", path, parser.problem_mark.line + 1,
                                    parser.problem ? parser.problem : "not YAML")};
    }
    const yaml_event_type_t type = event.type;
    const std::size_t line = event.start_mark.line + 1;
    if (type == YAML_SCALAR_EVENT) {
      const std::string text = reinterpret_cast<const char*>(event.data.scalar.value);
      const bool group_key = depth == 2 && scalars.size() % 2 == 0;
      scalars.push_back({group_key ? group + "_" + text : text, line});
    }
    yaml_event_delete(&event);
    if (type == YAML_STREAM_END_EVENT) return std::nullopt;
    if (type == YAML_MAPPING_START_EVENT) ++depth;
    if (type == YAML_MAPPING_END_EVENT) --depth;
    const bool begins_group =
        type == YAML_MAPPING_START_EVENT && depth == 2 && scalars.size() % 2 == 1 &&
        std::find(kGroups.begin(), kGroups.end(), scalars.back().text) != kGroups.end();
    if (begins_group) {
      group = scalars.back().text;
      scalars.pop_back();
      continue;
    }
    const bool nested = (depth > 1 && type == YAML_MAPPING_START_EVENT) || type == YAML_SEQUENCE_START_EVENT || type == YAML_ALIAS_EVENT;
    const bool bare = depth == 0 && type == YAML_SCALAR_EVENT;
    if (nested || bare) {
      return UsageError{fmt::format("{}:{}: settings are lines of `name: value`.", path, line)};
    }
  }
}

}  // namespace

const std::vector<SettingEntry>& setting_entries() {
  static const std::vector<SettingEntry> entries = make_entries();
  return entries;
}

std::optional<UsageError> read_settings_file(const std::string& path, Settings& settings,
                                             const std::vector<std::string>& already_set) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) return UsageError{fmt::format("{}: cannot be read. Give a file to --config.", path)};
  std::vector<YamlScalar> scalars;
  if (auto mistake = read_flat_mapping(path, file.get(), scalars)) return mistake;

  settings.file = path;
  for (std::size_t i = 0; i + 1 < scalars.size(); i += 2) {
    const YamlScalar& key = scalars[i];
    std::string name = key.text;
    std::replace(name.begin(), name.end(), '_', '-');
    const auto& entries = setting_entries();
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const SettingEntry& e) { return e.name == name; });
    if (entry == entries.end()) {
      std::vector<std::string_view> known;
      for (const auto& e : entries) known.push_back(e.name);
      const std::string meant(conference::nearest(name, known));
      return UsageError{fmt::format("{}:{}: unknown setting '{}'.{}", path, key.line, key.text,
                                    meant.empty() ? "" : " Did you mean '" + meant + "'?")};
    }
    if (std::find(already_set.begin(), already_set.end(), name) != already_set.end()) continue;
    if (const auto problem = entry->set(settings, scalars[i + 1].text)) {
      return UsageError{fmt::format("{}:{}: '{}' {}, not '{}'.", path, key.line, key.text, *problem,
                                    scalars[i + 1].text)};
    }
    settings.lines[name] = key.line;
  }
  return std::nullopt;
}

conference::AccountSettings account_settings(const Settings& settings) {
  conference::AccountSettings made;
  made.sign_up = settings.sign_up;
  if (settings.ticket_shop.issuer.empty()) return made;
  account::TicketShopSettings wanted = settings.ticket_shop;
  if (!settings.ticket_shop_key_file.empty()) {
    std::ifstream file(settings.ticket_shop_key_file, std::ios::binary);
    if (!file) throw UsageError{settings.ticket_shop_key_file + ": the ticket shop's key cannot be read."};
    std::ostringstream text;
    text << file.rdbuf();
    wanted.key = std::string(base::trim(text.str()));
  }
  auto shop = account::TicketShop::make(std::move(wanted));
  if (!shop) throw UsageError{"the ticket shop: " + shop.error().detail() + "."};
  made.ticket_shop = std::move(*shop);
  return made;
}

mail::SmtpSettings smtp_settings(const Settings& settings) {
  mail::SmtpSettings wanted = settings.smtp;
  if (settings.smtp_password_file.empty()) return wanted;
  std::ifstream file(settings.smtp_password_file, std::ios::binary);
  if (!file) {
    throw UsageError{settings.smtp_password_file + ": the mail server's password cannot be read."};
  }
  std::ostringstream text;
  text << file.rdbuf();
  wanted.password = std::string(base::trim(text.str()));
  return wanted;
}

std::optional<UsageError> contradiction(const Settings& settings) {
  // Names the line of the first of these settings that the file has.
  const auto between = [&](std::initializer_list<const char*> names, const std::string& sentence) {
    for (const char* name : names) {
      const auto line = settings.lines.find(name);
      if (line == settings.lines.end()) continue;
      return UsageError{fmt::format("{}:{}: {}", settings.file, line->second, sentence)};
    }
    return UsageError{sentence};
  };
  if (!settings.smtp.url.empty()) {
    const base::Status fits = mail::check(settings.smtp);
    if (!fits) {
      return between({"smtp-url", "smtp-from", "smtp-user"}, fits.error().detail() + ".");
    }
    if (settings.public_url.empty()) {
      return between({"smtp-url"}, "letters hold links: give --public-url with --smtp-url.");
    }
  } else if (!settings.smtp.from.empty() || !settings.smtp.user.empty()) {
    return between({"smtp-from", "smtp-user"},
                   "a mail server is known by its address: give --smtp-url too.");
  }
  const bool shop_key = !settings.ticket_shop.key.empty() || !settings.ticket_shop_key_file.empty();
  if (settings.ticket_shop.issuer.empty() && (shop_key || !settings.ticket_shop.audience.empty())) {
    return between({"ticket-shop-key", "ticket-shop-key-file", "ticket-shop-audience"},
                   "a ticket shop is known by its issuer: give --ticket-shop-issuer too.");
  }
  if (settings.tls_cert.empty() != settings.tls_key.empty()) {
    return between({"tls-cert", "tls-key"},
                   "--tls-cert and --tls-key belong together: give both or neither.");
  }
  if (settings.demo && settings.rehearsal) {
    return between({"demo", "rehearsal"},
                   "--demo and --rehearsal are two kinds of data folder: give one.");
  }
  return std::nullopt;
}

}  // namespace plenary::app
