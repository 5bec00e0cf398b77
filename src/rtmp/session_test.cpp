#include "rtmp/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "rtmp/digest.h"
#include "rtmp/publisher_script.h"

namespace plenary::rtmp::session_test {
namespace {

using base::Bytes;
using base::ByteView;
using base::Errc;
using Kind = AmfValue::Kind;
using Style = PublisherScript::Style;

constexpr std::string_view kName = "opening?key=K";
constexpr std::size_t kHandshakeAnswer = 1 + 2 * kHandshakeBlockBytes;

RandomFill counting() {
  return [](std::span<std::uint8_t> out) { std::iota(out.begin(), out.end(), std::uint8_t{1}); };
}

/// A session, what came out of it, and the owner who lets everybody in or nobody.
struct Conversation {
  Session session{counting()};
  std::vector<PublishRequest> requests;
  std::vector<Media> media;
  int unpublished = 0;
  std::optional<base::Error> failure;
  Bytes output;
  bool accept = true;
  std::size_t most_held = 0;

  /// Feeds `in`, `portion` bytes at a time, and takes everything that comes of it.
  void hear(ByteView in, std::size_t portion = 4096) {
    while (!in.empty() && !failure) {
      const auto size = std::min(portion, in.size());
      if (const auto fed = session.feed(in.first(size)); !fed) failure = fed.error();
      if (!failure) drain();
      in = in.subspan(size);
    }
  }

  void drain() {
    for (;;) {
      auto event = session.next();
      const Bytes sent = session.take_output();
      output.insert(output.end(), sent.begin(), sent.end());
      most_held = std::max(most_held, session.held_bytes());
      if (!event) failure = event.error();
      if (!event || !event->has_value()) return;
      on_event(**std::move(event));
    }
  }

  void on_event(Event event) {
    if (auto* request = std::get_if<PublishRequest>(&event)) {
      requests.push_back(std::move(*request));
      if (accept) session.accept_publish();
      if (!accept) session.reject_publish("NetStream.Publish.Denied", "no");
    } else if (auto* tag = std::get_if<Media>(&event)) {
      media.push_back(std::move(*tag));
    } else {
      ++unpublished;
    }
  }

  /// What the server said behind the handshake.
  std::vector<Message> answers() const {
    std::vector<Message> messages;
    ChunkReader reader;
    ByteView in(output);
    in = in.subspan(std::min(in.size(), kHandshakeAnswer));
    while (!in.empty()) {
      auto step = reader.read(in);
      if (!step || step->consumed == 0) break;
      in = in.subspan(step->consumed);
      if (!step->message) continue;
      if (step->message->type == MessageType::kSetChunkSize) {
        static_cast<void>(reader.set_chunk_size(*base::ByteReader(step->message->payload).u32()));
      }
      messages.push_back(*std::move(step->message));
    }
    return messages;
  }

