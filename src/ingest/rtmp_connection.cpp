#include "ingest/rtmp_connection.h"

#include <openssl/rand.h>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "base/check.h"
#include "base/log.h"
#include "ingest/as_value.h"
#include "ingest/media_packets.h"

namespace plenary::ingest {
namespace {

namespace asio = boost::asio;
using base::Errc;

constexpr std::size_t kStrangersBuffer = 4 << 10;
constexpr std::size_t kPublishersBuffer = 64 << 10;
constexpr std::size_t kReadOfStrangers = 64 << 10;
constexpr std::string_view kApp = "live";

void fill_random(std::span<std::uint8_t> out) {
  PLENARY_CHECK(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1);
}

bool wants_to_take_over(const rtmp::StreamName& name) {
  return name.field("take") == "1";
}

}  // namespace

RtmpConnection::RtmpConnection(asio::ip::tcp::socket socket, Caller caller,
                               std::shared_ptr<RtmpHouse> house)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      began_(Clock::now()),
      caller_(std::move(caller)),
      house_(std::move(house)),
      session_(fill_random),
      buffer_(kStrangersBuffer) {
  deadline_ = began_ + house_->settings.admission;
  ++house_->connections;
  ++house_->waiting;
}

RtmpConnection::~RtmpConnection() {
  if (phase_ == Phase::kWaiting) --house_->waiting;
  if (phase_ == Phase::kPublishing) --house_->publishing;
}

void RtmpConnection::start() {
  const auto self = shared_from_this();
  house_->tasks.spawn(socket_.get_executor(), run(self));
  house_->tasks.spawn(socket_.get_executor(), watch(self));
}

void RtmpConnection::leave(std::string why) {
  auto on_thread = [self = shared_from_this(), why = std::move(why)] {
    if (self->phase_ == Phase::kEnded) return;
    self->farewell_ = why;
    boost::system::error_code ignored;
    self->socket_.cancel(ignored);
    self->timer_.cancel();
  };
  asio::post(socket_.get_executor(), std::move(on_thread));
}

void RtmpConnection::displace() {
  auto on_thread = [self = shared_from_this()] {
    if (self->phase_ != Phase::kWaiting) return;
    ++self->house_->displaced;
    boost::system::error_code ignored;
    self->socket_.close(ignored);
  };
  asio::post(socket_.get_executor(), std::move(on_thread));
}

/// The parameter keeps the connection alive for as long as the coroutine runs.
asio::awaitable<void> RtmpConnection::run(std::shared_ptr<RtmpConnection> self) {
  co_await serve();
  if (farewell_) co_await say_farewell();
  end(std::move(ended_why_));
  static_cast<void>(self);
}

/// Closes the socket when the deadline has passed; whoever waits for it then sees an error.
asio::awaitable<void> RtmpConnection::watch(std::shared_ptr<RtmpConnection> self) {
  while (phase_ != Phase::kEnded && socket_.is_open()) {
    if (Clock::now() >= deadline_) {
      if (!lingering_) ++house_->timed_out;
      if (ended_why_.empty()) ended_why_ = "nothing came in time";
      boost::system::error_code ignored;
      socket_.close(ignored);
      break;
    }
    timer_.expires_at(deadline_);
    co_await timer_.async_wait(kAsValue);
  }
  static_cast<void>(self);
}

asio::awaitable<void> RtmpConnection::serve() {
  while (!farewell_) {
    const auto [error, size] = co_await socket_.async_read_some(asio::buffer(buffer_), kAsValue);
    if (farewell_) co_return;
    if (error) {
      if (ended_why_.empty()) ended_why_ = "connection lost: " + error.message();
      co_return;
    }
    received_bytes_ += size;
    house_->received_bytes += size;
    if (phase_ == Phase::kPublishing) keep_until(Clock::now() + house_->settings.idle);
    if (const auto fed = session_.feed(base::ByteView(buffer_).first(size)); !fed) {
      count_failure(fed.error());
      co_return;
    }
    const bool goes_on = co_await handle_events();
    if (!goes_on) co_return;
  }
}

/// False once the connection must end; what there is to say has been sent then.
asio::awaitable<bool> RtmpConnection::handle_events() {
  for (;;) {
    auto event = session_.next();
    if (!event) {
      count_failure(event.error());
      // Players are told where to go; for the rest there is nothing to say.
      const bool told = event.error().code() == Errc::kUnsupported;
      if (told) {
        co_await flush_and_linger();
      } else {
        co_await flush();
      }
      co_return false;
    }
    if (!event->has_value()) co_return co_await flush();
    if (const auto* request = std::get_if<rtmp::PublishRequest>(&**event)) {
      const bool admitted = co_await admit(*request);
      if (!admitted) co_return false;
    } else if (const auto* media = std::get_if<rtmp::Media>(&**event)) {
      if (!take(*media)) {
        co_await flush_and_linger();
        co_return false;
      }
    }
  }
}

asio::awaitable<bool> RtmpConnection::admit(const rtmp::PublishRequest& request) {
  const auto asked = Clock::now();
  const rtmp::StreamName& name = request.name;
  constexpr std::string_view kRefusal =
      "No such stage, or the key is wrong. The server is rtmp://HOST/live and the stream key "
      "STAGE?key=KEY.";
  const auto permit = house_->authorise(name.stream, name.field("key"), caller_.from_here);
  if (!permit || name.app != kApp) {
    co_await refuse(asked, "NetStream.Publish.Denied", kRefusal);
    co_return false;
  }

  stage::Publisher publisher;
  publisher.protocol = "rtmp";
  publisher.address = caller_.address;
  publisher.software = request.software;
  publisher.take_over = wants_to_take_over(name);
  publisher.revoked = [weak = weak_from_this()](std::string_view why) {
    if (const auto self = weak.lock()) self->leave(std::string(why));
  };
  auto publication = permit->target->publish(permit->input, std::move(publisher));
  if (!publication) {
    const bool in_use = publication.error().code() == Errc::kConflict;
    co_await refuse(asked, in_use ? "NetStream.Publish.BadName" : "NetStream.Publish.Denied",
                    in_use ? "The input is in use. Add &take=1 to the stream key to take it over."
                           : "The stage cannot take this input now.");
    co_return false;
  }
  publication_ = *std::move(publication);
  stage_ = name.stream;
  input_ = permit->input.text();
  session_.accept_publish();
  phase_ = Phase::kPublishing;
  --house_->waiting;
  ++house_->publishing;
  ++house_->admitted;
  buffer_.resize(kPublishersBuffer);
  keep_until(Clock::now() + house_->settings.idle);
  base::log(base::Level::kInfo, "publish_started",
            {{"stage", stage_},
             {"input", input_},
             {"address", caller_.address},
             {"software", request.software}});
  co_return true;
}

/// Answers a fixed time after the question, so that the time taken says nothing about the reason.
asio::awaitable<void> RtmpConnection::refuse(Clock::time_point asked, std::string_view code,
                                             std::string_view description) {
  ++house_->refused;
  if (house_->may_log_stranger()) {
    base::log(base::Level::kWarning, "publish_refused",
              {{"address", caller_.address}, {"code", code}});
  }
  asio::steady_timer pause(socket_.get_executor(), asked + house_->settings.refusal);
  co_await pause.async_wait(kAsValue);
  session_.reject_publish(code, description);
  co_await flush_and_linger();
}

/// Hands one message to the stage; false once the publisher must go, a status being in the output.
bool RtmpConnection::take(const rtmp::Media& media) {
  auto packet = packet_of(media);
  if (!packet && packet.error().code() == Errc::kUnsupported) {
    ++house_->unsupported;
    ended_why_ = packet.error().detail();
    session_.end_publish("NetStream.Failed", ended_why_);
    return false;
  }
  if (!packet) {
    ++house_->broken_messages;
    if (++broken_messages_ < house_->settings.broken_messages) return true;
    ++house_->malformed;
    ended_why_ = "too many broken messages, the last: " + packet.error().detail();
    session_.end_publish("NetStream.Failed", "Too many broken messages.");
    return false;
  }
  if (!packet->has_value()) return true;
  ++house_->packets;
  const auto pushed = publication_->push(**std::move(packet));
  if (pushed || pushed.error().code() == Errc::kClosed) return true;  // `revoked` ends it
  ++house_->malformed;
  ended_why_ = pushed.error().detail();
  session_.end_publish("NetStream.Failed", "The stage cannot decode this.");
  return false;
}

asio::awaitable<bool> RtmpConnection::flush() {
  const base::Bytes output = session_.take_output();
  if (output.empty()) co_return true;
  const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(output), kAsValue);
  if (error && ended_why_.empty()) ended_why_ = "connection lost: " + error.message();
  co_return !error;
}

