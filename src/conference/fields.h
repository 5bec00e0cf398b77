#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "conference/content.h"
#include "conference/report.h"
#include "conference/yaml.h"

namespace plenary::conference {

/// The ids of one kind that a package defines, for those who refer to them.
struct Names {
  std::string noun;  ///< "person".
  std::string file;  ///< Where they are defined: "people.yaml".
  std::set<std::string> ids;
  bool complete =
      true;  ///< False if that file could not be read: then nothing is reported missing.
  bool are_files = false;  ///< Names of files, which may be somebody's: see owner_of_file().
};

/// What the reader of a file has to know of the other files.
struct Known {
  std::vector<std::string> languages;  ///< Empty if they could not be read: then any tag will do.
  std::map<std::string, Source> sources;
  bool sources_complete = true;
  bool demand_sources = false;  ///< The package has sources: whatever it states needs one.
  Names organisations{"organisation", "organisations.yaml", {}, true};
  Names people{"person", "people.yaml", {}, true};
  Names topics{"topic", "`topics` of conference.yaml", {}, true};
  Names sessions{"session", "programme.yaml", {}, true};
  Names reports{"report", "the folder `reports`", {}, true};
  Names pictures{"picture", "the folder `pictures`", {}, true, true};
  Names documents{"document", "the folder `documents`", {}, true, true};
  Names exhibitors{"exhibitor", "the folder `exhibitors`", {}, true};
  Names categories{"category", "`categories` of exhibition.yaml", {}, true};
  Names films{"film", "the folder `films`", {}, true, true};
  std::map<std::string, std::string> not_films;  ///< Of those, what is none, and why.
  /// The ids of each session's running order.
  std::map<std::string, std::set<std::string>> items;
  /// The languages in which a text lies in the package: "news/opening" to {"en", "zh"}.
  std::map<std::string, std::set<std::string>> texts;
  /// If set, where every map that is read leaves the keys it was asked for, by its noun.
  std::map<std::string, std::set<std::string>>* asked = nullptr;
};

/// Whether a key has to be there.
enum class Need : std::uint8_t { kRequired, kOptional };
/// Whether a text is a title (one line, at most 200 characters) or prose (at most 20,000).
enum class Shape : std::uint8_t { kLine, kProse };

/// Reads the keys of one map and reports what is wrong with them. Each question makes its key
/// known; finish() then reports the keys that nobody asked for. Answers are empty where something
/// was wrong.
class Fields {
 public:
  /// `noun` names the map in what is reported: "a session". `node`, `known` and `report` outlive
  /// it.
  Fields(const YamlNode& node, std::string noun, const Known& known, Report& report);

  /// From now on pictures, documents and films are that exhibitor's own or nobody's: another's are
  /// refused by their names alone, whether there are such files or not.
  void only_files_of(std::string_view exhibitor) { exhibitor_ = exhibitor; }

  int line() const { return node_.line; }
  /// The line of a key, or of the map if it has no such key.
  int line_of(std::string_view key) const;
  bool has(std::string_view key) const;
  /// True if the key is there, is a list, and has no item.
  bool has_empty_list(std::string_view key) const;
  Report& report() { return report_; }

