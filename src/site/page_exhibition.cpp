#include <algorithm>
#include <boost/json/array.hpp>

#include "report/amount.h"
#include "site/page_bodies.h"
#include "site/page_html.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using exhibition::Exhibitor;
using exhibition::Hall;
using exhibition::Product;

std::string exhibitor_address(const Exhibitor& exhibitor) {
  return "/exhibitor/" + exhibitor.id.text();
}

std::string product_address(const Exhibitor& exhibitor, const Product& product) {
  return exhibitor_address(exhibitor) + "/product/" + product.id.text();
}

std::string price_words(const PageWords& words, const exhibition::Price& price) {
  std::string text = price.currency + " " + exact_words(price.amount, words.language);
  if (price.kind == exhibition::PriceKind::kFrom) text = "≥ " + text;
  const std::string of = words.in(price.unit);
  return of.empty() ? text : text + " / " + of;
}

std::string category_html(const PageWords& words, const exhibition::CategoryId& id) {
  const auto* const category = words.snapshot.content->exhibition.category(id);
  if (category == nullptr) return {};
  return anchor("/catalogue?category=" + id.text(), words.in(category->title));
}

json::object offer_ld(const exhibition::Price& price) {
  const bool from = price.kind == exhibition::PriceKind::kFrom;
  json::object offer{{"@type", from ? "AggregateOffer" : "Offer"},
                     {"priceCurrency", price.currency}};
  offer[from ? "lowPrice" : "price"] = price.amount.plain();
  return offer;
}

std::string products_html(const PageWords& words, const Exhibitor& exhibitor) {
  if (exhibitor.products.empty()) return {};
  std::string html = "<ul>";
  for (const Product& product : exhibitor.products) {
    html += "<li>" + anchor(product_address(exhibitor, product), words.in(product.title));
    if (product.price) html += ", " + escape_html(price_words(words, *product.price));
    html += "</li>";
  }
  return html + "</ul>";
}

std::string sessions_html(const PageWords& words, const Exhibitor& exhibitor) {
  const auto& all = words.snapshot.exhibition->sessions();
  const auto found = all.find(exhibitor.id);
  if (found == all.end()) return {};
  std::string html = "<ul>";
  for (const base::SessionId& id : found->second) {
    const auto* const session = words.snapshot.content->programme.session(id);
    if (session != nullptr) html += session_line(words, *session);
  }
  return html + "</ul>";
}

std::string materials_html(const PageWords& words, const Exhibitor& exhibitor) {
  std::string html;
  for (const auto& document : exhibitor.documents) {
    html += "<li>" + anchor("/documents/" + document.file, words.in(document.title)) + "</li>";
  }
  for (const auto& video : exhibitor.videos) {
    if (video.film.empty()) continue;
    html += "<li>" + anchor("/films/" + video.film, words.in(video.title)) + "</li>";
  }
  return html.empty() ? html : "<ul>" + html + "</ul>";
}

}  // namespace

void describe_exhibition(Subject& subject, const PageWords& words) {
  const exhibition::Exhibition& exhibition = words.snapshot.content->exhibition;
  const std::string text = words.in(exhibition.text);
  if (!text.empty()) subject.description = shortened(text);
  if (exhibition.illustrative) subject.body = "<p>" + mark_html(words, true) + "</p>";
  subject.body += element("p", text) + "<ul>";
  for (const Hall& hall : exhibition.halls) {
    subject.body +=
        "<li>" + anchor("/exhibition/hall/" + hall.id.text(), words.in(hall.title)) + "</li>";
  }
  subject.body += "</ul><p>" + anchor("/catalogue", "Catalogue") + "</p>" +
                  sources_html(words, exhibition.sources);
  subject.data = data_text(linked_data("ExhibitionEvent", subject.title, "/exhibition"));
}

