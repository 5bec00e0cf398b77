#pragma once

#include <boost/json/array.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace plenary::conference {

/// By what an item of a list is known wherever it stands: the first of `id`, `slug`, `date`,
/// `period` that it has as text, with that text. Nothing for any other item.
struct ItemName {
  std::string key;
  std::string value;
  bool operator==(const ItemName&) const = default;
};
std::optional<ItemName> item_name(const boost::json::value& item);

/// For each item of `after` the index that it has in `before`: by name where every name is there
/// once (one that got another name in its place is still itself), else by equality from both ends,
/// and what is left in between one by one.
std::vector<std::optional<std::size_t>> match_items(const boost::json::array& before,
                                                    const boost::json::array& after);

/// Of matched items those that can stay where they are, so that the fewest have to move: true for
/// each item of `after` that stays.
std::vector<bool> staying(const std::vector<std::optional<std::size_t>>& matched);

}  // namespace plenary::conference
