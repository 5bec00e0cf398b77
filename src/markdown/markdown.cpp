#include "markdown/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/html.h"
#include "base/text.h"

namespace plenary::markdown {
namespace {

constexpr int kOptions = CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8;
constexpr int kHighestHeading = 6;
constexpr std::ptrdiff_t kMostBrackets = 5'000;
constexpr std::ptrdiff_t kMostQuotes = 500;

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
using Document = std::unique_ptr<cmark_node, FreeNode>;

/// Registers tables and strikethrough once for the whole program.
void register_extensions() {
  static const bool kDone = [] {
    cmark_gfm_core_extensions_ensure_registered();
    return true;
  }();
  static_cast<void>(kDone);
}

/// The tree of a text, its pieces of plain text joined.
Document parse(std::string_view text) {
  register_extensions();
  const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser(
      cmark_parser_new(kOptions), &cmark_parser_free);
  for (const char* name : {"table", "strikethrough"}) {
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
  }
  cmark_parser_feed(parser.get(), text.data(), text.size());
  Document document(cmark_parser_finish(parser.get()));
  cmark_consolidate_text_nodes(document.get());
  return document;
}

std::string_view view(const char* text) {
  return text ? std::string_view(text) : std::string_view();
}

/// All nodes in the order of the text. Collected first, so that they may be replaced.
std::vector<cmark_node*> nodes_of(cmark_node* root) {
  std::vector<cmark_node*> nodes;
  const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> iterator(cmark_iter_new(root),
                                                                         &cmark_iter_free);
  for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator.get())) {
    if (event == CMARK_EVENT_ENTER) nodes.push_back(cmark_iter_get_node(iterator.get()));
  }
  return nodes;
}

/// Where a mark stands in a piece of text; `end` is npos if it is never closed.
struct Place {
  std::size_t begin = std::string_view::npos;
  std::size_t end = std::string_view::npos;
};

Place next_mark(std::string_view text, std::size_t from) {
  Place place;
  place.begin = text.find("[[", from);
  if (place.begin == std::string_view::npos) return place;
  const std::size_t close = text.find("]]", place.begin + 2);
  if (close != std::string_view::npos) place.end = close + 2;
  return place;
}

Mark mark_of(std::string_view inner, int line) {
  Mark mark;
  mark.line = line;
  for (const std::string_view word : base::split(inner, ' ')) {
    if (word.empty()) continue;
    if (mark.word.empty()) {
      mark.word = word;
    } else {
      mark.arguments.emplace_back(word);
    }
  }
  return mark;
}

std::string_view inner_of(std::string_view text, const Place& place) {
  return text.substr(place.begin + 2, place.end - place.begin - 4);
}

int line_of(cmark_node* node) {
  for (; node; node = cmark_node_parent(node)) {
    if (cmark_node_get_start_line(node) > 0) return cmark_node_get_start_line(node);
  }
  return 1;
}

std::string picture_name(std::string_view address) {
  constexpr std::string_view kFolder = "pictures/";
  if (address.starts_with(kFolder)) address.remove_prefix(kFolder.size());
  return std::string(address);
}

/// A character that must not stand in prose, spelled for its author (UAX #9, section 2).
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

/// What the parser takes long over: nobody writes it by hand.
Fault too_deep(std::string_view line, int number) {
  if (std::count(line.begin(), line.end(), '>') <= kMostQuotes) return {};
  return {number, "more than 500 `>` stand on one line", "Quote less deeply."};
}

/// Whether the bytes may be given to the parser at all; reports why not.
bool clean(std::string_view text, std::vector<Fault>& faults) {
  if (text.size() > kMostBytes) {
    faults.push_back({1, "the text is longer than 256 KiB", "Shorten it, or make it several."});
    return false;
  }
  int line = 1;
  std::size_t line_begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] != '\n') continue;
    const std::string_view one = text.substr(line_begin, i - line_begin);
    if (!base::is_utf8(one)) {
      faults.push_back({line, "the text is not UTF-8", "Save the file in the encoding UTF-8."});
      return false;
    }
    for (std::size_t at = 0; at < one.size(); ++at) {
      const std::string_view forbidden = forbidden_at(one, at);
      if (forbidden.empty()) continue;
      faults.push_back({line, std::string(forbidden) + " stands in the text",
                        "Delete it: it cannot be seen, and it makes a page say what the file does "
                        "not."});
      return false;
    }
    if (const Fault deep = too_deep(one, line); deep.line > 0) {
      faults.push_back(deep);
      return false;
    }
    line_begin = i + 1;
    ++line;
  }
  if (std::count(text.begin(), text.end(), '[') > kMostBrackets) {
    faults.push_back({1, "the text has more than 5,000 brackets", "Make it several texts."});
    return false;
  }
  return true;
}

