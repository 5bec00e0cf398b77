#pragma once

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "base/check.h"
#include "base/mailbox.h"

namespace plenary::stage {

/// A thread that is sent one content for each frame of the programme and may never lose count. When
/// it is too far behind, contents are left out, and the next message that is sent says how many:
/// memory is bounded and the frames are still all there. One pusher.
template <class Content>
class Lane {
 public:
  /// Contents that may wait: half a second, after which lateness would hurt viewers more than a
  /// repeated picture does. 17 MB of 720p, whatever the number of rungs, since they share them.
  static constexpr std::size_t kMostBehind = 12;

  struct Work {
    std::uint32_t left_out = 0;      ///< Frames to make up for first.
    std::optional<Content> content;  ///< Absent only at the end.
  };
  /// Called on the lane's thread.
  using Handler = std::function<void(const Work&)>;

  Lane() = default;
  ~Lane() { finish(); }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// `name` is the thread's in the system's eyes.
  void start(const std::string& name, Handler handle) {
    thread_ = std::thread([this, handle = std::move(handle)] { run(handle); });
    pthread_setname_np(thread_.native_handle(), name.substr(0, 15).c_str());
  }

  /// Never waits.
  void push(Content content) {
    ++pushed_;
    if (mailbox_.size() >= kMostBehind) {
      ++left_out_;
      ++substituted_;
      return;
    }
    send(std::move(content));
  }

  /// Handles what is queued and joins. A second call does nothing.
  void finish() {
    if (!thread_.joinable()) return;
    if (left_out_ > 0) send(std::nullopt);
    mailbox_.close();
    thread_.join();
  }

  /// Frames pushed and not yet handled.
  std::size_t behind() const {
    const std::size_t handled = handled_;  // First: it only follows pushed_.
    return pushed_ - handled;
  }
  /// Contents left out so far.
  std::uint64_t substituted() const { return substituted_; }

 private:
  void send(std::optional<Content> content) {
    Work work{std::exchange(left_out_, 0), std::move(content)};
    // The taker only makes room: this cannot fail.
    PLENARY_CHECK(mailbox_.send(std::move(work)));
  }

  void run(const Handler& handle) {
    for (;;) {
      auto work = mailbox_.take_until(std::chrono::steady_clock::now() + std::chrono::seconds(10));
      if (!work && mailbox_.closed()) {
        work = mailbox_.try_take();
        if (!work) return;
      }
      if (!work) continue;
      handle(*work);
      handled_ += work->left_out + (work->content ? 1 : 0);
    }
  }

  base::Mailbox<Work> mailbox_{kMostBehind + 1};
  std::uint32_t left_out_ = 0;  // Since the last message; the pusher's.
  std::atomic<std::size_t> pushed_ = 0;
  std::atomic<std::size_t> handled_ = 0;
  std::atomic<std::uint64_t> substituted_ = 0;
  std::thread thread_;
};

}  // namespace plenary::stage
