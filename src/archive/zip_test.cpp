#include "archive/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <functional>

namespace plenary::archive::zip_test {
namespace {

using base::Errc;

base::SharedBytes bytes(std::string_view text) {
  const auto view = base::view_of(text);
  return std::make_shared<const base::Bytes>(view.begin(), view.end());
}

/// A ZIP whose entries are as the test wants them.
base::Bytes crafted(
    const std::vector<std::pair<std::string, std::string>>& entries,
    const std::function<void(archive_entry*)>& change = [](archive_entry*) {}) {
  base::Bytes out(16u << 20);
  std::size_t used = 0;
  ::archive* a = archive_write_new();
  archive_write_set_format_zip(a);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  for (const auto& [path, text] : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, path.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    change(entry);
    archive_write_header(a, entry);
    archive_write_data(a, text.data(), text.size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

TEST(Zip, GivesBackWhatWentIn) {
  const Files files{{"conference.yaml", bytes("id: x\n")},
                    {"news/opening.zh.md", bytes("文")},
                    {"README.md", bytes("")}};
  const auto zip = write_zip(files);
  ASSERT_TRUE(zip);
  EXPECT_EQ(*zip, *write_zip(files));
  const auto back = read_zip(*zip);
  ASSERT_TRUE(back) << back.error().detail();
  ASSERT_EQ(back->size(), files.size());
  for (const auto& [path, content] : files) EXPECT_EQ(*back->at(path), *content) << path;
}

TEST(Zip, TakesOffTheFolderThatEverythingLiesIn) {
  const auto files = read_zip(crafted({{"mine/a.yaml", "a"}, {"mine/news/b.md", "b"}}));
  ASSERT_TRUE(files);
  EXPECT_TRUE(files->contains("a.yaml"));
  EXPECT_TRUE(files->contains("news/b.md"));
}

TEST(Zip, RefusesPathsThatLeadOut) {
  for (const char* path : {"../a", "a/../../b", "/etc/passwd", "a//b", "./a", "C:/a", "a/.."}) {
    const auto files = read_zip(crafted({{path, "x"}, {"ok", "x"}}));
    ASSERT_FALSE(files) << path;
    EXPECT_EQ(files.error().code(), Errc::kMalformed) << path;
  }
}

TEST(Zip, RefusesLinksAndWhatComesTwice) {
  const auto link = read_zip(crafted({{"a", ""}}, [](archive_entry* entry) {
    archive_entry_set_filetype(entry, AE_IFLNK);
    archive_entry_set_symlink(entry, "/etc/passwd");
  }));
  ASSERT_FALSE(link);
  EXPECT_EQ(link.error().detail(), "a is no plain file.");
  const auto twice = read_zip(crafted({{"a", "1"}, {"b", "2"}, {"a", "3"}}));
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().detail(), "a is in the ZIP twice.");
}

TEST(Zip, RefusesBombsBeforeTheyUnfold) {
  const base::Bytes bomb = crafted({{"a", std::string(15u << 20, '0')}});
  EXPECT_LT(bomb.size(), 200'000u);
  ZipLimits limits;
  limits.file_bytes = 1u << 20;
  EXPECT_EQ(read_zip(bomb, limits).error().code(), Errc::kLimit);
  limits.file_bytes = 16u << 20;
  limits.all_bytes = 1u << 20;
  EXPECT_EQ(read_zip(bomb, limits).error().code(), Errc::kLimit);
}

TEST(Zip, RefusesMoreFilesThanItsLimit) {
  std::vector<std::pair<std::string, std::string>> entries;
  for (std::size_t i = 0; i <= ZipLimits{}.files; ++i) {
    entries.emplace_back("f" + std::to_string(i), "");
  }
  const auto read = read_zip(crafted(entries));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), Errc::kLimit);
}

TEST(Zip, RefusesWhatIsNoZipOrCutOff) {
  EXPECT_FALSE(read_zip(base::view_of("")));
  EXPECT_FALSE(read_zip(base::view_of("not a zip at all")));
  const base::Bytes whole = crafted({{"a", "words"}, {"b", "words"}});
  EXPECT_FALSE(read_zip(base::ByteView(whole).first(whole.size() / 2)));
}

}  // namespace
}  // namespace plenary::archive::zip_test