class Reader {
 public:
  Reading read(cmark_node* root) {
    for (cmark_node* node : nodes_of(root)) look_at(node);
    return std::move(reading_);
  }

 private:
  void look_at(cmark_node* node) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_TEXT) return look_for_marks(node);
    if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) {
      return fault(node, "HTML stands in the text",
                   "Write it in Markdown: HTML is left out of every page.");
    }
    if (type == CMARK_NODE_LINK && !is_safe_address(view(cmark_node_get_url(node)))) {
      return fault(node, "a link leads neither to the web nor to this site",
                   "Begin its address with `https://`, `http://`, `mailto:`, `/` or `#`.");
    }
    if (type == CMARK_NODE_IMAGE) look_at_picture(node);
  }

  void look_at_picture(cmark_node* node) {
    const std::string name = picture_name(view(cmark_node_get_url(node)));
    if (name.empty() || name.find_first_of(":/\\") != std::string::npos) {
      return fault(node, "a picture comes from elsewhere",
                   "Put it into the package's folder `pictures` and write its name, such as "
                   "`![What it shows](stage.jpg)`.");
    }
    if (!cmark_node_first_child(node)) {
      fault(node, "a picture has no description",
            "Write what it shows between the brackets, for those who do not see it.");
    }
    reading_.pictures.push_back({name, line_of(node)});
  }

  void look_for_marks(cmark_node* node) {
    const std::string_view text = view(cmark_node_get_literal(node));
    std::size_t from = 0;
    for (Place place = next_mark(text, from); place.begin != std::string_view::npos;
         place = next_mark(text, from)) {
      if (place.end == std::string_view::npos) {
        return fault(node, "a mark is not closed", "Close it with `]]` on the same line.");
      }
      reading_.marks.push_back(mark_of(inner_of(text, place), line_of(node)));
      from = place.end;
    }
  }

  void fault(cmark_node* node, std::string what, std::string mend) {
    reading_.faults.push_back({line_of(node), std::move(what), std::move(mend)});
  }

  Reading reading_;
};

/// Turns the tree into what may be shown.
class Renderer {
 public:
  explicit Renderer(const Hooks& hooks) : hooks_(hooks) {}

  std::string render(cmark_node* root) {
    const std::vector<cmark_node*> nodes = nodes_of(root);
    for (cmark_node* node : nodes) clear_of_tokens(node);
    for (cmark_node* node : nodes) mend(node);
    const std::unique_ptr<char, decltype(&free)> made(cmark_render_html(root, kOptions, nullptr),
                                                      &free);
    return made ? with_marks(made.get()) : std::string();
  }

 private:
  void mend(cmark_node* node) {
    switch (cmark_node_get_type(node)) {
      case CMARK_NODE_TEXT:
        return replace_marks(node);
      case CMARK_NODE_HEADING: {
        const int level = cmark_node_get_heading_level(node) + hooks_.heading_shift;
        cmark_node_set_heading_level(node, std::clamp(level, 1, kHighestHeading));
        return;
      }
      case CMARK_NODE_HTML_BLOCK:
      case CMARK_NODE_HTML_INLINE:
        cmark_node_set_literal(node, "");
        return;
      case CMARK_NODE_LINK:
        if (!is_safe_address(view(cmark_node_get_url(node)))) cmark_node_set_url(node, "");
        return;
      case CMARK_NODE_IMAGE:
        return place_picture(node);
      default:
        return;
    }
  }

  void place_picture(cmark_node* node) {
    const std::string name = picture_name(view(cmark_node_get_url(node)));
    const std::string address = hooks_.picture ? hooks_.picture(name) : std::string();
    if (!address.empty()) {
      cmark_node_set_url(node, address.c_str());
      return;
    }
    // Its description takes its place.
    while (cmark_node* child = cmark_node_first_child(node)) {
      if (cmark_node_insert_before(node, child) == 0) break;
    }
    cmark_node_set_url(node, "");
    dropped_.emplace_back(node);
    cmark_node_unlink(node);
  }

  void replace_marks(cmark_node* node) {
    const std::string text(view(cmark_node_get_literal(node)));
    if (text.find("[[") == std::string::npos || in_picture(node)) return;
    const int line = line_of(node);
    std::size_t from = 0;
    for (Place place = next_mark(text, 0); place.end != std::string_view::npos;
         place = next_mark(text, from)) {
      insert_text(node, std::string_view(text).substr(from, place.begin - from));
      const Mark mark = mark_of(inner_of(text, place), line);
      insert_html(node, hooks_.mark ? hooks_.mark(mark) : std::string());
      from = place.end;
    }
    if (from > 0) cmark_node_set_literal(node, text.substr(from).c_str());
  }

