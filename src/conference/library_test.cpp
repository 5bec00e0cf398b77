#include "conference/library.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "storage/database.h"

namespace plenary::conference::library_test {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace json = boost::json;
using base::Errc;
using testing::ElementsAre;

const base::Instant kNoon = *base::parse_rfc3339("2020-07-23T12:00:00Z");

FileEdit edit(std::string file, std::string_view path, std::string_view value,
              std::string_view was = "") {
  FileEdit made;
  made.file = std::move(file);
  made.edit.path = *read_path(json::parse(path));
  made.edit.value = json::parse(value);
  if (!was.empty()) made.was = json::parse(was);
  return made;
}

const std::string kTitle = R"(["sessions",{"id":"opening-ceremony"},"title","en"])";

class LibraryTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/plenary-library-XXXXXX";
    folder_ = ::mkdtemp(name);
    open();
  }
  void TearDown() override {
    library_.reset();
    database_.reset();
    fs::remove_all(folder_);
  }

  void open() {
    library_.reset();
    database_.reset();
    database_ = std::make_unique<storage::Database>((folder_ / "plenary.db").string());
    auto opened = Library::open(
        *database_, [] { return kNoon; }, folder_ / "films");
    ASSERT_TRUE(opened) << opened.error().detail();
    library_ = std::move(*opened);
  }

  static PackageFiles example() {
    return *read_package(fs::path(PLENARY_SOURCE_DIR) / "examples/cic2020");
  }
  void import_example() {
    const auto version = library_->import_now(example(), 0, "imported", "command line");
    ASSERT_TRUE(version) << version.error().detail();
  }

  template <class T>
  static asio::awaitable<std::optional<T>> wrapped(asio::awaitable<T> work) {
    co_return co_await std::move(work);
  }
  template <class T>
  base::Result<T> run(Library::Act<T> act) {
    std::optional<base::Result<T>> outcome;
    asio::co_spawn(io_, wrapped<base::Result<T>>(std::move(act)),
                   [&](std::exception_ptr, std::optional<base::Result<T>> given) {
                     outcome = std::move(given);
                   });
    io_.restart();
    io_.run();
    return std::move(*outcome);
  }
  base::Result<Edited> edited(FileEdit one, std::string account = "li") {
    return run<Edited>(library_->edit({std::move(one)}, std::move(account)));
  }

  fs::path folder_;
  asio::io_context io_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<Library> library_;
};

TEST_F(LibraryTest, AnEmptyFolderHoldsAConferenceThatIsBeingPrepared) {
  const auto state = library_->state();
  EXPECT_TRUE(state->empty());
  EXPECT_EQ(state->content->title.in("en"), "A conference is being prepared");
  EXPECT_THAT(state->draft->mistakes, testing::IsEmpty());
}

TEST_F(LibraryTest, AnEditIsInTheDraftAndInNoVersionUntilItIsPublished) {
  ASSERT_EQ(edited(edit("conference.yaml", R"(["title","en"])", R"("Ours")"))->revision, 1u);
  open();
  EXPECT_EQ(library_->state()->content->title.in("en"), "A conference is being prepared");
  EXPECT_EQ(library_->state()->draft->content->title.in("en"), "Ours");
  EXPECT_THAT(library_->state()->draft->changed, ElementsAre("conference.yaml"));
  std::shared_ptr<const LibraryState> heard;
  library_->on_publish(
      [&](std::shared_ptr<const LibraryState> state) { heard = std::move(state); });
  EXPECT_EQ(run<storage::VersionRecord>(library_->publish(0, "", "li")).error().code(),
            Errc::kConflict);
  ASSERT_TRUE(run<storage::VersionRecord>(library_->publish(1, "The first", "li")));
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->content->title.in("en"), "Ours");
  open();
  EXPECT_EQ(library_->state()->content->title.in("en"), "Ours");
  EXPECT_EQ(library_->versions(),
            (std::vector<storage::VersionRecord>{{1, kNoon, "li", "The first"}}));
}

