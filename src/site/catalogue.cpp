#include "site/catalogue.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <chrono>
#include <map>
#include <set>

#include "conference/json_parts.h"
#include "conference/report_documents.h"
#include "formats/search_documents.h"
#include "site/marks_json.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using base::Errc;
using base::Error;
using conference::localised;

bool read_number(const net::Request& request, std::string_view key, std::size_t most,
                 std::size_t& number) {
  const auto text = request.query_value(key);
  if (!text || text->empty()) return true;
  const char* const end = text->data() + text->size();
  std::size_t read = 0;
  const auto [at, failed] = std::from_chars(text->data(), end, read);
  if (failed != std::errc() || at != end || read > most) return false;
  number = read;
  return true;
}

json::value price_object(const std::optional<exhibition::Price>& price) {
  if (!price) return nullptr;
  return json::object{{"amount", price->amount.plain()},
                      {"currency", price->currency},
                      {"kind", exhibition::name(price->kind)},
                      {"unit", localised(price->unit)}};
}

template <class Number>
bool holds(const std::vector<Number>& numbers, Number wanted) {
  return std::find(numbers.begin(), numbers.end(), wanted) != numbers.end();
}

}  // namespace

base::Result<CatalogueQuery> catalogue_query(const net::Request& request) {
  CatalogueQuery query;
  query.text = request.query_value("q").value_or("");
  if (query.text.size() > search::Query::kMostBytes) {
    return Error(Errc::kMalformed, "A query has at most 512 bytes.");
  }
  query.language = request.query_value("lang").value_or("");
  query.hall = request.query_value("hall").value_or("");
  query.category = request.query_value("category").value_or("");
  query.country = request.query_value("country").value_or("");
  if (const auto kind = request.query_value("kind"); kind && !kind->empty()) {
    query.kind = search::kind_of(*kind);
    if (query.kind != search::Kind::kExhibitor && query.kind != search::Kind::kProduct) {
      return Error(Errc::kMalformed, "`kind` is `exhibitor` or `product`.");
    }
  }
  constexpr std::size_t kMostOffset = 1'000'000;
  if (!read_number(request, "offset", kMostOffset, query.offset)) {
    return Error(Errc::kMalformed, "`offset` is a number from 0.");
  }
  if (!read_number(request, "limit", CatalogueQuery::kMostResults, query.limit) ||
      query.limit == 0) {
    return Error(Errc::kMalformed, "`limit` is a number from 1 to 100.");
  }
  return query;
}

/// What was chosen of each facet; nothing chosen is everything, a choice that is not there nothing.
struct Catalogue::Choice {
  static constexpr int kNothing = -1;
  std::optional<search::Kind> kind;
  std::optional<int> hall;
  std::optional<int> category;
  std::optional<int> country;

  /// Which of the facets leave the entry out, one bit each.
  unsigned misses(const Entry& entry) const {
    const search::Kind is = entry.product ? search::Kind::kProduct : search::Kind::kExhibitor;
    const auto lacks = [](const std::optional<int>& wanted, const auto& numbers) {
      return wanted &&
             (*wanted == kNothing || !holds(numbers, static_cast<std::uint16_t>(*wanted)));
    };
    return (kind && *kind != is ? 1U : 0U) | (lacks(hall, entry.halls) ? 2U : 0U) |
           (lacks(category, entry.categories) ? 4U : 0U) |
           (country && *country != entry.country ? 8U : 0U);
  }
};

struct Catalogue::Counts {
  std::size_t exhibitors = 0;
  std::size_t products = 0;
  std::vector<std::size_t> halls;
  std::vector<std::size_t> categories;
  std::vector<std::size_t> countries;

  void add(const Entry& entry, unsigned misses) {
    if ((misses & ~1U) == 0) ++(entry.product ? products : exhibitors);
    if ((misses & ~2U) == 0) {
      for (const auto hall : entry.halls) ++halls[hall];
    }
    if ((misses & ~4U) == 0) {
      for (const auto category : entry.categories) ++categories[category];
    }
    if ((misses & ~8U) == 0 && entry.country != kNoCountry) ++countries[entry.country];
  }

