#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plenary::report {

/// An exact decimal number: no binary fraction ever comes between what a source prints and what a
/// page shows. A value; equal numbers are equal however they were written.
class Decimal {
 public:
  /// What a text may hold: digits that count, and the power of ten of the first of them.
  static constexpr std::size_t kMostDigits = 40;
  static constexpr int kMostExponent = 40;

  /// Zero.
  Decimal() = default;

  /// Reads "1.319e9", "32.17", "-0.5", "122e9". Fails with kMalformed for anything else (a comma, a
  /// unit, a bare point) and with kLimit beyond kMostDigits or kMostExponent.
  static base::Result<Decimal> parse(std::string_view text);

  /// The shortest exact text: plain below a million ("32.17"), else with an exponent that is a
  /// multiple of three ("34.81e12"). parse() gives the same number back, and so does Number() in
  /// ECMAScript.
  std::string text() const;
  /// All digits, without exponent: "1319000000", "32.17".
  std::string plain() const;

  bool zero() const { return digits_.empty(); }
  bool negative() const { return negative_; }
  /// The power of ten of the first digit: 9 for 1.319e9, 0 for zero.
  int magnitude() const;

  Decimal operator-() const;
  Decimal operator+(const Decimal& other) const;
  Decimal operator-(const Decimal& other) const { return *this + -other; }
  Decimal operator*(const Decimal& other) const;
  /// The quotient to `digits` digits that count, rounded half away from zero. Fails with kMalformed
  /// if `divisor` is zero.
  base::Result<Decimal> divided_by(const Decimal& divisor, int digits = 20) const;
  /// Without digits beyond `decimals` places after the point, rounded half away from zero.
  Decimal rounded(int decimals) const;
  /// Times ten to the power of `exponent`.
  Decimal shifted(int exponent) const;

  bool operator==(const Decimal&) const = default;
  std::strong_ordering operator<=>(const Decimal& other) const;

 private:
  Decimal(std::string digits, int exponent, bool negative);

  std::string digits_;  // Neither begins nor ends with 0; empty is zero.
  int exponent_ = 0;    // The value is digits_ times ten to this power.
  bool negative_ = false;
};

}  // namespace plenary::report
