#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "conference/content.h"
#include "conference/prose.h"
#include "net/http.h"
#include "search/index.h"

namespace plenary::site {

/// What a visitor asks the catalogue: words, and what is to be left out. Empty means any.
struct CatalogueQuery {
  static constexpr std::size_t kMostResults = 100;
  static constexpr std::size_t kUsualResults = 24;

  std::string text;
  std::string language;
  std::optional<search::Kind> kind;  ///< kExhibitor or kProduct.
  std::string hall;
  std::string category;
  std::string country;
  std::size_t offset = 0;
  std::size_t limit = kUsualResults;
};

/// From the query of a request. Fails with kMalformed and a sentence.
base::Result<CatalogueQuery> catalogue_query(const net::Request& request);

/// The exhibitors and products of a content, to be searched and narrowed: facets over an index that
/// holds more than these. Immutable, so any number of threads may ask it.
class Catalogue {
 public:
  /// `index` is of formats::search_documents(*content).
  Catalogue(std::shared_ptr<const conference::Content> content,
            std::shared_ptr<const search::Index> index);

  /// The body of GET /api/v1/exhibition/catalogue. Each facet counts what there would be without
  /// its own choice.
  std::string find(const CatalogueQuery& query, const conference::PictureSizes& pictures) const;

 private:
  /// What an entry is narrowed by. Numbers are places in the exhibition's lists.
  struct Entry {
    std::uint32_t document = 0;
    const exhibition::Exhibitor* exhibitor = nullptr;
    const exhibition::Product* product = nullptr;  ///< Null for an exhibitor.
    const exhibition::Booth* booth = nullptr;      ///< The first; null without one.
    std::vector<std::uint16_t> halls;              ///< The first booth's comes first.
    std::vector<std::uint16_t> categories;
    std::uint16_t country = kNoCountry;  ///< A place in countries_.
  };
  static constexpr std::uint16_t kNoCountry = 0xFFFF;
  struct Choice;
  struct Counts;

  std::uint32_t entry_of(std::uint32_t document) const { return document - first_; }
  std::uint16_t country_of(const std::string& code) const;
  Choice choice_of(const CatalogueQuery& query) const;

  const std::shared_ptr<const conference::Content> content_;
  const std::shared_ptr<const search::Index> index_;
  std::vector<Entry> entries_;  ///< In the index's order, without gaps.
  std::vector<std::string> countries_;  ///< Sorted, each once.
  std::uint32_t first_ = 0;     ///< The number of the first entry's document.
  std::vector<search::Match> everything_;
};

}  // namespace plenary::site
