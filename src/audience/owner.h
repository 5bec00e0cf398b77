#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "audience/audience.h"
#include "audience/secrets.h"
#include "audience/stage_audience.h"
#include "base/mailbox.h"
#include "base/roster.h"
#include "storage/database.h"
#include "storage/journal.h"

namespace plenary::audience {

/// Beats leave room in the mailbox for what the database and the doors have to say.
inline constexpr std::size_t kMostBeatsWaiting = 60'000;

/// The refusal of an act that cannot be stored now.
ActResult unavailable(const Act& act);

/// The audience's one thread and all that it owns: see Audience, whose methods hand it messages.
class Owner {
 public:
  Owner(storage::Database& database, AudienceSettings given, base::UtcClock utc, PulseSink to);
  ~Owner();
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;

  /// A beat of which some acts are not decided yet.
  struct OpenBeat {
    BeatAnswer answer;
    std::size_t undecided = 0;
    std::function<void(BeatAnswer)> done;
    void decide(std::size_t index, ActResult result) {
      answer.results[index] = std::move(result);
      if (--undecided == 0) done(std::move(answer));
    }
  };
  /// An act on its way to the journal.
  struct Waiting {
    StageAudience* stage = nullptr;
    Wish wish;
    std::shared_ptr<OpenBeat> beat;  // Null: the programme's own.
    std::size_t index = 0;
  };
  /// An act in the transaction that is being written; `beat` is null where it is told elsewhere.
  struct Written {
    StageAudience* stage = nullptr;
    Entry entry;
    std::shared_ptr<OpenBeat> beat;
    std::size_t index = 0;
  };

  bool post(std::function<void()> message) { return mailbox.send(std::move(message)); }
  StageAudience* stage(const base::StageId& id) const { return stages.find(id.text()); }

  /// Throws std::runtime_error with a sentence if the journal cannot be read.
  void add(const base::StageId& id);
  void rebuild(StageAudience& stage);
  void run();
  void tick();
  void stop();

  void on_beat(StageAudience& stage, const std::string& ticket, const account::Visitor& visitor,
               Beat beat, std::function<void(BeatAnswer)> done);
  /// Who sent the beat, by its ticket, which is answered with another where that is due. False if
  /// this is a device that nobody knows again should it not hear the answer.
  bool identify(const std::string& ticket, const account::Visitor& visitor, BeatAnswer& answer);
  void greet(StageAudience& stage, const account::Visitor& visitor, const Beat& beat,
             BeatAnswer& answer, Wish& wish);

  void on_demonstration(StageAudience& stage, const std::string& name, std::vector<Act> acts,
                        std::function<void(BeatAnswer)> done);
  void take_acts(StageAudience& stage, Wish wish, std::vector<Act> acts,
                 const std::shared_ptr<OpenBeat>& open);

  void pump();
  bool gather(std::vector<Written>& batch);
  void write(std::shared_ptr<std::vector<Written>> batch);
  void add_for_other_stages(const Written& written, std::vector<Written>& batch);
  /// Tells stages that are new what stands for all.
  void bring_up();
  void written(std::vector<Written> batch, const base::Status& status);
  void reread(std::set<StageAudience*> unsure);
  void reread_one(StageAudience& stage, std::shared_ptr<std::size_t> left);
  void flush();
  void flush_last();

  base::Result<std::string> make_document(StageAudience& stage, const DocumentRequest& request,
                                          const account::Visitor& visitor);

  storage::Journal journal;
  AudienceSettings settings;
  base::UtcClock utc;
  PulseSink sink;
  Secrets secrets;
  Folding folding;
  const std::string epoch = new_epoch();
  std::function<void(const base::StageId& stage, const std::string& author)> removed;
  base::Roster<StageAudience> stages;
  std::vector<Release> releases;  // All, for stages that come later. On the audience's thread.
  base::Roster<base::Latest<Counts>> latest;

  base::Mailbox<std::function<void()>> mailbox{65'536};
  std::thread thread;
  std::atomic<bool> stopping{false};

  // On the audience's thread.
  std::deque<Waiting> waiting;
  std::set<StageAudience*> fresh;  // May not have been there when something was said to all.
  bool writing = false;
  bool unsure = false;  // What the last transaction left behind is being read, or has yet to be.
  std::set<StageAudience*> unsure_stages;
  std::vector<storage::MinuteRecord> minutes;
  std::vector<storage::SeenRecord> seen;
  bool flushing = false;
  base::Instant flushed;

  struct Counters {
    std::atomic<std::uint64_t> beats{0}, acts{0}, refused{0}, unavailable{0}, without_ticket{0};
    std::atomic<std::uint64_t> tickets_issued{0}, tickets_renewed{0}, tickets_refused{0};
    std::atomic<std::uint64_t> pulses{0}, batches{0};
  };
  Counters counters;
};

}  // namespace plenary::audience
