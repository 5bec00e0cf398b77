#include "conference/special_documents.h"

#include <boost/json/array.hpp>

#include "conference/json_parts.h"
#include "conference/visible.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;

json::object launch_object(const Content& content, const programme::Launch& launch) {
  json::array revealed;
  for (const programme::Reveal& reveal : launch.reveals) {
    ReleaseSubject subject;
    if (reveal.product) subject = {ReleaseKind::kProduct, reveal.product->text()};
    if (reveal.report) subject = {ReleaseKind::kReport, reveal.report->text()};
    revealed.emplace_back(json::object{{"kind", name(subject.kind)},
                                       {"id", subject.id},
                                       {"title", localised(release_title(content, subject))},
                                       {"url", release_url(subject)}});
  }
  return {{"at", instant_or_null(launch.at)}, {"revealed", std::move(revealed)}};
}

json::object signing_object(const programme::Session& session, const Releases& releases) {
  json::array parties;
  for (const programme::Party& party : session.signing->parties) {
    parties.emplace_back(json::object{{"organisation", id_or_null(party.organisation)},
                                      {"exhibitor", id_or_null(party.exhibitor)},
                                      {"person", id_or_null(party.person)}});
  }
  const ReleaseSubject subject{ReleaseKind::kSigning, session.id.text()};
  const std::string& file = session.signing->file;
  return {{"parties", std::move(parties)},
          {"document", localised(session.signing->document)},
          {"file", file.empty() ? json::value(nullptr) : json::value("/documents/" + file)},
          {"at", instant_or_null(session.signing->at)},
          {"signed_at", instant_or_null(release_of(releases, subject).released_at)}};
}

json::object tour_object(const Content& content, const programme::Tour& tour) {
  json::array stops;
  for (const programme::Stop& stop : tour.stops) {
    const auto* const exhibitor = content.exhibition.exhibitor(stop.exhibitor);
    const auto stands = content.exhibition.stands(stop.exhibitor);
    json::object object{{"exhibitor", stop.exhibitor.text()}};
    object["title"] = exhibitor ? localised(exhibitor->title) : json::object();
    object["hall"] = stands.empty() ? json::value(nullptr)
                                    : json::value(stands.front().hall.text());
    object["booth"] = stands.empty() ? json::value(nullptr)
                                     : json::value(stands.front().booth.text());
    object["after_minutes"] = stop.after.count();
    object["text"] = localised(stop.text);
    stops.emplace_back(std::move(object));
  }
  return {{"guide", id_or_null(tour.guide)}, {"stops", std::move(stops)}};
}

}  // namespace

void add_special(json::object& object, const Content& content, const programme::Session& session,
                 const Releases& releases) {
  json::array exhibitors;
  for (const auto& id : session.exhibitors) exhibitors.emplace_back(id.text());
  object["launch"] =
      session.launch ? json::value(launch_object(content, *session.launch)) : json::value(nullptr);
  object["signing"] =
      session.signing ? json::value(signing_object(session, releases)) : json::value(nullptr);
  object["tour"] =
      session.tour ? json::value(tour_object(content, *session.tour)) : json::value(nullptr);
  object["places"] = session.places ? json::value(*session.places) : json::value(nullptr);
  object["exhibitors"] = std::move(exhibitors);
}

}  // namespace plenary::conference
