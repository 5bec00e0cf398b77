#include "conference/exhibition_documents.h"

#include <algorithm>
#include <boost/json.hpp>

#include "conference/json_parts.h"
#include "conference/report_documents.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;
using exhibition::Booth;
using exhibition::Exhibitor;
using exhibition::ExhibitorId;
using exhibition::Hall;
using exhibition::Product;
using programme::Session;

/// Whole metres as whole numbers.
json::value metres(exhibition::Centimetres length) {
  if (length % 100 == 0) return length / 100;
  return length / 100.0;
}

json::value logo_object(const std::string& name, const PictureSizes& pictures) {
  return name.empty() ? json::value(nullptr) : picture_object(name, pictures);
}

json::array picture_objects(const std::vector<std::string>& names, const PictureSizes& pictures) {
  json::array array;
  for (const std::string& name : names) {
    json::value picture = picture_object(name, pictures);
    if (!picture.is_null()) array.push_back(std::move(picture));
  }
  return array;
}

/// By the file's ending; null where it tells nothing, and a page shows a link.
json::value film_type(std::string_view name) {
  for (const auto& [ending, type] :
       {std::pair{".mp4", "video/mp4"}, {".m4v", "video/mp4"}, {".webm", "video/webm"},
        {".mov", "video/quicktime"}, {".ogv", "video/ogg"}}) {
    if (name.ends_with(ending)) return type;
  }
  return nullptr;
}

json::array video_objects(const Exhibitor& exhibitor) {
  json::array array;
  for (const exhibition::Video& video : exhibitor.videos) {
    const bool own = !video.film.empty();
    array.emplace_back(json::object{{"id", video.id.text()},
                                    {"title", localised(video.title)},
                                    {"url", own ? "/films/" + video.film : video.url},
                                    {"type", film_type(own ? video.film : video.url)}});
  }
  return array;
}

json::array document_objects(const Content& content, const Exhibitor& exhibitor) {
  json::array array;
  for (const exhibition::Brochure& document : exhibitor.documents) {
    const auto file = content.documents.find(document.file);
    if (file == content.documents.end()) continue;
    array.emplace_back(json::object{{"id", document.id.text()},
                                    {"title", localised(document.title)},
                                    {"url", "/documents/" + document.file},
                                    {"size_bytes", file->second.size_bytes}});
  }
  return array;
}

json::value price_object(const std::optional<exhibition::Price>& price) {
  if (!price) return nullptr;
  return json::object{{"amount", price->amount.plain()},
                      {"currency", price->currency},
                      {"kind", exhibition::name(price->kind)},
                      {"unit", localised(price->unit)}};
}

json::object product_object(const Exhibitor& exhibitor, const Product& product,
                            const PictureSizes& pictures) {
  json::object object{{"id", product.id.text()},
                      {"title", localised(product.title)},
                      {"text", localised(product.text)}};
  object["category"] =
      product.category ? json::value(product.category->text()) : json::value(nullptr);
  object["pictures"] = picture_objects(product.pictures, pictures);
  object["documents"] = ids(product.documents);
  object["price"] = price_object(product.price);
  object["offers"] = product.offers;
  object["url"] = "/exhibitor/" + exhibitor.id.text() + "/product/" + product.id.text();
  return object;
}

json::array duty_objects(const Exhibitor& exhibitor) {
  json::array array;
  for (const exhibition::Duty& duty : exhibitor.duty) {
    const auto& languages = duty.languages.empty() ? exhibitor.languages : duty.languages;
    array.emplace_back(json::object{{"starts_at", base::format_rfc3339(duty.starts_at)},
                                    {"ends_at", base::format_rfc3339(duty.ends_at)},
                                    {"staff", text_or_null(duty.staff)},
                                    {"languages", strings(languages)}});
  }
  return array;
}

/// How many exhibitors and products a category has.
struct Count {
  std::size_t exhibitors = 0;
  std::size_t products = 0;
};

std::map<exhibition::CategoryId, Count> counts_of(const exhibition::Exhibition& exhibition) {
  std::map<exhibition::CategoryId, Count> counts;
  for (const auto& exhibitor : exhibition.exhibitors) {
    for (const auto& category : exhibitor->categories) ++counts[category].exhibitors;
    for (const Product& product : exhibitor->products) {
      if (product.category) ++counts[*product.category].products;
    }
  }
  return counts;
}

