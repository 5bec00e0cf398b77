#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "stage/health.h"
#include "stage/stage.h"

namespace plenary::stage {

/// What the programme shows from now on, and why, in a sentence for the desk.
struct Decision {
  std::optional<std::size_t> input;  ///< Index in the order of preference; empty for the slate.
  std::string reason;                ///< "primary lost: nothing received for 500 ms".
  bool operator==(const Decision&) const = default;
};

/// Chooses what is on air. Pure: it is told the health of every input and the time, once a frame.
///
/// Automatic: the first input in the order of preference that is well. What is on air stays until
/// it is missing (or black, frozen, silent, where the settings let these move it) or a preferred
/// one comes. An input is taken after `steady_first` of uninterrupted feed; one that was lost,
/// after `steady_return`; one that had said goodbye counts as new. If none is left: the slate.
///
/// An input chosen by hand is taken as soon as it shows anything and keeps the air through all
/// flaws but being missing. While it is missing the automatic rules hold, the reason says so, and
/// it returns after the same waiting times. The slate chosen by hand stays.
class Selector {
 public:
  /// `inputs` in order of preference.
  Selector(std::vector<base::InputId> inputs, const HealthSettings& settings);

  /// The hand's wish. Precondition: a chosen input is one of `inputs`.
  void choose(const Choice& choice);
  const Choice& choice() const { return choice_; }

  /// `inputs` are as many, and in the same order, as in the constructor. Time never goes back.
  const Decision& update(base::Moment now, std::span<const Health> inputs);
  const Decision& decision() const { return decision_; }

 private:
  /// What is remembered of an input from one update to the next.
  struct Memory {
    bool proven = false;     ///< It was fit for the air since its publisher came.
    bool lost = false;       ///< It failed after that: it must prove itself for longer.
    bool came_back = false;  ///< Proven after having been lost.
    std::optional<base::Moment> flawless_since;
    std::string trouble;  ///< How it failed last: "lost: nothing received for 500 ms".
  };
  using Input = std::optional<std::size_t>;

  bool flawed(const Health& health) const;
  std::string trouble_of(const Health& health) const;
  void remember(Memory& memory, const Health& health, base::Moment now) const;
  bool steady(const Memory& memory, const Health& health, base::Moment now) const;
  bool eligible(const Memory& memory, const Health& health, base::Moment now) const;
  Input automatic(base::Moment now, std::span<const Health> inputs) const;
  bool hand_can_have(std::size_t input, base::Moment now, std::span<const Health> inputs) const;
  std::string reason_for(Input to, std::span<const Health> inputs) const;
  void decide(Input to, bool hand_waits, std::string reason);

  std::vector<base::InputId> names_;
  HealthSettings settings_;
  std::vector<Memory> memories_;
  Choice choice_;
  Input chosen_;            ///< Index of choice_.input.
  bool choice_new_ = true;  ///< No decision has been made on it yet.
  bool at_once_ = false;    ///< The hand's input has not been on air since it was chosen.
  bool hand_waits_ = false;
  Decision decision_;
};

}  // namespace plenary::stage
