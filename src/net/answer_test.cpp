#include "net/answer.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "net/body_cursor.h"
#include "net/head.h"

namespace plenary::net::answer_test {
namespace {

using Kind = RangeChoice::Kind;

TEST(Range, IsReadAsTheRfcSays) {
  const std::vector<std::pair<std::string, RangeChoice>> cases{
      {"bytes=0-0", {Kind::kPart, {0, 1}}},
      {"bytes=5-9", {Kind::kPart, {5, 5}}},
      {"bytes=5-", {Kind::kPart, {5, 95}}},
      {"bytes=5-1000", {Kind::kPart, {5, 95}}},
      {"bytes=-10", {Kind::kPart, {90, 10}}},
      {"bytes=-1000", {Kind::kPart, {0, 100}}},
      {"bytes= 1-2 ", {Kind::kPart, {1, 2}}},
      {"bytes=100-", {Kind::kUnsatisfiable, {}}},
      {"bytes=-0", {Kind::kUnsatisfiable, {}}},
      {"bytes=0-1,4-5", {}},
      {"bytes=9-5", {}},
      {"bytes=-", {}},
      {"bytes=a-b", {}},
      {"bytes=1-2x", {}},
      {"bytes=99999999999999999999-", {}},
      {"items=0-1", {}},
      {"", {}},
  };
  for (const auto& [field, expected] : cases) {
    EXPECT_EQ(choose_range(field, 100), expected) << field;
  }
  EXPECT_EQ(choose_range("bytes=-5", 0), (RangeChoice{Kind::kUnsatisfiable, {}}));
}

std::string wire(const Request& request, Response response) {
  const Answer answer = complete(request, std::move(response));
  std::string text;
  HeadContext context;
  context.date = "now";
  append_head(text, answer, context);
  if (answer.window.size > 0) {
    std::string body(answer.window.size, '\0');
    const BodyCursor cursor(answer.response.body, answer.window);
    const auto copied = cursor.copy_to({reinterpret_cast<std::uint8_t*>(body.data()), body.size()});
    text += copied ? body : "unreadable";
  }
  return text;
}

Request get(std::vector<std::pair<std::string, std::string>> headers = {}) {
  Request request;
  request.headers = std::move(headers);
  return request;
}

Response ten_digits() {
  Response response;
  response.with("etag", "\"1\"");
  response.body = std::string("0123456789");
  response.ranges = true;
  return response;
}

TEST(Answer, IsWrittenWithWhatTheServerAdds) {
  const auto shared = std::make_shared<const SharedHeaders>(
      SharedHeaders::Fields{{"content-type", "text/plain"}, {"vary", "x"}});
  Response response;
  response.shared = shared;
  response.with("x-own", "1").with("content-length", "99").with("connection", "upgrade");
  response.body = std::string("hello");
  EXPECT_EQ(wire(get(), response),
            "HTTP/1.1 200 OK\r\n"
            "date: now\r\n"
            "content-type: text/plain\r\n"
            "vary: x\r\n"
            "x-own: 1\r\n"
            "content-length: 5\r\n"
            "\r\n"
            "hello");
}

TEST(Answer, CutsTheRangeThatWasAskedFor) {
  EXPECT_EQ(wire(get({{"range", "bytes=2-4"}}), ten_digits()),
            "HTTP/1.1 206 Partial Content\r\n"
            "date: now\r\n"
            "etag: \"1\"\r\n"
            "accept-ranges: bytes\r\n"
            "content-range: bytes 2-4/10\r\n"
            "content-length: 3\r\n"
            "\r\n"
            "234");
}

TEST(Answer, RefusesARangeBehindTheEnd) {
  const Answer answer = complete(get({{"range", "bytes=10-"}}), ten_digits());
  EXPECT_EQ(answer.response.status, 416);
  EXPECT_EQ(answer.response.header("content-range"), "bytes */10");
}

TEST(Answer, CutsNothingFromAnotherRepresentationThanTheClientHas) {
  const auto status = [](const char* condition) {
    return complete(get({{"range", "bytes=2-4"}, {"if-range", condition}}), ten_digits())
        .response.status;
  };
  EXPECT_EQ(status("\"1\""), 206);
  EXPECT_EQ(status("\"2\""), 200);
  EXPECT_EQ(status("Thu, 23 Jul 2020 06:55:00 GMT"), 200);
}

TEST(Answer, ToHeadHasTheLengthAndNoBody) {
  Request request = get({{"range", "bytes=2-4"}});
  request.method = Method::kHead;
  EXPECT_EQ(wire(request, ten_digits()),
            "HTTP/1.1 200 OK\r\n"
            "date: now\r\n"
            "etag: \"1\"\r\n"
            "accept-ranges: bytes\r\n"
            "content-length: 10\r\n"
            "\r\n");
}

TEST(Answer, SaysNotModifiedWhereTheClientHasIt) {
  EXPECT_EQ(wire(get({{"if-none-match", "\"0\", W/\"1\""}}), ten_digits()),
            "HTTP/1.1 304 Not Modified\r\n"
            "date: now\r\n"
            "etag: \"1\"\r\n"
            "\r\n");
  EXPECT_EQ(complete(get({{"if-none-match", "*"}}), ten_digits()).response.status, 304);
  EXPECT_EQ(complete(get({{"if-none-match", "\"0\""}}), ten_digits()).response.status, 200);
}

TEST(Answer, NeverSplitsAResponse) {
  Response response;
  response.with("location", "/a\r\nset-cookie: b");
  EXPECT_EQ(complete(get(), std::move(response)).response.status, 500);
}

TEST(Answer, KeepsFailuresOutOfCachesUnlessToldOtherwise) {
  Response brief = problem(404, "Not on air");
  brief.with("cache-control", "max-age=1");
  EXPECT_EQ(complete(get(), std::move(brief)).response.header("cache-control"), "max-age=1");
  EXPECT_EQ(complete(get(), problem(404, "Not found")).response.header("cache-control"),
            "no-store");
}

/// A file of its own with these words.
std::shared_ptr<const OpenFile> file_with(std::string_view words) {
  char path[] = "/tmp/plenary_answer_test_XXXXXX";
  const int fd = ::mkstemp(path);
  ::unlink(path);
  EXPECT_EQ(::write(fd, words.data(), words.size()), static_cast<ssize_t>(words.size()));
  return std::make_shared<const OpenFile>(fd);
}

TEST(BodyCursor, WalksMemoryAndFilesAlike) {
  const auto bytes = [](std::string_view text) {
    return std::make_shared<const base::Bytes>(text.begin(), text.end());
  };
  FileSlice slice;
  slice.file = file_with("xxCDEFxx");
  slice.offset = 2;
  slice.size = 4;
  std::vector<std::variant<base::SharedBytes, FileSlice>> slices;
  slices.emplace_back(bytes("AB"));
  slices.emplace_back(bytes(""));
  slices.emplace_back(slice);
  slices.emplace_back(bytes("GHIJ"));
  const Body body = slices;
  const std::string whole = "ABCDEFGHIJ";
  ASSERT_EQ(size_of(body), whole.size());

  for (std::size_t first = 0; first < whole.size(); ++first) {
    for (std::size_t size = 1; first + size <= whole.size(); ++size) {
      BodyCursor cursor(body, {first, size});
      std::string read;
      while (cursor.remaining() > 0) {
        std::array<std::uint8_t, 3> piece;
        const auto copied = cursor.copy_to(piece);
        ASSERT_TRUE(copied);
        read.append(piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(*copied));
        cursor.advance(*copied);
      }
      EXPECT_EQ(read, whole.substr(first, size));
    }
  }
}

TEST(BodyCursor, NoticesAFileThatIsShorterThanItWas) {
  FileSlice slice;
  slice.file = file_with("abc");
  slice.size = 10;
  const Body body = slice;
  std::array<std::uint8_t, 10> into;
  EXPECT_FALSE(BodyCursor(body, {0, 10}).copy_to(into));
}

}  // namespace
}  // namespace plenary::net::answer_test
