#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/link.h"
#include "base/text.h"
#include "base/time.h"
#include "report/report.h"

namespace plenary::news {

struct PostTag;
using PostId = base::Slug<PostTag>;  ///< What stands in the post's address.

/// What somebody said, and the moment at which they said it.
struct Quote {
  base::LocalisedText text;
  bool paraphrase = false;  ///< The sense, not the words.
  std::optional<base::PersonId> person;
  std::optional<base::SessionId> session;  ///< Whose replay holds the moment.
  std::string item;                        ///< Of that session's running order; may be empty.
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  bool operator==(const Quote&) const = default;
};

/// Until when a post does not exist for the public: until an instant, or until a report is out.
struct Embargo {
  std::optional<base::Instant> at;       ///< By the conference clock.
  std::optional<report::ReportId> with;  ///< Exactly one of the two is set.

  bool operator==(const Embargo&) const = default;
};

/// A picture of the package as a post shows it.
struct Illustration {
  std::string picture;      ///< A name of the folder `pictures`: "stage.jpg".
  base::LocalisedText alt;  ///< What it shows, for those who do not see it.
  std::string credit;       ///< Whose it is; may be empty.

  bool operator==(const Illustration&) const = default;
};

/// Something for journalists to take along: a picture of the package, or a page of the web.
struct PressFile {
  base::LocalisedText title;
  std::string picture;  ///< A name of the folder `pictures`; empty if `url` is set.
  std::string url;

  bool operator==(const PressFile&) const = default;
};

/// An indicator that a post shows.
struct ShownIndicator {
  report::ReportId report;
  report::IndicatorId indicator;

  auto operator<=>(const ShownIndicator&) const = default;
};

/// An item of the newsroom. Its languages are translations of each other.
struct Post {
  PostId slug;
  base::LocalisedText title;                    ///< In every language that has a body.
  base::LocalisedText summary;                  ///< May be empty.
  std::map<std::string, std::string> markdown;  ///< By language; bounded, UTF-8, not yet HTML.
  std::optional<base::Instant> published;       ///< Absent where an embargo decides.
  bool published_illustrative = false;          ///< The instant is ours, no source states it.
  std::optional<Embargo> embargo;
  std::vector<Quote> quotes;
  std::vector<Illustration> pictures;
  std::vector<PressFile> press_kit;
  /// By language: the key of the source that the post in that language sums up and links to.
  std::map<std::string, std::string> source;
  std::vector<ShownIndicator> indicators;  ///< All that its bodies show, each once.
  bool illustrative = false;
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  /// The languages that have a body, in the order of their tags.
  std::vector<std::string> languages() const;

  bool operator==(const Post&) const = default;
};

}  // namespace plenary::news
