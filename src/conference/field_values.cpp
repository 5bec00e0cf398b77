// The questions that Fields answers beyond texts, times and ids.
#include <algorithm>
#include <boost/url/parse.hpp>

#include "conference/fields.h"
#include "conference/zone.h"

namespace plenary::conference {
namespace {

bool is_web_address(const std::string& address) {
  const auto url = boost::urls::parse_uri(address);
  if (!url) return false;
  const bool web = url->scheme_id() == boost::urls::scheme::http ||
                   url->scheme_id() == boost::urls::scheme::https;
  return web && !url->encoded_host().empty();
}

bool is_colour(std::string_view text) {
  if (text.size() != 7 || text.front() != '#') return false;
  return std::all_of(text.begin() + 1, text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

/// "2019" or "2019-10".
bool is_span(std::string_view text) {
  const auto digits = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (text.size() == 4) return digits(text);
  if (text.size() != 7 || text[4] != '-') return false;
  const std::string_view month = text.substr(5);
  return digits(text.substr(0, 4)) && digits(month) && month >= "01" && month <= "12";
}

}  // namespace

std::optional<report::Decimal> Fields::decimal(std::string_view key, Need need) {
  const std::string text = this->text(key, need);
  if (text.empty()) return std::nullopt;
  const auto value = report::Decimal::parse(text);
  if (value) return *value;
  if (value.error().code() == base::Errc::kLimit) {
    report_.error(line_of(key), in_quotes(text) + " is too large, too small or too long a number",
                  "At most 40 digits, and 40 places either way of the point, can be kept.");
  } else {
    report_.error(line_of(key), in_quotes(text) + " is not a number",
                  "Write digits with a point, such as `32.17` or `1.319e9`.");
  }
  return std::nullopt;
}

int Fields::place(std::string_view key) {
  const auto value = decimal(key, Need::kRequired);
  if (!value) return 1;
  constexpr int kLast = 1'000;
  const std::string plain = value->plain();
  const bool whole = plain.size() <= 4 && plain.find('.') == std::string::npos;
  const int number = whole ? std::stoi(plain) : 0;
  if (number >= 1 && number <= kLast) return number;
  report_.error(line_of(key), in_quotes(plain) + " is not a place", "Write 1 for the first.");
  return 1;
}

report::Period Fields::period() {
  report::Period period;
  if (has("period") && has("as_of")) {
    report_.error(line_of("as_of"), noun_ + " has both `period` and `as_of`",
                  "Keep `as_of` for the state on a day, `period` for a year or a month.");
  } else if (!has("period") && !has("as_of") && node_.kind == YamlNode::Kind::kMap) {
    report_.error(node_.line, noun_ + " does not say of what time it is",
                  "Add `period: 2019` or `as_of: 2019-12-31`.");
  }
  period.as_of = date("as_of", Need::kOptional);
  const std::string span = text("period", Need::kOptional);
  if (span.empty()) return period;
  if (is_span(span)) {
    if (!period.as_of) period.span = span;
  } else {
    report_.error(line_of("period"), in_quotes(span) + " is neither a year nor a month",
                  "Write it as `2019` or `2019-10`.");
  }
  return period;
}

report::Unit Fields::unit(std::string_view key) {
  const std::string code = text(key, Need::kRequired);
  if (code.empty() || report::is_unit(code)) return {code};
  std::vector<std::string_view> words(std::begin(report::kUnits), std::end(report::kUnits));
  report_.error(line_of(key), "there is no unit " + in_quotes(code),
                suggest(code, words) + " A currency is its ISO 4217 code, such as `CNY`.");
  return {};
}

std::string Fields::currency(std::string_view key) {
  const std::string code = text(key, Need::kRequired);
  const report::Unit unit{code};
  if (code.empty() || (unit.currency() && report::is_unit(code))) return code;
  report_.error(line_of(key), "there is no currency " + in_quotes(code),
                "Write its ISO 4217 code, such as `CNY`.");
  return {};
}

report::Approximation Fields::approximation() {
  using report::Approximation;
  return choice("approximate", Need::kOptional,
                {Approximation::kExact, Approximation::kMoreThan, Approximation::kAbout});
}

std::string Fields::colour(std::string_view key) {
  const std::string value = text(key, Need::kOptional);
  if (value.empty() || is_colour(value)) return value;
  report_.error(line_of(key), in_quotes(value) + " is not a colour",
                "Write it as `\"#1f6feb\"`: a hash, red, green and blue, in quotes.");
  return {};
}

std::string Fields::language(std::string_view key) {
  const std::string tag = text(key, Need::kOptional);
  if (tag.empty() || is_language_tag(tag)) return tag;
  report_.error(line_of(key), in_quotes(tag) + " is not a language",
                "Write a BCP 47 tag such as `zh`, `en` or `id`.");
  return {};
}

std::string Fields::address(std::string_view key, Need need) {
  const std::string value = text(key, need, Shape::kProse);
  if (value.empty() || is_web_address(value)) return value;
  report_.error(line_of(key), "this is not an address of the web",
                "Begin it with `https://` or `http://`, without spaces.");
  return {};
}

std::string Fields::picture(std::string_view key, Need need) {
  return reference_text(key, need, known_.pictures);
}

std::vector<std::string> Fields::references(std::string_view key, const Names& names) {
  std::vector<std::string> made;
  for (const std::string& id : words(key, Need::kOptional)) {
    if (holds(names, id, line_of(key)) && names.ids.contains(id)) made.push_back(id);
  }
  return made;
}

std::vector<base::Link> Fields::links(std::string_view key) {
  std::vector<base::Link> made;
  for (const YamlNode& item : list(key, Need::kOptional)) {
    Fields fields(item, "a link", known_, report_);
    base::Link link;
    link.title = fields.localised("title", Need::kRequired);
    link.url = fields.address("url", Need::kRequired);
    fields.finish();
    made.push_back(std::move(link));
  }
  return made;
}

void Fields::named_as_file(std::string_view key, const std::string& id) {
  const std::string said = text(key, Need::kOptional);
  if (said.empty() || said == id) return;
  report_.error(line_of(key),
                in_quotes(key) + " is " + in_quotes(said) + ", but the file is called " + in_quotes(id),
                "Delete the line: the file's name is the id.");
}

const YamlNode* Fields::map(std::string_view key, Need need) {
  const YamlEntry* found = find(key, need);
  if (!found) return nullptr;
  if (found->value.kind == YamlNode::Kind::kMap) return &found->value;
  report_.error(found->line, in_quotes(key) + " is a map of keys, but here stands something else",
                "Write it as lines of `key: value` below it.");
  return nullptr;
}

}  // namespace plenary::conference
