#include "app/rehearse_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "app/complain.h"
#include "net/http_server.h"
#include "rehearsal/rehearsal.h"
#include "rehearsal/report.h"

namespace plenary::app {
namespace {

struct Options {
  rehearsal::Plan plan;
  std::int64_t join_s = 10;
  std::int64_t stay_s = 60;
  std::string report;
};

volatile std::sig_atomic_t interrupted = 0;

void on_interrupt(int) {
  interrupted = 1;
}

std::string bar(double share) {
  constexpr int kCells = 24;
  const int full = static_cast<int>(std::min(1.0, share) * kCells);
  std::string cells;
  for (int i = 0; i < kCells; ++i) cells += i < full ? "█" : "░";
  return cells;
}

/// On a terminal one line that changes; in a file a line each ten seconds.
bool show(const rehearsal::Progress& progress) {
  const rehearsal::Second& second = *progress.second;
  const std::string line = fmt::format(
      "{} {:3.0f}/{:.0f} s  {:<10}  {:6} viewers  counted {:>6}  pulse p99 {:4.0f} ms  stalls {}  "
      "errors {}",
      bar(progress.at / progress.total), progress.at, progress.total, progress.doing,
      second.playing, second.counted ? fmt::format("{}", *second.counted) : "-",
      second.delay_p99_ms, progress.findings->stalls, progress.findings->errors());
  if (::isatty(STDOUT_FILENO) != 0) {
    fmt::print("\r\x1b[K{}", line);
  } else if (static_cast<int>(progress.at) % 10 == 0) {
    fmt::print("{}\n", line);
  }
  std::fflush(stdout);
  return interrupted == 0;
}

bool write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  return static_cast<bool>(file.flush());
}

std::string password_of_organiser() {
  if (const char* given = std::getenv("PLENARY_REHEARSE_PASSWORD")) return given;
  std::string line;
  if (::isatty(STDIN_FILENO) != 0) fmt::print("password: ");
  std::fflush(stdout);
  std::getline(std::cin, line);
  return line;
}

int run(Options options) {
  options.plan.join = std::chrono::seconds(options.join_s);
  options.plan.stay = std::chrono::seconds(options.stay_s);
  if (!options.plan.organiser.empty()) options.plan.password = password_of_organiser();
  net::ignore_sigpipe();
  std::signal(SIGINT, &on_interrupt);

  auto outcome = rehearsal::rehearse(options.plan, &show);
  if (!outcome) return complain(outcome.error().detail() + ".");
  fmt::print("{}\n{}", ::isatty(STDOUT_FILENO) != 0 ? "\r\x1b[K" : "",
             rehearsal::summary(*outcome));
  if (!options.report.empty()) {
    const std::filesystem::path folder(options.report);
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    const bool written = write_file(folder / "rehearsal.json", rehearsal::report_json(*outcome)) &&
                         write_file(folder / "rehearsal.html", rehearsal::report_html(*outcome));
    if (!written) return complain(fmt::format("cannot write the report into {}.", folder.string()));
    fmt::print("\nReport: {}\n", (folder / "rehearsal.html").string());
  }
  const rehearsal::Findings& findings = outcome->findings;
  const bool lost = findings.votes_counted && *findings.votes_counted < findings.votes_acknowledged;
  const bool well =
      findings.server_errors() == 0 && findings.joins_failed == 0 && findings.stalls == 0 && !lost;
  if (!well) fmt::print("\nNot well: see stalls, errors, failed joins and votes above.\n");
  return well ? 0 : 1;
}

}  // namespace

CLI::App* add_rehearse_command(CLI::App& app, int& status) {
  CLI::App* command =
      app.add_subcommand("rehearse", "simulated viewers against a running server, with a report");
  const auto options = std::make_shared<Options>();
  rehearsal::Plan& plan = options->plan;
  command->add_option("URL", plan.server, "where the server is, such as https://conference.example")
      ->required()
      ->option_text(" ");
  command->add_option("STAGE", plan.stage, "the stage's id")->required()->option_text(" ");
  command->add_option("--viewers", plan.viewers, "how many watch (1000)")
      ->check(CLI::Range(1, 200'000))
      ->option_text("N");
  command->add_option("--following", plan.following, "how many of them also fetch the pictures (0)")
      ->check(CLI::Range(0, 100'000))
      ->option_text("N");
  command->add_option("--rendition", plan.rendition, "which pictures (360p)")->option_text("ID");
  command->add_option("--join", options->join_s, "seconds in which they come (10)")
      ->check(CLI::Range(1, 3'600))
      ->option_text("S");
  command->add_option("--stay", options->stay_s, "seconds that they stay (60)")
      ->check(CLI::Range(1, 86'400))
      ->option_text("S");
  command->add_option("--storm", plan.storm, "further viewers who all join within one second (0)")
      ->check(CLI::Range(0, 200'000))
      ->option_text("N");
  command->add_option("--chat", plan.chat_per_second, "messages a second, of all together (1)")
      ->check(CLI::Range(0.0, 100'000.0))
      ->option_text("RATE");
  command
      ->add_option("--reactions", plan.reactions_per_second,
                   "reactions a second, of all together (5)")
      ->check(CLI::Range(0.0, 100'000.0))
      ->option_text("RATE");
  command
      ->add_option("--churn", plan.churn_per_minute,
                   "share that leaves a minute, replaced by others (0)")
      ->check(CLI::Range(0.0, 10.0))
      ->option_text("SHARE");
  command->add_option("--crash", plan.crash_share, "share whose programs end at half the stay (0)")
      ->check(CLI::Range(0.0, 1.0))
      ->option_text("SHARE");
  command
      ->add_option("--silent", plan.silent_share, "share whose network goes at half the stay (0)")
      ->check(CLI::Range(0.0, 1.0))
      ->option_text("SHARE");
  command->add_flag("--vote", plan.vote, "all vote in a poll (with --organiser)");
  command
      ->add_option("--organiser", plan.organiser,
                   "an account that may run polls; its password comes from standard input or "
                   "PLENARY_REHEARSE_PASSWORD")
      ->option_text("NAME");
  command
      ->add_option("--report", options->report, "where to write rehearsal.html and rehearsal.json")
      ->option_text("DIR");
  command->add_option("--seed", plan.seed, "the same course again (1)")->option_text("N");
  command->final_callback([options, &status] {
    if (options->plan.following > options->plan.viewers) {
      throw CLI::ValidationError("--following", "cannot be more than --viewers");
    }
    if (options->plan.vote && options->plan.organiser.empty()) {
      throw CLI::ValidationError("--vote", "needs --organiser NAME: somebody must open the poll");
    }
    status = run(*options);
  });
  return command;
}

}  // namespace plenary::app
