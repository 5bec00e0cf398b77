#include "delivery/pulse_replica.h"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <span>
#include <utility>

#include "base/check.h"

namespace plenary::delivery {
namespace {

const net::SharedFrame kNothing;

}  // namespace

FramedPulse::FramedPulse(std::shared_ptr<const audience::Pulse> made)
    : pulse(std::move(made)), frame(net::text_frame(*pulse->json)) {
  if (pulse->snapshot) snapshot = net::text_frame(*pulse->snapshot);
}

/// Some of those who wait for one pulse: they share a timer, which expires when the first of them
/// must give up and is cancelled when the pulse is there. A slice at most, so that ten thousand are
/// not resumed in one turn.
struct PulseReplica::Waiters {
  explicit Waiters(boost::asio::io_context& context) : timer(context) {}
  boost::asio::steady_timer timer;
  std::size_t count = 0;
};

PulseReplica::PulseReplica(boost::asio::io_context& context, FannedOut fanned_out)
    : context_(context),
      fanned_out_(std::move(fanned_out)),
      self_(std::make_shared<PulseReplica*>(this)) {}

PulseReplica::~PulseReplica() = default;

void PulseReplica::begin_anew(const std::string& epoch) {
  epoch_ = epoch;
  ++begun_;
  pulses_.clear();
  blocks_.clear();
  fan_outs_.clear();
  for (Subscription& each : subscribers_) each.sent = 0;
  wake(true);
}

void PulseReplica::add(std::shared_ptr<const FramedPulse> pulse) {
  const std::uint64_t seq = pulse->pulse->seq;
  if (pulse->pulse->epoch != epoch_ || seq != head_ + 1) begin_anew(pulse->pulse->epoch);
  if (pulses_.empty()) first_ = seq;
  head_ = seq;
  pulses_.push_back(pulse);
  if (pulses_.size() > kKept) {
    pulses_.pop_front();
    ++first_;
    blocks_.erase(blocks_.begin(), blocks_.lower_bound(first_ / kBlock));
  }
  welcome_.reset();
  missed_.clear();

  if (fan_outs_.size() >= kFanOuts) {
    fan_outs_.pop_front();
    fanned_out_(0, Clock::duration());
  }
  fan_outs_.push_back({.pulse = std::move(pulse), .left = subscribers_.size()});
  if (!fan_out_posted_) fan_out();
  wake(false);
}

void PulseReplica::stop() {
  stopped_ = true;
  wake(true);
}

// Where the pulses from `first` to `last` are, all of them.
PulseReplica::Found PulseReplica::place(std::uint64_t first, std::uint64_t last) const {
  if (last > head_ + kHeldAhead) return {.state = State::kNotYet};
  if (last > head_) return {.state = State::kSoon, .until = last};
  if (first < first_) return {.state = State::kGone};
  return {.state = State::kThere};
}

PulseReplica::Found PulseReplica::pulse(std::uint64_t seq) const {
  Found found = place(seq, seq);
  if (found.state == State::kThere) found.text = at(seq).pulse->json;
  return found;
}

PulseReplica::Found PulseReplica::block(std::uint64_t number) {
  // Pulse 0 does not exist: the first block is one short.
  const std::uint64_t first = std::max<std::uint64_t>(number * kBlock, 1);
  Found found = place(first, number * kBlock + kBlock - 1);
  if (found.state != State::kThere) return found;
  Text& block = blocks_[number];
  if (!block) {
    auto array = std::make_shared<std::string>("[");
    for (std::uint64_t seq = first; seq / kBlock == number; ++seq) {
      if (seq > first) *array += ',';
      *array += *at(seq).pulse->json;
    }
    *array += ']';
    block = std::move(array);
  }
  found.text = block;
  return found;
}

PulseReplica::Found PulseReplica::snapshot(std::uint64_t number) const {
  const std::uint64_t first = std::max<std::uint64_t>(number * kSnapshotEvery, 1);
  const Found soon = place(first, first);
  if (soon.state != State::kThere && soon.state != State::kGone) return soon;
  for (std::uint64_t seq = std::max(first, first_); seq <= head_ && seq / kSnapshotEvery == number;
       ++seq) {
    if (const Text& text = at(seq).pulse->snapshot) return {.state = State::kThere, .text = text};
  }
  return {.state = State::kGone};
}

net::SharedFrame PulseReplica::join(net::SharedFrame begin, std::uint64_t after) const {
  if (after == head_) return begin;
  auto frames = std::make_shared<std::string>(begin ? *begin : std::string());
  for (std::uint64_t seq = after + 1; seq <= head_; ++seq) *frames += *at(seq).frame;
  return frames;
}

const net::SharedFrame& PulseReplica::welcome() {
  if (pulses_.empty() || welcome_) return welcome_;
  const auto newest = std::find_if(pulses_.rbegin(), pulses_.rend(),
                                   [](const auto& each) { return each->snapshot != nullptr; });
  // Without a snapshot whoever comes learns at least what is new.
  if (newest == pulses_.rend()) return pulses_.back()->frame;
  welcome_ = join((*newest)->snapshot, (*newest)->pulse->seq);
  return welcome_;
}

const net::SharedFrame& PulseReplica::missed(std::uint64_t after) {
  if (after >= head_) return kNothing;
  if (head_ - after > kMissed || after + 1 < first_) return welcome();
  net::SharedFrame& frames = missed_[after];
  if (!frames) frames = join(nullptr, after);
  return frames;
}

void PulseReplica::subscribe(PulseSubscriber& subscriber, net::SocketLink& link) {
  subscriber.place_ = subscribers_.size();
  subscribers_.push_back({.link = &link, .subscriber = &subscriber, .sent = head_});
}

// The last takes the place. While a pulse goes out from the end to the front, whoever moves so has
// it already, or takes the place of one that did not have it either.
void PulseReplica::unsubscribe(PulseSubscriber& subscriber) {
  const std::size_t place = subscriber.place_;
  PLENARY_CHECK(place < subscribers_.size() && subscribers_[place].subscriber == &subscriber);
  subscribers_[place] = subscribers_.back();
  subscribers_[place].subscriber->place_ = place;
  subscribers_.pop_back();
}

void PulseReplica::fan_out() {
  std::array<net::SocketLink*, kSlice> links;
  std::size_t sends = 0;
  while (!fan_outs_.empty()) {
    FanOut& going = fan_outs_.front();
    const FramedPulse& pulse = *going.pulse;
    const std::uint64_t seq = pulse.pulse->seq;
    going.left = std::min(going.left, subscribers_.size());
    const std::size_t first = sends;
    while (going.left > 0 && sends < kSlice) {
      Subscription& each = subscribers_[--going.left];
      if (each.sent >= seq) continue;
      each.sent = seq;
      links[sends++] = each.link;
    }
    net::send_state(std::span(links).subspan(first, sends - first), pulse.frame);
    going.deliveries += sends - first;
    if (going.left > 0) break;
    fanned_out_(going.deliveries, Clock::now() - pulse.since);
    fan_outs_.pop_front();
  }
  if (!fan_outs_.empty()) post_fan_out();
}

void PulseReplica::post_fan_out() {
  fan_out_posted_ = true;
  auto go_on = [weak = std::weak_ptr<PulseReplica*>(self_)] {
    const auto self = weak.lock();
    if (!self) return;
    (*self)->fan_out_posted_ = false;
    (*self)->fan_out();
  };
  boost::asio::post(context_, std::move(go_on));
}

std::shared_ptr<PulseReplica::Waiters> PulseReplica::join_waiters(std::uint64_t seq,
                                                                  Clock::time_point deadline) {
  auto& of_seq = waiters_[seq];
  if (of_seq.empty() || of_seq.back()->count >= kSlice) {
    of_seq.push_back(std::make_shared<Waiters>(context_));
    of_seq.back()->timer.expires_at(deadline);
  }
  const std::shared_ptr<Waiters>& waiters = of_seq.back();
  // An expired timer has woken all its waiters: whoever has time left arms it again.
  if (waiters->timer.expiry() <= Clock::now()) waiters->timer.expires_at(deadline);
  ++waiters->count;
  return waiters;
}

boost::asio::awaitable<bool> PulseReplica::until(std::uint64_t seq, Clock::time_point deadline) {
  const std::uint64_t begun = begun_;
  for (;;) {
    // Before the first pulse any epoch is the one waited for.
    if (begun_ != begun && begun != 0) co_return false;
    if (head_ >= seq) co_return true;
    if (stopped_ || Clock::now() >= deadline) co_return false;
    const std::shared_ptr<Waiters> waiters = join_waiters(seq, deadline);
    ++waiting_;
    co_await waiters->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    --waiting_;
    --waiters->count;
  }
}

void PulseReplica::wake(bool all) {
  const auto end = all ? waiters_.end() : waiters_.upper_bound(head_);
  for (auto each = waiters_.begin(); each != end; ++each) {
    waking_.insert(waking_.end(), each->second.begin(), each->second.end());
  }
  waiters_.erase(waiters_.begin(), end);
  if (!wake_posted_) wake_some();
}

void PulseReplica::wake_some() {
  if (waking_.empty()) return;
  waking_.front()->timer.cancel();
  waking_.pop_front();
  if (waking_.empty()) return;
  wake_posted_ = true;
  auto go_on = [weak = std::weak_ptr<PulseReplica*>(self_)] {
    const auto self = weak.lock();
    if (!self) return;
    (*self)->wake_posted_ = false;
    (*self)->wake_some();
  };
  boost::asio::post(context_, std::move(go_on));
}

}  // namespace plenary::delivery