TEST_F(LibraryTest, OneTitleEditedIsOneLineOfTheExport) {
  import_example();
  const PackageFiles before = example();
  ASSERT_TRUE(edited(edit("programme.yaml", kTitle, R"("The opening")", R"("Opening ceremony")")));
  ASSERT_TRUE(run<storage::VersionRecord>(
      library_->publish(library_->state()->draft->revision, "A better title", "li")));
  open();
  const PackageFiles after = *library_->files_now(2);
  std::vector<std::string> different;
  for (const auto& [path, bytes] : before.files) {
    if (*after.files.at(path) == *bytes) continue;
    const auto old_lines = base::split(base::text_of(*bytes), '\n');
    const auto new_lines = base::split(after.text(path), '\n');
    ASSERT_EQ(old_lines.size(), new_lines.size());
    for (std::size_t i = 0; i < old_lines.size(); ++i) {
      if (old_lines[i] != new_lines[i]) different.push_back(path + ":" + std::string(new_lines[i]));
    }
  }
  EXPECT_THAT(different, ElementsAre("programme.yaml:      en: The opening"));
  EXPECT_EQ(before.files.size(), after.files.size());
  const auto changes = *run<std::vector<Change>>(library_->changes(1, 2));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(print(changes.front()),
            "programme.yaml  sessions[opening-ceremony].title.en: \"Opening ceremony\" -> \"The "
            "opening\"");
}

TEST_F(LibraryTest, TwoEditorsMeetAndNothingIsLost) {
  import_example();
  ASSERT_TRUE(edited(edit("programme.yaml", kTitle, R"("A")", R"("Opening ceremony")"), "li"));
  const auto met =
      edited(edit("programme.yaml", kTitle, R"("B")", R"("Opening ceremony")"), "wang");
  ASSERT_TRUE(met);
  ASSERT_EQ(met->conflicts.size(), 1u);
  EXPECT_EQ(met->conflicts[0].now, json::value("A"));
  EXPECT_EQ(met->conflicts[0].yours, json::value("B"));
  EXPECT_EQ(met->conflicts[0].by, "li");
  EXPECT_EQ(met->revision, library_->state()->draft->revision);
  const auto same =
      edited(edit("programme.yaml", kTitle, R"("A")", R"("Opening ceremony")"), "wang");
  EXPECT_TRUE(same->conflicts.empty());
  const auto text = run<Edited>(library_->put_text("README.md", "Mine", "not that", "wang"));
  EXPECT_EQ(text->conflicts.size(), 1u);
}

TEST_F(LibraryTest, EditorsMeetAtListsToo) {
  import_example();
  const auto days = [&] {
    return value_at(*yaml_value(library_->state()->draft->files.text("conference.yaml")),
                    *read_path(json::parse(R"(["days"])")));
  };
  const json::value before = days();
  FileEdit insert = edit("conference.yaml", R"(["days"])", R"({"date":"2020-07-26"})");
  insert.edit.op = EditOp::kInsert;
  insert.was = before;
  ASSERT_TRUE(edited(insert)->conflicts.empty());
  const json::value after = days();
  EXPECT_EQ(after.as_array().size(), before.as_array().size() + 1);
  const auto again = edited(insert, "wang");
  ASSERT_EQ(again->conflicts.size(), 1u) << "sent twice it would stand there twice";
  EXPECT_EQ(again->conflicts[0].now, after);
  EXPECT_EQ(again->conflicts[0].by, "li");
  EXPECT_EQ(days(), after);

  FileEdit move = edit("conference.yaml", R"(["days",{"date":"2020-07-26"}])", "null",
                       R"({"date":"2020-07-26","note":{"en":"Another"}})");
  move.edit.op = EditOp::kMove;
  move.edit.at = PathStep{std::size_t{0}};
  EXPECT_EQ(edited(move)->conflicts.size(), 1u) << "it is not the item that was seen";
  EXPECT_EQ(days(), after);
  move.was = json::parse(R"({"date":"2020-07-26"})");
  ASSERT_TRUE(edited(move)->conflicts.empty());
  EXPECT_EQ(days().at(0).at("date"), "2020-07-26");
}

