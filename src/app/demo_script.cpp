#include "app/demo_script.h"

#include <boost/json.hpp>

namespace plenary::app {
namespace {

namespace json = boost::json;

json::object text_to_json(const DemoText& text) {
  return {{"zh", text.zh}, {"en", text.en}};
}

std::string string_at(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string());
}

std::int64_t integer_at(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

DemoText text_at(const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  if (value == nullptr || !value->is_object()) return {};
  return {string_at(value->get_object(), "zh"), string_at(value->get_object(), "en")};
}

}  // namespace

std::string to_json(const DemoScript& script) {
  json::array cards;
  for (const DemoCard& card : script.cards) {
    cards.push_back(json::object{{"fact", text_to_json(card.fact)}, {"source", card.source}});
  }
  const json::object object = {{"conference", text_to_json(script.conference)},
                               {"theme", text_to_json(script.theme)},
                               {"session", text_to_json(script.session)},
                               {"cards", std::move(cards)},
                               {"zone", text_to_json(script.zone)},
                               {"zone_offset_minutes", script.zone_offset.count()},
                               {"clock_offset_ms", script.clock_offset.count()}};
  return json::serialize(object);
}

base::Result<DemoScript> demo_script_from_json(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse({text.data(), text.size()}, error);
  if (error || !value.is_object()) {
    return base::Error(base::Errc::kMalformed, "the demonstration's script is no JSON object");
  }
  const json::object& object = value.get_object();
  DemoScript script{
      .conference = text_at(object, "conference"),
      .theme = text_at(object, "theme"),
      .session = text_at(object, "session"),
      .cards = {},
      .zone = text_at(object, "zone"),
      .zone_offset = std::chrono::minutes(integer_at(object, "zone_offset_minutes")),
      .clock_offset = std::chrono::milliseconds(integer_at(object, "clock_offset_ms"))};
  if (const json::value* const cards = object.if_contains("cards"); cards && cards->is_array()) {
    for (const json::value& card : cards->get_array()) {
      if (!card.is_object()) continue;
      script.cards.push_back(
          {text_at(card.get_object(), "fact"), string_at(card.get_object(), "source")});
    }
  }
  return script;
}

}  // namespace plenary::app
