#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "exhibition/exhibitor.h"
#include "report/report.h"

namespace plenary::programme {

/// One thing that a launch shows for the first time: exactly one of the two is set.
struct Reveal {
  std::optional<exhibition::ProductName> product;
  std::optional<report::ReportId> report;

  bool operator==(const Reveal&) const = default;
};

/// What a session of kind `launch` does: at its instant, what it reveals is public.
struct Launch {
  std::optional<base::Instant> at;  ///< By the conference clock; absent: by hand.
  std::vector<Reveal> reveals;      ///< In a visible content, those that are out.

  bool operator==(const Launch&) const = default;
};

/// Who signs: an organisation or an exhibitor, and by whom.
struct Party {
  std::optional<base::OrganisationId> organisation;
  std::optional<exhibition::ExhibitorId> exhibitor;
  std::optional<base::PersonId> person;

  bool operator==(const Party&) const = default;
};

/// What a session of kind `signing` shows. The moment of signing is a release.
struct Signing {
  std::vector<Party> parties;  ///< At least two.
  base::LocalisedText document;
  std::string file;  ///< A document of the package; in a visible content, empty until it is signed.
  std::optional<base::Instant> at;  ///< By the conference clock; absent: by hand.

  bool operator==(const Signing&) const = default;
};

/// One booth of a tour.
struct Stop {
  exhibition::ExhibitorId exhibitor;
  std::chrono::minutes after{0};  ///< Since the session's beginning; grows from stop to stop.
  base::LocalisedText text;       ///< May be empty.

  bool operator==(const Stop&) const = default;
};

/// The route of a session of kind `tour`.
struct Tour {
  std::optional<base::PersonId> guide;
  std::vector<Stop> stops;

  bool operator==(const Tour&) const = default;
};

}  // namespace plenary::programme
