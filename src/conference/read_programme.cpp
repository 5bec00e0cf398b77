#include <algorithm>

#include "conference/readers.h"
#include "conference/zone.h"
#include "programme/agenda.h"

namespace plenary::conference {
namespace {

using programme::InputDescription;
using programme::InputKind;
using programme::ItemKind;
using programme::LadderChoice;
using programme::RunningOrderItem;
using programme::Session;
using programme::StageDescription;

constexpr std::chrono::hours kLongestSession{24};
/// Clashes are looked for between any two sessions that overlap.
constexpr std::size_t kMostSessions = 5'000;

/// Reads programme.yaml: what its parts have in common is kept here.
class ProgrammeReader {
 public:
  ProgrammeReader(const Known& known, Report& report, Content& content)
      : known_(known), report_(report), content_(content) {}

  void read(const YamlNode& root) {
    Fields file(root, "programme.yaml", known_, report_);
    for (const YamlNode& item : file.list("stages", Need::kRequired)) read_stage(item);
    if (file.has_empty_list("stages")) {
      report_.error(file.line_of("stages"), "a conference has at least one stage", "Add it.");
    }
    for (const YamlNode& item : file.list("forums", Need::kOptional)) read_forum(item);
    for (const YamlNode& item : file.list("sessions", Need::kRequired)) read_session(item);
    file.finish();
    if (content_.programme.sessions.size() > kMostSessions) {
      return report_.error(file.line_of("sessions"), "there are more than 5,000 sessions",
                           "Make several conferences of them.");
    }
    report_clashes();
    std::stable_sort(
        content_.programme.sessions.begin(), content_.programme.sessions.end(),
        [](const Session& one, const Session& other) { return one.starts_at < other.starts_at; });
  }

 private:
  void read_stage(const YamlNode& item) {
    Fields fields(item, "a stage", known_, report_);
    StageDescription stage;
    const auto id = fields.id<base::StageId>(stages_.ids);
    stage.title = fields.localised("title", Need::kRequired);
    stage.ladder = fields.choice("ladder", Need::kOptional,
                                 {LadderChoice::kAuto, LadderChoice::k720p, LadderChoice::k1080p});
    stage.inputs = read_inputs(fields);
    stage.our_wording = fields.our_wording();
    fields.finish();
    if (id) stage.id = *id;
    content_.programme.stages.push_back(std::move(stage));
  }

  std::vector<InputDescription> read_inputs(Fields& stage) {
    std::vector<InputDescription> inputs;
    std::set<std::string> taken;
    for (const YamlNode& item : stage.list("inputs", Need::kRequired)) {
      Fields fields(item, "an input", known_, report_);
      InputDescription input;
      if (const auto id = fields.id<base::InputId>(taken)) input.id = *id;
      input.kind = fields.choice("kind", Need::kOptional,
                                 {InputKind::kRtmp, InputKind::kFilm, InputKind::kDemo});
      input.title = fields.localised("title", Need::kOptional);
      input.film = read_film(fields, input.kind);
      read_whom(fields, input);
      fields.finish();
      if (!inputs.empty() && inputs.back().kind == InputKind::kDemo) {
        report_.error(fields.line(), "an input stands after the demonstration",
                      "Move the input of kind `demo` to the end: everything else goes before it.");
      }
      inputs.push_back(std::move(input));
    }
    if (stage.has_empty_list("inputs")) {
      report_.error(stage.line_of("inputs"), "a stage has at least one input",
                    "Add it, such as `- id: primary`.");
    }
    return inputs;
  }

  std::string read_film(Fields& fields, InputKind kind) {
    if (kind != InputKind::kFilm) {
      if (fields.has("film")) {
        report_.error(fields.line_of("film"), "only an input of kind `film` plays a film",
                      "Write `kind: film`, or delete this line.");
      }
      fields.text("film", Need::kOptional);
      return {};
    }
    if (!fields.has("film")) fields.text("film", Need::kRequired);
    return fields.film("film");
  }

  /// For which speakers an input is: `for: speakers`, or `person` for one.
  void read_whom(Fields& fields, InputDescription& input) {
    const std::string whom = fields.text("for", Need::kOptional);
    input.person = fields.reference<base::PersonId>("person", Need::kOptional, known_.people);
    input.for_speakers = whom == "speakers";
    if (!whom.empty() && !input.for_speakers) {
      report_.error(fields.line_of("for"), "`for` cannot be " + in_quotes(whom),
                    "Write `for: speakers`, or `person: ID` for one of them.");
    }
    const bool whose = fields.has("for") || fields.has("person");
    if (fields.has("for") && fields.has("person")) {
      report_.error(fields.line_of("for"), "the input is for all speakers and for one",
                    "Keep one of `for: speakers` and `person: ID`.");
    }
    if (whose && input.kind != InputKind::kRtmp) {
      report_.error(fields.line_of(fields.has("for") ? "for" : "person"),
                    "only what somebody publishes is for speakers",
                    "Write `kind: rtmp`, or delete this line.");
    }
  }

  std::string read_topic(Fields& fields) {
    const auto topic =
        fields.reference<base::Slug<struct TopicTag>>("topic", Need::kOptional, known_.topics);
    return topic ? topic->text() : std::string();
  }

