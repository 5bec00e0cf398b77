#include "formats/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libical/ical.h>

#include <memory>

#include "base/text.h"
#include "formats/formats_fixture.h"

namespace plenary::formats::calendar_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const Rendering kEnglish{"https://conference.example", "en"};

CalendarBook book(const std::string& language = "en") {
  return {small_conference(), small_history(), {kEnglish.origin, language}};
}

using Component = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;

Component parsed(const std::string& text) {
  return {icalcomponent_new_from_string(text.c_str()), &icalcomponent_free};
}

/// "uid sequence status start" of each event, as libical reads it.
std::vector<std::string> events(const std::string& text) {
  const Component calendar = parsed(text);
  std::vector<std::string> all;
  if (!calendar || icalcomponent_count_errors(calendar.get()) != 0) return {"not a calendar"};
  for (auto* event = icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT);
       event != nullptr;
       event = icalcomponent_get_next_component(calendar.get(), ICAL_VEVENT_COMPONENT)) {
    const char* const status = icalproperty_status_to_string(icalcomponent_get_status(event));
    all.push_back(std::string(icalcomponent_get_uid(event)) + " " +
                  std::to_string(icalcomponent_get_sequence(event)) + " " + status + " " +
                  icaltime_as_ical_string(icaltime_convert_to_zone(
                      icalcomponent_get_dtstart(event), icaltimezone_get_utc_timezone())));
  }
  return all;
}

TEST(Calendar, IsReadBackByLibical) {
  EXPECT_THAT(events(book().whole()),
              ElementsAre("5g.cic2020@plenary 1 CONFIRMED 20200724T010000Z",
                          "gone.cic2020@plenary 1 CANCELLED 20200724T030000Z",
                          "opening-ceremony.cic2020@plenary 0 CONFIRMED 20200723T063000Z"));
}

TEST(Calendar, FoldsAtSeventyFiveOctetsAndNeverWithinACharacter) {
  for (const char* language : {"en", "zh"}) {
    const std::string text = book(language).whole();
    for (std::string_view line : base::split(text, '\n')) {
      if (line.ends_with('\r')) line.remove_suffix(1);
      EXPECT_LE(line.size(), 75u) << line;
      EXPECT_TRUE(base::is_utf8(line)) << line;
    }
    EXPECT_EQ(text.find('\n') - 1, text.find('\r'));
  }
}

TEST(Calendar, KeepsItsWordsThroughEscaping) {
  const Component calendar = parsed(book().whole());
  auto* event = icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT);
  EXPECT_STREQ(icalcomponent_get_summary(event),
               small_conference().programme.sessions[1].title.in("en").data());
  EXPECT_STREQ(icalcomponent_get_location(event), "Hall 2");
  while (std::string_view(icalcomponent_get_uid(event)) != "opening-ceremony.cic2020@plenary") {
    event = icalcomponent_get_next_component(calendar.get(), ICAL_VEVENT_COMPONENT);
  }
  EXPECT_THAT(icalcomponent_get_description(event),
              HasSubstr("Words & <marks>;\nand a second line, with a comma."));
}

TEST(Calendar, BringsTheRulesOfItsZone) {
  const std::string text = book().whole();
  EXPECT_THAT(text, HasSubstr("BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\n"));
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=Asia/Shanghai:20200724T090000"));
}

TEST(Calendar, OfAZoneWithoutRulesIsInUtc) {
  conference::Content content = small_conference();
  content.time_zone = "UTC";
  const std::string text = CalendarBook(content, small_history(), kEnglish).whole();
  EXPECT_THAT(text, Not(HasSubstr("VTIMEZONE")));
  EXPECT_THAT(text, HasSubstr("DTSTART:20200724T010000Z"));
}

