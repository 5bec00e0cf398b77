#include "ingest/rtmp_server.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <thread>

#include "base/mailbox.h"
#include "rtmp/chunk_reader.h"
#include "rtmp/digest.h"
#include "rtmp/publisher_script.h"

namespace plenary::ingest::rtmp_server_test {
namespace {

using namespace std::chrono_literals;
using base::Bytes;
using rtmp::PublisherScript;
using Clock = std::chrono::steady_clock;
using Style = PublisherScript::Style;

constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";
constexpr auto kSoon = 60s;  ///< For what happens at once, on a machine that is busy.

/// A stage's stand-in: one input, whose packets a test takes from a mailbox.
class FakeTarget : public PublishTarget {
 public:
  base::Result<std::unique_ptr<stage::Publication>> publish(const base::InputId& input,
                                                            stage::Publisher publisher) override {
    if (in_use && !publisher.take_over) return base::Error(base::Errc::kConflict, "in use");
    last_input.set(input.text());
    last_publisher.set(std::move(publisher));
    return std::unique_ptr<stage::Publication>(std::make_unique<FakePublication>(*this));
  }

  struct FakePublication : stage::Publication {
    explicit FakePublication(FakeTarget& t) : target(t) { ++target.present; }
    ~FakePublication() override { --target.present; }
    base::Status push(media::Packet packet) override {
      target.packets.send(std::move(packet));
      return base::Done{};
    }
    FakeTarget& target;
  };

  std::atomic<bool> in_use = false;
  std::atomic<int> present = 0;
  base::Latest<std::string> last_input;
  base::Latest<stage::Publisher> last_publisher;
  base::Mailbox<media::Packet> packets{10'000};
};

/// A publisher's end of a connection, or a stranger's.
class Peer {
 public:
  explicit Peer(std::uint16_t port) : socket_(context_) {
    using boost::asio::ip::address_v4;
    socket_.connect({address_v4::loopback(), port});
    socket_.set_option(boost::asio::ip::tcp::no_delay(true));
  }

  void send(const Bytes& bytes) {
    boost::system::error_code closed;
    boost::asio::write(socket_, boost::asio::buffer(bytes), closed);
  }

  /// Reads until the server closes or `condition` holds; false if neither came in time.
  template <class Condition>
  bool read_until(Condition condition, std::chrono::milliseconds patience = kSoon) {
    const auto deadline = Clock::now() + patience;
    while (!closed_ && !condition()) {
      pollfd ready{socket_.native_handle(), POLLIN, 0};
      if (Clock::now() >= deadline) return false;
      if (::poll(&ready, 1, 50) <= 0) continue;
      std::array<std::uint8_t, 4096> buffer{};
      boost::system::error_code error;
      const auto size = socket_.read_some(boost::asio::buffer(buffer), error);
      heard_.insert(heard_.end(), buffer.begin(), buffer.begin() + static_cast<long>(size));
      closed_ = static_cast<bool>(error);
    }
    return true;
  }
  bool read_until_closed() {
    return read_until([] { return false; }) && closed_;
  }
  bool read_until_status(std::string_view code) {
    return read_until([&] { return has_status(code); }) && has_status(code);
  }

