#include "net/exchange.h"

#include <exception>
#include <utility>

#include "base/log.h"

namespace plenary::net {
namespace {

namespace asio = boost::asio;

// What a pool keeps for the next rush; those beyond end as they come back.
constexpr std::size_t kSpareExchanges = 256;
constexpr std::size_t kKeptBodyBytes = 4096;

}  // namespace

void Exchange::start(AnswerSink& sink) {
  sink_ = &sink;
  started_ = true;
  if (!spawned_) {
    spawned_ = true;
    pool_.tasks_.spawn(pool_.executor_, run(shared_from_this()));
  } else if (parked_) {
    resume();
  }
}

void Exchange::resume() {
  Resumption resumption = std::move(*parked_);
  parked_.reset();
  std::move(resumption)();
}

asio::awaitable<void> Exchange::parked() {
  auto park = [this](Resumption resumption) { parked_.emplace(std::move(resumption)); };
  return asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(park),
                                                                     asio::use_awaitable);
}

asio::awaitable<void> Exchange::run(std::shared_ptr<Exchange> self) {
  for (;;) {
    while (!self->started_ && !self->quitting_) co_await self->parked();
    if (!self->started_) co_return;
    Response response;
    try {
      response = co_await self->pool_.handler_(self->request);
    } catch (const std::exception& failure) {
      base::log(base::Level::kError, "handler_threw",
                {{"path", self->request.path}, {"why", failure.what()}});
      response = problem(500, "Internal error", "Something went wrong here; it has been noted.");
    }
    self->finish(std::move(response));
  }
}

void Exchange::finish(Response&& response) {
  Answer answer = complete(request, std::move(response));
  pool_.observer_(request, answer);
  started_ = false;
  if (AnswerSink* const sink = std::exchange(sink_, nullptr)) sink->on_answer(std::move(answer));
  pool_.give_back(*this);
}

// What a request grew stays for the next one, but not a large body.
void Exchange::clear_request() {
  request.method = Method::kGet;
  request.path.clear();
  request.query.clear();
  request.headers.clear();
  request.peer.clear();
  request.site = {};
  request.secure = false;
  if (request.body.capacity() > kKeptBodyBytes) request.body = std::string();
  request.body.clear();
}

ExchangePool::ExchangePool(asio::any_io_executor executor, const Handler& handler, TaskGroup& tasks,
                           Observer observer)
    : executor_(std::move(executor)),
      handler_(handler),
      tasks_(tasks),
      observer_(std::move(observer)) {}

void ExchangePool::quit() {
  quitting_ = true;
  const auto idle = std::exchange(free_, {});
  for (const auto& exchange : idle) {
    exchange->quitting_ = true;
    if (exchange->parked_) exchange->resume();
  }
}

std::shared_ptr<Exchange> ExchangePool::take() {
  if (free_.empty()) return std::make_shared<Exchange>(*this);
  std::shared_ptr<Exchange> exchange = std::move(free_.back());
  free_.pop_back();
  return exchange;
}

void ExchangePool::give_back(Exchange& exchange) {
  exchange.parser.reset();
  exchange.clear_request();
  exchange.quitting_ = quitting_ || free_.size() >= kSpareExchanges;
  if (!exchange.quitting_) {
    free_.push_back(exchange.shared_from_this());
  } else if (exchange.parked_) {
    exchange.resume();
  }
}

}  // namespace plenary::net
