#include <algorithm>

#include "conference/readers.h"

namespace plenary::conference {
namespace {

using report::Approximation;
using report::Chapter;
using report::Decimal;
using report::Formula;
using report::FormulaKind;
using report::Growth;
using report::Indicator;
using report::Period;
using report::Point;
using report::Rank;
using report::Reading;
using report::ReleaseMode;
using report::Share;

/// Reads reports/ID.yaml: what its parts have in common is kept here.
class ReportReader {
 public:
  ReportReader(const report::ReportId& id, const Known& known, Report& report)
      : known_(known), report_(report) {
    made_.id = id;
  }

  report::Report read(const YamlNode& root) {
    Fields fields(root, "a report", known_, report_);
    fields.named_as_file("id", made_.id.text());
    made_.title = fields.localised("title", Need::kRequired);
    made_.organisation = fields.reference<base::OrganisationId>("organisation", Need::kOptional,
                                                                known_.organisations);
    made_.summary = fields.localised("summary", Need::kOptional, Shape::kProse);
    made_.illustrative = fields.flag("illustrative");
    if (const YamlNode* plan = fields.map("release", Need::kRequired)) read_plan(*plan);
    for (const YamlNode& item : fields.list("chapters", Need::kOptional)) read_chapter(item);
    for (const YamlNode& item : fields.list("indicators", Need::kOptional)) read_indicator(item);
    made_.our_wording = fields.our_wording();
    made_.sources = fields.sources(made_.illustrative);
    fields.finish();
    return std::move(made_);
  }

 private:
  void read_plan(const YamlNode& node) {
    Fields fields(node, "a release", known_, report_);
    report::ReleasePlan& plan = made_.release;
    plan.mode = fields.choice("mode", Need::kRequired, {ReleaseMode::kByHand, ReleaseMode::kAt});
    plan.at = fields.instant("at", Need::kOptional);
    plan.session = fields.reference<base::SessionId>("session", Need::kOptional, known_.sessions);
    plan.note = fields.localised("note", Need::kOptional, Shape::kProse);
    fields.our_wording();
    fields.finish();
    if (plan.mode == ReleaseMode::kAt && !fields.has("at")) {
      report_.error(fields.line(), "a release at a time does not say when",
                    "Add `at: 2020-07-23T20:00:00+08:00`, or write `mode: by_hand`.");
    } else if (plan.mode == ReleaseMode::kByHand && fields.has("at")) {
      report_.error(fields.line_of("at"), "a release by hand has no time",
                    "Delete the line, or write `mode: at`.");
    }
  }

  void read_chapter(const YamlNode& item) {
    Fields fields(item, "a chapter", known_, report_);
    Chapter chapter;
    const auto id = fields.id<report::ChapterId>(chapters_);
    chapter.title = fields.localised("title", Need::kRequired);
    chapter.our_wording = fields.our_wording();
    chapter.sources = fields.sources(made_.illustrative);
    fields.finish();
    if (!id) return;
    chapter.id = *id;
    const std::string place = "reports/" + made_.id.text() + "/" + id->text();
    if (!known_.texts.contains(place)) {
      report_.error(fields.line(), "the chapter " + in_quotes(id->text()) + " has no text",
                    "Write it in the file `" + place + ".en.md`, with the language before `.md`.");
    }
    made_.chapters.push_back(std::move(chapter));
  }

  void read_indicator(const YamlNode& item) {
    Fields fields(item, "an indicator", known_, report_);
    Indicator indicator;
    const auto id = fields.id<report::IndicatorId>(indicators_);
    indicator.name = fields.localised("name", Need::kRequired);
    indicator.unit = fields.unit("unit");
    read_value(fields, indicator);
    indicator.approximation = fields.approximation();
    indicator.period = fields.period();
    if (const YamlNode* share = fields.map("share", Need::kOptional)) {
      indicator.share = read_share(*share);
    }
    if (const YamlNode* rank = fields.map("rank", Need::kOptional)) {
      indicator.rank = read_rank(*rank);
    }
    if (const YamlNode* growth = fields.map("growth", Need::kOptional)) {
      indicator.growth = read_growth(*growth);
    }
    indicator.note = fields.localised("note", Need::kOptional, Shape::kProse);
    for (const YamlNode& one : fields.list("readings", Need::kOptional)) {
      indicator.readings.push_back(read_reading(one));
    }
    read_series(fields, indicator);
    indicator.illustrative = fields.flag("illustrative");
    indicator.our_wording = fields.our_wording();
    indicator.sources = fields.sources(indicator.illustrative || made_.illustrative);
    fields.finish();
    if (!id) return;
    indicator.id = *id;
    made_.indicators.push_back(std::move(indicator));
  }

  /// The value as it stands, or as its formula gives it; never both.
  void read_value(Fields& fields, Indicator& indicator) {
    const YamlNode* formula = fields.map("formula", Need::kOptional);
    const auto value = fields.decimal("value", formula ? Need::kOptional : Need::kRequired);
    if (formula && fields.has("value")) {
      report_.error(fields.line_of("value"), "the value of a computed indicator stands here",
                    "Delete it: it follows from `formula`.");
    }
    if (value) indicator.value = *value;
    if (formula) compute(*formula, indicator);
  }