asio::awaitable<void> RtmpConnection::say_farewell() {
  ended_why_ = *farewell_;
  if (phase_ != Phase::kPublishing) co_return;
  keep_until(Clock::now() + house_->settings.farewell);
  session_.end_publish("NetStream.Publish.Denied", *farewell_);
  co_await flush_and_linger();
}

/// Sends the last word and lets it arrive: closing while bytes of the peer lie unread would reset
/// the connection and lose it. A stranger gets no more read than it may send anyway.
asio::awaitable<void> RtmpConnection::flush_and_linger() {
  const bool sent = co_await flush();
  if (!sent) co_return;
  lingering_ = true;
  if (ended_why_.empty()) ended_why_ = "refused";
  if (phase_ == Phase::kPublishing) keep_until(Clock::now() + house_->settings.farewell);
  boost::system::error_code error;
  socket_.shutdown(asio::socket_base::shutdown_send, error);
  publication_.reset();
  while (!error && (phase_ == Phase::kPublishing || received_bytes_ < kReadOfStrangers)) {
    std::size_t size = 0;
    std::tie(error, size) = co_await socket_.async_read_some(asio::buffer(buffer_), kAsValue);
    received_bytes_ += size;
    house_->received_bytes += size;
  }
}

void RtmpConnection::count_failure(const base::Error& error) {
  if (!ended_why_.empty()) return;
  switch (error.code()) {
    case Errc::kClosed:
      ended_why_ = "stopped by the publisher";
      if (publication_) publication_->goodbye();
      return;
    case Errc::kUnsupported:
      ++house_->unsupported;
      break;
    default:
      ++house_->malformed;
      break;
  }
  ended_why_ = error.detail();
}

void RtmpConnection::end(std::string why) {
  const Phase phase = phase_.exchange(Phase::kEnded);
  if (phase == Phase::kWaiting) --house_->waiting;
  if (phase == Phase::kPublishing) --house_->publishing;
  publication_.reset();
  boost::system::error_code ignored;
  socket_.shutdown(asio::socket_base::shutdown_both, ignored);
  socket_.close(ignored);
  timer_.cancel();
  if (phase != Phase::kPublishing) return;
  const auto lasted = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began_);
  base::log(base::Level::kInfo, "publish_ended",
            {{"stage", stage_},
             {"input", input_},
             {"address", caller_.address},
             {"why", why},
             {"seconds", lasted.count()},
             {"received_bytes", received_bytes_}});
}

/// A deadline that comes later is met by watch() in passing; an earlier one must wake it.
void RtmpConnection::keep_until(Clock::time_point deadline) {
  const bool earlier = deadline < deadline_;
  deadline_ = deadline;
  if (earlier) timer_.cancel();
}

}  // namespace plenary::ingest