  bool has_status(std::string_view code) const {
    return base::text_of(heard_).find(code) != std::string_view::npos;
  }
  std::string_view heard() const { return base::text_of(heard_); }
  bool closed() const { return closed_; }

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  Bytes heard_;
  bool closed_ = false;
};

template <class Condition>
bool comes_true(Condition condition, std::chrono::milliseconds patience = kSoon) {
  const auto deadline = Clock::now() + patience;
  while (!condition()) {
    if (Clock::now() >= deadline) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

/// A door to one stage, "opening", with one input.
class RtmpServerTest : public testing::Test {
 protected:
  std::uint16_t open(RtmpSettings settings = {}) {
    auto authorise = [this](std::string_view stage, std::string_view key,
                            bool from_here) -> base::Result<PublishPermit> {
      asked_from_here_ = from_here;
      if (stage != "opening" || key != kKey) return base::Error(base::Errc::kForbidden, "no");
      return PublishPermit{&target_, *base::InputId::parse("primary")};
    };
    server_.emplace(threads_, authorise, settings);
    return server_->listen("127.0.0.1:0");
  }

  static std::string name(std::string_view more = "") {
    return "opening?key=" + std::string(kKey) + std::string(more);
  }
  static PublisherScript asking(const std::string& name) {
    PublisherScript script;
    script.greet().ask(Style::kObs, "live", name);
    return script;
  }

  FakeTarget target_;
  std::atomic<bool> asked_from_here_ = false;
  net::IoThreads threads_{2};
  std::optional<RtmpServer> server_;
};

TEST_F(RtmpServerTest, HandsAPublishersPacketsToTheStage) {
  Peer peer(open());
  peer.send(asking(name()).broadcast(10).bytes());
  EXPECT_TRUE(peer.read_until_status("NetStream.Publish.Start"));
  std::vector<media::Packet> packets;
  while (packets.size() < 32) {
    auto packet = target_.packets.take_until(Clock::now() + kSoon);
    ASSERT_TRUE(packet);
    packets.push_back(*std::move(packet));
  }
  EXPECT_EQ(packets[0].kind, media::Packet::Kind::kVideoConfig);
  EXPECT_EQ(packets[1].kind, media::Packet::Kind::kAudioConfig);
  EXPECT_EQ(packets[2].kind, media::Packet::Kind::kVideo);
  EXPECT_TRUE(packets[2].key);
  EXPECT_EQ(packets.back().dts_ms, 9 * 40 + 21);
  EXPECT_EQ(target_.last_input.get(), "primary");
  EXPECT_EQ(target_.last_publisher.get().protocol, "rtmp");
  EXPECT_EQ(target_.last_publisher.get().software, "FMLE/3.0 (compatible; FMSc/1.0)");
  EXPECT_EQ(target_.last_publisher.get().address.substr(0, 10), "127.0.0.1:");
  EXPECT_TRUE(asked_from_here_);
  EXPECT_EQ(server_->counters().publishing, 1u);
}

TEST_F(RtmpServerTest, LetsGoOfTheStageWhenThePublisherDoes) {
  auto peer = std::make_optional<Peer>(open());
  peer->send(asking(name()).bytes());
  EXPECT_TRUE(peer->read_until_status("NetStream.Publish.Start"));
  EXPECT_EQ(target_.present, 1);
  peer.reset();
  EXPECT_TRUE(comes_true([&] { return target_.present == 0; }));
  EXPECT_TRUE(comes_true([&] { return server_->counters().publishing == 0; }));
}

TEST_F(RtmpServerTest, RefusesAWrongKeyAndAnUnknownStageAlike) {
  const auto port = open();
  std::vector<std::string> answers;
  for (const std::string& asked :
       {std::string("opening?key=wrong"), std::string("nowhere?key=") + std::string(kKey),
        std::string("opening"), std::string("../etc?key=x")}) {
    Peer peer(port);
    const auto before = Clock::now();
    peer.send(asking(asked).broadcast(3).bytes());
    ASSERT_TRUE(peer.read_until_closed());
    EXPECT_GE(Clock::now() - before, RtmpSettings().refusal);
    EXPECT_TRUE(peer.has_status("NetStream.Publish.Denied"));
    answers.emplace_back(peer.heard().substr(1 + 2 * rtmp::kHandshakeBlockBytes));
  }
  for (const std::string& answer : answers) EXPECT_EQ(answer, answers[0]);
  EXPECT_EQ(server_->counters().refused, 4u);
  EXPECT_EQ(target_.present, 0);
}

TEST_F(RtmpServerTest, SaysInUseOnlyToAHolderOfTheKey) {
  const auto port = open();
  target_.in_use = true;
  Peer holder(port);
  holder.send(asking(name()).bytes());
  ASSERT_TRUE(holder.read_until_closed());
  EXPECT_TRUE(holder.has_status("NetStream.Publish.BadName"));
  Peer stranger(port);
  stranger.send(asking("opening?key=wrong").bytes());
  ASSERT_TRUE(stranger.read_until_closed());
  EXPECT_FALSE(stranger.has_status("NetStream.Publish.BadName"));
}

TEST_F(RtmpServerTest, PassesTheWishToTakeOverOn) {
  const auto port = open();
  target_.in_use = true;
  Peer peer(port);
  peer.send(asking(name("&take=1")).bytes());
  EXPECT_TRUE(peer.read_until_status("NetStream.Publish.Start"));
  EXPECT_TRUE(target_.last_publisher.get().take_over);
}

TEST_F(RtmpServerTest, TellsAPublisherWhoseRightEndsAndCloses) {
  Peer peer(open());
  peer.send(asking(name()).bytes());
  EXPECT_TRUE(peer.read_until_status("NetStream.Publish.Start"));
  target_.last_publisher.get().revoked("The key was changed.");
  ASSERT_TRUE(peer.read_until_closed());
  EXPECT_TRUE(peer.has_status("The key was changed."));
  EXPECT_TRUE(comes_true([&] { return target_.present == 0; }));
}

TEST_F(RtmpServerTest, NamesTheCodecThatItDoesNotTake) {
  Peer peer(open());
  PublisherScript script = asking(name());
  script.message(rtmp::MessageType::kVideo, 4, 0, {0x90, 'h', 'v', 'c', '1', 1});
  peer.send(script.bytes());
  ASSERT_TRUE(peer.read_until_closed());
  EXPECT_TRUE(peer.has_status("enhanced RTMP 'hvc1'; send H.264"));
  EXPECT_EQ(server_->counters().unsupported, 1u);
}

TEST_F(RtmpServerTest, DropsBrokenMessagesAndInTheEndTheirPublisher) {
  RtmpSettings settings;
  settings.broken_messages = 3;
  Peer peer(open(settings));
  PublisherScript script = asking(name());
  const Bytes broken{0x17, 0, 0, 0, 0, 1};
  script.message(rtmp::MessageType::kVideo, 4, 0, broken);
  script.message(rtmp::MessageType::kVideo, 4, 0, broken).broadcast(1);
  peer.send(script.take());
  EXPECT_TRUE(target_.packets.take_until(Clock::now() + kSoon));
  EXPECT_FALSE(peer.closed());
  peer.send(script.message(rtmp::MessageType::kVideo, 4, 0, broken).take());
  ASSERT_TRUE(peer.read_until_closed());
  EXPECT_TRUE(peer.has_status("Too many broken messages."));
  EXPECT_EQ(server_->counters().broken_messages, 3u);
}

TEST_F(RtmpServerTest, ClosesWhoIsNotAdmittedInTime) {
  RtmpSettings settings;
  settings.admission = 200ms;
  const auto port = open(settings);
  Peer silent(port);
  Peer slow(port);
  const auto before = Clock::now();
  slow.send(PublisherScript().greet().bytes());
  ASSERT_TRUE(silent.read_until_closed());
  ASSERT_TRUE(slow.read_until_closed());
  EXPECT_GE(Clock::now() - before, 150ms);
  EXPECT_TRUE(comes_true([&] { return server_->counters().timed_out == 2; }));
  EXPECT_TRUE(comes_true([&] { return server_->counters().waiting == 0; }));
}

TEST_F(RtmpServerTest, ClosesAPublisherThatFellSilent) {
  RtmpSettings settings;
  settings.idle = 200ms;
  Peer peer(open(settings));
  peer.send(asking(name()).broadcast(2).bytes());
  ASSERT_TRUE(peer.read_until_closed());
  EXPECT_TRUE(peer.has_status("NetStream.Publish.Start"));
  EXPECT_TRUE(comes_true([&] { return target_.present == 0; }));
  EXPECT_EQ(server_->counters().timed_out, 1u);
}

TEST_F(RtmpServerTest, ReadsAtMost64KiBOfAStranger) {
  Peer peer(open());
  const Bytes flood = PublisherScript()
                          .greet()
                          .chunk_size(60'000)
                          .message(rtmp::MessageType::kDataAmf0, 4, 0, Bytes(60'000))
                          .message(rtmp::MessageType::kDataAmf0, 4, 0, Bytes(60'000))
                          .bytes();
  peer.send(flood);
  ASSERT_TRUE(peer.read_until_closed());
  EXPECT_LE(server_->counters().received_bytes, 64u << 10);
  EXPECT_EQ(server_->counters().malformed, 1u);
}

TEST_F(RtmpServerTest, LeavesNoMoreThanItsRoomToStrangers) {
  RtmpSettings settings;
  settings.waiting_per_address = 2;
  const auto port = open(settings);
  Peer first(port);
  EXPECT_TRUE(comes_true([&] { return server_->counters().waiting == 1; }));
  Peer second(port);
  EXPECT_TRUE(comes_true([&] { return server_->counters().waiting == 2; }));
  Peer third(port);
  ASSERT_TRUE(first.read_until_closed());
  EXPECT_TRUE(comes_true([&] { return server_->counters().displaced == 1; }));
  second.send(asking(name()).bytes());
  EXPECT_TRUE(second.read_until_status("NetStream.Publish.Start"));
}

TEST_F(RtmpServerTest, PublishesInSegmentsOfOneByte) {
  Peer peer(open());
  const Bytes script = asking(name()).broadcast(1).bytes();
  for (const auto byte : script) peer.send({byte});
  EXPECT_TRUE(peer.read_until_status("NetStream.Publish.Start"));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(target_.packets.take_until(Clock::now() + kSoon));
}

TEST_F(RtmpServerTest, ClosesInTwoPhases) {
  const auto port = open();
  Peer publisher(port);
  publisher.send(asking(name()).bytes());
  EXPECT_TRUE(publisher.read_until_status("NetStream.Publish.Start"));
  Peer stranger(port);
  EXPECT_TRUE(comes_true([&] { return server_->counters().waiting == 1; }));

  server_->stop_accepting();
  EXPECT_TRUE(stranger.read_until_closed());
  EXPECT_TRUE(comes_true([&] {
    try {
      Peer late(port);
      return false;
    } catch (const boost::system::system_error&) {
      return true;
    }
  }));
  EXPECT_EQ(target_.present, 1);

  EXPECT_TRUE(server_->drain(kSoon));
  EXPECT_TRUE(publisher.read_until_closed());
  EXPECT_TRUE(publisher.has_status("The server is closing."));
  EXPECT_EQ(target_.present, 0);
}

TEST_F(RtmpServerTest, WritesNoKeyIntoTheLog) {
  testing::internal::CaptureStderr();
  const auto port = open();
  {
    Peer peer(port);
    peer.send(asking(name()).bytes());
    EXPECT_TRUE(peer.read_until_status("NetStream.Publish.Start"));
    Peer mistaken(port);  // The key in the place of the stage.
    mistaken.send(asking(std::string(kKey) + "?key=wr0ngkey").bytes());
    EXPECT_TRUE(mistaken.read_until_closed());
  }
  EXPECT_TRUE(comes_true([&] { return target_.present == 0; }));
  server_.reset();
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("publish_started"), std::string::npos) << log;
  EXPECT_NE(log.find("publish_refused"), std::string::npos) << log;
  EXPECT_NE(log.find("publish_ended"), std::string::npos) << log;
  EXPECT_EQ(log.find(kKey), std::string::npos);
  EXPECT_EQ(log.find("wr0ngkey"), std::string::npos);
}

TEST_F(RtmpServerTest, SaysWhatIsWrongWithItsAddress) {
  open();
  RtmpServer second(threads_,
                    [](auto, auto, bool) { return base::Error(base::Errc::kForbidden, ""); });
  EXPECT_THROW(second.listen("nonsense"), std::runtime_error);
}

/// A real encoder, ended with the object.
class Ffmpeg {
 public:
  explicit Ffmpeg(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"ffmpeg", "-nostdin", "-loglevel", "quiet"});
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::execvp("ffmpeg", argv.data());
      ::_exit(127);
    }
  }
  ~Ffmpeg() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  /// Its exit status.
  int wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t pid_ = 0;
};

std::vector<std::string> broadcast_to(const std::string& address, const std::string& seconds) {
  return {"-f",      "lavfi",     "-i",   "testsrc2=size=160x90:rate=25",
          "-f",      "lavfi",     "-i",   "sine",
          "-t",      seconds,     "-c:v", "libx264",
          "-preset", "ultrafast", "-bf",  "2",
          "-g",      "25",        "-c:a", "aac",
          "-f",      "flv",       address};
}

TEST_F(RtmpServerTest, TakesABroadcastOfFfmpeg) {
  const std::string host = "rtmp://127.0.0.1:" + std::to_string(open());
  Ffmpeg ffmpeg(broadcast_to(host + "/live/" + name(), "2"));
  EXPECT_EQ(ffmpeg.wait(), 0);
  EXPECT_TRUE(comes_true([&] { return target_.present == 0; }));
  int pictures = 0;
  int frames = 0;
  bool reordered = false;
  std::vector<media::Packet::Kind> kinds;
  while (auto packet = target_.packets.try_take()) {
    pictures += packet->kind == media::Packet::Kind::kVideo ? 1 : 0;
    frames += packet->kind == media::Packet::Kind::kAudio ? 1 : 0;
    reordered = reordered || packet->pts_ms != packet->dts_ms;
    kinds.push_back(packet->kind);
  }
  EXPECT_EQ(pictures, 50);
  EXPECT_NEAR(frames, 2 * 44100 / 1024, 2);
  EXPECT_TRUE(reordered);
  ASSERT_GE(kinds.size(), 2u);
  EXPECT_EQ(kinds[0], media::Packet::Kind::kVideoConfig);
  EXPECT_EQ(kinds[1], media::Packet::Kind::kAudioConfig);
  EXPECT_NE(target_.last_publisher.get().software.find("Lavf"), std::string::npos);
  EXPECT_EQ(server_->counters().broken_messages, 0u);
}

TEST_F(RtmpServerTest, RefusesFfmpegWithAWrongKey) {
  const std::string host = "rtmp://127.0.0.1:" + std::to_string(open());
  Ffmpeg ffmpeg(broadcast_to(host + "/live/opening?key=wrong", "2"));
  EXPECT_NE(ffmpeg.wait(), 0);
  EXPECT_EQ(target_.present, 0);
}

}  // namespace
}  // namespace plenary::ingest::rtmp_server_test
