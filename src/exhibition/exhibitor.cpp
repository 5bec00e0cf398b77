#include "exhibition/exhibitor.h"

#include <algorithm>

#include "base/find.h"

namespace plenary::exhibition {
base::Result<ProductName> ProductName::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return base::Error(base::Errc::kMalformed, "a product is EXHIBITOR/PRODUCT");
  }
  auto exhibitor = ExhibitorId::parse(text.substr(0, slash));
  if (!exhibitor) return exhibitor.error();
  auto product = ProductId::parse(text.substr(slash + 1));
  if (!product) return product.error();
  return ProductName{std::move(*exhibitor), std::move(*product)};
}

const char* name(PriceKind kind) {
  return kind == PriceKind::kFrom ? "from" : "exact";
}

const Product* Exhibitor::product(const ProductId& wanted) const {
  return base::find_by_id(products, wanted);
}

const Brochure* Exhibitor::document(const MaterialId& wanted) const {
  return base::find_by_id(documents, wanted);
}

}  // namespace plenary::exhibition
