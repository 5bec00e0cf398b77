#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "report/decimal.h"

namespace plenary::report {

struct ReportTag;
struct ChapterTag;
struct IndicatorTag;
struct RateTag;
using ReportId = base::Slug<ReportTag>;
using ChapterId = base::Slug<ChapterTag>;      ///< Within a report.
using IndicatorId = base::Slug<IndicatorTag>;  ///< Within a report.
using RateId = base::Slug<RateTag>;

/// What a figure counts: one of the words of kUnits, or the ISO 4217 code of a currency ("CNY").
struct Unit {
  std::string code;

  bool currency() const;  ///< Three capital letters.
  bool operator==(const Unit&) const = default;
};

/// The units that are not currencies.
inline constexpr std::string_view kUnits[] = {"persons",      "users",     "base_stations",
                                              "transactions", "gigabytes", "percent"};

/// True for one of kUnits, or the code of a currency that ICU knows by name.
bool is_unit(std::string_view code);

/// The time that a figure is of: a year or a month as a whole, or the state on one day.
struct Period {
  std::string span;  ///< "2019", "2019-10"; empty if `as_of` is set.
  std::optional<std::chrono::year_month_day> as_of;

  bool empty() const { return span.empty() && !as_of; }
  bool operator==(const Period&) const = default;
};

/// A text by which periods are in the order of time: a year stands before its months.
std::string sort_key(const Period& period);

/// Whether a source gives a figure as a bound or roundly.
enum class Approximation : std::uint8_t { kExact, kMoreThan, kAbout };

/// How a figure follows from others of the same report: the share of the first in the second and
/// the growth from the second to the first, both in percent, or the sum of all.
enum class FormulaKind : std::uint8_t { kShare, kGrowth, kSum };

/// Whether a report comes out by a hand or at an instant.
enum class ReleaseMode : std::uint8_t { kByHand, kAt };

/// The names used in content files and in the API: "exact", "more_than", "share", "by_hand".
const char* name(Approximation approximation);
const char* name(FormulaKind kind);
const char* name(ReleaseMode mode);

struct Formula {
  FormulaKind kind = FormulaKind::kSum;
  std::vector<IndicatorId> of;  ///< Two for a share and for a growth.

  bool operator==(const Formula&) const = default;
};

/// "32.17% of the world's internet users".
struct Share {
  Decimal percent;
  Approximation approximation = Approximation::kExact;
  base::LocalisedText of;

  bool operator==(const Share&) const = default;
};

/// "Second in the world".
struct Rank {
  int place = 1;
  base::LocalisedText among;  ///< "in the world".

  bool operator==(const Rank&) const = default;
};

/// "+71.6% on the year before".
struct Growth {
  Decimal percent;
  base::LocalisedText basis;         ///< "on 2018", "comparable basis"; may be empty.
  std::vector<std::string> sources;  ///< Where they differ from the indicator's; may be empty.

  bool operator==(const Growth&) const = default;
};

/// What one source says of the same thing where sources do not agree. Shown beside the value, never
/// merged with it.
struct Reading {
  std::optional<Decimal> value;  ///< In the indicator's unit; absent where they differ in words.
  Approximation approximation = Approximation::kExact;
  base::LocalisedText text;  ///< What they say instead of, or about, a value; may be empty.
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  bool operator==(const Reading&) const = default;
};

/// One value of a series over time.
struct Point {
  Period period;
  Decimal value;
  Approximation approximation = Approximation::kExact;
  base::LocalisedText note;
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  bool operator==(const Point&) const = default;
};

/// The values of one quantity in the order of time, without the indicator's own.
struct Series {
  std::vector<Point> points;
  /// Why neighbours may not be compared ("counted otherwise from 2021 on"); empty if they may.
  base::LocalisedText break_note;

  bool operator==(const Series&) const = default;
};

/// One figure with all that is needed to read it.
struct Indicator {
  IndicatorId id;
  base::LocalisedText name;
  Decimal value;  ///< Where there is a formula, what it gives.
  Approximation approximation = Approximation::kExact;
  Unit unit;
  Period period;
  std::optional<Formula> formula;
  std::optional<Share> share;
  std::optional<Rank> rank;
  std::optional<Growth> growth;
  base::LocalisedText note;
  std::vector<Reading> readings;
  Series series;
  bool illustrative = false;
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  bool operator==(const Indicator&) const = default;
};

/// A part of a report's text.
struct Chapter {
  ChapterId id;
  base::LocalisedText title;
  std::map<std::string, std::string> markdown;  ///< By language; bounded, UTF-8, not yet HTML.
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  bool operator==(const Chapter&) const = default;
};

/// What the package says of the release. How it really goes is decided elsewhere.
struct ReleasePlan {
  ReleaseMode mode = ReleaseMode::kByHand;
  std::optional<base::Instant> at;         ///< kAt: by the conference clock.
  std::optional<base::SessionId> session;  ///< During which session it happens.
  base::LocalisedText note;                ///< What is to be said of it; may be empty.

  bool operator==(const ReleasePlan&) const = default;
};

/// A publication with figures, which becomes public at an instant and not before.
struct Report {
  ReportId id;
  base::LocalisedText title;
  std::optional<base::OrganisationId> organisation;  ///< Whose report it is.
  base::LocalisedText summary;
  ReleasePlan release;
  std::vector<Chapter> chapters;
  std::vector<Indicator> indicators;
  bool illustrative = false;
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  /// Null if there is none of that id. The pointee lives as long as this report.
  const Indicator* indicator(const IndicatorId& wanted) const;

  bool operator==(const Report&) const = default;
};

/// The price of one unit of a currency in another, on a day.
struct Rate {
  RateId id;
  std::string from;  ///< ISO 4217.
  std::string to;    ///< ISO 4217.
  Decimal rate;      ///< Units of `to` for one of `from`; above zero.
  std::chrono::year_month_day date;
  std::vector<std::string> languages;  ///< Whose readers see amounts in `to` without asking.
  bool inferred = false;  ///< Worked out from what a source shows; no source states it.
  base::LocalisedText note;
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  bool operator==(const Rate&) const = default;
};

}  // namespace plenary::report