TEST(Calendar, OfOneReaderHasItsSessionsWithAnAlarm) {
  const std::vector<base::SessionId> mine = {id_of<base::SessionId>("5g"),
                                             id_of<base::SessionId>("gone"),
                                             id_of<base::SessionId>("nothing")};
  const std::string text = book().personal(mine);
  EXPECT_EQ(events(text).size(), 2u);
  EXPECT_THAT(text, HasSubstr("TRIGGER:-PT10M"));
  // What is cancelled rings no bell.
  EXPECT_EQ(text.find("BEGIN:VALARM"), text.rfind("BEGIN:VALARM"));
}

TEST(Calendar, HasMeetingsThatAreInNoProgramme) {
  Appointment meeting;
  meeting.uid = "booking-1@plenary";
  meeting.starts_at = *base::parse_rfc3339("2020-07-23T23:50:00+08:00");
  meeting.ends_at = meeting.starts_at + std::chrono::minutes(20);
  meeting.title = "Meeting with Li; Lei, Ltd";
  std::string text = book().of("Booth", event_text(meeting));
  EXPECT_THAT(events(text), ElementsAre(HasSubstr("booking-1@plenary 0 CONFIRMED")));
  EXPECT_THAT(text, HasSubstr("DTSTART:20200723T155000Z"));
  EXPECT_THAT(text, HasSubstr("TRIGGER:-PT10M"));
  meeting.cancelled = true;
  meeting.sequence = 1;
  text = book().personal({}, event_text(meeting));
  EXPECT_THAT(events(text), ElementsAre(HasSubstr("booking-1@plenary 1 CANCELLED")));
  EXPECT_THAT(text, Not(HasSubstr("VALARM")));
}

TEST(Calendar, OfOneSessionHoldsItAlone) {
  EXPECT_EQ(events(*book().session(id_of<base::SessionId>("5g"))).size(), 1u);
  EXPECT_FALSE(book().session(id_of<base::SessionId>("nothing")));
}

TEST(Calendar, StillStrikesOutASessionThatTheProgrammeLost) {
  conference::Content content = small_conference();
  content.programme.sessions.erase(content.programme.sessions.begin());
  const auto history = programme::announce(small_history(), content.programme,
                                           *base::parse_rfc3339("2020-07-02T10:00:00Z"));
  EXPECT_THAT(events(CalendarBook(content, history, kEnglish).whole()),
              testing::Contains("opening-ceremony.cic2020@plenary 1 CANCELLED 20200723T063000Z"));
}

TEST(Calendar, IsReadBackByPythonsIcalendar) {
  if (!run("/usr/bin/python3 -c 'import icalendar'").well) {
    GTEST_SKIP() << "python3-icalendar is not installed";
  }
  const ScratchFile program(
      "import icalendar, sys\n"
      "calendar = icalendar.Calendar.from_ical(open(sys.argv[1], 'rb').read())\n"
      "assert not calendar.errors, calendar.errors\n"
      "for event in calendar.walk('VEVENT'):\n"
      "  assert not event.errors, event.errors\n"
      "  print(event['UID'], event['SEQUENCE'], event['STATUS'], "
      "event.decoded('DTSTART').isoformat(),\n"
      "        len(event.walk('VALARM')))\n",
      ".py");
  const std::vector<base::SessionId> mine = {id_of<base::SessionId>("5g")};
  const ScratchFile whole(book("zh").whole(), ".ics");
  EXPECT_EQ(run("/usr/bin/python3 " + program.path() + " " + whole.path()).said,
            "5g.cic2020@plenary 1 CONFIRMED 2020-07-24T09:00:00+08:00 0\n"
            "gone.cic2020@plenary 1 CANCELLED 2020-07-24T11:00:00+08:00 0\n"
            "opening-ceremony.cic2020@plenary 0 CONFIRMED 2020-07-23T14:30:00+08:00 0\n");
  const ScratchFile personal(book().personal(mine), ".ics");
  EXPECT_EQ(run("/usr/bin/python3 " + program.path() + " " + personal.path()).said,
            "5g.cic2020@plenary 1 CONFIRMED 2020-07-24T09:00:00+08:00 1\n");
}

}  // namespace
}  // namespace plenary::formats::calendar_test
