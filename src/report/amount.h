#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "report/decimal.h"
#include "report/report.h"

namespace plenary::report {

// One rule for the wording of figures, here by ICU and in the pages by Intl. Both are compared with
// tests/golden/amounts.json.
//
// - A number of a million and more (of ten thousand, where the language counts by 万) is given in
// the
//   largest scale word that leaves it at one or above: 13.19亿, 1.32 billion, 1,32 miliar.
// - It has no decimals if what stands before the scale word is 1000 or more, else at most two; the
//   last is rounded half away from zero.
// - A currency's symbol stands before the number, as CLDR has it for the language; a code of letters
//   has a space behind it.
// - Only ordinary spaces stand in it.

/// "13.19亿", "1.32 billion", "1,32 miliar", "32,17": the number alone. Any BCP 47 tag will do.
std::string number_words(const Decimal& value, std::string_view language);

/// "2,080.962", "2.080,962": every digit, in the language's signs.
std::string exact_words(const Decimal& value, std::string_view language);

/// A number with its unit: a currency by its symbol ("¥34.81万亿", "CN¥34.81 trillion",
/// "Rp72.438 triliun"), "%" and "GB" after it. Things that are counted have no word of their own:
/// the indicator's name says what they are.
std::string amount_words(const Decimal& value, const Unit& unit, std::string_view language);

/// amount_words() with what the source leaves open: "超过16亿", "more than 1.6 billion".
std::string amount_words(const Decimal& value, const Unit& unit, Approximation approximation,
                         std::string_view language);

/// "+71.6%", "-3%": a change.
std::string growth_words(const Decimal& percent, std::string_view language);

/// "2019年底", "end of 2019", "akhir 2019"; "2020年3月", "March 2020", "Maret 2020".
std::string period_words(const Period& period, std::string_view language);

/// An amount by a rate, in either direction; nothing if the rate has nothing to do with its unit. From
/// `rate.from` it is exact; the other way it has 30 digits. Nothing is rounded before it is shown.
struct Converted {
  Decimal value;
  Unit unit;
};
std::optional<Converted> convert(const Decimal& value, const Unit& unit, const Rate& rate);

}  // namespace plenary::report
