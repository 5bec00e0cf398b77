#include "conference/prose.h"

#include <algorithm>

#include "markdown/markdown.h"
#include "programme/programme.h"
#include "report/amount.h"

namespace plenary::conference {
namespace {

using markdown::escaped;
using report::Decimal;
using report::Unit;

/// The words that stand below a text with converted amounts.
struct RateWords {
  std::string_view language;
  std::string_view inferred;
  std::string_view source;
};

constexpr RateWords kRateWords[] = {
    {"en", "inferred", "source"}, {"zh", "推算", "来源"}, {"id", "disimpulkan", "sumber"},
    {"ja", "推定", "出典"},       {"ko", "추정", "출처"}, {"it", "dedotto", "fonte"},
};

const RateWords& rate_words(std::string_view language) {
  const auto found = std::find_if(std::begin(kRateWords), std::end(kRateWords),
                                  [&](const auto& one) { return one.language == language; });
  return found == std::end(kRateWords) ? kRateWords[0] : *found;
}

/// Renders one text; keeps which rates it used.
class Prose {
 public:
  Prose(std::string_view language, const Content& content, const PictureSizes& pictures)
      : language_(language), content_(content), pictures_(pictures) {}

  std::string render(std::string_view text) {
    markdown::Hooks hooks;
    hooks.heading_shift = 2;  // The page has a title, and so has the chapter or the post.
    hooks.mark = [this](const markdown::Mark& mark) { return mark_html(mark); };
    hooks.picture = [this](std::string_view name) { return picture_address(std::string(name)); };
    std::string html = markdown::html(text, hooks);
    for (const report::Rate* rate : used_) html += rate_html(*rate);
    return html;
  }

 private:
  std::string picture_address(const std::string& name) const {
    const auto sizes = pictures_ ? pictures_(name) : std::vector<PictureSize>{};
    return sizes.empty() ? std::string() : sizes.back().url;
  }

  std::string mark_html(const markdown::Mark& mark) {
    if (mark.word == "amount" && mark.arguments.size() == 2) {
      const auto value = Decimal::parse(mark.arguments[0]);
      if (!value || !report::is_unit(mark.arguments[1])) return {};
      return amount_html(*value, Unit{mark.arguments[1]}, report::Approximation::kExact);
    }
    if (mark.word == "indicator" && mark.arguments.size() == 1) {
      return indicator_html(mark.arguments[0]);
    }
    return {};
  }

  std::string indicator_html(const std::string& both) {
    const std::size_t slash = std::min(both.find('/'), both.size());
    const auto report_id = report::ReportId::parse(std::string_view(both).substr(0, slash));
    const auto id =
        report::IndicatorId::parse(std::string_view(both).substr(std::min(slash + 1, both.size())));
    const report::Report* of = report_id ? content_.report(*report_id) : nullptr;
    const report::Indicator* indicator = of && id ? of->indicator(*id) : nullptr;
    if (!indicator) return {};
    return "<a class=\"indicator\" href=\"/report/" + of->id.text() + "/figure/" +
           indicator->id.text() + "\">" +
           data_html(indicator->value, indicator->unit, indicator->approximation) + "</a>" +
           converted_html(indicator->value, indicator->unit);
  }

  std::string amount_html(const Decimal& value, const Unit& unit,
                          report::Approximation approximation) {
    return data_html(value, unit, approximation) + converted_html(value, unit);
  }

  std::string data_html(const Decimal& value, const Unit& unit,
                        report::Approximation approximation) const {
    return "<data class=\"amount\" value=\"" + value.text() + "\" data-unit=\"" +
           escaped(unit.code) + "\">" +
           escaped(report::amount_words(value, unit, approximation, language_)) + "</data>";
  }

  std::string converted_html(const Decimal& value, const Unit& unit) {
    const report::Rate* rate = rate_for(content_, unit, language_);
    const auto converted = rate ? report::convert(value, unit, *rate) : std::nullopt;
    if (!converted) return {};
    if (std::find(used_.begin(), used_.end(), rate) == used_.end()) used_.push_back(rate);
    return " <span class=\"converted\" data-rate=\"" + rate->id.text() + "\">(" +
           data_html(converted->value, converted->unit, report::Approximation::kExact) + ")</span>";
  }

  std::string rate_html(const report::Rate& rate) const {
    const RateWords& words = rate_words(language_);
    report::Period day;
    day.as_of = rate.date;
    std::string html =
        "<p class=\"rate\" data-rate=\"" + rate.id.text() + "\">" +
        escaped(report::amount_words(*Decimal::parse("1"), Unit{rate.from}, language_)) + " = " +
        escaped(report::exact_words(rate.rate, language_)) + " " + escaped(rate.to) + ", " +
        escaped(report::period_words(day, language_));
    if (rate.inferred) html += ", " + std::string(words.inferred);
    for (const std::string& key : rate.sources) {
      const auto found = content_.sources_by_key.find(key);
      if (found == content_.sources_by_key.end()) continue;
      const Source& source = found->second;
      html += ", " + std::string(words.source) + ": ";
      html += source.url.empty() ? escaped(source.title)
                                 : "<a href=\"" + escaped(source.url) + "\" rel=\"noopener\">" +
                                       escaped(source.title) + "</a>";
    }
    return html + "</p>\n";
  }

  std::string language_;
  const Content& content_;
  const PictureSizes& pictures_;
  std::vector<const report::Rate*> used_;
};

}  // namespace

std::string prose_html(std::string_view markdown, std::string_view language, const Content& content,
                       const PictureSizes& pictures) {
  return Prose(language, content, pictures).render(markdown);
}

const report::Rate* rate_for(const Content& content, const report::Unit& unit,
                             std::string_view language) {
  if (!unit.currency()) return nullptr;
  for (const report::Rate& rate : content.rates) {
    const bool meant =
        std::find(rate.languages.begin(), rate.languages.end(), language) != rate.languages.end();
    if (meant && (rate.from == unit.code || rate.to == unit.code)) return &rate;
  }
  return nullptr;
}

}  // namespace plenary::conference
