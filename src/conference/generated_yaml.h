#pragma once

#include <boost/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "conference/splice.h"

namespace plenary::conference {

/// A YAML text and an edit of it, made from a seed: every style, comments everywhere, both line
/// ends.
class GeneratedYaml {
 public:
  explicit GeneratedYaml(unsigned seed) : random_(seed), eol_(one_in(4) ? "\r\n" : "\n") {}

  std::string text() {
    std::string out = comment(0);
    out += map(0, 3);
    if (one_in(8) && out.ends_with(eol_)) out.resize(out.size() - eol_.size());
    return out;
  }

  Edit edit(const boost::json::value& root) {
    Edit made;
    const boost::json::value* at = &root;
    for (int depth = 0; depth < 5; ++depth) {
      if (const auto* object = at->if_object(); object && !object->empty() && !stop(depth)) {
        const auto chosen = object->begin() + static_cast<int>(below(object->size()));
        made.path.push_back({std::string(chosen->key())});
        at = &chosen->value();
      } else if (const auto* list = at->if_array(); list && !list->empty() && !stop(depth)) {
        const std::size_t chosen = below(list->size());
        made.path.push_back({chosen});
        at = &(*list)[chosen];
      }
    }
    made.value = value(2);
    if (at->is_array() && one_in(2)) {
      made.op = EditOp::kInsert;
      if (one_in(2)) made.at = PathStep{below(at->as_array().size() + 1)};
    } else if (one_in(4)) {
      made.op = EditOp::kRemove;
    } else if (!made.path.empty() && std::holds_alternative<std::size_t>(made.path.back().step)) {
      made.op = one_in(2) ? EditOp::kMove : EditOp::kSet;
      if (one_in(2)) made.at = PathStep{std::size_t{0}};
    } else if (at->is_object() && one_in(2)) {
      made.path.push_back({"added" + std::to_string(below(3))});
    }
    if (made.op == EditOp::kSet && made.path.empty()) made.path.push_back({std::string("added")});
    return made;
  }

  /// The most lines that a scalar of this text can stand on.
  static std::size_t lines_of(const boost::json::value& value) {
    return value.is_string() ? 4 + value.as_string().size() : 1;
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  bool stop(int depth) { return depth > 0 && one_in(5); }

  std::string words() {
    static const std::vector<std::string> kWords = {
        "Opening", "开幕式",     "a: b",           "x #y",          "it's",       "say \"hi\"",
        "true",    "2020-07-23", "http://a.b/c?d", "- dash",        "[list]",     "no",
        "",        "{a}",        "  two  spaces ", "back\\slash",   "comma, and", "колон:",
        "ends:",   "~",          "*star",          "a  b c d e f g"};
    return kWords[below(kWords.size())];
  }
  std::string plain() {
    static const std::vector<std::string> kWords = {
        "Opening", "开幕式", "true", "2020-07-23T14:30:00Z", "an x y", "1.5e9"};
    return kWords[below(kWords.size())];
  }
  std::string comment(std::size_t indent) {
    if (!one_in(4)) return {};
    return std::string(indent, ' ') +
           (one_in(3) ? "" : "# said: - {of} it" + std::to_string(below(99))) + eol_;
  }
  std::string tail() { return (one_in(4) ? "   # why" : "") + eol_; }

  boost::json::value value(int depth) {
    switch (below(depth > 0 ? 7 : 4)) {
      case 0:
        return one_in(2);
      case 1:
        return boost::json::value(words() + (one_in(2) ? "\n" + words() + "x" : ""));
      case 4: {
        boost::json::array list;
        for (std::size_t i = below(4); i > 0; --i) list.push_back(value(depth - 1));
        return list;
      }
      case 5:
      case 6: {
        boost::json::object map;
        for (std::size_t i = below(4); i > 0; --i) map["k" + std::to_string(i)] = value(depth - 1);
        return map;
      }
      default:
        return boost::json::value(words());
    }
  }

  std::string scalar(std::size_t indent) {
    const std::string pad(indent, ' ');
    switch (below(7)) {
      case 0:
        return " 'sin''gle'" + tail();
      case 1:
        return " \"dou\\\"ble \\u5f00\"" + tail();
      case 2:
        return " >-" + eol_ + pad + "folded words" + eol_ + pad + "of it" + eol_ + eol_ + pad +
               "more" + eol_ + (one_in(2) ? eol_ : "");
      case 3:
        return " |" + eol_ + pad + "literal" + eol_ + pad + "  deeper # no comment" + eol_;
      case 4:
        return (one_in(3) ? "" : " plain of" + eol_ + pad + "two lines") + tail();
      default:
        return " " + plain() + tail();
    }
  }
  std::string flow(int depth) {
    switch (below(depth > 0 ? 4 : 2)) {
      case 2: {
        std::string out = "[";
        for (std::size_t i = below(4); i > 0; --i) out += flow(depth - 1) + (i > 1 ? ", " : "");
        return out + "]";
      }
      case 3: {
        std::string out = "{";
        for (std::size_t i = below(4); i > 0; --i) {
          out += "f" + std::to_string(i) + ": " + flow(depth - 1) + (i > 1 ? "," : "");
        }
        return out + "}";
      }
      default:
        return one_in(2) ? "'q, q'" : "word";
    }
  }
  std::string map(std::size_t indent, int depth) {
    std::string out;
    for (std::size_t i = 1 + below(4); i > 0; --i) {
      out +=
          std::string(indent, ' ') + "k" + std::to_string(i) + ":" + behind_key(indent, depth - 1);
      out += comment(indent);
    }
    return out;
  }
  std::string list(std::size_t indent, int depth) {
    std::string out;
    const bool named = one_in(2);
    for (std::size_t i = 1 + below(4); i > 0; --i) {
      std::string item;
      if (named) {
        item = std::string(indent + 2, ' ') + "id: n" + std::to_string(i) + tail() +
               (one_in(2) ? map(indent + 2, depth - 1) : "");
      } else if (depth > 0 && one_in(3)) {
        item = map(indent + 2, depth - 1);
      } else {
        item = std::string(indent + 1, ' ') + scalar(indent + 2);
      }
      item[indent] = '-';
      out += item + comment(indent);
    }
    return out;
  }
  std::string behind_key(std::size_t indent, int depth) {
    const std::size_t chosen = below(depth > 0 ? 6 : 3);
    if (chosen == 2) return " " + flow(2) + tail();
    if (chosen == 3) return tail() + comment(indent + 2) + map(indent + 2, depth);
    if (chosen > 3) {
      const std::size_t at = indent + (one_in(3) ? 0 : 2);
      return tail() + comment(at) + list(at, depth);
    }
    return scalar(indent + 2);
  }

  std::mt19937 random_;
  std::string eol_;
};

}  // namespace plenary::conference
