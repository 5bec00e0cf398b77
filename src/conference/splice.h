#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "conference/yaml.h"

/// Edits of a YAML text that leave every byte alone that they do not concern: comments, the order
/// of keys, quoting, line endings. Pure.
///
/// A text is seen as a JSON value: maps are objects in the file's order, lists are arrays, and a
/// scalar is a string, but plain `true` and `false` are booleans and a plain nothing, `~` or `null`
/// is null. Numbers and dates are therefore strings, exact as they stand.
namespace plenary::conference {

/// One step of the way to a value.
struct PathStep {
  /// The item of a list that has this text under this key: {"id": "opening-forum"}.
  struct Item {
    std::string key;
    std::string value;
    bool operator==(const Item&) const = default;
  };
  std::variant<std::string, std::size_t, Item> step;  ///< A key; an index from 0; an item.

  bool operator==(const PathStep&) const = default;
};
using Path = std::vector<PathStep>;

/// ["sessions", {"id": "x"}, "title", "zh"], at most 16 steps. kMalformed with a sentence.
base::Result<Path> read_path(const boost::json::value& value);
base::Result<PathStep> read_step(const boost::json::value& value);
boost::json::value step_json(const PathStep& step);
boost::json::array path_json(const Path& path);
/// "sessions[x].title.zh", for people.
std::string print(const Path& path);

enum class EditOp : std::uint8_t {
  kSet,     ///< The value at the path becomes this; missing maps on the way are made; null removes.
  kInsert,  ///< The path is a list (made where it is missing), `value` a new item before `at`.
  kRemove,  ///< The path is an item or a key.
  kMove,    ///< The path is an item, which comes to stand before `at` in its list.
};

/// "set", "insert", "remove", "move".
std::optional<EditOp> parse_edit_op(std::string_view word);
std::string_view name(EditOp op);

struct Edit {
  EditOp op = EditOp::kSet;
  Path path;
  boost::json::value value;
  /// Where an item comes to stand: before the item that is there now; absent: at the end.
  std::optional<PathStep> at;
};

/// The text as a value; an empty text, or one of comments alone, is an empty object. kMalformed
/// with a sentence that names the line.
base::Result<boost::json::value> yaml_value(std::string_view text);
boost::json::value yaml_value(const YamlNode& node);
/// The tree with its places in the text. kMalformed as above, also for a mistake that leaves a
/// tree.
base::Result<YamlNode> parse_for_edits(std::string_view text);

/// What stands at a path; null if nothing does.
boost::json::value value_at(const boost::json::value& root, const Path& path);

/// The value after an edit. kNotFound: the path leads nowhere; kMalformed: it leads through what is
/// no map or list. The detail is a sentence for the editor.
base::Result<boost::json::value> apply(boost::json::value root, const Edit& edit);

/// `text` changed as little as possible so that yaml_value() of it is `wanted`, which is compared
/// before anything is returned. What is written new takes the style of what it replaces where that
/// can hold it, else quotes. kMalformed: `text` or what came of it is no YAML of ours, with the
/// first mistake as the detail; kUnsupported: it is written in a form that cannot be edited so.
base::Result<std::string> rewrite(std::string_view text, const boost::json::value& wanted);

/// All edits in turn, then rewrite().
base::Result<std::string> splice(std::string_view text, std::span<const Edit> edits);

}  // namespace plenary::conference
