#include "search/index.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <unordered_map>
#include <utility>

#include "search/words.h"

namespace plenary::search {
namespace {

constexpr double kTitleWeight = 4;
constexpr double kSaturation = 1.2;       // BM25's k1.
constexpr double kLengthInfluence = 0.6;  // BM25's b.
constexpr double kBeginningWeight = 0.7;
constexpr double kSlipWeight = 0.4;
constexpr std::size_t kMostBeginnings = 256;
constexpr int kLettersOfASlip = 5;
constexpr int kSnippetUnits = 180;
constexpr int kBeforeTheMatch = 60;

constexpr std::array kNames = {"session",   "person", "organisation", "forum",  "report",
                               "indicator", "news",   "exhibitor",    "product"};

std::uint8_t letters_of(std::string_view term) {
  return static_cast<std::uint8_t>(std::min<std::size_t>(code_points(term), 255));
}

/// The ranges of `text` whose words are among `terms`, neighbours joined.
std::vector<Mark> marks_of(const icu::UnicodeString& text, const std::set<std::string_view>& terms,
                           Segmenter& segmenter) {
  std::vector<Mark> marks;
  if (terms.empty()) return marks;
  for (const Word& word : segmenter.words(text)) {
    if (!terms.contains(word.term)) continue;
    if (!marks.empty() && word.begin <= marks.back().begin + marks.back().size) {
      Mark& last = marks.back();
      last.size = std::max(last.size, word.end - last.begin);
    } else {
      marks.push_back({word.begin, word.end - word.begin});
    }
  }
  return marks;
}

icu::UnicodeString wide(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
}

/// Cuts `text` to what surrounds its first mark; the marks move with it.
void cut_to_snippet(icu::UnicodeString& text, std::vector<Mark>& marks) {
  int begin = marks.empty() ? 0 : std::max(0, marks.front().begin - kBeforeTheMatch);
  // Not in the middle of a word, if a space is near.
  if (begin > 0) {
    const int space = text.indexOf(u' ', begin);
    begin = space >= 0 && space < marks.front().begin ? space + 1 : text.getChar32Start(begin);
  }
  int end = std::min(text.length(), begin + kSnippetUnits);
  if (end < text.length()) {
    const int space = text.lastIndexOf(u' ', begin, end - begin);
    end = space > begin + kSnippetUnits / 2 ? space : text.getChar32Start(end);
  }
  const int lead = begin > 0 ? 1 : 0;
  std::vector<Mark> kept;
  for (const Mark& mark : marks) {
    if (mark.begin + mark.size > end) break;
    kept.push_back({mark.begin - begin + lead, mark.size});
  }
  icu::UnicodeString cut(text, begin, end - begin);
  if (lead == 1) cut.insert(0, static_cast<char16_t>(0x2026));
  if (end < text.length()) cut.append(static_cast<char16_t>(0x2026));
  cut.findAndReplace(u"\n", u" ");
  text = std::move(cut);
  marks = std::move(kept);
}

std::string narrow(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

}  // namespace

const char* name(Kind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<Kind> kind_of(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (name == kNames[i]) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

Index::Index(std::vector<Document> documents) : documents_(std::move(documents)) {
  Segmenter segmenter;
  std::unordered_map<std::string, std::vector<Posting>> by_term;
  double total = 0;
  for (std::uint32_t number = 0; number < documents_.size(); ++number) {
    double length = 0;
    const auto take = [&](const base::LocalisedText& text, bool title) {
      for (const auto& [language, words] : text.by_language) {
        for (Word& word : segmenter.words(words)) {
          auto& list = by_term[std::move(word.term)];
          if (list.empty() || list.back().document != number) list.push_back({number, 0, 0});
          std::uint16_t& count = title ? list.back().in_title : list.back().in_text;
          if (count < 0xFFFF) ++count;
          length += title ? kTitleWeight : 1;
        }
      }
    };
    take(documents_[number].title, true);
    take(documents_[number].text, false);
    lengths_.push_back(length);
    total += length;
  }
  if (total > 0) average_length_ = total / static_cast<double>(documents_.size());
  terms_.reserve(by_term.size());
  for (const auto& [term, list] : by_term) terms_.push_back(term);
  std::sort(terms_.begin(), terms_.end());
  letters_.reserve(terms_.size());
  for (const std::string& term : terms_) letters_.push_back(letters_of(term));
  postings_.reserve(terms_.size());
  for (const std::string& term : terms_) postings_.push_back(std::move(by_term[term]));
}

Index::Wanted Index::expand(const std::string& term, bool beginning, bool pair) const {
  Wanted wanted;
  auto at = std::lower_bound(terms_.begin(), terms_.end(), term);
  const auto number = [this](auto found) {
    return static_cast<std::size_t>(found - terms_.begin());
  };
  if (at != terms_.end() && *at == term) {
    wanted.terms.push_back({number(at), 1});
    ++at;
  }
  if (beginning) {
    for (; at != terms_.end() && at->starts_with(term) && wanted.terms.size() < kMostBeginnings;
         ++at) {
      wanted.terms.push_back({number(at), kBeginningWeight});
    }
  }
  const int letters = letters_of(term);
  if (!wanted.terms.empty() || pair || letters < kLettersOfASlip) return wanted;
  for (std::size_t i = 0; i < terms_.size() && wanted.terms.size() < kMostBeginnings; ++i) {
    if (letters_[i] + 1 < letters || letters + 1 < letters_[i]) continue;
    if (one_slip_apart(term, terms_[i])) wanted.terms.push_back({i, kSlipWeight});
  }
  return wanted;
}

void Index::score(const Wanted& wanted, Scores& scores) const {
  std::vector<double> best(documents_.size(), 0);
  const double count = static_cast<double>(documents_.size());
  for (const Wanted::Term& term : wanted.terms) {
    const auto& list = postings_[term.number];
    const double holders = static_cast<double>(list.size());
    const double rarity = std::log(1 + (count - holders + 0.5) / (holders + 0.5));
    for (const Posting& posting : list) {
      const double often = kTitleWeight * posting.in_title + posting.in_text;
      const double length = lengths_[posting.document] / average_length_;
      const double norm = kSaturation * (1 - kLengthInfluence + kLengthInfluence * length);
      const double value = term.weight * rarity * often * (kSaturation + 1) / (often + norm);
      best[posting.document] = std::max(best[posting.document], value);
    }
  }
  for (std::size_t i = 0; i < best.size(); ++i) {
    if (best[i] <= 0) continue;
    scores.sum[i] += best[i] * documents_[i].boost;
    ++scores.words[i];
  }
}

std::vector<Index::Wanted> Index::wanted_by(const Query& query, Segmenter& segmenter) const {
  const icu::UnicodeString text = wide(std::string_view(query.text).substr(0, Query::kMostBytes));
  const std::vector<Word> words = segmenter.words(text, Query::kMostWords);
  std::vector<Wanted> wanted;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    // A run of pairs ends in its last character, which is in the pair before it already.
    if (i > 0 && words[i - 1].pair && !word.pair && words[i - 1].end == word.end) continue;
    wanted.push_back(expand(word.term, word.end == text.length(), word.pair));
  }
  return wanted;
}

Index::Matches Index::match(const Query& query, const Among& among) const {
  Matches matches;
  if (documents_.empty()) return matches;
  matches.segmenter = std::make_shared<Segmenter>();
  const std::vector<Wanted> wanted = wanted_by(query, *matches.segmenter);
  if (wanted.empty()) return matches;
  for (const Wanted& one : wanted) {
    for (const Wanted::Term& term : one.terms) matches.terms.insert(terms_[term.number]);
  }
  Scores scores{std::vector<double>(documents_.size(), 0),
                std::vector<std::uint8_t>(documents_.size(), 0)};
  for (const Wanted& one : wanted) score(one, scores);
  std::uint8_t most = 0;
  for (std::uint32_t i = 0; i < documents_.size(); ++i) {
    if (scores.words[i] == 0 || scores.words[i] < most || !among(i)) continue;
    most = scores.words[i];
    matches.all.push_back({i, scores.sum[i]});
  }
  std::erase_if(matches.all, [&](const Match& one) { return scores.words[one.number] < most; });
  return matches;
}

std::vector<Hit> Index::find(const Query& query) const {
  Matches matches = match(query, [&](std::uint32_t number) {
    return !query.kind || documents_[number].kind == *query.kind;
  });
  auto& found = matches.all;
  const std::size_t size = std::min({found.size(), query.limit, Query::kMostHits});
  const auto better = [](const Match& left, const Match& right) {
    return left.score != right.score ? left.score > right.score : left.number < right.number;
  };
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(size), found.end(),
                    better);
  found.resize(size);
  std::vector<Hit> hits;
  hits.reserve(size);
  for (const Match& one : found) hits.push_back(show(one, query, matches));
  return hits;
}

Hit Index::show(const Match& match, const Query& query, Matches& of) const {
  const Document& document = documents_[match.number];
  const std::set<std::string_view>& terms = of.terms;
  if (!of.segmenter) of.segmenter = std::make_shared<Segmenter>();
  Segmenter& segmenter = *of.segmenter;
  Hit hit{document.kind, document.id, match.score, {}, {}, {}, {}};
  hit.title = document.title.in(query.language, query.fallback);
  hit.title_marks = marks_of(wide(hit.title), terms, segmenter);
  // What is shown is in the reader's language; only where nothing matches there, in another's.
  icu::UnicodeString snippet = wide(document.text.in(query.language, query.fallback));
  hit.marks = marks_of(snippet, terms, segmenter);
  if (hit.marks.empty() && hit.title_marks.empty()) {
    for (const auto& [language, words] : document.text.by_language) {
      icu::UnicodeString other = wide(words);
      hit.marks = marks_of(other, terms, segmenter);
      if (hit.marks.empty()) continue;
      snippet = std::move(other);
      break;
    }
  }
  cut_to_snippet(snippet, hit.marks);
  hit.snippet = narrow(snippet);
  return hit;
}

}  // namespace plenary::search
