#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conference/input_keys.h"
#include "site/site_fixture.h"

namespace plenary::site::speaker_key_test {
namespace {

using net::Method;
using testing::HasSubstr;

const base::StageId kStage = *base::StageId::parse("opening");

/// The example, whose stage has one input that is for all speakers.
class SpeakerKey : public SiteFixture {
 protected:
  ~SpeakerKey() override { site_.reset(); }

  void furnish(SiteParts& parts) override {
    keys_ = std::make_unique<conference::InputKeys>(*database_, base::real_utc_now);
    parts.keys = keys_.get();
    parts.rtmp_address = "rtmp://plenary.example/live";
  }

  /// The address of the page that a link from the desk opens.
  std::string page_of(const std::string& person) {
    const net::Response made =
        answer(Method::kPost, "/api/v1/desk/people/" + person + "/link", "", organiser_);
    return "/api/v1/speaker/" + std::string(json_of(made).at("token").as_string());
  }
  boost::json::value input(const std::string& page) {
    return json_of(answer(Method::kGet, page, "")).at("input");
  }
  std::string key_of(const net::Response& made) {
    EXPECT_EQ(made.status, 200);
    return std::string(json_of(made).at("key").as_string());
  }

  Browser organiser_ = person("organiser", "organiser:conference");
  std::unique_ptr<conference::InputKeys> keys_;
};

TEST_F(SpeakerKey, IsRenewedKnowinglyAndTheOldOneStopsWorking) {
  open();
  const std::string page = page_of("miao-wei");
  EXPECT_EQ(input(page).at("key_made"), false);
  const std::string first = key_of(answer(Method::kPost, page + "/key", ""));
  EXPECT_TRUE(keys_->authorise("opening", first));
  EXPECT_EQ(input(page).at("key_by"), "you");
  EXPECT_EQ(answer(Method::kPost, page + "/key", "").status, 409) << "not by a slip";
  EXPECT_EQ(answer(Method::kPost, page + "/key", R"({"renew":1})").status, 400);
  const std::string second = key_of(answer(Method::kPost, page + "/key", R"({"renew":true})"));
  EXPECT_FALSE(keys_->authorise("opening", first));
  EXPECT_TRUE(keys_->authorise("opening", second));
}

TEST_F(SpeakerKey, OfASharedInputSaysWhoseItIsAndLocksNobodyOut) {
  open();
  const std::string one = page_of("miao-wei");
  const std::string other = page_of("he-guili");
  const std::string first = key_of(answer(Method::kPost, one + "/key", ""));
  EXPECT_EQ(input(other).at("input"), input(one).at("input"));
  EXPECT_EQ(input(other).at("key_by"), "speaker");
  EXPECT_THAT(boost::json::serialize(input(other).at("key_by_name")), HasSubstr("Miao Wei"));
  key_of(answer(Method::kPost, other + "/key", R"({"renew":true})"));
  EXPECT_FALSE(keys_->authorise("opening", first));
  EXPECT_EQ(input(one).at("key_by"), "speaker");
  const conference::InputKeys again(*database_, base::real_utc_now);
  EXPECT_EQ(again.holder(kStage, *base::InputId::parse("speaker-home")), "he-guili");
}

TEST_F(SpeakerKey, IsOfAnInputThatThePackageSaysIsForSpeakers) {
  package_ = "tests/packages/whole";
  now_ = [] { return *base::parse_rfc3339("2020-07-23T10:00:00+08:00"); };
  open();
  EXPECT_EQ(input(page_of("ada")).at("input"), "ada-home") << "their own goes before";
}

}  // namespace
}  // namespace plenary::site::speaker_key_test
