// Writes an audience's acts into a folder until its disk is full, and goes on when there is space
// again: disk_full FOLDER, a file system of a few MiB of its own (bench/disk_full.sh makes one).
#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>

#include "base/mailbox.h"
#include "durability/audience_writer.h"
#include "storage/journal.h"

using namespace plenary;
using namespace plenary::durability;
using Clock = std::chrono::steady_clock;

namespace {

struct Seen {
  std::map<std::string, std::uint64_t> errors;
  std::map<std::string, std::string> stored;  ///< Author and act to reference.
  std::string detail;
};

class Run {
 public:
  explicit Run(std::filesystem::path folder)
      : folder_(std::move(folder)),
        writer_(database(), [this](const auto& author, const auto& result) {
          seen_.update([&](Seen& seen) {
            if (result.ok) {
              seen.stored[author + " " + result.id] = result.ref;
            } else {
              ++seen.errors[result.error];
              if (result.error == "unavailable") seen.detail = result.detail;
            }
          });
        }) {}

  std::string database() const { return (folder_ / "plenary.db").string(); }
  Seen seen() const { return seen_.get(); }

  /// A thousand acts of a thousand people; how many of them were stored.
  std::size_t round() {
    const std::size_t before = seen().stored.size();
    for (int i = 0; i < 1000; ++i) {
      const std::string who = fmt::format("a{}-{}", rounds_, i);
      writer_.send(who,
                   {say("1", fmt::format("{} says {:x}", who, std::hash<std::string>{}(who)))});
    }
    writer_.settle();
    ++rounds_;
    return seen().stored.size() - before;
  }
  /// The time until an act is stored again, or 0 if that takes longer than `patience`.
  std::chrono::milliseconds until_well(std::chrono::milliseconds patience) {
    const auto begin = Clock::now();
    for (int i = 0; Clock::now() - begin < patience; ++i) {
      const std::size_t before = seen().stored.size();
      writer_.send(fmt::format("again{}", i), {say("1", fmt::format("try {}", i * 7919))});
      writer_.settle();
      if (seen().stored.size() > before) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin) +
               std::chrono::milliseconds(1);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return std::chrono::milliseconds(0);
  }
  std::uint64_t pulses() { return writer_.audience().totals().pulses; }

 private:
  std::filesystem::path folder_;
  base::Latest<Seen> seen_;
  int rounds_ = 0;
  AudienceWriter writer_;
};

std::string integrity(const std::string& path) {
  soci::session sql(soci::sqlite3, path);
  std::string verdict;
  sql << "PRAGMA integrity_check", soci::into(verdict);
  return verdict;
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 2;
  const std::filesystem::path folder = words[1];
  const std::filesystem::path ballast = folder / "ballast";
  bool well = true;
  Seen seen;
  {
    Run run(folder);
    const std::size_t first = run.round();
    {
      // Somebody else fills the disk, to the last byte.
      std::ofstream file(ballast, std::ios::binary);
      const std::string block(4096, 'x');
      while (file.write(block.data(), static_cast<std::streamsize>(block.size())) && file.flush()) {
      }
    }
    std::size_t until_full = 0;
    for (int i = 0; i < 20 && !run.seen().errors.contains("unavailable"); ++i)
      until_full += run.round();
    const std::uint64_t pulses = run.pulses();
    const std::size_t refused_round = run.round();
    std::this_thread::sleep_for(std::chrono::seconds(3));
    const std::uint64_t pulses_while_full = run.pulses() - pulses;
    std::filesystem::remove(ballast);
    const auto again = run.until_well(std::chrono::seconds(10));
    const std::size_t last = run.round();
    seen = run.seen();
    fmt::print("stored {} before, {} until it was full, {} of 1000 while full, {} after\n", first,
               until_full, refused_round, last);
    fmt::print("refused {} as unavailable: \"{}\"\n", seen.errors["unavailable"], seen.detail);
    fmt::print("pulses in 3 s while full {}, stored again {} ms after space was there\n",
               pulses_while_full, again.count());
    well = first == 1000 && last == 1000 && seen.errors["unavailable"] > 0 &&
           pulses_while_full >= 2 && again.count() > 0 && again <= std::chrono::seconds(2);
  }
  const std::string verdict = integrity((folder / "plenary.db").string());
  std::size_t found = 0;
  {
    storage::Database database((folder / "plenary.db").string());
    storage::Journal journal(database);
    const base::Status read =
        journal.replay(*base::StageId::parse("opening"), [&](const storage::JournalRecord& record) {
          if (seen.stored.contains(record.author + " " + record.act_id)) ++found;
        });
    well = well && read.has_value();
  }
  fmt::print("integrity_check {}, acknowledged {}, found {}\n", verdict, seen.stored.size(), found);
  return well && verdict == "ok" && found == seen.stored.size() ? 0 : 1;
}
