#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "conference/library.h"
#include "site/site_fixture.h"

namespace plenary::site::exhibition_test {
namespace {

using net::Method;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// tests/packages/whole: acme's robot is launched at 16:10, an agreement is signed at 17:20.
class Fair : public SiteFixture {
 protected:
  Fair() {
    package_ = "tests/packages/whole";
    now_ = [this] { return shown_; };
  }
  ~Fair() override {
    site_.reset();
    library_.reset();
  }

  void furnish(SiteParts& parts) override {
    const auto folder = std::filesystem::path(PLENARY_SOURCE_DIR) / package_;
    films_ = folder_ / "films";
    std::filesystem::copy(folder / "films", films_);
    library_ = *conference::Library::open(*database_, base::real_utc_now, films_);
    auto files = conference::read_package(folder);
    ASSERT_TRUE(files);
    ASSERT_TRUE(library_->import_now(std::move(*files), 0, "", "test"));
    library_->on_publish([this](const std::shared_ptr<const conference::LibraryState>& state) {
      conference_->replace(state->content);
    });
    parts.library = library_.get();
    parts.films = films_;
  }

  void clock_shows(const char* instant) {
    shown_ = *base::parse_rfc3339(instant);
    if (!conference_) return;
    auto work = conference_->refresh({});
    boost::asio::co_spawn(io_, std::move(work), [](const std::exception_ptr&) {});
    io_.restart();
    io_.run();
  }

  static std::string text(const net::Response& response) {
    if (const auto* words = std::get_if<std::string>(&response.body)) return *words;
    if (const auto* bytes = std::get_if<base::SharedBytes>(&response.body)) {
      return std::string(base::text_of(**bytes));
    }
    return {};
  }
  net::Response get(const std::string& target, const Browser& browser = {}) {
    return answer(Method::kGet, target, "", browser);
  }
  boost::json::value json(const std::string& target, const Browser& browser = {}) {
    return boost::json::parse(text(get(target, browser)));
  }

