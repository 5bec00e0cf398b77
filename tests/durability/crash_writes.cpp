// Kills a process that writes an audience's acts, again and again, and looks for what it had
// acknowledged: crash_writes --kills 200 [--writes 1000] [--seed 1]
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <thread>

#include "audience/entry.h"
#include "durability/audience_writer.h"
#include "storage/journal.h"

using namespace plenary;
using namespace plenary::durability;

namespace {

constexpr int kAccounts = 100;
constexpr int kRoundsInFolder = 20;

struct Settings {
  int kills = 20;
  int writes = 1000;
  unsigned seed = 1;
};

/// The acts of one round, the same whenever they are asked for: what was not acknowledged is sent
/// again by the round after it, and nothing may then be there twice.
std::vector<std::pair<std::string, audience::Act>> acts_of(int round, int writes) {
  std::vector<std::pair<std::string, audience::Act>> acts;
  for (int i = 0; i < writes; ++i) {
    const std::string account = "a" + std::to_string(i % kAccounts);
    const std::string id = fmt::format("r{}-{}", round, i);
    const std::string text = fmt::format("words of {} in the {}. round: {:x}", account, round,
                                         std::hash<std::string>{}(id));
    if (i % 10 < 6) {
      acts.emplace_back(account, say(id, text));
    } else if (i % 50 == 49) {
      acts.emplace_back(account, ask(id, text));
    } else {
      acts.emplace_back(account, vote(id, "p1", i % 2));
    }
  }
  return acts;
}

void write_line(const std::string& line) {
  [[maybe_unused]] const ssize_t sent = ::write(STDOUT_FILENO, line.data(), line.size());
}

int child(const std::string& database, int round, int writes) {
  AudienceWriter writer(database, [](const std::string& author, const audience::ActResult& result) {
    if (result.ok) write_line(fmt::format("{} {} {}\n", author, result.id, result.ref));
  });
  writer.open_poll();
  write_line("ready\n");
  int sent = 0;
  // The round before was killed: all of it again, acknowledged or not, then this one.
  for (const int each : {round - 1, round}) {
    if (each < 0) continue;
    for (auto& [account, act] : acts_of(each, each == round ? writes : writes / 10)) {
      writer.send(account, {std::move(act)});
      if (++sent % 8 == 0) std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
  }
  writer.settle();
  write_line("done\n");
  return 0;
}

/// What was acknowledged: author and act's id to the reference that was given.
using Acknowledged = std::map<std::pair<std::string, std::string>, std::string>;

/// Runs a child and kills it after some acknowledgements, and a moment.
void run_and_kill(const std::string& database, int round, const Settings& settings,
                  std::minstd_rand& chance, Acknowledged& acknowledged) {
  int pipe_ends[2];
  if (::pipe(pipe_ends) != 0) std::abort();
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::dup2(pipe_ends[1], STDOUT_FILENO);
    ::close(pipe_ends[0]);
    ::close(pipe_ends[1]);
    const std::string round_text = std::to_string(round);
    const std::string writes_text = std::to_string(settings.writes);
    ::execl("/proc/self/exe", "crash_writes", "--child", database.c_str(), round_text.c_str(),
            writes_text.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(pipe_ends[1]);
  const auto kill_after = static_cast<int>(chance() % static_cast<unsigned>(settings.writes));
  const auto moment = std::chrono::microseconds(chance() % 5000);
  std::string text;
  char buffer[4096];
  int lines = 0;
  bool killed = false;
  for (;;) {
    const ssize_t got = ::read(pipe_ends[0], buffer, sizeof buffer);
    if (got <= 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
    lines += static_cast<int>(std::count(buffer, buffer + got, '\n'));
    if (!killed && lines > kill_after + 3) {
      std::this_thread::sleep_for(moment);
      ::kill(pid, SIGKILL);
      killed = true;
    }
  }
  ::close(pipe_ends[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  std::size_t from = 0;
  for (std::size_t end = 0; (end = text.find('\n', from)) != std::string::npos; from = end + 1) {
    const std::string line = text.substr(from, end - from);
    const std::size_t first = line.find(' ');
    const std::size_t second = line.find(' ', first + 1);
    if (second == std::string::npos) continue;
    acknowledged[{line.substr(0, first), line.substr(first + 1, second - first - 1)}] =
        line.substr(second + 1);
  }
}

struct Verdict {
  std::uint64_t lost = 0;
  std::uint64_t doubled = 0;
  std::uint64_t misnamed = 0;  ///< Acknowledged by another reference than it has.
  std::uint64_t records = 0;
};

Verdict verify(const std::string& path, const Acknowledged& acknowledged) {
  Verdict verdict;
  std::map<std::pair<std::string, std::string>, std::uint64_t> found;
  {
    storage::Database database(path);
    storage::Journal journal(database);
    const base::Status read =
        journal.replay(*base::StageId::parse("opening"), [&](const storage::JournalRecord& record) {
          ++verdict.records;
          if (record.seq != verdict.records) ++verdict.lost;
          if (!found.emplace(std::pair(record.author, record.act_id), record.seq).second) {
            ++verdict.doubled;
          }
        });
    if (!read) std::abort();
  }
  for (const auto& [key, ref] : acknowledged) {
    const auto there = found.find(key);
    if (there == found.end()) {
      ++verdict.lost;
    } else if (key.second.starts_with("r") && ref[0] != 'p' &&
               ref.substr(1) != std::to_string(there->second)) {
      ++verdict.misnamed;
    }
  }
  return verdict;
}

int run(const Settings& settings) {
  std::minstd_rand chance(settings.seed);
  Verdict total;
  std::uint64_t acknowledged_in_all = 0;
  int done = 0;
  while (done < settings.kills) {
    char name[] = "/tmp/plenary-crash-XXXXXX";
    const std::filesystem::path folder = ::mkdtemp(name);
    const std::string database = (folder / "plenary.db").string();
    Acknowledged acknowledged;
    for (int round = 0; round < kRoundsInFolder && done < settings.kills; ++round, ++done) {
      run_and_kill(database, round, settings, chance, acknowledged);
    }
    const Verdict verdict = verify(database, acknowledged);
    total.lost += verdict.lost;
    total.doubled += verdict.doubled;
    total.misnamed += verdict.misnamed;
    total.records += verdict.records;
    acknowledged_in_all += acknowledged.size();
    std::filesystem::remove_all(folder);
  }
  fmt::print("kills {}  acknowledged {}  in the journal {}  lost {}  doubled {}  misnamed {}\n",
             done, acknowledged_in_all, total.records, total.lost, total.doubled, total.misnamed);
  const bool well = total.lost + total.doubled + total.misnamed == 0 && acknowledged_in_all > 0;
  return well ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  if (count == 5 && std::strcmp(words[1], "--child") == 0) {
    return child(words[2], std::atoi(words[3]), std::atoi(words[4]));
  }
  Settings settings;
  for (int i = 1; i + 1 < count; i += 2) {
    const std::string_view option = words[i];
    if (option == "--kills") settings.kills = std::atoi(words[i + 1]);
    if (option == "--writes") settings.writes = std::atoi(words[i + 1]);
    if (option == "--seed") settings.seed = static_cast<unsigned>(std::atoi(words[i + 1]));
  }
  return run(settings);
}
