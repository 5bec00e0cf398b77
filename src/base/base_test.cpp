#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "base/bytes.h"
#include "base/html.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/roster.h"
#include "base/text.h"
#include "base/time.h"

namespace plenary::base::base_test {
namespace {

using namespace std::chrono_literals;

TEST(ByteReader, ReadsBigEndianAndStaysPutWhenTruncated) {
  const Bytes bytes{0x01, 0x02, 0x03, 0x04, 0x05};
  ByteReader reader(bytes);
  EXPECT_EQ(*reader.u24(), 0x010203u);
  EXPECT_EQ(reader.u32().error().code(), Errc::kTruncated);
  EXPECT_EQ(reader.remaining(), 2u);
  EXPECT_EQ(*reader.u16(), 0x0405u);
}

TEST(ByteWriter, WritesWhatTheReaderReads) {
  Bytes bytes;
  ByteWriter writer(bytes);
  writer.f64(1.5);
  writer.u24(0xABCDEF);
  ByteReader reader(bytes);
  EXPECT_EQ(*reader.f64(), 1.5);
  EXPECT_EQ(*reader.u24(), 0xABCDEFu);
}

TEST(Slug, RefusesWhatIsNoAddress) {
  EXPECT_TRUE(StageId::parse("opening-2"));
  for (const char* bad : {"", "Opening", "a/b", "-a", "a-", "..", "开幕"}) {
    EXPECT_FALSE(StageId::parse(bad)) << bad;
  }
  EXPECT_FALSE(StageId::parse(std::string(65, 'a')));
}

TEST(Time, FormatsAndParsesRfc3339) {
  const auto instant = parse_rfc3339("2020-07-23T14:55:00+08:00");
  ASSERT_TRUE(instant);
  EXPECT_EQ(format_rfc3339(*instant), "2020-07-23T06:55:00.000Z");
  EXPECT_EQ(*parse_rfc3339("2020-07-23T06:55:00.250Z") - *instant, 250ms);
  for (const char* bad : {"2020-07-23T14:55:00", "2020-02-30T00:00:00Z", "2020-07-23",
                          "2020-07-23T14:55:00+08:00x", "2020-07-23T24:00:00Z"}) {
    EXPECT_FALSE(parse_rfc3339(bad)) << bad;
  }
}

TEST(Text, ReplacesInvalidUtf8) {
  EXPECT_TRUE(is_utf8("开幕 ok"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));
  EXPECT_EQ(replace_invalid_utf8("a\xFF" "b"), "a\xEF\xBF\xBD" "b");
}

TEST(Text, FallsBackToAStatedLanguage) {
  const LocalisedText text{{{"zh", "开幕"}, {"en", "Opening"}}};
  EXPECT_EQ(text.in("zh"), "开幕");
  EXPECT_EQ(text.in("id"), "Opening");
  EXPECT_EQ(text.in("id", {"zh"}), "开幕");
}

TEST(Html, EscapesWhatWouldBeMarkup) {
  EXPECT_EQ(escape_html("a < b & \"c\" > 'd'"), "a &lt; b &amp; &quot;c&quot; &gt; 'd'");
  EXPECT_EQ(escape_html("&amp;"), "&amp;amp;") << "what is escaped is text too";
  EXPECT_EQ(escape_html("网 <script>"), "网 &lt;script&gt;");
  EXPECT_EQ(escape_html(""), "");
}

TEST(Log, QuotesControlCharacters) { EXPECT_EQ(json_quote("a\"\x01\n"), "\"a\\\"\\u0001\\n\""); }

TEST(Mailbox, DropsAndCountsWhenFull) {
  Mailbox<int> mailbox(2);
  EXPECT_TRUE(mailbox.send(1));
  EXPECT_TRUE(mailbox.send(2));
  EXPECT_FALSE(mailbox.send(3));
  EXPECT_EQ(mailbox.dropped(), 1u);
  EXPECT_EQ(mailbox.try_take(), 1);
  mailbox.close();
  EXPECT_EQ(mailbox.take_until(std::chrono::steady_clock::now() + 1h), 2);
  EXPECT_EQ(mailbox.take_until(std::chrono::steady_clock::now() + 1h), std::nullopt);
}

TEST(Roster, FindsWhatCameAndKeepsWhatWasReplaced) {
  Roster<std::string> roster;
  EXPECT_EQ(roster.find("main"), nullptr);
  std::string& first = roster.put("main", std::make_unique<std::string>("one"));
  roster.put("side", std::make_unique<std::string>("two"));
  const auto& before = roster.all();
  std::string& again = roster.put("main", std::make_unique<std::string>("three"));
  EXPECT_EQ(roster.find("main"), &again);
  EXPECT_EQ(first, "one");
  EXPECT_EQ(*before.front(), "one");
  ASSERT_EQ(roster.all().size(), 2u);
  EXPECT_EQ(*roster.all().front(), "three");
  EXPECT_EQ(*roster.all().back(), "two");
}

TEST(Roster, IsReadWhileItGrows) {
  Roster<int> roster;
  std::atomic<bool> done{false};
  std::thread reader([&] {
    while (!done) {
      for (const int* const each : roster.all()) ASSERT_NE(roster.find(std::to_string(*each)), nullptr);
    }
  });
  for (int i = 0; i < 200; ++i) roster.put(std::to_string(i), std::make_unique<int>(i));
  done = true;
  reader.join();
  EXPECT_EQ(roster.all().size(), 200u);
}

}  // namespace
}  // namespace plenary::base::base_test
