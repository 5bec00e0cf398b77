#pragma once

#include <unicode/brkiter.h>
#include <unicode/unistr.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plenary::search {

/// One term of a text and where it stands there.
struct Word {
  std::string term;  ///< Folded, UTF-8, never empty.
  int begin = 0;     ///< In UTF-16 code units, as browsers count.
  int end = 0;
  bool pair = false;  ///< Two characters of a script that writes no spaces.

  bool operator==(const Word&) const = default;
};

/// Takes texts apart. Not safe from several threads; make one where it is needed.
class Segmenter {
 public:
  Segmenter();

  /// The words in order of place, at most `most`. Invalid UTF-8 counts as U+FFFD, which is no word.
  std::vector<Word> words(std::string_view text, std::size_t most = 100'000);
  std::vector<Word> words(const icu::UnicodeString& text, std::size_t most = 100'000);

 private:
  std::unique_ptr<icu::BreakIterator> boundaries_;
};

/// A word as it is looked up: compatibility forms, case and diacritics folded. "Café" is "cafe".
std::string fold(const icu::UnicodeString& word);

/// How many code points UTF-8 text has.
std::size_t code_points(std::string_view text);

/// True if one code point inserted, left out, replaced, or two neighbours swapped make `left` of
/// `right`; also if they are the same. Both UTF-8.
bool one_slip_apart(std::string_view left, std::string_view right);

}  // namespace plenary::search
