#include "exhibition/exhibition.h"

#include <algorithm>

#include "base/find.h"

namespace plenary::exhibition {
const Exhibitor* Exhibition::exhibitor(const ExhibitorId& wanted) const {
  const auto found =
      std::lower_bound(exhibitors.begin(), exhibitors.end(), wanted,
                       [](const auto& one, const ExhibitorId& id) { return one->id < id; });
  return found == exhibitors.end() || (*found)->id != wanted ? nullptr : found->get();
}

const Product* Exhibition::product(const ProductName& wanted) const {
  const Exhibitor* const of = exhibitor(wanted.exhibitor);
  return of == nullptr ? nullptr : of->product(wanted.product);
}

const Hall* Exhibition::hall(const HallId& wanted) const {
  return base::find_by_id(halls, wanted);
}

const Category* Exhibition::category(const CategoryId& wanted) const {
  return base::find_by_id(categories, wanted);
}

std::vector<Stand> Exhibition::stands(const ExhibitorId& of) const {
  std::vector<Stand> found;
  for (const Hall& hall : halls) {
    for (const Booth& booth : hall.booths) {
      if (booth.exhibitor == of) found.push_back({hall.id, booth.id});
    }
  }
  return found;
}

std::size_t Exhibition::product_count() const {
  std::size_t count = 0;
  for (const auto& exhibitor : exhibitors) count += exhibitor->products.size();
  return count;
}

bool Exhibition::operator==(const Exhibition& other) const {
  const auto same = [](const auto& one, const auto& two) { return one == two || *one == *two; };
  return text == other.text && categories == other.categories && halls == other.halls &&
         illustrative == other.illustrative && our_wording == other.our_wording &&
         sources == other.sources &&
         std::equal(exhibitors.begin(), exhibitors.end(), other.exhibitors.begin(),
                    other.exhibitors.end(), same);
}

Exhibition without(const Exhibition& exhibition, const std::set<ProductName>& products) {
  Exhibition made = exhibition;
  for (auto& exhibitor : made.exhibitors) {
    const auto goes = [&](const Product& product) {
      return products.contains({exhibitor->id, product.id});
    };
    if (std::none_of(exhibitor->products.begin(), exhibitor->products.end(), goes)) continue;
    auto copy = std::make_shared<Exhibitor>(*exhibitor);
    std::set<MaterialId> brought;
    std::set<MaterialId> kept;
    for (const Product& product : copy->products) {
      auto& theirs = goes(product) ? brought : kept;
      theirs.insert(product.documents.begin(), product.documents.end());
    }
    std::erase_if(copy->products, goes);
    // What only those products brought along goes with them.
    std::erase_if(copy->documents, [&](const Brochure& document) {
      return brought.contains(document.id) && !kept.contains(document.id);
    });
    exhibitor = std::move(copy);
  }
  return made;
}

}  // namespace plenary::exhibition
