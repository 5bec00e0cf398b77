#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "ingest/caller.h"
#include "ingest/publish_target.h"
#include "ingest/rtmp_house.h"
#include "rtmp/session.h"
#include "stage/input.h"

namespace plenary::ingest {

/// One publisher's connection: carries bytes between a socket and an rtmp::Session, asks whether
/// the publisher may enter, and hands its packets to the stage. Lives on its socket's io thread;
/// leave(), displace() and waiting() are safe from every thread.
class RtmpConnection : public std::enable_shared_from_this<RtmpConnection> {
 public:
  RtmpConnection(boost::asio::ip::tcp::socket socket, Caller caller,
                 std::shared_ptr<RtmpHouse> house);
  ~RtmpConnection();
  RtmpConnection(const RtmpConnection&) = delete;
  RtmpConnection& operator=(const RtmpConnection&) = delete;

  /// Serves the connection in the house's task group, until it ends.
  void start();

  /// Not admitted yet, and not ended.
  bool waiting() const { return phase_.load() == Phase::kWaiting; }

  /// Says why to a publisher, then ends the connection.
  void leave(std::string why);
  /// Ends the connection at once if it still waits: a newcomer needs its place.
  void displace();

 private:
  enum class Phase : std::uint8_t { kWaiting, kPublishing, kEnded };
  using Clock = std::chrono::steady_clock;
  using Task = boost::asio::awaitable<void>;
  using YesOrNo = boost::asio::awaitable<bool>;

  Task run(std::shared_ptr<RtmpConnection> self);
  Task watch(std::shared_ptr<RtmpConnection> self);
  Task serve();
  YesOrNo handle_events();
  YesOrNo admit(const rtmp::PublishRequest& request);
  Task refuse(Clock::time_point asked, std::string_view code, std::string_view description);
  bool take(const rtmp::Media& media);
  YesOrNo flush();
  Task say_farewell();
  Task flush_and_linger();
  void count_failure(const base::Error& error);
  void end(std::string why);
  void keep_until(Clock::time_point deadline);

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  Clock::time_point deadline_;
  const Clock::time_point began_;
  const Caller caller_;
  const std::shared_ptr<RtmpHouse> house_;

  rtmp::Session session_;
  base::Bytes buffer_;
  std::unique_ptr<stage::Publication> publication_;
  std::string stage_, input_;  ///< Known once admitted.
  std::string ended_why_;
  std::optional<std::string> farewell_;  ///< Why the publisher must go.
  bool lingering_ = false;               ///< The last word was said.
  std::uint64_t received_bytes_ = 0;
  int broken_messages_ = 0;
  std::atomic<Phase> phase_{Phase::kWaiting};
};

}  // namespace plenary::ingest
