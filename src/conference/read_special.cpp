// What sessions do that are more than a talk: launches, signings and tours.
#include "conference/readers.h"

namespace plenary::conference {
namespace {

using programme::Party;
using programme::Reveal;
using programme::Session;
using programme::SessionKind;
using programme::Stop;

/// The map of a kind of session: there for that kind and for no other.
const YamlNode* map_of_kind(Fields& fields, std::string_view key, const Session& session,
                            SessionKind kind, Report& report) {
  const bool is_kind = session.kind == kind;
  if (!is_kind && fields.has(key)) {
    report.error(fields.line_of(key),
                 "only a session of kind " + in_quotes(name(kind)) + " has " + in_quotes(key),
                 "Write `kind: " + std::string(name(kind)) + "`, or delete this.");
  }
  return fields.map(key, is_kind ? Need::kRequired : Need::kOptional);
}

class SpecialReader {
 public:
  SpecialReader(const Known& known, const Content& content, Revealed& revealed, Report& report)
      : known_(known), content_(content), revealed_(revealed), report_(report) {}

  void read(Fields& fields, Session& session) {
    if (const auto* launch =
            map_of_kind(fields, "launch", session, SessionKind::kLaunch, report_)) {
      session.launch = read_launch(*launch);
    }
    if (const auto* signing =
            map_of_kind(fields, "signing", session, SessionKind::kSigning, report_)) {
      session.signing = read_signing(*signing);
    }
    if (const auto* tour = map_of_kind(fields, "tour", session, SessionKind::kTour, report_)) {
      session.tour = read_tour(*tour, session);
    }
    constexpr int kMostPlaces = 100'000;
    session.places = fields.whole_number("places", 1, kMostPlaces);
    for (const std::string& id : fields.references("exhibitors", known_.exhibitors)) {
      if (const auto parsed = exhibition::ExhibitorId::parse(id)) {
        session.exhibitors.push_back(*parsed);
      }
    }
  }

 private:
  programme::Launch read_launch(const YamlNode& node) {
    Fields fields(node, "a launch", known_, report_);
    programme::Launch launch;
    launch.at = fields.instant("at", Need::kOptional);
    for (const YamlNode& item : fields.list("reveals", Need::kRequired)) {
      if (const auto reveal = read_reveal(item)) launch.reveals.push_back(*reveal);
    }
    if (fields.has_empty_list("reveals")) {
      report_.error(fields.line_of("reveals"), "a launch reveals at least one thing",
                    "Add it, such as `- product: EXHIBITOR/PRODUCT`.");
    }
    fields.finish();
    return launch;
  }

  std::optional<Reveal> read_reveal(const YamlNode& item) {
    Fields fields(item, "a thing that is launched", known_, report_);
    const std::string product = fields.text("product", Need::kOptional);
    Reveal reveal;
    reveal.report =
        fields.reference<report::ReportId>("report", Need::kOptional, known_.reports);
    fields.finish();
    if (fields.has("product") == fields.has("report")) {
      report_.error(fields.line(), "a launch reveals a product or a report",
                    "Write one of `product: EXHIBITOR/PRODUCT` and `report: ID`.");
      return std::nullopt;
    }
    if (fields.has("report")) return reveal.report ? std::optional(reveal) : std::nullopt;
    const int line = fields.line_of("product");
    const auto parsed = exhibition::ProductName::parse(product);
    if (!parsed) {
      report_.error(line, in_quotes(product) + " names no product",
                    "Write the exhibitor's id, a slash, and the product's.");
      return std::nullopt;
    }
    if (content_.exhibition.product(*parsed) == nullptr) {
      const bool unread = known_.exhibitors.ids.contains(parsed->exhibitor.text()) &&
                          content_.exhibition.exhibitor(parsed->exhibitor) == nullptr;
      if (!unread) {
        report_.error(line, "there is no product " + in_quotes(product),
                      "It stands under `products` in exhibitors/" + parsed->exhibitor.text() +
                          ".yaml.");
      }
      return std::nullopt;
    }
    if (!revealed_.insert(*parsed).second) {
      report_.error(line, in_quotes(product) + " is launched already",
                    "A product is launched once: delete one of the two.");
    }
    reveal.product = *parsed;
    return reveal;
  }

