#include "conference/slate.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "conference/package.h"

namespace plenary::conference::slate_test {
namespace {

using namespace std::chrono_literals;

const base::StageId kStage = *base::StageId::parse("opening");
const base::SessionId kCeremony = *base::SessionId::parse("opening-ceremony");

const Content& example() {
  static const Loaded loaded =
      load_folder(std::filesystem::path(PLENARY_SOURCE_DIR) / "examples/cic2020");
  return *loaded.content;
}

base::Instant at(const char* time) {
  return *base::parse_rfc3339(time);
}

programme::SessionStates ceremony(programme::SessionPhase phase) {
  programme::SessionState state;
  state.id = kCeremony;
  state.phase = phase;
  return {{kCeremony, state}};
}

SlateTexts slate_at(const char* time, const programme::SessionStates& states) {
  return slate_texts(example(), states, kStage, at(time), 250ms);
}

TEST(Slate, PromisesToComeBackWhileASessionIsLive) {
  const SlateTexts texts =
      slate_at("2020-07-23T15:10:00+08:00", ceremony(programme::SessionPhase::kLive));
  SlateTexts expected;
  expected.conference = "2020年（第十九届）中国互联网大会";
  expected.session = "开幕式";
  expected.session_second_language = "Opening ceremony";
  expected.next = "下一场 19:30（示意时间） 开幕论坛 · Next 19:30 (illustrative) Opening forum";
  expected.message = "马上回来 · We will be right back";
  expected.clock_offset = 250ms;
  expected.zone_offset = 8h;
  expected.zone_name = "北京时间 · Beijing time";
  EXPECT_EQ(texts, expected);
}

TEST(Slate, NamesWhatComesBeforeItBegins) {
  const SlateTexts texts = slate_at("2020-07-23T09:00:00+08:00", {});
  EXPECT_EQ(texts.session, "开幕式");
  EXPECT_EQ(texts.next, "开始时间 14:30（示意时间） · Begins 14:30 (illustrative)");
  EXPECT_EQ(texts.message, "欢迎 · Welcome");
}

TEST(Slate, NamesTheDayOfWhatComesOnAnother) {
  EXPECT_EQ(slate_at("2020-07-22T21:00:00+08:00", {}).next,
            "开始时间 2020-07-23 14:30（示意时间） · Begins 2020-07-23 14:30 (illustrative)");
}

TEST(Slate, SaysSoonOnceTheTimeHasCome) {
  EXPECT_EQ(slate_at("2020-07-23T14:31:00+08:00", {}).message, "即将开始 · Starting soon");
}

TEST(Slate, ThanksWhenNothingComes) {
  const SlateTexts texts = slate_at("2020-07-25T20:00:00+08:00", {});
  EXPECT_EQ(texts.session, "");
  EXPECT_EQ(texts.session_second_language, "");
  EXPECT_EQ(texts.next, "");
  EXPECT_EQ(texts.message, "感谢观看 · Thank you for watching");
}

TEST(Slate, SaysNothingTwiceInAConferenceOfOneLanguage) {
  Content content = example();
  content.languages = {"en"};
  const SlateTexts texts = slate_texts(content, {}, kStage, at("2020-07-23T09:00:00+08:00"), 0ms);
  EXPECT_EQ(texts.session, "Opening ceremony");
  EXPECT_EQ(texts.session_second_language, "");
  EXPECT_EQ(texts.message, "Welcome");
}

}  // namespace
}  // namespace plenary::conference::slate_test
