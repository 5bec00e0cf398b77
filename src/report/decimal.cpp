#include "report/decimal.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>

#include "base/check.h"

namespace plenary::report {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using boost::multiprecision::cpp_int;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes the digits that `text` begins with.
std::string_view take_digits(std::string_view& text) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  const std::string_view taken = text.substr(0, size);
  text.remove_prefix(size);
  return taken;
}

cpp_int power_of_ten(int exponent) {
  return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(exponent));
}

cpp_int integer(const std::string& digits) {
  return digits.empty() ? cpp_int(0) : cpp_int(digits);
}

/// value / divisor, rounded half away from zero. Both at least 0.
cpp_int rounded_quotient(const cpp_int& value, const cpp_int& divisor) {
  return (value * 2 + divisor) / (divisor * 2);
}

}  // namespace

Decimal::Decimal(std::string digits, int exponent, bool negative)
    : digits_(std::move(digits)), exponent_(exponent), negative_(negative) {
  digits_.erase(0, std::min(digits_.find_first_not_of('0'), digits_.size()));
  while (!digits_.empty() && digits_.back() == '0') {
    digits_.pop_back();
    ++exponent_;
  }
  if (!digits_.empty()) return;
  exponent_ = 0;
  negative_ = false;
}

Result<Decimal> Decimal::parse(std::string_view text) {
  const Error malformed(Errc::kMalformed, "not a decimal number");
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const std::string_view whole = take_digits(text);
  if (whole.empty()) return malformed;
  std::string_view fraction;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    fraction = take_digits(text);
    if (fraction.empty()) return malformed;
  }
  int exponent = 0;
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(1);
    const bool down = !text.empty() && text.front() == '-';
    if (!text.empty() && (down || text.front() == '+')) text.remove_prefix(1);
    const std::string_view digits = take_digits(text);
    if (digits.empty()) return malformed;
    if (digits.size() > 3) return Error(Errc::kLimit, "the exponent is too large");
    for (const char c : digits) exponent = exponent * 10 + (c - '0');
    if (down) exponent = -exponent;
  }
  if (!text.empty()) return malformed;
  if (whole.size() + fraction.size() > kMostDigits) return Error(Errc::kLimit, "too many digits");
  Decimal made(std::string(whole) + std::string(fraction),
               exponent - static_cast<int>(fraction.size()), negative);
  if (std::abs(made.magnitude()) > kMostExponent) {
    return Error(Errc::kLimit, "the number is too large or too small");
  }
  return made;
}

int Decimal::magnitude() const {
  return zero() ? 0 : exponent_ + static_cast<int>(digits_.size()) - 1;
}

std::string Decimal::plain() const {
  if (zero()) return "0";
  std::string made = digits_;
  if (exponent_ >= 0) {
    made.append(static_cast<std::size_t>(exponent_), '0');
  } else {
    const auto places = static_cast<std::size_t>(-exponent_);
    if (made.size() <= places) made.insert(0, places - made.size() + 1, '0');
    made.insert(made.size() - places, ".");
  }
  return negative_ ? "-" + made : made;
}

std::string Decimal::text() const {
  constexpr int kPlainBelow = 6;
  if (magnitude() < kPlainBelow) return plain();
  const int power = magnitude() / 3 * 3;
  return shifted(-power).plain() + "e" + std::to_string(power);
}

Decimal Decimal::shifted(int exponent) const {
  return zero() ? Decimal() : Decimal(digits_, exponent_ + exponent, negative_);
}

Decimal Decimal::operator-() const {
  return Decimal(digits_, exponent_, !negative_);
}

Decimal Decimal::operator+(const Decimal& other) const {
  if (zero()) return other;
  if (other.zero()) return *this;
  const int exponent = std::min(exponent_, other.exponent_);
  cpp_int one = integer(digits_) * power_of_ten(exponent_ - exponent);
  cpp_int two = integer(other.digits_) * power_of_ten(other.exponent_ - exponent);
  if (negative_) one = -one;
  if (other.negative_) two = -two;
  const cpp_int sum = one + two;
  return Decimal(cpp_int(abs(sum)).str(), exponent, sum < 0);
}

Decimal Decimal::operator*(const Decimal& other) const {
  const cpp_int product = integer(digits_) * integer(other.digits_);
  return Decimal(product.str(), exponent_ + other.exponent_, negative_ != other.negative_);
}

Result<Decimal> Decimal::divided_by(const Decimal& divisor, int digits) const {
  if (divisor.zero()) return Error(Errc::kMalformed, "division by zero");
  if (zero()) return Decimal();
  // Enough zeros that the quotient has one digit more than is asked for, or the same.
  const int zeros = std::max(
      0, digits + static_cast<int>(divisor.digits_.size()) - static_cast<int>(digits_.size()));
  const cpp_int quotient =
      rounded_quotient(integer(digits_) * power_of_ten(zeros), integer(divisor.digits_));
  const Decimal made(quotient.str(), exponent_ - zeros - divisor.exponent_,
                     negative_ != divisor.negative_);
  return made.rounded(digits - 1 - made.magnitude());
}

Decimal Decimal::rounded(int decimals) const {
  const int surplus = -decimals - exponent_;
  if (zero() || surplus <= 0) return *this;
  if (surplus > static_cast<int>(digits_.size())) return Decimal();
  const cpp_int kept = rounded_quotient(integer(digits_), power_of_ten(surplus));
  return Decimal(kept.str(), -decimals, negative_);
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  const Decimal difference = *this - other;
  if (difference.zero()) return std::strong_ordering::equal;
  return difference.negative() ? std::strong_ordering::less : std::strong_ordering::greater;
}

}  // namespace plenary::report
