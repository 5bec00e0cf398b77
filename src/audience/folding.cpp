#include "audience/folding.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <algorithm>
#include <array>
#include <bit>

#include "base/check.h"
#include "base/text.h"

namespace plenary::audience {
namespace {

using icu::UnicodeString;

UnicodeString from_utf8(std::string_view text) {
  return UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string to_utf8(const UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

bool is_mark(UChar32 character) {
  const int8_t type = u_charType(character);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

void strip_marks(UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* decomposed = icu::Normalizer2::getNFKDInstance(error);
  if (U_FAILURE(error)) return;
  const UnicodeString apart = decomposed->normalize(text, error);
  text.remove();
  for (int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
    if (!is_mark(apart.char32At(i))) text.append(apart.char32At(i));
  }
}

/// Written without spaces between words.
bool is_unspaced(UChar32 character) {
  return u_hasBinaryProperty(character, UCHAR_IDEOGRAPHIC) ||
         u_hasBinaryProperty(character, UCHAR_UNIFIED_IDEOGRAPH) ||
         (character >= 0x3040 && character <= 0x30FF) ||  // Hiragana, Katakana.
         (character >= 0xAC00 && character <= 0xD7A3);    // Hangul.
}

bool has_unspaced(std::string_view text) {
  const UnicodeString characters = from_utf8(text);
  for (int32_t i = 0; i < characters.length(); i = characters.moveIndex32(i, 1)) {
    if (is_unspaced(characters.char32At(i))) return true;
  }
  return false;
}

/// Joins runs of single letters, "b a d" to "bad", in a text of words between single spaces.
std::string join_letters(const std::string& words) {
  std::string joined = " ";
  bool open = false;  // The last word written was a single letter, and another may follow it.
  for (const std::string_view word : base::split(words, ' ')) {
    if (word.empty()) continue;
    const bool single = word.size() == 1;
    if (open && single) joined.pop_back();
    joined += word;
    joined += ' ';
    open = single;
  }
  return joined;
}

}  // namespace

class Folding::Impl {
 public:
  Impl() {
    UErrorCode error = U_ZERO_ERROR;
    casefold = icu::Normalizer2::getNFKCCasefoldInstance(error);
    PLENARY_CHECK(U_SUCCESS(error));
    spoof = uspoof_open(&error);
    PLENARY_CHECK(U_SUCCESS(error));
    simplified.reset(
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, error));
    PLENARY_CHECK(U_SUCCESS(error) && simplified != nullptr);
  }
  ~Impl() { uspoof_close(spoof); }

  const icu::Normalizer2* casefold = nullptr;
  USpoofChecker* spoof = nullptr;
  std::unique_ptr<icu::Transliterator> simplified;
};

Folding::Folding() : impl_(std::make_unique<Impl>()) {}
Folding::~Folding() = default;

Folded Folding::fold(std::string_view text) const {
  UErrorCode error = U_ZERO_ERROR;
  UnicodeString folded = impl_->casefold->normalize(from_utf8(text), error);
  impl_->simplified->transliterate(folded);
  strip_marks(folded);
  UnicodeString skeleton;
  uspoof_getSkeletonUnicodeString(impl_->spoof, 0, folded, skeleton, &error);
  // Some look-alikes' common form is a capital letter.
  UnicodeString last = U_SUCCESS(error) ? skeleton : folded;
  last.foldCase();
  Folded out;
  out.words = " ";
  const auto end_word = [&] {
    if (out.words.back() != ' ') out.words += ' ';
  };
  for (int32_t i = 0; i < last.length(); i = last.moveIndex32(i, 1)) {
    const UChar32 character = last.char32At(i);
    if (is_mark(character)) continue;
    if (!u_isalnum(character)) {
      end_word();
      continue;
    }
    const std::string bytes = to_utf8(UnicodeString(character));
    out.words += bytes;
    out.compact += bytes;
  }
  end_word();
  return out;
}

namespace {

std::string clean_once(std::string_view text, bool lines) {
  constexpr int kMostMarks = 4;
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* composed = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) return std::string();
  const UnicodeString source = composed->normalize(from_utf8(text), error);
  UnicodeString kept;
  int marks = 0;
  bool space = true;  // At the beginning none is wanted either.
  for (int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
    const UChar32 character = source.char32At(i);
    if (character == '\n' && lines) {
      if (!kept.isEmpty() && !kept.endsWith("\n\n")) kept.append(character);
      space = true;
      continue;
    }
    if (u_isUWhiteSpace(character)) {
      if (!space) kept.append(static_cast<UChar32>(' '));
      space = true;
      continue;
    }
    const int8_t type = u_charType(character);
    // Joiners hold emoji and several scripts together; the other format characters only deceive.
    const bool joiner = character == 0x200C || character == 0x200D;
    if (type == U_CONTROL_CHAR || (type == U_FORMAT_CHAR && !joiner) || type == U_UNASSIGNED ||
        type == U_PRIVATE_USE_CHAR || type == U_SURROGATE) {
      continue;
    }
    marks = is_mark(character) ? marks + 1 : 0;
    if (marks > kMostMarks) continue;
    kept.append(character);
    space = false;
  }
  const std::string out = to_utf8(kept);
  return std::string(base::trim(out));
}

}  // namespace

std::string clean_text(std::string_view text, bool lines) {
  // What is dropped may bring a letter and its marks together: again until nothing changes.
  constexpr int kMostPasses = 8;
  std::string cleaned = clean_once(text, lines);
  for (int pass = 0; pass < kMostPasses; ++pass) {
    std::string again = clean_once(cleaned, lines);
    if (again == cleaned) return cleaned;
    cleaned = std::move(again);
  }
  return {};  // Made to be a nuisance.
}

bool has_link(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* casefold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) return true;
  std::string folded = to_utf8(casefold->normalize(from_utf8(text), error));
  // The ideographic full stop stands for a dot in the address line.
  for (std::size_t at = 0; (at = folded.find("。", at)) != std::string::npos;) {
    folded.replace(at, std::string_view("。").size(), ".");
  }
  if (folded.find("://") != std::string::npos || folded.find("www.") != std::string::npos)
    return true;
  constexpr std::array<std::string_view, 44> kEndings{
      "com", "net",  "org", "cn",  "io",   "info", "id",   "co",     "me",    "tv",
      "xyz", "top",  "ru",  "biz", "site", "shop", "live", "club",   "vip",   "app",
      "dev", "link", "gg",  "cc",  "us",   "uk",   "de",   "online", "store", "ly",
      "ai",  "hk",   "tw",  "jp",  "eu",   "fr",   "icu",  "fun",    "pro",   "win",
      "bid", "cyou", "work", "click"};
  const auto is_label = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  for (std::size_t dot = folded.find('.'); dot != std::string::npos;
       dot = folded.find('.', dot + 1)) {
    if (dot == 0 || !is_label(folded[dot - 1])) continue;
    std::size_t end = dot + 1;
    while (end < folded.size() && is_label(folded[end])) ++end;
    const std::string_view ending(folded.data() + dot + 1, end - dot - 1);
    if (std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end()) return true;
    // Whatever its ending, what a path follows is an address.
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const bool path = end < folded.size() && folded[end] == '/';
    const bool word = ending.size() > 1 && std::all_of(ending.begin(), ending.end(), is_letter);
    if (path && word) return true;
  }
  return false;
}

std::uint64_t near_hash(const Folded& text) {
  constexpr std::size_t kBits = 64;
  constexpr std::size_t kTriple = 3;
  const UnicodeString characters = from_utf8(text.compact);
  std::array<int, kBits> votes{};
  for (int32_t i = 0; i + static_cast<int32_t>(kTriple) <= characters.length(); ++i) {
    // FNV-1a over the triple, then a finisher so that every bit counts.
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (int32_t k = 0; k < static_cast<int32_t>(kTriple); ++k) {
      hash = (hash ^ characters.charAt(i + k)) * 0x100000001B3U;
    }
    hash ^= hash >> 29U;
    hash *= 0xBF58476D1CE4E5B9U;
    hash ^= hash >> 32U;
    for (std::size_t bit = 0; bit < kBits; ++bit) votes[bit] += (hash >> bit & 1U) != 0 ? 1 : -1;
  }
  std::uint64_t result = 0;
  for (std::size_t bit = 0; bit < kBits; ++bit) {
    if (votes[bit] > 0) result |= std::uint64_t{1} << bit;
  }
  return result;
}

bool is_near(std::uint64_t left, std::uint64_t right) {
  constexpr int kMostBits = 6;
  return std::popcount(left ^ right) <= kMostBits;
}

void WordList::add(const Folding& folding, const std::string& word) {
  if (entries_.size() >= kMost) return;
  Folded folded = folding.fold(word);
  if (folded.compact.empty()) return;
  for (const Entry& entry : entries_) {
    if (entry.words == folded.words) return;
  }
  Entry entry;
  entry.given = word;
  entry.anywhere = has_unspaced(folded.compact);
  entry.words = std::move(folded.words);
  entry.compact = std::move(folded.compact);
  entries_.push_back(std::move(entry));
}

void WordList::drop(const Folding& folding, const std::string& word) {
  const Folded folded = folding.fold(word);
  std::erase_if(entries_, [&](const Entry& entry) { return entry.words == folded.words; });
}

std::vector<std::string> WordList::words() const {
  std::vector<std::string> words;
  for (const Entry& entry : entries_) words.push_back(entry.given);
  return words;
}

std::string_view WordList::find(const Folded& text) const {
  const std::string joined = join_letters(text.words);
  for (const Entry& entry : entries_) {
    const bool found = entry.anywhere ? text.compact.find(entry.compact) != std::string::npos
                                      : text.words.find(entry.words) != std::string::npos ||
                                            joined.find(entry.words) != std::string::npos;
    if (found) return entry.given;
  }
  return {};
}

}  // namespace plenary::audience
