#include "conference/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace plenary::conference {
namespace {

/// The line (from 1) of the byte at `offset`.
int line_of(std::string_view text, std::size_t offset) {
  int line = 1;
  for (std::size_t i = 0; i < offset; ++i) line += text[i] == '\n' ? 1 : 0;
  return line;
}

/// The first byte at which `text` stops being UTF-8.
std::size_t first_invalid(std::string_view text) {
  std::size_t good = 0;
  for (std::size_t end = 0; end <= text.size(); ++end) {
    const bool boundary =
        end == text.size() || (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
    if (!boundary) continue;
    if (!base::is_utf8(text.substr(good, end - good))) return good;
    good = end;
  }
  return good;
}

/// A character that must not stand in content, spelled for the organiser; empty if there is none at
/// `i`. These are the control characters but tab and line ends, and what turns the writing
/// direction of the text after it (UAX #9, section 2: embeddings, overrides, isolates).
std::string_view forbidden_at(std::string_view text, std::size_t i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') return "a control character";
  if (byte == 0x7F) return "a control character";
  const std::string_view three = text.substr(i, 3);
  if (three.size() < 3 || byte != 0xE2) return {};
  const auto last = static_cast<unsigned char>(three[2]);
  if (three[1] == '\x80' && last >= 0xAA && last <= 0xAE) return "a text direction override";
  if (three[1] == '\x81' && last >= 0xA6 && last <= 0xA9) return "a text direction isolate";
  return {};
}

bool clean(std::string_view text, Report& report) {
  if (!base::is_utf8(text)) {
    report.error(line_of(text, first_invalid(text)), "the text is not UTF-8",
                 "Save the file in the encoding UTF-8.");
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view forbidden = forbidden_at(text, i);
    if (forbidden.empty()) continue;
    report.error(line_of(text, i), std::string(forbidden) + " stands in the text",
                 "Delete it: it cannot be seen, and it makes a page say what the file does not.");
    return false;
  }
  return true;
}

/// From the places that libyaml names, which count characters, to bytes. A look at one place costs
/// at most 64 steps.
class Offsets {
 public:
  explicit Offsets(std::string_view text) : text_(text) {
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (!begins_character(i)) continue;
      if (characters % kStride == 0) marks_.push_back(i);
      ++characters;
    }
  }

  std::size_t byte_of(std::size_t character) const {
    if (character / kStride >= marks_.size()) return text_.size();
    std::size_t at = marks_[character / kStride];
    for (std::size_t left = character % kStride; left > 0 && at < text_.size(); --left) {
      do ++at;
      while (at < text_.size() && !begins_character(at));
    }
    return at;
  }

 private:
  static constexpr std::size_t kStride = 64;

  bool begins_character(std::size_t i) const {
    return (static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80;
  }

  std::string_view text_;
  std::vector<std::size_t> marks_;
};

YamlNode::Style style_of(yaml_scalar_style_t style) {
  switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
      return YamlNode::Style::kSingle;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      return YamlNode::Style::kDouble;
    case YAML_LITERAL_SCALAR_STYLE:
      return YamlNode::Style::kLiteral;
    case YAML_FOLDED_SCALAR_STYLE:
      return YamlNode::Style::kFolded;
    default:
      return YamlNode::Style::kPlain;
  }
}

/// Where a block scalar's own words end: the blank lines behind it belong to the file, unless its
/// header keeps them.
std::size_t block_scalar_end(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string_view header = text.substr(begin, text.find('\n', begin) - begin);
  const bool keeps = header.substr(0, header.find('#')).find('+') != std::string_view::npos;
  if (keeps) {
    if (end > begin && text[end - 1] == '\n') --end;
    if (end > begin && text[end - 1] == '\r') --end;
    return end;
  }
  while (end > begin && std::string_view(" \t\r\n").find(text[end - 1]) != std::string_view::npos) {
    --end;
  }
  return end;
}

/// libyaml's parser over one text; freed with the object.
class Parser {
 public:
  explicit Parser(std::string_view text) {
    ok_ = yaml_parser_initialize(&parser_) == 1;
    if (!ok_) return;
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    // libyaml takes no null, which is where an empty file's text begins.
    const char* begin = text.empty() ? "" : text.data();
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(begin),
                                 text.size());
  }
  ~Parser() {
    drop_event();
    if (ok_) yaml_parser_delete(&parser_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  /// The next event, valid until the next call; null at a mistake of the grammar.
  const yaml_event_t* next() {
    drop_event();
    if (!ok_) return nullptr;
    held_ = yaml_parser_parse(&parser_, &event_) == 1;
    return held_ ? &event_ : nullptr;
  }

  std::string problem() const { return parser_.problem ? parser_.problem : "not readable"; }
  int problem_line() const { return static_cast<int>(parser_.problem_mark.line) + 1; }

 private:
  void drop_event() {
    if (held_) yaml_event_delete(&event_);
    held_ = false;
  }

  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool ok_ = false;
  bool held_ = false;
};

/// Builds the tree from events. `failed_` is set at the first thing that leaves no shape to go on
/// with.
class Builder {
 public:
  Builder(std::string_view text, Report& report)
      : text_(text), offsets_(text), parser_(text), report_(report) {}

  std::optional<YamlNode> document() {
    const yaml_event_t* event = advance();
    if (event && event->type == YAML_STREAM_START_EVENT) event = advance();
    if (event && event->type == YAML_STREAM_END_EVENT) return empty_file();
    if (event && event->type == YAML_DOCUMENT_START_EVENT) event = advance();
    if (!event) return std::nullopt;
    YamlNode root = node(*event, 1);
    if (failed_) return std::nullopt;
    if (!advance()) return std::nullopt;  // The document's end.
    event = advance();
    if (!event) return std::nullopt;
    if (event->type != YAML_STREAM_END_EVENT) {
      fail(line(*event), "a second document begins here",
           "Keep one document in a file: delete the line `---` or move what follows.");
    }
    return failed_ ? std::nullopt : std::optional(std::move(root));
  }

 private:
  static int line(const yaml_event_t& event) { return static_cast<int>(event.start_mark.line) + 1; }

  void fail(int at, std::string what, std::string mend) {
    if (!failed_) report_.error(at, std::move(what), std::move(mend));
    failed_ = true;
  }

  std::optional<YamlNode> empty_file() {
    fail(1, "the file is empty", "Write its content or delete the file.");
    return std::nullopt;
  }

  const yaml_event_t* advance() {
    if (failed_) return nullptr;
    const yaml_event_t* event = parser_.next();
    if (!event) {
      fail(parser_.problem_line(), "this is not YAML: " + parser_.problem(),
           "Look at the indentation and the quotes of this line and of the one above it.");
    }
    return event;
  }

  YamlNode node(const yaml_event_t& event, int depth) {
    YamlNode made;
    made.line = line(event);
    made.begin = offsets_.byte_of(event.start_mark.index);
    made.end = offsets_.byte_of(event.end_mark.index);
    if (++nodes_ > kMostYamlNodes || depth > kMostYamlDepth) {
      fail(made.line, "the file holds too much, or is nested too deeply",
           "Content needs at most 12 levels and 200,000 values in a file.");
      return made;
    }
    switch (event.type) {
      case YAML_SCALAR_EVENT:
        fill_scalar(event, made);
        break;
      case YAML_SEQUENCE_START_EVENT:
        made.kind = YamlNode::Kind::kList;
        made.style = event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
                         ? YamlNode::Style::kFlow
                         : YamlNode::Style::kBlock;
        if (plain_node(made.line, event.data.sequence_start.anchor,
                       event.data.sequence_start.tag)) {
          fill_list(made, depth);
        }
        break;
      case YAML_MAPPING_START_EVENT:
        made.kind = YamlNode::Kind::kMap;
        made.style = event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                         ? YamlNode::Style::kFlow
                         : YamlNode::Style::kBlock;
        if (plain_node(made.line, event.data.mapping_start.anchor, event.data.mapping_start.tag)) {
          fill_map(made, depth);
        }
        break;
      case YAML_ALIAS_EVENT:
        fail(made.line, "an alias (`*name`) stands here", "Write the text out.");
        break;
      default:
        fail(made.line, "a value is missing here", "Write it.");
    }
    return made;
  }

  bool plain_node(int at, const yaml_char_t* anchor, const yaml_char_t* tag) {
    if (anchor) fail(at, "an anchor (`&name`) stands here", "Delete it and write the text out.");
    if (tag) fail(at, "a tag (`!name`) stands here", "Delete it: content is text, lists and maps.");
    return !failed_;
  }

  void fill_scalar(const yaml_event_t& event, YamlNode& made) {
    const auto& scalar = event.data.scalar;
    if (!plain_node(made.line, scalar.anchor, scalar.tag)) return;
    if (scalar.length > kMostScalarBytes) {
      return fail(made.line, "this text is longer than 64 KiB", "Shorten it.");
    }
    made.text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
    made.plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
    made.style = style_of(scalar.style);
    if (made.style == YamlNode::Style::kLiteral || made.style == YamlNode::Style::kFolded) {
      made.end = block_scalar_end(text_, made.begin, made.end);
    }
    // An escape such as "\u202e" brings in what the bytes of the file did not show.
    for (std::size_t i = 0; i < made.text.size(); ++i) {
      const std::string_view forbidden = forbidden_at(made.text, i);
      if (!forbidden.empty()) {
        return fail(made.line, std::string(forbidden) + " is written as an escape", "Delete it.");
      }
    }
  }

  void fill_list(YamlNode& made, int depth) {
    for (const yaml_event_t* event = advance(); event; event = advance()) {
      if (event->type == YAML_SEQUENCE_END_EVENT) return close(*event, made);
      made.items.push_back(node(*event, depth + 1));
      made.end = std::max(made.end, made.items.back().end);
    }
  }

  void fill_map(YamlNode& made, int depth) {
    std::set<std::string> seen;
    for (const yaml_event_t* event = advance(); event; event = advance()) {
      if (event->type == YAML_MAPPING_END_EVENT) return close(*event, made);
      YamlEntry entry;
      entry.line = line(*event);
      const YamlNode key = node(*event, depth + 1);
      entry.begin = key.begin;
      entry.end = key.end;
      if (failed_) return;
      if (key.kind != YamlNode::Kind::kScalar) {
        return fail(entry.line, "a list or a map is used as a key", "A key is a word.");
      }
      entry.key = key.text;
      event = advance();
      if (!event) return;
      entry.value = node(*event, depth + 1);
      if (failed_) return;
      made.end = std::max({made.end, entry.end, entry.value.end});
      if (!seen.insert(entry.key).second) {
        report_.error(entry.line,
                      "the key " + in_quotes(entry.key) + " stands here for the second time",
                      "Keep one of the two.");
        continue;
      }
      made.entries.push_back(std::move(entry));
    }
  }

  /// Brackets end with their bracket; what is indented ends with the last thing in it.
  void close(const yaml_event_t& event, YamlNode& made) {
    if (made.style == YamlNode::Style::kFlow) made.end = offsets_.byte_of(event.end_mark.index);
  }

  const std::string_view text_;
  const Offsets offsets_;
  Parser parser_;
  Report& report_;
  std::size_t nodes_ = 0;
  bool failed_ = false;
};

}  // namespace

std::optional<YamlNode> parse_yaml(std::string_view text, Report& report) {
  if (!clean(text, report)) return std::nullopt;
  return Builder(text, report).document();
}

}  // namespace plenary::conference
