#include "report/report.h"

#include <unicode/ucurr.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "base/find.h"

namespace plenary::report {

bool Unit::currency() const {
  return code.size() == 3 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_unit(std::string_view code) {
  if (std::find(std::begin(kUnits), std::end(kUnits), code) != std::end(kUnits)) return true;
  const Unit unit{std::string(code)};
  if (!unit.currency()) return false;
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString wide = icu::UnicodeString::fromUTF8(unit.code);
  std::int32_t length = 0;
  ucurr_getName(wide.getTerminatedBuffer(), "en", UCURR_LONG_NAME, nullptr, &length, &status);
  // ICU answers with the code itself, from no table, where it knows no such currency.
  return U_SUCCESS(status) && status != U_USING_DEFAULT_WARNING;
}

std::string sort_key(const Period& period) {
  if (!period.as_of) return period.span;
  const auto midnight = std::chrono::sys_days(*period.as_of);
  return base::format_rfc3339(midnight).substr(0, std::string_view("2019-12-31").size());
}

const char* name(Approximation approximation) {
  switch (approximation) {
    case Approximation::kExact:
      return "exact";
    case Approximation::kMoreThan:
      return "more_than";
    case Approximation::kAbout:
      return "about";
  }
  return "";
}

const char* name(FormulaKind kind) {
  switch (kind) {
    case FormulaKind::kShare:
      return "share";
    case FormulaKind::kGrowth:
      return "growth";
    case FormulaKind::kSum:
      return "sum";
  }
  return "";
}

const char* name(ReleaseMode mode) {
  switch (mode) {
    case ReleaseMode::kByHand:
      return "by_hand";
    case ReleaseMode::kAt:
      return "at";
  }
  return "";
}

const Indicator* Report::indicator(const IndicatorId& wanted) const {
  return base::find_by_id(indicators, wanted);
}

}  // namespace plenary::report
