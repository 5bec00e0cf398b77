// rewrite() of splice.h: from the tree of a text and the value that is wanted to the fewest
// patches.
#include <algorithm>
#include <boost/json.hpp>

#include "conference/list_match.h"
#include "conference/splice.h"
#include "conference/yaml_text.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;
using base::Errc;
using base::Error;
using base::Result;
using Style = YamlNode::Style;
using Kind = YamlNode::Kind;

/// Bytes that others stand for. An insertion has no size; of two at one place the first made comes
/// first.
struct Patch {
  std::size_t begin;
  std::size_t end;
  std::string text;
};

/// Where a value stands: behind `anchor` (the colon of its key, the hyphen of its item) of a map or
/// list whose column is `column`; or it is the whole file.
struct Place {
  std::size_t column = 0;
  std::size_t anchor = 0;
  bool flow = false;
  bool item = false;  ///< Behind a hyphen.
  bool root = false;
};

/// An entry of a map or an item of a list, as bytes.
struct Piece {
  std::size_t begin;
  std::size_t end;
};

class Rewriter {
 public:
  /// `quote` writes every changed scalar in double quotes.
  Rewriter(std::string_view text, bool quote) : text_(text), quote_(quote) {
    const std::size_t first = text.find('\n');
    eol_ = first != std::string_view::npos && first > 0 && text[first - 1] == '\r' ? "\r\n" : "\n";
  }

  std::string run(const YamlNode& root, const json::value& wanted) {
    Place place;
    place.root = true;
    node(root, wanted, place);
    std::stable_sort(patches_.begin(), patches_.end(),
                     [](const Patch& one, const Patch& other) { return one.begin < other.begin; });
    std::string out;
    std::size_t at = 0;
    for (const Patch& patch : patches_) {
      if (patch.begin > at) out += text_.substr(at, patch.begin - at);
      out += patch.text;
      at = std::max(at, patch.end);
    }
    out += text_.substr(at);
    return out;
  }

  std::string append(const json::value& wanted) {
    std::string out(text_);
    if (!out.empty() && out.back() != '\n') out += eol_;
    return out + joined(block_lines(wanted, 0, quote_)) + eol_;
  }

 private:
  // Places in the text.

  std::size_t line_begin(std::size_t at) const {
    const std::size_t before = at == 0 ? std::string_view::npos : text_.rfind('\n', at - 1);
    return before == std::string_view::npos ? 0 : before + 1;
  }
  /// Before the line's own ending.
  std::size_t line_end(std::size_t at) const {
    std::size_t end = text_.find('\n', at);
    if (end == std::string_view::npos) return text_.size();
    return end > at && text_[end - 1] == '\r' ? end - 1 : end;
  }
  std::size_t column(std::size_t at) const { return at - line_begin(at); }
  bool first_on_line(std::size_t at) const {
    const std::size_t begin = line_begin(at);
    return text_.substr(begin, at - begin).find_first_not_of(' ') == std::string_view::npos;
  }
  /// The end of the line before; the begin of the text where there is none.
  std::size_t end_of_line_before(std::size_t at) const {
    const std::size_t begin = line_begin(at);
    if (begin == 0) return 0;
    return begin >= 2 && text_[begin - 2] == '\r' ? begin - 2 : begin - 1;
  }
  std::size_t behind_colon(const YamlEntry& entry) const {
    const std::size_t colon = text_.find(':', entry.end);
    return colon == std::string_view::npos || colon >= std::max(entry.value.begin, entry.end + 1)
               ? entry.end
               : colon + 1;
  }
  /// Over blanks, line ends and comments.
  std::size_t skip_to_hyphen(std::size_t at) const {
    while (at < text_.size() && text_[at] != '-') {
      at = text_[at] == '#' ? line_end(at) : at + 1;
    }
    return at;
  }

  std::string joined(const std::vector<std::string>& lines) const {
    std::string out;
    for (const std::string& line : lines) {
      if (&line != &lines.front()) out += eol_;
      out += line;
    }
    return out;
  }

  void patch(std::size_t begin, std::size_t end, std::string text) {
    patches_.push_back({begin, std::max(begin, end), std::move(text)});
  }