  static void insert_text(cmark_node* before, std::string_view text) {
    if (text.empty()) return;
    cmark_node* made = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(made, std::string(text).c_str());
    cmark_node_insert_before(before, made);
  }

  /// A table's cell takes no custom node, so a token takes the mark's place until all is rendered.
  void insert_html(cmark_node* before, std::string html) {
    if (html.empty()) return;
    insert_text(before, std::string(kToken) + std::to_string(marks_.size()) + std::string(kToken));
    marks_.push_back(std::move(html));
  }

  std::string with_marks(std::string_view rendered) const {
    std::string made;
    std::size_t from = 0;
    for (std::size_t at = rendered.find(kToken); at != std::string_view::npos;
         at = rendered.find(kToken, from)) {
      made += rendered.substr(from, at - from);
      const std::size_t begin = at + kToken.size();
      const std::size_t end = rendered.find(kToken, begin);
      made += marks_.at(std::stoul(std::string(rendered.substr(begin, end - begin))));
      from = end + kToken.size();
    }
    return made += rendered.substr(from);
  }

  /// Takes the token's character out of whatever the author wrote.
  static void clear_of_tokens(cmark_node* node) {
    const auto clear = [node](const char* (*get)(cmark_node*),
                              int (*set)(cmark_node*, const char*)) {
      const std::string_view text = view(get(node));
      if (text.find(kToken) == std::string_view::npos) return;
      std::string kept;
      for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i).starts_with(kToken)) {
          i += kToken.size() - 1;
        } else {
          kept += text[i];
        }
      }
      set(node, kept.c_str());
    };
    clear(cmark_node_get_literal, cmark_node_set_literal);
    clear(cmark_node_get_url, cmark_node_set_url);
    clear(cmark_node_get_title, cmark_node_set_title);
    clear(cmark_node_get_fence_info, cmark_node_set_fence_info);
  }

  /// The words of a picture's description go into an attribute, where no element may stand.
  static bool in_picture(cmark_node* node) {
    for (; node; node = cmark_node_parent(node)) {
      if (cmark_node_get_type(node) == CMARK_NODE_IMAGE) return true;
    }
    return false;
  }

  static constexpr std::string_view kToken = "\uE000";

  const Hooks& hooks_;
  std::vector<std::string> marks_;
  std::vector<Document> dropped_;
};

bool starts_without_case(std::string_view text, std::string_view beginning) {
  if (text.size() < beginning.size()) return false;
  return std::equal(beginning.begin(), beginning.end(), text.begin(), [](char one, char other) {
    return one == (other >= 'A' && other <= 'Z' ? static_cast<char>(other + 32) : other);
  });
}

}  // namespace

Reading read(std::string_view text) {
  Reading reading;
  if (!clean(text, reading.faults)) return reading;
  const Document document = parse(text);
  return Reader().read(document.get());
}

std::string html(std::string_view text, const Hooks& hooks) {
  std::vector<Fault> faults;
  if (!clean(text, faults)) return {};
  const Document document = parse(text);
  return Renderer(hooks).render(document.get());
}

std::string escaped(std::string_view text) {
  return base::escape_html(text);
}

bool is_safe_address(std::string_view address) {
  if (address.empty()) return false;
  for (const std::string_view scheme : {"https://", "http://", "mailto:"}) {
    if (starts_without_case(address, scheme)) return address.size() > scheme.size();
  }
  if (address.front() == '#') return true;
  // "//host" and "/\host" leave this site without saying so.
  return address.front() == '/' && address.substr(1, 1) != "/" && address.substr(1, 1) != "\\";
}

bool harmless(std::string_view html) {
  for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
    const std::size_t end = std::min(html.find('>', at), html.size());
    const std::string_view tag = html.substr(at + 1, end - at - 1);
    for (const std::string_view bad : {"script", "style", "iframe", "object", "embed", "svg",
                                       "base", "form", "link", "meta", "math"}) {
      if (starts_without_case(tag, bad)) return false;
    }
    // Attributes stand after a space; their values are in double quotes, which are left out here.
    bool quoted = false;
    std::string_view value = tag;
    for (std::size_t i = 0; i < tag.size(); ++i) {
      if (tag[i] == '"') {
        quoted = !quoted;
        if (quoted) {
          value = tag.substr(i + 1);
          for (const std::string_view bad : {"javascript:", "vbscript:", "data:", "file:"}) {
            if (starts_without_case(value, bad)) return false;
          }
        }
      } else if (!quoted && tag[i] == ' ' && starts_without_case(tag.substr(i + 1), "on")) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace plenary::markdown
