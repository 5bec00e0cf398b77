#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <random>

#include "base/text.h"
#include "conference/library.h"
#include "conference/whole_package.h"
#include "storage/database.h"

namespace plenary::conference::library_property_test {
namespace {

namespace asio = boost::asio;

/// A package as people write them, made from a seed: either line end in each file, keys in any order, comments and
/// empty lines anywhere, texts as maps of either kind, in either quotes or none, with or without a last line end.
class GeneratedPackage {
 public:
  explicit GeneratedPackage(unsigned seed) : random_(seed) {
    sessions_ = 1 + below(5);
    people_ = 1 + below(4);
    add("conference.yaml", conference());
    add("organisations.yaml", list("organisations", {{"host", {"id: host", text("name", "Host")}}}));
    std::vector<Item> people;
    for (std::size_t i = 0; i < people_; ++i) {
      const std::string id = "person-" + std::to_string(i);
      people.push_back({id, {"id: " + id, text("name", "Person " + std::to_string(i)), "organisation: host"}});
    }
    add("people.yaml", list("people", people));
    add("programme.yaml", programme());
    for (std::size_t i = 0; i <= below(3); ++i) {
      const std::string slug = "story-" + std::to_string(i);
      add("news/" + slug + ".yaml",
          keys(0, {text("title", "Story " + std::to_string(i)), "published: 2030-05-01T09:00:00Z",
                   "pictures:\n  - picture: stage.png\n    alt: {en: A stage}"}));
      add("news/" + slug + ".en.md", "# Words\n\nOf *one* story,  \n  oddly set.\n\n\n![A stage](stage.png)\n");
      add("news/" + slug + ".id.md", "Kata-kata.\n");
    }
    files_.files["pictures/stage.png"] = whole_package().files.at("pictures/stage.png");
    add("README.md", "Notes.\n");
  }

  const PackageFiles& files() const { return files_; }

  /// The edit of one title, of whatever has one.
  FileEdit edit(const std::string& title) {
    FileEdit made;
    const auto number = [&](std::size_t among) { return std::to_string(below(among)); };
    switch (below(4)) {
      case 0:
        made.file = "conference.yaml";
        made.edit.path = {{std::string("title")}};
        break;
      case 1:
        made.file = "programme.yaml";
        made.edit.path = {{std::string("sessions")}, {PathStep::Item{"id", "session-" + number(sessions_)}}, {std::string("title")}};
        break;
      case 2:
        made.file = "people.yaml";
        made.edit.path = {{std::string("people")}, {PathStep::Item{"id", "person-" + number(people_)}}, {std::string("name")}};
        break;
      default:
        made.file = "news/story-0.yaml";
        made.edit.path = {{std::string("title")}};
    }
    made.edit.path.push_back({std::string("en")});
    made.edit.value = boost::json::string(title);
    return made;
  }

 private:
  struct Item {
    std::string id;
    std::vector<std::string> keys;
  };

  std::size_t below(std::size_t end) { return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_); }
  bool one_in(std::size_t many) { return below(many) == 0; }

  /// A scalar of one line in one of the styles that YAML has.
  std::string scalar(const std::string& words) {
    switch (below(3)) {
      case 0:
        return "'" + words + "'";
      case 1:
        return '"' + words + '"';
      default:
        return words;
    }
  }
  std::string comment() { return one_in(3) ? std::string(1 + below(3), ' ') + "# " + (one_in(2) ? "a note" : "备注") : ""; }

  /// `key` with a text in two languages, as a map on one line or on three.
  std::string text(const std::string& key, const std::string& words) {
    if (one_in(2)) return key + ": {en: " + scalar(words) + ", id: " + scalar("Dalam " + words) + "}" + comment();
    return key + ":" + comment() + "\n  en: " + scalar(words) + comment() + "\n  id:   " + scalar("Dalam " + words) + comment();
  }

  /// Keys in any order, each with what is below it, indented.
  std::string keys(std::size_t indent, std::vector<std::string> all, const std::string& first = "") {
    std::shuffle(all.begin(), all.end(), random_);
    std::string out;
    bool begins = !first.empty();
    for (const std::string& key : all) {
      if (!begins && one_in(5)) out += one_in(2) ? "\n" : std::string(indent, ' ') + "# between\n";
      for (const auto line : base::split(key, '\n')) {
        out += begins ? first : std::string(indent, ' ');
        out += std::string(line) + "\n";
        begins = false;
      }
    }
    return out;
  }

  std::string list(const std::string& name, const std::vector<Item>& items) {
    std::string out = one_in(2) ? "# Written by hand.\n\n" : "";
    out += name + ":" + comment() + "\n";
    const std::size_t indent = one_in(2) ? 2 : 0;
    for (const Item& item : items) {
      out += keys(indent + 2, item.keys, std::string(indent, ' ') + "- ");
      if (one_in(4)) out += "\n";
    }
    return out;
  }

