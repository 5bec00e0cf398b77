#include "print/html_blocks.h"

#include <array>
#include <optional>
#include <utility>

namespace plenary::print {
namespace {

using Kind = Block::Kind;

/// "h2" of "<h2 id=x>", "/p" of "</p>".
std::string_view tag_name(std::string_view tag) {
  const std::size_t end = tag.find_first_of(" \t\r\n/", tag.starts_with('/') ? 1 : 0);
  return tag.substr(0, end);
}

std::optional<Kind> block_of(std::string_view name) {
  if (name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6') return Kind::kHeading;
  if (name == "p" || name == "pre" || name == "div") return Kind::kParagraph;
  if (name == "li") return Kind::kItem;
  if (name == "blockquote") return Kind::kQuote;
  if (name == "tr") return Kind::kRow;
  return std::nullopt;
}

/// What an element within a paragraph is in Pango markup; empty: nothing.
std::string_view inline_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kNames{
      {{"strong", "b"}, {"b", "b"}, {"em", "i"}, {"i", "i"}, {"code", "tt"}}};
  for (const auto& [html, pango] : kNames) {
    if (name == html) return pango;
  }
  return {};
}

/// The value of an attribute as our Markdown writes it: in double quotes, its entities as they are.
std::string_view attribute_of(std::string_view tag, std::string_view name) {
  const std::string begin = " " + std::string(name) + "=\"";
  const std::size_t at = tag.find(begin);
  if (at == std::string_view::npos) return {};
  tag.remove_prefix(at + begin.size());
  return tag.substr(0, tag.find('"'));
}

class Reader {
 public:
  std::vector<Block> read(std::string_view html) {
    while (!html.empty()) {
      const std::size_t open = html.find('<');
      text(html.substr(0, open));
      if (open == std::string_view::npos) break;
      const std::size_t close = html.find('>', open);
      if (close == std::string_view::npos) break;
      tag(html.substr(open + 1, close - open - 1));
      html.remove_prefix(close + 1);
    }
    end_block();
    return std::move(blocks_);
  }

 private:
  /// Our Markdown's text has its entities already: the five that Pango knows too.
  void text(std::string_view text) {
    for (const char c : text) {
      const bool space = c == ' ' || c == '\n' || c == '\r' || c == '\t';
      if (space && (markup_.empty() || markup_.back() == ' ')) continue;
      markup_ += space ? ' ' : c;
    }
  }

  void tag(std::string_view tag) {
    const bool closes = tag.starts_with('/');
    const std::string_view name = closes ? tag_name(tag).substr(1) : tag_name(tag);
    if (name == "br") {
      markup_ += '\n';
    } else if (name == "img") {
      const Kind around = kind_;
      end_block();
      kind_ = around;
      blocks_.push_back({Kind::kPicture, std::string(attribute_of(tag, "alt")), std::string(attribute_of(tag, "src"))});
    } else if (name == "td" || name == "th") {
      if (!closes && !markup_.empty()) markup_ += "  ·  ";
    } else if (const auto kind = block_of(name)) {
      // The paragraph within an item or a quotation is that item.
      const bool within = name == "p" && (kind_ == Kind::kItem || kind_ == Kind::kQuote);
      end_block();
      if (!within || closes) kind_ = closes ? Kind::kParagraph : *kind;
    } else if (const std::string_view pango = inline_of(name); !pango.empty()) {
      closes ? close_inline(pango) : open_inline(pango);
    }
  }

  void open_inline(std::string_view name) {
    open_.push_back(name);
    markup_ += "<" + std::string(name) + ">";
  }
  void close_inline(std::string_view name) {
    if (open_.empty() || open_.back() != name) return;
    open_.pop_back();
    markup_ += "</" + std::string(name) + ">";
  }

  void end_block() {
    while (!open_.empty()) close_inline(open_.back());
    while (!markup_.empty() && markup_.back() == ' ') markup_.pop_back();
    if (!markup_.empty()) blocks_.push_back({kind_, std::move(markup_), {}});
    markup_.clear();
  }

  std::vector<Block> blocks_;
  std::vector<std::string_view> open_;
  std::string markup_;
  Kind kind_ = Kind::kParagraph;
};

}  // namespace

std::vector<Block> html_blocks(std::string_view html) {
  return Reader().read(html);
}

}  // namespace plenary::print
