#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plenary::audience {

/// A text as the word list sees it.
struct Folded {
  std::string words;    ///< " buy now ": words of letters and digits between single spaces, one at
                        ///< either end.
  std::string compact;  ///< The same without any space: "buynow".
};

/// Brings texts that people read alike to one form: Unicode NFKC with case folding (full-width
/// letters become plain, ligatures fall apart, invisible characters vanish), Traditional Chinese to
/// Simplified, and look-alikes of other scripts to one letter (UTS 39 skeleton). Any bytes are
/// accepted. Not safe from several threads at once.
class Folding {
 public:
  Folding();
  ~Folding();
  Folding(const Folding&) = delete;
  Folding& operator=(const Folding&) = delete;

  Folded fold(std::string_view text) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// What is kept of a text that somebody sent: NFC, without control characters, invisible ones that
/// turn the direction of the text, and more than four marks on one letter; spaces run together,
/// line ends kept only if `lines`; trimmed.
std::string clean_text(std::string_view text, bool lines);

/// True if the text names an address of the web: "https://...", "www...", "example.com/x".
bool has_link(std::string_view text);

/// A hash of which near ones differ in few bits: of all triples of characters of a folded text.
std::uint64_t near_hash(const Folded& text);
/// True if two near hashes are of texts that hardly differ.
bool is_near(std::uint64_t left, std::uint64_t right);

/// The words that may not be said. A word of letters with spaces between words is found as a whole
/// word, also spelled with gaps ("b a d"); one with Chinese, Japanese or Korean characters
/// anywhere.
class WordList {
 public:
  static constexpr std::size_t kMost = 2000;

  /// Nothing happens for a word without letters and digits, one that is there already, or beyond
  /// kMost.
  void add(const Folding& folding, const std::string& word);
  void drop(const Folding& folding, const std::string& word);

  /// As they were given, in that order.
  std::vector<std::string> words() const;
  /// The first word of the list that the text holds, as it was given; empty if none.
  std::string_view find(const Folded& text) const;

 private:
  struct Entry {
    std::string given;
    std::string words;    // " bad word "
    std::string compact;  // "badword"
    bool anywhere = false;
  };
  std::vector<Entry> entries_;
};

}  // namespace plenary::audience
