#pragma once

#include <string>
#include <vector>

#include "conference/content.h"
#include "search/index.h"

namespace plenary::formats {

/// Everything of a content that can be found, with the words of all languages: sessions, people,
/// organisations, forums, reports, their indicators, news, exhibitors, products.
std::vector<search::Document> search_documents(const conference::Content& content);

/// Where a hit is read: "/session/x", "/report/r#i" for the indicator "r/i",
/// "/exhibitor/e/product/p" for the product "e/p".
std::string url_of(const search::Hit& hit);

}  // namespace plenary::formats