  json::object json(const exhibition::Exhibition& exhibition,
                    const std::vector<std::string>& country_codes) const {
    json::array kinds{json::object{{"id", "exhibitor"}, {"count", exhibitors}},
                      json::object{{"id", "product"}, {"count", products}}};
    json::array in_halls;
    for (std::size_t i = 0; i < halls.size(); ++i) {
      const exhibition::Hall& hall = exhibition.halls[i];
      in_halls.emplace_back(json::object{
          {"id", hall.id.text()}, {"title", localised(hall.title)}, {"count", halls[i]}});
    }
    json::array of_categories;
    for (std::size_t i = 0; i < categories.size(); ++i) {
      const exhibition::Category& category = exhibition.categories[i];
      of_categories.emplace_back(json::object{{"id", category.id.text()},
                                              {"title", localised(category.title)},
                                              {"count", categories[i]}});
    }
    json::array from_countries;
    for (std::size_t i = 0; i < countries.size(); ++i) {
      if (countries[i] == 0) continue;
      from_countries.emplace_back(json::object{{"id", country_codes[i]}, {"count", countries[i]}});
    }
    return {{"kind", std::move(kinds)},
            {"hall", std::move(in_halls)},
            {"category", std::move(of_categories)},
            {"country", std::move(from_countries)}};
  }
};

Catalogue::Catalogue(std::shared_ptr<const conference::Content> content,
                     std::shared_ptr<const search::Index> index)
    : content_(std::move(content)), index_(std::move(index)) {
  const exhibition::Exhibition& exhibition = content_->exhibition;
  struct Stands {
    const exhibition::Booth* first = nullptr;
    std::vector<std::uint16_t> halls;
  };
  std::map<exhibition::ExhibitorId, Stands> stands;
  for (std::size_t i = 0; i < exhibition.halls.size(); ++i) {
    for (const auto& booth : exhibition.halls[i].booths) {
      if (!booth.exhibitor) continue;
      Stands& theirs = stands[*booth.exhibitor];
      if (theirs.first == nullptr) theirs.first = &booth;
      theirs.halls.push_back(static_cast<std::uint16_t>(i));
    }
  }
  std::map<exhibition::CategoryId, std::uint16_t> categories;
  for (std::size_t i = 0; i < exhibition.categories.size(); ++i) {
    categories[exhibition.categories[i].id] = static_cast<std::uint16_t>(i);
  }
  const auto number = [&categories](const exhibition::CategoryId& id,
                                    std::vector<std::uint16_t>& numbers) {
    const auto found = categories.find(id);
    if (found != categories.end()) numbers.push_back(found->second);
  };
  std::set<std::string> countries;
  for (const auto& exhibitor : exhibition.exhibitors) {
    if (!exhibitor->country.empty()) countries.insert(exhibitor->country);
  }
  countries_.assign(countries.begin(), countries.end());
  // The entries are the last documents of the index, in the exhibition's order.
  first_ = static_cast<std::uint32_t>(index_->size() - exhibition.exhibitors.size() -
                                      exhibition.product_count());
  for (const auto& exhibitor : exhibition.exhibitors) {
    Entry entry;
    entry.document = first_ + static_cast<std::uint32_t>(entries_.size());
    entry.exhibitor = exhibitor.get();
    entry.booth = stands[exhibitor->id].first;
    entry.halls = stands[exhibitor->id].halls;
    for (const auto& category : exhibitor->categories) number(category, entry.categories);
    entry.country = country_of(exhibitor->country);
    entries_.push_back(entry);
    for (const exhibition::Product& product : exhibitor->products) {
      Entry one = entry;
      one.document = first_ + static_cast<std::uint32_t>(entries_.size());
      one.product = &product;
      one.categories.clear();
      if (product.category) number(*product.category, one.categories);
      entries_.push_back(std::move(one));
    }
  }
  for (const Entry& entry : entries_) everything_.push_back({entry.document, 0});
}