void describe_hall(Subject& subject, const PageWords& words, const Hall& hall) {
  const std::string title = words.in(hall.title);
  const std::string text = words.in(hall.text);
  subject.description = text.empty() ? subject.title : shortened(text);
  subject.title = title + " · " + subject.title;
  subject.body = element("p", text) + "<ul>";
  json::array tenants;
  for (const exhibition::Booth& booth : hall.booths) {
    const auto* const exhibitor =
        booth.exhibitor ? words.snapshot.content->exhibition.exhibitor(*booth.exhibitor) : nullptr;
    if (exhibitor == nullptr) continue;
    const std::string name = words.in(exhibitor->title);
    subject.body += "<li>" + escape_html(booth.id.text()) + " " +
                    anchor(exhibitor_address(*exhibitor), name) + "</li>";
    tenants.emplace_back(json::object{
        {"@type", "Organization"}, {"name", name}, {"url", exhibitor_address(*exhibitor)}});
  }
  subject.body += "</ul>";
  json::object data = linked_data("ExhibitionEvent", title, "/exhibition/hall/" + hall.id.text());
  data["performer"] = std::move(tenants);
  subject.data = data_text(data);
}

void describe_exhibitor(Subject& subject, const PageWords& words, const Exhibitor& exhibitor) {
  const std::string name = words.in(exhibitor.title);
  const std::string text = words.in(exhibitor.text);
  subject.description = text.empty() ? subject.title : shortened(text);
  subject.title = name + " · " + subject.title;
  subject.type = "profile";
  if (exhibitor.illustrative) subject.body = "<p>" + mark_html(words, true) + "</p>";
  subject.body += element("p", text);
  if (exhibitor.organisation) {
    subject.body += "<p>" + organisation_html(words, *exhibitor.organisation) + "</p>";
  }
  for (const auto& stand : words.snapshot.content->exhibition.stands(exhibitor.id)) {
    const auto* const hall = words.snapshot.content->exhibition.hall(stand.hall);
    subject.body += "<p>" +
                    anchor("/exhibition/hall/" + stand.hall.text(),
                           words.in(hall->title) + " " + stand.booth.text()) +
                    "</p>";
  }
  subject.body += products_html(words, exhibitor) + materials_html(words, exhibitor) +
                  sessions_html(words, exhibitor) + sources_html(words, exhibitor.sources);
  json::object data = linked_data("Organization", name, exhibitor_address(exhibitor));
  if (!text.empty()) data["description"] = text;
  if (!exhibitor.website.empty()) data["sameAs"] = exhibitor.website;
  json::array offers;
  for (const Product& product : exhibitor.products) {
    offers.emplace_back(json::object{
        {"@type", "Offer"},
        {"itemOffered",
         json::object{{"@type", "Product"},
                      {"name", words.in(product.title)},
                      {"url", product_address(exhibitor, product)}}}});
  }
  if (!offers.empty()) data["makesOffer"] = std::move(offers);
  subject.data = data_text(data);
}

void describe_product(Subject& subject, const PageWords& words, const Exhibitor& exhibitor,
                      const Product& product) {
  const std::string name = words.in(product.title);
  const std::string text = words.in(product.text);
  const std::string whose = words.in(exhibitor.title);
  subject.description = text.empty() ? whose : shortened(text);
  subject.title = name + " · " + whose + " · " + subject.title;
  subject.type = "product";
  if (exhibitor.illustrative) subject.body = "<p>" + mark_html(words, true) + "</p>";
  subject.body += element("p", text);
  if (product.price) subject.body += element("p", price_words(words, *product.price));
  if (product.category) {
    subject.body += "<p>" + category_html(words, *product.category) + "</p>";
  }
  subject.body += "<p>" + anchor(exhibitor_address(exhibitor), whose) + "</p>";
  json::object data = linked_data("Product", name, product_address(exhibitor, product));
  if (!text.empty()) data["description"] = text;
  data["brand"] = json::object{{"@type", "Organization"}, {"name", whose}};
  if (product.price) data["offers"] = offer_ld(*product.price);
  subject.data = data_text(data);
}

void describe_catalogue(Subject& subject, const PageWords& words) {
  const exhibition::Exhibition& exhibition = words.snapshot.content->exhibition;
  const std::string text = words.in(exhibition.text);
  if (!text.empty()) subject.description = shortened(text);
  subject.body = "<p>";
  for (const exhibition::Category& category : exhibition.categories) {
    subject.body += category_html(words, category.id) + " ";
  }
  subject.body += "</p><ul>";
  for (const auto& exhibitor : exhibition.exhibitors) {
    subject.body +=
        "<li>" + anchor(exhibitor_address(*exhibitor), words.in(exhibitor->title)) + "</li>";
  }
  subject.body += "</ul>";
  subject.data = data_text(linked_data("CollectionPage", subject.title, "/catalogue"));
}

}  // namespace plenary::site
