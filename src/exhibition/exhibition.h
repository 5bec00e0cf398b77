#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "exhibition/exhibitor.h"
#include "exhibition/hall.h"

namespace plenary::exhibition {

/// What exhibitors and products are sorted by.
struct Category {
  CategoryId id;
  base::LocalisedText title;

  bool operator==(const Category&) const = default;
};

/// Where an exhibitor is found.
struct Stand {
  HallId hall;
  BoothId booth;

  bool operator==(const Stand&) const = default;
};

/// The halls and who is in them. Immutable once read. Exhibitors are shared, so that a copy costs
/// little and what was made of one can be kept while its address stays the same.
struct Exhibition {
  base::LocalisedText text;  ///< May be empty.
  std::vector<Category> categories;
  std::vector<Hall> halls;
  std::vector<std::shared_ptr<const Exhibitor>> exhibitors;  ///< Sorted by id; none is null.
  bool illustrative = false;
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  /// True where there is nothing to read or to visit.
  bool empty() const { return text.empty() && halls.empty() && exhibitors.empty(); }

  /// Null if there is none of that id.
  const Exhibitor* exhibitor(const ExhibitorId& wanted) const;
  const Product* product(const ProductName& wanted) const;
  const Hall* hall(const HallId& wanted) const;
  const Category* category(const CategoryId& wanted) const;

  /// The exhibitor's booths, in the order of the halls.
  std::vector<Stand> stands(const ExhibitorId& of) const;
  std::size_t product_count() const;

  /// Equal exhibitors are equal wherever they lie.
  bool operator==(const Exhibition& other) const;
};

/// The exhibition without these products; exhibitors that have none of them stay the same objects.
Exhibition without(const Exhibition& exhibition, const std::set<ProductName>& products);

}  // namespace plenary::exhibition