  std::string conference() {
    return keys(0, {"id: made", text("title", "A conference"), "short_name: Made", "host: host", "languages: [en, id]",
                    "time_zone: Asia/Jakarta", "days:\n  - {date: '2030-05-01'}\n  -   date: '2030-05-02'   # The second."});
  }

  std::string programme() {
    std::vector<Item> sessions;
    for (std::size_t i = 0; i < sessions_; ++i) {
      const std::string id = "session-" + std::to_string(i);
      sessions.push_back({id, {"id: " + id, "kind: keynote", "stage: main", text("title", "Session " + std::to_string(i)),
                               "starts_at: 2030-05-01T0" + std::to_string(i) + ":00:00+07:00",
                               "ends_at: 2030-05-01T0" + std::to_string(i) + ":45:00+07:00",
                               "abstract:\n  en: >-\n    Words that go\n    on and on.\n  id: |\n    Baris satu.\n    Baris dua."}});
    }
    return list("stages", {{"main", {"id: main", text("title", "Main stage"), "inputs: [{id: primary}]"}}}) +
           list("sessions", sessions);
  }

  void add(const std::string& path, std::string text) {
    if (one_in(4) && text.ends_with("\n")) text.pop_back();
    std::string ended;
    const bool windows = one_in(3);
    for (const char c : text) {
      if (c == '\n' && windows) ended += '\r';
      ended += c;
    }
    const auto view = base::view_of(ended);
    files_.files[path] = std::make_shared<const base::Bytes>(view.begin(), view.end());
  }

  std::mt19937 random_;
  std::size_t sessions_ = 0;
  std::size_t people_ = 0;
  PackageFiles files_;
};

template <class T>
asio::awaitable<std::optional<T>> awaited(asio::awaitable<T> work) {
  co_return co_await std::move(work);
}

template <class T>
base::Result<T> done(asio::io_context& io, Library::Act<T> act) {
  std::optional<base::Result<T>> outcome;
  asio::co_spawn(io, awaited<base::Result<T>>(std::move(act)),
                 [&](std::exception_ptr, std::optional<base::Result<T>> given) { outcome = std::move(given); });
  io.restart();
  io.run();
  return std::move(*outcome);
}

/// The lines that differ, "path:number".
std::vector<std::string> different_lines(const PackageFiles& before, const PackageFiles& after) {
  std::vector<std::string> different;
  for (const auto& [path, bytes] : before.files) {
    const auto found = after.files.find(path);
    if (found == after.files.end()) {
      different.push_back(path + " is gone");
      continue;
    }
    const auto old_lines = base::split(base::text_of(*bytes), '\n');
    const auto new_lines = base::split(base::text_of(*found->second), '\n');
    if (old_lines.size() != new_lines.size()) different.push_back(path + " has other lines");
    for (std::size_t i = 0; i < std::min(old_lines.size(), new_lines.size()); ++i) {
      if (old_lines[i] != new_lines[i]) different.push_back(path + ":" + std::string(new_lines[i]));
    }
  }
  for (const auto& [path, bytes] : after.files) {
    if (!before.files.contains(path)) different.push_back(path + " is new");
  }
  return different;
}

TEST(LibraryProperty, AnyPackageIsExportedWithOneTitleEditedAndNothingElse) {
  char name[] = "/tmp/plenary-property-XXXXXX";
  const std::filesystem::path folder = ::mkdtemp(name);
  asio::io_context io;
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    GeneratedPackage package(seed);
    for (const Mistake& mistake : load(package.files()).mistakes) {
      if (mistake.severity != Mistake::Severity::kWarning) ADD_FAILURE() << print(mistake);
    }
    storage::Database database((folder / (std::to_string(seed) + ".db")).string());
    auto library = Library::open(database, [] { return base::Instant{}; }, folder / "films");
    ASSERT_TRUE(library) << library.error().detail();
    ASSERT_TRUE((*library)->import_now(package.files(), 0, "imported", "command line"));
    EXPECT_TRUE(different_lines(package.files(), *(*library)->files_now(1)).empty()) << "what came in goes out";

    const std::string title = "Edited: \"once\" # " + std::to_string(seed);
    std::vector<FileEdit> edits{package.edit(title)};
    const std::string file = edits[0].file;
    const auto edited = done<Edited>(io, (*library)->edit(std::move(edits), "li"));
    ASSERT_TRUE(edited) << edited.error().detail();
    ASSERT_TRUE(edited->conflicts.empty());
    ASSERT_TRUE(done<storage::VersionRecord>(io, (*library)->publish(edited->revision, "One title", "li")));
    const auto exported = (*library)->files_now(2);
    ASSERT_TRUE(exported);
    const auto lines = different_lines(package.files(), *exported);
    ASSERT_EQ(lines.size(), 1u) << testing::PrintToString(lines);
    EXPECT_TRUE(lines[0].starts_with(file + ":")) << lines[0];
    EXPECT_NE(lines[0].find("once"), std::string::npos) << lines[0];
    std::filesystem::remove_all(folder / (std::to_string(seed) + ".db"));
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace plenary::conference::library_property_test
