#include "site/content_answers.h"

#include <boost/json.hpp>
#include <map>
#include <optional>

#include "site/answers.h"
#include "site/bodies.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using base::Errc;
using base::Result;
using conference::FileKind;
using net::Response;

/// The way to what stands on a line, as far as it leads.
json::array path_to(const conference::YamlNode& node, int line) {
  json::array path;
  if (node.kind == conference::YamlNode::Kind::kMap) {
    const conference::YamlEntry* found = nullptr;
    for (const auto& entry : node.entries) {
      if (entry.line <= line) found = &entry;
    }
    if (!found) return path;
    path.emplace_back(found->key);
    for (json::value& step : path_to(found->value, line)) path.push_back(std::move(step));
  } else if (node.kind == conference::YamlNode::Kind::kList) {
    std::size_t index = node.items.size();
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      if (node.items[i].line <= line) index = i;
    }
    if (index == node.items.size()) return path;
    const json::value item = conference::yaml_value(node.items[index]);
    const json::value* id = item.is_object() ? item.as_object().if_contains("id") : nullptr;
    path.push_back(id && id->is_string() ? json::value(json::object{{"id", *id}})
                                         : json::value(index));
    for (json::value& step : path_to(node.items[index], line)) path.push_back(std::move(step));
  }
  return path;
}

}  // namespace

json::array mistakes_json(const std::vector<conference::Mistake>& mistakes,
                          const conference::PackageFiles& files) {
  std::map<std::string, std::optional<conference::YamlNode>> trees;
  json::array all;
  for (const conference::Mistake& mistake : mistakes) {
    json::array path;
    if (mistake.line > 0 && conference::kind_of(mistake.file) == FileKind::kYaml) {
      const auto [tree, is_new] = trees.try_emplace(mistake.file);
      if (is_new) {
        auto parsed = conference::parse_for_edits(files.text(mistake.file));
        if (parsed) tree->second = std::move(*parsed);
      }
      if (tree->second) path = path_to(*tree->second, mistake.line);
    }
    all.push_back(
        json::object{{"file", mistake.file},
                     {"line", mistake.line},
                     {"path", std::move(path)},
                     {"what", mistake.what},
                     {"mend", mistake.mend},
                     {"warning", mistake.severity == conference::Mistake::Severity::kWarning}});
  }
  return all;
}

Response content_refusal(const base::Error& error) {
  switch (error.code()) {
    case Errc::kMalformed:
    case Errc::kUnsupported:
      return uncached(net::problem(422, "Not possible so", error.detail()));
    case Errc::kConflict:
      return uncached(net::problem(409, "Not as it stands", error.detail()));
    case Errc::kNotFound:
      return uncached(net::problem(404, "Not found", error.detail()));
    case Errc::kLimit:
      return uncached(net::problem(413, "Too large", error.detail()));
    default:
      return uncached(net::problem(error));
  }
}

Response conflicts_answer(const conference::Edited& edited) {
  json::array conflicts;
  for (const conference::EditConflict& met : edited.conflicts) {
    conflicts.push_back(json::object{{"file", met.file},
                                     {"path", conference::path_json(met.path)},
                                     {"yours", met.yours},
                                     {"was", met.was},
                                     {"now", met.now},
                                     {"by", met.by}});
  }
  return uncached_json(json::serialize(json::object{{"type", "about:blank"},
                                                    {"title", "Another editor was here"},
                                                    {"status", 409},
                                                    {"revision", edited.revision},
                                                    {"conflicts", std::move(conflicts)}}),
                       409);
}

Result<conference::FileEdit> read_edit(const json::value& value) {
  const base::Error malformed(Errc::kMalformed, "An edit has `file`, `op` and `path`.");
  const auto* object = value.if_object();
  if (!object) return malformed;
  const auto file = text_field(*object, "file");
  const auto op = conference::parse_edit_op(text_field(*object, "op").value_or(""));
  const json::value* path = object->if_contains("path");
  if (!file || !op || !path) return malformed;
  conference::FileEdit edit;
  edit.file = *file;
  edit.edit.op = *op;
  auto steps = conference::read_path(*path);
  if (!steps) return steps.error();
  edit.edit.path = std::move(*steps);
  if (const json::value* given = object->if_contains("value")) edit.edit.value = *given;
  if (const json::value* was = object->if_contains("was")) edit.was = *was;
  const json::value* at = object->if_contains("at");
  if (at && !at->is_null()) {
    auto step = conference::read_step(*at);
    if (!step) return step.error();
    edit.edit.at = std::move(*step);
  }
  return edit;
}

}  // namespace plenary::site