  void compute(const YamlNode& node, Indicator& indicator) {
    Fields fields(node, "a formula", known_, report_);
    Formula formula;
    formula.kind = fields.choice("kind", Need::kRequired,
                                 {FormulaKind::kShare, FormulaKind::kGrowth, FormulaKind::kSum});
    const std::vector<std::string> of = fields.words("of", Need::kRequired);
    fields.finish();
    std::vector<const Indicator*> operands;
    for (const std::string& word : of) {
      const auto id = report::IndicatorId::parse(word);
      const Indicator* found = id ? made_.indicator(*id) : nullptr;
      if (!found) {
        const std::vector<std::string_view> known(indicators_.begin(), indicators_.end());
        report_.error(fields.line_of("of"), "there is no indicator " + in_quotes(word) + " above",
                      suggest(word, known) + " A formula refers to those before it.");
        return;
      }
      formula.of.push_back(*id);
      operands.push_back(found);
    }
    const std::size_t wanted =
        formula.kind == FormulaKind::kSum ? std::max<std::size_t>(1, operands.size()) : 2;
    if (operands.size() != wanted) {
      report_.error(fields.line(), "a " + std::string(name(formula.kind)) + " is of two indicators",
                    "Write `of: [the part, the whole]` or `of: [now, before]`.");
      return;
    }
    check_units(fields, formula, operands, indicator);
    const auto value = computed(formula.kind, operands);
    if (value) {
      indicator.value = *value;
    } else {
      report_.error(fields.line(), "the formula divides by zero", "Name another indicator.");
    }
    indicator.formula = std::move(formula);
  }

  void check_units(Fields& fields, const Formula& formula,
                   const std::vector<const Indicator*>& operands, const Indicator& indicator) {
    for (const Indicator* operand : operands) {
      if (operand->unit == operands.front()->unit) continue;
      report_.error(fields.line_of("of"), "the indicators of a formula differ in unit",
                    "Name indicators that count the same.");
      return;
    }
    const report::Unit unit =
        formula.kind == FormulaKind::kSum ? operands.front()->unit : report::Unit{"percent"};
    if (indicator.unit == unit || indicator.unit.code.empty()) return;
    report_.error(fields.line(),
                  "the formula gives " + in_quotes(unit.code) + ", not " + in_quotes(indicator.unit.code),
                  "Write `unit: " + unit.code + "`.");
  }

  static base::Result<Decimal> computed(FormulaKind kind, const std::vector<const Indicator*>& of) {
    const Decimal& first = of[0]->value;
    if (kind == FormulaKind::kSum) {
      Decimal sum;
      for (const Indicator* one : of) sum = sum + one->value;
      return sum;
    }
    const Decimal& second = of[1]->value;
    const Decimal part = kind == FormulaKind::kShare ? first : first - second;
    constexpr int kPercent = 2;
    return part.shifted(kPercent).divided_by(second);
  }

  Share read_share(const YamlNode& node) {
    Fields fields(node, "a share", known_, report_);
    Share share;
    share.percent = fields.decimal("value", Need::kRequired).value_or(Decimal());
    share.approximation = fields.approximation();
    share.of = fields.localised("of", Need::kRequired);
    fields.finish();
    return share;
  }

  Rank read_rank(const YamlNode& node) {
    Fields fields(node, "a rank", known_, report_);
    Rank rank;
    rank.place = fields.place("place");
    rank.among = fields.localised("among", Need::kRequired);
    fields.finish();
    return rank;
  }

  Growth read_growth(const YamlNode& node) {
    Fields fields(node, "a growth", known_, report_);
    Growth growth;
    growth.percent = fields.decimal("value", Need::kRequired).value_or(Decimal());
    growth.basis = fields.localised("basis", Need::kOptional);
    constexpr bool kInherited = true;  // Without sources of its own, the indicator's say it.
    growth.sources = fields.sources(kInherited);
    fields.finish();
    return growth;
  }

  Reading read_reading(const YamlNode& node) {
    Fields fields(node, "a reading", known_, report_);
    Reading reading;
    reading.value = fields.decimal("value", Need::kOptional);
    reading.approximation = fields.approximation();
    reading.text = fields.localised("text", Need::kOptional, Shape::kProse);
    reading.our_wording = fields.our_wording();
    constexpr bool kBeside = true;
    reading.sources = fields.sources(made_.illustrative, kBeside);
    fields.finish();
    if (!fields.has("value") && !fields.has("text")) {
      report_.error(fields.line(), "a reading says nothing", "Add `value` or `text`.");
    }
    return reading;
  }

  void read_series(Fields& parent, Indicator& indicator) {
    for (const YamlNode& node : parent.list("series", Need::kOptional)) {
      Fields fields(node, "a point of a series", known_, report_);
      Point point;
      point.period = fields.period();
      point.value = fields.decimal("value", Need::kRequired).value_or(Decimal());
      point.approximation = fields.approximation();
      point.note = fields.localised("note", Need::kOptional, Shape::kProse);
      point.our_wording = fields.our_wording();
      point.sources = fields.sources(made_.illustrative);
      fields.finish();
      auto& points = indicator.series.points;
      if (!points.empty() &&
          report::sort_key(points.back().period) >= report::sort_key(point.period)) {
        report_.error(fields.line(), "this point does not follow the one above it",
                      "List each time once, in order.");
      }
      points.push_back(std::move(point));
    }
    indicator.series.break_note = parent.localised("series_break", Need::kOptional, Shape::kProse);
  }

  const Known& known_;
  Report& report_;
  report::Report made_;
  std::set<std::string> chapters_;
  std::set<std::string> indicators_;
};

}  // namespace

report::Report read_report(const YamlNode& root, const report::ReportId& id, const Known& known,
                           Report& report) {
  return ReportReader(id, known, report).read(root);
}

}  // namespace plenary::conference
