#include "conference/json_parts.h"

namespace plenary::conference {

boost::json::object localised(const base::LocalisedText& text) {
  boost::json::object object;
  for (const auto& [language, words] : text.by_language) object[language] = words;
  return object;
}

boost::json::value text_or_null(const std::string& text) {
  return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
}

boost::json::value instant_or_null(const std::optional<base::Instant>& instant) {
  if (!instant) return nullptr;
  return boost::json::value(base::format_rfc3339(*instant));
}

}  // namespace plenary::conference