/// The exhibitors that belong to a session by what is public of it.
std::vector<ExhibitorId> exhibitors_of(
    const Content& content, const Session& session,
    const std::multimap<base::OrganisationId, ExhibitorId>& by_organisation) {
  std::vector<ExhibitorId> all = session.exhibitors;
  const auto add_organisation = [&](const std::optional<base::OrganisationId>& organisation) {
    if (!organisation) return;
    const auto [first, last] = by_organisation.equal_range(*organisation);
    for (auto one = first; one != last; ++one) all.push_back(one->second);
  };
  for (const auto& item : session.running_order) add_organisation(item.organisation);
  if (session.forum) {
    const auto* const forum = content.forum(*session.forum);
    if (forum != nullptr) add_organisation(forum->organisation);
  }
  if (session.launch) {
    for (const auto& reveal : session.launch->reveals) {
      if (reveal.product) all.push_back(reveal.product->exhibitor);
    }
  }
  if (session.signing) {
    for (const auto& party : session.signing->parties) {
      if (party.exhibitor) all.push_back(*party.exhibitor);
      add_organisation(party.organisation);
    }
  }
  if (session.tour) {
    for (const auto& stop : session.tour->stops) all.push_back(stop.exhibitor);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

}  // namespace

ExhibitorSessions exhibitor_sessions(const Content& content) {
  std::multimap<base::OrganisationId, ExhibitorId> by_organisation;
  for (const auto& exhibitor : content.exhibition.exhibitors) {
    if (exhibitor->organisation) {
      by_organisation.emplace(*exhibitor->organisation, exhibitor->id);
    }
  }
  ExhibitorSessions sessions;
  if (content.exhibition.exhibitors.empty()) return sessions;
  for (const Session& session : content.programme.sessions) {
    for (const ExhibitorId& id : exhibitors_of(content, session, by_organisation)) {
      sessions[id].push_back(session.id);
    }
  }
  return sessions;
}

std::string exhibition_json(const Content& content) {
  const exhibition::Exhibition& exhibition = content.exhibition;
  const auto counts = counts_of(exhibition);
  json::array categories;
  for (const exhibition::Category& category : exhibition.categories) {
    const auto count = counts.find(category.id);
    const Count of = count == counts.end() ? Count{} : count->second;
    categories.emplace_back(json::object{{"id", category.id.text()},
                                         {"title", localised(category.title)},
                                         {"exhibitors", of.exhibitors},
                                         {"products", of.products}});
  }
  json::array halls;
  for (const Hall& hall : exhibition.halls) {
    const auto taken =
        std::count_if(hall.booths.begin(), hall.booths.end(),
                      [](const Booth& booth) { return booth.exhibitor.has_value(); });
    halls.emplace_back(json::object{{"id", hall.id.text()},
                                    {"title", localised(hall.title)},
                                    {"text", localised(hall.text)},
                                    {"booths", hall.booths.size()},
                                    {"exhibitors", taken},
                                    {"url", "/exhibition/hall/" + hall.id.text()}});
  }
  return json::serialize(json::object{{"text", localised(exhibition.text)},
                                      {"categories", std::move(categories)},
                                      {"halls", std::move(halls)},
                                      {"exhibitors", exhibition.exhibitors.size()},
                                      {"products", exhibition.product_count()},
                                      {"our_wording", strings(exhibition.our_wording)},
                                      {"sources", strings(exhibition.sources)},
                                      {"illustrative", exhibition.illustrative}});
}

std::string hall_json(const Content& content, const Hall& hall, const PictureSizes& pictures) {
  json::array booths;
  for (const Booth& booth : hall.booths) {
    const Exhibitor* const exhibitor =
        booth.exhibitor ? content.exhibition.exhibitor(*booth.exhibitor) : nullptr;
    json::object object{{"id", booth.id.text()},
                        {"x", metres(booth.x)},
                        {"y", metres(booth.y)},
                        {"width", metres(booth.width)},
                        {"depth", metres(booth.depth)}};
    object["exhibitor"] = exhibitor ? json::value(exhibitor->id.text()) : json::value(nullptr);
    object["title"] = exhibitor ? localised(exhibitor->title) : json::object();
    object["categories"] = exhibitor ? ids(exhibitor->categories) : json::array();
    object["logo"] = exhibitor ? logo_object(exhibitor->logo, pictures) : json::value(nullptr);
    object["url"] =
        exhibitor ? json::value("/exhibitor/" + exhibitor->id.text()) : json::value(nullptr);
    booths.emplace_back(std::move(object));
  }
  return json::serialize(json::object{{"id", hall.id.text()},
                                      {"title", localised(hall.title)},
                                      {"text", localised(hall.text)},
                                      {"width", metres(hall.width)},
                                      {"depth", metres(hall.depth)},
                                      {"booths", std::move(booths)},
                                      {"illustrative", content.exhibition.illustrative}});
}

std::string exhibitor_json(const Content& content, const Exhibitor& exhibitor,
                           const std::vector<base::SessionId>& sessions,
                           const PictureSizes& pictures) {
  json::array links;
  for (const base::Link& link : exhibitor.links) {
    links.emplace_back(json::object{{"title", localised(link.title)}, {"url", link.url}});
  }
  json::array products;
  for (const Product& product : exhibitor.products) {
    products.emplace_back(product_object(exhibitor, product, pictures));
  }
  json::array booths;
  for (const exhibition::Stand& stand : content.exhibition.stands(exhibitor.id)) {
    booths.emplace_back(
        json::object{{"hall", stand.hall.text()}, {"booth", stand.booth.text()}});
  }
  json::object object{{"id", exhibitor.id.text()}, {"title", localised(exhibitor.title)}};
  object["organisation"] = exhibitor.organisation ? json::value(exhibitor.organisation->text())
                                                  : json::value(nullptr);
  object["text"] = localised(exhibitor.text);
  object["categories"] = ids(exhibitor.categories);
  object["tags"] = strings(exhibitor.tags);
  object["languages"] = strings(exhibitor.languages);
  object["country"] = text_or_null(exhibitor.country);
  object["website"] = text_or_null(exhibitor.website);
  object["links"] = std::move(links);
  object["logo"] = logo_object(exhibitor.logo, pictures);
  object["pictures"] = picture_objects(exhibitor.pictures, pictures);
  object["videos"] = video_objects(exhibitor);
  object["documents"] = document_objects(content, exhibitor);
  object["products"] = std::move(products);
  object["booths"] = std::move(booths);
  object["sessions"] = ids(sessions);
  object["duty"] = duty_objects(exhibitor);
  object["slot_minutes"] = exhibitor.slot.count();
  object["illustrative"] = exhibitor.illustrative;
  object["our_wording"] = strings(exhibitor.our_wording);
  object["sources"] = strings(exhibitor.sources);
  return json::serialize(object);
}

ExhibitionDocuments::ExhibitionDocuments(std::shared_ptr<const Content> content,
                                         PictureSizes pictures)
    : content_(std::move(content)),
      pictures_(std::move(pictures)),
      sessions_(exhibitor_sessions(*content_)),
      overview_(make_document(exhibition_json(*content_))) {
  for (const Hall& hall : content_->exhibition.halls) {
    halls_[hall.id.text()] = make_document(hall_json(*content_, hall, pictures_));
  }
}

const Document* ExhibitionDocuments::hall(const std::string& id) const {
  const auto found = halls_.find(id);
  return found == halls_.end() ? nullptr : &found->second;
}

std::optional<Document> ExhibitionDocuments::exhibitor(const std::string& id) const {
  const auto parsed = ExhibitorId::parse(id);
  const Exhibitor* const exhibitor = parsed ? content_->exhibition.exhibitor(*parsed) : nullptr;
  if (exhibitor == nullptr) return std::nullopt;
  auto kept = exhibitors_.with([&](const auto& all) {
    const auto found = all.find(id);
    return found == all.end() ? std::nullopt : std::optional(found->second);
  });
  if (kept) return kept;
  const auto sessions = sessions_.find(*parsed);
  const Document made = make_document(
      exhibitor_json(*content_, *exhibitor,
                     sessions == sessions_.end() ? std::vector<base::SessionId>()
                                                 : sessions->second,
                     pictures_));
  exhibitors_.with([&](auto& all) { all.emplace(id, made); });
  return made;
}

}  // namespace plenary::conference
