#include "conference/difference.h"

#include <boost/json.hpp>
#include <set>

#include "conference/list_match.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestShown = 60;

/// Two values, place by place.
class Comparison {
 public:
  std::vector<Change> take() { return std::move(changes_); }

  void compare(const json::value& before, const json::value& after) {
    if (before == after) return;
    if (before.is_object() && after.is_object()) return maps(before.as_object(), after.as_object());
    if (before.is_array() && after.is_array() && named(before.as_array()) &&
        named(after.as_array())) {
      return lists(before.as_array(), after.as_array());
    }
    add(before.is_null()  ? ChangeKind::kAdded
        : after.is_null() ? ChangeKind::kRemoved
                          : ChangeKind::kChanged,
        before, after);
  }

 private:
  static bool named(const json::array& list) {
    for (const json::value& item : list) {
      if (!item_name(item)) return false;
    }
    return true;
  }

  void maps(const json::object& before, const json::object& after) {
    for (const auto& member : before) {
      const json::value* other = after.if_contains(member.key());
      at({std::string(member.key())}, member.value(), other ? *other : json::value());
    }
    for (const auto& member : after) {
      if (before.contains(member.key())) continue;
      at({std::string(member.key())}, json::value(), member.value());
    }
  }

  void lists(const json::array& before, const json::array& after) {
    const auto matched = match_items(before, after);
    const auto stays = staying(matched);
    std::set<std::size_t> left;
    for (const auto& old : matched) {
      if (old) left.insert(*old);
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (!left.contains(i)) at(step_of(before[i]), before[i], json::value());
    }
    for (std::size_t i = 0; i < after.size(); ++i) {
      path_.push_back(step_of(after[i]));
      if (!matched[i]) {
        add(ChangeKind::kAdded, json::value(), after[i]);
      } else {
        if (!stays[i]) add(ChangeKind::kMoved, *matched[i], i);
        compare(before[*matched[i]], after[i]);
      }
      path_.pop_back();
    }
  }

  static PathStep step_of(const json::value& item) {
    const ItemName name = *item_name(item);
    return {PathStep::Item{name.key, name.value}};
  }

  void at(PathStep step, const json::value& before, const json::value& after) {
    path_.push_back(std::move(step));
    compare(before, after);
    path_.pop_back();
  }

  void add(ChangeKind kind, json::value before, json::value after) {
    changes_.push_back({{}, path_, kind, std::move(before), std::move(after)});
  }

  Path path_;
  std::vector<Change> changes_;
};

/// What stands in the difference for a file that is not compared place by place.
json::value whole(const std::string& path, const base::SharedBytes& bytes) {
  if (!bytes) return nullptr;
  const FileKind kind = kind_of(path);
  if (kind == FileKind::kPicture || kind == FileKind::kDocument) {
    return json::object{{"bytes", bytes->size()}};
  }
  return json::value(base::text_of(*bytes));
}

void add_file(const std::string& path, const base::SharedBytes& before,
              const base::SharedBytes& after, std::vector<Change>& changes) {
  if (before == after || (before && after && *before == *after)) return;
  const auto old_value =
      before ? yaml_value(base::text_of(*before)) : base::Result<json::value>(json::object());
  const auto new_value =
      after ? yaml_value(base::text_of(*after)) : base::Result<json::value>(json::object());
  const bool yaml = kind_of(path) == FileKind::kYaml && old_value && new_value;
  std::vector<Change> found;
  if (yaml) found = difference(*old_value, *new_value);
  if (!yaml) {
    const ChangeKind kind = !before  ? ChangeKind::kAdded
                            : !after ? ChangeKind::kRemoved
                                     : ChangeKind::kChanged;
    found.push_back({{}, {}, kind, whole(path, before), whole(path, after)});
  }
  for (Change& change : found) {
    change.file = path;
    changes.push_back(std::move(change));
  }
}

base::SharedBytes bytes_of(const PackageFiles& files, const std::string& path) {
  const auto found = files.files.find(path);
  return found == files.files.end() ? nullptr : found->second;
}

std::string shown(const json::value& value) {
  std::string text = json::serialize(value);
  if (text.size() <= kLongestShown) return text;
  std::size_t end = kLongestShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

}  // namespace

std::string_view name(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kAdded:
      return "added";
    case ChangeKind::kRemoved:
      return "removed";
    case ChangeKind::kChanged:
      return "changed";
    case ChangeKind::kMoved:
      return "moved";
  }
  return {};
}

std::vector<Change> difference(const json::value& before, const json::value& after) {
  Comparison comparison;
  comparison.compare(before, after);
  return comparison.take();
}

std::vector<Change> difference(const PackageFiles& before, const PackageFiles& after) {
  std::set<std::string> paths;
  for (const auto& [path, bytes] : before.files) paths.insert(path);
  for (const auto& [path, bytes] : after.files) paths.insert(path);
  std::vector<Change> changes;
  for (const std::string& path : paths) {
    add_file(path, bytes_of(before, path), bytes_of(after, path), changes);
  }
  return changes;
}

std::string print(const Change& change) {
  std::string line = change.file + (change.path.empty() ? "" : "  " + print(change.path)) + ": ";
  switch (change.kind) {
    case ChangeKind::kAdded:
      return line + "added " + shown(change.after);
    case ChangeKind::kRemoved:
      return line + "removed " + shown(change.before);
    case ChangeKind::kMoved:
      return line + "moved";
    case ChangeKind::kChanged:
      return line + shown(change.before) + " -> " + shown(change.after);
  }
  return line;
}

json::object change_json(const Change& change) {
  return {{"file", change.file},
          {"path", path_json(change.path)},
          {"kind", name(change.kind)},
          {"before", change.before},
          {"after", change.after}};
}

}  // namespace plenary::conference
