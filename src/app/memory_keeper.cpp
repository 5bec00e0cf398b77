#include "app/memory_keeper.h"

#include <malloc.h>

#include <chrono>
#include <utility>

namespace plenary::app {
namespace {

constexpr std::chrono::seconds kBetweenLooks{5};

}  // namespace

MemoryKeeper::MemoryKeeper(std::function<std::uint64_t()> ended) : ended_(std::move(ended)) {
  look();
  thread_ = std::jthread([this] { context_.run(); });
}

void MemoryKeeper::look() {
  const std::uint64_t ended = ended_();
  if (std::exchange(known_, ended) != ended) ::malloc_trim(0);
  timer_.expires_after(kBetweenLooks);
  timer_.async_wait([this](const boost::system::error_code& failure) {
    if (!failure) look();
  });
}

}  // namespace plenary::app
