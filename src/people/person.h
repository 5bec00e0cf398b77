#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/link.h"
#include "base/text.h"

namespace plenary::people {

/// A company, a ministry, an association: whoever hosts, speaks through somebody, or exhibits.
struct Organisation {
  base::OrganisationId id;
  base::LocalisedText name;
  base::LocalisedText short_name;        ///< "MIIT", "工信部"; may be empty.
  std::string picture;                   ///< A name of the folder `pictures`; may be empty.
  base::LocalisedText text;              ///< What it is; may be empty.
  std::vector<base::Link> links;
  std::vector<std::string> our_wording;  ///< Languages in which some of the words are ours.
  std::vector<std::string> sources;      ///< Keys of the conference's sources.

  bool operator==(const Organisation&) const = default;
};

/// Somebody who stands on a stage: speaker, moderator, host. A plain value.
struct Person {
  base::PersonId id;
  base::LocalisedText name;   ///< Only in the writings that a source gives.
  base::LocalisedText title;  ///< "Minister"; may be empty.
  std::optional<base::OrganisationId> organisation;
  std::string picture;       ///< A name of the folder `pictures`; may be empty.
  base::LocalisedText text;  ///< Who they are, in a few sentences; may be empty.
  std::vector<base::Link> links;
  std::vector<std::string> our_wording;  ///< Languages in which some of the words are ours.
  std::vector<std::string> sources;

  bool operator==(const Person&) const = default;
};

}  // namespace plenary::people
