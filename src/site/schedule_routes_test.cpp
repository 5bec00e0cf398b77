#include "site/schedule_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "conference/library.h"
#include "site/site_fixture.h"

namespace plenary::site::schedule_routes_test {
namespace {

using net::Method;
using testing::HasSubstr;
using testing::Not;
namespace json = boost::json;
namespace fs = std::filesystem;

constexpr const char* kImport = "/api/v1/desk/content/import-schedule";

std::string file(const std::string& name) {
  std::ifstream in(fs::path(PLENARY_SOURCE_DIR) / "tests/schedules" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The example as a version of a library, with a site whose desk edits it.
class ScheduleRoutes : public SiteFixture {
 protected:
  ScheduleRoutes() { organiser_ = person("organiser", "organiser:conference"); }
  ~ScheduleRoutes() override {
    site_.reset();
    library_.reset();
  }

  void open_library() {
    open();
    site_.reset();
    library_ = *conference::Library::open(*database_, base::real_utc_now, folder_ / "films");
    const auto package =
        *conference::read_package(fs::path(PLENARY_SOURCE_DIR) / "examples/cic2020");
    ASSERT_TRUE(library_->import_now(package, 0, "The example", "organiser"));
    router_ = net::Router();
    SiteParts parts;
    parts.conference = conference_.get();
    parts.accounts = accounts_.get();
    parts.database = database_.get();
    parts.speakers = speakers_.get();
    parts.library = library_.get();
    site_ = std::make_unique<Site>(std::move(parts));
    site_->add_routes(router_);
  }

  json::value imported(const std::string& body, int status = 200, const std::string& query = "?confirm=1") {
    const net::Response response = answer(Method::kPost, kImport + query, body, organiser_);
    EXPECT_EQ(response.status, status);
    return json_of(response);
  }
  std::string own(const char* path) {
    const net::Response response = answer(Method::kGet, path, "");
    EXPECT_EQ(response.status, 200);
    if (const auto* bytes = std::get_if<base::SharedBytes>(&response.body)) {
      return std::string(base::text_of(**bytes));
    }
    return std::get<std::string>(response.body);
  }
  std::string draft() const {
    return std::string(library_->state()->draft->files.text("programme.yaml"));
  }

  std::unique_ptr<conference::Library> library_;
  Browser organiser_;
};

TEST_F(ScheduleRoutes, TakeTheSitesOwnScheduleWithoutADifference) {
  open_library();
  for (const char* path : {"/schedule.xml", "/schedule.json"}) {
    const json::value answer = imported(own(path));
    EXPECT_EQ(answer.at("edits"), 0) << path;
    EXPECT_EQ(answer.at("missing"), json::array());
    EXPECT_TRUE(library_->state()->draft->changed.empty());
  }
}

TEST_F(ScheduleRoutes, PutWhatPretalxWroteIntoTheDraftAlone) {
  open_library();
  const auto before = library_->state();
  const json::value answer = imported(file("pretalx.json"), 200, "?lang=en&confirm=1");
  EXPECT_GT(answer.at("edits").as_int64(), 3);
  EXPECT_FALSE(answer.at("missing").as_array().empty()) << "the example's own sessions stay";
  const auto after = library_->state();
  EXPECT_EQ(after->version.number, before->version.number) << "nothing is published";
  EXPECT_EQ(after->content, before->content);
  ASSERT_TRUE(after->draft->content) << conference::print(after->draft->mistakes.front());
  EXPECT_THAT(draft(), HasSubstr("Reading the tide tables"));
  EXPECT_THAT(draft(), Not(HasSubstr("[CANCELLED]")));
  for (const auto& session : after->draft->content->programme.sessions) {
    if (session.title.in("en") == "Knots") {
      EXPECT_TRUE(session.cancelled);
    }
    if (session.title.in("en") == "Reading the tide tables") {
      EXPECT_FALSE(session.cancelled);
      EXPECT_EQ(session.materials.size(), 1u);
    }
  }
  EXPECT_EQ(imported(file("pretalx.json"), 200, "?lang=en&confirm=1").at("edits"), 0)
      << "the same file again changes nothing";
}

TEST_F(ScheduleRoutes, ShowWhatWouldChangeAndChangeNothingUnlessConfirmed) {
  open_library();
  const auto before = library_->state();
  const json::value would = imported(file("pretalx.json"), 200, "?lang=en");
  EXPECT_EQ(would.at("confirmed"), false);
  EXPECT_GT(would.at("edits").as_int64(), 3);
  EXPECT_FALSE(would.at("missing").as_array().empty());
  EXPECT_THAT(json::serialize(would.at("changes")), HasSubstr("Reading the tide tables"));
  EXPECT_EQ(library_->state()->draft->revision, before->draft->revision);
  EXPECT_TRUE(library_->state()->draft->changed.empty());

  const json::value did = imported(file("pretalx.json"), 200, "?lang=en&confirm=1");
  EXPECT_EQ(did.at("confirmed"), true);
  EXPECT_EQ(did.at("changes"), would.at("changes"));
  EXPECT_FALSE(library_->state()->draft->changed.empty());
}

TEST_F(ScheduleRoutes, PutWhatFrabWroteIntoTheDraft) {
  open_library();
  EXPECT_GT(imported(file("frab.xml"), 200, "?lang=en&confirm=1").at("edits").as_int64(), 2);
  ASSERT_TRUE(library_->state()->draft->content);
  EXPECT_THAT(draft(), HasSubstr("Signals with flags: An introduction"));
}

TEST_F(ScheduleRoutes, RefuseWhatIsNoScheduleAndWhoIsNoOrganiser) {
  const Browser speaker = person("speaker", "speaker:conference");
  open_library();
  EXPECT_THAT(imported("{}", 400).at("detail").as_string().c_str(), HasSubstr("schedule"));
  imported("<html></html>", 400);
  imported("", 400);
  EXPECT_EQ(answer(Method::kPost, kImport, file("frab.xml"), speaker).status, 403);
  EXPECT_EQ(answer(Method::kPost, kImport, file("frab.xml")).status, 401);
  EXPECT_TRUE(library_->state()->draft->changed.empty());
}

}  // namespace
}  // namespace plenary::site::schedule_routes_test
