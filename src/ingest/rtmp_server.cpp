#include "ingest/rtmp_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "base/check.h"
#include "base/log.h"
#include "ingest/as_value.h"
#include "ingest/caller.h"
#include "ingest/rtmp_connection.h"
#include "ingest/rtmp_house.h"
#include "ingest/waiting_room.h"
#include "net/listen.h"

namespace plenary::ingest {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::chrono::milliseconds kPauseWithoutDescriptors{100};
constexpr std::chrono::milliseconds kPatienceOfDestructor{2'000};

}  // namespace

/// Accepts on the first io thread, which owns the acceptor and the waiting room, and spreads the
/// connections over all.
class RtmpServer::Doorkeeper : public std::enable_shared_from_this<Doorkeeper> {
 public:
  Doorkeeper(net::IoThreads& threads, Authorise authorise, RtmpSettings settings)
      : threads_(threads),
        house_(std::make_shared<RtmpHouse>(std::move(authorise), settings)),
        acceptor_(threads.context(0)),
        room_(settings.waiting, settings.waiting_per_address) {}

  std::uint16_t listen(const std::string& address) {
    PLENARY_CHECK(!acceptor_.is_open());
    net::TcpListeners listeners = net::listen_tcp(address, 1);
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    PLENARY_CHECK(
        ::getsockname(listeners.sockets[0].get(), reinterpret_cast<sockaddr*>(&bound), &size) == 0);
    acceptor_.assign(bound.ss_family == AF_INET ? tcp::v4() : tcp::v6(),
                     listeners.sockets[0].release());
    house_->tasks.spawn(acceptor_.get_executor(), accept(shared_from_this()));
    return listeners.port;
  }

  void stop_accepting() {
    auto on_thread = [self = shared_from_this()] {
      boost::system::error_code ignored;
      self->acceptor_.close(ignored);
      for (const auto& guest : self->room_.guests()) guest->displace();
    };
    asio::post(acceptor_.get_executor(), std::move(on_thread));
  }

  bool drain(std::chrono::milliseconds patience) {
    auto on_thread = [self = shared_from_this()] {
      for (const auto& guest : self->room_.guests()) guest->leave("The server is closing.");
    };
    asio::post(acceptor_.get_executor(), std::move(on_thread));
    return house_->tasks.join(patience);
  }

  RtmpCounters counters() const { return house_->counters(); }

 private:
  asio::awaitable<void> accept(std::shared_ptr<Doorkeeper> self) {
    while (acceptor_.is_open()) {
      auto& context = threads_.context(next_++ % threads_.size());
      auto [error, socket] = co_await acceptor_.async_accept(context, kAsValue);
      if (!error) {
        welcome(std::move(socket));
      } else if (acceptor_.is_open()) {
        // Out of descriptors, as a rule: those that end make room.
        if (house_->may_log_stranger()) {
          base::log(base::Level::kError, "rtmp_accept_failed", {{"why", error.message()}});
        }
        asio::steady_timer pause(acceptor_.get_executor(), kPauseWithoutDescriptors);
        co_await pause.async_wait(kAsValue);
      }
    }
    static_cast<void>(self);
  }

  void welcome(tcp::socket socket) {
    boost::system::error_code gone;
    const tcp::endpoint peer = socket.remote_endpoint(gone);
    if (gone) return;
    const Caller from = caller(peer);
    const auto connection = std::make_shared<RtmpConnection>(std::move(socket), from, house_);
    if (const auto displaced = room_.enter(connection, from.host)) displaced->displace();
    connection->start();
  }

  net::IoThreads& threads_;
  const std::shared_ptr<RtmpHouse> house_;
  tcp::acceptor acceptor_;
  WaitingRoom<RtmpConnection> room_;
  std::size_t next_ = 0;
};

RtmpServer::RtmpServer(net::IoThreads& threads, Authorise authorise, RtmpSettings settings)
    : doorkeeper_(std::make_shared<Doorkeeper>(threads, std::move(authorise), settings)) {}

RtmpServer::~RtmpServer() {
  stop_accepting();
  drain(kPatienceOfDestructor);
}

std::uint16_t RtmpServer::listen(const std::string& address) {
  return doorkeeper_->listen(address);
}

void RtmpServer::stop_accepting() {
  doorkeeper_->stop_accepting();
}

bool RtmpServer::drain(std::chrono::milliseconds patience) {
  return doorkeeper_->drain(patience);
}

RtmpCounters RtmpServer::counters() const {
  return doorkeeper_->counters();
}

}  // namespace plenary::ingest
