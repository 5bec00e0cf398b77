#include "conference/readers.h"
#include "conference/zone.h"

namespace plenary::conference {
namespace {

const YamlNode* under(const YamlNode& map, std::string_view key) {
  for (const YamlEntry& entry : map.entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

std::string id_of(const YamlNode& map) {
  const YamlNode* id = under(map, "id");
  return id ? id->text : std::string();
}

}  // namespace

std::vector<std::string> read_languages(const YamlNode& root, std::string_view key) {
  std::vector<std::string> languages;
  const YamlNode* list = under(root, key);
  if (!list) return languages;
  for (const YamlNode& item : list->items) {
    if (is_language_tag(item.text)) languages.push_back(item.text);
  }
  return languages;
}

std::set<std::string> read_ids(const YamlNode& root, std::string_view list) {
  std::set<std::string> ids;
  const YamlNode* found = under(root, list);
  if (!found) return ids;
  for (const YamlNode& item : found->items) ids.insert(id_of(item));
  ids.erase("");
  return ids;
}

std::map<std::string, std::set<std::string>> read_items(const YamlNode& root) {
  std::map<std::string, std::set<std::string>> items;
  const YamlNode* sessions = under(root, "sessions");
  if (!sessions) return items;
  for (const YamlNode& session : sessions->items) {
    items[id_of(session)] = read_ids(session, "running_order");
  }
  return items;
}

}  // namespace plenary::conference
