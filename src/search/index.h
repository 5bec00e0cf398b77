#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace plenary::search {

class Segmenter;

/// What kind of thing was found.
enum class Kind : std::uint8_t {
  kSession,
  kPerson,
  kOrganisation,
  kForum,
  kReport,
  kIndicator,
  kNews,
  kExhibitor,
  kProduct,
};

/// The name used in the API: "session", "indicator"; and back.
const char* name(Kind kind);
std::optional<Kind> kind_of(std::string_view name);

/// One thing that can be found.
struct Document {
  Kind kind = Kind::kSession;
  std::string id;  ///< Unique among its kind: "opening-forum", "cidr-2020/users".
  base::LocalisedText title;
  base::LocalisedText text;  ///< Everything else that is said of it.
  double boost = 1;          ///< What a hit counts, more than 0.
};

/// What a reader asks for.
struct Query {
  static constexpr std::size_t kMostBytes = 512;  ///< What is longer is cut.
  static constexpr std::size_t kMostWords = 12;   ///< Further words are not looked at.
  static constexpr std::size_t kMostHits = 100;

  std::string text;
  std::string language;               ///< In which title and snippet are wanted.
  std::vector<std::string> fallback;  ///< Where a text lacks that language.
  std::optional<Kind> kind;           ///< Nothing: every kind.
  std::size_t limit = 20;
};

/// A range of a shown text that matched, in UTF-16 code units.
struct Mark {
  int begin = 0;
  int size = 0;
  bool operator==(const Mark&) const = default;
};

struct Hit {
  Kind kind = Kind::kSession;
  std::string id;
  double score = 0;
  std::string title;
  std::vector<Mark> title_marks;
  std::string snippet;  ///< At most some 200 characters around the match; may be empty.
  std::vector<Mark> marks;
  bool operator==(const Hit&) const = default;
};

/// A document of an index that a query finds.
struct Match {
  std::uint32_t number = 0;  ///< Of the document: see Index::documents().
  double score = 0;
};

/// An inverted index. Immutable, so any number of threads may ask it.
class Index {
 public:
  /// Work grows with the length of all texts; about 50 ms for 1,300 documents of a conference.
  explicit Index(std::vector<Document> documents);

  /// The best hits first; of equal ones the earlier document.
  std::vector<Hit> find(const Query& query) const;

  std::size_t size() const { return documents_.size(); }
  const std::vector<Document>& documents() const { return documents_; }

  struct Matches;
  using Among = std::function<bool(std::uint32_t number)>;
  /// Everything that the query finds among those, in order of number; `limit` and `kind` mean
  /// nothing here. For whoever counts and sorts for themselves.
  Matches match(const Query& query, const Among& among) const;
  /// One of them, as it is shown. A query without words has no matches, but can be shown with.
  /// `of` is one caller's at a time.
  Hit show(const Match& match, const Query& query, Matches& of) const;

 private:
  struct Posting {
    std::uint32_t document;
    std::uint16_t in_title;
    std::uint16_t in_text;
  };
  /// A word of the query and the terms of the index that it stands for.
  struct Wanted {
    struct Term {
      std::size_t number;
      double weight;
    };
    std::vector<Term> terms;
  };
  struct Scores {
    std::vector<double> sum;
    std::vector<std::uint8_t> words;  ///< How many of the query's words were found.
  };

  std::vector<Wanted> wanted_by(const Query& query, Segmenter& segmenter) const;
  Wanted expand(const std::string& term, bool beginning, bool pair) const;
  void score(const Wanted& wanted, Scores& scores) const;
  std::vector<Document> documents_;
  std::vector<double> lengths_;  ///< Of each document, in weighed words.
  double average_length_ = 1;
  std::vector<std::string> terms_;              ///< Sorted.
  std::vector<std::uint8_t> letters_;           ///< Code points of each term; 255 for that many or more.
  std::vector<std::vector<Posting>> postings_;  ///< One list a term, in order of document.
};

struct Index::Matches {
  std::vector<Match> all;

 private:
  friend class Index;
  std::set<std::string_view> terms;      ///< Of the index, that the query's words stand for.
  std::shared_ptr<Segmenter> segmenter;  ///< Costly to make: one for all that is shown.
};

}  // namespace plenary::search
