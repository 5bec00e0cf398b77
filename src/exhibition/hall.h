#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/text.h"
#include "exhibition/exhibitor.h"

namespace plenary::exhibition {

struct HallTag;
struct BoothTag;
using HallId = base::Slug<HallTag>;
using BoothId = base::Slug<BoothTag>;  ///< Within a hall: "a12".

/// A length on a floor plan in whole centimetres: plans are drawn from it, and sums stay exact.
using Centimetres = int;

/// A rectangle of a hall's floor.
struct Booth {
  BoothId id;
  std::optional<ExhibitorId> exhibitor;  ///< Absent: the booth is free.
  Centimetres x = 0;                     ///< From the hall's left wall.
  Centimetres y = 0;                     ///< From the hall's upper wall.
  Centimetres width = 0;
  Centimetres depth = 0;

  bool operator==(const Booth&) const = default;
};

struct Hall {
  HallId id;
  base::LocalisedText title;
  base::LocalisedText text;  ///< May be empty.
  Centimetres width = 0;
  Centimetres depth = 0;
  std::vector<Booth> booths;

  bool operator==(const Hall&) const = default;
};

/// True if no part of the booth lies outside the hall.
bool lies_within(const Booth& booth, const Hall& hall);

/// Pairs of booths, by their place in the list, that share floor; walls may touch. Of each
/// booth one such pair is named. Grows as n log n where booths lie apart.
std::vector<std::pair<std::size_t, std::size_t>> find_overlaps(const std::vector<Booth>& booths);

}  // namespace plenary::exhibition
