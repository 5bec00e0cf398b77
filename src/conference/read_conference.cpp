#include <algorithm>

#include "conference/readers.h"
#include "conference/zone.h"

namespace plenary::conference {
namespace {

using programme::Day;

bool is_source_key(std::string_view key) {
  if (key.empty() || key.size() > 32) return false;
  return std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

Source read_source(const YamlEntry& entry, const Known& known, Report& report) {
  Fields fields(entry.value, "a source", known, report);
  Source source;
  source.title = fields.text("title", Need::kRequired);
  source.url = fields.address("url", Need::kOptional);
  const std::string grade = fields.text("grade", Need::kRequired);
  if (grade == "A" || grade == "B" || grade == "C") {
    source.grade = grade[0];
  } else if (!grade.empty()) {
    report.error(
        fields.line_of("grade"), "there is no grade " + in_quotes(grade),
        "Write A (organiser, government, agency), B (credible) or C (beside another only).");
  }
  fields.finish();
  return source;
}

std::vector<Passage> read_passages(Fields& parent, std::string_view key, const std::string& noun,
                                   bool title_alone, const Known& known) {
  std::vector<Passage> passages;
  std::set<std::string> taken;
  for (const YamlNode& item : parent.list(key, Need::kOptional)) {
    Fields fields(item, noun, known, parent.report());
    Passage passage;
    if (const auto id = fields.id<base::Slug<struct PassageTag>>(taken)) passage.id = id->text();
    passage.title = fields.localised("title", title_alone ? Need::kRequired : Need::kOptional);
    passage.text =
        fields.localised("text", title_alone ? Need::kOptional : Need::kRequired, Shape::kProse);
    passage.our_wording = fields.our_wording();
    passage.sources = fields.sources();
    fields.finish();
    passages.push_back(std::move(passage));
  }
  return passages;
}

std::vector<Day> read_days(Fields& parent, const Known& known) {
  std::vector<Day> days;
  if (parent.has_empty_list("days")) {
    parent.report().error(parent.line_of("days"), "a conference has at least one day",
                          "Add it, such as `- date: 2020-07-23`.");
  }
  for (const YamlNode& item : parent.list("days", Need::kRequired)) {
    Fields fields(item, "a day", known, parent.report());
    Day day;
    const auto date = fields.date("date");
    day.title = fields.localised("title", Need::kOptional);
    day.note = fields.localised("note", Need::kOptional, Shape::kProse);
    day.illustrative = fields.flag("illustrative");
    day.our_wording = fields.our_wording();
    day.sources = fields.sources(day.illustrative);
    fields.finish();
    if (!date) continue;
    day.date = *date;
    if (!days.empty() && days.back().date >= day.date) {
      parent.report().error(fields.line_of("date"), "this day does not follow the one above it",
                            "List each day once, in order of date.");
    }
    days.push_back(std::move(day));
  }
  return days;
}

void read_zone(Fields& fields, Content& content) {
  content.time_zone = fields.text("time_zone", Need::kRequired);
  content.time_zone_illustrative = fields.flag("time_zone_illustrative");
  content.time_zone_name = fields.localised("time_zone_name", Need::kOptional);
  if (content.time_zone.empty()) return;
  base::Instant first_noon{};
  if (!content.programme.days.empty()) {
    first_noon =
        std::chrono::sys_days{content.programme.days.front().date} + std::chrono::hours{12};
  }
  const auto offset = zone_offset(content.time_zone, first_noon);
  if (offset) {
    content.utc_offset = *offset;
    if (content.time_zone_name.empty()) {
      content.time_zone_name = zone_names(content.time_zone, content.languages);
    }
  } else {
    fields.report().error(fields.line_of("time_zone"), "there is no such time zone",
                          "Write its IANA name, such as `Asia/Shanghai`.");
  }
}

void read_languages_again(Fields& fields, Content& content) {
  content.languages = fields.words("languages", Need::kRequired);
  std::set<std::string> seen;
  for (const std::string& tag : content.languages) {
    if (!is_language_tag(tag)) {
      fields.report().error(fields.line_of("languages"), in_quotes(tag) + " is not a language",
                            "Write a BCP 47 tag such as `zh`, `en` or `id`.");
    } else if (!seen.insert(tag).second) {
      fields.report().error(fields.line_of("languages"), in_quotes(tag) + " is listed twice",
                            "Keep one of the two.");
    }
  }
  if (fields.has_empty_list("languages")) {
    fields.report().error(fields.line_of("languages"), "a conference has at least one language",
                          "Write it, such as `languages: [en]`.");
  }
  content.fallback = fields.words("fallback", Need::kOptional);
  for (const std::string& tag : content.fallback) {
    if (!seen.contains(tag)) {
      fields.report().error(fields.line_of("fallback"), in_quotes(tag) + " is not in `languages`",
                            "Name only languages of the conference here.");
    }
  }
  if (content.fallback.empty()) content.fallback = content.languages;
  content.news_languages = fields.words("news_languages", Need::kOptional);
  for (const std::string& tag : content.news_languages) {
    if (!is_language_tag(tag)) {
      fields.report().error(fields.line_of("news_languages"), in_quotes(tag) + " is not a language",
                            "Write a BCP 47 tag such as `zh`, `en` or `id`.");
    } else if (!seen.insert(tag).second) {
      fields.report().error(fields.line_of("news_languages"),
                            in_quotes(tag) + " is a language already",
                            "Name here only those that `languages` lacks, each once.");
    }
  }
}

void read_demonstration_clock(Fields& fields, Content& content) {
  content.demonstration_clock = fields.instant("demonstration_clock", Need::kOptional);
  if (!content.demonstration_clock || content.programme.days.empty()) return;
  const auto date = programme::local_date(*content.demonstration_clock, content.utc_offset);
  const auto& days = content.programme.days;
  const bool within =
      std::any_of(days.begin(), days.end(), [date](const Day& day) { return day.date == date; });
  if (within) return;
  fields.report().warning(fields.line_of("demonstration_clock"),
                          "the demonstration would begin on a day that is not the conference's",
                          "Choose a time on one of its days.");
}

std::vector<report::Rate> read_rates(Fields& parent, const Known& site,
                                     const std::vector<std::string>& news_languages) {
  Known known = site;  // An amount may be shown to readers of the newsroom alone.
  if (!known.languages.empty()) {
    known.languages.insert(known.languages.end(), news_languages.begin(), news_languages.end());
  }
  std::vector<report::Rate> rates;
  std::set<std::string> taken;
  for (const YamlNode& item : parent.list("currency_rates", Need::kOptional)) {
    Fields fields(item, "a currency rate", known, parent.report());
    report::Rate rate;
    if (const auto id = fields.id<report::RateId>(taken)) rate.id = *id;
    rate.from = fields.currency("from");
    rate.to = fields.currency("to");
    const auto value = fields.decimal("rate", Need::kRequired);
    if (const auto date = fields.date("date")) rate.date = *date;
    rate.languages = fields.languages("for_languages");
    rate.inferred = fields.flag("inferred");
    rate.note = fields.localised("note", Need::kOptional, Shape::kProse);
    rate.our_wording = fields.our_wording();
    rate.sources = fields.sources();
    fields.finish();
    if (!rate.from.empty() && rate.from == rate.to) {
      parent.report().error(fields.line_of("to"), "a rate leads from a currency to itself",
                            "Name two currencies.");
    }
    if (value && (value->zero() || value->negative())) {
      parent.report().error(fields.line_of("rate"), "a rate is above zero",
                            "Write how many units of `to` one of `from` is worth.");
    } else if (value) {
      rate.rate = *value;
    }
    rates.push_back(std::move(rate));
  }
  return rates;
}

std::vector<DeclaredAudience> read_declared_audience(Fields& parent, const Known& known) {
  std::vector<DeclaredAudience> declared;
  std::set<std::string> taken;
  for (const YamlNode& item : parent.list("audience_declared", Need::kOptional)) {
    Fields fields(item, "a declared audience", known, parent.report());
    DeclaredAudience one;
    if (const auto id = fields.id<base::Slug<struct DeclaredTag>>(taken)) one.id = id->text();
    one.text = fields.localised("text", Need::kRequired, Shape::kProse);
    one.of = fields.localised("of", Need::kRequired);
    one.viewers = fields.decimal("viewers", Need::kOptional);
    one.approximation = fields.approximation();
    one.session = fields.reference<base::SessionId>("session", Need::kOptional, known.sessions);
    one.our_wording = fields.our_wording();
    one.sources = fields.sources();
    fields.finish();
    declared.push_back(std::move(one));
  }
  return declared;
}

}  // namespace

std::map<std::string, Source> read_sources(const YamlNode& root, const Known& known,
                                           Report& report) {
  std::map<std::string, Source> sources;
  if (root.kind != YamlNode::Kind::kMap) {
    report.error(root.line, "sources.yaml is a map from a source's key to its title, url and grade",
                 "Begin each source with its key and a colon, such as `ISC:`.");
    return sources;
  }
  for (const YamlEntry& entry : root.entries) {
    if (!is_source_key(entry.key)) {
      report.error(entry.line, in_quotes(entry.key) + " cannot be the key of a source",
                   "Use A-Z, 0-9 and hyphens, 32 at most.");
      continue;
    }
    sources[entry.key] = read_source(entry, known, report);
  }
  return sources;
}

void read_conference(const YamlNode& root, const Known& known, Report& report, Content& content) {
  Fields fields(root, "the conference", known, report);
  std::set<std::string> taken;
  if (const auto id = fields.id<base::ConferenceId>(taken)) content.id = *id;
  content.title = fields.localised("title", Need::kRequired);
  content.short_name = fields.text("short_name", Need::kRequired);
  content.theme = fields.localised("theme", Need::kOptional);
  const auto host =
      fields.reference<base::OrganisationId>("host", Need::kRequired, known.organisations);
  if (host) content.host = *host;
  read_languages_again(fields, content);
  content.programme.days = read_days(fields, known);
  read_zone(fields, content);
  read_demonstration_clock(fields, content);
  content.our_wording = fields.our_wording();
  content.sources = fields.sources();
  content.sections = read_passages(fields, "sections", "a section", true, known);
  content.topics = read_passages(fields, "topics", "a topic", true, known);
  content.facts = read_passages(fields, "facts", "a fact", false, known);
  content.rates = read_rates(fields, known, content.news_languages);
  content.declared_audience = read_declared_audience(fields, known);
  fields.finish();
}

}  // namespace plenary::conference
