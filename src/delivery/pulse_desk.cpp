#include "delivery/pulse_desk.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "account/rate_limit.h"
#include "base/log.h"

namespace plenary::delivery {
namespace {

std::size_t share_of(std::size_t limit, std::size_t threads) {
  return (limit + threads - 1) / threads;
}

}  // namespace

std::string limited_address(std::string_view peer) {
  boost::system::error_code failure;
  const auto address = boost::asio::ip::make_address(std::string(peer), failure);
  if (failure || address.is_loopback()) return {};
  return account::address_prefix(peer);
}

PulseDesk::PulseDesk(boost::asio::io_context& context, std::shared_ptr<const PulseContext> shared)
    : context_(context), shared_(std::move(shared)) {}

void PulseDesk::add(const base::StageId& stage) {
  const auto fanned_out = [this](std::size_t deliveries, PulseReplica::Clock::duration delay) {
    if (deliveries == 0 && delay == PulseReplica::Clock::duration()) {
      return count(kFanOutsDropped);
    }
    count(kDeliveries, deliveries);
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(delay).count();
    fanout_us_.store(static_cast<std::uint64_t>(us), std::memory_order_relaxed);
  };
  stages_.try_emplace(stage, context_, stage, fanned_out);
}

// What is posted to a context from its own thread can be overtaken by what another thread posts
// after it: only the mailbox keeps the order of all.
void PulseDesk::send(std::function<void()> message) {
  if (!messages_.send(std::move(message))) base::log(base::Level::kError, "pulse_mailbox_full");
  auto take = [self = shared_from_this()] {
    while (const auto next = self->messages_.try_take()) (*next)();
  };
  boost::asio::post(context_, std::move(take));
}

PulseDesk::Stage* PulseDesk::find(const base::StageId& stage) {
  const auto found = stages_.find(stage);
  return found == stages_.end() ? nullptr : &found->second;
}

// Connections spread evenly over the threads, so that each may keep its share without asking.
std::optional<int> PulseDesk::refusal(const std::string& prefix) const {
  const PulsesSettings& settings = shared_->settings;
  if (sockets_ >= share_of(settings.sockets, shared_->threads)) return 503;
  if (prefix.empty()) return std::nullopt;
  const auto found = sockets_by_address_.find(prefix);
  const std::size_t there = found == sockets_by_address_.end() ? 0 : found->second;
  if (there >= share_of(settings.sockets_per_address, shared_->threads)) return 429;
  return std::nullopt;
}

void PulseDesk::enter(const std::string& prefix) {
  count(kOpened);
  ++sockets_;
  if (!prefix.empty()) ++sockets_by_address_[prefix];
}

void PulseDesk::leave(const std::string& prefix) {
  count(kClosed);
  --sockets_;
  if (prefix.empty()) return;
  const auto found = sockets_by_address_.find(prefix);
  if (--found->second == 0) sockets_by_address_.erase(found);
}

void PulseDesk::add_to(PulsesCounters& sum) const {
  const auto read = [&](Count what) { return counts_[what].load(std::memory_order_relaxed); };
  sum.sockets_open += read(kOpened) - read(kClosed);
  sum.sockets_opened += read(kOpened);
  sum.sockets_refused += read(kRefused);
  sum.sockets_removed += read(kRemoved);
  sum.sockets_renewed += read(kRenewed);
  sum.deliveries += read(kDeliveries);
  sum.fanouts_dropped += read(kFanOutsDropped);
  sum.fanout_us = std::max(sum.fanout_us, fanout_us_.load(std::memory_order_relaxed));
  sum.requests += read(kRequests);
  sum.held_requests += read(kHeld);
  sum.stalls += read(kStalls);
  sum.waiting += waiting_requests.load(std::memory_order_relaxed);
  sum.refused_requests += read(kRefusedRequests);
  sum.beats += read(kBeats);
  sum.beats_refused += read(kBeatsRefused);
}

}  // namespace plenary::delivery
