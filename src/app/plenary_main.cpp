// The command line: options, precedence (command line, environment, plenary.yaml) and exit statuses.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/demo_picture_command.h"
#include "app/package_transfer.h"
#include "app/rehearse_command.h"
#include "app/settings.h"
#include "conference/mistake.h"

namespace plenary::app {
namespace {

constexpr int kUsage = 2;

int usage(const std::string& sentence) {
  fmt::print(stderr, "plenary: {}\n", sentence);
  return kUsage;
}

std::string environment_name(std::string name) {
  std::string variable = "PLENARY_";
  for (const char c : name) {
    variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return variable;
}

/// The raw texts of one command's settings, before they are believed.
struct Raw {
  std::vector<std::pair<const SettingEntry*, CLI::Option*>> options;
  std::vector<std::string> values = std::vector<std::string>(64);
  std::string config;
};

/// Adds the settings named (all of them if `names` is empty) as options of a command.
void add_settings(CLI::App& command, Raw& raw, const std::vector<std::string>& names) {
  command.add_option("--config", raw.config, "plenary.yaml: lines of `name: value`")
      ->option_text("FILE");
  std::size_t index = 0;
  for (const SettingEntry& entry : setting_entries()) {
    const bool wanted =
        names.empty() || std::find(names.begin(), names.end(), entry.name) != names.end();
    if (!wanted) continue;
    std::string& value = raw.values[index++];
    CLI::Option* option = nullptr;
    if (entry.value_name.empty()) {
      option = command.add_flag("--" + entry.name + "{true}", value, entry.help);
    } else {
      option = command.add_option("--" + entry.name, value, entry.help)
                   ->option_text(entry.value_name);
    }
    option->envname(environment_name(entry.name));
    raw.options.emplace_back(&entry, option);
  }
}

/// Command line and environment first, then the file for what they left open.
std::optional<UsageError> read_settings(const Raw& raw, Settings& settings) {
  std::vector<std::string> already_set;
  for (std::size_t i = 0; i < raw.options.size(); ++i) {
    const auto& [entry, option] = raw.options[i];
    if (option->count() == 0) continue;
    already_set.push_back(entry->name);
    if (const auto problem = entry->set(settings, raw.values[i])) {
      const std::string variable = environment_name(entry->name);
      const char* const inherited = std::getenv(variable.c_str());
      const bool from_environment = inherited != nullptr && raw.values[i] == inherited;
      return UsageError{fmt::format("{} {}, not '{}'.",
                                    from_environment ? variable : "--" + entry->name, *problem,
                                    raw.values[i])};
    }
  }
  if (!raw.config.empty()) {
    if (auto mistake = read_settings_file(raw.config, settings, already_set)) return mistake;
  }
  return contradiction(settings);
}

int run(int argc, char** argv) {
  CLI::App app{"Plenary holds a conference online."};
  app.name("plenary");
  app.require_subcommand(1);
  app.set_version_flag("--version", "plenary 0.1.0");
  app.footer("Exit status: 0 done, 1 failed, 2 wrong usage.");

  Raw serve_raw;
  CLI::App* serve = app.add_subcommand("serve", "serve a conference: stage, pages, recording");
  add_settings(*serve, serve_raw, {});

  std::string package;
  CLI::App* check = app.add_subcommand("check", "name every mistake of a conference package");
  check->add_option("DIR", package, "the package")->required()->option_text(" ");

  bool yes = false;
  bool dry_run = false;
  Raw import_raw;
  CLI::App* import =
      app.add_subcommand("import", "show what a package would change, and make it the next version");
  import->add_option("DIR", package, "the package, or a schedule.xml or schedule.json")->required()->option_text(" ");
  CLI::Option* at_once = import->add_flag("--yes", yes, "import without asking");
  std::string language;
  import->add_option("--language", language, "what a schedule's texts are written in [the conference's first]")
      ->option_text("TAG");
  import->add_flag("--dry-run", dry_run, "show the difference and import nothing")->excludes(at_once);
  add_settings(*import, import_raw, {"data"});

  Raw table_raw;
  CLI::App* table = app.add_subcommand("import-exhibitors",
                                       "take a table of exhibitors and products into the draft");
  table->add_option("FILE", package, "the table, CSV in UTF-8")->required()->option_text(" ");
  add_settings(*table, table_raw, {"data"});

  std::int64_t version = -1;
  Raw export_raw;
  CLI::App* give = app.add_subcommand("export", "write the package into an empty folder");
  give->add_option("DIR", package, "the folder")->required()->option_text(" ");
  give->add_option("--version", version, "a version's number [the latest]")->option_text("N");
  add_settings(*give, export_raw, {"data"});

  std::string stage;
  std::string input;
  Raw key_raw;
  CLI::App* key = app.add_subcommand("key", "make a new key for an input and show it once");
  key->add_option("STAGE", stage, "the stage's id")->required()->option_text(" ");
  key->add_option("INPUT", input, "the input's id, such as primary")->required()->option_text(" ");
  add_settings(*key, key_raw, {"data", "rtmp", "public-host"});

  UserRequest wanted;
  Raw user_raw;
  CLI::App* user =
      app.add_subcommand("user", "make an account, a new password for it, or an invitation");
  user->add_option("NAME", wanted.name, "the name to sign in with")->required()->option_text(" ");
  user->add_option("--role", wanted.role, "what the account may do [organiser]")->option_text("ROLE");
  user->add_option("--scope", wanted.scope, "and where: conference, stage/ID, ... [conference]")
      ->option_text("SCOPE");
  user->add_flag("--invite", wanted.invite, "print a link with which NAME makes the account");
  user->add_flag("--password-stdin", wanted.password_from_stdin,
                 "read the password from standard input");
  add_settings(*user, user_raw, {"data", "listen", "public-host"});

  CLI::App* picture = add_demo_picture_command(app);
  int rehearsed = 0;
  CLI::App* rehearse = add_rehearse_command(app, rehearsed);

  if (argc > 1 && argv[1][0] != '-') {
    const std::string word = argv[1];
    const auto named = app.get_subcommands([&](const CLI::App* c) { return c->get_name() == word; });
    if (named.empty()) {
      const std::string_view meant = conference::nearest(word, {"serve", "check", "import", "import-exhibitors", "export", "key", "user", "rehearse"});
      return usage(fmt::format("there is no command '{}'.{} See plenary --help.", word,
                               meant.empty() ? "" : fmt::format(" Did you mean '{}'?", meant)));
    }
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked_for_help = error.get_exit_code() == 0;
    app.exit(error);
    return asked_for_help ? 0 : kUsage;
  }

  Settings settings;
  if (serve->parsed()) {
    if (const auto mistake = read_settings(serve_raw, settings)) return usage(mistake->sentence);
    return serve_command(settings);
  }
  if (import->parsed()) {
    if (const auto mistake = read_settings(import_raw, settings)) return usage(mistake->sentence);
    return import_command(settings.data, {package, language}, yes ? Consent::kGiven : dry_run ? Consent::kRefused : Consent::kAsked);
  }
  if (table->parsed()) {
    if (const auto mistake = read_settings(table_raw, settings)) return usage(mistake->sentence);
    return import_exhibitors_command(settings.data, package);
  }
  if (give->parsed()) {
    if (const auto mistake = read_settings(export_raw, settings)) return usage(mistake->sentence);
    return export_command(settings.data, package,
                          version >= 0 ? std::optional(version) : std::nullopt);
  }
  if (key->parsed()) {
    if (const auto mistake = read_settings(key_raw, settings)) return usage(mistake->sentence);
    return key_command(settings, stage, input);
  }
  if (user->parsed()) {
    if (const auto mistake = read_settings(user_raw, settings)) return usage(mistake->sentence);
    return user_command(settings, wanted);
  }
  if (picture->parsed()) return 0;  // It ran as it was parsed.
  if (rehearse->parsed()) return rehearsed;
  return check_command(package);
}

}  // namespace
}  // namespace plenary::app

int main(int argc, char** argv) {
  try {
    return plenary::app::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "plenary: {}\n", error.what());
    return 1;
  }
}
