#include "conference/splice.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "conference/report.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;
using base::Errc;
using base::Error;
using base::Result;

constexpr std::size_t kMostSteps = 16;

Error malformed(std::string sentence) {
  return Error(Errc::kMalformed, std::move(sentence));
}

Error no_such_place(const Path& path) {
  return Error(Errc::kNotFound, "There is no " + print(path) + ".");
}

/// True for a file that holds nothing but comments.
bool is_blank(std::string_view text) {
  for (std::string_view line : base::split(text, '\n')) {
    line = base::trim(line);
    if (!line.empty() && !line.starts_with('#')) return false;
  }
  return true;
}

bool names(const json::value& item, const PathStep::Item& wanted) {
  const auto* object = item.if_object();
  const json::value* value = object ? object->if_contains(wanted.key) : nullptr;
  return value && value->is_string() && std::string_view(value->as_string()) == wanted.value;
}

/// Where in a list a step points; nothing if nowhere.
std::optional<std::size_t> index_in(const json::array& list, const PathStep& step) {
  if (const auto* index = std::get_if<std::size_t>(&step.step)) {
    return *index < list.size() ? std::optional(*index) : std::nullopt;
  }
  const auto* item = std::get_if<PathStep::Item>(&step.step);
  if (!item) return std::nullopt;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (names(list[i], *item)) return i;
  }
  return std::nullopt;
}

/// One step down, or null.
const json::value* child(const json::value& parent, const PathStep& step) {
  if (const auto* key = std::get_if<std::string>(&step.step)) {
    const auto* object = parent.if_object();
    return object ? object->if_contains(*key) : nullptr;
  }
  const auto* list = parent.if_array();
  if (!list) return nullptr;
  const auto index = index_in(*list, step);
  return index ? &(*list)[*index] : nullptr;
}

/// The value to which the first `steps` of a path lead, or null. With `make`, keys that are missing
/// become maps.
json::value* find(json::value& root, const Path& path, std::size_t steps, bool make) {
  json::value* at = &root;
  for (std::size_t i = 0; i < steps; ++i) {
    const auto* key = std::get_if<std::string>(&path[i].step);
    if (make && key) {
      if (at->is_null()) *at = json::object();
      if (!at->is_object()) return nullptr;
      at = &at->as_object()[*key];
      continue;
    }
    at = const_cast<json::value*>(child(*at, path[i]));
    if (!at) return nullptr;
  }
  return at;
}

class Applier {
 public:
  Applier(json::value& root, const Edit& edit) : root_(root), edit_(edit) {}

  base::Status apply() {
    switch (edit_.op) {
      case EditOp::kSet:
        return edit_.value.is_null() ? remove(false) : set();
      case EditOp::kInsert:
        return insert();
      case EditOp::kRemove:
        return remove(true);
      case EditOp::kMove:
        return move();
    }
    return base::Done{};
  }

 private:
  base::Status set() {
    json::value* const place = find(root_, edit_.path, edit_.path.size(), true);
    if (!place) return no_such_place(edit_.path);
    *place = edit_.value;
    return base::Done{};
  }

  base::Status insert() {
    json::value* const place = find(root_, edit_.path, edit_.path.size(), true);
    if (!place) return no_such_place(edit_.path);
    if (place->is_null()) *place = json::array();
    if (!place->is_array()) return malformed(print(edit_.path) + " is no list.");
    return put_before(place->as_array(), edit_.value);
  }

  base::Status put_before(json::array& list, json::value item) const {
    std::size_t position = list.size();
    if (edit_.at) {
      const auto* wanted = std::get_if<std::size_t>(&edit_.at->step);
      const auto found = index_in(list, *edit_.at);
      if (!found && !(wanted && *wanted == list.size())) {
        return Error(Errc::kNotFound, "The item to stand before is not there any more.");
      }
      position = found.value_or(list.size());
    }
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(position), std::move(item));
    return base::Done{};
  }

  base::Status remove(bool must_be_there) {
    if (edit_.path.empty()) return malformed("A file is removed as a file.");
    json::value* const parent = find(root_, edit_.path, edit_.path.size() - 1, false);
    const PathStep& last = edit_.path.back();
    if (!parent || !child(*parent, last)) {
      if (must_be_there) return no_such_place(edit_.path);
      return base::Done{};
    }
    if (const auto* key = std::get_if<std::string>(&last.step)) {
      parent->as_object().stable_erase(*key);
    } else {
      json::array& list = parent->as_array();
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(*index_in(list, last)));
    }
    return base::Done{};
  }

  base::Status move() {
    json::value* const parent =
        edit_.path.empty() ? nullptr : find(root_, edit_.path, edit_.path.size() - 1, false);
    const auto from = parent && parent->is_array() ? index_in(parent->as_array(), edit_.path.back())
                                                   : std::nullopt;
    if (!from) return no_such_place(edit_.path);
    json::array& list = parent->as_array();
    json::value item = list[*from];
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(*from));
    return put_before(list, std::move(item));
  }

  json::value& root_;
  const Edit& edit_;
};

}  // namespace