  std::string text(std::string_view key, Need need, Shape shape = Shape::kLine);
  base::LocalisedText localised(std::string_view key, Need need, Shape shape = Shape::kLine);
  bool flag(std::string_view key);
  std::optional<base::Instant> instant(std::string_view key, Need need);
  std::optional<std::chrono::year_month_day> date(std::string_view key,
                                                  Need need = Need::kRequired);
  std::optional<report::Decimal> decimal(std::string_view key, Need need);
  /// A whole number from 1 to 1000; 1 where something was wrong.
  int place(std::string_view key);
  /// `period` or `as_of`, of which exactly one is there.
  report::Period period();
  /// One of the units of `report`.
  report::Unit unit(std::string_view key);
  /// The ISO 4217 code of a currency.
  std::string currency(std::string_view key);
  /// `approximate`.
  report::Approximation approximation();
  /// "#1f6feb"; empty if the key is absent or wrong.
  std::string colour(std::string_view key);
  /// A BCP 47 tag of any language.
  std::string language(std::string_view key);
  /// An address of the web.
  std::string address(std::string_view key, Need need);
  /// The name of a picture that the package brings.
  std::string picture(std::string_view key, Need need);
  /// The name of a document that the package brings.
  std::string document(std::string_view key);
  /// The name of a film that the package brings and that is one; optional.
  std::string film(std::string_view key);
  /// A length in metres, such as 1.5, as whole centimetres; 0 where something was wrong.
  int metres(std::string_view key, Need need, int least, int most);
  /// A whole number without sign; nothing if the key is absent or something was wrong.
  std::optional<int> whole_number(std::string_view key, int least, int most);
  /// A reading of a clock, "09:30", as the time since midnight; "24:00" is midnight again.
  std::optional<std::chrono::minutes> clock_time(std::string_view key);
  /// An ISO 3166-1 code of two letters; empty if the key is absent or wrong.
  std::string country(std::string_view key);
  /// Words of a line each, each once.
  std::vector<std::string> short_words(std::string_view key);
  /// BCP 47 tags of any languages.
  std::vector<std::string> any_languages(std::string_view key);
  /// The words of `key`, each a language of the conference.
  std::vector<std::string> languages(std::string_view key);
  /// The ids of a list, each of which `names` holds.
  std::vector<std::string> references(std::string_view key, const Names& names);
  /// A list of `title` and `url`.
  std::vector<base::Link> links(std::string_view key);
  /// A key that may repeat the id which the file's name gives.
  void named_as_file(std::string_view key, const std::string& id);
  /// The map under a key; null if it is absent or something else.
  const YamlNode* map(std::string_view key, Need need);
  /// The scalars of a list, empty ones left out.
  std::vector<std::string> words(std::string_view key, Need need);
  /// The items of a list, each a map; nothing if the key is absent.
  const std::vector<YamlNode>& list(std::string_view key, Need need);

  /// `id`, a slug that `taken` does not hold yet and does afterwards. Nothing if it is missing, bad
  /// or there already.
  template <class Id>
  std::optional<Id> id(std::set<std::string>& taken) {
    const auto found = Id::parse(id_text(taken));
    return found ? std::optional(*found) : std::nullopt;
  }

  /// An id that `names` holds.
  template <class Id>
  std::optional<Id> reference(std::string_view key, Need need, const Names& names) {
    const auto found = Id::parse(reference_text(key, need, names));
    return found ? std::optional(*found) : std::nullopt;
  }

  /// One of a few words; the first of `choices` if the key is absent or wrong.
  template <class Enum>
  Enum choice(std::string_view key, Need need, std::initializer_list<Enum> choices) {
    std::vector<std::string_view> words;
    for (const Enum one : choices) words.emplace_back(name(one));
    return choices.begin()[choice_index(key, need, words)];
  }

  /// `sources`, each of them known. `illustrative` says that this may go without, `beside` that it
  /// stands beside other sources anyway, so that one of grade C will do.
  std::vector<std::string> sources(bool illustrative = false, bool beside = false);
  /// `our_wording`, each a language of the conference.
  std::vector<std::string> our_wording();
  /// The key of one source; empty if the key is absent or unknown.
  bool known_source(const std::string& key, int line);

  /// Reports the keys that are not known. Call it once, after the last question.
  void finish();

 private:
  const YamlEntry* find(std::string_view key, Need need);
  const YamlEntry* entry(std::string_view key) const;
  const std::string* scalar(const YamlEntry& entry);
  bool fits(const std::string& text, const std::string& where, int line, Shape shape);
  std::string id_text(std::set<std::string>& taken);
  bool holds(const Names& names, const std::string& id, int line);
  std::string reference_text(std::string_view key, Need need, const Names& names);
  std::size_t choice_index(std::string_view key, Need need,
                           const std::vector<std::string_view>& words);
  bool check_language(const std::string& tag, int line);

  const YamlNode& node_;
  std::string noun_;
  const Known& known_;
  Report& report_;
  std::string exhibitor_;  ///< Whose files may be named; empty: all.
  std::vector<std::string> asked_;
};

/// Whose a picture, document or film is by its name: "acme" for "acme--hall.webp", empty for nobody's in
/// particular.
std::string_view owner_of_file(std::string_view name);

/// "Did you mean `x`?" where something is near, else "Known are: a, b." (at most 12 of them).
std::string suggest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace plenary::conference
