#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "audience/audience.h"
#include "storage/database.h"

namespace plenary::durability {

/// A database and the audience of one stage, as the server has them, for programs that hurt both.
class AudienceWriter {
 public:
  /// Called on the audience's thread for every act that was decided.
  using Decided = std::function<void(const std::string& author, const audience::ActResult& result)>;

  AudienceWriter(const std::string& database_path, Decided decided);
  ~AudienceWriter();

  /// Makes and opens the one poll of a new folder; its reference.
  std::string open_poll();
  /// One beat of an account with up to four acts.
  void send(const std::string& account, std::vector<audience::Act> acts);
  /// Waits until everything sent was decided.
  void settle();

  audience::Audience& audience() { return *audience_; }
  const base::StageId& stage() const { return stage_; }

 private:
  base::StageId stage_;
  Decided decided_;
  std::atomic<std::uint64_t> undecided_{0};
  storage::Database database_;
  std::unique_ptr<audience::Audience> audience_;
};

audience::Act say(std::string id, const std::string& text);
audience::Act ask(std::string id, const std::string& text);
audience::Act vote(std::string id, const std::string& poll, int choice);

}  // namespace plenary::durability
