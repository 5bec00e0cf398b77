#include "audience/documents.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "audience/figures_text.h"
#include "base/csv.h"

namespace plenary::audience::documents_test {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

const base::Instant kTen{std::chrono::sys_days{std::chrono::year{2020} / 7 / 23} + 10h};

Figures figures() {
  Figures figures;
  figures.seconds = 120;
  figures.average = 10.4;
  figures.average_low = 10.0;
  figures.average_high = 11.26;
  figures.peak = 12.0;
  figures.peak_low = 11.5;
  figures.peak_high = 13.0;
  figures.views = {40, 38, 30, 20};
  figures.accounts = 7;
  figures.curve = {{kTen, 9, 8.5, 9.5}, {kTen + 60s, 12, 11.5, 13}};
  return figures;
}

TEST(SessionFigures, AreOneTableWithEveryFigureAndItsMeaning) {
  const auto rows = base::read_csv(figures_csv(figures()), 100);
  ASSERT_TRUE(rows) << rows.error().detail();
  std::string table;
  for (const auto& [row, line] : *rows) {
    ASSERT_EQ(row.size(), 6u);
    for (std::size_t i = 0; i < 5; ++i) table += row[i] + (i < 4 ? "|" : "\n");
    EXPECT_EQ(row[0] != "figure", row[5].size() > 10) << row[0];
  }
  EXPECT_EQ(table,
            "figure|at|value|low|high\n"
            "counted_seconds||120||\n"
            "average_minute_audience||10.4|10.0|11.3\n"
            "peak||12.0|11.5|13.0\n"
            "unique_devices||40||\n"
            "accounts||7||\n"
            "views_at_least_2_s||38||\n"
            "views_at_least_30_s||30||\n"
            "views_at_least_60_s||20||\n"
            "viewers|2020-07-23T10:00:00.000Z|9.0|8.5|9.5\n"
            "viewers|2020-07-23T10:01:00.000Z|12.0|11.5|13.0\n");
}

TEST(SessionFigures, SayWhatTheyMeanInEveryLanguage) {
  const json::value document = json::parse(figures_document("ceremony", figures()));
  for (const char* figure :
       {"average_minute_audience", "peak", "unique_devices", "accounts", "views", "viewers", "counted_seconds"}) {
    for (const char* language : {"zh", "en", "id"}) {
      EXPECT_FALSE(document.at("definitions").at(figure).at(language).as_string().empty());
    }
  }
  EXPECT_EQ(document.at("average_minute_audience").at("high"), 11);
  EXPECT_EQ(document.at("peak").at("value"), 12);
  EXPECT_EQ(document.at("peak").at("high"), 13);
  EXPECT_EQ(document.at("views").at("at_least_60_s"), 20);
}

/// A message, a question asked anonymously, a vote and a removal, as the journal has them.
std::vector<storage::JournalRecord> journal() {
  std::vector<storage::JournalRecord> records;
  const auto add = [&](Act act, const std::string& who, const std::string& role = "") {
    Entry entry;
    entry.seq = records.size() + 1;
    entry.at = kTen + std::chrono::seconds(entry.seq);
    entry.actor.author = "v:sid-of-" + who;
    entry.actor.by = "by-" + who;
    entry.actor.name = who;
    entry.actor.role = role;
    entry.act = std::move(act);
    entry.act.id = "act" + std::to_string(entry.seq);
    records.push_back(record_of(*base::StageId::parse("opening"), entry));
  };
  Act say;
  say.text = plain_text("=cmd(\"x\"), hello");
  add(say, "Li");
  Act vote;
  vote.kind = ActKind::kVote;
  vote.ref = "p9";
  vote.choices = {0, 2};
  add(vote, "Secretive");
  Act answer;
  answer.kind = ActKind::kVote;
  answer.ref = "p10";
  answer.text = plain_text("More of this");
  add(answer, "Secretive");
  Act remove;
  remove.kind = ActKind::kRemove;
  remove.ref = "m1";
  remove.rule = "spam";
  add(remove, "Mo", "moderator");
  return records;
}

TEST(AnExport, IsOneObjectALine) {
  const std::string lines = export_jsonl(journal());
  std::vector<json::value> read;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    ASSERT_NE(end, std::string::npos) << "every line is ended";
    read.push_back(json::parse(lines.substr(at, end - at)));
    at = end + 1;
  }
  ASSERT_EQ(read.size(), 4u);
  EXPECT_EQ(read[0].at("author"), "v:sid-of-Li");
  EXPECT_EQ(read[0].at("stage"), "opening");
  EXPECT_EQ(read[0].at("at"), "2020-07-23T10:00:01.000Z");
  EXPECT_EQ(read[0].at("act").at("text"), "=cmd(\"x\"), hello");
  EXPECT_EQ(json::serialize(read[1].at("act").at("choices")), "[0,2]");
  EXPECT_EQ(read[3].at("act").at("rule"), "spam");
}

TEST(AnExport, NeverTellsWhoVoted) {
  for (const std::string& text : {export_jsonl(journal()), export_csv(journal())}) {
    EXPECT_EQ(text.find("Secretive"), std::string::npos) << text;
    EXPECT_NE(text.find("More of this"), std::string::npos) << "what was voted is told";
    EXPECT_NE(text.find("sid-of-Li"), std::string::npos);
  }
}

TEST(AnExport, AsCsvIsSafeToOpenInASpreadsheet) {
  const std::string text = export_csv_head() + export_csv(journal());
  EXPECT_NE(text.find(R"("'=cmd(""x""), hello")"), std::string::npos) << text;
  const auto rows = base::read_csv(text, 100);
  ASSERT_TRUE(rows) << rows.error().detail();
  ASSERT_EQ(rows->size(), 5u);
  using Row = std::vector<std::string>;
  EXPECT_EQ(rows->at(0).fields, (Row{"seq", "at", "author", "by", "name", "role", "do", "about", "text",
                              "standing"}));
  EXPECT_EQ(rows->at(1).fields, (Row{"1", "2020-07-23T10:00:01.000Z", "v:sid-of-Li", "by-Li", "Li", "",
                              "say", "", "=cmd(\"x\"), hello", "shown"}));
  EXPECT_EQ(rows->at(2).fields, (Row{"2", "2020-07-23T10:00:02.000Z", "", "", "", "", "vote", "p9 1 3",
                              "", "shown"}));
  EXPECT_EQ(rows->at(4).fields.at(6), "remove");
}

}  // namespace
}  // namespace plenary::audience::documents_test
