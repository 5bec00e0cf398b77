#include "net/poller.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace plenary::net {
namespace {

constexpr int kLooks = 8;

int open_epoll() {
  const int fd = ::epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) throw std::runtime_error(std::string("epoll_create1: ") + std::strerror(errno));
  return fd;
}

bool control(int epoll, int operation, int fd, Pollee& pollee) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &pollee;
  return ::epoll_ctl(epoll, operation, fd, &event) == 0;
}

}  // namespace

Poller::Poller(boost::asio::io_context& context)
    : context_(context), epoll_(context, open_epoll()), self_(std::make_shared<Poller*>(this)) {
  wait();
}

Poller::~Poller() = default;

bool Poller::add(int fd, Pollee& pollee) {
  return control(epoll_.native_handle(), EPOLL_CTL_ADD, fd, pollee);
}

bool Poller::hand_over(int fd, Pollee& pollee) {
  return control(epoll_.native_handle(), EPOLL_CTL_MOD, fd, pollee);
}

void Poller::remove(int fd) {
  epoll_event unused{};
  ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, fd, &unused);
}

void Poller::give_turn(Pollee& pollee) {
  if (pollee.wants_turn_) return;
  pollee.wants_turn_ = true;
  turns_.push_back(&pollee);
  if (!in_turn_) post_turn();
}

void Poller::bury(std::unique_ptr<Pollee> pollee) {
  if (pollee->wants_turn_) std::erase(turns_, pollee.get());
  std::replace(taking_turns_.begin(), taking_turns_.end(), pollee.get(),
               static_cast<Pollee*>(nullptr));
  graves_.push_back(std::move(pollee));
  if (!in_turn_) post_turn();
}

// While it was busy more may have come, and looking again here costs one system call where going
// through Asio costs three. A few looks only: the context has timers and handlers of others to run.
void Poller::turn() {
  int looks = 0;
  while (look() && looks < kLooks) ++looks;
  if (looks == kLooks || !turns_.empty()) post_turn();
}

// One look at the descriptors, then whoever asked for a turn. New wishes wait for the next look, so
// that no connection can keep the others from theirs. True if anything happened.
bool Poller::look() {
  in_turn_ = true;
  const int count =
      ::epoll_wait(epoll_.native_handle(), events_.data(), static_cast<int>(events_.size()), 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events_[static_cast<std::size_t>(i)];
    static_cast<Pollee*>(event.data.ptr)->on_ready(event.events);
  }
  taking_turns_.swap(turns_);
  const bool busy = count > 0 || !taking_turns_.empty();
  for (std::size_t i = 0; i < taking_turns_.size(); ++i) {
    Pollee* const pollee = taking_turns_[i];
    if (pollee == nullptr) continue;
    pollee->wants_turn_ = false;
    pollee->on_ready(0);
  }
  taking_turns_.clear();
  graves_.clear();
  in_turn_ = false;
  return busy;
}

void Poller::wait() {
  if (waiting_) return;
  waiting_ = true;
  auto on_readable = [this](const boost::system::error_code& failure) {
    if (failure) return;  // Aborted: the poller may be gone.
    waiting_ = false;
    turn();
    wait();
  };
  epoll_.async_wait(boost::asio::posix::stream_descriptor::wait_read, std::move(on_readable));
}

void Poller::post_turn() {
  if (posted_) return;
  posted_ = true;
  auto take_turn = [weak = std::weak_ptr<Poller*>(self_)] {
    const auto self = weak.lock();
    if (!self) return;
    (*self)->posted_ = false;
    (*self)->turn();
  };
  boost::asio::post(context_, std::move(take_turn));
}

}  // namespace plenary::net
