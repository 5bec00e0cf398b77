#include "search/words.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>

#include "base/check.h"

namespace plenary::search {
namespace {

/// Scripts whose words are not parted by spaces, or are inflected at the end: pairs find them.
bool in_pairs(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
      return true;
    default:
      return false;
  }
}

bool is_plain_ascii(const icu::UnicodeString& word) {
  for (int i = 0; i < word.length(); ++i) {
    if (word[i] >= 0x80) return false;
  }
  return true;
}

std::string lower_ascii(const icu::UnicodeString& word) {
  std::string out;
  for (int i = 0; i < word.length(); ++i) {
    const char c = static_cast<char>(word[i]);
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

/// The run's characters two by two, and the last alone: so each begins a term, and one character
/// typed finds it as a beginning.
void add_pairs(const icu::UnicodeString& text, int begin, int end, std::size_t most,
               std::vector<Word>& out) {
  int at = begin;
  while (at < end && out.size() < most) {
    const int second = text.moveIndex32(at, 1);
    const int after = second < end ? text.moveIndex32(second, 1) : second;
    Word word{fold(text.tempSubStringBetween(at, after)), at, after, second < end};
    if (!word.term.empty()) out.push_back(std::move(word));
    at = second;
  }
}

/// Bytes that both begin with, whole code points only.
std::size_t common_beginning(std::string_view left, std::string_view right) {
  std::size_t size = 0;
  while (size < left.size() && size < right.size() && left[size] == right[size]) ++size;
  const auto continues = [](std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  while (size > 0 && (continues(left, size) || continues(right, size))) --size;
  return size;
}

std::size_t common_end(std::string_view left, std::string_view right) {
  std::size_t size = 0;
  while (size < left.size() && size < right.size() &&
         left[left.size() - 1 - size] == right[right.size() - 1 - size]) {
    ++size;
  }
  const auto begins = [](std::string_view text, std::size_t back) {
    return back == 0 || (static_cast<unsigned char>(text[text.size() - back]) & 0xC0U) != 0x80U;
  };
  while (size > 0 && !begins(left, size)) --size;
  return size;
}

}  // namespace

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string fold(const icu::UnicodeString& word) {
  if (is_plain_ascii(word)) return lower_ascii(word);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const icu::Normalizer2* const decompose = icu::Normalizer2::getNFDInstance(status);
  if (U_FAILURE(status)) return {};
  icu::UnicodeString folded = decompose->normalize(casefold->normalize(word, status), status);
  if (U_FAILURE(status)) return {};
  icu::UnicodeString bare;
  for (int i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    // Voicing marks of kana tell words apart; all other marks are folded away.
    const bool mark = u_charType(c) == U_NON_SPACING_MARK && c != 0x3099 && c != 0x309A;
    if (!mark) bare.append(c);
  }
  std::string out;
  icu::UnicodeString composed = icu::Normalizer2::getNFCInstance(status)->normalize(bare, status);
  if (U_FAILURE(status)) return {};
  composed.toUTF8String(out);
  return out;
}

Segmenter::Segmenter() {
  UErrorCode status = U_ZERO_ERROR;
  boundaries_.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  PLENARY_CHECK(U_SUCCESS(status));
}

std::vector<Word> Segmenter::words(std::string_view text, std::size_t most) {
  return words(icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())}),
               most);
}

std::vector<Word> Segmenter::words(const icu::UnicodeString& text, std::size_t most) {
  std::vector<Word> out;
  boundaries_->setText(text);
  int run_begin = 0;
  int run_end = 0;  // Of characters taken in pairs that have no term yet.
  const auto close_run = [&] {
    if (run_end > run_begin) add_pairs(text, run_begin, run_end, most, out);
    run_begin = run_end = 0;
  };
  int begin = boundaries_->first();
  for (int end = boundaries_->next(); end != icu::BreakIterator::DONE && out.size() < most;
       begin = end, end = boundaries_->next()) {
    if (boundaries_->getRuleStatus() == UBRK_WORD_NONE) {
      close_run();
      continue;
    }
    if (in_pairs(text.char32At(begin))) {
      if (run_end != begin) close_run();
      if (run_end == 0) run_begin = begin;
      run_end = end;
      continue;
    }
    close_run();
    Word word{fold(text.tempSubStringBetween(begin, end)), begin, end, false};
    if (!word.term.empty()) out.push_back(std::move(word));
  }
  close_run();
  return out;
}

bool one_slip_apart(std::string_view left, std::string_view right) {
  const std::size_t front = common_beginning(left, right);
  left.remove_prefix(front);
  right.remove_prefix(front);
  const std::size_t back = common_end(left, right);
  left.remove_suffix(back);
  right.remove_suffix(back);
  const std::size_t of_left = code_points(left);
  const std::size_t of_right = code_points(right);
  if (of_left <= 1 && of_right <= 1) return true;
  if (of_left != 2 || of_right != 2) return false;
  const auto second = [](std::string_view text) {
    std::size_t at = 1;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    return at;
  };
  const std::size_t cut_left = second(left);
  const std::size_t cut_right = second(right);
  return left.substr(0, cut_left) == right.substr(cut_right) &&
         left.substr(cut_left) == right.substr(0, cut_right);
}

}  // namespace plenary::search