  void read_forum(const YamlNode& item) {
    Fields fields(item, "a forum", known_, report_);
    programme::Forum forum;
    const auto id = fields.id<base::ForumId>(forums_.ids);
    forum.title = fields.localised("title", Need::kRequired);
    forum.organisation = fields.reference<base::OrganisationId>("organisation", Need::kOptional,
                                                                known_.organisations);
    for (const std::string& host : fields.references("co_hosts", known_.organisations)) {
      if (const auto parsed = base::OrganisationId::parse(host)) forum.co_hosts.push_back(*parsed);
    }
    forum.topic = read_topic(fields);
    forum.colour = fields.colour("colour");
    forum.text = fields.localised("text", Need::kOptional, Shape::kProse);
    forum.our_wording = fields.our_wording();
    forum.sources = fields.sources();
    fields.finish();
    if (id) forum.id = *id;
    content_.programme.forums.push_back(std::move(forum));
  }

  void read_session(const YamlNode& item) {
    Fields fields(item, "a session", known_, report_);
    Session session;
    const auto id = fields.id<base::SessionId>(sessions_);
    session.title = fields.localised("title", Need::kRequired);
    session.kind = read_session_kind(fields);
    const auto stage = fields.reference<base::StageId>("stage", Need::kRequired, stages_);
    session.forum = fields.reference<base::ForumId>("forum", Need::kOptional, forums_);
    const bool timed = read_times(fields, session);
    session.part_of_day = fields.localised("part_of_day", Need::kOptional);
    session.abstract = fields.localised("abstract", Need::kOptional, Shape::kProse);
    session.moderator =
        fields.reference<base::PersonId>("moderator", Need::kOptional, known_.people);
    session.language = fields.language("language");
    session.topic = read_topic(fields);
    session.materials = fields.links("materials");
    session.cancelled = fields.flag("cancelled");
    session.order_illustrative = fields.flag("order_illustrative");
    std::set<std::string> items;
    for (const YamlNode& part : fields.list("running_order", Need::kOptional)) {
      session.running_order.push_back(read_item(part, items));
    }
    read_special(fields, known_, content_, revealed_, session);
    session.our_wording = fields.our_wording();
    session.sources = fields.sources();
    fields.finish();
    if (!id || !stage || !timed) return;
    session.id = *id;
    session.stage = *stage;
    lines_[session.id] = fields.line();
    content_.programme.sessions.push_back(std::move(session));
  }

  /// False if the session has no place in time.
  bool read_times(Fields& fields, Session& session) {
    session.times_illustrative = fields.flag("times_illustrative");
    const auto starts_at = fields.instant("starts_at", Need::kRequired);
    const auto ends_at = fields.instant("ends_at", Need::kRequired);
    if (!starts_at || !ends_at) return false;
    session.starts_at = *starts_at;
    session.ends_at = *ends_at;
    if (session.ends_at <= session.starts_at) {
      report_.error(fields.line_of("ends_at"), "the session ends before it begins",
                    "Mend one of the two times.");
    } else if (session.ends_at - session.starts_at > kLongestSession) {
      report_.error(fields.line_of("ends_at"), "the session lasts longer than a day",
                    "Mend one of the two times, or make it several sessions.");
    }
    const auto date = programme::local_date(session.starts_at, content_.utc_offset);
    const auto& days = content_.programme.days;
    const bool listed =
        std::any_of(days.begin(), days.end(), [date](const auto& day) { return day.date == date; });
    if (!listed && !days.empty()) {
      report_.error(fields.line_of("starts_at"),
                    "the session falls on " + programme::format_date(date) +
                        ", which is no day of the conference",
                    "Mend the time, or add the day to `days` in conference.yaml.");
    }
    return true;
  }

  RunningOrderItem read_item(const YamlNode& node, std::set<std::string>& taken) {
    Fields fields(node, "an item of the running order", known_, report_);
    RunningOrderItem item;
    if (const auto id = fields.id<base::Slug<struct ItemTag>>(taken)) item.id = id->text();
    item.kind = fields.choice("kind", Need::kRequired,
                              {ItemKind::kKeynote, ItemKind::kWelcome, ItemKind::kAddress,
                               ItemKind::kRelease, ItemKind::kPanel, ItemKind::kFilm});
    item.title = fields.localised("title", Need::kRequired);
    item.person = fields.reference<base::PersonId>("person", Need::kOptional, known_.people);
    item.organisation = fields.reference<base::OrganisationId>("organisation", Need::kOptional,
                                                               known_.organisations);
    item.moderator = fields.reference<base::PersonId>("moderator", Need::kOptional, known_.people);
    item.illustrative = fields.flag("illustrative");
    item.our_wording = fields.our_wording();
    item.sources = fields.sources(item.illustrative);
    fields.finish();
    return item;
  }

  void report_clashes() {
    for (const programme::Clash& clash : programme::find_clashes(content_.programme)) {
      const std::string other = "`" + clash.first.text() + "`";
      if (clash.person) {
        report_.warning(
            lines_[clash.second],
            "`" + clash.person->text() + "` is needed here and in " + other + " at one time",
            "Move one of the two sessions, if both need the person throughout.");
      } else {
        report_.error(lines_[clash.second], "the session overlaps " + other + " on its stage",
                      "Move one of the two, or give it another stage.");
      }
    }
  }

  const Known& known_;
  Report& report_;
  Content& content_;
  Names stages_{"stage", "`stages`", {}, true};
  Names forums_{"forum", "`forums`", {}, true};
  std::set<std::string> sessions_;
  Revealed revealed_;
  std::map<base::SessionId, int> lines_;
};

}  // namespace

void read_programme(const YamlNode& root, const Known& known, Report& report, Content& content) {
  ProgrammeReader(known, report, content).read(root);
}

}  // namespace plenary::conference
