#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "net/answer.h"
#include "net/http.h"
#include "net/request_parser.h"
#include "net/task_group.h"

namespace plenary::net {

/// Whoever sends the answer of an exchange: a connection of HTTP/1.1, a stream of HTTP/2.
class AnswerSink {
 public:
  /// Called once for every start(), also from within it if the handler does not wait.
  virtual void on_answer(Answer&& answer) = 0;

 protected:
  ~AnswerSink() = default;
};

class ExchangePool;

/// One request on its way through the handler. An exchange is taken from its pool when a request
/// begins, filled, started, and goes back by itself when the handler has returned. Its coroutine is
/// made once and then parked between requests: an idle connection has none, and a request pays for
/// no spawn.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  explicit Exchange(ExchangePool& pool) : pool_(pool) {}
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  Request request;
  std::optional<RequestParser> parser;  ///< Used by HTTP/1.1 while the request comes in.

  /// Runs the handler on `request`, for `sink`, which must live until it is told or calls
  /// abandon().
  void start(AnswerSink& sink);
  /// The sink is gone; the handler goes on to its end and its answer is dropped.
  void abandon() { sink_ = nullptr; }

 private:
  friend class ExchangePool;
  using Resumption =
      boost::asio::async_result<boost::asio::use_awaitable_t<>, void()>::handler_type;

  /// Owns its exchange: it ends when the pool has no more use for it.
  static boost::asio::awaitable<void> run(std::shared_ptr<Exchange> self);
  boost::asio::awaitable<void> parked();
  void finish(Response&& response);
  void clear_request();
  void resume();

  ExchangePool& pool_;
  AnswerSink* sink_ = nullptr;
  std::optional<Resumption> parked_;
  bool spawned_ = false;
  bool started_ = false;
  bool quitting_ = false;
};

/// The exchanges of one io_context, used on its thread only.
class ExchangePool {
 public:
  /// Sees every answer before its sink does.
  using Observer = std::function<void(const Request&, const Answer&)>;

  /// `handler`, `tasks` and the observer outlive the pool.
  ExchangePool(boost::asio::any_io_executor executor, const Handler& handler, TaskGroup& tasks,
               Observer observer);

  /// Ends the parked coroutines, and the others when their handler has returned.
  void quit();

  /// An exchange with an empty request.
  std::shared_ptr<Exchange> take();
  /// Gives back one that was not started.
  void give_back(Exchange& exchange);

 private:
  friend class Exchange;

  boost::asio::any_io_executor executor_;
  const Handler& handler_;
  TaskGroup& tasks_;
  Observer observer_;
  std::vector<std::shared_ptr<Exchange>> free_;
  bool quitting_ = false;
};

}  // namespace plenary::net
