#include "conference/list_match.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

namespace plenary::conference {
namespace {

namespace json = boost::json;
using Matched = std::vector<std::optional<std::size_t>>;
using ByName = std::map<std::string, std::size_t>;

/// Every item by its name; nothing if one has none or shares it.
std::optional<ByName> by_name(const json::array& list) {
  ByName names;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto name = item_name(list[i]);
    if (!name || !names.emplace(name->key + ":" + name->value, i).second) return std::nullopt;
  }
  return names;
}

Matched match_by_place(const json::array& before, const json::array& after) {
  Matched matched(after.size());
  const std::size_t both = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < both && before[head] == after[head]) {
    matched[head] = head;
    ++head;
  }
  std::size_t tail = 0;
  while (tail < both - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
    ++tail;
    matched[after.size() - tail] = before.size() - tail;
  }
  for (std::size_t i = head; i < both - tail; ++i) matched[i] = i;
  return matched;
}

/// True if two items of different names are one that was given another: most else is the same.
bool alike(const json::value& before, const json::value& after) {
  const json::object& one = before.as_object();
  const json::object& other = after.as_object();
  std::size_t same = 0;
  for (const auto& member : one) {
    const json::value* value = other.if_contains(member.key());
    if (value && *value == member.value()) ++same;
  }
  return (same + 1) * 2 > std::max(one.size(), other.size());
}

/// Items that were renamed in their place: those without a partner between the same neighbours.
void match_renamed(const json::array& before, const json::array& after, Matched& matched) {
  std::vector<bool> taken(before.size(), false);
  for (const auto& old : matched) {
    if (old) taken[*old] = true;
  }
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (matched[i]) continue;
    const std::size_t next = i == 0 ? 0 : matched[i - 1] ? *matched[i - 1] + 1 : before.size();
    if (next >= before.size() || taken[next] || !alike(before[next], after[i])) continue;
    matched[i] = next;
    taken[next] = true;
  }
}

}  // namespace

std::optional<ItemName> item_name(const json::value& item) {
  const auto* object = item.if_object();
  if (!object) return std::nullopt;
  for (const char* key : {"id", "slug", "date", "period"}) {
    const json::value* name = object->if_contains(key);
    if (name && name->is_string()) return ItemName{key, std::string(name->as_string())};
  }
  return std::nullopt;
}

Matched match_items(const json::array& before, const json::array& after) {
  const auto old_names = by_name(before);
  const auto new_names = by_name(after);
  if (!old_names || !new_names) return match_by_place(before, after);
  Matched matched(after.size());
  for (const auto& [name, index] : *new_names) {
    const auto found = old_names->find(name);
    if (found != old_names->end()) matched[index] = found->second;
  }
  match_renamed(before, after, matched);
  return matched;
}

std::vector<bool> staying(const Matched& matched) {
  // The longest rising subsequence of the old indices, by patience.
  std::vector<std::size_t> tops;  // Of each pile the item of `matched` on it.
  std::vector<std::optional<std::size_t>> below(matched.size());
  for (std::size_t i = 0; i < matched.size(); ++i) {
    if (!matched[i]) continue;
    const auto pile =
        std::lower_bound(tops.begin(), tops.end(), *matched[i],
                         [&](std::size_t top, std::size_t old) { return *matched[top] < old; });
    if (pile != tops.begin()) below[i] = *(pile - 1);
    if (pile == tops.end()) {
      tops.push_back(i);
    } else {
      *pile = i;
    }
  }
  std::vector<bool> stays(matched.size(), false);
  for (auto at = tops.empty() ? std::nullopt : std::optional(tops.back()); at; at = below[*at]) {
    stays[*at] = true;
  }
  return stays;
}

}  // namespace plenary::conference
