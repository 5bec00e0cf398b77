#include "storage/package_store.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "storage/database.h"

namespace plenary::storage::package_store_test {
namespace {

using base::Errc;
using base::Instant;
using namespace std::chrono_literals;

const Instant kNoon{std::chrono::sys_days{std::chrono::year{2020} / 7 / 23} + 12h};

base::SharedBytes bytes(std::string_view text) {
  const auto view = base::view_of(text);
  return std::make_shared<const base::Bytes>(view.begin(), view.end());
}

PackageWrite first_version() {
  PackageWrite write;
  write.blobs = {{"h1", bytes("one")}, {"h2", bytes("")}};
  write.version = VersionRecord{1, kNoon, "li", "The first"};
  write.files = {{"conference.yaml", "h1"}, {"README.md", "h2"}};
  return write;
}

class PackageRows : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/plenary-package-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path() const { return (folder_ / "plenary.db").string(); }

  std::filesystem::path folder_;
};

TEST_F(PackageRows, AreThereAgainAfterAReopening) {
  {
    Database database(path());
    PackageStore store(database);
    ASSERT_TRUE(store.write(first_version()));
    PackageWrite edit;
    edit.blobs = {{"h3", bytes(std::string("t\0wo", 4))}};
    edit.draft = {{"conference.yaml", "h3"}, {"README.md", std::nullopt}};
    edit.revision = 1;
    edit.touches = {{1, kNoon, "li", "conference.yaml", "[\"id\"]"}};
    ASSERT_TRUE(store.write(edit));
  }
  Database database(path());
  const StoredPackage stored = *PackageStore(database).load();
  EXPECT_EQ(stored.versions, (std::vector<VersionRecord>{{1, kNoon, "li", "The first"}}));
  EXPECT_EQ(stored.files, (FileTable{{"conference.yaml", "h1"}, {"README.md", "h2"}}));
  EXPECT_EQ(stored.draft, (DraftTable{{"conference.yaml", "h3"}, {"README.md", std::nullopt}}));
  EXPECT_EQ(stored.revision, 1u);
  EXPECT_EQ(stored.touches.size(), 1u);
  EXPECT_EQ(base::text_of(*stored.blobs.at("h3")), std::string_view("t\0wo", 4));
  EXPECT_EQ(stored.blobs.at("h2")->size(), 0u);
}

TEST_F(PackageRows, APublicationEmptiesTheDraftAndDropsWhatNobodyHas) {
  Database database(path());
  PackageStore store(database);
  ASSERT_TRUE(store.write(first_version()));
  PackageWrite edit;
  edit.blobs = {{"h3", bytes("two")}};
  edit.draft = {{"conference.yaml", "h3"}};
  ASSERT_TRUE(store.write(edit));
  edit.blobs = {{"h4", bytes("three")}};
  edit.draft = {{"conference.yaml", "h4"}};
  ASSERT_TRUE(store.write(edit));
  EXPECT_EQ(store.blob("h3").error().code(), Errc::kNotFound);
  PackageWrite publish;
  publish.version = VersionRecord{2, kNoon + 1h, "li", ""};
  publish.files = {{"conference.yaml", "h4"}};
  ASSERT_TRUE(store.write(publish));
  const StoredPackage stored = *store.load();
  EXPECT_TRUE(stored.draft.empty());
  EXPECT_EQ(stored.files, (FileTable{{"conference.yaml", "h4"}}));
  EXPECT_EQ(store.files(1)->at("README.md"), "h2");
  EXPECT_EQ(base::text_of(**store.blob("h1")), "one");
}

TEST_F(PackageRows, AVersionThatIsNotTheNextLeavesEverythingAsItWas) {
  Database database(path());
  PackageStore store(database);
  ASSERT_TRUE(store.write(first_version()));
  PackageWrite again = first_version();
  again.blobs = {{"h9", bytes("nine")}};
  EXPECT_EQ(store.write(again).error().code(), Errc::kConflict);
  EXPECT_EQ(store.blob("h9").error().code(), Errc::kNotFound);
}

}  // namespace
}  // namespace plenary::storage::package_store_test
