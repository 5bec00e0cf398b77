#include "net/ws_frame.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/ws_client_frame.h"
#include "net/ws_handshake.h"

namespace plenary::net::ws_frame_test {
namespace {

using Progress = MessageReader::Progress;

/// What a reader makes of `bytes` in words, fed in pieces of `step` bytes.
std::vector<std::string> read(std::string bytes, std::size_t step) {
  std::vector<std::string> words;
  MessageReader reader;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    std::span<std::uint8_t> input(reinterpret_cast<std::uint8_t*>(bytes.data()) + at,
                                  std::min(step, bytes.size() - at));
    for (;;) {
      const MessageReader::Step read = reader.next(input);
      if (read.progress == Progress::kNeedsMore) break;
      if (read.progress == Progress::kViolation) {
        words.push_back("violation " + std::to_string(read.violation) + " " +
                        std::string(read.reason));
        return words;
      }
      static constexpr const char* kNames[] = {"text ", "ping ", "pong ", "close "};
      const ClientMessage& message = read.message;
      words.push_back(kNames[static_cast<int>(message.kind)] +
                      (message.code > 0 ? std::to_string(message.code) + " " : std::string()) +
                      std::string(message.payload));
    }
    EXPECT_TRUE(input.empty());
  }
  if (!reader.idle()) words.push_back("(more)");
  return words;
}

/// The same in one piece, byte by byte and in threes, which must not differ.
std::vector<std::string> read(const std::string& bytes) {
  const auto words = read(bytes, bytes.size() + 1);
  EXPECT_EQ(read(bytes, 1), words);
  EXPECT_EQ(read(bytes, 3), words);
  return words;
}

using Words = std::vector<std::string>;

std::string close_of(std::uint16_t code, std::string_view reason = {}) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  return client_frame(WsOpcode::kClose, payload.append(reason));
}

TEST(WsFrame, ReadsTextsOfEveryLength) {
  for (const std::size_t size : {0u, 1u, 125u, 126u, 127u, 4000u, 16'384u}) {
    const std::string text(size, 'x');
    EXPECT_EQ(read(client_frame(WsOpcode::kText, text)), Words{"text " + text}) << size;
  }
}

TEST(WsFrame, ReadsSeveralMessagesOutOfOnePiece) {
  EXPECT_EQ(read(client_frame(WsOpcode::kText, "one") + client_frame(WsOpcode::kPing, "p") +
                 client_frame(WsOpcode::kText, "二") + client_frame(WsOpcode::kPong, "")),
            (Words{"text one", "ping p", "text 二", "pong "}));
}

TEST(WsFrame, PutsFragmentsTogetherAndLetsControlFramesThrough) {
  EXPECT_EQ(
      read(client_frame(WsOpcode::kText, "\xe4\xba", false) + client_frame(WsOpcode::kPing, "?") +
           client_frame(WsOpcode::kContinuation, "", false) +
           client_frame(WsOpcode::kContinuation, "\x8c!") + client_frame(WsOpcode::kText, "next")),
      (Words{"ping ?", "text 二!", "text next"}));
}

TEST(WsFrame, HoldsWhatIsNotWhole) {
  EXPECT_EQ(read(client_frame(WsOpcode::kText, "half").substr(0, 7)), Words{"(more)"});
  EXPECT_EQ(read(client_frame(WsOpcode::kText, "first", false)), Words{"(more)"});
}

TEST(WsFrame, ReadsCloseCodesAndReasons) {
  EXPECT_EQ(read(close_of(1000, "bye")), Words{"close 1000 bye"});
  EXPECT_EQ(read(close_of(4999)), Words{"close 4999 "});
  EXPECT_EQ(read(client_frame(WsOpcode::kClose, "")), Words{"close 1005 "});
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 2999, 5000}) {
    EXPECT_EQ(read(close_of(static_cast<std::uint16_t>(code))),
              Words{"violation 1002 no such close code"})
        << code;
  }
  EXPECT_EQ(read(client_frame(WsOpcode::kClose, "x")), Words{"violation 1002 half a close code"});
  EXPECT_EQ(read(close_of(1000, "\xff")), Words{"violation 1007 reason is not UTF-8"});
}

