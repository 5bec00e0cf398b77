#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace plenary::ingest {

/// Who came in and is still there, oldest first, and who has to make room for a newcomer: strangers
/// may fill neither the server nor, from one address, everybody else's place. `Guest` says
/// waiting(). One owner, no thread of its own.
template <class Guest>
class WaitingRoom {
 public:
  WaitingRoom(std::size_t limit, std::size_t limit_per_address)
      : limit_(limit), limit_per_address_(limit_per_address) {}

  /// Takes the newcomer in. Returns whom it displaces, if anybody: the oldest that waits from its
  /// address where those are too many, else the oldest that waits where all are too many.
  std::shared_ptr<Guest> enter(std::shared_ptr<Guest> newcomer, std::string host) {
    std::erase_if(entries_, [](const Entry& entry) { return entry.guest.expired(); });
    std::size_t waiting = 0;
    std::size_t from_host = 0;
    std::shared_ptr<Guest> oldest;
    std::shared_ptr<Guest> oldest_from_host;
    for (const Entry& entry : entries_) {
      const auto guest = entry.guest.lock();
      if (!guest || !guest->waiting() || entry.displaced) continue;
      ++waiting;
      if (!oldest) oldest = guest;
      if (entry.host != host) continue;
      ++from_host;
      if (!oldest_from_host) oldest_from_host = guest;
    }
    std::shared_ptr<Guest> displaced;
    if (waiting >= limit_) displaced = oldest;
    if (from_host >= limit_per_address_) displaced = oldest_from_host;
    mark(displaced);
    entries_.push_back({std::move(newcomer), std::move(host), false});
    return displaced;
  }

  /// Everybody who is still there.
  std::vector<std::shared_ptr<Guest>> guests() const {
    std::vector<std::shared_ptr<Guest>> guests;
    for (const Entry& entry : entries_) {
      if (auto guest = entry.guest.lock()) guests.push_back(std::move(guest));
    }
    return guests;
  }

 private:
  struct Entry {
    std::weak_ptr<Guest> guest;
    std::string host;
    bool displaced = false;  ///< Told to go, not gone yet.
  };

  void mark(const std::shared_ptr<Guest>& displaced) {
    for (Entry& entry : entries_) {
      if (displaced && entry.guest.lock() == displaced) entry.displaced = true;
    }
  }

  const std::size_t limit_;
  const std::size_t limit_per_address_;
  std::vector<Entry> entries_;
};

}  // namespace plenary::ingest
