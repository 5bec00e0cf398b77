#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "rehearsal/findings.h"
#include "rehearsal/http_exchange.h"
#include "rehearsal/loop.h"
#include "rehearsal/pipe.h"

namespace plenary::rehearsal {

/// What all members of a rehearsal share.
struct Surroundings {
  Loop& loop;
  const Server& server;
  std::string stage;
  Findings& findings;
  Times& delays_of_second;
  std::mt19937_64& random;
  std::chrono::milliseconds server_ahead{0};  ///< The server's UTC minus ours.
  std::int64_t newest_seq = 0;
  std::function<void(std::string_view pulse)> on_new_pulse;  ///< The first time that one is seen.
};

/// One simulated viewer: a socket that hears pulses, beats as often as the
/// server says, a fifth more or less, and acts.
class AudienceMember final : public Pipe::Owner {
 public:
  explicit AudienceMember(Surroundings& around) : around_(around) {}

  /// Connects. `storm` says for which figure the join counts.
  void join(bool storm);
  /// Sends a last beat that says so, then closes.
  void leave();
  /// The program ends.
  void crash();
  /// The network is gone.
  void fall_silent();

  /// Sends one act, as JSON without its id: `"do":"say","text":"..."`. Repeats it until it is
  /// acknowledged. False while this member cannot.
  bool act(std::string_view what);

  bool connected() const { return state_ == State::kOpen; }
  /// Said that it plays and has not gone.
  bool playing() const { return state_ == State::kOpen && beats_ > 0; }
  /// The same of an earlier moment.
  bool played_at(base::Moment moment) const {
    return played_from_ && *played_from_ <= moment && (!played_until_ || moment < *played_until_);
  }
  bool can_act() const { return playing() && !ticket_.empty() && !waiting_; }
  /// How it watched until now, or until it went; nothing if it never said that it plays.
  std::optional<Watched> watched() const;

  bool voted = false;

 private:
  enum class State : std::uint8_t { kNew, kConnecting, kOpen, kGone };
  struct WaitingAct {
    std::string json;
    base::Moment sent;
    int tries = 1;
    bool is_vote = false;
  };

  void on_bytes(std::string_view bytes) override;
  void on_broken() override;
  void on_upgrade();
  void on_text(std::string_view text);
  void on_pulse(std::string_view pulse);
  void on_answer(std::string_view answer);
  void on_close(std::string_view payload);
  void beat(bool playing, std::string_view act = {});
  void beat_later();
  void repeat_later();
  void fail();
  void go();

  Surroundings& around_;
  std::optional<Pipe> pipe_;
  State state_ = State::kNew;
  bool storm_ = false;
  bool has_state_ = false;
  base::Moment begun_;
  base::Instant joined_;  ///< By the server's clock.
  std::optional<base::Moment> played_from_, played_until_;
  bool vanished_ = false;
  std::string input_;
  std::string ticket_;
  std::chrono::milliseconds beat_every_{15'000};  ///< Until an answer says otherwise.
  std::uint64_t beats_ = 0;
  std::uint64_t acts_ = 0;
  std::int64_t seen_ = 0;
  std::optional<WaitingAct> waiting_;
};

}  // namespace plenary::rehearsal
