#include "stage/selector.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace plenary::stage {

using base::Moment;

Selector::Selector(std::vector<base::InputId> inputs, const HealthSettings& settings)
    : names_(std::move(inputs)), settings_(settings), memories_(names_.size()) {}

void Selector::choose(const Choice& choice) {
  choice_ = choice;
  chosen_.reset();
  choice_new_ = true;
  if (choice.kind != Choice::Kind::kInput) return;
  const auto found = std::find(names_.begin(), names_.end(), choice.input);
  PLENARY_CHECK(found != names_.end());
  chosen_ = static_cast<std::size_t>(found - names_.begin());
  at_once_ = true;
}

const Decision& Selector::update(Moment now, std::span<const Health> inputs) {
  PLENARY_CHECK(inputs.size() == names_.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) remember(memories_[i], inputs[i], now);

  if (choice_.kind == Choice::Kind::kSlate) {
    decide(std::nullopt, false, "slate chosen by hand");
  } else if (chosen_ && hand_can_have(*chosen_, now, inputs)) {
    at_once_ = false;
    decide(chosen_, false, names_[*chosen_].text() + " chosen by hand");
  } else {
    const Input to = automatic(now, inputs);
    decide(to, chosen_.has_value(), reason_for(to, inputs));
  }
  if (decision_.input) memories_[*decision_.input].proven = true;
  return decision_;
}

bool Selector::flawed(const Health& health) const {
  return (settings_.frozen_moves && health.frozen) || (settings_.black_moves && health.black) ||
         (settings_.silent_moves && health.silent);
}

std::string Selector::trouble_of(const Health& health) const {
  if (!health.present) return health.goodbye ? "ended" : "lost: its connection ended";
  if (health.undecodable) return "lost: what it sends cannot be decoded";
  if (health.missing) {
    return "lost: nothing received for " + std::to_string(health.quiet.count()) + " ms";
  }
  if (settings_.black_moves && health.black) return "is black";
  if (settings_.frozen_moves && health.frozen) return "is frozen";
  return "is silent";
}

void Selector::remember(Memory& memory, const Health& health, Moment now) const {
  const bool unwell = health.missing || flawed(health);
  if (unwell && memory.proven) {
    memory.trouble = trouble_of(health);
    memory.proven = false;
    memory.lost = true;
  }
  if (health.goodbye) memory.lost = false;
  if (flawed(health)) memory.flawless_since = now;
  if (!memory.proven && eligible(memory, health, now)) {
    memory.proven = true;
    memory.came_back = std::exchange(memory.lost, false);
  }
}

bool Selector::steady(const Memory& memory, const Health& health, Moment now) const {
  if (!health.ready || health.missing || !health.feeding_since) return false;
  const auto asked = memory.lost ? settings_.steady_return : settings_.steady_first;
  return now - *health.feeding_since >= asked &&
         (!memory.lost || !memory.flawless_since || now - *memory.flawless_since >= asked);
}

bool Selector::eligible(const Memory& memory, const Health& health, Moment now) const {
  return steady(memory, health, now) && !flawed(health);
}

Selector::Input Selector::automatic(Moment now, std::span<const Health> inputs) const {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const bool keeps_the_air = decision_.input == i && !inputs[i].missing && !flawed(inputs[i]);
    if (keeps_the_air || eligible(memories_[i], inputs[i], now)) return i;
  }
  return std::nullopt;
}

bool Selector::hand_can_have(std::size_t input, Moment now, std::span<const Health> inputs) const {
  const Health& health = inputs[input];
  if (health.missing) return false;
  if (decision_.input == input) return true;
  return health.ready && (at_once_ || steady(memories_[input], health, now));
}

std::string Selector::reason_for(Input to, std::span<const Health> inputs) const {
  std::string reason;
  if (chosen_) {
    const Health& health = inputs[*chosen_];
    const std::string& trouble = memories_[*chosen_].trouble;
    reason = names_[*chosen_].text() + ", chosen by hand, " +
             (trouble.empty() || !health.missing ? "is not there yet" : trouble) +
             "; automatic until it comes: ";
  }
  const Input from = decision_.input;
  const bool from_failed = from && (inputs[*from].missing || flawed(inputs[*from]));
  if (from_failed && !(chosen_ && from == chosen_)) {
    return reason + names_[*from].text() + " " + memories_[*from].trouble;
  }
  if (!to) {
    const bool anybody = std::any_of(inputs.begin(), inputs.end(),
                                     [](const Health& input) { return input.present; });
    return reason + (anybody ? "no input is well" : "nobody publishes");
  }
  const std::string& name = names_[*to].text();
  const bool news = !choice_new_ && from != to && !(chosen_ && from == chosen_);
  if (!news) return reason + name + " is the first that is well";
  return reason + name + (memories_[*to].came_back ? " is back" : " came");
}

void Selector::decide(Input to, bool hand_waits, std::string reason) {
  // The reason tells of the last change; it does not change by itself.
  if (!choice_new_ && decision_.input == to && hand_waits_ == hand_waits) return;
  choice_new_ = false;
  hand_waits_ = hand_waits;
  decision_ = Decision{to, std::move(reason)};
}

}  // namespace plenary::stage
