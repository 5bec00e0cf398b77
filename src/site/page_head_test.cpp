#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site/page_subject.h"
#include "site/site_fixture.h"

namespace plenary::site::page_head_test {
namespace {

using net::Method;
using testing::HasSubstr;
using testing::Not;

Subject subject() {
  Subject made;
  made.title = "Opening \"ceremony\"";
  made.languages = {"zh", "en"};
  return made;
}

TEST(PageHead, SaysWholeAddressesToWhoeverKeepsThem) {
  const std::string head =
      head_of(subject(), {"https://conference.example", "/session/opening", "en", true});
  EXPECT_THAT(
      head,
      HasSubstr("<link rel=\"canonical\" href=\"https://conference.example/session/opening\">"));
  EXPECT_THAT(
      head,
      HasSubstr("hreflang=\"zh\" href=\"https://conference.example/session/opening?lang=zh\""));
  EXPECT_THAT(
      head,
      HasSubstr("hreflang=\"x-default\" href=\"https://conference.example/session/opening\""));
  EXPECT_THAT(
      head,
      HasSubstr("property=\"og:url\" content=\"https://conference.example/session/opening\""));
  EXPECT_THAT(
      head, HasSubstr("property=\"og:image\" content=\"https://conference.example/cover/en.png\""));
  EXPECT_THAT(head,
              HasSubstr("property=\"og:image:alt\" content=\"Opening &quot;ceremony&quot;\""));
}

TEST(PageHead, ShowsTheSubjectsOwnPictureWhereItHasOne) {
  Subject one = subject();
  one.image = "/pictures/stage-1-1280.webp";
  EXPECT_THAT(head_of(one, {"https://conference.example", "/news/a", "en", true}),
              HasSubstr("content=\"https://conference.example/pictures/stage-1-1280.webp\""));
  EXPECT_THAT(head_of(subject(), {"https://conference.example", "/", "en", false}),
              Not(HasSubstr("og:image")));
}

TEST(PageHead, NamesTheFeedsForThoseWhoReadByThem) {
  const std::string head = head_of(subject(), {"https://conference.example", "/", "id", true});
  EXPECT_THAT(head, HasSubstr("<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Berita\" "
                              "href=\"https://conference.example/news.id.atom\">"));
  EXPECT_THAT(head, HasSubstr("title=\"Perubahan\" "
                              "href=\"https://conference.example/changes.atom?lang=id\">"));
}

TEST(PageHead, OfWhatIsNotListedNamesNoAddress) {
  Subject one = subject();
  one.listed = false;
  const std::string head = head_of(one, {"https://conference.example", "/join", "en", true});
  EXPECT_THAT(head, HasSubstr("noindex"));
  EXPECT_THAT(head, Not(HasSubstr("https://")));
}

class PagesOfASite : public SiteFixture {
 protected:
  void furnish(SiteParts& parts) override {
    parts.cover = [](std::string language) -> boost::asio::awaitable<base::SharedBytes> {
      co_return std::make_shared<const base::Bytes>(language.begin(), language.end());
    };
  }
  std::string page(const std::string& host, std::string_view site = {}) {
    net::Request asked = request(Method::kGet, "/session/opening-ceremony", "", {});
    asked.headers[0].second = host;
    asked.site = site;
    const net::Response response = answer(router_, asked);
    EXPECT_EQ(response.status, 200);
    return std::string(base::text_of(*std::get<base::SharedBytes>(response.body)));
  }
};

TEST_F(PagesOfASite, AreAtTheAddressByWhichTheReaderCameUnlessTheOperatorSaysWhere) {
  open();
  const auto canonical = [](const std::string& origin) {
    return "rel=\"canonical\" href=\"" + origin + "/session/opening-ceremony\"";
  };
  EXPECT_THAT(page("a.example"), HasSubstr(canonical("http://a.example")));
  EXPECT_THAT(page("b.example"), HasSubstr(canonical("http://b.example"))) << "not a's, kept";
  EXPECT_THAT(page("a.example", "https://c.example"), HasSubstr(canonical("https://c.example")));
  EXPECT_THAT(page("\"><script>"), Not(HasSubstr("\"><script>")));
  const net::Response robots = answer(Method::kGet, "/robots.txt", "");
  EXPECT_THAT(std::get<std::string>(robots.body), HasSubstr("Disallow: /reset\n"));
}

TEST_F(PagesOfASite, HaveAPictureInEachLanguageOfTheConference) {
  open();
  const net::Response cover = answer(Method::kGet, "/cover/zh.png", "");
  EXPECT_EQ(cover.status, 200);
  EXPECT_EQ(cover.header("content-type"), "image/png");
  for (const char* none :
       {"/cover/xx.png", "/cover/zh.jpg", "/cover.png", "/cover/", "/cover/zh.png/"}) {
    EXPECT_EQ(answer(Method::kGet, none, "").status, 404) << none;
  }
}

TEST_F(PagesOfASite, OfLettersAreShellsThatNobodyLists) {
  open();
  for (const char* path : {"/reset", "/reset/token", "/confirm/token", "/stop-mail/token"}) {
    const net::Response response = answer(Method::kGet, path, "");
    EXPECT_EQ(response.status, 200) << path;
    const std::string html(base::text_of(*std::get<base::SharedBytes>(response.body)));
    EXPECT_THAT(html, HasSubstr("noindex"));
    EXPECT_THAT(html, Not(HasSubstr("token"))) << "the link's secret is in nothing that is kept";
  }
}

}  // namespace
}  // namespace plenary::site::page_head_test