  /// Its commands by name, an onStatus or an error by its code.
  std::vector<std::string> said() const {
    std::vector<std::string> names;
    for (const Message& message : answers()) {
      if (message.type != MessageType::kCommandAmf0) continue;
      const auto command = read_command(message.payload, false);
      const auto code = command->value(1).text_of("code");
      names.push_back(code.empty() ? command->name : command->name + " " + std::string(code));
    }
    return names;
  }
};

Bytes publish(Style style, int pictures = 3, PublisherScript::Greeting greeting = {}) {
  return PublisherScript().greet(greeting).ask(style, "live", kName).broadcast(pictures).bytes();
}

TEST(Session, LetsEveryKindOfEncoderPublish) {
  for (const Style style :
       {Style::kFfmpeg, Style::kObs, Style::kFmle, Style::kFlash, Style::kHaivision}) {
    Conversation talk;
    talk.hear(publish(style));
    EXPECT_FALSE(talk.failure) << talk.failure->detail();
    ASSERT_EQ(talk.requests.size(), 1u);
    EXPECT_EQ(talk.requests[0].name.app, "live");
    EXPECT_EQ(talk.requests[0].name.stream, "opening");
    EXPECT_EQ(talk.requests[0].name.field("key"), "K");
    EXPECT_EQ(talk.media.size(), 2u + 3 * 3);
    EXPECT_EQ(talk.said().back(), "onStatus NetStream.Publish.Start");
  }
}

TEST(Session, MakesTheSameOfEveryPortion) {
  Conversation whole;
  whole.hear(publish(Style::kObs, 30));
  for (const std::size_t portion : {1u, 2u, 3u, 7u, 1000u, 100'000u}) {
    Conversation talk;
    talk.hear(publish(Style::kObs, 30), portion);
    EXPECT_FALSE(talk.failure);
    ASSERT_EQ(talk.media.size(), whole.media.size());
    EXPECT_EQ(talk.media.back().body, whole.media.back().body);
    EXPECT_EQ(talk.media.back().timestamp_ms, whole.media.back().timestamp_ms);
    EXPECT_EQ(talk.output, whole.output);
  }
}

TEST(Session, AnswersInTheOrderThatObsExpects) {
  Conversation talk;
  talk.hear(publish(Style::kObs));
  const std::vector<std::string> expected{"_result NetConnection.Connect.Success",
                                          "_result",
                                          "_result",
                                          "_result",
                                          "onFCPublish NetStream.Publish.Start",
                                          "onStatus NetStream.Publish.Start"};
  EXPECT_EQ(talk.said(), expected);
}

TEST(Session, AnswersConnectWithItsWindowsFirst) {
  Conversation talk;
  talk.hear(PublisherScript().greet().ask(Style::kFfmpeg, "live", kName).bytes());
  std::vector<MessageType> types;
  for (const Message& message : talk.answers()) types.push_back(message.type);
  types.resize(4);
  const std::vector<MessageType> expected{MessageType::kWindowAcknowledgementSize,
                                          MessageType::kSetPeerBandwidth,
                                          MessageType::kSetChunkSize, MessageType::kCommandAmf0};
  EXPECT_EQ(types, expected);
}

TEST(Session, AdvertisesNoEnhancedCodecs) {
  Conversation talk;
  talk.hear(publish(Style::kObs));
  const std::string_view output = base::text_of(talk.output);
  EXPECT_EQ(output.find("fourCc"), std::string_view::npos);
  EXPECT_EQ(output.find("capsEx"), std::string_view::npos);
}

TEST(Session, KeepsTheEncodersWordForItselfPrintable) {
  const Command connect{"connect",
                        1,
                        {AmfValue::object({{"app", AmfValue("live")},
                                           {"flashVer", AmfValue("OBS\r\n\x01 30\xFF")}})}};
  const Command ask{"publish", 2, {AmfValue(Kind::kNull), AmfValue("opening")}};
  Conversation talk;
  talk.hear(PublisherScript().greet().command(connect).command(ask, 1).bytes());
  ASSERT_EQ(talk.requests.size(), 1u);
  EXPECT_EQ(talk.requests[0].software, "OBS 30");
}

TEST(Session, UnwrapsTimestampsAcrossAudioAndVideo) {
  Conversation talk;
  talk.hear(PublisherScript()
                .greet()
                .ask(Style::kFfmpeg, "live", kName)
                .broadcast(30, 0xFFFFFFFF - 500)
                .bytes());
  ASSERT_FALSE(talk.failure);
  EXPECT_EQ(talk.media.front().timestamp_ms, 0xFFFFFFFF - 500);
  EXPECT_EQ(talk.media.back().timestamp_ms, 0xFFFFFFFFLL - 500 + 29 * 40 + 21);
}

TEST(Session, ReadsNothingWhileThePublishAwaitsItsAnswer) {
  Session session{counting()};
  ASSERT_TRUE(session.feed(publish(Style::kObs)));
  const auto event = session.next();
  ASSERT_TRUE(event && event->has_value());
  ASSERT_TRUE(std::holds_alternative<PublishRequest>(**event));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(session.next()->has_value());
  EXPECT_GT(session.held_bytes(), 500u);
  session.accept_publish();
  const auto first = session.next();
  ASSERT_TRUE(first->has_value());
  EXPECT_TRUE(std::holds_alternative<Media>(**first));
}

TEST(Session, EndsWithAStatusWhenRejected) {
  Conversation talk;
  talk.accept = false;
  talk.hear(publish(Style::kFfmpeg));
  EXPECT_EQ(talk.said().back(), "onStatus NetStream.Publish.Denied");
  EXPECT_EQ(talk.failure->code(), Errc::kClosed);
  EXPECT_TRUE(talk.media.empty());
}

TEST(Session, EndsWhenTheEncoderLeaves) {
  Conversation talk;
  talk.hear(publish(Style::kObs));
  PublisherScript leaving;
  leaving.chunk_size(4096).leave(kName);
  talk.hear(leaving.bytes());
  EXPECT_EQ(talk.unpublished, 1);
  EXPECT_EQ(talk.said().back(), "onStatus NetStream.Unpublish.Success");
  EXPECT_EQ(talk.failure->code(), Errc::kClosed);
}

TEST(Session, KeepsPublishingWhenAnotherStreamIsDeleted) {
  Conversation talk;
  talk.hear(publish(Style::kFfmpeg));
  const Command remove{"deleteStream", 7, {AmfValue(Kind::kNull), AmfValue(2.0)}};
  talk.hear(PublisherScript().command(remove).bytes());
  EXPECT_EQ(talk.unpublished, 0);
  EXPECT_FALSE(talk.failure);
}

TEST(Session, TellsAPublisherWhyItMustGo) {
  Conversation talk;
  talk.hear(publish(Style::kFfmpeg));
  talk.session.end_publish("NetStream.Failed", "video is enhanced RTMP 'hvc1'");
  talk.drain();
  EXPECT_EQ(talk.said().back(), "onStatus NetStream.Failed");
  EXPECT_EQ(talk.failure->code(), Errc::kClosed);
}

TEST(Session, SendsPlayersElsewhere) {
  const Command play{"play", 2, {AmfValue(Kind::kNull), AmfValue("opening")}};
  PublisherScript script;
  script.greet().command({"connect", 1, {AmfValue::object({{"app", AmfValue("live")}})}});
  Conversation talk;
  talk.hear(script.command(play, 1).bytes());
  EXPECT_EQ(talk.said().back(), "onStatus NetStream.Play.Failed");
  EXPECT_EQ(talk.failure->code(), Errc::kUnsupported);
}

TEST(Session, RefusesAnUnknownMethodAndGoesOn) {
  PublisherScript script;
  script.greet().command({"connect", 1, {AmfValue::object({{"app", AmfValue("live")}})}});
  script.command({"teleport", 2, {}}).command({"hush", 0, {}});
  Conversation talk;
  talk.hear(script.bytes());
  EXPECT_EQ(talk.said().back(), "_error NetConnection.Call.Failed");
  EXPECT_FALSE(talk.failure);
}

TEST(Session, AnswersPings) {
  PublisherScript script;
  script.greet().message(MessageType::kUserControl, 2, 0, {0, 6, 1, 2, 3, 4}, 0);
  script.message(MessageType::kUserControl, 2, 0, {0, 3, 0, 0, 0, 1, 0, 0, 1, 0}, 0);
  Conversation talk;
  talk.hear(script.bytes());
  ASSERT_EQ(talk.answers().size(), 1u);
  EXPECT_EQ(talk.answers()[0].payload, (Bytes{0, 7, 1, 2, 3, 4}));
}

TEST(Session, AcknowledgesEveryWindow) {
  Conversation talk;
  PublisherScript script;
  script.greet().ask(Style::kFfmpeg, "live", kName);
  script.message(MessageType::kWindowAcknowledgementSize, 2, 0, {0, 0, 0x40, 0}, 0);
  script.broadcast(100);
  talk.hear(script.bytes(), 1024);
  int acknowledgements = 0;
  for (const Message& message : talk.answers()) {
    if (message.type == MessageType::kAcknowledgement) ++acknowledgements;
  }
  const auto windows = static_cast<int>(script.bytes().size() / 0x4000);
  EXPECT_GE(windows, 1);
  EXPECT_EQ(acknowledgements, windows);
}

TEST(Session, UnfoldsAggregates) {
  Bytes aggregate;
  base::ByteWriter writer(aggregate);
  const auto tag = [&](std::uint8_t type, std::uint32_t time, const Bytes& body) {
    writer.u8(type);
    writer.u24(static_cast<std::uint32_t>(body.size()));
    writer.u24(time);
    writer.u8(0);
    writer.u24(0);
    writer.bytes(body);
    writer.u32(static_cast<std::uint32_t>(body.size()) + 11);
  };
  tag(9, 1000, {0x27, 1});
  tag(18, 1000, {0x05});
  tag(8, 1021, {0xAF, 1});
  Conversation talk;
  PublisherScript script;
  script.greet().ask(Style::kFfmpeg, "live", kName);
  talk.hear(script.message(MessageType::kAggregate, 4, 70'000, aggregate).bytes());
  ASSERT_FALSE(talk.failure);
  ASSERT_EQ(talk.media.size(), 2u);
  EXPECT_EQ(talk.media[0].timestamp_ms, 70'000);
  EXPECT_EQ(talk.media[1].timestamp_ms, 70'021);
  EXPECT_EQ(talk.media[1].body, (Bytes{0xAF, 1}));
}

TEST(Session, RefusesABrokenAggregate) {
  Conversation talk;
  PublisherScript script;
  script.greet().ask(Style::kFfmpeg, "live", kName);
  const Bytes cut{9, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0x27};
  talk.hear(script.message(MessageType::kAggregate, 4, 0, cut).bytes());
  EXPECT_EQ(talk.failure->code(), Errc::kTruncated);
}

TEST(Session, IgnoresEmptyMediaAndMediaBeforeItsPlace) {
  PublisherScript script;
  script.greet().broadcast(1).ask(Style::kFfmpeg, "live", kName);
  script.message(MessageType::kAudio, 4, 0, {});
  Conversation talk;
  talk.hear(script.bytes());
  EXPECT_FALSE(talk.failure);
  EXPECT_TRUE(talk.media.empty());
}

TEST(Session, NeedsConnectFirstAndOnce) {
  Conversation early;
  early.hear(PublisherScript().greet().command({"createStream", 1, {}}).bytes());
  EXPECT_EQ(early.failure->code(), Errc::kMalformed);
  PublisherScript script;
  script.greet().ask(Style::kFfmpeg, "live", kName);
  script.command({"connect", 1, {AmfValue::object({})}});
  Conversation twice;
  twice.hear(script.bytes());
  EXPECT_EQ(twice.failure->code(), Errc::kMalformed);
}

// What others have fallen over.

TEST(Session, TakesAChunkSizeOf2GiBForWhatItIs) {
  Conversation talk;
  PublisherScript script;
  script.greet().chunk_size(0x7FFFFFFF, false);
  script.chunk_size(0x7FFFFFFF).ask(Style::kObs, "live", kName).broadcast(3);
  talk.hear(script.bytes());
  // ask() sets 4096 itself afterwards; both sides keep in step.
  EXPECT_FALSE(talk.failure);
  EXPECT_EQ(talk.media.size(), 11u);
}

TEST(Session, RefusesStreamNamesBeyondTheBound) {
  for (const std::size_t size : {257u, 4096u, 12'000u}) {
    Conversation talk;
    PublisherScript script;
    script.greet().chunk_size(65'536);
    script.command({"connect", 1, {AmfValue::object({{"app", AmfValue("live")}})}});
    const std::string name(size, 'a');
    script.command({"publish", 2, {AmfValue(Kind::kNull), AmfValue(name)}}, 1);
    talk.hear(script.bytes());
    EXPECT_EQ(talk.failure->code(), Errc::kLimit);
    EXPECT_EQ(talk.said().back(), "onStatus NetStream.Publish.BadName");
  }
}

TEST(Session, BoundsWhatAStrangerMaySendAndWhatIsHeldOfIt) {
  const std::vector<Bytes> floods{
      Bytes(100'000, 0xC4),  // after the handshake below: framing nonsense
      PublisherScript()
          .chunk_size(65'536)
          .message(MessageType::kVideo, 4, 0, Bytes(1 << 20))
          .bytes(),
      PublisherScript().chunk_size(1).message(MessageType::kDataAmf0, 4, 0, Bytes(60'000)).bytes(),
  };
  for (const Bytes& flood : floods) {
    Conversation talk;
    talk.hear(PublisherScript().greet().raw(flood).bytes(), 1000);
    ASSERT_TRUE(talk.failure);
    EXPECT_LE(talk.most_held, Session::kBytesBeforePublish);
  }
}

TEST(Session, BoundsTheCommandsOfAStranger) {
  PublisherScript script;
  script.greet();
  script.command({"connect", 1, {AmfValue::object({{"app", AmfValue("live")}})}});
  for (int i = 0; i < 100; ++i) script.command({"createStream", 2, {}});
  Conversation talk;
  talk.hear(script.bytes());
  EXPECT_EQ(talk.failure->code(), Errc::kLimit);
  EXPECT_EQ(talk.said().size(), static_cast<std::size_t>(Session::kCommandsBeforePublish));
}

TEST(Session, RefusesDeepAndNumerousAmf) {
  Bytes deep{0x02, 0, 7, 'c', 'o', 'n', 'n', 'e', 'c', 't', 0x00, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0};
  for (int i = 0; i < 1000; ++i) deep.insert(deep.end(), {0x03, 0, 1, 'a'});
  Conversation talk;
  talk.hear(PublisherScript().greet().message(MessageType::kCommandAmf0, 3, 0, deep, 0).bytes());
  EXPECT_EQ(talk.failure->code(), Errc::kLimit);
}

TEST(Session, PublishesInChunksOfOneByte) {
  PublisherScript script;
  script.greet().chunk_size(1).ask(Style::kFfmpeg, "live", kName).broadcast(50);
  Conversation talk;
  talk.hear(script.bytes(), 1);
  EXPECT_FALSE(talk.failure);
  EXPECT_EQ(talk.media.size(), 152u);
}

TEST(Session, QueuesNothingOfAFloodOfEmptyMessages) {
  Conversation talk;
  PublisherScript script;
  script.greet().ask(Style::kFfmpeg, "live", kName);
  script.message(MessageType::kUserControl, 2, 0, {}, 0);
  talk.hear(script.bytes());
  talk.hear(Bytes(60'000, 0xC2), 60'000);
  EXPECT_FALSE(talk.failure);
  EXPECT_LT(talk.output.size(), 8192u);
}

TEST(Session, NamesNoSecretInItsErrors) {
  const std::string secret = "s3cr3t";
  std::vector<Bytes> scripts;
  const auto begin = [&] {
    PublisherScript script;
    script.greet().chunk_size(65'536);
    return script.command(
        {"connect", 1, {AmfValue::object({{"app", AmfValue("live?key=" + secret)}})}});
  };
  scripts.push_back(
      begin().command({"publish", 2, {AmfValue(Kind::kNull), AmfValue("?" + secret)}}, 1).take());
  const std::string long_name = secret + std::string(300, 'x');
  scripts.push_back(
      begin().command({"publish", 2, {AmfValue(Kind::kNull), AmfValue(long_name)}}, 1).take());
  scripts.push_back(begin().command({secret, 2, {}}).command({"connect", 1, {}}).take());
  for (const Bytes& script : scripts) {
    Conversation talk;
    talk.hear(script);
    ASSERT_TRUE(talk.failure);
    EXPECT_EQ(talk.failure->detail().find(secret), std::string::npos) << talk.failure->detail();
    EXPECT_EQ(base::text_of(talk.output).find(secret), std::string_view::npos);
  }
}

}  // namespace
}  // namespace plenary::rtmp::session_test