  // Values.

  void node(const YamlNode& old, const json::value& now, const Place& place) {
    if (yaml_value(old) == now) return;
    if (old.kind == Kind::kScalar && !now.is_object() && !now.is_array()) {
      return scalar(old, now, place);
    }
    if (old.kind == Kind::kMap && now.is_object() && map(old, now.as_object())) return;
    if (old.kind == Kind::kList && now.is_array() && list(old, now.as_array())) return;
    replace(old, now, place);
  }

  /// The text of a scalar behind `begin` on its line: a blank belongs between a colon and it.
  std::string spaced(const YamlNode& old, std::string text) const {
    const bool touches = old.begin > 0 && std::string_view(":-").find(text_[old.begin - 1]) !=
                                              std::string_view::npos;
    return (touches ? " " : "") + std::move(text);
  }

  ScalarPlace scalar_place(const YamlNode& old, const Place& place) const {
    ScalarPlace where;
    where.flow = place.flow;
    where.indent = place.root ? 2 : place.column + 2;
    if (old.style != Style::kFolded && old.style != Style::kLiteral) return where;
    // As the old one's lines are indented, and as long as the longest of them.
    where.width = 0;
    for (std::size_t at = text_.find('\n', old.begin); at < old.end;
         at = text_.find('\n', at + 1)) {
      const std::string_view line = text_.substr(at + 1, line_end(at + 1) - at - 1);
      const std::size_t indent = line.find_first_not_of(' ');
      if (indent != std::string_view::npos && where.width == 0) where.indent = indent;
      const auto characters = std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
      });
      where.width = std::max(where.width, static_cast<std::size_t>(characters));
    }
    where.width = std::max<std::size_t>(where.width, 40);
    return where;
  }

  void scalar(const YamlNode& old, const json::value& now, const Place& place) {
    const ScalarPlace where = scalar_place(old, place);
    std::optional<ScalarLines> lines;
    if (quote_) lines = ScalarLines{quoted_scalar(now)};
    if (!lines) lines = scalar_in_style(now, old.style, where);
    const bool room = !place.flow &&
                      text_.substr(old.end, line_end(old.end) - old.end).find_first_not_of(" \t") ==
                          std::string_view::npos;
    const bool several = now.is_string() && now.as_string().find('\n') != std::string::npos;
    if (!lines && (room || !several)) lines = scalar_lines(now, where);
    if (!lines) lines = ScalarLines{quoted_scalar(now)};
    patch(old.begin, old.end, spaced(old, joined(*lines)));
  }

  /// Anything by anything.
  void replace(const YamlNode& old, const json::value& now, const Place& place) {
    const bool below = !place.flow && is_container(now) && !stands_inline(now);
    if (place.root) return patch(old.begin, old.end, joined(block_lines(now, 0, quote_)));
    if (!below) return replace_inline(old, inline_text(now, place), place);
    std::vector<std::string> lines = block_lines(now, place.column + 2, quote_);
    const bool own_lines = line_begin(old.begin) != line_begin(place.anchor);
    if (!place.item && own_lines) return patch(line_begin(old.begin), old.end, joined(lines));
    if (place.item) {
      lines.front().erase(0, place.column + 2);
      if (own_lines) return patch(place.anchor, old.end, " " + joined(lines));
      patch(old.begin, old.end, spaced(old, lines.front()));
      lines.erase(lines.begin());
    } else {
      patch(place.anchor, old.end, "");
    }
    if (!lines.empty()) patch(line_end(old.end), 0, eol_ + joined(lines));
  }

  void replace_inline(const YamlNode& old, std::string text, const Place& place) {
    const bool own_lines = !place.flow && line_begin(old.begin) != line_begin(place.anchor);
    if (!own_lines) return patch(old.begin, old.end, spaced(old, std::move(text)));
    patch(place.anchor, 0, " " + std::move(text));
    patch(line_end(place.anchor), old.end, "");
  }

  std::string inline_text(const json::value& now, const Place& place) const {
    if (now.is_object() || now.is_array() || place.flow) return flow_text(now);
    ScalarPlace where;
    where.indent = place.column + 2;
    return quote_ ? quoted_scalar(now) : joined(scalar_lines(now, where));
  }

  // Maps.

  /// False if nothing of it would stay.
  bool map(const YamlNode& old, const json::object& now) {
    const bool flow = old.style == Style::kFlow;
    const std::size_t at_column = column(old.begin);
    std::vector<Piece> pieces;
    std::vector<bool> kept;
    for (const YamlEntry& entry : old.entries) {
      pieces.push_back({entry.begin, std::max(behind_colon(entry), entry.value.end)});
      kept.push_back(now.contains(entry.key));
    }
    if (std::find(kept.begin(), kept.end(), true) == kept.end()) return false;
    std::optional<std::size_t> last;
    for (const auto& member : now) {
      const auto found = std::find_if(
          old.entries.begin(), old.entries.end(),
          [&](const YamlEntry& entry) { return entry.key == std::string_view(member.key()); });
      if (found != old.entries.end()) {
        Place place;
        place.column = at_column;
        place.anchor = behind_colon(*found);
        place.flow = flow;
        node(found->value, member.value(), place);
        last = static_cast<std::size_t>(found - old.entries.begin());
      } else if (flow) {
        insert_in_brackets(pieces, last, key_text(member.key()) + ": " + flow_text(member.value()));
      } else {
        json::object one;
        one[member.key()] = member.value();
        insert_lines(pieces, last, block_lines(one, at_column, quote_), at_column);
      }
    }
    remove_pieces(pieces, kept, flow, std::vector<bool>(pieces.size(), false));
    return true;
  }

  // Lists.

  bool list(const YamlNode& old, const json::array& now) {
    const bool flow = old.style == Style::kFlow;
    const std::size_t at_column = column(old.begin);
    const json::value before = yaml_value(old);
    const auto matched = match_items(before.as_array(), now);
    const auto stays = staying(matched);
    if (std::find(stays.begin(), stays.end(), true) == stays.end()) return false;
    const std::vector<Piece> pieces = flow ? bracketed_items(old) : hyphened_items(old);
    std::vector<bool> kept(pieces.size(), false);
    std::optional<std::size_t> last;
    for (std::size_t i = 0; i < now.size(); ++i) {
      if (stays[i]) {
        Place place;
        place.column = at_column;
        place.anchor = pieces[*matched[i]].begin + 1;
        place.flow = flow;
        place.item = true;
        node(old.items[*matched[i]], now[i], place);
        last = *matched[i];
        kept[*last] = true;
        continue;
      }
      const bool as_it_was = matched[i] && before.as_array()[*matched[i]] == now[i];
      if (flow) {
        insert_in_brackets(pieces, last,
                           as_it_was ? source(pieces[*matched[i]]) : flow_text(now[i]));
      } else if (as_it_was) {
        insert_lines(pieces, last, {std::string(at_column, ' ') + item_source(pieces[*matched[i]])},
                     at_column);
      } else {
        insert_lines(pieces, last, block_lines(json::array{now[i]}, at_column, quote_), at_column);
      }
    }
    // What only moved leaves its comments where they are; what goes takes them along.
    std::vector<bool> gone(pieces.size(), true);
    for (const auto& place : matched) {
      if (place) gone[*place] = false;
    }
    remove_pieces(pieces, kept, flow, gone);
    return true;
  }

  std::vector<Piece> bracketed_items(const YamlNode& old) const {
    std::vector<Piece> pieces;
    for (const YamlNode& item : old.items) pieces.push_back({item.begin, item.end});
    return pieces;
  }

  /// Each from its hyphen.
  std::vector<Piece> hyphened_items(const YamlNode& old) const {
    std::vector<Piece> pieces;
    std::size_t at = old.begin;
    for (const YamlNode& item : old.items) {
      const std::size_t hyphen = skip_to_hyphen(at);
      pieces.push_back({hyphen, std::max(hyphen + 1, item.end)});
      at = pieces.back().end;
    }
    return pieces;
  }

  std::string source(const Piece& piece) const {
    return std::string(text_.substr(piece.begin, piece.end - piece.begin));
  }
  /// With the comment behind its last line.
  std::string item_source(const Piece& piece) const {
    return std::string(text_.substr(piece.begin, line_end(piece.end) - piece.begin));
  }

  // Pieces of either.

  void insert_lines(const std::vector<Piece>& pieces, std::optional<std::size_t> after,
                    std::vector<std::string> lines, std::size_t at_column) {
    if (after) return patch(line_end(pieces[*after].end), 0, eol_ + joined(lines));
    const std::size_t first = pieces.front().begin;
    if (first_on_line(first)) {
      const std::size_t begin = line_begin(first);
      if (begin == 0) return patch(0, 0, joined(lines) + eol_);
      return patch(end_of_line_before(first), 0, eol_ + joined(lines));
    }
    lines.front().erase(0, at_column);
    patch(first, 0, joined(lines) + eol_ + std::string(at_column, ' '));
  }

  void insert_in_brackets(const std::vector<Piece>& pieces, std::optional<std::size_t> after,
                          const std::string& text) {
    if (after) return patch(pieces[*after].end, 0, ", " + text);
    patch(pieces.front().begin, 0, text + ", ");
  }

  /// The begin of the comment lines right above a piece that stand in its column; its own line's
  /// where there are none.
  std::size_t with_comments(const Piece& piece) const {
    std::size_t begin = line_begin(piece.begin);
    if (!first_on_line(piece.begin)) return begin;
    const std::size_t indent = piece.begin - begin;
    while (begin > 0) {
      const std::size_t above = line_begin(begin - 1);
      const std::size_t mark = text_.find_first_not_of(' ', above);
      if (mark != above + indent || text_[mark] != '#') break;
      begin = above;
    }
    return begin;
  }

  /// Takes away the pieces that are not kept, and with those that are gone the comments right above
  /// them. Precondition: one is kept.
  void remove_pieces(const std::vector<Piece>& pieces, const std::vector<bool>& kept, bool flow,
                     const std::vector<bool>& gone) {
    const std::size_t count = pieces.size();
    std::size_t first = 0;
    while (!kept[first]) ++first;
    std::size_t last = count - 1;
    while (!kept[last]) --last;
    if (flow) {
      for (std::size_t i = 0; i < last; ++i) {
        if (!kept[i]) patch(pieces[i].begin, pieces[i + 1].begin, "");
      }
      if (last + 1 < count) patch(pieces[last].end, pieces[count - 1].end, "");
      return;
    }
    std::size_t from = 0;
    if (first > 0 && !first_on_line(pieces[0].begin)) {
      patch(pieces[0].begin, pieces[first].begin, "");
      from = first;
    }
    for (std::size_t i = from; i < count; ++i) {
      if (kept[i]) continue;
      const std::size_t top = gone[i] ? with_comments(pieces[i]) : line_begin(pieces[i].begin);
      const std::size_t begin = end_of_line_before(top);
      std::size_t end = line_end(pieces[i].end);
      // The file's first line has no line end before it that could go instead of its own.
      if (top == 0) end = std::min(end + eol_.size(), text_.size());
      patch(begin, end, "");
    }
  }

  const std::string_view text_;
  const bool quote_;
  std::string eol_;
  std::vector<Patch> patches_;
};

}  // namespace

Result<std::string> rewrite(std::string_view text, const json::value& wanted) {
  const auto present = yaml_value(text);
  if (!present) return present.error();
  if (*present == wanted) return std::string(text);
  if (!wanted.is_object()) return Error(Errc::kMalformed, "A file of a package is a map.");
  const auto root = parse_for_edits(text);
  std::optional<Error> mistake;
  for (const bool quote : {false, true}) {
    Rewriter rewriter(text, quote);
    // Without a tree it is a text without content.
    std::string made = root ? rewriter.run(*root, wanted) : rewriter.append(wanted);
    const auto reads = yaml_value(made);
    if (reads && *reads == wanted) return made;
    if (!reads) mistake = reads.error();
  }
  if (mistake) return *mistake;
  return Error(
      Errc::kUnsupported,
      "This place of the file is written in a form that cannot be edited here: mend its text.");
}

}  // namespace plenary::conference