  programme::Signing read_signing(const YamlNode& node) {
    Fields fields(node, "a signing", known_, report_);
    programme::Signing signing;
    for (const YamlNode& item : fields.list("parties", Need::kRequired)) {
      signing.parties.push_back(read_party(item));
    }
    if (fields.has("parties") && signing.parties.size() < 2) {
      report_.error(fields.line_of("parties"), "a signing has at least two parties",
                    "Add who else signs.");
    }
    signing.document = fields.localised("document", Need::kRequired);
    signing.file = fields.has("file") ? fields.document("file")
                                      : fields.text("file", Need::kOptional);
    signing.at = fields.instant("at", Need::kOptional);
    fields.finish();
    return signing;
  }

  Party read_party(const YamlNode& item) {
    Fields fields(item, "a party", known_, report_);
    Party party;
    party.organisation = fields.reference<base::OrganisationId>("organisation", Need::kOptional,
                                                                known_.organisations);
    party.exhibitor = fields.reference<exhibition::ExhibitorId>("exhibitor", Need::kOptional,
                                                                known_.exhibitors);
    party.person = fields.reference<base::PersonId>("person", Need::kOptional, known_.people);
    fields.finish();
    if (fields.has("organisation") == fields.has("exhibitor")) {
      report_.error(fields.line(), "a party is an organisation or an exhibitor",
                    "Write one of `organisation: ID` and `exhibitor: ID`.");
    }
    return party;
  }

  programme::Tour read_tour(const YamlNode& node, const Session& session) {
    Fields fields(node, "a tour", known_, report_);
    programme::Tour tour;
    tour.guide = fields.reference<base::PersonId>("guide", Need::kOptional, known_.people);
    for (const YamlNode& item : fields.list("stops", Need::kRequired)) {
      tour.stops.push_back(read_stop(item, tour, session));
    }
    if (fields.has_empty_list("stops")) {
      report_.error(fields.line_of("stops"), "a tour visits at least one booth", "Add it.");
    }
    fields.finish();
    return tour;
  }

  Stop read_stop(const YamlNode& item, const programme::Tour& tour, const Session& session) {
    Fields fields(item, "a stop", known_, report_);
    Stop stop;
    const auto exhibitor = fields.reference<exhibition::ExhibitorId>("exhibitor", Need::kRequired,
                                                                     known_.exhibitors);
    if (exhibitor) stop.exhibitor = *exhibitor;
    constexpr int kMinutesOfADay = 24 * 60;
    stop.after =
        std::chrono::minutes(fields.whole_number("after_minutes", 0, kMinutesOfADay).value_or(0));
    stop.text = fields.localised("text", Need::kOptional, Shape::kProse);
    fields.finish();
    if (!tour.stops.empty() && stop.after <= tour.stops.back().after) {
      report_.error(fields.line_of("after_minutes"), "the stop is not after the one above it",
                    "Stops stand in their order, each some minutes after the one before.");
    }
    if (session.starts_at < session.ends_at && session.starts_at + stop.after >= session.ends_at) {
      report_.error(fields.line_of("after_minutes"), "the tour is over by then",
                    "Mend the minutes, or let the session last longer.");
    }
    return stop;
  }

  const Known& known_;
  const Content& content_;
  Revealed& revealed_;
  Report& report_;
};

}  // namespace

programme::SessionKind read_session_kind(Fields& fields) {
  const std::string word = fields.text("kind", Need::kRequired);
  for (const char* later : {"competition", "matchmaking", "networking"}) {
    if (word != later) continue;
    fields.report().error(fields.line_of("kind"),
                          "sessions of kind " + in_quotes(word) + " come with a later version",
                          "Write `kind: special` until then.");
    return SessionKind::kSpecial;
  }
  if (word.empty()) return SessionKind::kForum;
  return fields.choice(
      "kind", Need::kRequired,
      {SessionKind::kForum, SessionKind::kCeremony, SessionKind::kKeynote, SessionKind::kSpecial,
       SessionKind::kLaunch, SessionKind::kSigning, SessionKind::kTour});
}

void read_special(Fields& fields, const Known& known, const Content& content, Revealed& revealed,
                  Session& session) {
  SpecialReader(known, content, revealed, fields.report()).read(fields, session);
}

}  // namespace plenary::conference
