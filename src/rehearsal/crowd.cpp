#include "rehearsal/crowd.h"

#include <fmt/format.h>

#include <algorithm>

namespace plenary::rehearsal {
namespace {

using namespace std::chrono_literals;

std::chrono::milliseconds seconds(double length) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(1000 * length));
}

}  // namespace

Crowd::Crowd(Surroundings& around, const Plan& plan) : around_(around), plan_(plan) {
  members_.reserve(static_cast<std::size_t>(plan.viewers + plan.storm) * 2);
}

std::optional<double> Crowd::crash_at() const {
  if (plan_.crash_share + plan_.silent_share <= 0) return std::nullopt;
  return static_cast<double>(plan_.join.count()) + 0.5 * static_cast<double>(plan_.stay.count());
}

double Crowd::length() const {
  return static_cast<double>((plan_.join + plan_.stay).count());
}

void Crowd::begin() {
  const base::Moment start = std::chrono::steady_clock::now();
  const double join = static_cast<double>(plan_.join.count());
  for (int i = 0; i < plan_.viewers; ++i) {
    add(start + seconds(join * i / plan_.viewers), false, i < plan_.following);
  }
  const base::Moment storm_at = start + plan_.join + plan_.stay / 3;
  for (int i = 0; i < plan_.storm; ++i) {
    add(storm_at + seconds(1.0 * i / plan_.storm), true, false);
  }
  if (const auto at = crash_at()) {
    around_.loop.at(start + seconds(*at), [this] { crash_some(); });
  }
  const auto settled = start + plan_.join;
  if (plan_.churn_per_minute > 0) around_.loop.at(settled, [this] { churn(); });
  if (plan_.chat_per_second > 0) around_.loop.at(settled, [this] { speak(); });
  if (plan_.reactions_per_second > 0) around_.loop.at(settled, [this] { react(); });
}

void Crowd::add(base::Moment when, bool storm, bool following) {
  members_.push_back(std::make_unique<AudienceMember>(around_));
  if (storm) ++storm_;
  around_.loop.at(when, [this, member = members_.back().get(), storm] {
    if (!ended_) member->join(storm);
  });
  if (!following) return;
  followers_.push_back(std::make_unique<Follower>(around_.loop, around_.server, around_.findings,
                                                  plan_.stage, plan_.rendition));
  around_.loop.at(when, [this, follower = followers_.back().get()] {
    if (!ended_) follower->begin();
  });
}

void Crowd::end() {
  ended_ = true;
  for (const auto& member : members_) {
    if (member->connected()) member->leave();
  }
  for (const auto& follower : followers_) follower->end();
}

void Crowd::crash_some() {
  std::vector<AudienceMember*> there;
  for (const auto& member : members_) {
    if (member->playing()) there.push_back(member.get());
  }
  std::shuffle(there.begin(), there.end(), around_.random);
  const double all = static_cast<double>(there.size());
  const auto crashing = static_cast<std::size_t>(all * plan_.crash_share);
  const auto silent = static_cast<std::size_t>(all * plan_.silent_share);
  for (std::size_t i = 0; i < there.size() && i < crashing + silent; ++i) {
    i < crashing ? there[i]->crash() : there[i]->fall_silent();
  }
}

void Crowd::churn() {
  if (ended_) return;
  const double per_second = plan_.churn_per_minute / 60 * plan_.viewers;
  around_.loop.after(wait_for(per_second), [this] { churn(); });
  AudienceMember* const leaving = somebody();
  if (leaving == nullptr) return;
  leaving->leave();
  add(around_.loop.now(), false, false);
}

void Crowd::speak() {
  if (ended_) return;
  around_.loop.after(wait_for(plan_.chat_per_second), [this] { speak(); });
  if (AudienceMember* const speaker = somebody()) {
    speaker->act(fmt::format(R"("do":"say","text":"Rehearsal message {}, {}")", ++said_,
                             around_.random() % 100'000));
  }
}

void Crowd::react() {
  if (ended_) return;
  around_.loop.after(wait_for(plan_.reactions_per_second), [this] { react(); });
  if (AudienceMember* const one = somebody()) one->act(R"("do":"react","kind":"clap","count":1)");
}

void Crowd::vote(const std::string& poll, std::chrono::milliseconds spread) {
  std::uniform_int_distribution<std::int64_t> when(0, spread.count());
  for (const auto& member : members_) {
    if (!member->playing() || member->voted) continue;
    member->voted = true;
    around_.loop.after(std::chrono::milliseconds(when(around_.random)), [this, poll,
                                                                         one = member.get()] {
      one->act(fmt::format(R"("do":"vote","p":"{}","choices":[{}])", poll, around_.random() % 2));
    });
  }
}

AudienceMember* Crowd::somebody() {
  if (members_.empty()) return nullptr;
  for (int tries = 0; tries < 20; ++tries) {
    AudienceMember* const one = members_[around_.random() % members_.size()].get();
    if (one->can_act()) return one;
  }
  return nullptr;
}

std::chrono::milliseconds Crowd::wait_for(double per_second) {
  std::exponential_distribution<double> wait(per_second);
  return std::max(1ms, seconds(std::min(wait(around_.random), 60.0)));
}

std::vector<Watched> Crowd::watched() const {
  std::vector<Watched> all;
  for (const auto& member : members_) {
    if (const auto watched = member->watched()) all.push_back(*watched);
  }
  return all;
}

int Crowd::connected() const {
  return static_cast<int>(std::count_if(members_.begin(), members_.end(),
                                        [](const auto& one) { return one->connected(); }));
}

int Crowd::playing() const {
  return static_cast<int>(std::count_if(members_.begin(), members_.end(),
                                        [](const auto& one) { return one->playing(); }));
}

int Crowd::playing_at(base::Moment moment) const {
  return static_cast<int>(
      std::count_if(members_.begin(), members_.end(),
                    [moment](const auto& one) { return one->played_at(moment); }));
}

}  // namespace plenary::rehearsal
