#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace plenary::net {

/// Many sends in one system call, by io_uring: the same bytes to ten thousand sockets are ten
/// thousand entries to the kernel otherwise. Where io_uring is not to be had (an old kernel, a
/// container that forbids it) it sends one by one. For one thread, the one that first calls
/// submit(); made lazily, so that a server without an audience has no ring.
class SendBatch {
 public:
  static constexpr std::size_t kSends = 256;

  SendBatch();
  ~SendBatch();
  SendBatch(const SendBatch&) = delete;
  SendBatch& operator=(const SendBatch&) = delete;

  /// Precondition: size() < kSends. `bytes` stay until submit().
  void add(int fd, std::string_view bytes) { sends_[size_++] = {fd, bytes}; }
  std::size_t size() const { return size_; }

  /// Sends all, never waiting, and forgets them. Each outcome in the order of add(): the bytes
  /// taken, or a negative errno. Until the next submit().
  std::span<const std::int32_t> submit();

 private:
  class Ring;
  struct Send {
    int fd = -1;
    std::string_view bytes;
  };

  std::array<Send, kSends> sends_;
  std::array<std::int32_t, kSends> outcomes_;
  std::size_t size_ = 0;
  std::unique_ptr<Ring> ring_;
  bool tried_ = false;
};

}  // namespace plenary::net