  base::Instant shown_ = *base::parse_rfc3339("2020-07-23T16:00:00+08:00");
  std::filesystem::path films_;
  std::unique_ptr<conference::Library> library_;
};

TEST_F(Fair, ShowsItsHallsItsExhibitorsAndWhatTheyHave) {
  open();
  const auto all = json("/api/v1/exhibition");
  EXPECT_EQ(all.at("exhibitors"), 1);
  EXPECT_EQ(all.at("halls").at(0).at("booths"), 2);
  const auto hall = json("/api/v1/exhibition/halls/east");
  EXPECT_EQ(hall.at("depth"), 12.5);
  EXPECT_EQ(hall.at("booths").at(0).at("exhibitor"), "acme");
  EXPECT_TRUE(hall.at("booths").at(1).at("exhibitor").is_null());
  const auto acme = json("/api/v1/exhibition/exhibitors/acme");
  EXPECT_EQ(acme.at("products").at(0).at("price").at("amount"), "1299.9");
  EXPECT_EQ(acme.at("videos").at(0).at("url"), "/films/opening.mp4");
  EXPECT_EQ(acme.at("duty").at(1).at("ends_at"), "2020-07-23T16:30:00.000Z") << "after midnight";
  EXPECT_EQ(acme.at("sessions").as_array().size(), 4u);
  EXPECT_EQ(get("/api/v1/exhibition/halls/west").status, 404);
  EXPECT_EQ(get("/api/v1/exhibition/exhibitors/nobody").status, 404);
}

TEST_F(Fair, GivesDocumentsToSaveAndFilmsToWatch) {
  open();
  const net::Response leaflet = get("/documents/leaflet.pdf");
  EXPECT_EQ(leaflet.status, 200);
  EXPECT_THAT(std::string(leaflet.header("content-disposition")), HasSubstr("attachment"));
  EXPECT_EQ(leaflet.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(get("/films/opening.mp4").header("content-type"), "video/mp4");
  for (const char* address : {"/documents/other.pdf", "/documents/", "/films/other.mp4",
                              "/films/..%2fplenary.db", "/films/"}) {
    EXPECT_EQ(get(address).status, 404) << address;
  }
}

TEST_F(Fair, HasPagesThatCanBeReadWithoutAScript) {
  open();
  EXPECT_THAT(text(get("/exhibition")), HasSubstr("/exhibition/hall/east"));
  EXPECT_THAT(text(get("/exhibition/hall/east")), HasSubstr("/exhibitor/acme"));
  EXPECT_THAT(text(get("/exhibitor/acme")), HasSubstr("application/ld+json"));
  EXPECT_THAT(text(get("/exhibitor/acme/product/router")), HasSubstr("CNY 1,299.9"));
  EXPECT_THAT(text(get("/catalogue")), HasSubstr("Acme"));
  EXPECT_EQ(get("/my-visit").status, 200);
  for (const char* address : {"/exhibition/hall/west", "/exhibitor/nobody",
                              "/exhibitor/acme/product/never", "/exhibitor/acme/product/"}) {
    EXPECT_EQ(get(address).status, 404) << address;
  }
}

TEST_F(Fair, BeforeItsLaunchAProductIsWhatNeverWas) {
  open();
  for (const char* address : {"/exhibitor/acme/product/%", "/api/v1/exhibition/exhibitors/%",
                              "/documents/%.pdf", "/pictures/%"}) {
    std::string secret = address;
    std::string never = address;
    secret.replace(secret.find('%'), 1, "robot");
    never.replace(never.find('%'), 1, "never");
    EXPECT_EQ(get(secret).status, 404);
    EXPECT_EQ(get(secret).headers, get(never).headers) << address;
    EXPECT_EQ(text(get(secret)), text(get(never))) << address;
  }
  for (const char* address :
       {"/", "/exhibition", "/exhibition/hall/east", "/exhibitor/acme", "/catalogue", "/programme",
        "/session/reveal", "/sitemap.xml", "/schedule.xml", "/schedule.json", "/calendar.ics",
        "/calendar/reveal.ics", "/changes.atom", "/api/v1/conference", "/api/v1/programme",
        "/api/v1/programme.csv", "/api/v1/changes", "/api/v1/people", "/api/v1/exhibition",
        "/api/v1/exhibition/halls/east", "/api/v1/exhibition/exhibitors/acme",
        "/api/v1/exhibition/catalogue", "/api/v1/exhibition/catalogue?q=robot&lang=en",
        "/api/v1/exhibition/catalogue?category=robots", "/api/v1/search?q=robot"}) {
    const std::string told = text(get(address));
    EXPECT_THAT(told, Not(HasSubstr("A robot"))) << address;
    EXPECT_THAT(told, Not(HasSubstr("acme/robot"))) << address;
    EXPECT_THAT(told, Not(HasSubstr("acme/product/robot"))) << address;
  }
  const auto none = json("/api/v1/exhibition/catalogue?category=robots&kind=product");
  EXPECT_EQ(none.at("total"), 0);
  EXPECT_THAT(json("/api/v1/search?q=robot").at("results").as_array(), IsEmpty());
}

TEST_F(Fair, AtItsInstantALaunchIsEverywhere) {
  open();
  EXPECT_THAT(text(get("/api/v1/programme")), Not(HasSubstr("acme/robot")));
  clock_shows("2020-07-23T16:09:59.999+08:00");
  EXPECT_EQ(get("/exhibitor/acme/product/robot").status, 404);
  clock_shows("2020-07-23T16:10:00+08:00");
  EXPECT_EQ(get("/exhibitor/acme/product/robot").status, 200);
  EXPECT_THAT(text(get("/sitemap.xml")), HasSubstr("/exhibitor/acme/product/robot"));
  EXPECT_THAT(text(get("/api/v1/exhibition/exhibitors/acme")), HasSubstr("A robot"));
  const auto found = json("/api/v1/exhibition/catalogue?q=robot&lang=en");
  EXPECT_EQ(found.at("results").at(0).at("id"), "robot");
  EXPECT_EQ(json("/api/v1/search?q=robot&lang=en").at("results").at(0).at("url"),
            "/exhibitor/acme/product/robot");
  const std::string programme = text(get("/api/v1/programme"));
  EXPECT_THAT(programme, HasSubstr("\"revealed\":[{\"kind\":\"product\",\"id\":\"acme/robot\""));
}

TEST_F(Fair, ALaunchIsHeldAndDoneByHand) {
  const Browser organiser = person("organiser", "organiser:conference");
  open();
  const std::string product = "/api/v1/desk/releases/product/acme/robot";
  EXPECT_EQ(answer(Method::kPost, product + "/hold", "", organiser).status, 200);
  clock_shows("2020-07-23T16:20:00+08:00");
  EXPECT_EQ(get("/exhibitor/acme/product/robot").status, 404);
  EXPECT_EQ(answer(Method::kPost, product + "/resume", "", organiser).status, 200);
  EXPECT_EQ(get("/exhibitor/acme/product/robot").status, 404) << "a passed instant is left to hands";
  EXPECT_EQ(answer(Method::kPost, product + "/now", "", organiser).status, 200);
  EXPECT_EQ(get("/exhibitor/acme/product/robot").status, 200);
}

TEST_F(Fair, ASigningShowsItsMoment) {
  open();
  EXPECT_THAT(text(get("/api/v1/programme")), HasSubstr("\"signed_at\":null"));
  clock_shows("2020-07-23T17:20:00+08:00");
  EXPECT_THAT(text(get("/api/v1/programme")),
              HasSubstr("\"signed_at\":\"2020-07-23T09:20:00.000Z\""));
}

TEST_F(Fair, WhatIsSignedIsThereFromTheMomentOfSigning) {
  open();
  EXPECT_EQ(get("/documents/agreement.pdf").status, 404);
  EXPECT_THAT(text(get("/api/v1/programme")), Not(HasSubstr("agreement.pdf")));
  EXPECT_THAT(text(get("/session/agreement")), Not(HasSubstr("agreement.pdf")));
  clock_shows("2020-07-23T17:20:00+08:00");
  EXPECT_EQ(get("/documents/agreement.pdf").status, 200);
  EXPECT_THAT(text(get("/api/v1/programme")), HasSubstr("\"file\":\"/documents/agreement.pdf\""));
  EXPECT_THAT(text(get("/session/agreement")), HasSubstr("/documents/agreement.pdf"));
}

TEST_F(Fair, ChangesTellOfALaunchOnlyOnceItIsOut) {
  open();
  const std::string before = text(get("/api/v1/changes"));
  EXPECT_THAT(before, Not(HasSubstr("acme")));
  EXPECT_THAT(text(get("/changes.atom")), Not(HasSubstr("acme")));
  clock_shows("2020-07-23T16:10:00+08:00");
  EXPECT_THAT(text(get("/api/v1/changes")),
              HasSubstr(R"("thing":{"kind":"exhibitor","id":"acme","title":{"en":"Acme"},"url":"/exhibitor/acme"})"));
  EXPECT_THAT(text(get("/changes.atom")), HasSubstr("/exhibitor/acme"));
}

TEST_F(Fair, AnOrganiserSendsFilmsAndDocumentsThatAreLookedInto) {
  const Browser organiser = person("organiser", "organiser:conference");
  const Browser staff = person("staff", "exhibitor:booth/acme");
  open();
  const std::string films = "/api/v1/desk/content/films?name=";
  std::ifstream film(films_ / "opening.mp4", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(film), {}};
  EXPECT_EQ(json_of(answer(Method::kPost, films + "later.mp4", bytes, organiser)).at("name"),
            "later.mp4");
  EXPECT_EQ(answer(Method::kPost, films + "note.mp4", "a note", organiser).status, 422);
  for (const char* wrong : {"..%2fx.mp4", "later", "x.mp4.exe", "x.y.mp4", ".mp4"}) {
    EXPECT_EQ(answer(Method::kPost, films + wrong, bytes, organiser).status, 400) << wrong;
  }
  EXPECT_EQ(answer(Method::kPost, films + "later.mp4", bytes, staff).status, 403);
  EXPECT_THAT(boost::json::serialize(json("/api/v1/desk/content", organiser).at("films")),
              HasSubstr("later.mp4"));
  const std::string documents = "/api/v1/desk/content/documents?name=";
  EXPECT_EQ(answer(Method::kPost, documents + "deal.pdf", text(get("/documents/leaflet.pdf")),
                   organiser).status, 200);
  EXPECT_EQ(answer(Method::kPost, documents + "x.pdf", "%PDF-1.4 <</S/JavaScript>> %%EOF",
                   organiser).status, 422);
}

TEST_F(Fair, APackageWithoutItsFilmsComesInAndSaysWhichAreMissing) {
  const Browser organiser = person("organiser", "organiser:conference");
  open();
  const net::Response zip = get("/api/v1/desk/content/export.zip?version=1", organiser);
  ASSERT_EQ(zip.status, 200);
  const std::string bytes = text(zip);
  std::filesystem::remove(films_ / "opening.mp4");
  const net::Response looked = answer(Method::kPost, "/api/v1/desk/content/import", bytes, organiser);
  ASSERT_EQ(looked.status, 200);
  EXPECT_EQ(boost::json::serialize(json_of(looked).at("missing_films")), R"(["opening.mp4"])");
  EXPECT_THAT(json_of(looked).at("mistakes").as_array(), IsEmpty());
  const std::string token(json_of(looked).at("token").as_string());
  EXPECT_EQ(answer(Method::kPost, "/api/v1/desk/content/import/confirm",
                   R"({"token":")" + token + R"("})", organiser).status, 200);
}

TEST_F(Fair, TheCatalogueIsNarrowedByFacets) {
  open();
  const auto all = json("/api/v1/exhibition/catalogue?lang=en");
  EXPECT_EQ(all.at("total"), 2) << "an exhibitor and a product";
  EXPECT_EQ(all.at("results").at(0).at("booth"), "a1");
  const auto products = json("/api/v1/exhibition/catalogue?kind=product&hall=east&country=CN");
  EXPECT_EQ(products.at("total"), 1);
  EXPECT_EQ(products.at("facets").at("kind").at(0).at("count"), 1)
      << "a facet counts what there would be without its own choice";
  EXPECT_EQ(json("/api/v1/exhibition/catalogue?hall=nowhere").at("total"), 0);
  const auto found = json("/api/v1/exhibition/catalogue?q=rout&lang=en");
  EXPECT_EQ(found.at("results").at(0).at("exhibitor"), "acme");
  EXPECT_EQ(found.at("results").at(0).at("id"), "router") << "as the exhibitor's own document has it";
  EXPECT_EQ(json("/api/v1/exhibition/catalogue?offset=1").at("results").as_array().size(), 1u);
  for (const char* wrong : {"kind=session", "offset=-1", "limit=0", "limit=101", "limit=x"}) {
    EXPECT_EQ(get(std::string("/api/v1/exhibition/catalogue?") + wrong).status, 400) << wrong;
  }
}

constexpr const char* kProfile = "/api/v1/desk/booths/acme";

TEST_F(Fair, BoothStaffChangeAndPublishTheirOwnFileAlone) {
  const Browser staff = person("staff", "exhibitor:booth/acme");
  const Browser organiser = person("organiser", "organiser:conference");
  open();
  const char* title =
      R"({"edits":[{"file":"conference.yaml","op":"set","path":["title","en"],"value":"Changed"}]})";
  EXPECT_EQ(answer(Method::kPost, "/api/v1/desk/content/edits", title, organiser).status, 200);
  const net::Response edited =
      answer(Method::kPost, std::string(kProfile) + "/profile/edits", title, staff);
  EXPECT_EQ(edited.status, 200) << "whatever file it names, the booth's own is meant";
  EXPECT_EQ(json_of(edited).at("value").at("title").at("en"), "Changed");
  EXPECT_EQ(json_of(edited).at("published").at("title").at("en"), "Acme");
  EXPECT_EQ(json_of(edited).at("changed"), true);
  EXPECT_EQ(answer(Method::kPost, std::string(kProfile) + "/publish", "", staff).status, 200);
  io_.restart();
  io_.run();
  EXPECT_EQ(json("/api/v1/exhibition/exhibitors/acme").at("title").at("en"), "Changed");
  EXPECT_EQ(json("/api/v1/conference").at("title").at("en"), "A whole conference")
      << "the organiser's change waits";
  EXPECT_THAT(library_->state()->draft->changed, ElementsAre("conference.yaml"));
  EXPECT_EQ(json(std::string(kProfile) + "/profile", staff).at("changed"), false);
  const auto again = conference::Library::open(*database_, base::real_utc_now, films_);
  EXPECT_THAT((*again)->state()->draft->changed, ElementsAre("conference.yaml"))
      << "the rest of the draft is on disk";
}

TEST_F(Fair, WhatWouldBreakThePackageIsNotPublished) {
  const Browser staff = person("staff", "exhibitor:booth/acme");
  open();
  const char* removed =
      R"({"edits":[{"op":"remove","path":["products",{"id":"robot"}]}]})";
  EXPECT_EQ(
      answer(Method::kPost, std::string(kProfile) + "/profile/edits", removed, staff).status, 200);
  const net::Response refused =
      answer(Method::kPost, std::string(kProfile) + "/publish", "", staff);
  EXPECT_EQ(refused.status, 422) << "a launch names it";
  EXPECT_EQ(library_->state()->version.number, 1);
}

TEST_F(Fair, UploadsAreLookedIntoAndNamedForTheirBooth) {
  const Browser staff = person("staff", "exhibitor:booth/acme");
  open();
  const std::string leaflet = text(get("/documents/leaflet.pdf"));
  const net::Response kept = answer(
      Method::kPost, std::string(kProfile) + "/documents?name=acme-sheet.pdf", leaflet, staff);
  EXPECT_EQ(json_of(kept).at("name"), "acme--sheet.pdf");
  const net::Response script =
      answer(Method::kPost, std::string(kProfile) + "/documents?name=x.pdf",
             "%PDF-1.4 <</S/JavaScript>> %%EOF", staff);
  EXPECT_EQ(script.status, 422);
  EXPECT_THAT(text(script), HasSubstr("holds a script"));
  EXPECT_EQ(answer(Method::kPost, std::string(kProfile) + "/films?name=x.mp4", "a note", staff)
                .status,
            422);
  std::ifstream film(films_ / "opening.mp4", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(film), {}};
  const net::Response tour =
      answer(Method::kPost, std::string(kProfile) + "/films?name=tour.mp4", bytes, staff);
  EXPECT_EQ(json_of(tour).at("name"), "acme--tour.mp4");
  EXPECT_TRUE(library_->state()->draft->files.films.contains("acme--tour.mp4"));
  EXPECT_EQ(get("/films/acme--tour.mp4").status, 404) << "no profile shows it yet";
}

TEST_F(Fair, EveryAddressOfAnotherBoothIsRefusedAlike) {
  const Browser other = person("other", "exhibitor:booth/beta");
  open();
  for (const char* after : {"/profile", "/profile/edits", "/pictures?name=a", "/documents?name=a",
                            "/films?name=a", "/publish"}) {
    const Method method =
        std::string_view(after) == "/profile" ? Method::kGet : Method::kPost;
    const net::Response there = answer(method, std::string(kProfile) + after, "{}", other);
    const net::Response nowhere =
        answer(method, std::string("/api/v1/desk/booths/nobody") + after, "{}", other);
    EXPECT_EQ(there.status, 403) << after;
    EXPECT_EQ(there.headers, nowhere.headers) << after;
    EXPECT_EQ(text(there), text(nowhere)) << after;
  }
}

TEST_F(Fair, StaffShowNoFileOfAnotherBoothAndHearOfNone) {
  const Browser staff = person("staff", "exhibitor:booth/acme");
  const Browser other = person("other", "exhibitor:booth/beta");
  const Browser organiser = person("organiser", "organiser:conference");
  open();
  const std::string table = "exhibitor,title:en,hall,booth,sources\nbeta,Beta,east,a2,HOST\n";
  answer(Method::kPost, "/api/v1/desk/exhibitors/import?confirm=1", table, organiser);
  const std::string acme = kProfile;
  const std::string beta = "/api/v1/desk/booths/beta";
  answer(Method::kPost, acme + "/documents?name=secret.pdf", text(get("/documents/leaflet.pdf")),
         staff);
  std::ifstream film(films_ / "opening.mp4", std::ios::binary);
  answer(Method::kPost, acme + "/films?name=secret.mp4",
         std::string{std::istreambuf_iterator<char>(film), {}}, staff);
  ASSERT_TRUE(library_->state()->draft->files.films.contains("acme--secret.mp4"));
  for (const char* kind : {"document:secret.pdf", "film:secret.mp4", "document:never.pdf",
                           "document:secre.pdf", "film:secre.mp4"}) {
    const std::string name = std::string(kind).substr(std::string(kind).find(':') + 1);
    const bool document = kind[0] == 'd';
    const std::string list = document ? "documents" : "videos";
    const std::string value = R"({"id":"x","title":{"en":"X"},")" +
                              std::string(document ? "file" : "film") + R"(":"acme--)" + name + R"("})";
    const std::string set = R"({"edits":[{"op":"set","path":[")" + list + R"("],"value":[)" + value +
                            "]}]}";
    const net::Response edited = answer(Method::kPost, beta + "/profile/edits", set, other);
    ASSERT_EQ(edited.status, 200) << text(edited);
    const net::Response refused = answer(Method::kPost, beta + "/publish", "", other);
    EXPECT_EQ(refused.status, 422) << kind;
    const auto mistakes = json_of(refused).at("mistakes").as_array();
    ASSERT_EQ(mistakes.size(), 1u) << text(refused);
    EXPECT_EQ(std::string(mistakes[0].at("what").as_string()),
              std::string(document ? "the document `acme--" : "the film `acme--") +
                                          name + "` is another exhibitor's")
        << "the same whether there is such a file or not";
    EXPECT_EQ(mistakes[0].at("mend"),
              "Name one whose name begins with `beta--`, or one without `--`.");
    const std::string none = R"({"edits":[{"op":"remove","path":[")" + list + R"("]}]})";
    answer(Method::kPost, beta + "/profile/edits", none, other);
  }
  EXPECT_EQ(get("/documents/acme--secret.pdf").status, 404);
  EXPECT_EQ(get("/films/acme--secret.mp4").status, 404);
  EXPECT_EQ(answer(Method::kPost, beta + "/publish", "", other).status, 200);
}