TEST(WsFrame, NamesWhatIsAgainstTheProtocol) {
  const auto broken = [](std::string bytes) { return read(bytes).back(); };
  std::string frame = client_frame(WsOpcode::kText, "x");
  frame[0] = static_cast<char>(frame[0] | 0x40);
  EXPECT_EQ(broken(frame), "violation 1002 reserved bit");
  EXPECT_EQ(broken("\x81\x01x"), "violation 1002 not masked");
  EXPECT_EQ(broken(client_frame(static_cast<WsOpcode>(3), "x")), "violation 1002 unknown opcode");
  EXPECT_EQ(broken(client_frame(static_cast<WsOpcode>(11), "x")), "violation 1002 unknown opcode");
  EXPECT_EQ(broken(client_frame(WsOpcode::kBinary, "x")), "violation 1003 text only");
  EXPECT_EQ(broken(client_frame(WsOpcode::kPing, "x", false)),
            "violation 1002 fragmented control frame");
  EXPECT_EQ(broken(client_frame(WsOpcode::kPing, std::string(126, 'x'))),
            "violation 1002 long control frame");
  EXPECT_EQ(broken(std::string("\x81\xfe\x00\x7d", 4)), "violation 1002 length in too many bytes");
  EXPECT_EQ(broken(std::string("\x81\xff\0\0\0\0\0\0\xff\xff", 10)),
            "violation 1002 length in too many bytes");
  EXPECT_EQ(broken("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "violation 1009 message too long");
  EXPECT_EQ(broken(client_frame(WsOpcode::kText, std::string(16'385, 'x'))),
            "violation 1009 message too long");
  EXPECT_EQ(broken(client_frame(WsOpcode::kText, std::string(16'000, 'x'), false) +
                   client_frame(WsOpcode::kContinuation, std::string(385, 'x'))),
            "violation 1009 message too long");
  EXPECT_EQ(broken(client_frame(WsOpcode::kContinuation, "x")),
            "violation 1002 nothing to continue");
  EXPECT_EQ(broken(client_frame(WsOpcode::kText, "x", false) + client_frame(WsOpcode::kText, "x")),
            "violation 1002 message within a message");
  EXPECT_EQ(broken(client_frame(WsOpcode::kText, "\xc0\x80")), "violation 1007 text is not UTF-8");
}

TEST(WsFrame, WritesServerFramesOfEveryLength) {
  for (const std::size_t size : {0u, 125u, 126u, 65'535u, 65'536u}) {
    const std::string text(size, 'x');
    const SharedFrame frame = text_frame(text);
    const auto read = front_server_frame(*frame);
    ASSERT_TRUE(read) << size;
    EXPECT_EQ(read->payload, text);
    EXPECT_EQ(read->frame_bytes, frame->size());
  }
}

TEST(WsFrame, CutsAReasonBetweenCharacters) {
  std::string frame;
  const std::string fits(122, 'x');
  const std::string reason = fits + "二";
  append_close_frame(frame, 1012, reason);
  EXPECT_EQ(front_server_frame(frame)->payload, "\x03\xf4" + fits);
  frame.clear();
  append_close_frame(frame, close_code::kNoCode, "unsaid");
  EXPECT_EQ(front_server_frame(frame)->payload, "");
}

// The example of RFC 6455 section 1.3.
TEST(WsHandshake, AcceptsTheKeyOfTheSpecification) {
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WsHandshake, TellsABrokenOneFromNone) {
  Request request;
  request.headers = {{"connection", "keep-alive, Upgrade"},
                     {"upgrade", "h2c, WebSocket"},
                     {"sec-websocket-version", "13"},
                     {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  const auto status = [&](std::size_t field, const char* value) {
    Request changed = request;
    changed.headers[field].second = value;
    return check_handshake(changed).status;
  };
  EXPECT_EQ(check_handshake(request).status, 101);
  EXPECT_EQ(status(0, "keep-alive"), 400);
  EXPECT_EQ(status(1, "websockets"), 426);
  EXPECT_EQ(status(2, "8"), 426);
  EXPECT_EQ(status(3, "c2hvcnQ="), 400);
  request.method = Method::kPost;
  EXPECT_EQ(check_handshake(request).status, 426);
}

}  // namespace
}  // namespace plenary::net::ws_frame_test