std::uint16_t Catalogue::country_of(const std::string& code) const {
  const auto found = std::lower_bound(countries_.begin(), countries_.end(), code);
  if (found == countries_.end() || *found != code) return kNoCountry;
  return static_cast<std::uint16_t>(found - countries_.begin());
}

Catalogue::Choice Catalogue::choice_of(const CatalogueQuery& query) const {
  const exhibition::Exhibition& exhibition = content_->exhibition;
  const auto place = [](const auto& list, const std::string& wanted) -> std::optional<int> {
    if (wanted.empty()) return std::nullopt;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i].id.text() == wanted) return static_cast<int>(i);
    }
    return Choice::kNothing;
  };
  std::optional<int> country;
  if (!query.country.empty()) {
    const std::uint16_t number = country_of(query.country);
    country = number == kNoCountry ? Choice::kNothing : static_cast<int>(number);
  }
  return {query.kind, place(exhibition.halls, query.hall),
          place(exhibition.categories, query.category), country};
}

std::string Catalogue::find(const CatalogueQuery& query,
                            const conference::PictureSizes& pictures) const {
  const auto before = std::chrono::steady_clock::now();
  const exhibition::Exhibition& exhibition = content_->exhibition;
  search::Query words;
  words.text = query.text;
  words.language = query.language;
  words.fallback = content_->fallback;
  const bool any = query.text.find_first_not_of(" \t\r\n") == std::string::npos;
  const auto ours = [this](std::uint32_t document) { return document >= first_; };
  auto found = any ? search::Index::Matches() : index_->match(words, ours);

  const Choice choice = choice_of(query);
  Counts counts;
  counts.halls.resize(exhibition.halls.size());
  counts.categories.resize(exhibition.categories.size());
  counts.countries.resize(countries_.size());
  std::vector<search::Match> chosen;
  for (const search::Match& match : any ? everything_ : found.all) {
    const Entry& entry = entries_[entry_of(match.number)];
    const unsigned misses = choice.misses(entry);
    counts.add(entry, misses);
    if (misses == 0) chosen.push_back(match);
  }
  const std::size_t total = chosen.size();
  const std::size_t from = std::min(query.offset, total);
  const std::size_t to = std::min(from + query.limit, total);
  const auto better = [](const search::Match& left, const search::Match& right) {
    return left.score != right.score ? left.score > right.score : left.number < right.number;
  };
  if (!any) {
    std::partial_sort(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(to),
                      chosen.end(), better);
  }
  json::array results;
  for (std::size_t i = from; i < to; ++i) {
    const Entry& entry = entries_[entry_of(chosen[i].number)];
    const search::Hit hit = index_->show(chosen[i], words, found);
    const exhibition::Exhibitor& exhibitor = *entry.exhibitor;
    json::object object{{"kind", name(hit.kind)}};
    object["id"] = entry.product ? entry.product->id.text() : exhibitor.id.text();
    object["exhibitor"] = exhibitor.id.text();
    object["exhibitor_title"] = localised(exhibitor.title);
    object["title"] = hit.title;
    object["title_marks"] = marks_json(hit.title_marks);
    object["snippet"] = hit.snippet;
    object["marks"] = marks_json(hit.marks);
    object["logo"] = exhibitor.logo.empty()
                         ? json::value(nullptr)
                         : conference::picture_object(exhibitor.logo, pictures);
    object["picture"] = entry.product && !entry.product->pictures.empty()
                            ? conference::picture_object(entry.product->pictures.front(), pictures)
                            : json::value(nullptr);
    object["price"] = entry.product ? price_object(entry.product->price) : json::value(nullptr);
    object["hall"] = entry.booth ? json::value(exhibition.halls[entry.halls.front()].id.text())
                                 : json::value(nullptr);
    object["booth"] = entry.booth ? json::value(entry.booth->id.text()) : json::value(nullptr);
    object["url"] = formats::url_of(hit);
    results.emplace_back(std::move(object));
  }
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - before);
  return json::serialize(json::object{{"total", total},
                                      {"took_us", took.count()},
                                      {"results", std::move(results)},
                                      {"facets", counts.json(exhibition, countries_)}});
}

}  // namespace plenary::site
