#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conference/fields.h"
#include "conference/whole_package.h"

namespace plenary::conference::file_owner_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The whole package with a second exhibitor, of these lines, and files of both.
Loaded with_bolt(const std::string& lines) {
  PackageFiles files = whole_package();
  const std::string document(files.text("documents/leaflet.pdf"));
  const std::string picture(files.text("pictures/stage.png"));
  for (const char* owner : {"acme", "bolt"}) {
    const std::string name = std::string(owner) + "--robot";
    files.put("documents/" + name + ".pdf", document);
    files.put("pictures/" + name + ".png", picture);
    files.films.insert(name + ".mp4");
  }
  files.put("pictures/embargoed.png", picture);
  files.put("exhibitors/bolt.yaml", "title: {en: Bolt}\nillustrative: true\n" + lines);
  return load(files);
}

std::vector<std::string> mistakes_of(const std::string& lines) {
  std::vector<std::string> all;
  for (const Mistake& mistake : with_bolt(lines).mistakes) all.push_back(print(mistake));
  return all;
}

std::string video(const std::string& film) {
  return "videos:\n  - {id: a, title: {en: A}, film: " + film + "}\n";
}

std::string document(const std::string& file) {
  return "documents:\n  - {id: a, title: {en: A}, file: " + file + "}\n";
}

TEST(FileOwner, StandsBeforeTheLastPairOfHyphens) {
  EXPECT_EQ(owner_of_file("acme--hall.webp"), "acme");
  EXPECT_EQ(owner_of_file("acme--east--hall.webp"), "acme--east");
  EXPECT_EQ(owner_of_file("hall.webp"), "");
  EXPECT_EQ(owner_of_file("acme-hall.x--y"), "") << "what follows the point is no name";
}

TEST(FileOwner, AnExhibitorShowsItsOwnFilesAndNobodys) {
  for (const std::string& lines :
       {std::string("logo: bolt--robot.png\npictures: [stage.png, bolt--robot.png]\n"),
        document("bolt--robot.pdf"), document("leaflet.pdf"), video("bolt--robot.mp4"),
        video("opening.mp4")}) {
    EXPECT_THAT(mistakes_of(lines), IsEmpty()) << lines;
  }
}

TEST(FileOwner, AnotherExhibitorsFileIsAMistakeWhereverItIsNamed) {
  const std::string rest = " is another exhibitor's. Name one whose name begins with `bolt--`, or one without `--`.";
  EXPECT_THAT(mistakes_of("logo: acme--robot.png\n"),
              ElementsAre("exhibitors/bolt.yaml:3: the picture `acme--robot.png`" + rest));
  EXPECT_THAT(mistakes_of("pictures: [acme--robot.png]\n"),
              ElementsAre("exhibitors/bolt.yaml:3: the picture `acme--robot.png`" + rest));
  EXPECT_THAT(mistakes_of("products:\n  - {id: a, title: {en: A}, pictures: [acme--robot.png]}\n"),
              ElementsAre("exhibitors/bolt.yaml:4: the picture `acme--robot.png`" + rest));
  EXPECT_THAT(mistakes_of(document("acme--robot.pdf")),
              ElementsAre("exhibitors/bolt.yaml:4: the document `acme--robot.pdf`" + rest));
  EXPECT_THAT(mistakes_of(video("acme--robot.mp4")),
              testing::Contains("exhibitors/bolt.yaml:4: the film `acme--robot.mp4`" + rest));
  EXPECT_THAT(mistakes_of("logo: acme--never.png\n"),
              ElementsAre("exhibitors/bolt.yaml:3: the picture `acme--never.png`" + rest))
      << "so that nobody learns which there are";
}

TEST(FileOwner, NoSuggestionGivesAwayWhatIsNotOnesOwn) {
  EXPECT_THAT(mistakes_of("logo: robot.png\n"),
              ElementsAre("exhibitors/bolt.yaml:3: there is no picture `robot.png`. Known are: "
                          "bolt--robot.png. They stand in the folder `pictures`."));
  EXPECT_THAT(mistakes_of("logo: embargoe.png\n"),
              ElementsAre("exhibitors/bolt.yaml:3: there is no picture `embargoe.png`. Known are: "
                          "bolt--robot.png. They stand in the folder `pictures`."));
  EXPECT_THAT(mistakes_of(document("bolt--robo.pdf")),
              ElementsAre("exhibitors/bolt.yaml:4: there is no document `bolt--robo.pdf`. Did you "
                          "mean `bolt--robot.pdf`? They stand in the folder `documents`."));
}

}  // namespace
}  // namespace plenary::conference::file_owner_test
