#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/link.h"
#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "report/decimal.h"

namespace plenary::exhibition {

struct ExhibitorTag;
struct ProductTag;
struct CategoryTag;
struct MaterialTag;
using ExhibitorId = base::Slug<ExhibitorTag>;
using ProductId = base::Slug<ProductTag>;    ///< Within its exhibitor.
using CategoryId = base::Slug<CategoryTag>;  ///< Of the whole exhibition.
using MaterialId = base::Slug<MaterialTag>;  ///< A video or document, within its exhibitor.

/// A product's name across the exhibition: "acme/router-9".
struct ProductName {
  ExhibitorId exhibitor;
  ProductId product;

  std::string text() const { return exhibitor.text() + "/" + product.text(); }
  /// Reads what text() writes. Fails with kMalformed.
  static base::Result<ProductName> parse(std::string_view text);

  auto operator<=>(const ProductName&) const = default;
};

/// Whether a price is what is paid or where prices begin.
enum class PriceKind : std::uint8_t { kExact, kFrom };
/// "exact", "from", as content files and the API spell it.
const char* name(PriceKind kind);

/// What a product costs: an amount is never without its currency.
struct Price {
  report::Decimal amount;  ///< Exact, not below zero.
  std::string currency;    ///< ISO 4217.
  PriceKind kind = PriceKind::kExact;
  base::LocalisedText unit;  ///< "a piece", "每年"; may be empty.

  bool operator==(const Price&) const = default;
};

/// A film of the booth: one of the package's folder `films`, or an address of the web.
struct Video {
  MaterialId id;
  base::LocalisedText title;
  std::string film;  ///< A name of the folder `films`; empty if `url` is set.
  std::string url;   ///< https.

  bool operator==(const Video&) const = default;
};

/// A document to take away: a PDF of the package's folder `documents`.
struct Brochure {
  MaterialId id;
  base::LocalisedText title;
  std::string file;  ///< A name of the folder `documents`.

  bool operator==(const Brochure&) const = default;
};

struct Product {
  ProductId id;
  base::LocalisedText title;
  base::LocalisedText text;  ///< Plain; may be empty.
  std::optional<CategoryId> category;
  std::vector<std::string> pictures;   ///< Names of the folder `pictures`, the first one leads.
  std::vector<MaterialId> documents;   ///< Of the exhibitor's documents.
  std::optional<Price> price;
  bool offers = false;  ///< A visitor may ask for an offer.

  bool operator==(const Product&) const = default;
};

/// When somebody is at the booth. Appointments are cut from these times: see slots.h.
struct Duty {
  base::Instant starts_at;  ///< By the conference clock.
  base::Instant ends_at;    ///< Later than starts_at.
  std::string staff;        ///< Who, as visitors are told; may be empty.
  std::vector<std::string> languages;  ///< BCP 47; empty: those of the exhibitor.

  bool operator==(const Duty&) const = default;
};

/// Whoever exhibits, with all that their booth shows. Immutable once read, and shared.
struct Exhibitor {
  ExhibitorId id;
  base::LocalisedText title;
  std::optional<base::OrganisationId> organisation;
  base::LocalisedText text;  ///< Plain; may be empty.
  std::vector<CategoryId> categories;
  std::vector<std::string> tags;
  std::vector<std::string> languages;  ///< BCP 47, which the staff speak.
  std::string country;                 ///< ISO 3166-1 alpha-2; may be empty.
  std::string website;                 ///< http or https; may be empty.
  std::vector<base::Link> links;
  std::string logo;                   ///< A name of the folder `pictures`; may be empty.
  std::vector<std::string> pictures;  ///< Likewise.
  std::vector<Video> videos;
  std::vector<Brochure> documents;
  std::vector<Product> products;
  std::vector<Duty> duty;  ///< In order of starts_at.
  std::chrono::minutes slot{20};
  bool illustrative = false;
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  /// Null if there is none of that id.
  const Product* product(const ProductId& wanted) const;
  const Brochure* document(const MaterialId& wanted) const;

  bool operator==(const Exhibitor&) const = default;
};

}  // namespace plenary::exhibition
