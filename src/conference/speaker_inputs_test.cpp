#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conference/whole_package.h"

namespace plenary::conference::speaker_inputs_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// The whole package with `wrong` in the place of `right` in its programme.
Loaded with(const std::string& right, const std::string& wrong) {
  PackageFiles files = whole_package();
  std::string text(files.text("programme.yaml"));
  const std::size_t at = text.find(right);
  EXPECT_NE(at, std::string::npos) << right;
  files.put("programme.yaml", text.replace(at, right.size(), wrong));
  return load(files);
}

std::vector<std::string> mistakes(const std::string& right, const std::string& wrong) {
  std::vector<std::string> all;
  for (const Mistake& mistake : with(right, wrong).mistakes) all.push_back(print(mistake));
  return all;
}

TEST(SpeakersInput, IsForAllOrForOne) {
  const Loaded loaded = load(whole_package());
  const auto& inputs = loaded.content->programme.stages.at(0).inputs;
  EXPECT_FALSE(inputs.at(0).for_speakers);
  EXPECT_TRUE(inputs.at(1).for_speakers);
  EXPECT_EQ(inputs.at(2).person->text(), "ada");
}

TEST(SpeakersInput, IsNamedWithTheRemedyWhereItIsWrong) {
  EXPECT_THAT(mistakes("for: speakers", "for: everybody"),
              ElementsAre("programme.yaml:6: `for` cannot be `everybody`. Write `for: speakers`, or "
                          "`person: ID` for one of them."));
  EXPECT_THAT(mistakes("for: speakers", "for: speakers, person: ada"),
              ElementsAre("programme.yaml:6: the input is for all speakers and for one. Keep one of "
                          "`for: speakers` and `person: ID`."));
  EXPECT_THAT(mistakes("kind: demo", "kind: demo, for: speakers"),
              ElementsAre("programme.yaml:9: only what somebody publishes is for speakers. Write "
                          "`kind: rtmp`, or delete this line."));
  EXPECT_THAT(mistakes("ada-home, person: ada", "ada-home, person: nobody"),
              ElementsAre(testing::StartsWith("programme.yaml:7: there is no person `nobody`.")));
}

TEST(SignedDocument, IsAPdfOfThePackageOrIsLeftOut) {
  EXPECT_EQ(load(whole_package()).content->documents.count("agreement.pdf"), 1u);
  EXPECT_THAT(mistakes("      file: agreement.pdf\n", ""), IsEmpty());
  EXPECT_EQ(with("      file: agreement.pdf\n", "").content->documents.count("agreement.pdf"), 0u)
      << "what nobody shows is nobody's to fetch";
  EXPECT_THAT(mistakes("file: agreement.pdf", "file: agrement.pdf"),
              ElementsAre(testing::StartsWith(
                  "programme.yaml:84: there is no document `agrement.pdf`. Did you mean")));
  EXPECT_THAT(mistakes("file: agreement.pdf", "file: ../conference.yaml"),
              ElementsAre(testing::StartsWith(
                  "programme.yaml:84: there is no document `../conference.yaml`.")));
}

TEST(MissingFilms, AreNoMistakeWhereTheyFollow) {
  PackageFiles files = whole_package();
  files.films.clear();
  EXPECT_FALSE(load(files).mistakes.empty());
  files.films_follow = true;
  EXPECT_THAT(load(files).mistakes, IsEmpty());
}

}  // namespace
}  // namespace plenary::conference::speaker_inputs_test
