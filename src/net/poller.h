#pragma once

#include <sys/epoll.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <memory>
#include <vector>

namespace plenary::net {

/// Whatever waits for a descriptor of a Poller.
class Pollee {
 public:
  Pollee() = default;
  virtual ~Pollee() = default;
  Pollee(const Pollee&) = delete;
  Pollee& operator=(const Pollee&) = delete;

  /// The descriptor became readable or writable since the last call: `events` are EPOLLIN,
  /// EPOLLOUT, EPOLLRDHUP, EPOLLHUP, EPOLLERR, or 0 when the pollee itself asked for a turn.
  virtual void on_ready(std::uint32_t events) = 0;

 private:
  friend class Poller;
  bool wants_turn_ = false;
};

/// Edge-triggered readiness of many descriptors on one io_context. Registering costs one system
/// call for a descriptor's whole life; Asio's own async_wait costs one for every wait, and an
/// operation object, which is what a server of many short requests and many idle connections cannot
/// afford (bench/README.md, "Serving beside nginx").
///
/// Belongs to the context's thread, the constructor and destructor included; or to any thread while
/// the context does not run.
class Poller {
 public:
  explicit Poller(boost::asio::io_context& context);
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  /// Reports every edge of `fd` to `pollee` from now on; what is ready already is an edge. False if
  /// the system refuses.
  bool add(int fd, Pollee& pollee);
  /// The same descriptor for another pollee.
  bool hand_over(int fd, Pollee& pollee);
  /// Before the descriptor is closed: a child that forked meanwhile keeps the registration alive
  /// otherwise.
  void remove(int fd);

  /// Calls on_ready(0) soon, once, however often it is asked for.
  void give_turn(Pollee& pollee);
  /// Takes a pollee whose descriptor is removed; destroys it when nothing on the stack can still be
  /// in it.
  void bury(std::unique_ptr<Pollee> pollee);

 private:
  void turn();
  bool look();
  void wait();
  void post_turn();

  boost::asio::io_context& context_;
  boost::asio::posix::stream_descriptor epoll_;
  std::shared_ptr<Poller*>
      self_;  // Posted turns hold it weakly, since they can outlive the poller.
  std::array<epoll_event, 256> events_;
  std::vector<Pollee*> turns_;
  std::vector<Pollee*> taking_turns_;
  std::vector<std::unique_ptr<Pollee>> graves_;
  bool waiting_ = false;
  bool posted_ = false;
  bool in_turn_ = false;
};

}  // namespace plenary::net