TEST_F(LibraryTest, APackageThatIsTakenIsTheDraftAndNoVersion) {
  import_example();
  const auto before = library_->state();
  PackageFiles files = example();
  std::string programme(files.text("programme.yaml"));
  programme.replace(programme.find("Opening ceremony"), 16, "The great opening");
  files.files["programme.yaml"] =
      std::make_shared<const base::Bytes>(programme.begin(), programme.end());
  files.files.erase("README.md");
  EXPECT_EQ(run<Edited>(library_->take(files, 7, "li")).error().code(), Errc::kConflict);
  ASSERT_TRUE(run<Edited>(library_->take(files, before->version.number, "li")));
  const auto after = library_->state();
  EXPECT_EQ(after->version.number, before->version.number);
  EXPECT_EQ(after->content, before->content);
  EXPECT_EQ(after->draft->files.text("programme.yaml"), programme);
  EXPECT_FALSE(after->draft->files.files.contains("README.md"));
  EXPECT_EQ(run<Edited>(library_->take(files, before->version.number, "li")).error().code(),
            Errc::kConflict)
      << "the draft has changes, which would be lost";
  open();
  EXPECT_EQ(library_->state()->draft->files.text("programme.yaml"), programme);
}

TEST_F(LibraryTest, ADraftWithMistakesIsKeptAndNotPublished) {
  import_example();
  const auto made = edited(edit("programme.yaml", R"(["sessions",0,"stage"])", R"("nowhere")"));
  ASSERT_TRUE(made);
  EXPECT_FALSE(library_->state()->draft->content);
  EXPECT_EQ(run<storage::VersionRecord>(library_->publish(made->revision, "", "li")).error().code(),
            Errc::kMalformed);
  ASSERT_TRUE(run<Edited>(library_->discard(made->revision, "li")));
  EXPECT_TRUE(library_->state()->draft->changed.empty());
  EXPECT_TRUE(library_->state()->draft->content);
}

TEST_F(LibraryTest, AVersionComesBackAsADraft) {
  import_example();
  ASSERT_TRUE(edited(edit("programme.yaml", kTitle, R"("A")")));
  ASSERT_TRUE(
      run<storage::VersionRecord>(library_->publish(library_->state()->draft->revision, "", "li")));
  ASSERT_TRUE(run<Edited>(library_->restore(1, "li")));
  EXPECT_THAT(library_->state()->draft->changed, ElementsAre("programme.yaml"));
  EXPECT_EQ(run<Edited>(library_->restore(1, "li")).error().code(), Errc::kConflict);
  EXPECT_EQ(run<Edited>(library_->restore(9, "li")).error().code(), Errc::kConflict);
  ASSERT_TRUE(run<storage::VersionRecord>(
      library_->publish(library_->state()->draft->revision, "Back", "li")));
  EXPECT_EQ(library_->state()->files.files.at("programme.yaml")->size(),
            example().files.at("programme.yaml")->size());
}

TEST_F(LibraryTest, AnImportTakesNothingAwayThatWasEdited) {
  import_example();
  EXPECT_EQ(library_->import_now(example(), 1, "", "x")->number, 1);
  EXPECT_EQ(library_->import_now(example(), 0, "", "x").error().code(), Errc::kConflict);
  ASSERT_TRUE(edited(edit("programme.yaml", kTitle, R"("A")")));
  EXPECT_EQ(library_->import_now(example(), 1, "", "x").error().code(), Errc::kConflict);
  PackageFiles broken = example();
  broken.put("programme.yaml", "stages: []\nsessions: [{}]\n");
  EXPECT_EQ(library_->import_now(broken, 1, "", "x").error().code(), Errc::kMalformed);
}

}  // namespace
}  // namespace plenary::conference::library_test
