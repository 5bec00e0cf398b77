#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "exhibition/exhibition.h"
#include "news/post.h"
#include "people/person.h"
#include "programme/programme.h"
#include "report/report.h"

namespace plenary::conference {

/// Where a fact was read.
struct Source {
  std::string title;  ///< In the source's own language.
  std::string url;    ///< http or https; empty for what is not on the web.
  char grade = 'B';   ///< A: organiser, government, agency; B: credible; C: only beside another.

  bool operator==(const Source&) const = default;
};

/// A short piece of text that stands by itself: a section, a topic, a fact for a card.
struct Passage {
  std::string id;                        ///< A slug, unique among its kind.
  base::LocalisedText title;             ///< May be empty for a fact.
  base::LocalisedText text;              ///< May be empty for a topic.
  std::vector<std::string> our_wording;  ///< Languages in which some of the words are ours.
  std::vector<std::string> sources;

  bool operator==(const Passage&) const = default;
};

/// A picture of the package's folder `pictures`, as it was sent: never served as it is.
struct Picture {
  std::string name;  ///< "stage.jpg"; the file is pictures/stage.jpg.
  std::size_t size_bytes = 0;

  bool operator==(const Picture&) const = default;
};

/// A document of the package's folder `documents`: a PDF that was looked at.
struct PackageDocument {
  std::string name;  ///< "leaflet.pdf"; the file is documents/leaflet.pdf.
  std::size_t size_bytes = 0;

  bool operator==(const PackageDocument&) const = default;
};

/// A figure that somebody declared of the audience. Stands apart from what the server counts and is
/// never merged with it.
struct DeclaredAudience {
  std::string id;  ///< A slug.
  base::LocalisedText text;
  base::LocalisedText of;  ///< What it is of: "the opening ceremony".
  std::optional<report::Decimal> viewers;
  report::Approximation approximation = report::Approximation::kExact;
  std::optional<base::SessionId> session;
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  bool operator==(const DeclaredAudience&) const = default;
};

/// A conference as its folder says it. Immutable once loaded: shared as shared_ptr<const Content>.
/// All references within it meet, all ids are unique, all text is clean UTF-8.
struct Content {
  base::ConferenceId id;
  base::LocalisedText title;
  std::string short_name;  ///< "CIC 2020".
  base::LocalisedText theme;
  base::OrganisationId host;
  std::string time_zone;                ///< IANA name: "Asia/Shanghai".
  base::LocalisedText time_zone_name;   ///< As people say it: "Beijing time"; never empty.
  std::chrono::minutes utc_offset{0};   ///< Of that zone on the first day, east of Greenwich.
  bool time_zone_illustrative = false;  ///< No source states it.
  std::vector<std::string> languages;   ///< BCP 47, the conference's own first.
  std::vector<std::string> fallback;  ///< Where a text lacks a language, the first of these it has.
  /// The languages that only the newsroom has, beside `languages`.
  std::vector<std::string> news_languages;
  std::optional<base::Instant> demonstration_clock;  ///< What the clock shows when a demo begins.
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  std::vector<Passage> sections;  ///< "Online forums", "online exhibitions", ...
  std::vector<Passage> topics;    ///< "5G", "blockchain", ...
  std::vector<Passage> facts;     ///< One short sentence each, for cards.
  std::map<std::string, Source> sources_by_key;

  std::vector<people::Organisation> organisations;
  std::vector<people::Person> people;
  programme::Programme programme;
  std::vector<report::Rate> rates;
  std::vector<DeclaredAudience> declared_audience;
  std::vector<report::Report> reports;      ///< In order of their file's name.
  std::vector<news::Post> news;             ///< In order of their file's name.
  exhibition::Exhibition exhibition;
  std::map<std::string, Picture> pictures;           ///< By name.
  std::map<std::string, PackageDocument> documents;  ///< By name.
  std::set<std::string> films;  ///< Names of the folder `films` that a booth shows.

  /// Null if there is none of that id.
  const people::Organisation* organisation(const base::OrganisationId& wanted) const;
  const people::Person* person(const base::PersonId& wanted) const;
  const programme::Forum* forum(const base::ForumId& wanted) const;
  const report::Report* report(const report::ReportId& wanted) const;
  const news::Post* post(const news::PostId& wanted) const;

  bool operator==(const Content&) const = default;
};

}  // namespace plenary::conference
