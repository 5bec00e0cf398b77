#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "base/text.h"
#include "base/time.h"

namespace plenary::conference {

// What every document of the API is made of.

/// {"zh": "...", "en": "..."}
boost::json::object localised(const base::LocalisedText& text);

/// Texts as they are.
template <class Texts>
boost::json::array strings(const Texts& texts) {
  return boost::json::array(texts.begin(), texts.end());
}

template <class Ids>
boost::json::array ids(const Ids& list) {
  boost::json::array array;
  for (const auto& id : list) array.emplace_back(id.text());
  return array;
}

template <class Id>
boost::json::value id_or_null(const std::optional<Id>& id) {
  return id ? boost::json::value(id->text()) : boost::json::value(nullptr);
}

/// null for an empty text.
boost::json::value text_or_null(const std::string& text);

/// RFC 3339, UTC.
boost::json::value instant_or_null(const std::optional<base::Instant>& instant);

}  // namespace plenary::conference
