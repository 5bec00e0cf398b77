#include "net/send_batch.h"

#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/log.h"
#include "net/descriptor.h"

namespace plenary::net {
namespace {

constexpr int kFlags = MSG_DONTWAIT | MSG_NOSIGNAL;

/// Memory that is shared with the kernel.
class Mapping {
 public:
  Mapping() = default;
  Mapping(int ring, std::size_t size, off_t offset)
      : size_(size),
        start_(::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
                      offset)) {}
  ~Mapping() {
    if (valid()) ::munmap(start_, size_);
  }
  Mapping(Mapping&& other) noexcept
      : size_(other.size_), start_(std::exchange(other.start_, MAP_FAILED)) {}
  Mapping& operator=(Mapping&& other) noexcept {
    std::swap(size_, other.size_);
    std::swap(start_, other.start_);
    return *this;
  }

  bool valid() const { return start_ != MAP_FAILED; }
  template <class T>
  T* at(std::size_t offset) const {
    return reinterpret_cast<T*>(static_cast<char*>(start_) + offset);
  }

 private:
  std::size_t size_ = 0;
  void* start_ = MAP_FAILED;
};

std::int32_t send_one(int fd, std::string_view bytes) {
  const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), kFlags);
  return sent < 0 ? -errno : static_cast<std::int32_t>(sent);
}

}  // namespace

/// The kernel's interface as io_uring_setup(2) and io_uring(7) describe it.
class SendBatch::Ring {
 public:
  Ring() {
    io_uring_params params{};
    params.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
    fd_ = Descriptor(static_cast<int>(::syscall(SYS_io_uring_setup, kSends, &params)));
    if (!fd_.valid() || (params.features & IORING_FEAT_SINGLE_MMAP) == 0) return;
    const std::size_t submissions = params.sq_off.array + params.sq_entries * sizeof(std::uint32_t);
    const std::size_t completions = params.cq_off.cqes + params.cq_entries * sizeof(io_uring_cqe);
    rings_ = Mapping(fd_.get(), std::max(submissions, completions), IORING_OFF_SQ_RING);
    entries_ = Mapping(fd_.get(), params.sq_entries * sizeof(io_uring_sqe), IORING_OFF_SQES);
    if (!rings_.valid() || !entries_.valid()) return;
    tail_ = rings_.at<std::uint32_t>(params.sq_off.tail);
    mask_ = *rings_.at<std::uint32_t>(params.sq_off.ring_mask);
    order_ = rings_.at<std::uint32_t>(params.sq_off.array);
    done_head_ = rings_.at<std::uint32_t>(params.cq_off.head);
    done_tail_ = rings_.at<std::uint32_t>(params.cq_off.tail);
    done_mask_ = *rings_.at<std::uint32_t>(params.cq_off.ring_mask);
    done_ = rings_.at<io_uring_cqe>(params.cq_off.cqes);
    ready_ = true;
  }

  bool ready() const { return ready_; }

  /// False if the kernel refused: what has no outcome yet was not sent, and the ring is of no use.
  bool submit(std::span<const Send> sends, std::span<std::int32_t> outcomes) {
    std::uint32_t tail = *tail_;
    for (std::size_t i = 0; i < sends.size(); ++i, ++tail) {
      io_uring_sqe& entry = entries_.at<io_uring_sqe>(0)[tail & mask_];
      std::memset(&entry, 0, sizeof entry);
      entry.opcode = IORING_OP_SEND;
      entry.fd = sends[i].fd;
      entry.addr = reinterpret_cast<std::uint64_t>(sends[i].bytes.data());
      entry.len = static_cast<std::uint32_t>(sends[i].bytes.size());
      entry.msg_flags = kFlags;
      entry.user_data = i;
      order_[tail & mask_] = tail & mask_;
    }
    std::atomic_ref(*tail_).store(tail, std::memory_order_release);
    // A send that may not wait is over when it was submitted.
    std::size_t submitted = 0;
    std::size_t finished = 0;
    while (finished < sends.size()) {
      const std::size_t rest = sends.size() - submitted;
      const long entered = ::syscall(SYS_io_uring_enter, fd_.get(), rest, sends.size() - finished,
                                     IORING_ENTER_GETEVENTS, nullptr, 0);
      if (entered < 0 && errno != EINTR) return false;
      if (entered > 0) submitted += static_cast<std::size_t>(entered);
      finished += take_outcomes(outcomes);
    }
    return true;
  }

 private:
  std::size_t take_outcomes(std::span<std::int32_t> outcomes) {
    std::uint32_t head = *done_head_;
    const std::uint32_t tail = std::atomic_ref(*done_tail_).load(std::memory_order_acquire);
    const std::size_t count = tail - head;
    for (; head != tail; ++head) {
      const io_uring_cqe& outcome = done_[head & done_mask_];
      outcomes[outcome.user_data] = outcome.res;
    }
    std::atomic_ref(*done_head_).store(head, std::memory_order_release);
    return count;
  }

  Descriptor fd_;
  Mapping rings_;
  Mapping entries_;
  std::uint32_t* tail_ = nullptr;
  std::uint32_t* order_ = nullptr;
  std::uint32_t* done_head_ = nullptr;
  std::uint32_t* done_tail_ = nullptr;
  io_uring_cqe* done_ = nullptr;
  std::uint32_t mask_ = 0;
  std::uint32_t done_mask_ = 0;
  bool ready_ = false;
};

SendBatch::SendBatch() = default;
SendBatch::~SendBatch() = default;

std::span<const std::int32_t> SendBatch::submit() {
  if (!std::exchange(tried_, true)) {
    ring_ = std::make_unique<Ring>();
    if (!ring_->ready()) ring_.reset();
    base::log(base::Level::kInfo, "sends_in_batches", {{"io_uring", ring_ != nullptr}});
  }
  const std::size_t size = std::exchange(size_, 0);
  const auto sends = std::span(sends_).first(size);
  const auto outcomes = std::span(outcomes_).first(size);
  constexpr std::int32_t kNone = INT32_MIN;
  std::fill(outcomes.begin(), outcomes.end(), kNone);
  if (ring_ && size > 1 && !ring_->submit(sends, outcomes)) {
    base::log(base::Level::kWarning, "io_uring_refused", {{"why", std::strerror(errno)}});
    ring_.reset();
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (outcomes[i] == kNone) outcomes[i] = send_one(sends[i].fd, sends[i].bytes);
  }
  return outcomes;
}

}  // namespace plenary::net