Result<Path> read_path(const json::value& value) {
  const auto* steps = value.if_array();
  if (!steps || steps->size() > kMostSteps)
    return malformed("A path is a list of at most 16 steps.");
  Path path;
  for (const json::value& step : *steps) {
    auto read = read_step(step);
    if (!read) return read.error();
    path.push_back(std::move(*read));
  }
  return path;
}

Result<PathStep> read_step(const json::value& value) {
  if (value.is_string()) return PathStep{std::string(value.as_string())};
  if (value.is_int64() && value.as_int64() >= 0) {
    return PathStep{static_cast<std::size_t>(value.as_int64())};
  }
  const auto* object = value.if_object();
  if (object && object->size() == 1 && object->begin()->value().is_string()) {
    return PathStep{PathStep::Item{std::string(object->begin()->key()),
                                   std::string(object->begin()->value().as_string())}};
  }
  return malformed(
      "A step of a path is a key, an index from 0, or an item such as {\"id\": \"x\"}.");
}

json::value step_json(const PathStep& step) {
  if (const auto* key = std::get_if<std::string>(&step.step)) return json::value(*key);
  if (const auto* index = std::get_if<std::size_t>(&step.step)) return json::value(*index);
  const auto& item = std::get<PathStep::Item>(step.step);
  return json::object{{item.key, item.value}};
}

json::array path_json(const Path& path) {
  json::array steps;
  for (const PathStep& step : path) steps.push_back(step_json(step));
  return steps;
}

std::string print(const Path& path) {
  std::string out;
  for (const PathStep& step : path) {
    if (const auto* key = std::get_if<std::string>(&step.step)) {
      out += (out.empty() ? "" : ".") + *key;
    } else if (const auto* index = std::get_if<std::size_t>(&step.step)) {
      out += "[" + std::to_string(*index) + "]";
    } else {
      out += "[" + std::get<PathStep::Item>(step.step).value + "]";
    }
  }
  return out;
}

std::optional<EditOp> parse_edit_op(std::string_view word) {
  for (const EditOp op : {EditOp::kSet, EditOp::kInsert, EditOp::kRemove, EditOp::kMove}) {
    if (name(op) == word) return op;
  }
  return std::nullopt;
}

std::string_view name(EditOp op) {
  switch (op) {
    case EditOp::kSet:
      return "set";
    case EditOp::kInsert:
      return "insert";
    case EditOp::kRemove:
      return "remove";
    case EditOp::kMove:
      return "move";
  }
  return {};
}

json::value yaml_value(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kList: {
      json::array list;
      list.reserve(node.items.size());
      for (const YamlNode& item : node.items) list.push_back(yaml_value(item));
      return list;
    }
    case YamlNode::Kind::kMap: {
      json::object map;
      map.reserve(node.entries.size());
      for (const YamlEntry& entry : node.entries) map[entry.key] = yaml_value(entry.value);
      return map;
    }
    case YamlNode::Kind::kScalar:
      break;
  }
  if (!node.plain) return json::value(node.text);
  if (node.text == "true") return true;
  if (node.text == "false") return false;
  if (node.text.empty() || node.text == "~" || node.text == "null") return nullptr;
  return json::value(node.text);
}

Result<YamlNode> parse_for_edits(std::string_view text) {
  Report report("");
  auto root = parse_yaml(text, report);
  for (const Mistake& mistake : report.mistakes()) {
    if (mistake.severity != Mistake::Severity::kError) continue;
    return malformed("Line " + std::to_string(mistake.line) + ": " + mistake.what + ". " +
                     mistake.mend);
  }
  if (!root) return malformed("This is no YAML.");
  return std::move(*root);
}

Result<json::value> yaml_value(std::string_view text) {
  if (is_blank(text)) return json::value(json::object());
  const auto root = parse_for_edits(text);
  if (!root) return root.error();
  return yaml_value(*root);
}

json::value value_at(const json::value& root, const Path& path) {
  const json::value* at = &root;
  for (const PathStep& step : path) {
    at = child(*at, step);
    if (!at) return nullptr;
  }
  return *at;
}

Result<json::value> apply(json::value root, const Edit& edit) {
  const base::Status status = Applier(root, edit).apply();
  if (!status) return status.error();
  return root;
}

Result<std::string> splice(std::string_view text, std::span<const Edit> edits) {
  auto value = yaml_value(text);
  for (const Edit& edit : edits) {
    if (value) value = apply(std::move(*value), edit);
  }
  if (!value) return value.error();
  return rewrite(text, *value);
}

}  // namespace plenary::conference