TEST_F(Fair, StaffWhoGuessAFilesNameAreRefusedAlikeWhetherItIsThere) {
  const Browser staff = person("staff", "exhibitor:booth/beta");
  const Browser organiser = person("organiser", "organiser:conference");
  open();
  const std::string table = "exhibitor,title:en,hall,booth,sources\nbeta,Beta,east,a2,HOST\n";
  answer(Method::kPost, "/api/v1/desk/exhibitors/import?confirm=1", table, organiser);
  const auto set = [&](const std::string& key, const std::string& value, const Browser& browser) {
    const std::string body =
        R"({"edits":[{"op":"set","path":[")" + key + R"("],"value":)" + value + "}]}";
    return answer(Method::kPost, "/api/v1/desk/booths/beta/profile/edits", body, browser);
  };
  const auto told = [&](const net::Response& response, const std::string& name) {
    std::string words = text(response);
    const std::size_t at = words.find(name);
    return at == std::string::npos ? words : words.replace(at, name.size(), "%");
  };
  const auto file = [&] {
    return std::string(library_->state()->draft->files.text("exhibitors/beta.yaml"));
  };
  const std::string before = file();
  // The picture is a report's under embargo, the document's signing is to come.
  const std::string thing = R"([{"id":"x","title":{"en":"X"},)";
  for (const auto& [key, from, to, there] :
       {std::array{"logo", "\"", "\"", "stage.png"}, std::array{"pictures", "[\"", "\"]", "stage.png"},
        std::array{"products", "\"pictures\":[\"", "\"]}]", "stage.png"},
        std::array{"documents", "\"file\":\"", "\"}]", "agreement.pdf"},
        std::array{"videos", "\"film\":\"", "\"}]", "opening.mp4"}}) {
    const std::string begin = (std::string_view(to).ends_with("}]") ? thing : "") + from;
    const net::Response guessed = set(key, begin + there + to, staff);
    const net::Response wrong = set(key, begin + "never.webp" + to, staff);
    EXPECT_EQ(guessed.status, 422) << key << text(guessed);
    EXPECT_EQ(wrong.status, 422) << key;
    EXPECT_EQ(guessed.headers, wrong.headers) << key;
    EXPECT_EQ(told(guessed, there), told(wrong, "never.webp")) << key;
  }
  EXPECT_EQ(file(), before);
  EXPECT_EQ(set("logo", R"("stage.png")", organiser).status, 200) << "organisers give files";
  EXPECT_EQ(set("pictures", R"(["stage.png"])", staff).status, 200) << "it is the booth's then";
}

TEST_F(Fair, ATableIsImportedWholeOrNotAtAll) {
  const Browser organiser = person("organiser", "organiser:conference");
  open();
  const std::string import = "/api/v1/desk/exhibitors/import";
  const std::string good = "exhibitor,title:en,hall,booth,sources\nbeta,Beta,east,a2,HOST\n";
  const net::Response looked = answer(Method::kPost, import, good, organiser);
  EXPECT_EQ(json_of(looked).at("exhibitors"), 1);
  EXPECT_THAT(library_->state()->draft->changed, IsEmpty());
  const net::Response wrong =
      answer(Method::kPost, import + "?confirm=1", good + "gamma,,,,\n", organiser);
  EXPECT_EQ(json_of(wrong).at("mistakes").at(0).at("row"), 3);
  EXPECT_THAT(library_->state()->draft->changed, IsEmpty());
  const net::Response taken = answer(Method::kPost, import + "?confirm=1", good, organiser);
  EXPECT_EQ(json_of(taken).at("confirmed"), true);
  EXPECT_THAT(library_->state()->draft->changed,
              ElementsAre("exhibition.yaml", "exhibitors/beta.yaml"));
}

}  // namespace
}  // namespace plenary::site::exhibition_test
